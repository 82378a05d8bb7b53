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

fn handled(json: &str) -> Finding<NaiveDate> {
    search_period(ask(&young(json), "2026-03-01")).finding
}

const PARTNER: &str = r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "2000-01-01", "hour_limited": false,
    "subsidy_group": false, "education": { "special_education": false } } }"#;

#[test]
fn under_27_the_application_waits_four_weeks() {
    assert_eq!(handled("{}"), Finding::Value(day("2026-03-29")));
    assert_eq!(handled(PARTNER), Finding::Value(day("2026-03-29")));
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
    assert_eq!(on("2023-06-30", limited), Finding::Value(day("2023-07-28")));
    assert_eq!(on("2023-07-01", limited), Finding::NotApplicable);
    let judged =
        r#"{ "application": { "handled_earlier": true }, "applicant": { "birth_date": "2003-01-01" } }"#;
    assert_eq!(on("2025-12-31", judged), Finding::Value(day("2026-01-28")));
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
