//! A lowering that weighs heavier as a repetition, when the measure that it rests on falls.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::{Explanation, Municipality, SignalKind};
use policy::Policies;
use rstest::rstest;
use rules::facts::{Breach, Tuned};
use rules::month::LineKind;

use super::grants::town;
use super::measures::breach;
use super::*;
use crate::model::money::measure::DecidedMeasures;

/// A month the first time, two when it happens again.
fn here() -> Law<'static> {
    static POLICIES: LazyLock<Policies> = LazyLock::new(|| {
        let ordinance =
            "[[other_measures]]\nduty = \"cooperation\"\npercent = 20\nmonths = 1\nrepeat_months = 2";
        town(&format!("{ordinance}\nsource = \"verordening\"\n"))
    });
    static HERE: LazyLock<Municipality> = LazyLock::new(|| "a-tenant:0001".parse().unwrap());
    Law { national: &NATIONAL, ordinances: Some((&POLICIES, &HERE)) }
}

fn broke(committed: &str, first: &str) -> Breach {
    Breach {
        committed_on: day(committed),
        applied_on: None,
        first_month: Some(month(first)),
        urgent_reasons: Some(false),
        tuned: None,
        ..breach("cooperation", 0)
    }
}

impl Story {
    /// Numbers of the decisions on what is stated, each with the one that it replaces, and what is told of other measures.
    fn says(&mut self, today: &str, breaches: &[Breach]) -> (Vec<(u32, Option<u32>)>, Vec<Explanation>) {
        let (law, today_is, household) = (here(), day(today), Facts::default());
        let local = law.local_on(today_is);
        let before = known_breaches(&self.account.state, &household);
        let asked = MeasuresAsked {
            account: &self.account,
            by: "anna",
            from: today_is,
            breaches,
            household: &household,
            national: law.national,
            local: &local,
            decide_days: 14,
            today: today_is,
        };
        let DecidedMeasures { mut account, breaches, decisions } = asked.decide().unwrap();
        let changed = MeasuresChanged {
            before: &before,
            decisions: &decisions,
            household: &household,
            law,
            today: today_is,
        };
        let told = changed.follow(&mut account.state);
        self.account = account;
        let mut facts = Facts::default();
        facts.conduct.breaches = Some(breaches);
        self.state("2026-02-10", today, facts);
        (decisions.iter().map(|decision| (decision.number, decision.replaces)).collect(), told)
    }

    /// A measure as it stands.
    fn measure_stands(&self, number: u32) -> Breach {
        self.account.state.measures[&number].breach.clone()
    }

    fn lowers(&self, number: u32) -> Option<(Month, Month)> {
        self.account.state.measures[&number].lowered
    }

    /// The months in which something goes off, as they were worked out last.
    fn goes_off_in(&self) -> BTreeSet<Month> {
        let all: BTreeMap<_, _> =
            self.versions.iter().map(|version| (version.calculation.month, version)).collect();
        let lowered = all.values().filter(|version| {
            let lines = &version.calculation.lines;
            lines.iter().any(|line| line.kind == LineKind::Lowering && line.cents < Cents::ZERO)
        });
        lowered.map(|version| version.calculation.month).collect()
    }
}

/// Not cooperated in February, and again in April: lowered over March, and over June and July.
fn twice() -> Story {
    let mut story = Story::from("2026-01-01");
    story.law = here();
    assert_eq!(story.says("2026-03-02", &[broke("2026-02-10", "2026-03")]), (vec![(1, None)], vec![]));
    assert_eq!(story.says("2026-05-04", &[broke("2026-04-20", "2026-06")]), (vec![(2, None)], vec![]));
    assert_eq!((story.lowers(1), story.lowers(2)), (span("2026-03", "2026-03"), span("2026-06", "2026-07")));
    story
}

fn span(first: &str, last: &str) -> Option<(Month, Month)> {
    Some((month(first), month(last)))
}

fn asked(decision: u32) -> Vec<(SignalKind, String, Option<NaiveDate>)> {
    let subject = format!(
        "maatregel 2 hangt samen met een eerdere maatregel, en die is met besluit over geld {decision} gewijzigd of vervallen: \
         beslis opnieuw over maatregel 2"
    );
    vec![(SignalKind::MeasureReview, subject, None)]
}

