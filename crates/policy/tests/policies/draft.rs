//! A version that stands in no folder is checked as if it did.

use std::collections::BTreeMap;
use std::fs;

use crate::common::{change, copy_folder, day, folder, load, policies, town};
use policy::{Policies, Problem};
use tempfile::TempDir;

const TENANT: &str = "a-town";
const NOW: &str = "2015-01-01";
const LATER: &str = "2027-01-01";

/// The files of the town's version.
fn files(root: &TempDir) -> BTreeMap<String, String> {
    let entries = fs::read_dir(root.path().join(TENANT).join(NOW)).unwrap().map(Result::unwrap);
    let read = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
    };
    entries.map(read).collect()
}

/// The same from a later day on.
fn later(root: &TempDir) -> BTreeMap<String, String> {
    let mut files = files(root);
    let policy = files.get_mut("policy.toml").unwrap();
    *policy = policy.replace(&format!("valid_from = \"{NOW}\""), &format!("valid_from = \"{LATER}\""));
    files
}

/// What loading says when the files stand in a folder beside the others.
fn faults_in_a_folder(root: &TempDir, version: &str, files: &BTreeMap<String, String>) -> Vec<Problem> {
    let whole = TempDir::new().unwrap();
    copy_folder(root.path(), whole.path());
    let target = whole.path().join(TENANT).join(version);
    fs::create_dir_all(&target).unwrap();
    files.iter().for_each(|(name, text)| fs::write(target.join(name), text).unwrap());
    Policies::load(whole.path()).unwrap_err().0
}

#[test]
fn every_policy_of_this_repository_is_itself_as_a_draft() {
    let policies = policies();
    for policy in policies.versions() {
        let version = folder().join(&policy.tenant).join(policy.valid_from.to_string());
        let entries = fs::read_dir(version).unwrap().map(Result::unwrap);
        let files = entries.map(|entry| {
            (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
        });
        let draft = policies.draft(&policy.tenant, files.collect()).unwrap();
        assert_eq!(
            (draft.policy().version.as_str(), draft.policy().page()),
            (&*policy.version, policy.page())
        );
        assert!(draft.check_examples().unwrap() >= 12, "{}", policy.tenant);
    }
}

#[test]
fn a_draft_comes_beside_the_others_or_in_the_place_of_one() {
    let root = town();
    let policies = load(&root);

    let beside = policies.draft(TENANT, later(&root)).unwrap();
    assert_eq!(beside.policy().valid_from, day(LATER));
    let mut changed = files(&root);
    changed.get_mut("policy.toml").unwrap().push_str("\n# a word more\n");
    let instead = policies.draft(TENANT, changed).unwrap();
    assert_eq!(instead.policy().valid_from, day(NOW));
    assert_ne!(instead.policy().version, policies.named(TENANT, NOW).unwrap().version);
    assert_eq!(policies.versions().count(), 1, "a draft is no version");
    assert_eq!(beside.check_examples(), Ok(0));
}

#[test]
fn its_faults_are_those_of_a_folder() {
    let root = town();
    let mut draft = later(&root);
    let categories = draft.get_mut("categories.md").unwrap();
    *categories = categories.replace("[50..80]", "[55..80]");
    draft.insert("notes.md".into(), "# Later\n".into());
    draft.remove("duties.toml");

    let faults = load(&root).draft(TENANT, draft.clone()).unwrap_err().0;

    assert_eq!(faults, faults_in_a_folder(&root, LATER, &draft));
    let rules: Vec<_> = faults.iter().map(|fault| fault.rule).collect();
    assert!(["missing-file", "unknown-file", "gap"].iter().all(|rule| rules.contains(rule)), "{rules:?}");
}

#[test]
fn the_days_between_versions_are_looked_at_too() {
    let root = town();
    let from = format!("valid_from = \"{NOW}\"");
    change(
        &root,
        &format!("{TENANT}/{NOW}/policy.toml"),
        &from,
        &format!("{from}\nvalid_until = \"2026-06-30\""),
    );
    let mut draft = files(&root);
    let policy = draft.get_mut("policy.toml").unwrap();
    *policy = policy
        .replace("valid_until = \"2026-06-30\"\n", "")
        .replace(&from, &format!("valid_from = \"{LATER}\""));

    let faults = load(&root).draft(TENANT, draft.clone()).unwrap_err().0;

    assert_eq!(faults.iter().map(|fault| fault.rule).collect::<Vec<_>>(), ["version-gap"]);
    assert_eq!(faults, faults_in_a_folder(&root, LATER, &draft));
}

#[test]
fn without_a_first_day_it_has_faults_and_no_folder() {
    let root = town();
    let policies = load(&root);
    for draft in [BTreeMap::new(), {
        let mut files = files(&root);
        files.insert("policy.toml".into(), "valid_from = 3\n".into());
        files
    }] {
        let faults = policies.draft(TENANT, draft).unwrap_err().0;
        assert!(faults.iter().all(|fault| fault.file.starts_with("a-town/draft/")), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.rule.starts_with("missing-")), "{faults:?}");
    }
}
