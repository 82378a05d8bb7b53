//! People in `examples.toml` are held against the policy; every fault is named with its line.

use std::fs;

use crate::common::{copy, day, folder, policies};
use policy::{Person, Policies, Problem};
use rstest::rstest;
use tempfile::TempDir;

const FILE: &str = "emmen/2015-01-01/examples.toml";
const GOOD: &str = r#"
[[people]]
name = "Verdiencapaciteit precies 80 %"
source = "Emmen 2015 § 2.4.2 doelgroep 2"
on = "2026-03-02"
facts = { birth_date = "1980-05-01", household = "single", assistance_requested = true, earning_capacity = 80, needs_sheltered = false, job_register = false, homeless = false, former_prisoner = false, exempted = false, area = 1, capital = 100 }
expect = { search_until = "none", category = "group-2", target_groups = [], direction = "work", lead_role = "reintegration-consultant", goal_by = "2027-03-02", review_on = "2026-09-02", leads = ["emco", "veiligheidszorg"], supports = ["de-trans", "ggz-drenthe", "leger-des-heils", "wsp-drenthe"], paid_from = ["reintegration", "job-agreement", "no-risk-wajong"], topics = ["work", "vacancy-and-portfolio", "obstacles", "living", "rights-and-duties"], duties = ["labour", "move-for-work", "no-obstacles", "reintegration", "portfolio", "contribution", "register"], risk = "none" }

[[people]]
name = "Verdiencapaciteit nog onbekend"
source = "Emmen 2015 § 2.4.2"
on = "2026-03-02"
[people.facts]
birth_date = 2004-05-01
household = "single"
assistance_requested = false
job_register = false
homeless = false
former_prisoner = false
family_income_percent = 100
[people.expect]
search_until = "2026-03-30"
missing = ["earning_capacity", "needs_sheltered"]
support = "supported"
"#;

/// The policies of this repository with these people for one of them, and none for the others.
fn with(text: &str) -> TempDir {
    let root = copy();
    for policy in policies().versions() {
        let file = root.path().join(&policy.tenant).join(policy.valid_from.to_string()).join("examples.toml");
        if file.exists() {
            fs::remove_file(file).unwrap();
        }
    }
    fs::write(root.path().join(FILE), text).unwrap();
    root
}

fn check(text: &str) -> Result<usize, Vec<Problem>> {
    let root = with(text);
    let policies = Policies::load(root.path()).unwrap_or_else(|problems| panic!("{problems}"));
    policies.check_examples(root.path()).map_err(|problems| problems.0)
}

#[test]
fn the_people_of_this_repository_come_out_as_their_documents_say() {
    let done = policies().check_examples(&folder());

    done.unwrap_or_else(|problems| panic!("{problems}"));
}

#[test]
fn people_whose_outcome_is_right_are_counted() {
    assert_eq!(check(GOOD), Ok(2));
}

#[test]
fn people_change_no_version() {
    let root = with(GOOD);
    let changed = Policies::load(root.path()).unwrap();

    let versions =
        |policies: &Policies| policies.versions().map(|each| each.version.clone()).collect::<Vec<_>>();
    assert_eq!(versions(&changed), versions(&policies()));
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
    "search_until = \"2026-03-30\"",
    "search_until = \"none\"",
    22,
    "search_until should be none, the policy gives 2026-03-30 (by search-period)"
)]
#[case(
    "household = \"single\"\nassistance",
    "assistance",
    21,
    "search_until should be 2026-03-30, the policy gives unknown (by search-period-unknown)"
)]
#[case(
    "missing = [\"earning_capacity\", \"needs_sheltered\"]",
    "category = \"person\"",
    23,
    "category should be person, the policy gives none yet"
)]
#[case(
    "missing = [\"earning_capacity\", \"needs_sheltered\"]",
    "direction = \"work\"",
    23,
    "direction should be work, the policy gives nothing, as no category is assigned (by fact-missing)"
)]
#[case(
    "topics = [\"work\", \"vacancy-and-portfolio\", \"obstacles\", \"living\", \"rights-and-duties\"]",
    "topics = []",
    7,
    "topics should be [], the policy gives [work, vacancy-and-portfolio, obstacles, living, rights-and-duties] (by \
     intake-topics/1, intake-topics/2, intake-topics/4, intake-topics/5, intake-topics/6)"
)]
#[case(
    "duties = [\"labour\", \"move-for-work\", \"no-obstacles\",",
    "duties = [\"no-obstacles\",",
    7,
    "duties should be [no-obstacles, reintegration, portfolio, contribution, register], the policy gives [labour, \
     move-for-work, no-obstacles, reintegration, portfolio, contribution, register] (by duties/1, duties/2, \
     duties/3, duties/4, duties/5, duties/7, duties/8)"
)]
#[case(
    "leads = [\"emco\", \"veiligheidszorg\"]",
    "leads = [\"emco\"]",
    7,
    "leads should be [emco], the policy gives [emco, veiligheidszorg]"
)]
#[case(
    "support = \"supported\"",
    "support = \"person\"",
    24,
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
#[case("source = \"Emmen 2015 § 2.4.2 doelgroep 2\"", "bron = \"x\"", 4, "unknown-field", "bron")]
#[case("source = \"Emmen 2015 § 2.4.2\"\n", "source = \" \"\n", 10, "no-source", "onbekend")]
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
    "search_until = \"2026-03-30\"\nmissing = [\"earning_capacity\", \"needs_sheltered\"]\nsupport = \"supported\"",
    "",
    21,
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
