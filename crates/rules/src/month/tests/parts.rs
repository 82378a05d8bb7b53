//! From the norm to the amount of a line, step by step.

use chrono::NaiveDate;
use domain::Cents;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::*;
use super::{asked, by_law, change, day};
use crate::facts::{Facts, IncomeKind, Reads};
use crate::testing::{couple, housemates, single, single_parent};
use crate::{Claimant, Part, PartKind};

fn base(facts: &Facts) -> Change {
    Change { from: day("2026-01-01"), known_on: day("2026-01-01"), number: 0, facts: facts.clone() }
}

/// What the rules make of a month in which assistance ran before.
fn worked_out(changes: Vec<Change>, of: &str, settled: &[Settled]) -> MonthCalculation {
    let timeline: Timeline = changes.into_iter().collect();
    by_law(&MonthQuestion { settled, ..asked(&timeline, of, "2026-12-01") })
}

fn exemptions(used: i64) -> Value {
    json!({ "hour_limited": false, "exemptions": {
        "months_of_n": used, "months_of_r": 0, "helps_reintegration": true, "with_wage_cost_subsidy": false
    } })
}

fn laid_over(mut facts: Facts, other: Value) -> Facts {
    facts.lay_over(&serde_json::from_value(other).unwrap());
    facts
}

fn told(line: &Line) -> Vec<(&str, i64)> {
    line.parts.iter().map(|part| (part.kind.code(), part.cents.get())).collect()
}

#[test]
fn each_amount_is_told_as_it_was_stated_with_what_does_not_count_of_it() {
    let person = json!({ "applicant": { "incomes": [
        { "kind": "earnings", "amount": 40_000, "payer": "W-1" },
        { "kind": "earnings", "amount": 35_000, "payer": "W-2", "with_holiday_allowance": true },
        { "kind": "child-benefit", "amount": 9_000 }
    ] } });
    let facts = laid_over(single(json!({ "applicant": exemptions(2) })), person);
    let found = worked_out(vec![base(&facts)], "2026-03", &[]);
    let line = &found.lines[0];

    // 25 % of 750.00 is free; 8 % of 400.00 is claimed.
    assert_eq!(
        told(line),
        [
            ("norm", 140_150),
            ("income", -40_000),
            ("income", -35_000),
            ("income", -9_000),
            ("free", 9_000),
            ("free", 18_750),
            ("holiday-claim", -3_200),
        ]
    );
    assert_eq!(Part::income(&line.parts).unwrap(), Cents::new(59_450));
    let payers: Vec<_> = line.parts.iter().filter_map(|part| part.payer.as_deref()).collect();
    assert_eq!(payers, ["W-1", "W-2"]);
    let exempt = line.parts.iter().find(|part| part.rule == "exemption-31-2-n").unwrap();
    assert!(exempt.text.contains("maand 3 van 6"), "{}", exempt.text);
    assert_eq!(exempt.who, Some(Claimant::Applicant));
}

#[test]
fn an_amount_is_told_with_who_stated_it_and_since_when_it_is_known() {
    let told = |known_on: &str| {
        let income = json!([{ "kind": "other", "amount": 40_000, "source": "system", "known_on": known_on }]);
        let facts = laid_over(single(json!({})), json!({ "applicant": { "incomes": income } }));
        let found = worked_out(vec![base(&facts)], "2026-03", &[]);
        found.lines[0].parts.get(1).map(|part| part.inputs[0].source.clone())
    };
    let since = |day: NaiveDate| Some(format!("system, {}", day.reads()));
    assert_eq!(told("2026-02-10"), since(day("2026-02-10")));
    assert_eq!(told("2026-12-01"), since(day("2026-12-01")));
    assert_eq!(told("2026-12-02"), None, "not known yet");
}

#[test]
fn that_nothing_of_earnings_is_free_is_told_too() {
    let earns = json!([{ "kind": "earnings", "amount": 40_000, "with_holiday_allowance": true }]);
    let facts = laid_over(
        single(json!({ "applicant": exemptions(6) })),
        json!({ "applicant": { "incomes": earns } }),
    );
    let found = worked_out(vec![base(&facts)], "2026-03", &[]);

    assert_eq!(told(&found.lines[0]), [("norm", 140_150), ("income", -40_000), ("free", 0)]);
    assert!(found.lines[0].parts[2].text.contains("tellen helemaal mee"));
}

