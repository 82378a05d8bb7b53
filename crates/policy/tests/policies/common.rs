//! The policies of this repository, and facts in one line.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDate;
use domain::{Cents, Fact, FactKey, FactKind, FactSource, FactValue, Facts, Municipality};
use policy::{Categorisation, Policies, Policy};
use tempfile::TempDir;

/// The policies of this repository, or those that the mutation campaign changed (`examples/mutate`).
pub fn folder() -> PathBuf {
    std::env::var_os("MEEDOEN_POLICIES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies"),
        PathBuf::from,
    )
}

/// Read once for all tests.
static POLICIES: LazyLock<Policies> = LazyLock::new(|| {
    // The mutation campaign asks only whether anything fails: the first failure answers it.
    if std::env::var_os("MEEDOEN_FIRST_FAILURE").is_some() {
        std::panic::set_hook(Box::new(|_| std::process::exit(1)));
    }
    Policies::load(&folder()).unwrap_or_else(|problems| panic!("{problems}"))
});

pub fn policies() -> &'static Policies {
    &POLICIES
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day on which everything here is assessed.
pub fn today() -> NaiveDate {
    day("2026-03-02")
}

pub fn of<'a>(policies: &'a Policies, municipality: &str) -> &'a Policy {
    let municipality: Municipality = municipality.parse().unwrap();
    policies.of(&municipality, today()).unwrap()
}

/// Facts as `earning_capacity=65, needs_sheltered=no, household=single, birth_date=1990-01-01`.
pub fn facts(text: &str) -> Facts {
    text.split(',').map(str::trim).filter(|each| !each.is_empty()).map(fact).collect()
}

fn fact(text: &str) -> (FactKey, Fact) {
    let (code, value) = text.split_once('=').unwrap();
    let key = FactKey::from_code(code).unwrap_or_else(|| panic!("{code}"));
    let value = match key.kind() {
        FactKind::YesNo => FactValue::YesNo(value == "yes"),
        FactKind::Number { .. } => FactValue::Number(value.parse().unwrap()),
        FactKind::Money => FactValue::Money(Cents::new(value.parse().unwrap())),
        FactKind::Day => FactValue::Day(value.parse().unwrap()),
        FactKind::Choice(_) => FactValue::Choice(value.into()),
    };
    key.check(&value).unwrap();
    (key, Fact { value, source: FactSource::Consultant, stated_on: today() })
}

/// A category, `person`, or the missing facts, as one text.
pub fn outcome(policy: &Policy, facts: &Facts) -> String {
    match policy.categorise(&facts.on(today())) {
        Categorisation::Assigned { category, .. } => category,
        Categorisation::PersonDecides { .. } => "person".into(),
        Categorisation::FactMissing { keys, .. } => {
            let keys: Vec<_> = keys.iter().map(|key| key.code()).collect();
            format!("missing: {}", keys.join(" "))
        }
    }
}

pub fn target_groups(policy: &Policy, facts: &Facts) -> Vec<String> {
    match policy.categorise(&facts.on(today())) {
        Categorisation::Assigned { target_groups, .. } => target_groups,
        other => panic!("{other:?}"),
    }
}

/// The policies of this repository in a folder of their own.
pub fn copy() -> TempDir {
    let target = TempDir::new().unwrap();
    copy_folder(&folder(), target.path());
    target
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn change(root: &TempDir, file: &str, from: &str, to: &str) {
    let path = root.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} does not stand in {file}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// A file below the folder, with this text.
pub fn write(root: &TempDir, file: &str, text: &str) {
    fs::write(root.path().join(file), text).unwrap();
}

/// The policy of a made-up town beside the national amounts, for tests that must not hang on a real policy.
pub fn town() -> TempDir {
    let target = TempDir::new().unwrap();
    copy_folder(&folder().join("national"), &target.path().join("national"));
    let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/a-town");
    copy_folder(&fixture, &target.path().join("a-town"));
    target
}

pub const TOWN: &str = "a-town:9901";

pub fn load(root: &TempDir) -> Policies {
    Policies::load(root.path()).unwrap_or_else(|problems| panic!("{problems}"))
}
