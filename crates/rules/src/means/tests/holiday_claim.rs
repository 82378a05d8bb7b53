//! The claim on holiday allowance (Participation Act art. 31(4)): both sides of each bound of 2026.

use rstest::rstest;
use serde_json::{Value, json};

use super::testing::*;
use crate::Finding;
use crate::facts::Facts;
use crate::means::{Counted, Spouse, counted_income};

fn claim(facts: &Facts, spouse: Spouse) -> i64 {
    let counted = value(on(facts, "2026-03-01", |question| counted_income(question, spouse)));
    claims(&counted).iter().sum()
}

fn claims(counted: &Counted) -> Vec<i64> {
    counted
        .lines
        .iter()
        .filter(|line| line.rule == "holiday-claim-31-4")
        .map(|line| line.counted.get())
        .collect()
}

#[rstest]
#[case::work(0, 0)]
#[case::work(1, 0)]
#[case::half_a_cent_up(107, 9)]
#[case::before_first_bound(87_638, 7_011)]
#[case::at_first_bound(87_639, 7_011 - 2_077)]
#[case::before_second_bound(105_925, 8_474 - 2_077)]
#[case::at_second_bound(105_926, 8_474 - 267)]
#[case::before_third_bound(217_547, 17_404 - 267)]
#[case::at_third_bound(217_548, 10_921 - 168)]
fn over_pay(#[case] amount: i64, #[case] expected: i64) {
    // 5.02 % of 2175.48 is 109.209…; 8 % of 1059.26 is 84.7408.
    assert_eq!(claim(&with_income("earnings", amount, json!({})), Spouse::None), expected);
}

#[rstest]
#[case::before_first_bound(67_237, 5_379)]
#[case::at_first_bound(67_238, 3_456)]
#[case::before_second_bound(72_614, 3_732)]
#[case::at_second_bound(72_615, 5_809 - 2_077)]
#[case::before_third_bound(173_380, 13_870 - 2_077)]
#[case::at_third_bound(173_381, 12_483 - 1_870)]
#[case::before_fourth_bound(185_174, 13_333 - 1_870)]
#[case::at_fourth_bound(185_175, 14_814 - 3_346)]
fn over_a_benefit(#[case] amount: i64, #[case] expected: i64) {
    assert_eq!(claim(&with_income("former-work", amount, json!({})), Spouse::None), expected);
    assert_eq!(claim(&with_income("private-pension", amount, json!({})), Spouse::None), expected);
}

#[rstest]
#[case::no_credit("without-tax-credit", "1990-01-01", 300_000, 24_000)]
#[case::state_pension("reduced-state-pension", "1950-01-01", 100_000, 6_510)]
#[case::no_credit_from_pension_age("without-tax-credit", "1950-01-01", 100_000, 8_000)]
fn over_other_kinds(#[case] kind: &str, #[case] born: &str, #[case] amount: i64, #[case] expected: i64) {
    let facts = with_income(kind, amount, json!({ "applicant": { "birth_date": born } }));
    assert_eq!(claim(&facts, Spouse::None), expected);
}

#[rstest]
#[case::both_pensioners("1950-01-01", 160_000, 10_848)]
#[case::one_before_the_bound("1990-01-01", 150_715, 10_218)]
#[case::one_at_the_bound("1990-01-01", 150_716, 10_219 - 2_048)]
fn over_the_state_pension_of_spouses(#[case] partner: &str, #[case] amount: i64, #[case] expected: i64) {
    let more = json!({
        "applicant": { "birth_date": "1950-01-01" },
        "household": { "kind": "couple" },
        "partner": { "birth_date": partner, "incomes": [] }
    });
    assert_eq!(claim(&with_income("reduced-state-pension", amount, more), Spouse::Entitled), expected);
}

