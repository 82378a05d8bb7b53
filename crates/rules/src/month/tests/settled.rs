//! What a person settled, and what stands in the lines of a month.

use super::*;

fn open() -> Timeline {
    Timeline::from_iter([change("2026-01-01", "2026-01-01", 1, json!({}))])
}

fn of_march(from: &str, cents: i64) -> Settled {
    Settled {
        from: day(from),
        amount: Cents::new(cents),
        reason: reason("Besloten."),
        known: None,
        until: None,
    }
}

const MARCH: Ask = Ask { month: "2026-03", known: "2026-12-31", right: ("2026-01-01", None) };

/// What was settled from a day outside the month splits nothing; from its last day it holds for that day.
#[rstest]
#[case::before_and_after("2026-01-15", "2026-04-01", &[70_000, -3_500])]
#[case::from_the_first_day("2026-03-01", "2026-04-01", &[70_000, -3_500])]
#[case::from_the_last_day("2026-01-15", "2026-03-31", &[67_742, 1_613, -3_468])]
fn a_month_is_split_where_something_else_was_settled(
    #[case] one: &str,
    #[case] other: &str,
    #[case] expected: &[i64],
) {
    let calculation = work_out(&open(), &MARCH, &[of_march(one, 70_000), of_march(other, 50_000)]);
    let amounts: Vec<_> = calculation.lines.iter().map(|line| line.cents.get()).collect();
    assert_eq!(amounts, expected);
}

#[rstest]
#[case::nothing(0, MonthOutcome::NoRight)]
#[case::a_cent(1, MonthOutcome::Calculated)]
fn settled_at_nothing_is_no_right(#[case] cents: i64, #[case] expected: MonthOutcome) {
    assert_eq!(work_out(&open(), &MARCH, &[of_march("2026-01-01", cents)]).outcome, expected);
}

/// Of a household whose norm is 1,000 by statement 1.
fn over(cents: i64, known: Option<u32>, until: Option<&str>) -> Settled {
    Settled { known, until: until.map(day), ..of_march("2026-02-01", cents) }
}

/// A person who decides otherwise than the rules said of the same statements stands over them: until the rules decide anew, and
/// what is stated later is for a person. Who decides as the rules do leaves them what they are.
#[rstest]
#[case::otherwise(over(70_000, Some(1), None), Ok(70_000))]
#[case::otherwise_and_nothing(over(0, Some(1), None), Ok(0))]
#[case::as_the_rules(over(100_000, Some(1), None), Ok(100_000))]
#[case::of_older_versions(over(70_000, None, None), Ok(100_000))]
#[case::until_the_rules_decided(over(70_000, Some(1), Some("2026-03-01")), Ok(100_000))]
#[case::until_a_day_in_the_month(over(70_000, Some(1), Some("2026-03-31")), Ok(70_968))]
#[case::until_after_it(over(70_000, Some(1), Some("2026-04-01")), Ok(70_000))]
#[case::where_nothing_was_known(over(70_000, Some(0), None), Ok(100_000))]
fn what_was_decided_otherwise_is_what_is_paid(#[case] settled: Settled, #[case] expected: Result<i64, ()>) {
    let march = work_out(&Timeline::from_iter([single()]), &MARCH, &[settled]);
    let found = match march.outcome {
        MonthOutcome::Open { .. } => Err(()),
        MonthOutcome::Calculated | MonthOutcome::NoRight => Ok(march.assistance.get()),
    };
    assert_eq!(found, expected);
}

