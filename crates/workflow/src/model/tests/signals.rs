//! Signals (WF-9), and an application that is not processed (Awb art. 4:5).

use domain::SignalKind;

use super::*;

fn raised(signal: SignalKind, due_on: Option<&str>) -> Event {
    Event::SignalRaised { signal, subject: "first".into(), due_on: due_on.map(day), not_by: None }
}

fn settled(signal: SignalKind) -> Event {
    Event::SignalSettled { signal, subject: "first".into() }
}

#[test]
fn each_signal_opens_its_task_once_and_settled_closes_it_for_ever() {
    for line in super::super::signal::SIGNALS {
        let mut story = Story::on("2026-01-05");
        story.applies(None, false);
        story.hears(raised(line.kind, None));
        assert_eq!(story.tasks(), ["hold-intake", line.task.code()]);

        story.hears(raised(line.kind, None));
        assert_eq!(story.process.tasks.len(), 2, "{:?} was raised twice", line.kind);
        assert!(story.titles.last().unwrap().starts_with("Was al bekend"));

        story.hears(settled(line.kind));
        story.hears(raised(line.kind, None));
        assert_eq!(story.tasks(), ["hold-intake"]);
        let other =
            Event::SignalRaised { signal: line.kind, subject: "second".into(), due_on: None, not_by: None };
        story.hears(other);
        assert_eq!(story.tasks(), ["hold-intake", line.task.code()], "another occasion");
    }
}

#[test]
fn a_signal_says_by_when_and_an_age_never_does() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    story.hears(raised(SignalKind::EvidenceExpires, Some("2026-02-01")));
    story.hears(raised(SignalKind::Turns27, Some("2026-02-01")));
    story.hears(raised(SignalKind::CareNeed, Some("2026-01-04")));
    let due: Vec<_> = story.process.tasks.iter().skip(1).map(|task| task.due).collect();
    assert_eq!(due, [day("2026-02-01"), day("2026-01-19"), day("2026-01-19")]);
}

#[test]
fn the_decision_term_is_for_who_can_decide_and_the_decision_closes_it() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    story.hears(raised(SignalKind::DecisionTermNear, Some("2026-03-02")));
    assert_eq!(story.process.tasks[1].role, Role::IntakeConsultant);
    story.hears(Event::IntakeCompleted { assistance: true, area: 0, acts: None });
    story.hears(raised(SignalKind::DecisionTermOver, None));
    assert_eq!(story.process.tasks[1].role, Role::IncomeConsultant);
    assert_eq!(story.tasks(), ["decide-in-time", "decide-late"]);

    story.hears(right(EntitlementOutcome::Granted));

    assert!(story.tasks().is_empty());
    let late = Event::SignalRaised {
        signal: SignalKind::DecisionTermOver,
        subject: "second".into(),
        due_on: None,
        not_by: None,
    };
    story.hears(late);
    assert!(story.tasks().is_empty());
    assert!(story.titles.last().unwrap().starts_with("Kwam te laat"));
}

#[test]
fn the_role_with_the_lead_gets_what_is_about_the_client() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.hears(raised(SignalKind::NoContact, None));
    assert_eq!(story.process.tasks[0].role, Role::IncomeConsultant);
}

#[test]
fn what_asks_a_second_person_is_for_anyone_with_the_role_but_the_first() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    story.hears(Event::SignalRaised {
        signal: SignalKind::RiskDeviation,
        subject: "deviation-1".into(),
        due_on: None,
        not_by: Some("anna".into()),
    });
    let task = &story.process.tasks[1];
    assert_eq!((task.kind, task.role), (TaskKind::ConfirmRiskDeviation, Role::QualityOfficer));
    assert_eq!(task.not_by.as_deref(), Some("anna"));
    assert!(!task.kind.closed_by_hand(), "only the second person's word closes it");

    let settled = Event::SignalSettled { signal: SignalKind::RiskDeviation, subject: "deviation-1".into() };
    story.hears(settled);
    assert_eq!(story.tasks(), ["hold-intake"]);
}

#[test]
fn a_signal_after_the_end_asks_nobody() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.ends();
    story.hears(raised(SignalKind::CareNeed, None));
    assert!(story.tasks().is_empty());
}

