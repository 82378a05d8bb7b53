//! Any event in any order: never a panic, never a case that is silently stuck, and every undoing once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use domain::{Direction, Id, SignalKind};
use uuid::Uuid;

use super::signal::SIGNALS;
use super::testing::{Story, assigned, day};
use super::*;

pub const TODAY: &str = "2026-01-05";

/// One event of every kind and every turn it can take, with a few ids so that some fit and some do not.
static EVENTS: LazyLock<Vec<Event>> = LazyLock::new(|| {
    let mut events = of_services(day(TODAY));
    events.extend(of_people(day(TODAY)));
    events
});

static OBJECTIONS: LazyLock<Vec<Event>> = LazyLock::new(|| of_objections(day(TODAY)));

/// What changes where the case stands: signals, contacts and objections go on beside that.
static MOVES: LazyLock<Vec<Event>> = LazyLock::new(|| {
    let beside = |event: &Event| {
        matches!(
            event,
            Event::SignalRaised { .. }
                | Event::SignalSettled { .. }
                | Event::ContactRecorded { .. }
                | Event::SuccessorNamed { .. }
                | Event::EndAsked { .. }
                | Event::PaymentRejected { .. }
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
        };
        let objection = Id::new(Uuid::from_u128(number));
        let step = |step| Event::ObjectionStepped { objection, step, reasons: "Zo is het.".into() };
        let judged = |judgment| ObjectionStep::Judged { judgment, decide_by: Some(by(120)) };
        events.push(Event::ObjectionReceived {
            objection,
            receipt: Box::new(receipt),
            reasons: String::new(),
        });
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

/// Only a person's wish can be refused.
fn is_of_a_person(event: &Event) -> bool {
    matches!(
        event,
        Event::ReviewCompleted { .. }
            | Event::PolicyReviewAsked { .. }
            | Event::ContactRecorded { .. }
            | Event::SuccessorNamed { .. }
            | Event::EndAsked { .. }
            | Event::ObjectionReceived { .. }
            | Event::ObjectionStepped { .. }
    )
}

/// Guarantee 15: something moves the case on, of itself or by a named person or service.
fn assert_not_stuck(process: &Process) {
    if process.closed().is_some() {
        return;
    }
    let beside = [TimerName::Task, TimerName::Reply, TimerName::Contact, TimerName::Objection];
    let timer = process.timers().iter().any(|(_, name)| !beside.contains(name));
    // A deviation may be rejected, and then it moved nothing.
    // Nor does a signal, an objection, or a payment.
    let moves = |kind: TaskKind| {
        !matches!(kind, TaskKind::ConfirmDeviation | TaskKind::SolvePayment)
            && !kind.is_about_an_objection()
            && SIGNALS.iter().all(|signal| signal.task != kind)
    };
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
    let sent =
        story.hears(Event::EndAsked { reason: EndReason::MovedAway, from_day: story.today, successor: None });
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
    // Only objections go on.
    assert!(
        story.process.tasks.iter().all(|task| task.kind.outlives_the_case()),
        "{:?}",
        story.process.tasks
    );
    let of_objections = [TimerName::Task, TimerName::Objection];
    assert!(story.process.timers().iter().all(|(_, name)| of_objections.contains(name)));
}

/// Numbers that look random and are the same each time (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// What holds of every process at every moment.
fn assert_sound(process: &Process, today: NaiveDate) {
    assert_not_stuck(process);
    for task in &process.tasks {
        assert!(task.due >= task.opened_on && task.opened_on <= today, "{task:?}");
    }
    let mut ids: Vec<_> = process.tasks.iter().map(|task| task.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), process.tasks.len(), "a task twice");
    for file in &process.objections {
        assert!(!file.receipt.decide_by.lines.is_empty(), "a last day that nobody can explain");
        let open =
            |kind| process.tasks.iter().any(|task| task.kind == kind && task.subject == file.id.to_string());
        let asked = match file.state.kind() {
            ObjectionKind::Late => Some(TaskKind::JudgeLateness),
            ObjectionKind::Received => Some(TaskKind::HoldHearing),
            ObjectionKind::Heard => Some(TaskKind::DecideObjection),
            ObjectionKind::NotMade | ObjectionKind::Decided | ObjectionKind::Appealed => None,
        };
        for kind in [TaskKind::JudgeLateness, TaskKind::HoldHearing, TaskKind::DecideObjection] {
            assert_eq!(open(kind), asked == Some(kind), "{kind:?} in {:?}", file.state);
        }
    }
    if process.closed().is_some() {
        let allowed = |kind: TaskKind| {
            kind.outlives_the_case() || matches!(kind, TaskKind::SolvePayment | TaskKind::ChaseAnswer)
        };
        assert!(process.tasks.iter().all(|task| allowed(task.kind)), "{:?}", process.tasks);
    }
}

/// Every step is told: at least one line, and a sentence for each command and each new task.
fn assert_told(follow: &Follow) {
    let titles: Vec<_> = follow
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::Story { title, .. } => Some(title.as_str()),
            _ => None,
        })
        .collect();
    assert!(titles.iter().any(|title| !title.is_empty()), "nothing was told: {follow:?}");
    for command in follow.commands() {
        let sentence = dutch::ordered(command);
        assert!(titles.iter().any(|title| title.contains(sentence)), "{command:?} was not told: {titles:?}");
    }
    for change in follow.tasks().filter(|change| change.state == TaskState::Open && !change.task.overdue) {
        let title = change.task.kind.title();
        let known = change.task.kind == TaskKind::ReviewCase || change.task.kind == TaskKind::DecideObjection;
        assert!(known || titles.iter().any(|told| told.contains(title)), "{title} was not told: {titles:?}");
    }
}

