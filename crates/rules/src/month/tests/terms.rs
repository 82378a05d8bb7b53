//! Terms of law that begin or end within a month.

use chrono::{Datelike, Days as Later, NaiveDate};
use domain::Month;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{Change, MonthCalculation, MonthQuestion, Timeline, assistance, calculate};
use super::{asked, change, day};
use crate::testing::{NATIONAL, couple, facts, single};
use crate::{Ask, Days, Local, Question};

fn local() -> Local {
    Local { school_leaver_percent: Some(20), ..Local::default() }
}

fn stated(facts: crate::facts::Facts) -> Timeline {
    let change = Change { from: day("2025-01-01"), known_on: day("2025-01-01"), number: 0, facts };
    std::iter::once(change).collect()
}

fn month(timeline: &Timeline, month: &str) -> MonthCalculation {
    let asked = asked(timeline, month, "2026-12-01");
    let question = MonthQuestion { right_from: day("2025-01-01"), ..asked };
    calculate(&question, |question| assistance(question, &local())).unwrap()
}

#[test]
fn who_left_school_has_the_lower_norm_up_to_the_day_that_ends_the_term() {
    let timeline = stated(single(json!({ "applicant": { "education": { "left_on": "2026-01-03" } } })));
    let (july, august) = (month(&timeline, "2026-07"), month(&timeline, "2026-08"));
    let couple = NATIONAL.amount("21.b", day("2026-07-01")).unwrap().cents;
    let full = august.assistance.get();
    let low = full - couple.times(20, 100, domain::Rounding::HalfUp).unwrap().get();
    // Two of the 31 days of July, and the 29 after them.
    let part =
        |cents: i64, days: i64| domain::Cents::new(cents).times(days, 31, domain::Rounding::HalfUp).unwrap();
    assert_eq!(july.assistance, part(low, 2).plus(part(full, 29)).unwrap());
    assert_eq!(july.lines.len(), 3, "two stretches and the holiday allowance: {:?}", july.lines);
}

#[test]
fn pension_age_within_a_month_that_is_no_birthday_ends_what_the_municipality_gives() {
    // 67 years and three months: 15 June 1961 reaches it on 15 September 2028.
    let born = day("1961-06-15");
    let reached = NATIONAL.pension_day(born).unwrap();
    assert_ne!(reached, day("2028-06-15"), "no birthday");
    let timeline = stated(single(json!({ "applicant": { "birth_date": "1961-06-15" } })));
    let first = reached.with_day(1).unwrap();
    let turns = timeline.turns(first, reached + Later::new(5), day("2026-12-01"), &NATIONAL);
    assert_eq!(turns, [reached]);
}

/// What each day of a half year comes to, against the first day of the stretch that it is in.
fn no_day_is_another(timeline: &Timeline, of: impl Fn(Question<'_>) -> String) -> Result<(), TestCaseError> {
    let known = day("2026-12-01");
    let on = |day: NaiveDate| {
        let facts = timeline.on(day, known);
        of(Question {
            facts: &facts,
            national: &NATIONAL,
            days: Days { assessed: day, decided: known, known },
        })
    };
    let january: Month = "2026-01".parse().unwrap();
    for month in (0..6).map(|month| january.plus(month)) {
        let (first, last) = (month.first_day(), month.last_day());
        let turns = timeline.turns(first, last, known, &NATIONAL);
        let mut start = first;
        for day in first.iter_days().take_while(|day| *day <= last) {
            start = if turns.contains(&day) { day } else { start };
            prop_assert_eq!(on(day), on(start), "{} is not as {}", day, start);
        }
    }
    Ok(())
}

fn some_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..540).prop_map(|days| day("2025-06-01") + Later::new(days))
}

fn job(start: NaiveDate, agreed: NaiveDate, fixed: Option<NaiveDate>, ended: Option<NaiveDate>) -> Value {
    json!({
        "applicant": { "subsidy_group": true },
        "work": {
            "support_owed": true, "can_work": true, "can_earn_minimum_wage": false, "job_started_on": start,
            "job_ended_on": ended, "wsw_job": false, "other_wage_subsidy": false, "hours_hundredths": 2_400,
            "wage_value_basis_points": 6_000, "wage_value_fixed_on": fixed, "flat_rate_agreed_on": agreed
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_day_of_a_stretch_has_another_assistance_than_its_first(
        (left, born, child, mate) in (some_day(), some_day(), some_day(), some_day()),
        (age, two) in (prop::sample::select(vec![18u32, 21, 27, 30, 67]), any::<bool>()),
        (abroad, days) in (some_day(), 1u64..60),
    ) {
        let born = born.checked_sub_months(chrono::Months::new(age * 12)).unwrap();
        let mate = mate.checked_sub_months(chrono::Months::new(27 * 12)).unwrap();
        let other = json!({
            "applicant": { "birth_date": born, "education": { "left_on": left }, "stays_abroad": [{ "first": abroad, "last": abroad + Later::new(days) }] },
            "household": { "housemates": [{ "birth_date": mate, "relation": "other", "contract": "none", "student": false }] }
        });
        let children = json!({ "household": { "children": [{ "birth_date": child, "dependent": true }] } });
        let mut household = if two { couple(other) } else { single(other) };
        household.lay_over(&facts(if two { children } else { json!({}) }));
        let timeline = stated(household);
        no_day_is_another(&timeline, |question| format!("{:?}", assistance(question, &local()).kind))?;
    }

    #[test]
    fn no_day_of_a_stretch_has_another_subsidy_than_its_first(
        (start, agreed) in (some_day(), some_day()),
        (fixed, ended) in (prop::option::of(some_day()), prop::option::of(some_day())),
    ) {
        let timeline = stated(single(job(start, agreed, fixed, ended)));
        let subsidy = |question: Question<'_>| {
            let Question { facts, national, days } = question;
            let reply = crate::answer(facts, national, &Local::default(), days, Ask::WageCostSubsidy);
            format!("{:?} {:?}", reply.outcome, reply.amounts)
        };
        no_day_is_another(&timeline, subsidy)?;
    }
}

#[test]
fn the_flat_rate_ends_within_a_month() {
    let timeline = stated(single(job(day("2026-01-13"), day("2026-01-01"), None, None)));
    let turns = timeline.turns(day("2026-07-01"), day("2026-07-31"), day("2026-12-01"), &NATIONAL);
    assert_eq!(turns, [day("2026-07-13")]);
    let outcome = |on: &str| {
        let facts = timeline.on(day(on), day(on));
        crate::answer(&facts, &NATIONAL, &Local::default(), Days::all(day(on)), Ask::WageCostSubsidy).outcome
    };
    assert_ne!(outcome("2026-07-12"), outcome("2026-07-13"), "the rate holds, and is over");
    let told =
        change("2026-07-20", "2026-07-20", 1, json!({ "work": { "wage_value_fixed_on": "2026-07-24" } }));
    let turns = timeline.with(told).turns(day("2026-07-01"), day("2026-07-31"), day("2026-12-01"), &NATIONAL);
    assert_eq!(turns, ["2026-07-13", "2026-07-20", "2026-07-24"].map(day));
}
