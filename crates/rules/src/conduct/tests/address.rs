use rstest::rstest;
use serde_json::json;

use super::*;
use crate::conduct::address_mismatch;

fn stops(other: Value, today: &str) -> Step<bool> {
    let base = json!({
        "conduct": { "address": { "differs": true, "excusable": false, "irrelevant": false, "urgent_reasons": false } }
    });
    let facts = facts(with(base, other));
    address_mismatch(on(&facts, today))
}

fn address(field: &str, value: Value) -> Value {
    json!({ "conduct": { "address": { field: value } } })
}

#[test]
fn a_different_address_stops_payment() {
    assert!(value(stops(json!({}), "2026-03-01")));
    assert!(not_applicable(&stops(address("differs", json!(false)), "2026-03-01")));
}

#[rstest]
#[case("excusable")]
#[case("irrelevant")]
#[case("urgent_reasons")]
fn not_when(#[case] field: &str) {
    assert!(!value(stops(address(field, json!(true)), "2026-03-01")));
    assert_eq!(
        missing(stops(address(field, Value::Null), "2026-03-01")),
        [format!("conduct.address.{field}")]
    );
}

#[test]
fn care_elsewhere_is_an_excuse_since_2026() {
    let care = json!({ "household": { "elsewhere_for_care": true } });
    assert!(value(stops(care.clone(), "2025-12-31")));
    assert!(!value(stops(care, "2026-01-01")));
    assert!(value(stops(json!({ "household": { "elsewhere_for_care": false } }), "2026-01-01")));
}
