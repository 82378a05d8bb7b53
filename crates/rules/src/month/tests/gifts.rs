//! A gift that came once is capital from its day on, until capital is told anew.

use domain::Cents;
use serde_json::{Value, json};

use super::super::*;
use super::{asked, by_law, change, day, month};
use crate::facts::Facts;
use crate::testing::single;

fn worked_out(timeline: &Timeline, of: &str, known: &str) -> MonthCalculation {
    by_law(&asked(timeline, of, known))
}

/// 7,200.00 is saved when the right begins.
fn start() -> Change {
    let facts = single(json!({ "capital": { "assets": [{ "kind": "savings", "value": 720_000 }] } }));
    Change { from: day("2026-01-01"), known_on: day("2026-01-01"), number: 0, facts }
}

fn gift(of: &str, amount: i64, more: Value) -> Value {
    let mut gift = json!({ "kind": "gift", "amount": amount, "one_off": true, "from": of, "until": of });
    gift.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    gift
}

/// What was received in a month, as it is stated for that month.
fn stated(of: &str, number: u32, incomes: Value) -> Change {
    let of = month(of);
    let (from, known) = (of.first_day().to_string(), of.next().first_day().to_string());
    change(&from, &known, number, json!({ "applicant": { "incomes": incomes } }))
}

fn on_the_eleventh(amount: i64) -> Change {
    stated("2026-03", 1, json!([gift("2026-03", amount, json!({ "received_on": "2026-03-11" }))]))
}

const NORM: i64 = 140_150;
const KNOWN: &str = "2026-12-01";

#[test]
fn the_days_before_it_are_paid_and_those_from_it_on_are_not() {
    let timeline = Timeline::from_iter([start(), on_the_eleventh(200_001)]);
    let of = |of: &str| worked_out(&timeline, of, KNOWN);
    assert_eq!(of("2026-02").assistance.get(), NORM);
    let march = of("2026-03");
    // 10 of 31 days.
    assert_eq!(march.assistance.get(), 45_210);
    let why =
        &march.lines.iter().find(|line| line.explanation.rule == "capital-34-3").unwrap().explanation.text;
    assert!(why.contains("een gift van € 2.000,01 die de aanvrager op 11 maart 2026 kreeg"), "{why}");
    let april = of("2026-04");
    assert_eq!(april.outcome, MonthOutcome::NoRight);
    assert!(april.lines[0].explanation.text.contains("een gift van € 2.000,01"));

    let within = Timeline::from_iter([start(), on_the_eleventh(200_000)]);
    for of in ["2026-03", "2026-04"] {
        assert_eq!(worked_out(&within, of, KNOWN).assistance.get(), NORM, "as much as the limit");
    }
    assert_eq!(worked_out(&timeline, "2026-03", "2026-03-31").assistance.get(), NORM, "nobody knew it yet");
}

/// From which day capital leaves no right up to the end of the month; days before it without a right for another reason do not count.
#[test]
fn the_first_day_on_which_capital_leaves_no_right_is_told() {
    let from = |timeline: &Timeline, of: &str| worked_out(timeline, of, KNOWN).above_capital_from;
    let timeline = Timeline::from_iter([start(), on_the_eleventh(200_001)]);
    let found = ["2026-02", "2026-03", "2026-04"].map(|of| from(&timeline, of));
    assert_eq!(found, [None, Some(day("2026-03-11")), Some(day("2026-04-01"))]);

    let within = json!({ "capital": { "assets": [{ "kind": "savings", "value": 790_000 }] } });
    let within = change("2026-04-20", "2026-04-20", 2, within);
    let timeline = Timeline::from_iter([start(), on_the_eleventh(200_001), within]);
    assert_eq!(from(&timeline, "2026-04"), None, "the month ends with a right");

    let detained = json!({ "applicant": { "detained": true } });
    let detained = change("2026-03-05", "2026-03-05", 2, detained);
    let free = change("2026-03-11", "2026-03-11", 3, json!({ "applicant": { "detained": false } }));
    let timeline = Timeline::from_iter([start(), on_the_eleventh(200_001), detained.clone(), free]);
    assert_eq!(from(&timeline, "2026-03"), Some(day("2026-03-11")), "detained up to that day");
    let timeline = Timeline::from_iter([start(), on_the_eleventh(200_001), detained]);
    assert_eq!(from(&timeline, "2026-03"), None, "detained to the end");
}

