//! A child that grows up stops no payment, and of a child of which only the age is known the birth date is asked where it decides.

use rstest::rstest;

use super::*;
use crate::model::money::death::last_day_of_right;

fn json(text: &str) -> Facts {
    serde_json::from_str(text).unwrap()
}

/// A single parent since 2 March 2026.
fn parent(children: &str, capital: i64) -> Story {
    let mut story = Story::from("2026-03-02");
    let household = format!(
        r#"{{ "household": {{ "kind": "single-parent", {children} "cost_sharers": 0 }},
            "capital": {{ "countable": {capital} }} }}"#
    );
    story.state("2026-03-02", "2026-03-02", json(&household));
    story
}

const BORN: &str = r#""children": [{ "birth_date": "2008-06-10", "dependent": true }],"#;

#[rstest]
#[case::below_the_limit_of_a_single_person(0, 133_142, 133_142)]
// Nine of the 30 days of June 399.43, and no right from the birthday on.
#[case::between_the_limits(900_000, 133_142, 39_943)]
fn the_month_of_the_eighteenth_birthday_is_paid(#[case] capital: i64, #[case] may: i64, #[case] june: i64) {
    let mut story = parent(BORN, capital);
    story.run("2026-04", "2026-04-20");
    assert_eq!(Story::paid(&story.run("2026-05", "2026-05-20")), [("applicant".to_owned(), may)]);
    let run = story.run("2026-06", "2026-06-20");
    assert_eq!(run.versions[0].calculation.payable.get(), june, "{:?}", run.difference);
}

#[test]
fn of_whom_only_the_age_is_known_the_birth_date_is_asked_where_it_decides() {
    let stated = crate::model::of_months(
        &single("household=single-parent youngest_child_age=17"),
        &NATIONAL,
        day("2026-03-02"),
    );
    let child = stated.household.children.as_ref().unwrap()[0].clone();
    assert_eq!((child.born_from, child.birth_date), (Some(day("2008-03-03")), day("2009-03-02")));
    for (capital, open) in [(0, false), (900_000, true)] {
        let mut story = parent("", capital);
        let mut facts = Facts::default();
        facts.household.children = stated.household.children.clone();
        story.state("2026-03-02", "2026-03-02", facts);
        let run = story.run("2026-04", "2026-04-20");
        assert_eq!(run.payments.is_empty(), open);
        let asks = |run: &CaseResult| {
            run.difference.reasons.iter().any(|why| why.contains("geboortedatum van het kind"))
        };
        assert_eq!(asks(&run), open, "{:?}", run.difference);
        if open {
            story.state(
                "2026-03-02",
                "2026-04-21",
                json(&format!(r#"{{ "household": {{ {} "cost_sharers": 0 }} }}"#, BORN)),
            );
            let run = story.run("2026-04", "2026-04-22");
            assert!(!run.payments.is_empty() && !asks(&run), "{:?}", run.difference);
        }
    }
}

#[test]
fn a_widowed_parent_who_dies_later_has_the_month_of_a_single_parent() {
    let before = crate::model::of_months(&crate::model::testing::couple(""), &NATIONAL, day("2025-12-01"));
    let change = |number, on: &str, facts| Change { from: day(on), known_on: day(on), number, facts };
    let child = r#"{ "partner": { "died_on": "2026-01-01" },
        "household": { "children": [{ "birth_date": "2020-01-01", "dependent": true }] } }"#;
    let died = r#"{ "applicant": { "died_on": "2026-06-10" } }"#;
    let timeline: Timeline = [
        change(1, "2025-12-01", before),
        change(2, "2026-01-01", json(child)),
        change(3, "2026-06-10", json(died)),
    ]
    .into_iter()
    .collect();
    assert_eq!(last_day_of_right(&timeline, &NATIONAL, day("2026-06-11")), Some(day("2026-07-10")));
}
