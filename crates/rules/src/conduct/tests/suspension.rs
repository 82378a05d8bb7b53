use rstest::rstest;
use serde_json::json;

use super::*;
use crate::conduct::{Suspension, SuspensionState, revision, suspension};
use crate::facts::Obligation;

fn at(other: Value, today: &str) -> Step<Suspension> {
    let base = json!({ "culpable": true, "suspended_from": "2026-03-01", "repair_until": "2026-03-20" });
    let facts = facts(json!({ "conduct": { "suspension": with(base, other) } }));
    suspension(on(&facts, today))
}

#[rstest]
#[case::in_the_term(json!({}), "2026-03-20", SuspensionState::Suspended)]
#[case::after_it(json!({}), "2026-03-21", SuspensionState::MayWithdraw)]
#[case::withdrawn(json!({ "withdrawn": true }), "2026-03-21", SuspensionState::Withdrawn)]
#[case::not_withdrawn(json!({ "withdrawn": false }), "2026-03-21", SuspensionState::MayWithdraw)]
#[case::repaired(json!({ "repaired_on": "2026-03-20" }), "2026-03-25", SuspensionState::Lifted)]
#[case::repaired_late(json!({ "repaired_on": "2026-03-21" }), "2026-03-25", SuspensionState::MayWithdraw)]
#[case::repaired_today(json!({ "repaired_on": "2026-03-10" }), "2026-03-10", SuspensionState::Lifted)]
#[case::repaired_tomorrow(json!({ "repaired_on": "2026-03-11" }), "2026-03-10", SuspensionState::Suspended)]
fn it_stands_where_the_facts_put_it(
    #[case] other: Value,
    #[case] today: &str,
    #[case] expected: SuspensionState,
) {
    let found = value(at(other, today));
    // Withdrawal is from the first day suspended.
    assert_eq!((found.state, found.from), (expected, day("2026-03-01")));
}

#[test]
fn it_lasts_eight_weeks_at_most() {
    let long = json!({ "repair_until": "2026-06-01" });
    let last = value(at(long.clone(), "2026-04-25"));
    assert_eq!((last.state, last.until), (SuspensionState::Suspended, day("2026-04-25")));
    assert!(person_decides(&at(long, "2026-04-26")));
}

#[rstest]
#[case::in_the_term(json!({ "withdrawn": true }), "2026-03-20")]
#[case::repaired(json!({ "withdrawn": true, "repaired_on": "2026-03-19" }), "2026-03-25")]
fn a_right_that_was_withdrawn_too_soon_is_for_a_person(#[case] other: Value, #[case] today: &str) {
    assert!(person_decides(&at(other, today)));
}

#[test]
fn without_blame_payment_goes_on() {
    assert!(not_applicable(&at(json!({ "culpable": false }), "2026-03-10")));
}

#[rstest]
#[case("culpable")]
#[case("suspended_from")]
#[case("repair_until")]
fn what_is_not_known_is_asked(#[case] field: &str) {
    assert_eq!(missing(at(json!({ field: null }), "2026-03-10")), [format!("conduct.suspension.{field}")]);
}

#[rstest]
#[case("information", Some(Obligation::Must))]
#[case("too-much", Some(Obligation::May))]
#[case("mistake", Some(Obligation::May))]
#[case("loan", None)]
#[case("guarantee", None)]
#[case("advance", None)]
#[case("later-means", None)]
fn a_decision_must_or_may_be_revised(#[case] cause: &str, #[case] expected: Option<Obligation>) {
    let facts = facts(json!({ "recovery": { "claim": { "cause": cause } } }));
    let step = revision(on(&facts, "2026-03-01"));
    assert_eq!(step.finding.value().map(|revision| revision.obligation), expected);
}
