use policy::WorkProcess;

use super::super::testing::{Story, assigned, day};
use super::super::{AssessmentKind, EndReason, EntitlementOutcome, SearchResult, WorkActsTold};
use super::*;

fn step(key: &str, proof: Option<StepProof>) -> WorkStep {
    WorkStep { key: key.into(), label: format!("Doe {key}."), proof }
}

fn before(decision: DecisionKind, steps: Vec<WorkStep>) -> WorkProcess {
    WorkProcess { decision, steps, source: "keuze bij inrichting".into() }
}

fn recorded(key: &str) -> Event {
    Event::StepRecorded { step: key.into(), by: "anna".into(), note: "Gedaan.".into() }
}

#[test]
fn nothing_is_asked_before_its_steps_are_shown_and_then_at_once() {
    let mut story = Story::on("2026-01-05");
    let steps = vec![
        step("intake", Some(StepProof::IntakeCompleted)),
        step("talk", Some(StepProof::Recorded)),
        step("advice", None),
    ];
    story.terms.work_processes = vec![before(DecisionKind::Entitlement, steps)];
    let proofs = [StepProof::IntakeCompleted].into();
    let steps = ShownSteps { proofs, ..ShownSteps::default() };
    let told = Command::ShowSteps { to: Decider::Income, steps };
    assert_eq!(story.applies(None, true), [told], "who decides hears what was shown, and nothing is asked");
    let task = story.process.tasks.iter().find(|task| task.kind == TaskKind::TakeSteps).unwrap();
    assert_eq!(task.subject, "Besluit over recht op bijstand: Doe talk.");
    assert!(story.process.awaited().is_empty(), "nobody owes what was not asked");
    let seen = steps_of(&story.process, &story.terms);
    assert!(seen[0].waits);
    let missing: Vec<_> = seen[0].steps.iter().map(StepSeen::is_missing).collect();
    assert_eq!(missing, [false, true, false]);

    let steps =
        ShownSteps { proofs: [StepProof::IntakeCompleted].into(), recorded: [String::from("talk")].into() };
    let sent = story.hears(recorded("talk"));
    let asked = Command::RequestAssessment(AssessmentKind::Entitlement);
    assert_eq!(sent, [asked, Command::ShowSteps { to: Decider::Income, steps }]);
    assert!(story.process.tasks.is_empty() && story.process.held.is_empty());
    let shown = steps_of(&story.process, &story.terms)[0].steps[1].shown.clone().unwrap();
    assert_eq!((shown.on, shown.recorded.unwrap().by.as_str()), (day("2026-01-05"), "anna"));
}

#[test]
fn a_search_that_nobody_judged_is_not_shown_and_not_waited_for_without_one() {
    let steps = || vec![step("search", Some(StepProof::SearchAssessed))];
    let mut free = Story::on("2026-01-05");
    free.terms.work_processes = vec![before(DecisionKind::Entitlement, steps())];
    let asked = Command::RequestAssessment(AssessmentKind::Entitlement);
    assert!(free.applies(None, true).contains(&asked), "nothing to wait for");
    let seen = &steps_of(&free.process, &free.terms)[0].steps[0];
    assert_eq!((seen.shown.as_ref(), seen.is_missing()), (None, false));
    assert_eq!(seen.not_needed.as_deref(), Some(NO_SEARCH));

    let mut searched = Story::on("2026-01-05");
    searched.terms.work_processes = vec![before(DecisionKind::Entitlement, steps())];
    searched.applies(Some("2026-02-02"), true);
    let seen = &steps_of(&searched.process, &searched.terms)[0].steps[0];
    assert!(seen.is_missing() && seen.not_needed.is_none());
    let mut lifted = Story::on("2026-01-12");
    (lifted.process, lifted.terms) = (searched.process.clone(), searched.terms.clone());
    searched.hears(Event::SearchEnded { result: SearchResult::Searched });
    let seen = &steps_of(&searched.process, &searched.terms)[0].steps[0];
    assert!(seen.shown.is_some() && seen.not_needed.is_none());

    assert!(lifted.hears(Event::SearchLifted { by: "PW art. 41 lid 11".into() }).contains(&asked));
    let seen = &steps_of(&lifted.process, &lifted.terms)[0].steps[0];
    assert!(seen.shown.is_none() && !seen.is_missing(), "nobody judged it");
    let why = "De zoektermijn is op 12 januari 2026 vervallen (PW art. 41 lid 11).";
    assert_eq!(seen.not_needed.as_deref(), Some(why));
}

