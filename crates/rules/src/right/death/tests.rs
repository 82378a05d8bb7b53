use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::Local;
use crate::assess::{Outcome, assess};
use crate::testing::{couple, day, on, single, single_parent};

fn dead(who: &str, died: &str) -> Value {
    json!({ who: { "died_on": died } })
}

fn child_died(on: &str) -> Value {
    json!({ "household": { "children": [{ "birth_date": "2022-02-01", "dependent": true, "died_on": on }] } })
}

#[rstest]
#[case("2026-01-31", "2026-02-28")]
#[case("2028-01-30", "2028-02-29")]
#[case("2026-03-15", "2026-04-15")]
#[case("2026-12-31", "2027-01-31")]
fn after_the_death_of_a_spouse_assistance_goes_on_for_a_month(#[case] died: &str, #[case] last: &str) {
    for who in ["applicant", "partner"] {
        let facts = couple(dead(who, died));
        assert_eq!(end_by_death(on(&facts, died)).finding, Finding::Value(day(last)));
    }
    let parent = single_parent(dead("applicant", died));
    assert_eq!(end_by_death(on(&parent, died)).finding, Finding::Value(day(last)));
}

#[test]
fn the_end_is_asked_by_the_household_of_that_day() {
    // Long after it the survivor is alone; what held is told all the same.
    let facts = couple(dead("partner", "2026-01-10"));
    assert_eq!(end_by_death(on(&facts, "2026-12-01")).finding, Finding::Value(day("2026-02-10")));
    assert_eq!(end_by_death(on(&couple(json!({})), "2026-12-01")).finding, Finding::NotApplicable);
    let unsaid = crate::testing::facts(dead("applicant", "2026-01-10"));
    let finding = end_by_death(on(&unsaid, "2026-02-01")).finding;
    assert_eq!(finding, Finding::FactMissing(vec!["household.kind".into()]));
    let later = json!({ "applicant": { "died_on": { "value": "2026-01-10", "known_on": "2026-02-02" } } });
    assert_eq!(end_by_death(on(&single_parent(later), "2026-02-01")).finding, Finding::NotApplicable);
}

/// The partner died on 1 January and the applicant on a later day.
#[rstest]
#[case::parent_left_behind(json!([{ "birth_date": "2020-01-01", "dependent": true }]), "2026-06-10", Ok("2026-07-10"))]
#[case::alone(json!([]), "2026-06-10", Ok("2026-06-10"))]
#[case::the_child_grew_up(json!([{ "birth_date": "2008-06-09", "dependent": true }]), "2026-06-10", Ok("2026-06-10"))]
#[case::in_the_month_after(json!([{ "birth_date": "2020-01-01", "dependent": true }]), "2026-02-01", Ok("2026-02-01"))]
#[case::the_day_after_that_month(json!([{ "birth_date": "2020-01-01", "dependent": true }]), "2026-02-02", Ok("2026-03-02"))]
#[case::nobody_said_it(Value::Null, "2026-06-10", Err("household.children"))]
fn who_was_left_behind_and_died_is_judged_as_left_behind(
    #[case] children: Value,
    #[case] died: &str,
    #[case] last: Result<&str, &str>,
) {
    let mut facts = couple(dead("partner", "2026-01-01"));
    facts.household.children = serde_json::from_value(children).unwrap();
    facts.lay_over(&crate::testing::facts(dead("applicant", died)));
    let expected = match last {
        Ok(last) => Finding::Value(day(last)),
        Err(path) => Finding::FactMissing(vec![path.to_owned()]),
    };
    assert_eq!(ends_for_everyone(on(&facts, died)).finding, expected);
    if let Ok(last) = last {
        let runs = |on_day: &str| {
            let question = on(&facts, on_day);
            after_death(question, composition(question).finding.value().unwrap()).finding
        };
        let next = day(last).succ_opt().unwrap().to_string();
        assert_eq!((runs(last), runs(&next)), (Finding::Value(Test::Met), Finding::Value(Test::Failed)));
    }
}

#[test]
fn who_applied_died_first_and_the_partner_long_after_it() {
    let mut facts = couple(dead("applicant", "2026-01-01"));
    facts.lay_over(&crate::testing::facts(dead("partner", "2026-06-10")));
    assert_eq!(ends_for_everyone(on(&facts, "2026-06-10")).finding, Finding::PersonDecides);
}

#[test]
fn of_two_deaths_the_first_counts() {
    let mut facts = couple(dead("partner", "2026-03-05"));
    facts.applicant.died_on = Some(day("2026-02-20").into());
    assert_eq!(end_by_death(on(&facts, "2026-04-01")).finding, Finding::Value(day("2026-03-20")));
}

