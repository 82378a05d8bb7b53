use rstest::rstest;
use serde_json::json;

use super::*;
use crate::Share;
use crate::conduct::{language_lowering_of, language_terms};

fn language(other: Value) -> Facts {
    let base = json!({
        "suspected_on": "2025-01-01", "proved": false, "passed": false, "notified_on": "2025-03-31",
        "blameless": false, "first_month": "2025-05"
    });
    facts(json!({ "conduct": { "language": with(base, other) } }))
}

fn off(other: Value, of: &str) -> Step<Share> {
    language_lowering_of(on(&language(other), "2026-12-31"), Claimant::Applicant, month(of))
}

#[rstest]
#[case("2025-05", 2_000)]
#[case("2025-10", 2_000)]
#[case("2025-11", 4_000)]
#[case("2026-04", 4_000)]
#[case("2026-05", 10_000)]
#[case("2030-05", 10_000)]
fn it_grows_in_steps_of_six_months(#[case] of: &str, #[case] expected: i64) {
    assert_eq!(value(off(json!({}), of)).get(), expected);
}

#[rstest]
#[case::no_suspicion(json!({ "suspected_on": null }))]
#[case::proof(json!({ "proved": true }))]
#[case::passed(json!({ "passed": true }))]
#[case::no_blame(json!({ "blameless": true }))]
#[case::learns_in_time(json!({ "learns_since": "2025-04-30", "progresses": true }))]
fn it_does_not_hold_for(#[case] other: Value) {
    assert!(not_applicable(&off(other, "2025-05")));
}

#[test]
fn it_does_not_begin_before_its_month() {
    assert!(not_applicable(&off(json!({}), "2025-04")));
}

#[test]
fn who_learns_without_progress_is_lowered_and_who_begins_late_is_for_a_person() {
    assert_eq!(
        value(off(json!({ "learns_since": "2025-04-01", "progresses": false }), "2025-05")).get(),
        2_000
    );
    // A month after 31 March is 30 April.
    assert!(person_decides(&off(json!({ "learns_since": "2025-05-01", "progresses": true }), "2025-05")));
}

#[rstest]
#[case(json!({ "proved": null }), "proved")]
#[case(json!({ "passed": null }), "passed")]
#[case(json!({ "notified_on": null }), "notified_on")]
#[case(json!({ "blameless": null }), "blameless")]
#[case(json!({ "first_month": null }), "first_month")]
#[case(json!({ "learns_since": "2025-04-01" }), "progresses")]
fn what_is_not_known_is_asked(#[case] other: Value, #[case] field: &str) {
    assert_eq!(missing(off(other, "2025-05")), [format!("conduct.language.{field}")]);
}

#[test]
fn test_and_notice_have_eight_weeks_each() {
    let of = |other: Value| value(language_terms(on(&language(other), "2025-02-01"), Claimant::Applicant));
    let before = of(json!({}));
    assert_eq!((before.test_by, before.notify_by), (day("2025-02-26"), None));
    assert_eq!(of(json!({ "tested_on": "2025-02-01" })).notify_by, Some(day("2025-03-29")));
    assert!(not_applicable(&language_terms(
        on(&language(json!({ "suspected_on": null })), "2025-02-01"),
        Claimant::Applicant
    )));
}

#[test]
fn before_the_law_there_is_no_amount_for_it() {
    let old = language(
        json!({ "suspected_on": "2015-01-01", "notified_on": "2015-03-01", "first_month": "2015-05" }),
    );
    assert!(person_decides(&language_lowering_of(
        on(&old, "2026-12-31"),
        Claimant::Applicant,
        month("2015-05")
    )));
}

#[test]
fn a_later_test_that_is_good_enough_ends_it() {
    let good = |of: &str| off(json!({ "later_test_good_on": "2025-10-31" }), of);
    assert_eq!(value(good("2025-10")).get(), 2_000);
    assert!(not_applicable(&good("2025-11")) && not_applicable(&good("2026-05")));
}
