//! Months of general assistance by the rules of law, one after the other.

use domain::Month;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::facts::Facts;
use crate::means::Exemption;
use crate::testing::{NATIONAL, day, single, single_parent};
use crate::{Claimant, Local};

fn from(month: &str, number: u32, facts: Value) -> Change {
    let first: Month = month.parse().unwrap();
    let facts: Facts = serde_json::from_value(facts).unwrap();
    Change { from: first.first_day(), known_on: first.first_day(), number, facts }
}

/// Works out months one after the other, as payment runs do; what each leaves counts for the next.
fn run(facts: Facts, changes: Vec<Change>, months: u32) -> Vec<MonthCalculation> {
    let start = day("2025-10-01");
    let base = Change { from: start, known_on: start, number: 0, facts };
    // Until 2026 the limit of capital is a room that was fixed at the start.
    let room = from("2025-10", 1, json!({ "capital": { "room_at_start": 777_000, "room_used": 0 } }));
    let timeline: Timeline = [base, room].into_iter().chain(changes).collect();
    let (mut used, mut run) = (Vec::new(), Vec::new());
    for month in (0..months).map(|month| Month::of(start).plus(month)) {
        let question = MonthQuestion {
            timeline: &timeline,
            national: &NATIONAL,
            month,
            decided: month.last_day(),
            known: month.last_day(),
            right_from: start,
            right_until: None,
            settled: &[],
            ordinance: None,
            used: &used,
            estimates: None,
        };
        let calculation = calculate(&question, |question| assistance(question, &Local::default())).unwrap();
        used.extend(calculation.exempted.iter().map(|exempted| Used { month, exempted: *exempted }));
        run.push(calculation);
    }
    run
}

fn works(more: Value) -> Value {
    let mut person = json!({
        "incomes": [{ "kind": "earnings", "amount": 40_000, "with_holiday_allowance": true }], "hour_limited": false
    });
    person.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "applicant": person })
}

fn exemptions(used: i64) -> Value {
    json!({ "exemptions": {
        "months_of_n": used, "months_of_r": 0, "helps_reintegration": true, "with_wage_cost_subsidy": false
    } })
}

fn kinds(run: &[MonthCalculation]) -> String {
    let letter =
        |calculation: &MonthCalculation| match calculation.exempted.first().map(|each| each.exemption) {
            Some(Exemption::N) => 'n',
            Some(Exemption::R) => 'r',
            Some(_) => '?',
            None => '-',
        };
    run.iter().map(letter).collect()
}

#[rstest]
#[case::six_months(0, "--nnnnnn--")]
#[case::two_were_used_before(2, "--nnnn----")]
#[case::all_were(6, "----------")]
fn the_first_exemption_ends_by_itself(#[case] used: i64, #[case] expected: &str) {
    let run = run(single(json!({})), vec![from("2025-12", 1, works(exemptions(used)))], 10);

    assert_eq!(kinds(&run), expected);
}

#[test]
fn a_month_without_work_is_no_month_of_the_exemption() {
    let stops = json!({ "applicant": { "incomes": [] } });
    let changes = vec![
        from("2025-12", 1, works(exemptions(0))),
        from("2026-02", 2, stops),
        from("2026-04", 3, works(json!({}))),
    ];

    assert_eq!(kinds(&run(single(json!({})), changes, 12)), "--nn--nnnn--");
}

#[test]
fn a_single_parent_goes_on_with_the_second() {
    let run = run(single_parent(json!({})), vec![from("2025-12", 1, works(exemptions(0)))], 12);

    assert_eq!(kinds(&run), "--nnnnnnrrrr");
    // 400.00 less 25 % and less 12.5 %: norms of the second half of 2025 and the first of 2026
    let assistance: Vec<_> = run.iter().map(|month| month.assistance.get()).collect();
    assert_eq!(assistance[2], 136_906 - 30_000);
    assert_eq!(assistance[3], 140_150 - 30_000);
    assert_eq!(assistance[8], 140_150 - 35_000);
    assert_eq!(run[2].exempted[0].who, Claimant::Applicant);
}

#[test]
fn the_month_in_which_the_right_begins_has_no_exemption() {
    let facts = single(works(exemptions(0)));

    assert_eq!(kinds(&run(facts, vec![], 3)), "-nn");
}

#[test]
fn a_statement_made_anew_is_where_counting_starts() {
    let again = json!({ "applicant": { "exemptions": { "months_of_n": 5 } } });
    let changes = vec![from("2025-12", 1, works(exemptions(0))), from("2026-02", 2, again)];

    assert_eq!(kinds(&run(single(json!({})), changes, 8)), "--nnn---");
}

/// Work that began while assistance runs: without the judgement the month is not worked out, and names what is missing.
#[rstest]
#[case::from_27(json!({}), &["applicant.exemptions.months_of_n"])]
#[case::under_27(
    json!({ "birth_date": "1999-06-15", "education": { "can_follow": false } }),
    &["applicant.hour_limited"]
)]
fn where_nobody_judged_the_work_the_month_asks_it(#[case] person: Value, #[case] expected: &[&str]) {
    let facts = single(json!({ "applicant": person, "assistance": { "receives": false } }));
    let earns = json!({ "applicant": {
        "incomes": [{ "kind": "earnings", "amount": 40_000, "with_holiday_allowance": true }]
    } });
    let run = run(facts, vec![from("2025-12", 1, earns)], 4);
    assert_eq!(run[1].outcome, MonthOutcome::Calculated);
    for month in &run[2..] {
        let MonthOutcome::Open { missing } = &month.outcome else { panic!("{month:?}") };
        assert_eq!(missing, expected);
    }
}

#[test]
fn income_that_is_no_pay_asks_no_judgement() {
    let has = json!({ "applicant": { "incomes": [
        { "kind": "other", "amount": 40_000 },
        { "kind": "earnings", "amount": 40_000, "until": "2025-11" }
    ] } });
    let run = run(single(json!({})), vec![from("2025-12", 1, has)], 4);
    assert_eq!((&run[3].outcome, run[3].assistance.get()), (&MonthOutcome::Calculated, 140_150 - 40_000));
}
