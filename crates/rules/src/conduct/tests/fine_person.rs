//! What bounds a fine that a person sets, and when a warning will do.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::conduct::{FinePolicy, fine, fine_ceiling, warning};

/// A breach of 2026, of which the categories are not known, by someone at assistance level: 5 % of the norm is 70,07.
fn breach_of_2026(other: Value) -> Facts {
    let base = json!({
        "too_much": 200_000, "blame": "normal", "committed_on": "2026-02-15", "reported_by_self": false,
        "urgent_reasons": false, "at_assistance_level": true
    });
    facts(json!({ "conduct": { "fine": with(base, other) }, "recovery": { "norm": 140_150 } }))
}

fn ceiling(other: Value) -> Step<Cents> {
    fine_ceiling(on(&breach_of_2026(other), "2026-03-01"), None)
}

#[rstest]
#[case::payable_in_a_year(json!({}), 84_084)]
#[case::half_of_what_was_too_much(json!({ "too_much": 100_000 }), 50_000)]
#[case::diminished(json!({ "blame": "diminished", "too_much": 100_000 }), 25_000)]
#[case::payable_in_half_a_year(json!({ "blame": "diminished" }), 42_042)]
#[case::again(json!({ "too_much": 100_000, "earlier_fine_on": "2024-01-01" }), 75_000)]
#[case::nothing_too_much(json!({ "too_much": 0 }), 15_000)]
#[case::urgent_reasons(json!({ "too_much": 100_000, "urgent_reasons": true }), 50_000)]
#[case::a_category_that_is_known(
    json!({ "blame": "gross", "too_much": 90_000_000, "committed_on": "2025-06-01", "at_assistance_level": false, "room": 90_000_000 }),
    1_030_000
)]
fn a_fine_that_a_person_sets_has_a_ceiling_of_law(#[case] other: Value, #[case] most: i64) {
    assert_eq!(value(ceiling(other)), Cents::new(most));
}

#[test]
fn where_the_category_is_not_known_the_rest_is_told_and_asked() {
    let known = breach_of_2026(json!({}));
    let step = fine(on(&known, "2026-03-01"), None);
    assert!(
        person_decides(&step) && step.explanation.text.ends_with("ten hoogste € 840,84."),
        "{}",
        step.explanation.text
    );
    let asked = ["conduct.fine.at_assistance_level"];
    let unknown = breach_of_2026(json!({ "at_assistance_level": null }));
    assert_eq!(missing(fine(on(&unknown, "2026-03-01"), None)), asked);
    assert_eq!(missing(ceiling(json!({ "at_assistance_level": null }))), asked);
}

#[test]
fn without_blame_or_an_amount_there_is_no_ceiling() {
    assert!(not_applicable(&ceiling(json!({ "blame": "none" }))));
    assert!(person_decides(&ceiling(json!({ "too_much": -1 }))));
    assert!(person_decides(&ceiling(json!({ "committed_on": "2016-12-31" }))));
    let rounded =
        FinePolicy { warns_when_allowed: false, round_up_to: Some(Cents::new(20_000)), source: "x".into() };
    let none = breach_of_2026(json!({ "too_much": 0 }));
    assert_eq!(value(fine_ceiling(on(&none, "2026-03-01"), Some(&rounded))), Cents::new(20_000));
}

#[rstest]
#[case::nothing_too_much(json!({ "too_much": 0 }), true)]
#[case::too_much(json!({}), false)]
#[case::no_blame(json!({ "too_much": 0, "blame": "none" }), false)]
#[case::in_time(json!({ "reported_by_self": true, "due_on": "2026-02-15", "reported_on": "2026-02-20" }), true)]
#[case::warned_before(json!({ "too_much": 0, "warned_on": "2025-01-01" }), false)]
fn a_warning_is_given_where_the_law_allows_one(#[case] other: Value, #[case] allowed: bool) {
    let step = warning(on(&breach_of_2026(other), "2026-03-01"));
    assert_eq!(not_applicable(&step), !allowed);
    assert_eq!(step.finding.value().is_some(), allowed);
}
