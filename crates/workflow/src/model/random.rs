//! Any event in any order: never a panic, never a case that is silently stuck, and every undoing once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use chrono::Days;
use domain::{Direction, Id, SignalKind};
use proptest::prelude::*;
use uuid::Uuid;

use super::signal::SIGNALS;
use super::testing::{Story, assigned, day};
use super::*;

/// One event of every kind and every turn it can take, with a few ids so that some fit and some do not.
fn any_event(today: &str) -> Vec<Event> {
    let soon = day(today).checked_add_days(Days::new(10)).unwrap();
    let trajectory = |number| Id::new(Uuid::from_u128(number));
    let mut events = vec![
        Event::FactsChanged,
        Event::ApplicationNotProcessed { reason: "evidence-missing".into() },
        Event::BenefitEnded { from_day: day(today) },
        Event::CategoryNeedsPerson { missing: Vec::new() },
        Event::CategoryNeedsPerson { missing: vec!["motivation".into()] },
        Event::DeviationProposed { deviation: Id::new(Uuid::from_u128(1)), by: "anna".into() },
        Event::DeviationSettled { deviation: Id::new(Uuid::from_u128(1)), confirmed: true },
        Event::ReferralOffered {
            referral: Id::new(Uuid::from_u128(1)),
            partner: "a".into(),
            answer_by: soon,
        },
        Event::ReferralAccepted { referral: Id::new(Uuid::from_u128(1)), partner: "a".into() },
        Event::ReferralDeclined { expired: true },
        Event::NoPartnerLeft,
        Event::ReferralWithdrawn,
        Event::AdviceRequested,
        Event::AdviceNegative,
        Event::PlaceAssigned { place: Id::new(Uuid::from_u128(1)) },
        Event::PutOnWaitingList { position: 1 },
        Event::PlaceReleased,
        Event::TrajectoryRefused,
        Event::TrajectoriesClosed,
        Event::ReviewCompleted { choice: ReviewChoice::Unchanged, notes: String::new() },
        Event::ReviewCompleted { choice: ReviewChoice::Recategorise, notes: String::new() },
        Event::PolicyReviewAsked { version: "newer".into(), says: PolicySays::PersonDecides },
    ];
    for number in [1, 2] {
        let started = trajectory(number);
        events.push(Event::TrajectoryStarted { trajectory: started, instrument: "i".into(), ends_on: soon });
        for result in [TrajectoryResult::Work, TrajectoryResult::Education, TrajectoryResult::Other] {
            events.push(Event::TrajectoryEnded { trajectory: started, result });
        }
    }
    for signal in SignalKind::ALL {
        let subject = "once".to_owned();
        events.push(Event::SignalRaised { signal: *signal, subject: subject.clone(), due_on: Some(soon) });
        events.push(Event::SignalSettled { signal: *signal, subject });
    }
    for result in [SearchResult::Searched, SearchResult::TooLittle, SearchResult::FoundWork] {
        events.push(Event::SearchEnded { result });
    }
    for outcome in
        [EntitlementOutcome::Granted, EntitlementOutcome::Denied, EntitlementOutcome::PersonDecides]
    {
        events.push(Event::EntitlementDecided { outcome });
    }
    for assistance in [true, false] {
        events.push(Event::IntakeCompleted { assistance, area: 1 });
    }
    for (key, direction) in ["work", "sheltered", "care", "alone"].into_iter().zip(Direction::ALL) {
        events.push(assigned(key, direction));
    }
    for (until, complete) in [(None, true), (None, false), (Some(soon), true), (Some(soon), false)] {
        events.push(Event::ApplicationReceived {
            registration: Story::on(today).registration(),
            search_until: until,
            intake_complete: complete,
            assistance: true,
            area: 0,
        });
    }
    events
}

/// Guarantee 15: something moves the case on, of itself or by a named person or service.
fn assert_not_stuck(process: &Process) {
    if process.closed().is_some() {
        return;
    }
    let timer = process.timers().iter().any(|(_, name)| !matches!(name, TimerName::Task | TimerName::Reply));
    // A deviation may be rejected, and then it moved nothing.
    // Nor does a signal.
    let moves = |kind| kind != TaskKind::ConfirmDeviation && SIGNALS.iter().all(|signal| signal.task != kind);
    let task = process.tasks.iter().any(|task| moves(task.kind));
    assert!(timer || task || !process.awaited().is_empty(), "stuck: {process:#?}");
}

fn undo(command: &Command) -> Option<&'static str> {
    match command {
        Command::EndBenefit { .. } => Some("benefit"),
        Command::WithdrawReferral { .. } => Some("referral"),
        Command::EndTrajectory { .. } => Some("trajectory"),
        Command::ReleasePlace { .. } => Some("place"),
        Command::CloseApplication { .. } => Some("application"),
        _ => None,
    }
}

