mod deaths;
mod estimates;
mod gifts;
mod levels;
mod lowering;
mod parts;
mod past;
mod settled;
mod stops;
mod terms;

use chrono::NaiveDate;
use domain::{Cents, Explanation, Month};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::Local;
use crate::facts::{Facts, IncomeKind};
use crate::look::Question;
use crate::testing::NATIONAL;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn reason(text: &str) -> Explanation {
    Explanation {
        rule: "test".into(),
        source: "test".into(),
        policy_version: String::new(),
        inputs: Vec::new(),
        text: text.into(),
    }
}

/// A scheme small enough to check by head: 1,000 euros less earnings, twice as much for a couple; open without a
/// household.
fn scheme(question: Question<'_>) -> DayOutcome {
    let reason = reason("De norm min het inkomen.");
    let facts = question.facts;
    let Some(kind) = &facts.household.kind else {
        let kind = DayKind::Open(vec!["household.kind".into()]);
        return DayOutcome {
            kind,
            norm: None,
            income: None,
            entitled: Vec::new(),
            exempted: Vec::new(),
            estimated: Vec::new(),
            parts: Vec::new(),
            reason,
        };
    };
    let norm = if kind.value == crate::facts::HouseholdKind::Couple { 200_000 } else { 100_000 };
    let incomes = facts.applicant.incomes.iter().flatten();
    let income: i64 =
        incomes.filter(|each| each.kind == IncomeKind::Earnings).map(|each| each.amount.get()).sum();
    let kind = if income < norm { DayKind::Granted(Cents::new(norm - income)) } else { DayKind::NoRight };
    DayOutcome {
        kind,
        norm: Some(Cents::new(norm)),
        income: Some(Cents::new(income)),
        entitled: Vec::new(),
        exempted: Vec::new(),
        estimated: Vec::new(),
        parts: Vec::new(),
        reason,
    }
}

fn change(from: &str, known_on: &str, number: u32, facts: serde_json::Value) -> Change {
    let facts: Facts = serde_json::from_value(facts).unwrap();
    Change { from: day(from), known_on: day(known_on), number, facts }
}

fn single() -> Change {
    change(
        "2026-01-01",
        "2026-01-01",
        1,
        json!({ "household": { "kind": "single" }, "applicant": { "incomes": [] } }),
    )
}

fn earns(from: &str, known_on: &str, number: u32, cents: i64) -> Change {
    change(
        from,
        known_on,
        number,
        json!({ "applicant": { "incomes": [{ "kind": "earnings", "amount": cents }] } }),
    )
}

/// A month of a right that runs since January 2026, worked out by what is known on a day and by nothing of a municipality.
fn asked<'a>(timeline: &'a Timeline, of: &str, known: &str) -> MonthQuestion<'a> {
    MonthQuestion {
        timeline,
        national: &NATIONAL,
        month: month(of),
        decided: day(known),
        known: day(known),
        right_from: day("2026-01-01"),
        right_until: None,
        settled: &[],
        ordinance: None,
        used: &[],
        estimates: None,
    }
}

/// What the rules of general assistance make of it.
fn by_law(question: &MonthQuestion<'_>) -> MonthCalculation {
    calculate(question, |question| assistance(question, &Local::default())).unwrap()
}

struct Ask {
    month: &'static str,
    known: &'static str,
    right: (&'static str, Option<&'static str>),
}

fn work_out(timeline: &Timeline, ask: &Ask, settled: &[Settled]) -> MonthCalculation {
    let (right_from, right_until) = (day(ask.right.0), ask.right.1.map(day));
    let asked = asked(timeline, ask.month, ask.known);
    let question = MonthQuestion { right_from, right_until, settled, ..asked };
    calculate(&question, scheme).unwrap()
}

fn march(timeline: &Timeline) -> MonthCalculation {
    work_out(timeline, &Ask { month: "2026-03", known: "2026-12-31", right: ("2026-01-01", None) }, &[])
}

#[test]
fn a_whole_month_is_the_amount_and_five_percent_of_it_is_kept() {
    let calculation = march(&Timeline::from_iter([single()]));

    assert_eq!(calculation.outcome, MonthOutcome::Calculated);
    assert_eq!(
        (calculation.assistance.get(), calculation.holiday.get(), calculation.payable.get()),
        (100_000, 5_000, 95_000)
    );
    let kinds: Vec<_> = calculation.lines.iter().map(|line| (line.kind, line.cents.get())).collect();
    assert_eq!(kinds, [(LineKind::Assistance, 100_000), (LineKind::HolidayReserved, -5_000)]);
}