/// One case of up to `steps` events; how many steps were taken. Each process on the way is seen, with what it hears.
fn walk(numbers: &mut Numbers, steps: usize, see: &mut dyn FnMut(&Process, &Event)) -> usize {
    let mut story = Story::on(TODAY);
    if numbers.below(4) > 0 {
        story.applies(None, true);
    }
    let mut taken = 0;
    for _ in 0..steps {
        if story.process.closed().is_some() && numbers.below(6) == 0 {
            break;
        }
        taken += 1;
        // Most things happen on the same day; now and then time passes.
        if numbers.below(8) == 0 {
            let days = u64::try_from(numbers.below(9) * 20 + 1).unwrap();
            story.today = story.today.checked_add_days(Days::new(days)).unwrap();
            for (_, timer) in story.process.timers().into_iter().filter(|(due, _)| *due <= story.today) {
                see(&story.process, &Event::TimerDue { timer });
            }
            let follow = story.pass_quickly();
            assert!(story.process.next_due().is_none_or(|due| due > story.today));
            if !follow.outputs.is_empty() {
                assert_told(&follow);
            }
            assert_sound(&story.process, story.today);
            continue;
        }
        let events = if numbers.below(4) == 0 { &OBJECTIONS } else { &EVENTS };
        let event = &events[numbers.below(events.len())];
        // A case that is not known yet is not found.
        if is_of_a_person(event) && story.process.registration.is_none() {
            continue;
        }
        see(&story.process, event);
        let before = story.process.clone();
        match story.asks_quickly(event) {
            Ok(follow) => {
                assert_told(&follow);
                assert_sound(&story.process, story.today);
            }
            Err(refusal) => {
                assert!(is_of_a_person(event), "{event:?} was refused: {refusal:?}");
                assert_eq!(story.process, before, "a refusal leaves no trace");
            }
        }
    }
    let stored = serde_json::to_string(&story.process).unwrap();
    assert_eq!(serde_json::from_str::<Process>(&stored).unwrap(), story.process, "what is stored comes back");
    assert_ends_well(&mut story, numbers.below(4));
    taken
}

/// Steps of the suite; with TEST_LONG twenty times as many.
const STEPS: usize = 120_000;

#[test]
fn any_events_in_any_order_leave_no_case_stuck_and_undo_once() {
    let steps = if std::env::var_os("TEST_LONG").is_some() { STEPS * 20 } else { STEPS };
    let started = std::time::Instant::now();
    let (mut taken, mut walks) = (0, 0u64);
    let mut heard = BTreeSet::new();
    while taken < steps {
        walks += 1;
        // Each case has numbers of its own, so that one that fails can be walked alone.
        let mut see = |process: &Process, event: &Event| heard.extend(decided(process, event));
        let walked = AssertUnwindSafe(|| walk(&mut Numbers(walks), 60, &mut see));
        let outcome = std::panic::catch_unwind(walked);
        assert!(outcome.is_ok(), "case {walks} fails");
        taken += outcome.unwrap_or_default();
    }
    let ms = started.elapsed().as_millis();
    println!(
        "{taken} steps of {walks} cases in {ms} ms; {} pairs of state and event were walked",
        heard.len()
    );
    let walked: BTreeSet<_> = heard.iter().map(|(_, _, trigger)| *trigger).collect();
    let missed: Vec<_> = Trigger::HEARD.iter().filter(|trigger| !walked.contains(*trigger)).collect();
    // Nothing random ends a task by hand: that has tests of its own.
    assert_eq!(missed, [&Trigger::TaskDone], "never walked");
}

/// Which regions decide on an event, and in which state.
fn decided(process: &Process, event: &Event) -> Vec<(Region, &'static str, Trigger)> {
    if process.registration.is_none() {
        return Vec::new();
    }
    let of_objection = event.objection().and_then(|id| process.objection(id));
    let pair = |trigger: Trigger| {
        let region = trigger.home()?;
        let state = match (region, of_objection) {
            (Region::Objection, Some(file)) => file.state.kind().name(),
            (Region::Objection, None) => ObjectionKind::NotMade.name(),
            _ => process.regions().into_iter().find(|(name, _, _)| *name == region.name())?.1,
        };
        Some((region, state, trigger))
    };
    event.triggers(process).into_iter().filter_map(pair).collect()
}

/// Every process on the way of so many cases.
pub fn see_cases(cases: u64, see: &mut dyn FnMut(&Process, &Event)) {
    for number in 1..=cases {
        walk(&mut Numbers(number), 60, see);
    }
}

/// Every state that a complete application can reach at all on the first day, not only the likely ones, with the number of the event
/// that led to it. Found once for all tests that look at each.
pub static REACHED: LazyLock<Vec<(Process, usize)>> = LazyLock::new(|| {
    let events = &MOVES;
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
            if story.asks_quickly(event).is_ok() && seen.insert(kinds(&story.process)) {
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