/// What is done and has not been asked back yet.
fn done(process: &Process) -> BTreeSet<&'static str> {
    use {EntitlementKind as E, ReferralKind as R, TrajectoryKind as T};
    let mut done = BTreeSet::from(["application"]);
    if matches!(process.entitlement.kind(), E::Asked | E::WithPerson | E::Granted) {
        done.insert("benefit");
    }
    if matches!(process.referral.kind(), R::Requested | R::Offered | R::Overdue | R::Accepted) {
        done.insert("referral");
    }
    if matches!(process.referral.kind(), R::PlaceAsked | R::AdviceAsked | R::Waiting | R::Placed) {
        done.insert("place");
    }
    if matches!(process.trajectory.kind(), T::Requested | T::Running) {
        done.insert("trajectory");
    }
    done
}

/// Ends the case here and lets the answers come in this order: every undo once, and then closed.
fn assert_ends_well(story: &mut Story, order: usize) {
    if !story.process.is_open() || story.process.registration.is_none() {
        return;
    }
    let expected = done(&story.process);
    let sent = story.hears(Event::EndAsked { reason: EndReason::MovedAway, from_day: story.today });
    let mut counts = BTreeMap::new();
    for undo in sent.iter().filter_map(undo) {
        *counts.entry(undo).or_insert(0) += 1;
    }
    assert_eq!(counts, expected.into_iter().map(|undo| (undo, 1)).collect(), "{:?}", story.process);

    let mut answers = VecDeque::from([
        Event::BenefitEnded { from_day: story.today },
        Event::ReferralWithdrawn,
        Event::PlaceReleased,
        Event::TrajectoriesClosed,
    ]);
    answers.rotate_left(order % 4);
    for answer in answers {
        // Only what is awaited is answered.
        let awaited = story.process.awaited();
        let name = format!("{answer:?}");
        if awaited.iter().any(|(awaited, _)| name.starts_with(awaited)) {
            let more = story.hears(answer);
            assert!(more.is_empty(), "nothing is undone twice: {more:?}");
        }
        assert_not_stuck(&story.process);
    }
    assert!(story.process.closed().is_some(), "not closed: {:?}", story.process);
    assert!(story.process.tasks.is_empty() && story.process.next_due().is_none());
}

const TODAY: &str = "2026-01-05";

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_events_in_any_order_leave_no_case_stuck_and_undo_once(
        steps in prop::collection::vec((any::<prop::sample::Index>(), 0u64..40), 1..40),
        order in 0usize..4,
        registered in prop::sample::select(vec![true, true, true, false]),
    ) {
        let mut story = Story::on(TODAY);
        if registered {
            story.applies(None, true);
        }
        for (index, days) in steps {
            // Most things happen on the same day; now and then time passes.
            if days > 30 {
                story.today = story.today.checked_add_days(Days::new((days - 30) * 20)).unwrap();
                story.pass();
                prop_assert!(story.process.next_due().is_none_or(|due| due > story.today));
                assert_not_stuck(&story.process);
            }
            let event = index.get(&any_event(TODAY)).clone();
            let of_a_person =
                matches!(event, Event::ReviewCompleted { .. } | Event::PolicyReviewAsked { .. });
            if of_a_person && story.process.registration.is_none() {
                // A case that is not known yet is not found.
                continue;
            }
            let outcome = story.asks(&event);
            prop_assert!(outcome.is_ok() || of_a_person, "{:?} was refused", event);
            assert_not_stuck(&story.process);
        }
        assert_ends_well(&mut story, order);
    }
}

/// Every state that a complete application can reach at all on the first day, not only the likely ones, with the number of the event
/// that led to it. Found once for all tests that look at each.
pub static REACHED: LazyLock<Vec<(Process, usize)>> = LazyLock::new(|| {
    let events = any_event(TODAY);
    let kinds = |process: &Process| process.regions().map(|(_, state, _)| state);
    let (mut seen, mut reached) = (BTreeSet::new(), Vec::new());
    let mut first = Story::on(TODAY);
    first.applies(None, true);
    seen.insert(kinds(&first.process));
    reached.push((first.process, 0));
    let mut next = 0;
    while let Some((process, _)) = reached.get(next).cloned() {
        next += 1;
        for (order, event) in events.iter().enumerate() {
            let mut story = Story::on(TODAY);
            story.process = process.clone();
            if story.asks(event).is_ok() && seen.insert(kinds(&story.process)) {
                reached.push((story.process, order));
            }
        }
    }
    reached
});

#[test]
fn every_state_that_can_be_reached_has_a_way_on() {
    for (process, order) in REACHED.iter() {
        assert_not_stuck(process);
        let mut story = Story::on(TODAY);
        story.process = process.clone();
        assert_ends_well(&mut story, *order);
    }
    assert!(REACHED.len() > 500, "only {} states were reached", REACHED.len());
}
