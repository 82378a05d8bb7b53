use rstest::rstest;
use serde_json::json;

use super::*;
use crate::Share;
use crate::conduct::{Lowering, language_lowering_of, language_terms, lowering};

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

fn decided(other: Value, about: Value) -> Step<Lowering> {
    let mut facts = language(about);
    let base = json!({ "duty": "language", "committed_on": "2025-03-31", "first_month": "2025-05" });
    facts.lay_over(&breaches(&[breach(with(base, other))]));
    lowering(on(&facts, "2026-12-31"), None, 0)
}

/// First and last month, the share of all of them, and by when the next step is decided on.
fn span(step: Step<Lowering>) -> (String, String, i64, Option<String>) {
    let found = value(step);
    let (first, last) = (found.months[0], found.months[found.months.len() - 1]);
    assert!(found.months.iter().all(|each| each.share == first.share));
    let by = found.review_by.map(|day| day.to_string());
    (first.month.to_string(), last.month.to_string(), first.share.get(), by)
}

#[rstest]
#[case::first_step(json!({}), json!({}), ("2025-05", "2025-10", 2_000, "2025-10-31"))]
#[case::from_within_a_step(json!({ "first_month": "2025-12" }), json!({}), ("2025-12", "2026-04", 4_000, "2026-04-30"))]
#[case::last_step(json!({ "first_month": "2026-11" }), json!({}), ("2026-11", "2027-04", 10_000, "2027-04-30"))]
#[case::until_a_good_test(json!({}), json!({ "later_test_good_on": "2025-07-15" }), ("2025-05", "2025-07", 2_000, "2025-07-31"))]
#[case::less_by_a_person(json!({ "tuned": { "percent": 10, "months": 2 } }), json!({}), ("2025-05", "2025-06", 1_000, "2025-06-30"))]
fn a_decision_names_the_months_of_one_step(
    #[case] other: Value,
    #[case] about: Value,
    #[case] (first, last, share, by): (&str, &str, i64, &str),
) {
    let expected = (first.to_owned(), last.to_owned(), share, Some(by.to_owned()));
    assert_eq!(span(decided(other, about)), expected);
}

#[test]
fn a_decision_on_the_language_duty_has_its_bounds() {
    for heavier in [json!({ "percent": 21, "months": 1 }), json!({ "percent": 20, "months": 7 })] {
        assert!(person_decides(&decided(json!({ "tuned": heavier }), json!({}))), "{heavier}");
    }
    let late = json!({ "learns_since": "2025-05-01", "progresses": true });
    assert!(person_decides(&decided(json!({}), late.clone())));
    let judged = decided(json!({ "tuned": { "percent": 20, "months": 1 } }), late);
    assert_eq!(value(judged).months.len(), 1, "who began to learn late is for a person, who decided");
    let as_the_law = decided(json!({ "tuned": { "percent": 20, "months": 6 } }), json!({}));
    assert_eq!(value(as_the_law).months.len(), 6, "no heavier than the law");
    for months in [0, 2] {
        let nothing = value(decided(json!({ "tuned": { "percent": 0, "months": months } }), json!({})));
        assert_eq!((nothing.months.len(), nothing.review_by), (0, None));
    }
    assert!(not_applicable(&decided(json!({}), json!({ "passed": true }))));
    assert_eq!(
        missing(decided(json!({ "first_month": null }), json!({}))),
        ["conduct.breaches[0].first_month"]
    );
    assert_eq!(missing(decided(json!({}), json!({ "blameless": null }))), ["conduct.language.blameless"]);
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
