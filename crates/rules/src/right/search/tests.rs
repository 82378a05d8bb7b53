use std::path::Path;

use domain::{Fact, FactKey, FactSource, FactValue, Municipality};
use policy::Policies;
use rstest::rstest;

use super::*;
use crate::Finding;
use crate::schemes::testing::{ask, day, facts, with};

/// Someone of 26 who reported on 1 March 2026.
fn young(json: &str) -> crate::facts::Facts {
    let base = facts(
        r#"{ "household": { "kind": "single", "children": [] },
             "applicant": { "birth_date": "1999-03-02", "hour_limited": false, "subsidy_group": false,
                            "education": { "special_education": false } },
             "application": { "reported_on": "2026-03-01" } }"#,
    );
    with(&base, json)
}

fn handled(json: &str) -> Finding<SearchPeriod> {
    search_period(ask(&young(json), "2026-03-01")).finding
}

fn four_weeks(reported: &str) -> Finding<SearchPeriod> {
    Finding::Value(SearchPeriod::after(day(reported), 4))
}

const PARTNER: &str = r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "2000-01-01", "hour_limited": false,
    "subsidy_group": false, "education": { "special_education": false } } }"#;

#[test]
fn under_27_the_application_waits_four_weeks() {
    assert_eq!(handled("{}"), four_weeks("2026-03-01"));
    assert_eq!(handled(PARTNER), four_weeks("2026-03-01"));
    let found = search_period(ask(&young("{}"), "2026-03-01"));
    let period = found.value().unwrap();
    assert_eq!((period.last(), period.handled_from()), (day("2026-03-28"), day("2026-03-29")));
    assert!(
        found
            .explanation
            .text
            .contains("tot en met 28-03-2026. De aanvraag wordt behandeld vanaf 29-03-2026."),
        "{}",
        found.explanation.text
    );
}

#[rstest]
#[case::of_27(r#"{ "applicant": { "birth_date": "1999-03-01" } }"#)]
#[case::hour_limited(r#"{ "applicant": { "hour_limited": true } }"#)]
#[case::subsidy_group(r#"{ "applicant": { "subsidy_group": true } }"#)]
#[case::school(r#"{ "applicant": { "education": { "special_education": true } } }"#)]
#[case::by_judgement(r#"{ "application": { "handled_earlier": true } }"#)]
#[case::one_spouse_of_27(
    r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "1990-01-01" } }"#
)]
fn there_is_no_search_period_for(#[case] json: &str) {
    assert_eq!(handled(json), Finding::NotApplicable);
}

#[test]
fn an_exception_of_one_spouse_is_enough() {
    let mut couple = young(PARTNER);
    couple.lay_over(&facts(r#"{ "partner": { "hour_limited": true } }"#));
    assert_eq!(search_period(ask(&couple, "2026-03-01")).finding, Finding::NotApplicable);
}

#[test]
fn exceptions_hold_from_their_own_day() {
    let on = |reported: &str, json: &str| {
        let mut facts = young(json);
        facts.lay_over(&self::facts(&format!(r#"{{ "application": {{ "reported_on": "{reported}" }} }}"#)));
        search_period(ask(&facts, reported)).finding
    };
    let limited = r#"{ "applicant": { "hour_limited": true, "birth_date": "2003-01-01" } }"#;
    assert_eq!(on("2023-06-30", limited), four_weeks("2023-06-30"));
    assert_eq!(on("2023-07-01", limited), Finding::NotApplicable);
    let judged =
        r#"{ "application": { "handled_earlier": true }, "applicant": { "birth_date": "2003-01-01" } }"#;
    assert_eq!(on("2025-12-31", judged), four_weeks("2025-12-31"));
    assert_eq!(on("2026-01-01", judged), Finding::NotApplicable);
}

#[test]
fn what_is_missing_is_named() {
    let bare = facts(
        r#"{ "application": { "reported_on": "2026-03-01" }, "household": { "kind": "single", "children": [] } }"#,
    );
    let missing = search_period(ask(&bare, "2026-03-01")).finding;
    assert_eq!(missing, Finding::FactMissing(vec!["applicant.birth_date".into()]));
    let none = search_period(ask(&facts("{}"), "2026-03-01")).finding;
    assert_eq!(none, Finding::FactMissing(vec!["application.reported_on".into(), "household.kind".into()]));
}

/// The gate at the report and this rule count the same weeks, by the same age, on both sides of every bound.
#[rstest]
#[case::of_26("2026-03-01", "1999-03-02")]
#[case::of_27("2026-03-01", "1999-03-01")]
#[case::over_a_leap_day("2028-02-01", "2005-01-01")]
#[case::into_the_next_year("2025-12-31", "2004-01-01")]
#[case::before_the_exceptions("2023-06-30", "2003-01-01")]
fn the_gate_counts_the_same(#[case] reported: &str, #[case] birth: &str) {
    let deployed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    let policies = Policies::load(&deployed).unwrap();
    let municipality: Municipality = "emmen:0114".parse().unwrap();
    let policy = policies.of(&municipality, day(reported)).unwrap();
    let mut stated = domain::Facts::default();
    for (key, value) in [
        (FactKey::BirthDate, FactValue::Day(day(birth))),
        (FactKey::Household, FactValue::Choice("single".into())),
    ] {
        stated.put(key, Fact { value, source: FactSource::Applicant, stated_on: day(reported) });
    }
    let by_gate = policy.search_period(&stated, day(reported)).search_until;

    let facts = young(&format!(
        r#"{{ "applicant": {{ "birth_date": "{birth}" }}, "application": {{ "reported_on": "{reported}" }} }}"#
    ));
    let by_rule = search_period(ask(&facts, reported)).finding.value();
    assert_eq!(by_rule.map(SearchPeriod::last), by_gate);
    if let (Some(period), Some(last)) = (by_rule, by_gate) {
        assert_eq!(period.handled_from(), last.succ_opt().unwrap());
    }
}
