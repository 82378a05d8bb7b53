//! The legal terms that the process keeps, through time.

use ::terms::{Calendar, Kind, State, Term};
use policy::Policies;

use super::*;
use crate::model::testing::terms;

fn policies() -> Policies {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    Policies::load(&folder).unwrap()
}

fn calendar() -> Calendar {
    Calendar::of(policies().national())
}

/// Kind and state of each term as it was known on a day.
fn known(process: &Process, on: &str, calendar: &Calendar) -> Vec<String> {
    let terms = process.legal_terms(Some(&terms()));
    let shown = terms.iter().filter(|entry| entry.known_on <= day(on)).map(|entry| {
        let state = match entry.term.state(day(on), calendar) {
            State::Running { due } => format!("{due}"),
            State::Over { due } => format!("over {due}"),
            State::Ended { on, .. } => format!("ended {on}"),
            State::Stopped { .. } => "stopped".into(),
            State::Ahead { .. } => "ahead".into(),
        };
        format!("{} {state}", entry.term.kind().code())
    });
    shown.collect()
}

#[test]
fn reviews_and_talks_are_told_as_they_were_planned() {
    let calendar = calendar();
    let mut story = Story::on("2026-01-05");
    story.terms.review_months = 3;
    story.goes("alone", Direction::OwnStrength);
    let planned = ["review 2026-07-05", "progress 2026-04-05"];
    assert_eq!(known(&story.process, "2026-01-05", &calendar), planned);

    story.passes_to("2026-07-10");
    let late = ["review over 2026-07-05", "progress over 2026-04-05"];
    assert_eq!(known(&story.process, "2026-07-10", &calendar), late, "it waits for who holds it");
    story.hears(review(ReviewChoice::Unchanged));
    let after =
        ["review ended 2026-07-10", "progress ended 2026-07-10", "review 2027-01-10", "progress 2026-10-10"];
    assert_eq!(known(&story.process, "2026-07-10", &calendar), after);
    assert_eq!(known(&story.process, "2026-07-09", &calendar), late, "as it was known the day before");

    let review = story.process.legal_terms(None).remove(0).term;
    assert_eq!(review.kind(), Kind::Review);
    let lines = review.explain(day("2026-01-05"), &calendar);
    assert_eq!(lines[1].text, "De termijn is 6 maanden: tot en met 5 juli 2026.");
    assert!(lines[1].source.contains(&terms().document), "{}", lines[1].source);

    story.ends();
    let ended = known(&story.process, "2026-07-10", &calendar);
    assert!(ended.iter().all(|one| one.contains("ended")), "{ended:?}");
}

/// A case of before reviews were kept has the one that is planned now.
#[test]
fn what_was_planned_and_not_kept_is_known_since_it_was_planned() {
    let calendar = calendar();
    let mut story = Story::on("2026-01-05");
    story.goes("alone", Direction::OwnStrength);
    story.process.kept_terms = ::terms::Register::default();
    assert_eq!(known(&story.process, "2026-01-04", &calendar), [""; 0]);
    let kinds: Vec<_> = known(&story.process, "2026-03-01", &calendar);
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    assert!(kinds[0].starts_with("review 2026-07-05"));
}

#[test]
fn every_kind_that_is_listed_is_kept() {
    let mut seen = std::collections::BTreeSet::new();
    let by_law = |kind| Box::new(Term::by_law(kind, day("2026-01-05"), policies().national()).unwrap());
    for decides in [Kind::ObjectionDecision, Kind::CommitteeDecision] {
        let mut story = Story::on("2026-01-05");
        story.goes("alone", Direction::OwnStrength);
        story.is_upheld(1, Against::Category);
        let receipt = &mut story.process.objections[0].receipt;
        receipt.in_time_term = Some(by_law(Kind::Objection));
        receipt.decide_term = Some(by_law(decides));
        let terms = story.process.legal_terms(Some(&terms()));
        assert!(
            terms.iter().filter(|entry| !entry.about.is_empty()).all(|entry| entry.term.ended_on().is_some())
        );
        seen.extend(terms.iter().map(|entry| entry.term.kind()));
    }
    assert_eq!(seen, KEPT.into_iter().collect());
}
