//! Cases that open anew when what closed them falls.

use super::*;

fn reopened() -> Command {
    Command::ReopenApplication { reason: "objection-upheld".into() }
}

fn anew() -> Command {
    Command::DecideAnew { assessment: ForRight, objection: Id::new(Uuid::from_u128(1)) }
}

fn other() -> Event {
    Event::NotReopened { other: "2026-000002".into() }
}

/// Everything that is taken back at an end.
fn is_back(story: &mut Story) {
    story.hears(Event::ReferralWithdrawn);
    story.hears(Event::TrajectoriesClosed);
    story.hears(Event::BenefitEnded { from_day: story.today, reason: None });
}

#[test]
fn an_ending_that_falls_opens_the_case_and_a_person_decides_on_the_right() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.ends();
    is_back(&mut story);
    assert_eq!(story.process.stage(), Stage::Closed);

    assert_eq!(story.is_upheld(1, Against::Ending), [reopened(), anew()]);

    assert!(story.process.is_open());
    story.hears(right(EntitlementOutcome::PersonDecides));
    assert_eq!(story.tasks(), ["decide-entitlement"]);
    assert_eq!(story.hears(right(EntitlementOutcome::Granted)), [Command::RequestAssessment(ForCategory)]);
    let sent = story.hears(assigned("up", WORK));
    assert!(matches!(sent[..], [Command::OfferReferral { .. }]), "{sent:?}");
}

/// The objection may be decided before all that ended with the case is back.
#[test]
fn an_ending_that_falls_while_it_is_taken_back_opens_the_case_after_it() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.ends();
    assert_eq!(story.is_upheld(1, Against::Ending), []);
    story.hears(Event::ReferralWithdrawn);
    story.hears(Event::TrajectoriesClosed);
    let sent = story.hears(Event::BenefitEnded { from_day: story.today, reason: None });
    assert_eq!(sent, [reopened(), anew()]);
}

#[test]
fn who_asked_support_only_is_categorised_again() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    story.hears(Event::IntakeCompleted { assistance: false, area: 1, acts: None });
    story.hears(assigned("alone", Direction::OwnStrength));
    story.ends();
    let sent = story.is_upheld(1, Against::Ending);
    assert_eq!(sent, [reopened(), Command::RequestAssessment(ForCategory)]);
    assert!(story.process.anew.is_empty());
}

/// It was left though the intake was complete: nobody has an intake to hold, so a person decides on the right.
#[test]
fn an_application_left_after_its_intake_goes_on_with_its_right() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.hears(right(EntitlementOutcome::PersonDecides));
    story.hears(Event::ApplicationNotProcessed { reason: "evidence-missing".into() });
    story.hears(Event::BenefitEnded { from_day: story.today, reason: None });
    assert_eq!(story.process.closed().map(|(_, reason)| reason), Some("not-processed"));

    assert_eq!(story.is_upheld(1, Against::NotProcessed), [reopened(), anew()]);
    story.hears(right(EntitlementOutcome::PersonDecides));
    assert_eq!(story.tasks(), ["decide-entitlement"]);
}

#[test]
fn beside_another_application_a_person_has_it_go_on_once_that_is_over() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.hears(right(EntitlementOutcome::Denied));
    assert_eq!(story.is_upheld(1, Against::Entitlement), [reopened(), anew()]);

    assert_eq!(story.hears(other()), []);
    assert_eq!(story.tasks(), ["reopen-application"]);
    let task = story.process.tasks[0].clone();
    assert_eq!((task.role, task.subject.as_str()), (Role::IntakeConsultant, "2026-000002"));
    assert!(task.kind.closed_by_hand() && story.process.awaited().is_empty(), "no service owes an answer");

    let done = |task| Event::TaskCompleted { task, result: "De andere aanvraag is ingetrokken.".into() };
    assert_eq!(story.hears(done(task.id)), [reopened(), anew()], "in this order");
    // It was not over after all.
    story.hears(other());
    let task = story.process.tasks[0].id;
    assert_eq!(story.hears(done(task)), [reopened(), anew()]);
    story.hears(right(EntitlementOutcome::PersonDecides));
    assert_eq!(story.tasks(), ["decide-entitlement"]);
}

/// It goes on in the other one: the case that was to open ends for good.
#[test]
fn the_case_that_was_to_open_can_end_instead() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.hears(right(EntitlementOutcome::Denied));
    story.is_upheld(1, Against::Entitlement);
    story.hears(other());
    story.ends();
    story.hears(Event::BenefitEnded { from_day: story.today, reason: None });
    assert_eq!((story.process.stage(), story.tasks()), (Stage::Closed, vec![]));
    assert_eq!(story.hears(other()), [], "it came too late");
    assert!(story.tasks().is_empty());
}

/// Why it ends goes with the decision on the right, and not with what ends it another time.
#[test]
fn what_was_written_on_the_end_goes_to_who_ends_the_right() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    let reasons = String::from("Verhuisd naar Assen.");
    let end =
        Event::EndAsked { reason: EndReason::MovedAway, from_day: story.today, successor: None, reasons };
    let sent = story.hears(end);
    let ended = Command::EndBenefit {
        reason: "moved-away".into(),
        from_day: story.today,
        written: "Verhuisd naar Assen.".into(),
    };
    assert!(sent.contains(&ended), "{sent:?}");
    let again = Event::AskedAgain { reason: "De bus lag stil.".into(), replayed: 0 };
    assert!(story.hears(again).contains(&ended), "also when it is asked again");
    is_back(&mut story);
    story.is_upheld(1, Against::Ending);
    assert!(story.process.written_end.is_empty());
}
