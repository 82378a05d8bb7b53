use rstest::rstest;
use serde_json::{Value, json};

use crate::Step;
use crate::conduct::tests::{day, facts, missing, on, person_decides, value, with};
use crate::debt::{Recourse, recourse};

fn on_day(other: Value, today: &str) -> Step<Recourse> {
    let base = json!({ "debtor": "parent", "amount": 25_000, "fixed_on": "2023-06-01", "costs": 140_150 });
    let facts = facts(json!({ "recovery": { "recourse": with(base, other) } }));
    recourse(on(&facts, today))
}

/// 6.2 % on 1 January 2024 and 6.5 % on 1 January 2025.
#[rstest]
#[case("2023-12-31", 25_000)]
#[case("2024-01-01", 26_550)]
#[case("2024-12-31", 26_550)]
#[case("2025-01-01", 28_276)]
fn maintenance_is_indexed_each_january(#[case] today: &str, #[case] amount: i64) {
    let found = value(on_day(json!({}), today));
    assert_eq!((found.amount.get(), found.monthly, found.pay_by), (amount, true, None));
}

#[test]
fn a_year_without_a_known_index_is_for_a_person() {
    assert!(person_decides(&on_day(json!({}), "2026-01-01")));
    assert_eq!(
        value(on_day(json!({ "not_indexed": true, "fixed_on": null }), "2026-01-01")).amount.get(),
        25_000
    );
    assert_eq!(value(on_day(json!({ "fixed_on": "2026-01-01" }), "2026-03-01")).amount.get(), 25_000);
}

#[rstest]
#[case("spouse", true)]
#[case("former-spouse", true)]
#[case("parent", true)]
#[case("donee", false)]
#[case("estate", false)]
fn a_gift_or_an_estate_is_paid_once(#[case] debtor: &str, #[case] monthly: bool) {
    let found = value(on_day(json!({ "debtor": debtor, "court_amount": 9_000 }), "2024-03-01"));
    // No court fixes maintenance on a gift or an estate, and there is nothing to index.
    assert_eq!((found.monthly, found.amount.get()), (monthly, if monthly { 9_558 } else { 25_000 }));
}

#[test]
fn never_above_what_the_assistance_costs() {
    assert_eq!(value(on_day(json!({ "costs": 20_000 }), "2023-07-01")).amount.get(), 20_000);
    assert_eq!(value(on_day(json!({ "amount": -1 }), "2023-07-01")).amount.get(), 0);
}

#[test]
fn what_a_court_fixed_comes_first() {
    let step = on_day(json!({ "court_amount": 10_000 }), "2023-07-01");
    assert_eq!(step.explanation.rule, "recourse-62b");
    assert_eq!(value(step).amount.get(), 10_000);
}

#[test]
fn thirty_days_to_pay() {
    let found = value(on_day(json!({ "notified_on": "2023-07-01" }), "2023-07-01"));
    assert_eq!(found.pay_by, Some(day("2023-07-31")));
}

#[test]
fn without_an_amount_or_with_opposition_a_person_or_court_decides() {
    assert!(person_decides(&on_day(json!({ "amount": null }), "2023-07-01")));
    let opposed = on_day(json!({ "opposes": true }), "2023-07-01");
    assert!(person_decides(&opposed));
    assert_eq!(opposed.explanation.rule, "recourse-62h");
}

#[rstest]
#[case("debtor")]
#[case("fixed_on")]
#[case("costs")]
fn what_is_not_known_is_asked(#[case] field: &str) {
    assert_eq!(missing(on_day(json!({ field: null }), "2023-07-01")), [format!("recovery.recourse.{field}")]);
}
