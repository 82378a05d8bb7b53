//! Measures: numbered, told apart when they are of one day, and each change a decision of its own.

use domain::{Refusal, SignalKind};
use rstest::rstest;
use rules::Local;
use rules::conduct::{LocalDuty, LocalMeasure, LoweringPolicy};
use rules::facts::{Breach, BreachedDuty};
use rules::month::LineKind;

use super::*;
use crate::model::money::measure::{DecidedMeasures, is_same};

/// A broken duty of which a person decided how much goes off in March.
pub fn breach(duty: &str, percent: u32) -> Breach {
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
        let (account, household) = (&self.account, &Facts::default());
        let asked = MeasuresAsked {
            account,
            by: "anna",
            from,
            breaches,
            household,
            national,
            local,
            decide_days: 14,
            today,
        };
        let DecidedMeasures { account, breaches, decisions } = asked.decide()?;
        self.account = account;
        let numbers = breaches.iter().map(|breach| breach.measure).collect();
        Ok((numbers, decisions.iter().map(|decision| (decision.number, decision.replaces)).collect()))
    }

    /// What goes off in March as it was worked out last, and by which rule.
    fn lowering(&self) -> (Cents, String) {
        let mut versions = self.versions.iter();
        let march = versions.rfind(|version| version.calculation.month == month("2026-03")).unwrap();
        let line = march.calculation.lines.iter().find(|line| line.kind == LineKind::Lowering).unwrap();
        (line.cents, line.explanation.rule.clone())
    }
}

#[test]
fn two_of_one_day_have_numbers_of_their_own_even_of_one_duty() {
    let mut story = Story::from("2026-01-01");
    let later = |month: &str| Some(month.parse().unwrap());
    let april = Breach { first_month: later("2026-04"), ..breach("contact", 20) };
    let both = [breach("contact", 30), april.clone()];
    assert_eq!(story.breaks(&both).unwrap(), (vec![Some(1), Some(2)], vec![(1, None), (2, None)]));
    assert_eq!(story.breaks(&both).unwrap(), (vec![Some(1), Some(2)], vec![]), "said again");
    let second = Breach { measure: Some(2), tuned: breach("contact", 10).tuned, ..april };
    let changed = story.breaks(&[second, both[0].clone()]).unwrap();
    assert_eq!(changed, (vec![Some(2), Some(1)], vec![(3, Some(2))]), "by number, whatever the order");
    let other = Breach { first_month: later("2026-05"), ..breach("cooperation", 10) };
    let third = story.breaks(&[other]).unwrap();
    let all = vec![Some(4), Some(1), Some(2)];
    assert_eq!(third, (all, vec![(4, None)]), "another duty is no change of an older one, and those stand");
}

#[test]
fn a_measure_that_is_left_out_stands_and_makes_the_next_one_a_repetition() {
    let refuses = |committed: &str, first: &str| Breach {
        committed_on: day(committed),
        applied_on: None,
        first_month: Some(first.parse().unwrap()),
        urgent_reasons: Some(false),
        tuned: None,
        ..breach("accept-work", 0)
    };
    let local = Local { lowering: Some(ordinance()), ..Local::default() };
    let story = Story::from("2026-01-01");
    let mut asked = MeasuresAsked {
        account: &story.account,
        by: "anna",
        from: day("2026-02-10"),
        breaches: &[refuses("2026-02-10", "2026-03")],
        household: &Facts::default(),
        national: &NATIONAL,
        local: &local,
        decide_days: 14,
        today: day("2026-03-02"),
    };
    let first = asked.decide().unwrap();
    (asked.account, asked.today) = (&first.account, day("2026-04-10"));
    let again = [refuses("2026-04-02", "2026-06")];
    asked.breaches = &again;
    let second = asked.decide().unwrap();
    assert_eq!(second.breaches[1], first.breaches[0], "the first one stands");
    assert_eq!(second.decisions.len(), 1, "and nothing is decided on it");
    assert_eq!(second.decisions[0].explanations[0].rule, "lowering-18-6");
    let months = |decided: &DecidedMeasures| {
        decided.account.state.measures.values().map(|one| one.lowered).collect::<Vec<_>>()
    };
    let span = |first: &str, last: &str| Some((month(first), month(last)));
    assert_eq!(months(&second), [span("2026-03", "2026-03"), span("2026-06", "2026-07")]);
    // What was stated before measures had numbers stands too.
    let mut unnumbered = Facts::default();
    unnumbered.conduct.breaches = Some(vec![Breach { measure: None, ..first.breaches[0].clone() }]);
    let alone = MeasuresAsked { account: &story.account, household: &unnumbered, ..asked }.decide().unwrap();
    assert_eq!(alone.decisions[0].explanations[0].rule, "lowering-18-6");
}

