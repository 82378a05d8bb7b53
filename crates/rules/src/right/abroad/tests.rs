use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::Finding;
use crate::facts::{Facts, HouseholdKind};
use crate::testing::{day, on, single};

const WHOLE: Composition = Composition { kind: HouseholdKind::Single, with_child: Some(false) };

fn of(person: Value) -> Facts {
    single(json!({ "applicant": person }))
}

fn found(facts: &Facts, today: &str) -> Finding<Test> {
    abroad(on(facts, today), WHOLE, Claimant::Applicant).finding
}

fn stays(of: &[(&str, Option<&str>)]) -> Value {
    let stays: Vec<_> = of.iter().map(|(first, last)| json!({ "first": first, "last": last })).collect();
    json!({ "stays_abroad": stays })
}

#[rstest]
#[case::as_many_as_allowed(json!({ "weeks_abroad": 4 }), Finding::Value(Test::Met))]
#[case::more(json!({ "weeks_abroad": 5 }), Finding::FactMissing(vec!["applicant.stays_abroad".into()]))]
#[case::the_longest_too(
    json!({ "weeks_abroad": 2, "longest_stay_abroad": 5 }),
    Finding::FactMissing(vec!["applicant.stays_abroad".into()])
)]
#[case::the_longest_as_allowed(json!({ "weeks_abroad": 1, "longest_stay_abroad": 4 }), Finding::Value(Test::Met))]
#[case::thirteen_from_pension_age(
    json!({ "weeks_abroad": 13, "birth_date": "1950-01-01" }),
    Finding::Value(Test::Met)
)]
#[case::fourteen_from_pension_age(
    json!({ "weeks_abroad": 14, "birth_date": "1950-01-01" }),
    Finding::FactMissing(vec!["applicant.stays_abroad".into()])
)]
fn weeks_tell_as_far_as_the_law_allows_them(#[case] person: Value, #[case] expected: Finding<Test>) {
    assert_eq!(found(&of(person), "2026-11-01"), expected);
}

// 28 days from 2 March are those up to 29 March.
#[rstest]
#[case::not_yet(&[("2026-03-02", None)], "2026-03-01", Test::Met)]
#[case::the_last_allowed_day(&[("2026-03-02", None)], "2026-03-29", Test::Met)]
#[case::the_first_day_above(&[("2026-03-02", None)], "2026-03-30", Test::Failed)]
#[case::the_last_day_above(&[("2026-03-02", Some("2026-04-10"))], "2026-04-10", Test::Failed)]
#[case::back_again(&[("2026-03-02", Some("2026-04-10"))], "2026-04-11", Test::Met)]
#[case::stays_of_a_year_add_up(
    &[("2026-01-01", Some("2026-01-20")), ("2026-06-01", Some("2026-06-30"))], "2026-06-08", Test::Met
)]
#[case::above_together(
    &[("2026-01-01", Some("2026-01-20")), ("2026-06-01", Some("2026-06-30"))], "2026-06-09", Test::Failed
)]
#[case::another_year_begins_anew(
    &[("2025-06-01", Some("2025-06-28")), ("2026-06-01", None)], "2026-06-28", Test::Met
)]
#[case::one_stretch_runs_over_new_year(&[("2025-12-10", None)], "2026-01-06", Test::Met)]
#[case::and_is_too_long(&[("2025-12-10", None)], "2026-01-07", Test::Failed)]
#[case::the_old_year_does_not_count_in_the_new(
    &[("2025-12-10", Some("2025-12-31")), ("2026-02-01", None)], "2026-02-28", Test::Met
)]
#[case::a_day_counts_once(
    &[("2026-03-02", Some("2026-03-20")), ("2026-03-10", Some("2026-03-29"))], "2026-03-29", Test::Met
)]
#[case::stays_that_touch_are_one(
    &[("2025-12-10", Some("2025-12-31")), ("2026-01-01", None)], "2026-01-07", Test::Failed
)]
#[case::a_day_at_home_parts_them(
    &[("2025-12-10", Some("2025-12-31")), ("2026-01-02", None)], "2026-01-07", Test::Met
)]
#[case::in_any_order(
    &[("2026-06-01", Some("2026-06-30")), ("2026-01-01", Some("2026-01-20"))], "2026-06-09", Test::Failed
)]
#[case::one_within_another(
    &[("2026-03-02", Some("2026-04-30")), ("2026-03-05", Some("2026-03-06"))], "2026-03-30", Test::Failed
)]
#[case::the_first_day_of_another_stay(
    &[("2026-01-01", Some("2026-01-28")), ("2026-06-01", None)], "2026-06-01", Test::Failed
)]
#[case::one_day_in_the_new_year(
    &[("2025-12-20", Some("2026-01-01")), ("2026-02-01", None)], "2026-02-27", Test::Met
)]
#[case::counts_in_it(
    &[("2025-12-20", Some("2026-01-01")), ("2026-02-01", None)], "2026-02-28", Test::Failed
)]
#[case::none(&[], "2026-03-30", Test::Met)]
fn only_the_days_above_are_excluded(
    #[case] of_stays: &[(&str, Option<&str>)],
    #[case] today: &str,
    #[case] expected: Test,
) {
    let facts = of(stays(of_stays));
    assert_eq!(found(&facts, today), Finding::Value(expected));
}

#[test]
fn thirteen_weeks_are_allowed_from_pension_age() {
    let mut person = stays(&[("2026-01-01", None)]);
    person["birth_date"] = json!("1950-01-01");
    let facts = of(person);
    assert_eq!(found(&facts, "2026-04-01"), Finding::Value(Test::Met));
    assert_eq!(found(&facts, "2026-04-02"), Finding::Value(Test::Failed));
}

#[test]
fn stays_come_before_weeks_and_are_told() {
    let mut person = stays(&[("2026-01-01", Some("2026-02-10"))]);
    person["weeks_abroad"] = json!(6);
    let facts = of(person);
    let step = abroad(on(&facts, "2026-03-01"), WHOLE, Claimant::Applicant);
    assert_eq!(step.finding, Finding::Value(Test::Met));
    let told: Vec<_> = step.explanation.inputs.iter().map(|input| (&*input.name, &*input.value)).collect();
    assert_eq!(told, [("applicant.stays_abroad[0]", "1 januari 2026 tot en met 10 februari 2026")]);
}

#[test]
fn days_are_counted_with_both_ends() {
    assert_eq!(days(day("2026-03-02"), day("2026-03-29")), 28);
}
