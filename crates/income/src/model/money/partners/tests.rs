//! What is walked once, against every day looked at by itself.

use chrono::Days;
use proptest::prelude::*;
use rules::month::Change;
use serde_json::{Value, json};

use super::*;
use crate::model::testing::day;

fn later(days: u64) -> NaiveDate {
    day("2026-01-01") + Days::new(days)
}

/// What may be stated of a household, and what says nothing of who is a couple.
fn some_facts() -> impl Strategy<Value = Value> {
    let couple =
        |birth: &str| json!({ "household": { "kind": "couple" }, "partner": { "birth_date": birth } });
    prop::sample::select(vec![
        json!({ "household": { "kind": "couple" } }),
        couple("1990-02-01"),
        couple("1991-05-05"),
        json!({ "household": { "kind": "single" } }),
        json!({ "household": { "kind": "single" }, "withdrawn": ["partner"] }),
        json!({ "partner": { "birth_date": "1990-02-01" } }),
        json!({ "partner": { "died_on": "2026-01-20" } }),
        json!({ "withdrawn": ["partner.birth_date"] }),
        json!({ "withdrawn": ["household.kind"] }),
        json!({ "applicant": { "incomes": [] } }),
    ])
}

fn some_timeline() -> impl Strategy<Value = Timeline> {
    let stated = prop::collection::vec((0u64..40, 0u64..60, some_facts()), 0..10);
    stated.prop_map(|stated| {
        let changes = (1..).zip(stated).map(|(number, (from, known, facts))| Change {
            from: later(from),
            known_on: later(known),
            number,
            facts: serde_json::from_value(facts).unwrap(),
        });
        changes.collect()
    })
}

proptest! {
    #[test]
    fn a_household_is_on_each_day_what_was_stated_until_then(timeline in some_timeline(), known in 0u64..60) {
        let known = later(known);
        let mut days: Vec<_> = timeline.changes().iter().map(|change| change.from).collect();
        days.dedup();
        let on = |day: NaiveDate| Some((day, spouse(&timeline.on(day, known))?));
        prop_assert_eq!(couples(&timeline, known), days.into_iter().filter_map(on).collect::<Vec<_>>());
    }

    #[test]
    fn the_last_day_together_is_the_last_one_of_the_span(
        timeline in some_timeline(), known in 0u64..60, (first, length) in (0u64..50, 0u64..40),
    ) {
        let (known, since, until) = (later(known), later(first), later(first + length));
        let last = (0..=length).rev().find_map(|nth| {
            let day = later(first + nth);
            Some((day, spouse(&timeline.on(day, known))?))
        });
        prop_assert_eq!(last_together(&timeline, (since, until), known), last);
    }
}