/// One month of everything for refused work, and two the next time.
fn ordinance() -> LoweringPolicy {
    let measure = LocalMeasure {
        duty: LocalDuty::Labour,
        percent: 100,
        months: 1,
        repeat_months: 2,
        repeat_within_months: 12,
        spread_over: None,
        source: "verordening art. 1".into(),
    };
    LoweringPolicy { measures: vec![measure] }
}

#[test]
fn two_parts_in_one_month_are_refused_until_someone_says_how_they_go_together() {
    let mut story = Story::from("2026-01-01");
    story.breaks(&[breach("contact", 30)]).unwrap();
    let second = breach("cooperation", 20);
    let refused = story.breaks(std::slice::from_ref(&second)).unwrap_err();
    let found = &refused.violations[0];
    assert_eq!(
        (found.rule.as_str(), found.field.as_str()),
        ("lowering-month", "facts_json.conduct.breaches[0].beside_another")
    );
    assert!(found.reason.contains("maart 2026") && found.reason.contains("maatregel 1"), "{}", found.reason);
    let whole = Breach { tuned: breach("contact", 100).tuned, ..second.clone() };
    let mut other = Story::from("2026-01-01");
    other.account = story.account.clone();
    assert!(other.breaks(&[whole]).is_ok(), "the whole leaves nothing to add");
    let beside = Breach { beside_another: true, ..second };
    assert_eq!(story.breaks(&[beside]).unwrap().1, [(2, None)]);
}

/// Someone who does not learn Dutch, from March on.
pub fn not_learning(other: serde_json::Value) -> Facts {
    let mut language = serde_json::json!({
        "suspected_on": "2025-10-01", "proved": false, "passed": false, "notified_on": "2026-02-01",
        "blameless": false, "first_month": "2026-03"
    });
    for (key, value) in other.as_object().unwrap() {
        language[key] = value.clone();
    }
    serde_json::from_value(serde_json::json!({ "conduct": { "language": language } })).unwrap()
}

#[test]
fn the_language_duty_is_decided_on_step_by_step_and_what_changes_about_it_too() {
    let story = Story::from("2026-01-01");
    let (today, local) = (day("2026-03-02"), &Local::default());
    let household = not_learning(serde_json::json!({}));
    let stated = first_steps((&household, &household), &story.account.state, today);
    let asked = MeasuresAsked {
        account: &story.account,
        by: "anna",
        from: today,
        breaches: &stated,
        household: &household,
        national: &NATIONAL,
        local,
        decide_days: 14,
        today,
    };
    let decided = asked.decide().unwrap();
    let account = &decided.account;
    let matter = |decided: &DecidedMeasures| decided.decisions[0].matter.clone();
    let Matter::Measure { measure: 1, duty: BreachedDuty::Language, lowers: true, lowered, .. } =
        matter(&decided)
    else {
        panic!("{:?}", decided.decisions)
    };
    assert_eq!(lowered, Some((month("2026-03"), month("2026-08"))));
    let text = &decided.decisions[0].explanations[1].text;
    assert!(text.contains("maart 2026: 20 % van de norm") && !text.contains("september"), "{text}");
    assert_eq!(first_steps((&household, &household), &account.state, today), [], "it is decided on once");

    let same = MeasuresAsked { account, breaches: &[], ..asked }.decide().unwrap();
    assert_eq!((same.decisions.len(), same.breaches.len()), (0, 1));
    let good = not_learning(serde_json::json!({ "later_test_good_on": "2026-05-10" }));
    let shorter = MeasuresAsked { account, breaches: &[], household: &good, ..asked }.decide().unwrap();
    assert_eq!((shorter.decisions[0].number, shorter.decisions[0].replaces), (2, Some(1)));
    assert_eq!(shorter.account.state.measures[&1].lowered, Some((month("2026-03"), month("2026-05"))));
    let passed = not_learning(serde_json::json!({ "passed": true }));
    let ended = MeasuresAsked { account, breaches: &[], household: &passed, ..asked }.decide().unwrap();
    assert!(matches!(matter(&ended), Matter::Measure { measure: 1, lowers: false, .. }));

    let next = Breach { first_month: Some(month("2026-09")), ..stated[0].clone() };
    let next = MeasuresAsked { account, breaches: &[next], ..asked }.decide().unwrap();
    assert_eq!(next.breaches[0].measure, Some(2), "the next step is a measure of its own");
    assert_eq!(next.account.state.measures[&2].lowered, Some((month("2026-09"), month("2027-02"))));
}

