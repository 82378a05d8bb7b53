//! What an earlier version did not keep of lowerings: when they are looked at again, and that someone decided on them.

use domain::SignalKind;
use rstest::rstest;
use rules::Claimant;
use rules::facts::{Breach, BreachedDuty};
use serde_json::{Value, json};

use super::measures::{breach, not_learning};
use super::*;
use crate::model::money::measure::Measure;

impl Story {
    /// A measure as an earlier version kept it.
    fn keeps(&mut self, number: u32, breach: Breach) {
        let breach = Breach { measure: Some(number), ..breach };
        let measure =
            Measure { decision: number, breach, lowered: None, review: None, earlier_changed: None };
        self.account.state.measures.insert(number, measure);
    }

    /// The months that a measure lowers, and by when it is looked at again.
    fn looks_at(&self, number: u32) -> (Option<(Month, Month)>, Option<String>) {
        let measure = &self.account.state.measures[&number];
        (measure.lowered, measure.review.map(|review| review.by.to_string()))
    }
}

fn span(first: &str, last: &str) -> Option<(Month, Month)> {
    Some((month(first), month(last)))
}

/// By ordinance within three months of the decision, while it still lowers.
#[rstest]
#[case::goes_on(6, "2026-08", Some("2026-06-02"))]
#[case::goes_on_that_month(4, "2026-06", Some("2026-06-02"))]
#[case::over_by_then(3, "2026-05", None)]
fn the_next_run_finds_when_a_measure_is_looked_at_again(
    #[case] months: u32,
    #[case] last: &str,
    #[case] by: Option<&str>,
) {
    let mut story = Story::from("2026-01-01");
    let mut breach = breach("contact", 30);
    breach.tuned = Some(rules::facts::Tuned { percent: 30, months });
    let mut facts = Facts::default();
    facts.conduct.breaches = Some(vec![breach.clone()]);
    story.state("2026-02-10", "2026-03-02", facts);
    story.keeps(1, breach);
    assert_eq!(story.account.wakes_on(), None);
    story.run("2026-03", "2026-03-20");
    assert_eq!(story.looks_at(1), (span("2026-03", last), by.map(str::to_owned)));
    assert_eq!(story.account.wakes_on(), by.map(day));
    let told = story.account.state.tell_reviews(day("2026-06-02"));
    assert_eq!(told, by.map(|by| (1, day(by))).into_iter().collect::<Vec<_>>());
    let version = story.account.version;
    story.run("2026-03", "2026-03-21");
    assert_eq!(story.account.version, version, "found once");
}

#[test]
fn what_was_withdrawn_or_is_over_is_not_looked_at() {
    let mut story = Story::from("2026-01-01");
    story.keeps(1, Breach { withdrawn: true, ..breach("contact", 30) });
    story.keeps(2, breach("cooperation", 30));
    story.account.state.measures.get_mut(&2).unwrap().lowered = span("2026-02", "2026-02");
    assert_eq!(story.account.state.lacking_review(month("2026-02")), [2]);
    assert!(story.account.state.lacking_review(month("2026-03")).is_empty());
    story.run("2026-03", "2026-03-20");
    assert_eq!((story.looks_at(1), story.looks_at(2)), ((None, None), (span("2026-02", "2026-02"), None)));
}

fn step(first: &str) -> Breach {
    Breach {
        duty: BreachedDuty::Language,
        first_month: Some(month(first)),
        urgent_reasons: Some(false),
        tuned: None,
        ..breach("language", 0)
    }
}

/// A step of the language duty that is over without a next one: the lowering stopped, and nobody was asked.
#[rstest]
#[case::nothing_followed(None, &[(1, "2026-08-31")])]
#[case::the_next_step_was_decided(Some("2026-09"), &[])]
fn a_step_of_the_language_duty_that_nothing_followed_is_asked_of(
    #[case] next: Option<&str>,
    #[case] expected: &[(u32, &str)],
) {
    let mut story = Story::from("2026-01-01");
    story.state("2026-02-01", "2026-02-01", not_learning(json!({})));
    story.keeps(1, step("2026-03"));
    story.account.state.measures.get_mut(&1).unwrap().lowered = span("2026-03", "2026-08");
    if let Some(next) = next {
        story.keeps(2, step(next));
    }
    story.run("2026-10", "2026-10-20");
    let told = story.account.state.tell_reviews(day("2026-10-20"));
    let expected: Vec<_> = expected.iter().map(|(number, by)| (*number, day(by))).collect();
    assert_eq!(told, expected);
}

/// A first month alone lowered once, and lowers nothing now: someone is told, and decides.
#[rstest]
#[case::it_would_lower("2026-03", None, json!({}), true)]
#[case::before_its_month("2026-02", None, json!({}), false)]
#[case::something_is_open("2026-03", None, json!({ "blameless": null }), true)]
#[case::for_a_person("2026-04", None, json!({ "learns_since": "2026-03-20", "progresses": true }), true)]
#[case::passed("2026-03", None, json!({ "passed": true }), false)]
#[case::the_right_ended("2026-03", Some("2026-03-31"), json!({}), false)]
fn a_first_month_that_nobody_decided_on_is_asked_of(
    #[case] run: &str,
    #[case] until: Option<&str>,
    #[case] other: Value,
    #[case] asked: bool,
) {
    let mut story = Story::from("2026-01-01");
    story.state("2026-02-01", "2026-02-01", not_learning(other));
    story.account.state.right_until = until.map(day);
    let result = story.run(run, &format!("{run}-20"));
    let about = (SignalKind::MeasureReview, "language-applicant-2026-03".to_owned(), None);
    assert_eq!(story.account.state.asks(), if asked { vec![about] } else { Vec::new() });
    let told = |result: &CaseResult| {
        let reasons = result.difference.reasons.iter();
        reasons.filter(|reason| reason.contains("maart 2026 opgegeven als eerste maand")).count()
    };
    assert_eq!(told(&result), usize::from(asked));
    let again = story.run(run, &format!("{run}-21"));
    assert_eq!(told(&again), 0, "told once");
    let kept = serde_json::to_value(&story.account.state).unwrap();
    assert_eq!(serde_json::from_value::<AccountState>(kept).unwrap(), story.account.state);
    // A decision on a step answers it at once, of this person and no other.
    story.keeps(1, Breach { who: Some(Claimant::Partner), ..step("2026-03") });
    assert_eq!(story.account.state.asks().len(), usize::from(asked));
    story.keeps(2, step("2026-03"));
    assert_eq!(story.account.state.asks(), []);
}