#[test]
fn a_norm_that_is_raised_is_told_in_its_parts() {
    let young = json!({ "applicant": {
        "birth_date": "2006-06-15", "parents_cannot_support": true, "education": { "can_follow": false }
    } });
    let found = worked_out(vec![base(&single(young))], "2026-03", &[]);
    let line = &found.lines[0];

    assert_eq!(
        line.parts.iter().map(|part| part.kind).collect::<Vec<_>>(),
        [PartKind::Norm, PartKind::NormChange]
    );
    assert_eq!(Part::sum(&line.parts).unwrap(), line.cents);
    assert_eq!(line.parts[1].rule, "increase-20-3");
}

#[test]
fn an_income_above_the_norm_is_told_down_to_nothing() {
    let rich = json!({ "applicant": { "incomes": [{ "kind": "other", "amount": 150_000 }] } });
    let found = worked_out(vec![base(&single(rich))], "2026-03", &[]);

    assert_eq!(found.outcome, MonthOutcome::NoRight);
    assert_eq!(told(&found.lines[0]), [("norm", 140_150), ("income", -150_000), ("above-norm", 9_850)]);
    assert!(found.level.is_some(), "what a month without assistance is measured by");
}

/// Steps are told where they come to the amount; who has no right on another ground never got as far as an amount.
#[test]
fn without_a_right_on_another_ground_there_are_no_steps() {
    let owner = json!({ "capital": { "assets": [{ "kind": "savings", "value": 5_000_000 }] } });
    let found = worked_out(vec![base(&single(owner))], "2026-03", &[]);

    assert_eq!(found.outcome, MonthOutcome::NoRight);
    assert_eq!(told(&found.lines[0]), []);
}

#[test]
fn what_a_spouse_without_a_right_has_is_told_as_far_as_it_counts() {
    for (with, without) in [("applicant", "partner"), ("partner", "applicant")] {
        let other =
            json!({ without: { "residence": "none", "incomes": [{ "kind": "other", "amount": 120_000 }] } });
        let found = worked_out(vec![base(&couple(other))], "2026-03", &[]);
        let line = &found.lines[0];
        let spouse = line.parts.iter().find(|part| part.kind == PartKind::Spouse).unwrap();

        assert_eq!(Part::sum(&line.parts).unwrap(), line.cents, "{with}");
        assert!(spouse.cents > Cents::ZERO && spouse.who.unwrap().path() == without);
        let income = line.parts.iter().find(|part| part.kind == PartKind::Income).unwrap();
        assert_eq!(income.who.unwrap().path(), without);
        assert!(income.text.contains(income.who.unwrap().dutch()), "{}", income.text);
        assert!(income.inputs[0].name.starts_with(without), "{:?}", income.inputs);
    }
}

#[test]
fn days_that_come_to_the_same_in_another_way_are_told_apart() {
    let of = |kind: &str| json!({ "applicant": { "incomes": [{ "kind": kind, "amount": 30_000 }] } });
    let changes = vec![base(&single(of("other"))), change("2026-03-11", "2026-03-11", 1, of("maintenance"))];
    let found = worked_out(changes, "2026-03", &[]);
    let line = &found.lines[0];

    // One line, so that nothing is rounded twice: 1,101.50, of which 10 days and 21 days.
    assert_eq!(line.cents, Cents::new(110_150));
    assert_eq!(
        told(line),
        [
            ("norm", 140_150),
            ("income", -30_000),
            ("other-days", 35_532 - 110_150),
            ("norm", 140_150),
            ("income", -30_000),
            ("other-days", 74_618 - 110_150),
        ]
    );
}

#[test]
fn days_that_come_to_the_same_in_the_same_way_are_told_once() {
    let same = json!({ "applicant": { "incomes": [{ "kind": "other", "amount": 30_000 }] } });
    let changes = vec![base(&single(same.clone())), change("2026-03-11", "2026-03-11", 1, same)];
    let found = worked_out(changes, "2026-03", &[]);

    assert_eq!(told(&found.lines[0]), [("norm", 140_150), ("income", -30_000)]);
}