#[rstest]
#[case::single_parent(single_parent(child_died("2026-02-10")), Some("2026-03-10"))]
#[case::another_child_is_left(
    single_parent(json!({ "household": { "children": [
        { "birth_date": "2022-02-01", "dependent": true, "died_on": "2026-02-10" },
        { "birth_date": "2020-02-01", "dependent": true }
    ] } })),
    None
)]
#[case::the_other_died_before(
    single_parent(json!({ "household": { "children": [
        { "birth_date": "2022-02-01", "dependent": true, "died_on": "2026-02-10" },
        { "birth_date": "2020-02-01", "dependent": true, "died_on": "2026-02-10" }
    ] } })),
    Some("2026-03-10")
)]
#[case::spouses_of_21(couple(child_died("2026-02-10")), None)]
#[case::one_spouse_is_20(
    couple(json!({ "partner": { "birth_date": "2005-06-15" },
                   "household": child_died("2026-02-10")["household"].clone() })),
    Some("2026-03-10")
)]
#[case::both_spouses_are_20(
    couple(json!({ "applicant": { "birth_date": "2005-06-15" }, "partner": { "birth_date": "2005-06-15" },
                   "household": child_died("2026-02-10")["household"].clone() })),
    Some("2026-03-10")
)]
#[case::turns_21_that_day(
    couple(json!({ "partner": { "birth_date": "2005-02-10" },
                   "household": child_died("2026-02-10")["household"].clone() })),
    None
)]
fn after_the_death_of_the_last_child(#[case] facts: Facts, #[case] last: Option<&str>) {
    let expected = last.map_or(Finding::NotApplicable, |last| Finding::Value(day(last)));
    assert_eq!(end_by_death(on(&facts, "2026-02-20")).finding, expected);
}

#[test]
fn a_child_that_was_not_dependent_makes_no_difference() {
    let mut facts = single_parent(child_died("2026-02-10"));
    for child in facts.household.children.iter_mut().flatten() {
        child.dependent = false;
    }
    assert_eq!(end_by_death(on(&facts, "2026-02-20")).finding, Finding::NotApplicable);
}

#[test]
fn a_single_person_has_no_month_after_it() {
    let step = end_by_death(on(&single(dead("applicant", "2026-02-10")), "2026-02-20"));
    assert_eq!(step.finding, Finding::NotApplicable);
    assert!(step.explanation.text.contains("10 februari 2026"), "{}", step.explanation.text);
}

/// `norm <cents>`, `denied <rule>` or `person <rule>` on a day.
fn right_on(facts: &Facts, today: &str) -> String {
    let found = assess(on(facts, today), &Local::default());
    let last = found.explanations.last().unwrap();
    match found.outcome {
        Outcome::Granted(_) => format!("norm {}", found.norm.unwrap().get()),
        Outcome::Denied => format!("denied {}", last.rule),
        Outcome::PersonDecides { missing } => format!("person {} {}", last.rule, missing.join(" ")),
    }
}

#[rstest]
#[case::the_day_itself("2026-02-10", "norm 140150")]
#[case::the_day_after("2026-02-11", "denied death-45-5")]
fn the_right_of_a_single_person_ends_with_the_day(#[case] today: &str, #[case] expected: &str) {
    assert_eq!(right_on(&single(dead("applicant", "2026-02-10")), today), expected);
}

#[rstest]
#[case::before("2026-02-09", "norm 140150")]
#[case::the_last_day("2026-03-10", "norm 140150")]
#[case::the_day_after("2026-03-11", "denied death-45-5")]
fn the_right_of_a_single_parent_goes_on_for_a_month(#[case] today: &str, #[case] expected: &str) {
    assert_eq!(right_on(&single_parent(dead("applicant", "2026-02-10")), today), expected);
}

#[rstest]
#[case::the_last_day("partner", "2026-03-10", "norm 200213")]
#[case::the_survivor_is_alone("partner", "2026-03-11", "norm 140150")]
#[case::the_partner_is_left("applicant", "2026-03-10", "norm 200213")]
#[case::whose_right_is_another("applicant", "2026-03-11", "person household-4 ")]
fn the_norm_of_a_couple_goes_on_for_a_month(#[case] who: &str, #[case] today: &str, #[case] expected: &str) {
    assert_eq!(right_on(&couple(dead(who, "2026-02-10")), today), expected);
}

fn saved(cents: i64) -> Value {
    json!({ "capital": { "assets": [{ "kind": "savings", "value": cents }] } })
}

