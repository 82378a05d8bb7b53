//! Which lines an assessment leaves, and what is missing for the norm alone.

use serde_json::json;

use super::*;
use crate::Finding;

fn lines<'a>(assessment: &'a Assessment, rule: &str) -> Vec<&'a str> {
    let found = assessment.explanations.iter().filter(|line| line.rule == rule);
    found.map(|line| line.text.as_str()).collect()
}

/// An amount is told only of a right that nothing is in the way of.
#[test]
fn without_a_right_there_is_no_line_on_the_amount() {
    let poor = assessed(&single(json!({})), TODAY);
    let rich = assessed(
        &single(json!({ "capital": { "assets": [{ "kind": "savings", "value": 900_000 }] } })),
        TODAY,
    );
    let unclear = assessed(&without(&single(json!({})), "capital.owns_home"), TODAY);
    assert_eq!([&poor, &rich, &unclear].map(|each| lines(each, "amount-19-2").len()), [1, 0, 0]);
    assert_eq!(rich.outcome, Outcome::Denied);
    assert_eq!(unclear.outcome, Outcome::PersonDecides { missing: vec!["capital.owns_home".into()] });
}

#[test]
fn the_norm_that_would_hold_for_both_is_told_as_such() {
    let facts = couple(json!({ "partner": { "residence": "none", "incomes": income("other", 120_000) } }));
    let assessment = assessed(&facts, TODAY);
    assert_eq!(
        lines(&assessment, "norm-21b"),
        [
            "Als beide partners recht hadden: De norm voor gehuwden van 21 jaar of ouder is € 2.002,13 per maand."
        ]
    );
}

/// What changed that norm has a line too.
#[test]
fn a_lower_norm_that_would_hold_for_both_is_told_in_both_its_lines() {
    let facts = couple(json!({
        "partner": { "residence": "none", "incomes": income("other", 120_000) },
        "household": { "housing": { "has_costs": false } }
    }));
    let local = Local { no_housing_costs_percent: Some(20), ..Local::default() };
    let assessment = assess(on(&facts, TODAY), &local);
    let told = assessment.explanations.iter().filter(|line| line.text.starts_with("Als beide partners"));
    assert_eq!(told.map(|line| line.rule.as_str()).collect::<Vec<_>>(), ["norm-21b", "lowering-27"]);
    let spouse = assessment.explanations.iter().find(|line| line.rule == "spouse-32-3").unwrap();
    // 2002.13 less 20 % of it.
    assert!(spouse.inputs.iter().any(|input| input.value == "€ 1.601,70"), "{spouse:?}");
}

fn norm_alone(facts: &Facts) -> Finding<i64> {
    norm_of(on(facts, TODAY), &Local::default()).finding.map(Cents::get)
}

/// What is missing about the right of a single person is not missing for the norm.
#[test]
fn only_what_the_norm_needs_is_missing_for_the_norm() {
    let mut facts = without(&single(json!({})), "applicant.residence");
    facts.household.housemates = None;
    assert_eq!(norm_alone(&facts), Finding::FactMissing(vec!["household.cost_sharers".into()]));
}

/// A judgement about one spouse is for a person, and no fact is missing.
#[test]
fn a_norm_that_waits_for_a_judgement_is_a_persons() {
    let urgent = json!({ "partner": { "detained": true, "urgent_reasons": true } });
    assert_eq!(norm_alone(&couple(urgent)), Finding::PersonDecides);
}
