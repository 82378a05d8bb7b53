//! People in `examples.toml` are held against the policy; every fault is named with its line.

use std::fs;

use crate::common::{day, folder, load, policies, town};
use policy::{Person, Problem};
use rstest::rstest;
use tempfile::TempDir;

const FILE: &str = "a-town/2015-01-01/examples.toml";
const GOOD: &str = r#"
[[people]]
name = "Verdiencapaciteit precies 80 %"
source = "Voorbeeld 2015 § 2.4.2 doelgroep 2"
on = "2026-03-02"
facts = { birth_date = "1980-05-01", household = "single", assistance_requested = true, earning_capacity = 80, needs_sheltered = false, job_register = false, area = 1, capital = 100 }
expect = { search_until = "none", category = "group-2", target_groups = [], direction = "work", lead_role = "reintegration-consultant", goal_by = "2027-03-02", review_on = "2026-09-02", leads = ["work-firm", "safe-work"], supports = [], paid_from = [], topics = ["work"], duties = ["contribution"], risk = "none" }

[[people]]
name = "Verdiencapaciteit nog onbekend"
source = "Voorbeeld 2015 § 2.4.2"
on = "2026-03-02"
[people.facts]
birth_date = 2004-05-01
household = "single"
assistance_requested = false
job_register = false
[people.expect]
search_until = "none"
missing = ["earning_capacity", "needs_sheltered"]
support = "supported"

[[people]]
name = "Verdiencapaciteit van een jongere"
source = "Voorbeeld 2015 § 2.4.3"
on = "2026-03-02"
[people.facts]
birth_date = "1999-03-03"
household = "single"
[people.expect]
search_until = "2026-03-29"
"#;

/// The town with these people.
fn with(text: &str) -> TempDir {
    let root = town();
    fs::write(root.path().join(FILE), text).unwrap();
    root
}

fn check(text: &str) -> Result<usize, Vec<Problem>> {
    let root = with(text);
    load(&root).check_examples(root.path()).map_err(|problems| problems.0)
}

#[test]
fn the_people_of_this_repository_come_out_as_their_documents_say() {
    let done = policies().check_examples(&folder());

    done.unwrap_or_else(|problems| panic!("{problems}"));
}

#[test]
fn people_whose_outcome_is_right_are_counted() {
    assert_eq!(check(GOOD), Ok(3));
}

#[test]
fn people_change_no_version() {
    let versions =
        |root: &TempDir| load(root).versions().map(|each| each.version.clone()).collect::<Vec<_>>();

    assert_eq!(versions(&with(GOOD)), versions(&town()));
}

#[rstest]
#[case(
    "category = \"group-2\"",
    "category = \"group-1\"",
    7,
    "category should be group-1, the policy gives group-2 (by categories/2)"
)]
#[case(
    "earning_capacity = 80",
    "earning_capacity = 81",
    7,
    "category should be group-2, the policy gives group-1 (by categories/1)"
)]
#[case(
    "goal_by = \"2027-03-02\"",
    "goal_by = \"2027-03-03\"",
    7,
    "goal_by should be 2027-03-03, the policy gives 2027-03-02"
)]
#[case(
    "search_until = \"2026-03-29\"",
    "search_until = \"none\"",
    31,
    "search_until should be none, the policy gives 2026-03-29 (by search-period)"
)]
#[case(
    "household = \"single\"\n[people.expect]",
    "[people.expect]",
    30,
    "search_until should be 2026-03-29, the policy gives unknown (by search-period-unknown)"
)]
#[case(
    "missing = [\"earning_capacity\", \"needs_sheltered\"]",
    "category = \"person\"",
    20,
    "category should be person, the policy gives none yet"
)]
#[case(
    "missing = [\"earning_capacity\", \"needs_sheltered\"]",
    "direction = \"work\"",
    20,
    "direction should be work, the policy gives nothing, as no category is assigned (by fact-missing)"
)]
#[case(
    "topics = [\"work\"]",
    "topics = []",
    7,
    "topics should be [], the policy gives [work] (by intake-topics/1)"
)]
#[case(
    "duties = [\"contribution\"]",
    "duties = [\"labour\"]",
    7,
    "duties should be [labour], the policy gives [contribution] (by duties/1)"
)]
#[case(
    "leads = [\"work-firm\", \"safe-work\"]",
    "leads = [\"work-firm\"]",
    7,
    "leads should be [work-firm], the policy gives [work-firm, safe-work]"
)]
#[case(
    "support = \"supported\"",
    "support = \"person\"",
    21,
    "support should be person, the policy gives supported (by without-benefit/1)"
)]
#[case(
    "risk = \"none\"",
    "risk = \"light\"",
    7,
    "risk should be light, the policy gives none (by no scorecard)"
)]
fn an_outcome_that_differs_names_the_person_the_field_and_the_rule(
    #[case] from: &str,
    #[case] to: &str,
    #[case] line: usize,
    #[case] reason: &str,
) {
    let found = check(&changed(from, to)).unwrap_err();

    let problem = found.iter().find(|problem| problem.reason.contains(reason));
    let problem = problem.unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!((problem.file.as_str(), problem.line, problem.rule), (FILE, line, "example"));
    assert!(problem.reason.starts_with("`Verdiencapaciteit"), "{problem}");
}

