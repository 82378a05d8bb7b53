use rstest::rstest;
use serde_json::{Value, json};

use crate::Step;
use crate::conduct::tests::{day, facts, missing, not_applicable, on, person_decides, value, with};
use crate::debt::{LatePenalty, late_penalty};

fn late(other: Value, today: &str) -> Step<LatePenalty> {
    let base = json!({ "term_ended_on": "2025-02-28", "notice_on": "2025-03-01" });
    let facts = facts(json!({ "recovery": { "late": with(base, other) } }));
    late_penalty(on(&facts, today))
}

/// Two weeks after the day of the notice it begins; fourteen days at 23, at 35 and at 45 euro.
#[rstest]
#[case("2025-03-15", 0, 0)]
#[case("2025-03-16", 0, 0)]
#[case("2025-03-17", 1, 2_300)]
#[case("2025-03-30", 14, 32_200)]
#[case("2025-03-31", 15, 35_700)]
#[case("2025-04-13", 28, 81_200)]
#[case("2025-04-14", 29, 85_700)]
#[case("2025-04-27", 42, 144_200)]
#[case("2025-04-28", 42, 144_200)]
#[case("2025-09-01", 42, 144_200)]
fn every_day_without_a_decision_costs(#[case] decided: &str, #[case] days: u32, #[case] cents: i64) {
    let found = value(late(json!({ "decided_on": decided }), "2025-12-01"));
    assert_eq!((found.from, found.days, found.amount.get()), (day("2025-03-16"), days, cents));
}

#[rstest]
#[case("2025-03-15", 0)]
#[case("2025-03-16", 1)]
#[case("2025-03-17", 2)]
fn without_a_decision_the_day_itself_counts(#[case] today: &str, #[case] days: u32) {
    assert_eq!(value(late(json!({}), today)).days, days);
    // A decision of later on changes nothing of that day.
    assert_eq!(value(late(json!({ "decided_on": "2025-06-01" }), today)).days, days);
}

/// The amounts are those of the day of the notice.
#[rstest]
#[case("2018-12-31", Some(126_000))]
#[case("2019-01-01", Some(144_200))]
#[case("2025-12-31", Some(144_200))]
#[case("2026-01-01", None)]
fn amounts_go_by_the_day_of_the_notice(#[case] notice: &str, #[case] most: Option<i64>) {
    let step = late(json!({ "term_ended_on": "2018-12-01", "notice_on": notice }), "2026-09-01");
    assert_eq!(person_decides(&step), most.is_none());
    assert_eq!(step.finding.value().map(|penalty| penalty.amount.get()), most);
}

#[rstest]
#[case::no_notice(json!({ "notice_on": null }))]
#[case::too_soon(json!({ "notice_on": "2025-02-28" }))]
#[case::no_penalty(json!({ "no_penalty": true }))]
fn there_is_no_penalty(#[case] other: Value) {
    assert!(not_applicable(&late(other, "2025-12-01")));
}

#[test]
fn what_is_not_known_is_asked() {
    assert_eq!(
        missing(late(json!({ "term_ended_on": null }), "2025-12-01")),
        ["recovery.late.term_ended_on"]
    );
    assert!(!not_applicable(&late(json!({ "no_penalty": false }), "2025-12-01")));
}

#[test]
fn one_day_reads_as_one() {
    let text = |decided: &str| late(json!({ "decided_on": decided }), "2025-12-01").explanation.text;
    assert!(text("2025-03-17").contains("1 dag te laat") && text("2025-03-18").contains("2 dagen te laat"));
    assert!(text("2025-03-16").contains("nog zonder dwangsom"));
}
