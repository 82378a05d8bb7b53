//! Who the claimants are, and from which day the right runs. The grounds of art. 11-16 are tested with the whole.

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::assess::{Outcome, assess};
use crate::facts::{Facts, HouseholdKind};
use crate::look::apply;
use crate::testing::{day, facts, on};
use crate::{Finding, Local};

fn living(fields: Value) -> Value {
    let mut all = json!({ "married": false, "main_residence_shared": true, "mutual_care": true, "relation": "other", "care_need": false });
    for (name, value) in fields.as_object().unwrap() {
        all[name] = value.clone();
    }
    json!({ "household": { "living_together": all, "children": [] } })
}

const COUPLE: Finding<Test> = Finding::Value(Test::Met);
const APART: Finding<Test> = Finding::Value(Test::Failed);

#[rstest]
#[case::joint_household(json!({}), COUPLE)]
#[case::married(json!({ "married": true, "main_residence_shared": false }), COUPLE)]
#[case::lastingly_apart(json!({ "married": true, "lastingly_apart": true }), APART)]
#[case::another_home(json!({ "main_residence_shared": false }), APART)]
#[case::no_mutual_care(json!({ "mutual_care": false }), APART)]
#[case::irrebuttable_marriage(json!({ "mutual_care": false, "married_within_two_years": true }), COUPLE)]
#[case::irrebuttable_child(json!({ "mutual_care": false, "child_together": true }), COUPLE)]
#[case::irrebuttable_contract(json!({ "mutual_care": false, "contract": true }), COUPLE)]
#[case::irrebuttable_registration(json!({ "mutual_care": false, "registration": true }), COUPLE)]
#[case::irrebuttable_only_in_one_home(json!({ "main_residence_shared": false, "child_together": true }), APART)]
#[case::parent_and_child(json!({ "relation": "first-degree" }), APART)]
#[case::parent_and_child_with_contract(json!({ "relation": "first-degree", "contract": true }), APART)]
#[case::siblings(json!({ "relation": "second-degree" }), COUPLE)]
#[case::siblings_with_care(json!({ "relation": "second-degree", "care_need": true }), APART)]
#[case::t14b_friends_with_care(json!({ "care_need": true }), Finding::PersonDecides)]
#[case::t14b_only_where_it_matters(json!({ "care_need": true, "mutual_care": false }), APART)]
fn who_counts_as_a_couple(#[case] fields: Value, #[case] expected: Finding<Test>) {
    let facts = facts(living(fields));
    assert_eq!(joint_household(on(&facts, "2026-01-01")).finding, expected);
}

#[rstest]
#[case::t14b_until_2025("2025-12-31", COUPLE)]
#[case::t14b_since_2026("2026-01-01", Finding::PersonDecides)]
fn t14b_a_care_relation_goes_by_the_day(#[case] today: &str, #[case] expected: Finding<Test>) {
    let facts = facts(living(json!({ "care_need": true })));
    assert_eq!(joint_household(on(&facts, today)).finding, expected);
}

#[rstest]
fn what_is_not_said_about_living_together_is_missing(
    #[values("married", "main_residence_shared", "mutual_care", "relation", "care_need")] field: &str,
) {
    let mut document = living(json!({}));
    document["household"]["living_together"].as_object_mut().unwrap().remove(field);
    let path = format!("household.living_together.{field}");
    assert_eq!(joint_household(on(&facts(document), "2026-01-01")).finding, Finding::FactMissing(vec![path]));
}

#[test]
fn the_household_follows_from_how_they_live_and_the_children() {
    let kind = |of: Value| composition(on(&facts(of), "2026-01-01")).finding.map(|found| found.kind);
    let apart = json!({ "mutual_care": false });
    assert_eq!(kind(living(json!({}))), Finding::Value(HouseholdKind::Couple));
    assert_eq!(kind(living(apart.clone())), Finding::Value(HouseholdKind::Single));
    let mut with_child = living(apart.clone());
    with_child["household"]["children"] = json!([{ "birth_date": "2020-01-01", "dependent": true }]);
    assert_eq!(kind(with_child), Finding::Value(HouseholdKind::SingleParent));
    let mut unsaid = living(apart.clone());
    unsaid["household"].as_object_mut().unwrap().remove("children");
    assert_eq!(kind(unsaid), Finding::FactMissing(vec!["household.children".into()]));
    let mut contradicting = living(apart);
    contradicting["household"]["kind"] = json!("couple");
    assert_eq!(kind(contradicting), Finding::PersonDecides);
    let mut agreeing = living(json!({}));
    agreeing["household"]["kind"] = json!("couple");
    assert_eq!(kind(agreeing), Finding::Value(HouseholdKind::Couple));
    assert_eq!(kind(json!({})), Finding::FactMissing(vec!["household.kind".into()]));
    let not_said = joint_household(on(&facts(json!({})), "2026-01-01")).finding;
    assert_eq!(not_said, Finding::NotApplicable);
}