#[rstest]
#[case::an_income("2026-03-16", json!({ "applicant": { "incomes": [] } }), true)]
#[case::on_the_last_day("2026-03-31", json!({ "applicant": { "incomes": [] } }), true)]
#[case::from_the_month_after("2026-04-01", json!({ "applicant": { "incomes": [] } }), false)]
#[case::a_breach("2026-03-16", json!({ "conduct": { "breaches": [] } }), false)]
fn what_is_stated_after_a_decision_otherwise_is_for_a_person(
    #[case] from: &str,
    #[case] facts: serde_json::Value,
    #[case] open: bool,
) {
    let later = change(from, "2026-03-20", 2, facts);
    let timeline = Timeline::from_iter([single(), later]);
    let march = |known: u32, cents: i64| work_out(&timeline, &MARCH, &[over(cents, Some(known), None)]);
    let otherwise = march(1, 70_000);
    assert_eq!(matches!(otherwise.outcome, MonthOutcome::Open { .. }), open);
    if open {
        assert_eq!(otherwise.lines[0].explanation.rule, "settled-otherwise");
    } else {
        assert_eq!(otherwise.assistance.get(), 70_000);
    }
    // Known when it was decided, or decided as the rules do: nothing is open.
    assert_eq!(march(2, 70_000).assistance.get(), 70_000);
    assert_eq!(march(1, 100_000).outcome, MonthOutcome::Calculated);
}

#[test]
fn a_line_names_norm_and_income_once() {
    let inputs = |calculation: &MonthCalculation| -> Vec<(String, String)> {
        let inputs = calculation.lines[0].explanation.inputs.iter();
        inputs.map(|input| (input.name.clone(), input.value.clone())).collect()
    };
    let of = |names: &[(&str, &str)]| -> Vec<_> {
        names.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let timeline = Timeline::from_iter([single(), earns("2026-03-01", "2026-03-01", 2, 40_000)]);
    assert_eq!(inputs(&march(&timeline)), of(&[("norm", "€ 1.000,00"), ("income", "€ 400,00")]));

    let told = |question: Question<'_>| {
        let mut outcome = scheme(question);
        outcome.reason.inputs.push(domain::TraceInput {
            name: "norm".into(),
            value: "€ 1.000,00".into(),
            source: "PW art. 21".into(),
        });
        outcome
    };
    let calculation = calculate(&asked(&timeline, "2026-03", "2026-12-31"), told).unwrap();
    assert_eq!(inputs(&calculation), of(&[("norm", "€ 1.000,00"), ("income", "€ 400,00")]));
    assert_eq!(calculation.lines[0].explanation.inputs[0].source, "PW art. 21");
}

#[test]
fn a_breach_that_nobody_decided_on_takes_nothing_off() {
    let undecided = json!({ "conduct": { "breaches": [{
        "duty": "contact", "committed_on": "2026-02-10", "first_month": "2026-03", "blameless": false,
        "urgent_reasons": true, "tuned": { "percent": 30, "months": 1 }
    }] } });
    let timeline = Timeline::from_iter([single(), change("2026-02-10", "2026-02-20", 2, undecided)]);
    let march = work_out(&timeline, &MARCH, &[]);
    assert_eq!(march.assistance.get(), 100_000);
    assert!(march.lines.iter().all(|line| line.kind != LineKind::Lowering));
}

/// That somebody has no right is a decision: facts that come later bring it back no more than they would a right that ended.
#[rstest]
#[case::open_then(None, false)]
#[case::decided_anew(Some("2026-03-16"), true)]
fn a_denial_stands_until_somebody_decides_anew(#[case] until: Option<&str>, #[case] again: bool) {
    let denied = over(0, Some(1), until);
    let nobody_knows = change("2026-01-01", "2026-01-01", 1, json!({}));
    let later = change("2026-02-01", "2026-03-20", 2, json!({ "household": { "kind": "single" } }));
    let timeline = Timeline::from_iter([nobody_knows.clone(), later]);
    let march = work_out(&timeline, &MARCH, std::slice::from_ref(&denied));
    assert_eq!(march.assistance.get(), if again { 51_613 } else { 0 });
    assert!(!matches!(march.outcome, MonthOutcome::Open { .. }), "nobody is asked again");
    let open = work_out(&Timeline::from_iter([nobody_knows]), &MARCH, &[over(0, Some(1), None)]);
    assert_eq!(open.outcome, MonthOutcome::NoRight);
}
