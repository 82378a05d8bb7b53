//! Advances, part months, who is paid, and costs paid on behalf (Participation Act art. 45, 52, 56a, 57).

use domain::{Cents, Month};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::testing::*;
use crate::Finding;
use crate::facts::{Facts, FixedCostKind};
use crate::means::{
    Advance, Halves, OnBehalf, advance, advances, part_month_applies, part_of_month, payees,
    payments_on_behalf, settlement, split_between_spouses,
};

fn due_on(facts: &Facts, text: &str, applied: &str, amount: i64) -> Finding<Vec<Advance>> {
    on(facts, text, |question| advances(question, day(applied), cents(amount))).finding
}

/// The latest.
fn advance_on(facts: &Facts, text: &str, applied: &str, amount: i64) -> Finding<Advance> {
    on(facts, text, |question| advance(question, day(applied), cents(amount))).finding
}

#[test]
fn t13_each_advance_has_the_share_of_its_own_day() {
    let due = due_on(&Facts::default(), "2026-02-24", "2025-12-03", 100_000).value().unwrap();
    let due: Vec<_> = due.iter().map(|advance| (advance.due, advance.least.get())).collect();
    assert_eq!(due, [(day("2025-12-31"), 90_000), (day("2026-01-28"), 95_000)]);
}

#[rstest]
#[case::not_yet("2026-02-28", "2026-03-01", 0)]
#[case::four_weeks_after("2026-03-01", "2026-03-01", 1)]
#[case::between("2026-03-28", "2026-03-01", 1)]
#[case::next("2026-03-29", "2026-03-29", 2)]
#[case::third("2026-04-26", "2026-04-26", 3)]
#[case::before_the_application("2026-01-15", "2026-03-01", 0)]
fn t13_an_advance_is_due_every_four_weeks_from_the_application(
    #[case] today: &str,
    #[case] due: &str,
    #[case] up_to_today: usize,
) {
    let found = advance_on(&Facts::default(), today, "2026-02-01", 140_150).value().unwrap();
    assert_eq!((found.due, found.least.get()), (day(due), 133_143));
    // Of those that are due there are none before the first.
    let all = due_on(&Facts::default(), today, "2026-02-01", 140_150).value();
    assert_eq!(all.map_or(0, |all| all.len()), up_to_today);
}

#[rstest]
#[case::ninety_percent("2025-12-31", "2025-12-03", 136_906, 123_216)]
#[case::ninety_five_percent("2026-01-01", "2025-12-04", 136_906, 130_061)]
#[case::due_before_the_change("2026-01-20", "2025-12-03", 136_906, 123_216)]
#[case::to_the_cent("2026-03-01", "2026-02-01", 140_000, 133_000)]
#[case::never_less_than_the_share("2026-03-01", "2026-02-01", 140_150, 133_143)]
#[case::one_cent("2026-03-01", "2026-02-01", 1, 1)]
fn t13_an_advance_is_at_least_a_share_of_the_day_it_is_due(
    #[case] today: &str,
    #[case] applied: &str,
    #[case] amount: i64,
    #[case] least: i64,
) {
    let found = advance_on(&Facts::default(), today, applied, amount).value().unwrap();
    assert_eq!(found.least, cents(least));
}

#[rstest]
#[case::withholds_data(json!({ "withholds_data": true }), false)]
#[case::clearly_no_right(json!({ "clearly_no_right": true }), false)]
#[case::neither(json!({ "withholds_data": false, "clearly_no_right": false }), true)]
fn no_advance_without_data_or_a_right(#[case] assistance: Value, #[case] paid: bool) {
    let facts = read(json!({ "assistance": assistance }));
    assert_eq!(advance_on(&facts, "2026-03-01", "2026-02-01", 140_150).value().is_some(), paid);
    assert_eq!(advance_on(&facts, "2026-03-01", "2026-02-01", 0), Finding::NotApplicable);
    assert_eq!(due_on(&facts, "2026-03-01", "2026-02-01", 140_150).value().is_some(), paid);
}