#[test]
fn of_the_language_duty_what_is_missing_is_asked_by_field() {
    let household = not_learning(serde_json::json!({ "blameless": null }));
    let story = Story::from("2026-01-01");
    let stated = first_steps((&household, &household), &story.account.state, day("2026-03-02"));
    let refused = MeasuresAsked {
        account: &story.account,
        by: "anna",
        from: day("2026-03-02"),
        breaches: &stated,
        household: &household,
        national: &NATIONAL,
        local: &Local::default(),
        decide_days: 14,
        today: day("2026-03-02"),
    };
    let refused = refused.decide().unwrap_err();
    assert_eq!(refused.violations[0].field, "facts_json.conduct.language.blameless");
    let suspected: Facts =
        serde_json::from_str(r#"{ "conduct": { "language": { "suspected_on": "2026-03-01" } } }"#).unwrap();
    assert_eq!(first_steps((&suspected, &suspected), &story.account.state, day("2026-03-02")), []);
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
    let (account, breaches, household) = (&story.account, &breaches, &Facts::default());
    let asked = MeasuresAsked {
        account,
        by: "anna",
        from,
        breaches,
        household,
        national,
        local,
        decide_days: 14,
        today,
    };
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

/// What an earlier version let in: two parts of one month, both decided on. The first goes off, and a person is asked.
#[test]
fn of_two_that_meet_from_before_the_first_goes_off_and_someone_is_asked() {
    let mut story = Story::from("2026-01-01");
    let numbered = |breach: Breach, number: u32| Breach { measure: Some(number), ..breach };
    let both = vec![numbered(breach("contact", 30), 1), numbered(breach("cooperation", 20), 2)];
    let mut facts = Facts::default();
    facts.conduct.breaches = Some(both);
    story.state("2026-02-10", "2026-03-02", facts.clone());
    story.run("2026-03", "2026-03-20");
    let (cents, rule) = story.lowering();
    assert!(cents < Cents::ZERO && rule == "lowering-undecided", "{cents} {rule}");
    let asked = story.account.state.asks();
    assert_eq!(asked, [(SignalKind::MeasureReview, "together-2026-03".into(), None)]);
    facts.conduct.breaches.as_mut().unwrap()[1].beside_another = true;
    story.state("2026-02-10", "2026-03-21", facts);
    story.run("2026-03", "2026-03-21");
    assert_eq!(story.account.state.asks(), []);
    assert!(story.lowering().0 < cents, "both go off");
}

/// What an earlier version let in, or what was taken back since: one measure cannot be worked out. It alone does not go off.
#[test]
fn a_measure_that_is_open_stops_no_other_one_and_someone_is_asked_until_it_is_known() {
    let mut story = Story::from("2026-01-01");
    let open = Breach { measure: Some(1), blameless: None, ..breach("contact", 30) };
    let other = Breach { measure: Some(2), beside_another: true, ..breach("cooperation", 20) };
    let mut facts = Facts::default();
    facts.conduct.breaches = Some(vec![open, other]);
    story.state("2026-02-10", "2026-03-02", facts.clone());
    let run = story.run("2026-03", "2026-03-20");
    let (cents, rule) = story.lowering();
    assert!(cents < Cents::ZERO && rule == "lowering-month", "{cents} {rule}");
    let told = "Maart 2026: Maatregel 1 (contact houden, 10 februari 2026) gaat er niet af.";
    assert!(run.difference.reasons.iter().any(|reason| reason.starts_with(told)), "{:?}", run.difference);
    assert_eq!(story.account.state.asks(), [(SignalKind::MeasureReview, "open-2026-03".into(), None)]);
    let kept = serde_json::to_value(&story.account.state).unwrap();
    assert_eq!(serde_json::from_value::<AccountState>(kept).unwrap(), story.account.state);
    facts.conduct.breaches.as_mut().unwrap()[0].blameless = Some(false);
    story.state("2026-02-10", "2026-03-21", facts);
    story.run("2026-03", "2026-03-21");
    assert_eq!(story.account.state.asks(), []);
    assert!(story.lowering().0 < cents, "both go off");
}