/// The norm of who is 21 or older is the same with a child and without, and so is the right at most amounts of capital.
#[rstest]
#[case::the_norm_is_the_same(json!({}), "norm 140150")]
#[case::as_much_as_the_lower_limit(saved(800_000), "norm 140150")]
#[case::between_both_limits(saved(800_001), "person capital-34-3 household.children")]
#[case::as_much_as_the_higher_limit(saved(1_600_000), "person capital-34-3 household.children")]
#[case::above_both_limits(saved(1_600_001), "denied capital-34-3")]
#[case::younger_than_21(
    json!({ "applicant": { "birth_date": "2005-06-15", "education": { "can_follow": false }, "parents_cannot_support": false } }),
    "person norm-20 household.children"
)]
fn whether_who_is_left_behind_has_a_child_is_asked_where_it_makes_a_difference(
    #[case] more: Value,
    #[case] expected: &str,
) {
    let mut facts = couple(dead("partner", "2026-02-10"));
    facts.lay_over(&serde_json::from_value(more).unwrap());
    facts.household.children = None;
    assert_eq!(right_on(&facts, "2026-03-11"), expected);
}

/// Where a child makes no difference, the limit is told that decides all the same.
#[rstest]
#[case::below_both_limits(800_000, 800_000)]
#[case::above_both_limits(1_600_001, 1_600_000)]
fn the_limit_that_decides_is_told(#[case] cents: i64, #[case] limit: i64) {
    let mut facts = couple(dead("partner", "2026-02-10"));
    facts.lay_over(&serde_json::from_value(saved(cents)).unwrap());
    facts.household.children = None;
    let found = assess(on(&facts, "2026-03-11"), &Local::default());
    let told = found.explanations.iter().find(|line| line.rule == "capital-34-3").unwrap();
    let limit = format!("grens van {}", domain::Cents::new(limit));
    assert!(told.text.contains(&limit), "{}", told.text);
}

#[test]
fn who_is_left_behind_with_a_child_is_a_single_parent() {
    let mut facts = couple(dead("partner", "2026-02-10"));
    facts.lay_over(&single_parent(json!({})));
    facts.household.kind = Some(HouseholdKind::Couple.into());
    let found = crate::right::composition(on(&facts, "2026-03-11")).finding.value().unwrap();
    assert_eq!(found.kind, HouseholdKind::SingleParent);
}

#[test]
fn who_is_stated_to_be_alone_since_may_still_have_the_partner_among_the_facts() {
    let mut facts = couple(dead("partner", "2026-02-10"));
    facts.household.kind = Some(HouseholdKind::Single.into());
    assert_eq!(right_on(&facts, "2026-03-11"), "norm 140150");
    assert_eq!(right_on(&facts, "2026-02-10"), "norm 140150");
}

#[rstest]
#[case("2026-03-05", "norm 200213")]
#[case("2026-03-06", "denied death-45-5")]
fn when_both_died_the_right_ends_with_the_last(#[case] today: &str, #[case] expected: &str) {
    let mut facts = couple(dead("partner", "2026-02-20"));
    facts.applicant.died_on = Some(day("2026-03-05").into());
    assert_eq!(right_on(&facts, today), expected);
}

#[rstest]
#[case::the_last_day("2026-03-10", "norm 140150")]
#[case::no_parent_any_more("2026-03-11", "norm 140150")]
fn a_single_parent_is_one_for_a_month_after_the_last_child(#[case] today: &str, #[case] expected: &str) {
    assert_eq!(right_on(&single_parent(child_died("2026-02-10")), today), expected);
}

#[test]
fn a_household_without_a_death_has_no_line_about_it() {
    let found = assess(on(&single(json!({})), "2026-03-01"), &Local::default());
    assert!(found.explanations.iter().all(|line| line.rule != RULE));
    let facts = single(dead("applicant", "2026-03-02"));
    let told = |today: &str| {
        let found = assess(on(&facts, today), &Local::default());
        found.explanations.iter().any(|line| line.rule == RULE)
    };
    assert!(!told("2026-03-01") && told("2026-03-02"));
}

#[rstest]
#[case::a_single_person(single(dead("applicant", "2026-02-10")), "2026-02-10", Some("2026-02-10"))]
#[case::a_single_parent(single_parent(dead("applicant", "2026-02-10")), "2026-02-10", Some("2026-03-10"))]
#[case::one_of_two(couple(dead("partner", "2026-02-10")), "2026-02-10", None)]
#[case::who_applied_of_two(couple(dead("applicant", "2026-02-10")), "2026-02-10", None)]
#[case::both(
    couple(json!({ "applicant": { "died_on": "2026-02-10" }, "partner": { "died_on": "2026-02-20" } })),
    "2026-02-20",
    Some("2026-02-20")
)]
#[case::nobody(single(json!({})), "2026-02-10", None)]
#[case::not_yet(single(dead("applicant", "2026-02-11")), "2026-02-10", None)]
fn the_right_ends_for_everyone_when_nobody_is_left(
    #[case] facts: Facts,
    #[case] on_day: &str,
    #[case] last: Option<&str>,
) {
    let expected = last.map_or(Finding::NotApplicable, |last| Finding::Value(day(last)));
    assert_eq!(ends_for_everyone(on(&facts, on_day)).finding, expected);
}
