//! Repetition after what a person decided, and what is told of it.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::conduct::{Lowering, Paragraph, lowering};

fn only(each: Value) -> Step<Lowering> {
    lowering(on(&breaches(&[each]), "2026-03-01"), Some(&ordinance()), 0)
}

/// A lowering that a person adapted was applied, however small it was.
#[rstest]
#[case::as_small_as_can_be(1, 1, Paragraph::Second)]
#[case::no_months(100, 0, Paragraph::First)]
#[case::no_percent(0, 2, Paragraph::First)]
fn what_a_person_lowered_for_is_a_first_time(
    #[case] percent: u32,
    #[case] months: u32,
    #[case] expected: Paragraph,
) {
    let first = breach(json!({
        "committed_on": "2025-12-01", "applied_on": "2025-12-10", "tuned": { "percent": percent, "months": months }
    }));
    let all = breaches(&[first, breach(json!({}))]);
    assert_eq!(value(lowering(on(&all, "2026-03-01"), Some(&ordinance()), 1)).paragraph, expected);
}

/// Decided on the day of the next breach, or later, it does not come before it.
#[rstest]
#[case("2026-01-09", Paragraph::Second)]
#[case("2026-01-10", Paragraph::First)]
#[case("2026-01-11", Paragraph::First)]
fn a_decision_counts_for_breaches_after_its_day(#[case] applied: &str, #[case] expected: Paragraph) {
    let first = breach(json!({ "committed_on": "2025-12-01", "applied_on": applied }));
    let all = breaches(&[first, breach(json!({ "committed_on": "2026-01-10" }))]);
    assert_eq!(value(lowering(on(&all, "2026-03-01"), Some(&ordinance()), 1)).paragraph, expected);
}

#[test]
fn only_a_lowering_by_ordinance_is_said_to_be_looked_at_again() {
    let again = " De gemeente bekijkt de verlaging opnieuw binnen de termijn van de wet.";
    let told = |duty: &str| only(breach(json!({ "duty": duty }))).explanation.text;
    assert!(told("return-activity").ends_with(again), "{}", told("return-activity"));
    assert!(!told("accept-work").contains(again), "{}", told("accept-work"));
}

#[test]
fn what_a_person_decided_is_told() {
    let told = |percent: u32, months: u32| {
        let tuned = json!({ "urgent_reasons": true, "tuned": { "percent": percent, "months": months } });
        only(breach(tuned)).explanation.text
    };
    assert_eq!(told(0, 1), "Een medewerker heeft besloten dat de bijstand niet wordt verlaagd.");
    assert_eq!(
        told(50, 1),
        "Een medewerker heeft de verlaging aangepast aan de omstandigheden: 1 maand met 50 %."
    );
}
