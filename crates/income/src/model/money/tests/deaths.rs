//! What a death that was stated means for the right of a case.

use rstest::rstest;
use rules::Local;
use serde_json::{Value, json};

use super::*;
use crate::model::money::death::{last_day_of_right, left_behind_is_open};
use crate::model::testing::couple;

/// What was stated on 1 February, and what came on 1 March.
fn timeline(before: Facts, then: Value) -> Timeline {
    let change = |number, on: &str, facts| Change { from: day(on), known_on: day(on), number, facts };
    let stated = serde_json::from_value(then).unwrap();
    [change(1, "2026-02-01", before), change(2, "2026-03-01", stated)].into_iter().collect()
}

fn alone() -> Facts {
    crate::model::of_months(&single(""), &NATIONAL, day("2026-02-01"))
}

fn two() -> Facts {
    crate::model::of_months(&couple(""), &NATIONAL, day("2026-02-01"))
}

fn dead(who: &str, on: &str) -> Value {
    json!({ who: { "died_on": on } })
}

#[rstest]
#[case::alone(alone(), dead("applicant", "2026-02-10"), Some("2026-02-10"))]
#[case::ahead_of_the_clock(alone(), dead("applicant", "2026-03-10"), None)]
#[case::nobody(alone(), json!({}), None)]
#[case::one_of_two(two(), dead("partner", "2026-02-10"), None)]
#[case::who_applied(two(), dead("applicant", "2026-02-10"), None)]
#[case::both(
    two(),
    json!({ "applicant": { "died_on": "2026-02-12" }, "partner": { "died_on": "2026-02-10" } }),
    Some("2026-02-12")
)]
fn a_right_ends_when_nobody_is_left_who_has_it(
    #[case] before: Facts,
    #[case] then: Value,
    #[case] last: Option<&str>,
) {
    let found = last_day_of_right(&timeline(before, then), &NATIONAL, day("2026-03-02"));
    assert_eq!(found, last.map(day));
}

/// A child makes a difference for who is left behind only with capital between the limit of both.
#[rstest]
#[case::alone(alone(), dead("applicant", "2026-02-10"), false)]
#[case::the_norm_is_the_same(two(), dead("partner", "2026-02-10"), false)]
#[case::capital_in_between(
    two(),
    json!({ "partner": { "died_on": "2026-02-10" }, "capital": { "countable": 900_000 } }),
    true
)]
#[case::and_no_children(
    two(),
    json!({ "partner": { "died_on": "2026-02-10" }, "household": { "children": [] },
            "capital": { "countable": 900_000 } }),
    false
)]
#[case::the_right_of_the_partner_is_judged(two(), dead("applicant", "2026-02-10"), true)]
#[case::ahead_of_the_clock(two(), dead("applicant", "2026-03-10"), false)]
fn who_is_left_behind_is_asked_after_where_it_matters(
    #[case] before: Facts,
    #[case] then: Value,
    #[case] open: bool,
) {
    let found = left_behind_is_open(&timeline(before, then), &NATIONAL, &Local::default(), day("2026-03-02"));
    assert_eq!(found, open);
}
