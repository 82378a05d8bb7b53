//! Events of every kind, to hear in any order.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use domain::{Direction, Id, SignalKind};
use uuid::Uuid;

use super::super::testing::{Story, assigned, day};
use super::super::*;
use super::TODAY;

/// One event of every kind and every turn it can take, with a few ids so that some fit and some do not.
pub static EVENTS: LazyLock<Vec<Event>> = LazyLock::new(|| {
    let mut events = of_services(day(TODAY));
    events.extend(of_people(day(TODAY)));
    events
});

pub static OBJECTIONS: LazyLock<Vec<Event>> = LazyLock::new(|| of_objections(day(TODAY)));

/// What changes where the case stands: signals, contacts and objections go on beside that.
pub static MOVES: LazyLock<Vec<Event>> = LazyLock::new(|| {
    let beside = |event: &Event| {
        matches!(
            event,
            Event::SignalRaised { .. }
                | Event::SignalSettled { .. }
                | Event::ContactRecorded { .. }
                | Event::SuccessorNamed { .. }
                | Event::EndAsked { .. }
                | Event::PaymentRejected { .. }
                | Event::CaseParked { .. }
                | Event::CaseReplayed { .. }
        )
    };
    EVENTS.iter().filter(|event| !beside(event)).cloned().collect()
});

fn of_services(today: NaiveDate) -> Vec<Event> {
    let soon = today.checked_add_days(Days::new(10)).unwrap();
    let trajectory = |number| Id::new(Uuid::from_u128(number));
    let mut events = vec![
        Event::FactsChanged,
        Event::ApplicationNotProcessed { reason: "evidence-missing".into() },
        Event::BenefitEnded { from_day: today },
        Event::PaymentRejected { payment: "one".into() },
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
        let not_by = (*signal == SignalKind::RiskDeviation).then(|| "anna".to_owned());
        events.push(Event::SignalRaised {
            signal: *signal,
            subject: subject.clone(),
            due_on: Some(soon),
            not_by,
        });
        events.push(Event::SignalSettled { signal: *signal, subject });
    }
    for result in [SearchResult::Searched, SearchResult::TooLittle, SearchResult::FoundWork] {
        events.push(Event::SearchEnded { result });
    }
    events.push(Event::SearchEnded { result: SearchResult::Lifted });
    events.push(Event::SearchStarted { until: soon });
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
            registration: Story::on(TODAY).registration(),
            search_until: until,
            intake_complete: complete,
            assistance: true,
            area: 0,
        });
    }
    events
}

fn of_people(today: NaiveDate) -> Vec<Event> {
    let mut events = vec![
        Event::ReviewCompleted { choice: ReviewChoice::Unchanged, notes: String::new() },
        Event::ReviewCompleted { choice: ReviewChoice::Recategorise, notes: String::new() },
        Event::PolicyReviewAsked { version: "newer".into(), says: PolicySays::PersonDecides },
        Event::ContactRecorded { on: today, kind: ContactKind::Telephone, notes: String::new() },
        Event::SuccessorNamed { successor: Id::new(Uuid::from_u128(99)) },
    ];
    events.push(Event::CaseParked { by: "olga".into(), reason: "Een fout.".into() });
    // So that parked cases go on often enough.
    for reason in ["Klaar.", "Verder.", "Hervat."] {
        events.push(Event::CaseReplayed { reason: reason.into(), replayed: 0 });
    }
    events.push(Event::EndAsked { reason: EndReason::NewHousehold, from_day: today, successor: None });
    events
}

fn of_objections(today: NaiveDate) -> Vec<Event> {
    let by = |days| {
        let day = today.checked_add_days(Days::new(days)).unwrap();
        Deadline {
            day,
            lines: vec![DeadlineLine { text: "zes weken".into(), source: "Awb art. 6:7".into() }],
        }
    };
    let mut events = Vec::new();
    for (number, against) in (1..).zip(Against::ALL) {
        // One in three comes late.
        let received_on = today.checked_add_days(Days::new(if number % 3 == 0 { 60 } else { 5 })).unwrap();
        let receipt = Receipt {
            against: *against,
            notified_on: today,
            received_on,
            in_time_until: by(42),
            decide_by: by(84),
            committee: number % 2 == 0,
            decided_by: Some("anna".into()),
            decision: None,
        };
        let objection = Id::new(Uuid::from_u128(number));
        let step = |step| Event::ObjectionStepped { objection, step, reasons: "Zo is het.".into() };
        let judged = |judgment| ObjectionStep::Judged { judgment, decide_by: Some(by(120)) };
        events.push(Event::ObjectionReceived {
            objection,
            receipt: Box::new(receipt),
            reasons: String::new(),
        });
        events.push(Event::DecisionReversed { objection });
        events.push(Event::DecisionNotReversed { objection, rule: "decision-unclear".into() });
        events.extend(
            [
                ObjectionStep::Excused,
                ObjectionStep::Inadmissible,
                ObjectionStep::Heard { on: today },
                ObjectionStep::NotHeard { ground: NoHearing::Waived },
                ObjectionStep::Advised { advice: ObjectionOutcome::Upheld },
                ObjectionStep::Extended { decide_by: by(110) },
                ObjectionStep::Decided { upheld: true },
                ObjectionStep::Decided { upheld: false },
                ObjectionStep::Withdrawn,
                ObjectionStep::Appealed,
            ]
            .into_iter()
            .chain(Judgment::ALL.iter().copied().map(judged))
            .map(step),
        );
    }
    events
}