#[rstest]
#[case(140_000, 133_000, 7_000, 0)]
#[case(140_000, 140_000, 0, 0)]
#[case(0, 133_000, 0, 133_000)]
fn advances_are_settled(
    #[case] granted: i64,
    #[case] paid: i64,
    #[case] to_pay: i64,
    #[case] to_recover: i64,
) {
    let settled = settlement(cents(granted), cents(paid)).unwrap();
    assert_eq!((settled.to_pay, settled.to_recover), (cents(to_pay), cents(to_recover)));
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn part(amount: i64, of: &str, first: &str, last: &str) -> i64 {
    part_of_month(cents(amount), month(of), day(first), day(last)).unwrap().get()
}

#[rstest]
#[case::whole_month("2026-01", "2026-01-01", "2026-01-31", 140_150)]
#[case::and_more("2026-01", "2025-01-01", "2027-01-31", 140_150)]
#[case::one_day_of_31("2026-01", "2026-01-31", "2026-02-15", 4_521)]
#[case::one_day_of_28("2026-02", "2026-02-28", "2026-02-28", 5_005)]
#[case::one_day_of_29("2028-02", "2028-02-29", "2028-02-29", 4_833)]
#[case::half_of_30("2026-04", "2026-04-16", "2026-04-30", 70_075)]
#[case::month_before("2026-04", "2026-03-01", "2026-03-31", 0)]
#[case::month_after("2026-04", "2026-05-01", "2026-05-31", 0)]
#[case::ends_before_it_begins("2026-04", "2026-04-20", "2026-04-10", 0)]
fn a_part_of_a_month_goes_by_its_calendar_days(
    #[case] of: &str,
    #[case] first: &str,
    #[case] last: &str,
    #[case] expected: i64,
) {
    assert_eq!(part(140_150, of, first, last), expected);
}

#[rstest]
#[case(29, false, false)]
#[case(30, false, true)]
#[case(0, true, true)]
fn a_month_is_paid_by_the_day_after_thirty_days_without(
    #[case] days: i64,
    #[case] no_right: bool,
    #[case] by_day: bool,
) {
    assert_eq!(
        step(on(&Facts::default(), "2026-03-01", |question| part_month_applies(question, days, no_right))),
        by_day
    );
}

#[rstest]
#[case::half_to_each(json!({}), 100_107, 100_106)]
#[case::all_to_the_applicant(json!({ "paid_to": "applicant" }), 200_213, 0)]
#[case::all_to_the_partner(json!({ "paid_to": "partner" }), 0, 200_213)]
fn spouses_are_paid_half_each_unless_they_ask(
    #[case] assistance: Value,
    #[case] applicant: i64,
    #[case] partner: i64,
) {
    let facts = read(json!({ "assistance": assistance }));
    let paid = step(on(&facts, "2026-03-01", |question| payees(question, cents(200_213))));
    assert_eq!(paid, Halves { applicant: cents(applicant), partner: cents(partner) });
}

fn costs() -> Value {
    json!([
        { "kind": "rent", "amount": 70_000 },
        { "kind": "other", "amount": 10_000 },
        { "kind": "health-insurance", "amount": 15_000 }
    ])
}

fn behalf(assistance: Value, text: &str, payable: i64) -> Finding<OnBehalf> {
    let mut facts = read(json!({ "assistance": { "fixed_costs": costs() } }));
    facts.lay_over(&read(json!({ "assistance": assistance })));
    on(&facts, text, |question| payments_on_behalf(question, day("2026-01-15"), cents(payable))).finding
}

#[test]
fn of_status_holders_fixed_costs_are_paid_for_six_months() {
    let duty = json!({ "integration_duty": true });
    let paid = behalf(duty.clone(), "2026-07-14", 133_000).value().unwrap();
    assert_eq!(
        paid,
        OnBehalf {
            costs: vec![
                (FixedCostKind::Rent, cents(70_000)),
                (FixedCostKind::HealthInsurance, cents(15_000))
            ],
            rest: cents(48_000),
            until: Some(day("2026-07-14")),
        }
    );
    assert_eq!(behalf(duty, "2026-07-15", 133_000), Finding::NotApplicable);
    assert_eq!(behalf(json!({ "integration_duty": false }), "2026-03-01", 133_000), Finding::NotApplicable);
    assert_eq!(missing(behalf(json!({}), "2026-03-01", 133_000)), ["assistance.integration_duty"]);
}

#[test]
fn who_needs_help_has_all_fixed_costs_paid_as_far_as_there_is_money() {
    let paid = behalf(json!({ "cannot_budget": true }), "2026-03-01", 75_000).value().unwrap();
    let parts: Vec<_> = paid.costs.iter().map(|(_, part)| part.get()).collect();
    assert_eq!((parts, paid.rest, paid.until), (vec![70_000, 5_000, 0], cents(0), None));
}

proptest! {
    #[test]
    fn halves_are_the_whole(amount in -1_000_000i64..1_000_000) {
        let (applicant, partner) = split_between_spouses(cents(amount));
        prop_assert_eq!(applicant.plus(partner), Ok(cents(amount)));
        prop_assert!((applicant.get() - partner.get()).abs() <= 1);
    }

    #[test]
    fn two_parts_of_a_month_make_it_within_a_cent(amount in 0i64..1_000_000, of in 0u32..24, cut in 1u64..28) {
        let of = month("2025-01").plus(of);
        let last = of.first_day() + chrono::Days::new(cut - 1);
        let part = |first, last| part_of_month(cents(amount), of, first, last).unwrap();
        let sum = part(of.first_day(), last).get() + part(last + chrono::Days::new(1), of.last_day()).get();
        prop_assert!((sum - amount).abs() <= 1);
        prop_assert!(part(of.first_day(), last) >= Cents::ZERO);
    }

    #[test]
    fn an_advance_is_never_less_than_its_share_nor_a_cent_more(amount in 1i64..1_000_000) {
        let least = advance_on(&Facts::default(), "2026-03-01", "2026-02-01", amount).value().unwrap().least.get();
        prop_assert!(least * 100 >= amount * 95 && (least - 1) * 100 < amount * 95);
    }
}