#[test]
fn two_decisions_wait_for_their_own_steps_and_a_closed_case_for_none() {
    let mut story = Story::on("2026-01-05");
    story.terms.work_processes = vec![
        before(DecisionKind::Category, vec![step("strength", Some(StepProof::Recorded))]),
        before(DecisionKind::Referral, vec![step("direct", Some(StepProof::Recorded))]),
    ];
    story.applies(None, true);
    story.hears(Event::EntitlementDecided { outcome: EntitlementOutcome::Granted });
    assert!(story.process.held.contains(&Order::RequestCategory));
    assert_eq!(
        story.hears(recorded("strength")).len(),
        2,
        "reintegration is asked, and hears what was shown"
    );
    assert!(story.hears(assigned("work", domain::Direction::Work)).is_empty());
    assert_eq!(story.process.held.iter().collect::<Vec<_>>(), [&Order::OfferReferral]);

    let end = Event::EndAsked {
        reason: EndReason::MovedAway,
        from_day: day("2026-01-05"),
        successor: None,
        reasons: String::new(),
    };
    story.hears(end);
    assert!(story.process.held.is_empty() && story.process.tasks.is_empty());
}

fn told(vacancy_offered: bool, portfolio_begun: bool, not_asked: bool) -> WorkActsTold {
    WorkActsTold { vacancy_offered, portfolio_begun, not_asked }
}

/// A policy that asks a vacancy before the right, and a portfolio before a referral.
fn asks_work(day: &str) -> Story {
    let mut story = Story::on(day);
    story.terms.work_processes = vec![
        before(DecisionKind::Entitlement, vec![step("vacancy", Some(StepProof::VacancyOffered))]),
        before(DecisionKind::Referral, vec![step("portfolio", Some(StepProof::PortfolioBegun))]),
    ];
    story
}

#[test]
fn a_portfolio_holds_back_the_referral_and_no_decision_on_the_right() {
    let mut story = asks_work("2026-01-05");
    story.applies(None, false);
    let acts = Some(told(true, false, false));
    let sent = story.hears(Event::IntakeCompleted { assistance: true, area: 0, acts });
    assert!(sent.contains(&Command::RequestAssessment(AssessmentKind::Entitlement)), "{sent:?}");
    story.hears(Event::EntitlementDecided { outcome: EntitlementOutcome::Granted });
    assert!(story.hears(assigned("work", domain::Direction::Work)).is_empty());
    let task = story.process.tasks.iter().find(|task| task.kind == TaskKind::TakeSteps).unwrap();
    assert_eq!(task.subject, "Besluit over verwijzing naar een partner: Doe portfolio.");

    let mut exempted = Story::on("2026-01-12");
    (exempted.process, exempted.terms) = (story.process.clone(), story.terms.clone());
    story.today = day("2026-01-12");
    for (mut story, acts, shown) in [
        (story, told(true, true, false), Some(day("2026-01-12"))),
        // What was found out later of who cannot work lets the case go on as well, and says why.
        (exempted, told(true, false, true), None),
    ] {
        let sent = story.hears(Event::WorkActsShown { acts });
        assert!(matches!(sent[..], [Command::OfferReferral { .. }]), "{sent:?}");
        assert!(story.process.tasks.is_empty(), "an answer is owed from now on, not since it was held back");
        assert_eq!(story.process.awaited(), [("ReferralOffered", day("2026-01-12"))]);
        let seen = &steps_of(&story.process, &story.terms)[1].steps[0];
        assert_eq!(seen.shown.as_ref().map(|shown| shown.on), shown);
        assert_eq!(seen.not_needed.as_deref(), shown.is_none().then_some(NO_WORK_ASKED));
    }
}

#[test]
fn a_vacancy_is_shown_by_what_intake_tells_and_of_cases_of_before_by_the_intake() {
    let complete = |acts| {
        let mut story = asks_work("2026-01-05");
        story.applies(None, false);
        story.hears(Event::IntakeCompleted { assistance: true, area: 0, acts });
        let seen = steps_of(&story.process, &story.terms)[0].steps[0].clone();
        (story, seen)
    };
    let (story, seen) = complete(Some(told(false, false, false)));
    assert!(seen.is_missing() && story.process.held.contains(&Order::RequestEntitlement));
    let (_, seen) = complete(Some(told(true, false, false)));
    assert_eq!(seen.shown.map(|shown| shown.on), Some(day("2026-01-05")));
    let (_, seen) = complete(Some(told(false, false, true)));
    assert_eq!((seen.shown, seen.not_needed.as_deref()), (None, Some(NO_WORK_ASKED)));
    let (story, seen) = complete(None);
    assert!(seen.shown.is_some() && story.process.held.is_empty(), "told by no intake of before");
}

#[test]
fn what_was_done_stays_done_on_its_day() {
    let mut story = asks_work("2026-01-05");
    story.applies(None, false);
    story.hears(Event::WorkActsShown { acts: told(true, false, false) });
    story.today = day("2026-02-02");
    story.hears(Event::WorkActsShown { acts: told(true, true, true) });
    story.hears(Event::WorkActsShown { acts: told(false, false, false) });
    let acts = story.process.work_acts.unwrap();
    assert_eq!(acts.vacancy_offered, Some(day("2026-01-05")));
    assert_eq!((acts.portfolio_begun, acts.not_asked), (Some(day("2026-02-02")), false));
}