#[rstest]
#[case::first_day_is_the_whole_month("2026-03-01", None, 100_000)]
#[case::second_day_leaves_thirty("2026-03-02", None, 96_774)]
#[case::last_day("2026-03-31", None, 3_226)]
#[case::day_after("2026-04-01", None, 0)]
#[case::ends_within("2026-01-01", Some("2026-03-15"), 48_387)]
#[case::ends_on_the_last("2026-01-01", Some("2026-03-31"), 100_000)]
#[case::ended_before("2026-01-01", Some("2026-02-28"), 0)]
#[case::within("2026-03-10", Some("2026-03-19"), 32_258)]
fn a_part_of_a_month_counts_its_calendar_days(
    #[case] from: &'static str,
    #[case] until: Option<&'static str>,
    #[case] assistance: i64,
) {
    let ask = Ask { month: "2026-03", known: "2026-12-31", right: (from, until) };
    let calculation = work_out(&Timeline::from_iter([single()]), &ask, &[]);

    assert_eq!(calculation.assistance.get(), assistance);
    assert_eq!(calculation.outcome == MonthOutcome::NoRight, assistance == 0);
}

#[test]
fn a_change_within_the_month_splits_it() {
    let couple = change("2026-03-11", "2026-03-12", 2, json!({ "household": { "kind": "couple" } }));
    let calculation = march(&Timeline::from_iter([single(), couple]));

    // 10 of 31 days of 1,000.00 and 21 of 31 days of 2,000.00
    let amounts: Vec<_> = calculation.lines.iter().map(|line| line.cents.get()).collect();
    assert_eq!(amounts, [32_258, 135_484, -8_387]);
    assert!(calculation.lines[1].explanation.text.contains("21 van de 31 dagen"));
}

#[test]
fn a_change_that_makes_no_difference_splits_nothing() {
    let moved = change("2026-03-11", "2026-03-12", 2, json!({ "applicant": { "detained": false } }));
    let calculation = march(&Timeline::from_iter([single(), moved]));

    assert_eq!(calculation.lines.len(), 2);
    assert_eq!(calculation.assistance.get(), 100_000);
}

#[test]
fn what_becomes_known_later_is_not_looked_at_before() {
    let timeline = Timeline::from_iter([single(), earns("2026-03-01", "2026-04-10", 2, 40_000)]);
    let ask = |known| Ask { month: "2026-03", known, right: ("2026-01-01", None) };
    let before = work_out(&timeline, &ask("2026-04-09"), &[]);
    let after = work_out(&timeline, &ask("2026-04-10"), &[]);

    assert_eq!((before.payable.get(), after.payable.get()), (95_000, 57_000));
    let correction = Correction::between(&before, &after).unwrap().unwrap();
    assert_eq!(
        (correction.assistance.get(), correction.holiday.get(), correction.payable.get()),
        (-40_000, -2_000, -38_000)
    );
    assert_eq!(Correction::between(&after, &after), Ok(None));
    assert_eq!(timeline.first_touched(day("2026-04-09")), Some(month("2026-03")));
    assert_eq!(timeline.first_touched(day("2026-04-10")), None);
}

#[test]
fn a_late_fact_about_an_earlier_day_does_not_undo_a_later_one() {
    let timeline = Timeline::from_iter([
        single(),
        earns("2026-04-01", "2026-04-02", 2, 10_000),
        earns("2026-03-01", "2026-05-01", 3, 40_000),
    ]);
    let earned =
        |on: &str| timeline.on(day(on), day("2026-12-31")).applicant.incomes.unwrap()[0].amount.get();

    assert_eq!((earned("2026-03-31"), earned("2026-04-01")), (40_000, 10_000));
}

#[test]
fn of_two_statements_about_one_day_the_one_known_later_holds() {
    let timeline = Timeline::from_iter([
        single(),
        earns("2026-03-01", "2026-05-01", 3, 30_000),
        earns("2026-03-01", "2026-04-01", 2, 10_000),
        earns("2026-03-01", "2026-05-01", 4, 20_000),
    ]);

    assert_eq!(march(&timeline).assistance.get(), 80_000);
}

#[test]
fn a_month_with_a_missing_fact_is_open_and_pays_nothing() {
    let timeline = Timeline::from_iter([change("2026-01-01", "2026-01-01", 1, json!({}))]);
    let calculation = march(&timeline);

    assert_eq!(calculation.outcome, MonthOutcome::Open { missing: vec!["household.kind".into()] });
    assert_eq!((calculation.payable, calculation.lines.len()), (Cents::ZERO, 1));
}