fn withdrawn(breach: Breach) -> Breach {
    Breach { withdrawn: true, ..breach }
}

#[test]
fn when_the_first_one_falls_a_person_decides_anew_on_the_second() {
    let mut story = twice();
    let first = story.measure_stands(1);
    let (decisions, told) = story.says("2026-05-20", &[withdrawn(first)]);
    assert_eq!(decisions, [(3, Some(1))], "nothing is decided on the second by itself");
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("Beslis opnieuw over maatregel 2"), "{}", told[0].text);
    assert_eq!(story.account.state.asks(), asked(3));
    let second = &story.account.state.measures[&2];
    assert_eq!(
        (second.decision, second.lowered),
        (2, span("2026-06", "2026-07")),
        "the decision is as it was"
    );
    let kept = serde_json::to_value(&story.account.state).unwrap();
    assert_eq!(serde_json::from_value::<AccountState>(kept).unwrap(), story.account.state);
    story.run("2026-07", "2026-07-20");
    assert_eq!(story.goes_off_in(), BTreeSet::from([month("2026-06")]), "what stands now is what goes off");

    let second = story.measure_stands(2);
    let (decisions, told) = story.says("2026-07-21", &[second]);
    assert_eq!((decisions, told), (vec![(4, Some(2))], vec![]), "stated again it is decided anew");
    assert_eq!(story.lowers(2), span("2026-06", "2026-06"));
    assert_eq!(story.account.state.asks(), []);
    let second = story.measure_stands(2);
    assert_eq!(story.says("2026-07-22", &[second]).0, [], "once");
}

#[test]
fn an_objection_that_is_upheld_asks_the_same() {
    let mut story = twice();
    let (household, today) = (Facts::default(), day("2026-05-20"));
    let before = known_breaches(&story.account.state, &household);
    let objection = domain::TraceInput {
        name: "notified_on".into(),
        value: "2026-03-02".into(),
        source: "objection".into(),
    };
    let decision = reverse_measure(&mut story.account, &before[0], objection, (&*NATIONAL, today));
    let decisions = std::slice::from_ref(&decision);
    let changed = MeasuresChanged { before: &before, decisions, household: &household, law: here(), today };
    assert_eq!(changed.follow(&mut story.account.state).len(), 1);
    assert_eq!(story.account.state.asks(), asked(3));
    story.account.state.right_until = Some(day("2026-05-31"));
    assert_eq!(story.account.state.asks(), [], "a right that ended");
}

#[test]
fn what_is_as_it_was_decided_again_is_asked_no_more_and_what_became_heavier_is() {
    let mut story = twice();
    let first = story.measure_stands(1);
    story.says("2026-05-20", &[withdrawn(first.clone())]);
    assert_eq!(story.says("2026-05-21", std::slice::from_ref(&first)), (vec![(4, Some(3))], vec![]));
    assert_eq!(story.account.state.asks(), []);

    story.says("2026-05-22", &[withdrawn(first.clone())]);
    let second = story.measure_stands(2);
    assert_eq!(story.says("2026-05-23", &[second]).0, [(6, Some(2))]);
    let (decisions, told) = story.says("2026-05-24", &[first]);
    assert_eq!((decisions, told.len()), (vec![(7, Some(5))], 1), "two months again, and one was decided");
    assert_eq!(story.account.state.asks(), asked(7));
}

/// What does not weigh heavier for the first one is as it was.
#[rstest]
#[case::by_another_person(|second: &mut Breach| second.who = Some(rules::Claimant::Partner))]
#[case::a_person_said_how_much(|second: &mut Breach| second.tuned = Some(Tuned { percent: 20, months: 1 }))]
#[case::after_more_than_a_year(|second: &mut Breach| second.committed_on = day("2026-03-04"))]
fn what_is_no_repetition_is_not_asked_of(#[case] change: fn(&mut Breach)) {
    let mut story = Story::from("2026-01-01");
    story.says("2025-03-03", &[broke("2025-02-10", "2025-04")]);
    let mut second = broke("2026-02-20", "2026-06");
    change(&mut second);
    assert_eq!(story.says("2026-05-04", &[second]).0, [(2, None)]);
    let first = story.measure_stands(1);
    assert_eq!(story.says("2026-05-20", &[withdrawn(first)]), (vec![(3, Some(1))], vec![]));
    assert_eq!(story.account.state.asks(), []);
}
