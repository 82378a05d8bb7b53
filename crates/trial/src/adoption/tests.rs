use std::fs;
use std::path::Path;

use domain::{Fact, FactKind, FactSource, FactValue};
use policy::Policies;
use rstest::rstest;

use super::*;

/// A tenant with three versions: the second moves a threshold and an age, the third leaves the lowest to a person.
struct Versions {
    _folder: tempfile::TempDir,
    policies: Policies,
}

const TENANT: &str = "emmen";
const FIRST: &str = "2015-01-01";
const SECOND: &str = "2026-06-01";
const THIRD: &str = "2027-01-01";
/// The same as the first and the third from other days on.
const TWIN_OF_FIRST: &str = "2016-01-01";
const TWIN_OF_THIRD: &str = "2028-01-01";

impl Versions {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
        for whole in ["national", "shared"] {
            copy(&source.join(whole), &folder.path().join(whole), &[]);
        }
        let (from, to) = (source.join(TENANT).join(FIRST), folder.path().join(TENANT));
        let moved = [("[50..80]", "[65..80]"), ("..50)", "..65)"), ("< 27", "< 30")];
        let left =
            [("| 6 | < 10 |", "| 6 | < 5 | - | \"person\" | een keuze | Een mens kijkt. |\n| 7 | [5..10) |")];
        let first = format!("valid_from = \"{FIRST}\"");
        let on = |day: &str| format!("valid_from = \"{day}\"");
        copy(&from, &to.join(FIRST), &[]);
        copy(&from, &to.join(SECOND), &[&moved[..], &[(first.as_str(), on(SECOND).as_str())]].concat());
        copy(&from, &to.join(THIRD), &[&left[..], &[(first.as_str(), on(THIRD).as_str())]].concat());
        copy(&from, &to.join(TWIN_OF_FIRST), &[(first.as_str(), on(TWIN_OF_FIRST).as_str())]);
        copy(
            &from,
            &to.join(TWIN_OF_THIRD),
            &[&left[..], &[(first.as_str(), on(TWIN_OF_THIRD).as_str())]].concat(),
        );
        let policies = Policies::load(folder.path()).unwrap_or_else(|problems| panic!("{problems}"));
        Self { _folder: folder, policies }
    }

    fn of(&self, valid_from: &str) -> &Policy {
        self.policies
            .versions()
            .find(|policy| policy.tenant == TENANT && policy.valid_from.to_string() == valid_from)
            .unwrap()
    }

    /// What the second or third version makes of a case that the first put into this category.
    fn finding(&self, category: &str, new: &str, facts: &Facts) -> Finding {
        let (old, new) = (self.of(FIRST), self.of(new));
        compare(standing(category, old, facts), Some(old), new)
    }
}

fn standing<'a>(category: &'a str, under: &'a Policy, facts: &'a Facts) -> Standing<'a> {
    Standing { ending: false, category: Some(category), decided_under: Some(&under.version), facts }
}

fn copy(from: &Path, to: &Path, changes: &[(&str, &str)]) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()), changes);
            continue;
        }
        if entry.file_name() == "examples.toml" {
            continue;
        }
        let mut text = fs::read_to_string(entry.path()).unwrap();
        for (old, new) in changes {
            text = text.replace(old, new);
        }
        fs::write(to.join(entry.file_name()), text).unwrap();
    }
}

/// `earning_capacity=60, needs_sheltered=no`, as the caseload has them. What is not named is an ordinary case: someone
/// of forty who asks for assistance, to whom nothing else applies, and of whom it is not known how they can work.
fn facts(text: &str) -> Facts {
    let mut facts = Facts::default();
    let mut put = |key: FactKey, value: FactValue| {
        let stated_on = "2026-06-02".parse().unwrap();
        facts.put(key, Fact { value, source: FactSource::System, stated_on });
    };
    let yes_no = FactKey::ALL.iter().copied().filter(|key| key.kind() == FactKind::YesNo);
    for key in yes_no.filter(|key| *key != FactKey::NeedsSheltered) {
        put(key, FactValue::YesNo(key == FactKey::AssistanceRequested));
    }
    put(FactKey::Age, FactValue::Number(40));
    for pair in text.split(", ").filter(|pair| !pair.is_empty()) {
        let (code, value) = pair.split_once('=').unwrap();
        let key = FactKey::from_code(code).unwrap();
        let value = match key.kind() {
            FactKind::YesNo => FactValue::YesNo(value == "yes"),
            _ => FactValue::Number(value.parse().unwrap()),
        };
        put(key, value);
    }
    facts
}

