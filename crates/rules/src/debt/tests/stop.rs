use rstest::rstest;
use serde_json::{Value, json};

use crate::Step;
use crate::conduct::tests::{facts, missing, not_applicable, on, value, with};
use crate::debt::{StopGround, arrangement_allowed, fine_remission, may_stop};

fn stop(other: Value) -> Step<StopGround> {
    let base = json!({
        "months_paid": 0, "months_since": 120, "arrears_made_good": false, "months_unpaid": 0, "payment_expected": true
    });
    let facts = facts(json!({ "recovery": { "stop": with(base, other) } }));
    may_stop(on(&facts, "2026-03-01"))
}

#[rstest]
#[case(json!({}), None)]
#[case(json!({ "months_paid": 119 }), None)]
#[case(json!({ "months_paid": 120, "months_since": null }), Some(StopGround::Paid))]
#[case(json!({ "arrears_made_good": true }), Some(StopGround::MadeGood))]
#[case(json!({ "arrears_made_good": true, "months_since": 119 }), None)]
#[case(json!({ "months_unpaid": 120, "payment_expected": false }), Some(StopGround::NoProspect))]
#[case(json!({ "months_unpaid": 120 }), None)]
#[case(json!({ "months_unpaid": 119, "payment_expected": false }), None)]
#[case(json!({ "months_unpaid": 120, "payment_expected": false, "months_since": 119 }), None)]
#[case(json!({ "rest": 100_001, "offered": 50_001 }), Some(StopGround::PaidAtOnce))]
#[case(json!({ "rest": 100_001, "offered": 50_000 }), None)]
#[case(json!({ "rest": 100_000, "offered": 50_000 }), Some(StopGround::PaidAtOnce))]
#[case(json!({ "rest": 0, "offered": 0 }), None)]
fn recovery_may_stop(#[case] other: Value, #[case] expected: Option<StopGround>) {
    let step = stop(other);
    assert_eq!(not_applicable(&step), expected.is_none());
    assert_eq!(step.finding.value(), expected);
}

#[rstest]
#[case(json!({ "months_paid": null }), "months_paid")]
#[case(json!({ "months_since": null }), "months_since")]
#[case(json!({ "arrears_made_good": null }), "arrears_made_good")]
#[case(json!({ "months_unpaid": null }), "months_unpaid")]
#[case(json!({ "months_unpaid": 120, "payment_expected": null }), "payment_expected")]
#[case(json!({ "offered": 1 }), "rest")]
fn what_is_not_known_is_asked(#[case] other: Value, #[case] field: &str) {
    assert_eq!(missing(stop(other)), [format!("recovery.stop.{field}")]);
}

#[test]
fn an_arrangement_never_cancels_intent_or_gross_negligence() {
    let asked = |grave: Option<bool>, asked: Option<bool>| {
        let facts =
            facts(json!({ "recovery": { "stop": { "arrangement": asked, "intent_or_gross": grave } } }));
        arrangement_allowed(on(&facts, "2026-03-01"))
    };
    assert!(!value(asked(Some(true), Some(true))));
    assert!(value(asked(Some(false), Some(true))));
    assert!(not_applicable(&asked(Some(false), Some(false))) && not_applicable(&asked(Some(false), None)));
    assert_eq!(missing(asked(None, Some(true))), ["recovery.stop.intent_or_gross"]);
}

#[rstest]
#[case(json!({ "fined_on": "2025-03-02" }), Some(false))]
#[case(json!({}), Some(true))]
#[case(json!({ "repeated": true }), Some(false))]
#[case(json!({ "intent_or_gross": true }), Some(false))]
#[case(json!({ "arrangement": false }), None)]
#[case(json!({ "arrangement": null }), None)]
fn a_fine_may_be_let_go_a_year_after_it_without_repetition(
    #[case] other: Value,
    #[case] expected: Option<bool>,
) {
    let base =
        json!({ "arrangement": true, "intent_or_gross": false, "fined_on": "2025-03-01", "repeated": false });
    let facts = facts(json!({ "recovery": { "stop": with(base, other) } }));
    let step = fine_remission(on(&facts, "2026-03-01"));
    assert_eq!(step.explanation.text.contains("mag de rest"), expected == Some(true));
    assert_eq!(step.finding.value(), expected);
}
