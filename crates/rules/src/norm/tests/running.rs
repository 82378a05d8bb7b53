//! The cost-sharers norm at its introduction.

use rstest::rstest;
use serde_json::json;

use super::super::*;
use super::{norm_on, with};
use crate::testing::{housemates, single};

/// Who had assistance before the cost-sharers norm kept the old one for half a year.
#[rstest]
#[case::had_it_the_day_before("2014-12-31", "2015-01-01", None)]
#[case::the_last_day("2014-12-31", "2015-06-30", None)]
#[case::then_for_all("2014-12-31", "2015-07-01", Some(68_759))]
#[case::from_the_first_day_on("2015-01-01", "2015-01-01", Some(68_631))]
#[case::new("2015-03-01", "2015-06-30", Some(68_631))]
fn the_cost_sharers_norm_came_later_for_who_had_assistance(
    #[case] since: &str,
    #[case] today: &str,
    #[case] cents: Option<i64>,
) {
    let running = json!({ "assistance": { "receives": true, "since": since } });
    let facts = with(single(housemates(1)), running);
    let (finding, rule) = norm_on(&facts, today);
    match cents {
        Some(cents) => assert_eq!((finding, rule.as_str()), (Finding::Value(cents), "norm-22a-1")),
        None => assert_eq!((finding, rule.as_str()), (Finding::PersonDecides, "norm-22a-running")),
    }
    // Alone nothing changed.
    let alone = with(facts, json!({ "household": { "housemates": [] } }));
    assert!(matches!(norm_on(&alone, today).0, Finding::Value(_)));
}

#[test]
fn in_the_first_half_year_it_is_asked_since_when_there_is_assistance() {
    let receives =
        |receives: bool| with(single(housemates(1)), json!({ "assistance": { "receives": receives } }));
    let missing = Finding::FactMissing(vec!["assistance.since".to_owned()]);
    assert_eq!(norm_on(&receives(true), "2015-06-30").0, missing);
    assert_eq!(norm_on(&receives(false), "2015-06-30").0, Finding::Value(68_631));
    assert_eq!(norm_on(&receives(true), "2026-01-01").0, Finding::Value(100_107));
}