#[rstest]
#[case(64, Some("group-3"))]
#[case(50, Some("group-3"))]
#[case(65, None)]
#[case(80, None)]
fn only_those_between_the_thresholds_move(#[case] earning_capacity: i64, #[case] to: Option<&str>) {
    let versions = Versions::new();
    let facts = facts(&format!("earning_capacity={earning_capacity}, needs_sheltered=no"));
    match (versions.finding("group-2", SECOND, &facts), to) {
        (Finding::Same, None) => {}
        (Finding::Otherwise(Otherwise { says: Says::Category(key), why }), Some(to)) => {
            assert_eq!(key, to);
            assert!(why.contains("verdiencapaciteit"), "{why}");
        }
        (finding, _) => panic!("{finding:?}"),
    }
}

#[test]
fn the_same_version_moves_nobody() {
    let versions = Versions::new();
    let policy = versions.of(FIRST);
    for (category, text) in [
        ("group-1", "earning_capacity=90"),
        ("group-2", "earning_capacity=60"),
        ("group-3", "earning_capacity=30, needs_sheltered=no"),
        ("group-4-day-activities", "earning_capacity=5"),
    ] {
        let facts = facts(text);
        assert_eq!(
            compare(standing(category, policy, &facts), Some(policy), policy),
            Finding::DecidedUnderIt
        );
        assert_eq!(versions.finding(category, TWIN_OF_FIRST, &facts), Finding::Same);
    }
}

#[test]
fn a_fact_that_only_the_new_version_asks_is_named() {
    let versions = Versions::new();
    // Between the old threshold and the new it matters now whether the work must be sheltered.
    let found = versions.finding("group-2", SECOND, &facts("earning_capacity=60"));
    let Finding::Otherwise(Otherwise { says, why }) = found else { panic!("{found:?}") };
    assert_eq!(says, Says::FactsMissing(vec![FactKey::NeedsSheltered]));
    assert!(why.contains("aangewezen op beschut werk"), "{why}");
}

#[test]
fn what_the_new_version_leaves_to_a_person_is_said() {
    let versions = Versions::new();
    let found = versions.finding("group-4-day-activities", THIRD, &facts("earning_capacity=3"));
    assert!(matches!(found, Finding::Otherwise(Otherwise { says: Says::PersonDecides, .. })), "{found:?}");
}

#[test]
fn other_target_groups_are_a_change_as_well() {
    let versions = Versions::new();
    let found = versions.finding("group-1", SECOND, &facts("earning_capacity=90, age=28"));
    let Finding::Otherwise(Otherwise { says, why }) = found else { panic!("{found:?}") };
    assert_eq!(says, Says::TargetGroups("group-1".into()));
    assert!(why.contains("Jongeren"), "{why}");
    assert_eq!(versions.finding("group-1", SECOND, &facts("earning_capacity=90, age=26")), Finding::Same);
}

#[test]
fn who_was_put_elsewhere_on_purpose_is_not_called_in_by_a_policy_that_changes_nothing_for_them() {
    let versions = Versions::new();
    // The policy says group 2, before and after; a professional chose group 4.
    let found = versions.finding("group-4", SECOND, &facts("earning_capacity=70, needs_sheltered=no"));
    assert_eq!(found, Finding::NotByPolicy);
    // Left to a person before and after.
    let third = versions.of(THIRD);
    let twin = versions.of(TWIN_OF_THIRD);
    let lowest = facts("earning_capacity=3");
    assert_eq!(compare(standing("group-4", third, &lowest), Some(third), twin), Finding::NotByPolicy);
    // Lacking facts before and after.
    let found = versions.finding("group-2", SECOND, &facts(""));
    assert_eq!(found, Finding::NotByPolicy);
    // But where the policy does change, the choice is looked at again.
    let found = versions.finding("group-4", SECOND, &facts("earning_capacity=60, needs_sheltered=no"));
    assert!(
        matches!(&found, Finding::Otherwise(Otherwise { says: Says::Category(key), .. }) if key == "group-3")
    );
    // And a version that comes round to the choice asks nothing.
    let found = versions.finding("group-3", SECOND, &facts("earning_capacity=60, needs_sheltered=no"));
    assert_eq!(found, Finding::Same);
}

#[test]
fn a_version_that_is_not_here_any_more_cannot_excuse_a_difference() {
    let versions = Versions::new();
    let facts = facts("earning_capacity=70, needs_sheltered=no");
    let standing =
        Standing { decided_under: Some("long gone"), ..standing("group-4", versions.of(FIRST), &facts) };
    let found = compare(standing, None, versions.of(SECOND));
    assert!(matches!(found, Finding::Otherwise(Otherwise { says: Says::Category(_), .. })), "{found:?}");
}

#[test]
fn who_has_no_category_or_is_leaving_needs_no_review() {
    let versions = Versions::new();
    let (old, new) = (versions.of(FIRST), versions.of(SECOND));
    let facts = facts("earning_capacity=60, needs_sheltered=no");
    let standing = standing("group-2", old, &facts);
    let bare = Standing { category: None, decided_under: None, ..standing };
    assert_eq!(compare(bare, None, new), Finding::NotCategorised);
    assert_eq!(compare(Standing { ending: true, ..standing }, Some(old), new), Finding::Ending);
}