/// A later list of incomes need not name it again; capital that is told anew has what is left of it in it.
#[test]
fn it_stays_capital_until_capital_is_told_anew() {
    let nothing = stated("2026-04", 2, json!([]));
    let spent = |from: &str| {
        change(from, from, 3, json!({ "capital": { "assets": [{ "kind": "savings", "value": 790_000 }] } }))
    };
    let timeline = Timeline::from_iter([start(), on_the_eleventh(300_000), nothing, spent("2026-05-16")]);
    let of = |of: &str| worked_out(&timeline, of, KNOWN);
    assert_eq!(of("2026-04").outcome, MonthOutcome::NoRight);
    // 16 of 31 days.
    assert_eq!(of("2026-05").assistance.get(), 72_335);
    assert_eq!(of("2026-06").assistance.get(), NORM);

    let that_day = Timeline::from_iter([start(), on_the_eleventh(300_000), spent("2026-03-11")]);
    assert_eq!(worked_out(&that_day, "2026-03", KNOWN).assistance.get(), NORM, "it is in it");
    let before = Timeline::from_iter([start(), on_the_eleventh(300_000), spent("2026-03-10")]);
    assert_eq!(worked_out(&before, "2026-04", KNOWN).outcome, MonthOutcome::NoRight);
    let said = json!({ "capital": { "assets": [{ "kind": "savings", "value": 790_000 }], "valued_on": "2026-03-11" } });
    let said =
        Timeline::from_iter([start(), on_the_eleventh(300_000), change("2026-03-10", "2026-03-12", 3, said)]);
    assert_eq!(worked_out(&said, "2026-04", KNOWN).assistance.get(), NORM, "its own day tells");
}

/// Told again later with the day on which it was stated, it is what it was: neither is the gift in it, nor does it take the place of
/// what was told since.
#[test]
fn what_is_told_again_of_its_own_day_is_not_told_anew() {
    let again = |from: &str| {
        let capital = json!({ "countable": 720_000, "valued_on": "2026-01-01" });
        change(from, from, 4, json!({ "capital": capital, "applicant": { "detained": false } }))
    };
    let mut base = start();
    (base.facts.capital.assets, base.facts.capital.countable) = (None, Some(Cents::new(720_000).into()));
    let timeline = Timeline::from_iter([base.clone(), on_the_eleventh(300_000), again("2026-04-01")]);
    assert_eq!(worked_out(&timeline, "2026-05", KNOWN).outcome, MonthOutcome::NoRight);
    let spent = change("2026-04-16", "2026-04-16", 3, json!({ "capital": { "countable": 790_000 } }));
    let timeline = Timeline::from_iter([base, on_the_eleventh(300_000), spent, again("2026-05-01")]);
    assert_eq!(worked_out(&timeline, "2026-05", KNOWN).assistance.get(), NORM);
    let told = timeline.on(day("2026-05-01"), day(KNOWN)).capital;
    assert_eq!(told.countable.map(|stated| stated.value), Some(Cents::new(790_000)));
}

/// Capital that someone worked out is told from its day on too.
#[test]
fn what_was_worked_out_is_told_of_its_day() {
    let mut base = start();
    (base.facts.capital.assets, base.facts.capital.countable) = (None, Some(Cents::new(720_000).into()));
    let anew = change("2026-05-01", "2026-05-01", 3, json!({ "capital": { "countable": 790_000 } }));
    let debts = change("2026-04-01", "2026-04-01", 2, json!({ "capital": { "debts": [] } }));
    let timeline = Timeline::from_iter([base, on_the_eleventh(300_000), debts, anew]);
    assert_eq!(
        worked_out(&timeline, "2026-04", KNOWN).outcome,
        MonthOutcome::NoRight,
        "debts tell nothing of it"
    );
    assert_eq!(worked_out(&timeline, "2026-05", KNOWN).assistance.get(), NORM);
}

/// What came before it in the year is known from the months before, whether or not it comes once.
#[test]
fn what_is_free_of_it_is_what_the_year_left() {
    let january = stated("2026-01", 1, json!([gift("2026-01", 50_000, json!({ "one_off": false }))]));
    let march = |cents: i64| {
        let once = gift("2026-03", cents, json!({ "received_on": "2026-03-01" }));
        stated("2026-03", 2, json!([gift("2026-01", 50_000, json!({ "one_off": false })), once]))
    };
    let of = |cents: i64, of: &str| {
        worked_out(&Timeline::from_iter([start(), january.clone(), march(cents)]), of, KNOWN).outcome
    };
    for month in ["2026-03", "2026-06"] {
        assert_eq!(of(150_000, month), MonthOutcome::Calculated, "{month}");
        assert_eq!(of(150_001, month), MonthOutcome::NoRight, "{month}");
    }
}

/// What a list says of a month that was told later is what that month came to.
#[test]
fn a_list_of_a_later_day_tells_of_an_earlier_month() {
    let once = gift("2026-03", 200_001, json!({ "received_on": "2026-03-11" }));
    let later = change("2026-05-01", "2026-05-02", 1, json!({ "applicant": { "incomes": [once] } }));
    let timeline = Timeline::from_iter([start(), later]);
    assert_eq!(worked_out(&timeline, "2026-04", KNOWN).assistance.get(), NORM);
    assert_eq!(worked_out(&timeline, "2026-05", KNOWN).outcome, MonthOutcome::NoRight);
    // Stated twice, it is one gift.
    let once = |cents| gift("2026-03", cents, json!({ "received_on": "2026-03-11" }));
    let again = change("2026-05-01", "2026-05-02", 2, json!({ "applicant": { "incomes": [once(200_000)] } }));
    let twice = Timeline::from_iter([start(), on_the_eleventh(200_000), again]);
    assert_eq!(worked_out(&twice, "2026-05", KNOWN).assistance.get(), NORM);
}

