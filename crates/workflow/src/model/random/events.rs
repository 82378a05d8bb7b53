//! Events of every kind, to hear in any order.

use std::path::Path;
use std::sync::LazyLock;

use ::terms::StopReason;
use chrono::{Days, NaiveDate};
use domain::{Direction, Id, SignalKind};
use policy::{National, Policies};
use uuid::Uuid;

use crate::actor::law;

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
                | Event::MoneyDecided { .. }
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
        Event::WorkActsShown { acts: WorkActsTold { vacancy_offered: true, ..WorkActsTold::default() } },
        Event::FactsChanged { for_right: Vec::new(), assistance: None },
        Event::FactsChanged { for_right: vec!["capital".into()], assistance: None },
        Event::FactsChanged { for_right: vec!["other_income".into()], assistance: Some(true) },
        Event::FactsChanged { for_right: Vec::new(), assistance: Some(false) },
        seen_again("reassessment", "rules-changed", false),
        seen_again("recall", "no-contact", true),
        Event::ApplicationNotProcessed { reason: "evidence-missing".into() },
        Event::NotReopened { other: "2026-000002".into() },
        Event::BenefitEnded { from_day: today, reason: None },
        Event::PaymentRejected { payment: "one".into() },
        Event::MoneyDecided { matter: Against::Fine, number: 1, on: today, by: Some("anna".into()) },
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
            let first_day = (result == TrajectoryResult::Work).then_some(soon);
            events.push(Event::TrajectoryEnded { trajectory: started, result, first_day });
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
    events.push(Event::SearchLifted { by: "PW art. 41 lid 11".into() });
    events.push(Event::SearchStarted { until: soon });
    for outcome in
        [EntitlementOutcome::Granted, EntitlementOutcome::Denied, EntitlementOutcome::PersonDecides]
    {
        events.push(Event::EntitlementDecided { outcome });
    }
    for assistance in [true, false] {
        events.push(Event::IntakeCompleted { assistance, area: 1, acts: None });
    }
    for (key, direction) in ["work", "sheltered", "care", "alone"].into_iter().zip(Direction::ALL) {
        events.push(assigned(key, direction));
    }
    let came = [(None, true), (None, false), (Some(soon), true), (Some(soon), false)];
    let came = came.map(|(until, complete)| (until, complete, true)).into_iter().chain([(None, true, false)]);
    for (until, complete, assistance) in came {
        events.push(Event::ApplicationReceived {
            registration: Story::on(TODAY).registration(),
            search_until: until,
            intake_complete: complete,
            assistance,
            area: 0,
            acts: None,
        });
    }
    events
}

pub fn seen_again(situation: &str, occasion: &str, intake_complete: bool) -> Event {
    Event::SeenAgain { situation: situation.into(), occasion: occasion.into(), intake_complete }
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
    events.push(Event::EndAsked {
        reason: EndReason::NewHousehold,
        from_day: today,
        successor: None,
        reasons: String::new(),
    });
    events
}

static POLICIES: LazyLock<Policies> = LazyLock::new(|| {
    Policies::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies")).unwrap()
});

/// The law, so that a last day that nobody can explain is one of the product and not of a test.
pub fn national() -> &'static National {
    POLICIES.national()
}