#[rstest]
#[case("area = 1", "colour = 1", 6, "unknown-fact", "`colour` is no fact")]
#[case("area = 1", "age = 45", 6, "unknown-fact", "derived")]
#[case("area = 1", "area = 100", 6, "wrong-type", "`area` moet tussen 1 en 99 liggen")]
#[case("area = 1", "area = \"1\"", 6, "wrong-type", "`area` moet een heel getal zijn")]
#[case(
    "capital = 100",
    "capital = 1.5",
    6,
    "wrong-type",
    "`capital` moet een bedrag in hele eurocenten zijn"
)]
#[case("capital = 100", "capital = -1", 6, "wrong-type", "`capital` moet nul of hoger zijn")]
#[case("household = \"single\"", "household = \"alone\"", 6, "wrong-type", "single, single-parent, couple")]
#[case(
    "household = \"single\"",
    "household = true",
    6,
    "wrong-type",
    "`household` moet een keuze uit de lijst zijn"
)]
#[case(
    "needs_sheltered = false",
    "needs_sheltered = 0",
    6,
    "wrong-type",
    "`needs_sheltered` moet ja of nee zijn"
)]
#[case(
    "birth_date = \"1980-05-01\"",
    "birth_date = \"1 May\"",
    6,
    "wrong-type",
    "`birth_date` moet een datum zijn"
)]
#[case("category = \"group-2\"", "categorie = \"group-2\"", 7, "unknown-field", "categorie")]
#[case("source = \"Voorbeeld 2015 § 2.4.2 doelgroep 2\"", "bron = \"x\"", 4, "unknown-field", "bron")]
#[case("source = \"Voorbeeld 2015 § 2.4.2\"\n", "source = \" \"\n", 10, "no-source", "onbekend")]
#[case("on = \"2026-03-02\"", "on = \"2014-12-31\"", 5, "out-of-bounds", "2015-01-01")]
#[case("on = \"2026-03-02\"", "on = 3", 5, "wrong-type", "")]
#[case(
    "Verdiencapaciteit nog onbekend",
    "Verdiencapaciteit precies 80 %",
    10,
    "duplicate-key",
    "stands twice"
)]
#[case(
    "search_until = \"none\"\nmissing = [\"earning_capacity\", \"needs_sheltered\"]\nsupport = \"supported\"",
    "",
    18,
    "missing-field",
    "expects nothing"
)]
#[case("[[people]]", "[[persons]]", 2, "unknown-field", "persons")]
fn every_fault_in_a_file_of_people_is_named(
    #[case] from: &str,
    #[case] to: &str,
    #[case] line: usize,
    #[case] rule: &str,
    #[case] reason: &str,
) {
    let found = check(&changed(from, to)).unwrap_err();

    let hit = found.iter().any(|each| {
        each.file == FILE && each.line == line && each.rule == rule && each.reason.contains(reason)
    });
    assert!(hit, "{found:#?}");
}

fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn a_person_can_stand_in_a_file_of_their_own() {
    let person =
        Person::read("a.toml", "on = \"2026-07-01\"\nfacts = { earning_capacity = 80 }", day("2026-03-02"));
    assert_eq!(person.unwrap().on, day("2026-07-01"));

    let person = Person::read("a.toml", "facts = { earning_capacity = 80 }", day("2026-03-02")).unwrap();
    assert_eq!((person.on, person.facts.iter().count()), (day("2026-03-02"), 1));

    let faults =
        Person::read("a.toml", "facts = { earning_capacity = 180 }\nname = \"x\"", day("2026-03-02"));
    let rules: Vec<_> = faults.unwrap_err().iter().map(|each| each.rule).collect();
    assert_eq!(rules, ["wrong-type", "unknown-field"]);
}
