//! Norms that are raised, lowered, or for one of two spouses.

use domain::Cents;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::*;
use super::{norm_on, with};
use crate::assess::norm_of;
use crate::facts::Facts;
use crate::testing::{couple, housemate, housemates, on, single};

const SUPPORT: &str =
    r#"{"birth_date": "2006-03-15", "education": {"can_follow": false}, "parents_cannot_support": true}"#;

fn unsupported() -> Value {
    serde_json::from_str(SUPPORT).unwrap()
}

#[rstest]
#[case::not_before_2026(single(json!({"applicant": unsupported()})), "2025-12-31", Finding::Value(33_798))]
#[case::single(single(json!({"applicant": unsupported()})), "2026-01-01", Finding::Value(34_599 + 74_645))]
#[case::single_later(single(json!({"applicant": unsupported()})), "2026-07-01", Finding::Value(35_042 + 76_224))]
#[case::which_norm_is_the_highest(single(json!({"applicant": unsupported(), "household": {"housemates": [housemate()]}})), "2026-01-01", Finding::PersonDecides)]
#[case::capped_by_the_norm_for_couples(couple(json!({"partner": unsupported()})), "2026-01-01", Finding::Value(200_213))]
#[case::one_of_two_young(couple(json!({"partner": unsupported(), "applicant": {"birth_date": "2006-02-01", "education": {"can_follow": false}, "parents_cannot_support": false}})), "2026-01-01", Finding::Value(69_198 + 74_645))]
#[case::twice_for_two_matters(couple(json!({"partner": unsupported(), "applicant": unsupported()})), "2026-01-01", Finding::PersonDecides)]
#[case::unknown(single(json!({"applicant": {"birth_date": "2006-03-15", "education": {"can_follow": false}}})), "2026-01-01", Finding::FactMissing(vec!["applicant.parents_cannot_support".into()]))]
#[case::with_cost_sharers(couple(json!({"partner": unsupported(), "household": {"housemates": [housemate()]}})), "2026-01-01", Finding::PersonDecides)]
fn the_increase_of_article_20_3(#[case] facts: Facts, #[case] today: &str, #[case] expected: Finding<i64>) {
    assert_eq!(norm_on(&facts, today).0, expected);
}

#[rstest]
#[case::half_of_the_couple_norm(json!({}), "norm-24", 100_107)]
#[case::a_spouse_of_21_or_older_is_counted(housemates(2), "norm-24-22a", 80_085)]
#[case::under_21(json!({"applicant": {"birth_date": "2006-02-01", "education": {"can_follow": false}, "parents_cannot_support": false}}), "norm-24", 34_599)]
#[case::under_21_with_child(json!({"applicant": {"birth_date": "2006-02-01", "education": {"can_follow": false}, "parents_cannot_support": false}, "household": {"children": [{"birth_date": "2025-01-01", "dependent": true}]}}), "norm-24", 54_621)]
#[case::under_21_with_increase(json!({"applicant": unsupported()}), "norm-24", 100_107)]
#[case::from_pension_age(json!({"applicant": {"birth_date": "1940-01-01"}}), "norm-24", 107_208)]
fn t9_a_spouse_without_a_right_has_half(#[case] other: Value, #[case] rule: &str, #[case] cents: i64) {
    let facts = with(couple(json!({ "partner": { "residence": "none" } })), other);
    assert_eq!(norm_on(&facts, "2026-01-01"), (Finding::Value(cents), rule.into()));
}

#[test]
fn t9_a_spouse_under_21_without_a_right_is_not_counted_among_the_sharers() {
    let minor = json!({ "partner": { "birth_date": "2008-06-01" } });
    let facts = with(couple(housemates(2)), minor);
    assert_eq!(norm_on(&facts, "2026-01-01"), (Finding::Value(86_759), "norm-24-22a".into()));
}