fn of_objections(today: NaiveDate) -> Vec<Event> {
    let later = |days| today.checked_add_days(Days::new(days)).unwrap();
    let mut events = Vec::new();
    for (number, against) in (1..).zip(Against::ALL) {
        // One in three comes late.
        let received_on = later(if number % 3 == 0 { 60 } else { 5 });
        let in_time = law::time_to_object(today, national()).unwrap();
        let committee = number % 2 == 0;
        let decide = law::time_to_decide(in_time.deadline.day, committee, national()).unwrap();
        let receipt = Receipt {
            against: *against,
            notified_on: today,
            received_on,
            posted: None,
            in_time_until: in_time.deadline,
            decide_by: decide.deadline,
            in_time_term: Some(in_time.term),
            decide_term: Some(decide.term),
            early: None,
            committee,
            decided_by: Some("anna".into()),
            prepared_by: None,
            decision: None,
        };
        let objection = Id::new(Uuid::from_u128(number));
        let step = |step| Event::ObjectionStepped { objection, step, reasons: "Zo is het.".into() };
        let decide_by = Some(law::given_by_the_court(later(120)));
        let judged =
            |judgment, unheard| ObjectionStep::Judged { judgment, decide_by: decide_by.clone(), unheard };
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
                ObjectionStep::DefaultNoticed {
                    received_on: later(90),
                    decide_by: law::time_after_notice(later(90), national()).unwrap().deadline,
                },
                ObjectionStep::Decided { upheld: true },
                ObjectionStep::Decided { upheld: false },
                ObjectionStep::Withdrawn,
                ObjectionStep::Appealed,
            ]
            .into_iter()
            .chain(Judgment::ALL.iter().copied().map(|judgment| judged(judgment, false)))
            .chain([judged(Judgment::DecideAnew, true)])
            .map(step),
        );
    }
    events
}

/// Something that someone does to the time to decide on an objection of this case, when the law allows it; `turn` chooses.
pub fn of_the_clock(process: &Process, turn: usize, today: NaiveDate) -> Option<Event> {
    let undecided: Vec<_> = process.objections.iter().filter(|file| file.is_undecided()).collect();
    let file = *undecided.get(turn % undecided.len().max(1))?;
    let later = |days| today.checked_add_days(Days::new(days)).unwrap();
    let reason = if turn.is_multiple_of(2) { StopReason::Consent } else { StopReason::MissingEvidence };
    let step = match turn % 5 {
        0 => {
            let law::Counted { term, deadline } =
                law::longer(file, (later(90), "het advies laat op zich wachten"), national(), today).ok()?;
            ObjectionStep::Extended { decide_by: deadline, term: Some(term) }
        }
        1 | 2 => {
            let until = (turn % 5 == 2).then(|| later(20));
            let (term, decide_by) = law::stopped(file, (reason, later(1), until), national(), today).ok()?;
            ObjectionStep::Stopped { decide_by, term }
        }
        _ => {
            let law::Counted { term, deadline } =
                law::resumed(file, (reason, today), national(), today).ok()?;
            ObjectionStep::Resumed { decide_by: deadline, term }
        }
    };
    Some(Event::ObjectionStepped { objection: file.id, step, reasons: "Zo is het.".into() })
}

/// What happens to assistance that is asked in a case for support only; `turn` chooses.
pub fn of_assistance(process: &Process, turn: usize, today: NaiveDate) -> Option<Event> {
    let asked = |asked| Event::FactsChanged { for_right: Vec::new(), assistance: Some(asked) };
    let decided = |outcome| Event::EntitlementDecided { outcome };
    let searched = |result| Event::SearchEnded { result };
    let left = || Event::ApplicationNotProcessed { reason: "evidence-missing".into() };
    let found = if process.searches_beside() {
        [searched(SearchResult::Withdrew), searched(SearchResult::Searched), asked(true), left()]
    } else if process.is_asked_beside() {
        let ended = Event::BenefitEnded { from_day: today, reason: None };
        [asked(false), left(), decided(EntitlementOutcome::PersonDecides), ended]
    } else if process.is_unasked() {
        let (granted, to_person) = (EntitlementOutcome::Granted, EntitlementOutcome::PersonDecides);
        [decided(granted), decided(to_person), asked(true), asked(true)]
    } else if process.entitlement.kind() == EntitlementKind::NotNeeded {
        let until = today.checked_add_days(Days::new(28)).unwrap();
        [Event::SearchStarted { until }, asked(true), asked(true), asked(true)]
    } else {
        return None;
    };
    found.into_iter().nth(turn % 4)
}

/// Someone does a task that is done by hand; `turn` chooses.
pub fn of_hands(process: &Process, turn: usize) -> Option<Event> {
    let by_hand: Vec<_> = process.tasks.iter().filter(|task| task.kind.closed_by_hand()).collect();
    let task = by_hand.get(turn % by_hand.len().max(1))?;
    Some(Event::TaskCompleted { task: task.id, result: "Gedaan.".into() })
}