#[test]
fn what_a_person_settled_is_told_as_that() {
    let unknown = serde_json::from_value(json!({ "household": { "kind": "single" } })).unwrap();
    let settled = Settled {
        from: day("2026-01-01"),
        amount: Cents::new(90_000),
        reason: super::reason("Besluit."),
        known: None,
        until: None,
    };
    let found = worked_out(vec![base(&unknown)], "2026-03", &[settled]);

    assert_eq!(told(&found.lines[0]), [("settled", 90_000)]);
}

#[test]
fn a_line_that_was_kept_without_its_parts_is_read() {
    let kept = json!({ "kind": "assistance", "cents": 100, "explanation": super::reason("Zo.") });
    let line: Line = serde_json::from_value(kept.clone()).unwrap();

    assert!(line.parts.is_empty());
    assert_eq!(serde_json::to_value(&line).unwrap(), kept);
}

fn incomes() -> impl Strategy<Value = Value> {
    let kinds = prop::sample::select(IncomeKind::ALL);
    let one = (kinds, 0i64..60_000, any::<bool>(), prop::option::of(0u32..3), prop::option::of(0i64..5_000));
    prop::collection::vec(one, 0..5).prop_map(|all| {
        let of = |(kind, amount, holiday, payer, left_out): (IncomeKind, i64, bool, Option<u32>, Option<i64>)| {
            let mut income = json!({
                "kind": kind.code(), "amount": amount, "with_holiday_allowance": holiday, "earlier_this_year": 0
            });
            if let Some(payer) = payer {
                income["payer"] = json!(format!("P-{payer}"));
            }
            if let Some(left_out) = left_out {
                income["left_out"] = json!(left_out);
            }
            income
        };
        Value::Array(all.into_iter().map(of).collect())
    })
}

proptest! {
    #[test]
    fn the_parts_of_a_line_sum_to_it_and_to_the_income_that_was_taken_off(
        kind in 0usize..4, own in incomes(), partners in incomes(), later in incomes(),
        used in 0i64..8, sharers in 0usize..3, turns in 2u32..28, born in prop::sample::select(vec![1970, 1990, 2002, 2006])
    ) {
        let person = |incomes: &Value| {
            let mut person = exemptions(used);
            person["incomes"] = incomes.clone();
            person["birth_date"] = json!(format!("{born}-06-15"));
            person["parents_cannot_support"] = json!(false);
            person["education"] = json!({ "can_follow": false });
            person
        };
        let facts = match kind {
            0 => single(json!({ "applicant": person(&own) })),
            1 => single_parent(json!({ "applicant": person(&own) })),
            2 => couple(json!({ "applicant": person(&own), "partner": person(&partners) })),
            _ => laid_over(
                couple(json!({ "applicant": person(&own), "partner": person(&partners) })),
                json!({ "partner": { "residence": "none" } }),
            ),
        };
        let facts = laid_over(facts, housemates(sharers));
        let turn = format!("2026-03-{turns:02}");
        let changed = change(&turn, "2026-03-01", 1, json!({ "applicant": { "incomes": later } }));
        let found = worked_out(vec![base(&facts), changed], "2026-03", &[]);

        for line in found.lines.iter().filter(|line| line.kind == LineKind::Assistance) {
            let calculated = found.outcome == MonthOutcome::Calculated;
            prop_assert!(!calculated || line.cents == Cents::ZERO || !line.parts.is_empty());
            prop_assert_eq!(Part::sum(&line.parts).unwrap(), line.cents);
        }
        let first = &found.lines[0];
        let pieces = first.parts.iter().filter(|part| part.kind == PartKind::Norm).count();
        if let (Some(income), 1) = (first.explanation.inputs.iter().find(|input| input.name == "income"), pieces) {
            prop_assert_eq!(Part::income(&first.parts).unwrap().to_string(), income.value.clone());
        }
        let all: i64 = found.lines.iter().map(|line| line.cents.get()).sum();
        prop_assert_eq!(all, found.payable.get());
    }
}
