//! Measures: numbered, told apart when they are of one day, and each change a decision of its own.

use domain::Refusal;
use rstest::rstest;
use rules::Local;
use rules::facts::Breach;

use super::*;
use crate::model::money::measure::{DecidedMeasures, is_same};

/// A broken duty of which a person decided how much goes off in March.
fn breach(duty: &str, percent: u32) -> Breach {
    serde_json::from_value(serde_json::json!({
        "duty": duty, "committed_on": "2026-02-10", "applied_on": "2026-03-02", "first_month": "2026-03",
        "blameless": false, "urgent_reasons": true, "tuned": { "percent": percent, "months": 1 }
    }))
    .unwrap()
}

/// Numbers of the measures, and of the decisions with those that they replace.
type Decided = (Vec<Option<u32>>, Vec<(u32, Option<u32>)>);

impl Story {
    /// Numbers of the measures and of the decisions that this gives, and which decision each replaces.
    fn breaks(&mut self, breaches: &[Breach]) -> Result<Decided, Refusal> {
        let (from, today) = (day("2026-02-10"), day("2026-03-02"));
        let (national, local) = (&*NATIONAL, &Local::default());
        let account = &self.account;
        let asked = MeasuresAsked { account, by: "anna", from, breaches, national, local, today };
        let DecidedMeasures { account, breaches, decisions } = asked.decide()?;
        self.account = account;
        let numbers = breaches.iter().map(|breach| breach.measure).collect();
        Ok((numbers, decisions.iter().map(|decision| (decision.number, decision.replaces)).collect()))
    }
}

#[test]
fn two_of_one_day_have_numbers_of_their_own_even_of_one_duty() {
    let mut story = Story::from("2026-01-01");
    let both = [breach("contact", 30), breach("contact", 20)];
    assert_eq!(story.breaks(&both).unwrap(), (vec![Some(1), Some(2)], vec![(1, None), (2, None)]));
    assert_eq!(story.breaks(&both).unwrap(), (vec![Some(1), Some(2)], vec![]), "said again");
    let second = Breach { measure: Some(2), ..breach("contact", 10) };
    let changed = story.breaks(&[second, both[0].clone()]).unwrap();
    assert_eq!(changed, (vec![Some(2), Some(1)], vec![(3, Some(2))]), "by number, whatever the order");
    let third = story.breaks(&[breach("cooperation", 10)]).unwrap();
    assert_eq!(third, (vec![Some(4)], vec![(4, None)]), "another duty is no change of an older one");
}

#[test]
fn what_is_withdrawn_is_decided_and_what_never_lowered_is_not() {
    let mut story = Story::from("2026-01-01");
    let blameless = Breach { blameless: Some(true), ..breach("contact", 30) };
    assert_eq!(story.breaks(&[blameless]).unwrap(), (vec![None], vec![]));
    assert_eq!(story.breaks(&[breach("contact", 0)]).unwrap(), (vec![None], vec![]), "decided not to lower");
    assert_eq!(story.breaks(&[breach("contact", 30)]).unwrap(), (vec![Some(1)], vec![(1, None)]));
    let withdrawn = Breach { withdrawn: true, ..breach("contact", 30) };
    assert_eq!(story.breaks(&[withdrawn]).unwrap(), (vec![Some(1)], vec![(2, Some(1))]));
    assert_eq!(story.account.state.measures[&1].decision, 2);
}

#[rstest]
#[case::facts_are_missing(Breach { blameless: None, ..breach("contact", 30) }, "lowering-18", "blameless")]
#[case::nobody_said_how_much(Breach { tuned: None, ..breach("contact", 30) }, "lowering-18", "tuned")]
#[case::yet_to_come(Breach { committed_on: day("2026-03-03"), ..breach("contact", 30) }, "day-ahead", "committed_on")]
fn a_broken_duty_from_which_nothing_can_follow_is_refused_by_field(
    #[case] breach: Breach,
    #[case] rule: &str,
    #[case] field: &str,
) {
    let refused = Story::from("2026-01-01").breaks(&[breach]).unwrap_err();
    let found = &refused.violations[0];
    assert_eq!(
        (found.rule.as_str(), found.field.as_str()),
        (rule, &*format!("facts_json.conduct.breaches[0].{field}"))
    );
}

#[test]
fn the_decision_says_which_months_are_lowered_and_counts_from_its_own_day() {
    let undated = Breach { applied_on: None, ..breach("contact", 30) };
    let (story, breaches) = (Story::from("2026-01-01"), [undated]);
    let (national, local) = (&*NATIONAL, &Local::default());
    let (from, today) = (day("2026-02-10"), day("2026-03-02"));
    let account = &story.account;
    let asked = MeasuresAsked { account, by: "anna", from, breaches: &breaches, national, local, today };
    let decided = asked.decide().unwrap();
    assert_eq!(decided.breaches[0].applied_on, Some(today));
    let text = &decided.decisions[0].explanations[1].text;
    assert!(text.contains("maart 2026: 30") && text.contains("norm"), "{text}");
    let again = MeasuresAsked { account: &decided.account, ..asked }.decide().unwrap();
    assert!(again.decisions.is_empty(), "said again it is the same");
}

#[rstest]
#[case::not_known(&[Some(9)])]
#[case::twice(&[Some(1), Some(1)])]
fn a_number_is_of_one_measure_of_the_case(#[case] numbers: &[Option<u32>]) {
    let mut story = Story::from("2026-01-01");
    story.breaks(&[breach("contact", 30)]).unwrap();
    let named: Vec<_> =
        numbers.iter().map(|number| Breach { measure: *number, ..breach("contact", 30) }).collect();
    let refused = story.breaks(&named).unwrap_err();
    assert_eq!(refused.violations[0].rule, "measure-known", "{refused:?}");
}

#[test]
fn the_applicant_is_meant_where_nobody_is_named() {
    let of = |who: &str| {
        let mut known = serde_json::to_value(breach("contact", 30)).unwrap();
        known["who"] = who.into();
        serde_json::from_value::<Breach>(known).unwrap()
    };
    assert!(is_same(&breach("contact", 30), &of("applicant")));
    assert!(!is_same(&breach("contact", 30), &of("partner")));
}