#[rstest]
#[case::alone(single(housemates(2)), Finding::Value(60_064))]
#[case::together(couple(json!({})), Finding::Value(120_128))]
#[case::of_pension_age(single(json!({"applicant": {"birth_date": "1940-01-01"}})), Finding::Value(64_325))]
#[case::under_21(single(json!({"applicant": unsupported()})), Finding::PersonDecides)]
fn who_does_not_show_the_household_has_thirty_percent(#[case] facts: Facts, #[case] expected: Finding<i64>) {
    let facts = with(facts, json!({ "household": { "not_proved": true } }));
    assert_eq!(norm_on(&facts, "2026-01-01"), (expected, "norm-53a-3".into()));
}

#[rstest]
#[case::twenty_percent(single(json!({})), Some(20), Finding::Value(140_150 - 40_043))]
#[case::none(single(json!({})), Some(0), Finding::Value(140_150))]
#[case::no_figure(single(json!({})), None, Finding::PersonDecides)]
#[case::not_on_shared_costs(single(housemates(1)), Some(20), Finding::Value(100_107))]
#[case::not_on_pensioners(single(json!({"applicant": {"birth_date": "1940-01-01"}})), Some(20), Finding::Value(156_469))]
#[case::never_below_nothing(single(json!({"applicant": {"birth_date": "2006-03-15", "education": {"can_follow": false}, "parents_cannot_support": false}})), Some(20), Finding::Value(0))]
fn without_costs_of_housing_the_norm_is_lower(
    #[case] facts: Facts,
    #[case] percent: Option<u32>,
    #[case] expected: Finding<i64>,
) {
    let facts = with(facts, json!({ "household": { "housing": { "has_costs": false } } }));
    let local = Local { no_housing_costs_percent: percent, ..Local::default() };
    assert_eq!(norm_of(on(&facts, "2026-01-01"), &local).finding.map(Cents::get), expected);
    let housed = with(facts, json!({ "household": { "housing": { "has_costs": true } } }));
    let full = norm_of(on(&housed, "2026-01-01"), &local).finding.map(Cents::get);
    assert_eq!(full, norm_on(&housed, "2026-01-01").0);
}

#[rstest]
#[case::the_day_of_leaving("2026-01-01", Finding::Value(140_150 - 20_021))]
#[case::the_last_day("2025-07-02", Finding::Value(140_150 - 20_021))]
#[case::six_months_ago("2025-07-01", Finding::Value(140_150))]
#[case::not_yet("2026-01-02", Finding::Value(140_150))]
fn who_left_school_lately_has_a_lower_norm(#[case] left_on: &str, #[case] expected: Finding<i64>) {
    let facts = single(json!({ "applicant": { "education": { "left_on": left_on } } }));
    let local = Local { school_leaver_percent: Some(10), ..Local::default() };
    assert_eq!(norm_of(on(&facts, "2026-01-01"), &local).finding.map(Cents::get), expected);
}

#[test]
fn of_a_couple_of_whom_one_left_school_a_person_decides() {
    let facts = couple(json!({ "applicant": { "education": { "left_on": "2025-12-01" } } }));
    let local = Local { school_leaver_percent: Some(10), ..Local::default() };
    assert_eq!(norm_of(on(&facts, "2026-01-01"), &local).finding, Finding::PersonDecides);
    let both = with(facts, json!({ "partner": { "education": { "left_on": "2025-12-01" } } }));
    assert_eq!(
        norm_of(on(&both, "2026-01-01"), &local).finding.map(Cents::get),
        Finding::Value(200_213 - 20_021)
    );
    let unsaid = norm_of(on(&both, "2026-01-01"), &Local::default());
    assert_eq!(unsaid.finding, Finding::PersonDecides);
}

#[test]
fn who_does_not_show_the_household_and_has_no_costs_of_housing_has_less() {
    let facts = single(json!({ "household": { "not_proved": true, "housing": { "has_costs": false } } }));
    let local = Local { no_housing_costs_percent: Some(20), ..Local::default() };
    // 30 % of € 2.002,13 less 20 % of it (art. 53a(3)(a), 27).
    let found = norm_of(on(&facts, "2026-01-01"), &local).finding;
    assert_eq!(found, Finding::Value(Cents::new(60_064 - 40_043)));
}