#[rstest]
#[case::single_with_a_partner(json!({ "household": { "kind": "single" }, "partner": { "birth_date": "1990-01-01" } }))]
#[case::parent_with_a_partner(json!({ "household": { "kind": "single-parent" }, "partner": { "birth_date": "1990-01-01" } }))]
#[case::parent_without_a_child(json!({ "household": { "kind": "single-parent", "children": [{ "birth_date": "2020-01-01", "dependent": false }] } }))]
fn what_contradicts_itself_is_left_to_a_person(#[case] of: Value) {
    assert_eq!(composition(on(&facts(of), "2026-01-01")).finding, Finding::PersonDecides);
}

/// A single parent of children.
fn parent_of(children: Value) -> Value {
    json!({ "household": { "kind": "single-parent", "children": children } })
}

/// Of whom only the age is known: 17 on 2 March 2025.
fn of_seventeen() -> Value {
    parent_of(json!([{ "birth_date": "2008-03-02", "born_from": "2007-03-03", "dependent": true }]))
}

const PARENT: (HouseholdKind, Option<bool>) = (HouseholdKind::SingleParent, Some(true));
const ALONE: (HouseholdKind, Option<bool>) = (HouseholdKind::Single, Some(false));
const UNKNOWN: (HouseholdKind, Option<bool>) = (HouseholdKind::Single, None);

#[rstest]
#[case::still_seventeen(parent_of(json!([{ "birth_date": "2008-06-10", "dependent": true }])), "2026-06-09", PARENT)]
#[case::eighteen(parent_of(json!([{ "birth_date": "2008-06-10", "dependent": true }])), "2026-06-10", ALONE)]
#[case::a_younger_one(
    parent_of(json!([{ "birth_date": "2008-06-10", "dependent": true }, { "birth_date": "2015-06-10", "dependent": true }])),
    "2026-06-10",
    PARENT
)]
#[case::a_month_after_the_death_of_the_last(
    parent_of(json!([{ "birth_date": "2015-06-10", "dependent": true, "died_on": "2026-02-01" }])),
    "2026-03-02",
    ALONE
)]
#[case::on_the_day_of_the_statement(of_seventeen(), "2025-03-02", PARENT)]
#[case::perhaps_eighteen_the_day_after(of_seventeen(), "2025-03-03", UNKNOWN)]
#[case::perhaps_seventeen_a_year_later(of_seventeen(), "2026-03-01", UNKNOWN)]
#[case::eighteen_by_then(of_seventeen(), "2026-03-02", ALONE)]
fn a_single_parent_is_one_until_the_last_child_is_eighteen(
    #[case] of: Value,
    #[case] today: &str,
    #[case] expected: (HouseholdKind, Option<bool>),
) {
    let found = composition(on(&facts(of), today)).finding;
    assert_eq!(found.map(|found| (found.kind, found.with_child)), Finding::Value(expected));
}

#[rstest]
#[case::below_both_limits(700_000, "2025-03-03", Ok(true))]
#[case::between_them_the_birthday_decides(900_000, "2025-03-03", Err("geboortedatum van het kind"))]
#[case::between_them_before(900_000, "2025-03-02", Ok(true))]
#[case::between_them_after(900_000, "2026-03-02", Ok(false))]
#[case::above_both(1_600_001, "2025-03-03", Ok(false))]
fn a_birth_date_is_asked_where_it_decides_and_nowhere_else(
    #[case] capital: i64,
    #[case] today: &str,
    #[case] expected: Result<bool, &str>,
) {
    let mut of = crate::testing::single(of_seventeen());
    of.lay_over(&facts(json!({ "capital": { "assets": [{ "kind": "savings", "value": capital }] } })));
    let found = assess(on(&of, today), &Local::default());
    let found = match found.outcome {
        Outcome::Granted(_) => Ok(true),
        Outcome::Denied => Ok(false),
        Outcome::PersonDecides { missing } => Err(missing),
    };
    let expected = expected.map_err(|dutch| {
        assert_eq!(Facts::in_dutch("household.children[0].birth_date"), dutch);
        vec!["household.children[0].birth_date".to_owned()]
    });
    assert_eq!(found, expected);
}