#[test]
fn what_a_person_settled_stands_only_where_the_rules_leave_it_open() {
    let settled = [
        Settled {
            from: day("2026-01-01"),
            amount: Cents::new(70_000),
            reason: reason("Besloten."),
            known: None,
            until: None,
        },
        Settled {
            from: day("2026-03-17"),
            amount: Cents::ZERO,
            reason: reason("Besloten: geen recht."),
            known: None,
            until: None,
        },
    ];
    let ask = Ask { month: "2026-03", known: "2026-12-31", right: ("2026-01-01", None) };
    let open = Timeline::from_iter([change("2026-01-01", "2026-01-01", 1, json!({}))]);

    // 16 of 31 days
    assert_eq!(work_out(&open, &ask, &settled).assistance.get(), 36_129);
    assert_eq!(work_out(&Timeline::from_iter([single()]), &ask, &settled).assistance.get(), 100_000);
}

#[test]
fn a_birthday_within_the_month_is_looked_at() {
    let born = change("2026-01-01", "2026-01-01", 1, json!({ "applicant": { "birth_date": "2005-03-11" } }));
    let timeline = Timeline::from_iter([born]);
    let turns = |first, last| timeline.turns(day(first), day(last), day("2026-12-31"), &NATIONAL);

    assert_eq!(turns("2026-03-01", "2026-03-31"), [day("2026-03-11")]);
    assert_eq!(turns("2026-04-01", "2026-04-30"), []);
    assert_eq!(turns("2026-03-11", "2026-03-31"), []);
}

fn some_change() -> impl Strategy<Value = Change> {
    (0u64..120, 0u64..200, 0i64..120_000).prop_map(|(from, known, cents)| {
        let start = day("2026-01-01");
        let facts = json!({ "applicant": { "incomes": [{ "kind": "earnings", "amount": cents }] } });
        Change {
            from: start + chrono::Days::new(from),
            known_on: start + chrono::Days::new(known),
            number: 2,
            facts: serde_json::from_value(facts).unwrap(),
        }
    })
}

proptest! {
    #[test]
    fn corrections_sum_to_the_calculation_from_scratch(mut changes in prop::collection::vec(some_change(), 1..8)) {
        for (number, change) in (2u32..).zip(&mut changes) {
            change.number = number;
        }
        let timeline = Timeline::from_iter(changes.iter().cloned().chain([single()]));
        let mut days: Vec<_> = changes.iter().map(|change| change.known_on).collect();
        days.sort_unstable();
        let at = |known: NaiveDate| calculate(&asked(&timeline, "2026-02", &known.to_string()), scheme).unwrap();
        let mut before = at(day("2026-01-01"));
        let mut paid = before.payable;
        for known in days {
            let after = at(known);
            if let Some(correction) = Correction::between(&before, &after).unwrap() {
                paid = paid.plus(correction.payable).unwrap();
            }
            before = after;
        }
        prop_assert_eq!(paid, at(day("2026-12-31")).payable);
    }

    #[test]
    fn the_order_in_which_facts_came_in_makes_no_difference(changes in prop::collection::vec(some_change(), 1..8), turn in 0usize..8) {
        let numbered: Vec<_> = (2u32..).zip(changes).map(|(number, change)| Change { number, ..change }).collect();
        let mut turned = numbered.clone();
        turned.rotate_left(turn % numbered.len());
        let one = Timeline::from_iter(numbered.into_iter().chain([single()]));
        let other = turned.into_iter().fold(Timeline::from_iter([single()]), Timeline::with);

        prop_assert_eq!(&one, &other);
        prop_assert_eq!(march(&one), march(&other));
    }

    #[test]
    fn lines_sum_to_what_is_paid_and_nothing_is_negative(changes in prop::collection::vec(some_change(), 0..8)) {
        let calculation = march(&Timeline::from_iter(changes.into_iter().chain([single()])));
        let sum: i64 = calculation.lines.iter().map(|line| line.cents.get()).sum();

        prop_assert_eq!(sum, calculation.payable.get());
        prop_assert!(calculation.payable.get() >= 0);
        prop_assert_eq!(calculation.payable.get() + calculation.holiday.get(), calculation.assistance.get());
    }
}

#[test]
fn what_was_withdrawn_holds_until_that_day() {
    let couple = change(
        "2026-01-01",
        "2026-01-01",
        0,
        json!({ "household": { "kind": "couple" }, "partner": { "birth_date": "1990-02-01" } }),
    );
    let left = change(
        "2026-03-01",
        "2026-04-05",
        1,
        json!({ "withdrawn": ["partner"], "household": { "kind": "single" } }),
    );
    let timeline: Timeline = [left, couple].into_iter().collect();
    let partner = |on: &str, known: &str| timeline.on(day(on), day(known)).partner.birth_date.is_some();
    assert!(partner("2026-02-28", "2026-05-01") && !partner("2026-03-01", "2026-05-01"));
    // Before it was known the partner was there.
    assert!(partner("2026-03-01", "2026-04-04"));
    assert!(timeline.on(day("2026-03-01"), day("2026-05-01")).withdrawn.is_empty());
}