#[test]
fn beside_a_state_pension_other_income_has_its_own_table() {
    let incomes = json!([{ "kind": "reduced-state-pension", "amount": 50_000 }, { "kind": "former-work", "amount": 100_000 }]);
    let beside = single(json!({ "applicant": { "birth_date": "1950-01-01", "incomes": incomes } }));
    assert_eq!(claim(&beside, Spouse::None), 3_255 + 8_000);

    let alone = with_income("former-work", 100_000, json!({ "applicant": { "birth_date": "1950-01-01" } }));
    assert_eq!(finding(&alone, "2026-03-01"), Finding::PersonDecides);
    let too_early = with_income("reduced-state-pension", 100_000, json!({}));
    assert_eq!(finding(&too_early, "2026-03-01"), Finding::PersonDecides);
}

#[test]
fn it_goes_by_table_and_person() {
    let incomes = json!([
        { "kind": "earnings", "amount": 50_000 },
        { "kind": "earnings", "amount": 50_000 },
        { "kind": "former-work", "amount": 50_000 }
    ]);
    let facts = single(json!({
        "applicant": { "incomes": incomes },
        "household": { "kind": "couple" },
        "partner": {
            "birth_date": "1991-01-01", "hour_limited": false,
            "exemptions": { "months_of_n": 0, "helps_reintegration": true },
            "incomes": [{ "kind": "earnings", "amount": 50_000 }]
        }
    }));
    let counted = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::Entitled)));
    // Two jobs are one sum in the table of pay; the benefit is another table; the partner is another person.
    assert_eq!(claims(&counted), [8_000 - 2_077 + 4_000, 4_000]);
}

#[test]
fn it_is_over_the_whole_net_pay_and_the_exemption_is_of_the_pay_alone() {
    let facts = with_income("earnings", 80_000, json!({}));
    let counted = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None)));
    assert_eq!(counted.total, cents(80_000 - 20_000 + 6_400));
}

#[rstest]
#[case::included(json!({ "kind": "earnings", "amount": 50_000, "with_holiday_allowance": true }))]
#[case::no_claim(json!({ "kind": "former-work", "amount": 50_000, "without_holiday_claim": true }))]
#[case::profit(json!({ "kind": "self-employment", "amount": 50_000 }))]
#[case::in_kind(json!({ "kind": "in-kind", "amount": 50_000 }))]
#[case::maintenance(json!({ "kind": "maintenance", "amount": 50_000 }))]
#[case::other(json!({ "kind": "other", "amount": 50_000 }))]
fn where_there_is_no_claim_other_years_need_no_table(#[case] income: Value) {
    let facts = single(json!({ "applicant": { "incomes": [income] } }));
    assert_eq!(claim(&facts, Spouse::None), 0);
    assert!(finding(&facts, "2025-03-01").value().is_some());
}

#[rstest]
#[case("2025-12-31", false)]
#[case("2026-01-01", true)]
#[case("2026-12-31", true)]
fn other_years_are_refused(#[case] day: &str, #[case] supported: bool) {
    let facts = with_income("former-work", 50_000, json!({}));
    assert_eq!(finding(&facts, day).value().is_some(), supported);
}

#[test]
fn nothing_received_has_no_claim_and_needs_no_table() {
    let counted = finding(&with_income("former-work", 0, json!({})), "2025-03-01").value().unwrap();
    assert_eq!(claims(&counted), [0i64; 0]);
}

fn finding(facts: &Facts, text: &str) -> Finding<Counted> {
    on(facts, text, |question| counted_income(question, Spouse::None)).finding
}

#[test]
fn at_the_second_bound_a_cent_more_leaves_less_in_the_month() {
    // The law's own jump: the claim rises by 18.10 euro at once, and assistance falls by as much.
    let at = |amount| {
        let facts = with_income("former-work", amount, json!({}));
        finding(&facts, "2026-03-01").value().unwrap().total.get() - amount
    };
    assert_eq!(at(72_615) - at(72_614), 0);
    let pay = |amount| {
        let facts =
            with_income("earnings", amount, json!({ "applicant": { "exemptions": { "months_of_n": 6 } } }));
        finding(&facts, "2026-03-01").value().unwrap().total.get() - amount
    };
    assert_eq!(pay(105_926) - pay(105_925), 1_810);
    assert_eq!(pay(87_639) - pay(87_638), -2_077);
}