/// Of the children the one is asked about of which the birth date is not known.
#[rstest]
#[case::of_the_one_whose_age_is_known(
    json!([
        { "birth_date": "2000-06-10", "dependent": true },
        { "birth_date": "2008-03-02", "born_from": "2007-03-03", "dependent": false },
        { "birth_date": "2008-03-02", "born_from": "2007-03-03", "dependent": true },
    ]),
    "household.children[2].birth_date"
)]
#[case::of_none(json!([{ "birth_date": "2000-06-10", "dependent": true }]), "household.children")]
fn the_child_that_decides_is_asked_about(#[case] children: Value, #[case] expected: &str) {
    let of = facts(parent_of(children));
    let asked =
        apply(on(&of, "2025-03-03"), "test", "test", |look| Err::<((), String), _>(ask_of_children(look)));
    assert_eq!(asked.finding, Finding::FactMissing(vec![expected.to_owned()]));
}

fn starts(application: Value) -> (Finding<String>, String) {
    let facts = facts(json!({ "application": application }));
    let answer = start(on(&facts, "2026-04-01"));
    let last = answer.explanations.last().unwrap().rule.clone();
    (answer.finding.map(|day| day.to_string()), last)
}

fn value(text: &str) -> Finding<String> {
    Finding::Value(text.to_owned())
}

#[rstest]
#[case::at_the_report(json!({}), value("2026-03-10"), "late-44-3")]
#[case::arose_later(json!({ "arose_on": "2026-03-20" }), value("2026-03-20"), "late-44-3")]
#[case::arose_before(json!({ "arose_on": "2026-02-20" }), value("2026-03-10"), "late-44-3")]
#[case::late(json!({ "culpably_late": true, "applied_on": "2026-03-30" }), Finding::PersonDecides, "late-44-3")]
#[case::late_but_in_time(json!({ "culpably_late": true, "applied_on": "2026-03-10" }), value("2026-03-10"), "late-44-3")]
#[case::late_since_when(json!({ "culpably_late": true }), Finding::FactMissing(vec!["application.applied_on".into()]), "late-44-3")]
#[case::not_late(json!({ "culpably_late": false, "applied_on": "2026-03-30" }), value("2026-03-10"), "late-44-3")]
#[case::asked_earlier(json!({ "asked_from": "2026-02-01" }), Finding::PersonDecides, "earlier-44-5")]
#[case::needed_earlier(json!({ "asked_from": "2026-02-01", "earlier_start_required": true }), value("2026-02-01"), "earlier-44-5")]
#[case::three_months(json!({ "asked_from": "2025-12-10", "earlier_start_required": true }), value("2025-12-10"), "earlier-44-5")]
#[case::not_more(json!({ "asked_from": "2025-12-09", "earlier_start_required": true }), value("2025-12-10"), "earlier-44-5")]
#[case::not_before_it_arose(json!({ "asked_from": "2026-01-01", "arose_on": "2026-02-15", "earlier_start_required": true }), value("2026-02-15"), "earlier-44-5")]
#[case::no_reason(json!({ "asked_from": "2026-02-01", "earlier_start_required": false }), value("2026-03-10"), "late-44-3")]
#[case::asked_from_the_report(json!({ "asked_from": "2026-03-10" }), value("2026-03-10"), "late-44-3")]
#[case::after_a_refused_scheme(json!({ "refused_scheme_reported_on": "2026-01-20", "reported_at_once": true }), value("2026-01-20"), "late-44-3")]
#[case::not_at_once(json!({ "refused_scheme_reported_on": "2026-01-20" }), value("2026-03-10"), "late-44-3")]
fn the_first_day_of_the_right(#[case] other: Value, #[case] expected: Finding<String>, #[case] rule: &str) {
    let mut application = other;
    application["reported_on"] = json!("2026-03-10");
    assert_eq!(starts(application), (expected, rule.to_owned()));
}

#[rstest]
#[case::since_2026("2026-01-01", value("2025-12-01"))]
#[case::before("2025-12-31", Finding::PersonDecides)]
fn an_earlier_start_is_in_the_law_since_2026(#[case] reported_on: &str, #[case] expected: Finding<String>) {
    let application =
        json!({ "reported_on": reported_on, "asked_from": "2025-12-01", "earlier_start_required": true });
    assert_eq!(starts(application).0, expected);
}

#[test]
fn without_a_report_there_is_no_first_day() {
    assert_eq!(starts(json!({})).0, Finding::FactMissing(vec!["application.reported_on".into()]));
    assert_eq!(day("2026-03-10").to_string(), "2026-03-10");
}