/// Denied with one signal open and one seen to; the objection is upheld.
#[test]
fn what_nobody_saw_to_before_the_end_can_be_asked_again_when_the_case_goes_on() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.hears(raised(SignalKind::EvidenceExpires, None));
    story.hears(raised(SignalKind::Turns27, None));
    story.hears(raised(SignalKind::FactContested, None));
    let expires = story.process.tasks.iter().find(|task| task.kind == TaskKind::RenewEvidence).unwrap().id;
    story.hears(Event::TaskCompleted { task: expires, result: "Gevraagd.".into() });
    story.hears(right(EntitlementOutcome::Denied));
    assert!(story.process.closed().is_some() && story.tasks().is_empty());
    story.hears(raised(SignalKind::Turns27, None));
    assert!(story.tasks().is_empty(), "in between it asks nobody");

    story.is_upheld(1, Against::Entitlement);
    for signal in [SignalKind::EvidenceExpires, SignalKind::Turns27, SignalKind::FactContested] {
        story.hears(raised(signal, None));
        story.hears(raised(signal, None));
    }
    let asked: Vec<_> = story.tasks();
    let count = |code| asked.iter().filter(|kind| **kind == code).count();
    assert_eq!(count("renew-evidence"), 0, "that was seen to");
    assert_eq!((count("review-youth-rules"), count("settle-fact")), (1, 1), "{asked:?}");
}

#[test]
fn the_year_of_who_had_a_business_is_settled_after_the_end_too() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.hears(raised(SignalKind::YearUnsettled, None));
    assert_eq!(story.process.tasks[0].role, Role::IncomeConsultant);
    story.ends();
    assert_eq!(story.tasks(), ["settle-year"], "the end of the case drops it not");
    let next = Event::SignalRaised {
        signal: SignalKind::YearUnsettled,
        subject: "second".into(),
        due_on: None,
        not_by: None,
    };
    story.hears(next);
    assert_eq!(story.tasks(), ["settle-year", "settle-year"]);
    story.hears(settled(SignalKind::YearUnsettled));
    assert_eq!(story.tasks(), ["settle-year"], "of the other year");
}

#[test]
fn an_application_that_is_not_processed_ends_the_case_and_takes_back_what_was_asked() {
    let not_processed = || Event::ApplicationNotProcessed { reason: "evidence-missing".into() };
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    let sent = story.hears(not_processed());
    assert_eq!(sent, [Command::CloseApplication { reason: "not-processed".into() }]);
    assert_eq!(story.process.closed(), Some((day("2026-01-05"), "not-processed")));
    assert!(story.tasks().is_empty());

    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    let sent = story.hears(not_processed());
    assert!(matches!(sent[..], [Command::CloseApplication { .. }, Command::EndBenefit { .. }]), "{sent:?}");
    story.hears(Event::BenefitEnded { from_day: day("2026-01-05"), reason: None });
    assert_eq!(story.process.closed(), Some((day("2026-01-05"), "not-processed")));
}

#[test]
fn after_a_decision_there_is_no_application_to_leave() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    assert!(story.hears(Event::ApplicationNotProcessed { reason: "evidence-missing".into() }).is_empty());
    assert!(story.process.is_open());
}

#[test]
fn what_is_unclear_of_a_payment_is_one_task_and_paying_again_closes_it_after_the_end_too() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.hears(Event::PaymentRejected { payment: "first".into() });
    story.hears(raised(SignalKind::PaymentUnclear, None));
    assert_eq!(story.tasks(), ["solve-payment"], "one task for one payment");
    story.ends();
    assert_eq!(story.tasks(), ["solve-payment"], "the money is still there");
    story.hears(settled(SignalKind::PaymentUnclear));
    assert!(story.tasks().is_empty());
}

#[test]
fn money_for_a_debt_that_was_not_booked_is_a_task_that_outlives_the_case() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.hears(raised(SignalKind::ReceiptNotBooked, None));
    story.hears(raised(SignalKind::ReceiptNotBooked, None));
    story.ends();
    assert_eq!(story.tasks(), ["place-receipt"], "once, and the money is still there");
    let task = &story.process.tasks[0];
    assert_eq!((task.kind, task.role), (TaskKind::PlaceReceipt, Role::IncomeConsultant));
    assert!(task.kind.closed_by_hand() && task.kind.can_be_done_by(Role::IncomeConsultant));
}

/// Asked in time by a person; when the advice is over by UWV's adapter, and the person is left alone.
#[test]
fn an_advice_that_runs_out_is_for_reintegration_until_uwv_is_asked_anew() {
    let mut story = Story::on("2026-01-05");
    story.goes("sheltered", Direction::Sheltered);
    story.hears(Event::PutOnWaitingList { position: 1 });
    story.hears(raised(SignalKind::AdviceExpires, Some("2026-03-02")));
    let task = &story.process.tasks[0];
    assert_eq!((task.kind, task.role), (TaskKind::RenewAdvice, Role::ReintegrationConsultant));
    assert_eq!(task.due, day("2026-03-02"));
    assert!(!task.kind.closed_by_hand(), "a new advice closes it");
    assert!(task.kind.can_be_done_by(Role::ReintegrationConsultant));

    story.hears(Event::AdviceRequested);
    story.hears(settled(SignalKind::AdviceExpires));
    assert_eq!(story.tasks(), ["give-advice"]);
}