/// Within its month it is asked when it came where that decides; the months after need not wait for it.
#[test]
fn the_day_is_asked_of_its_own_month() {
    let timeline =
        Timeline::from_iter([start(), stated("2026-03", 1, json!([gift("2026-03", 200_001, json!({}))]))]);
    let MonthOutcome::Open { missing } = worked_out(&timeline, "2026-03", KNOWN).outcome else {
        panic!("March is worked out");
    };
    assert_eq!(missing, ["applicant.incomes[0].received_on"]);
    assert_eq!(worked_out(&timeline, "2026-04", KNOWN).outcome, MonthOutcome::NoRight);
}

/// Until 2025 the room that was left at the start tells, as it was told last.
#[test]
fn until_2025_it_takes_of_the_room_until_that_is_told_anew() {
    let from = |day: &str, number: u32, facts: Value| change(day, day, number, facts);
    let room = |day: &str, number: u32, used: i64| {
        from(day, number, json!({ "capital": { "room_at_start": 100_000, "room_used": used } }))
    };
    let mut base = start();
    (base.from, base.known_on) = (day("2025-07-01"), day("2025-07-01"));
    base.facts.assistance.receives = Some(true.into());
    let once = gift("2025-09", 100_001, json!({ "received_on": "2025-09-01", "left_out": 0 }));
    let given = from("2025-09-01", 2, json!({ "applicant": { "incomes": [once] } }));
    let at = |timeline: &Timeline, of: &str| {
        let asked = asked(timeline, of, "2025-12-20");
        by_law(&MonthQuestion { right_from: day("2025-07-01"), ..asked }).outcome
    };
    let timeline = Timeline::from_iter([base.clone(), room("2025-07-01", 1, 0), given.clone()]);
    assert_eq!(at(&timeline, "2025-08"), MonthOutcome::Calculated);
    assert_eq!(at(&timeline, "2025-09"), MonthOutcome::NoRight);
    assert_eq!(at(&timeline, "2025-10"), MonthOutcome::NoRight);
    let again = room("2025-10-01", 3, 100_000);
    let anew = Timeline::from_iter([base.clone(), room("2025-07-01", 1, 0), given.clone(), again]);
    assert_eq!(at(&anew, "2025-09"), MonthOutcome::NoRight);
    assert_eq!(at(&anew, "2025-10"), MonthOutcome::Calculated, "it is in it");
    let said = json!({ "capital": { "room_at_start": 100_000, "room_used": 100_000, "room_used_on": "2025-08-31" } });
    let said = Timeline::from_iter([base, given, from("2025-10-01", 3, said)]);
    assert_eq!(at(&said, "2025-10"), MonthOutcome::NoRight, "its own day tells");
}

/// 7,200.00 is known as of 1 January; what is told from March on says as of which day it is, and more beside it.
fn told_in_march(valued_on: &str) -> Facts {
    let again = json!({ "capital": {
        "assets": [{ "kind": "savings", "value": 100 }], "debts": [{ "amount": 50, "payable": true }], "valued_on": valued_on,
        "room_used": 5_000
    } });
    let timeline = Timeline::from_iter([start(), change("2026-03-01", "2026-03-02", 1, again)]);
    timeline.on(day("2026-03-05"), day(KNOWN))
}

/// Of the same day it is told better; of an earlier one it says nothing of what there is, and still tells the rest.
#[test]
fn what_is_told_of_an_earlier_day_takes_the_place_of_no_part_of_what_there_is() {
    let start = start().facts.capital;
    let older = told_in_march("2025-12-31").capital;
    assert_eq!((older.assets, older.debts), (start.assets.clone(), start.debts.clone()));
    assert_eq!(older.room_used.map(|stated| stated.value), Some(Cents::new(5_000)));
    let same = told_in_march("2026-01-01").capital;
    assert_ne!(same.assets, start.assets);
    assert_ne!(same.debts, start.debts);
}

/// Two statements that hold from one day: the later one corrects the first, also in the day that it is of.
#[test]
fn what_holds_from_the_same_day_is_corrected_by_the_later_one() {
    let of = |number: u32, value: i64, valued_on: &str| {
        let capital = json!({ "capital": { "countable": value, "valued_on": valued_on } });
        change("2026-03-01", "2026-03-02", number, capital)
    };
    let timeline = Timeline::from_iter([of(1, 900_000, "2026-02-20"), of(2, 600_000, "2026-02-10")]);
    let told = timeline.on(day("2026-03-05"), day(KNOWN)).capital;
    assert_eq!(told.countable.map(|stated| stated.value), Some(Cents::new(600_000)));
}
