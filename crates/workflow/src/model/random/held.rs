//! What must hold of every process, after every event.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use ::terms::Calendar;
use chrono::NaiveDate;

use super::super::signal::SIGNALS;
use super::super::testing::Story;
use super::super::*;
use super::events::national;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::of(national()));

/// Guarantee 15: something moves the case on, of itself or by a named person or service.
pub fn assert_not_stuck(process: &Process) {
    // An operator has a parked case in hand; it is listed as stuck.
    if process.closed().is_some() || process.parked.is_some() {
        return;
    }
    let beside = [
        TimerName::Task,
        TimerName::Reply,
        TimerName::Contact,
        TimerName::Objection,
        TimerName::ObjectionNear,
        TimerName::Notice,
    ];
    let timer = process.timers().iter().any(|(_, name)| !beside.contains(name));
    // A deviation may be rejected, and then it moved nothing.
    // Nor does a signal, an objection, or a payment.
    let moves = |kind: TaskKind| {
        !matches!(kind, TaskKind::ConfirmDeviation | TaskKind::SolvePayment)
            && !kind.is_about_an_objection()
            && SIGNALS.iter().all(|signal| signal.task != kind)
    };
    let task = process.tasks.iter().any(|task| moves(task.kind));
    let answer = process.awaited().iter().any(|(what, _)| *what != "DecisionReversed");
    assert!(timer || task || answer, "stuck: {process:#?}");
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

/// Whatever ends a case asks back what it has, each thing once, but for what the event says is over already.
pub fn assert_given_back(before: &Process, event: &Event, after: &Process, follow: &Follow) {
    let ends = before.registration.is_some() && before.parked.is_none() && before.is_open();
    if !ends || after.is_open() {
        return;
    }
    let mut expected = done(before);
    match event {
        // Nothing came into being, or it ended of itself.
        Event::EntitlementDecided { .. } | Event::BenefitEnded { .. } => expected.remove("benefit"),
        Event::TrajectoryEnded { .. } if after.trajectory.kind() != TrajectoryKind::Ending => {
            expected.remove("trajectory")
        }
        _ => false,
    };
    let mut counts = BTreeMap::new();
    for undo in follow.commands().filter_map(undo) {
        *counts.entry(undo).or_insert(0) += 1;
    }
    assert_eq!(counts, expected.into_iter().map(|undo| (undo, 1)).collect(), "{event:?} in {before:?}");
}

/// Every last day that came is told with the thing it is of: of a task, and of a review.
pub fn assert_days_told(before: &Process, after: &Process, follow: &Follow) {
    let told = |what: &str, day: NaiveDate| {
        let day = domain::day_in_dutch(day);
        follow.outputs.iter().any(|output| match output {
            Output::Story { title, .. } => title.contains(what) && title.contains(&day),
            _ => false,
        })
    };
    let known: BTreeSet<_> = before.tasks.iter().map(|task| task.id).collect();
    for task in after.tasks.iter().filter(|task| !known.contains(&task.id)) {
        assert!(told(task.kind.title(), task.due), "{task:?} is told without its day: {follow:?}");
    }
    if let Review::Scheduled { due, .. } = after.review
        && !matches!(before.review, Review::Scheduled { due: was, .. } if was == due)
    {
        assert!(told("heronderzoek", due), "a review on {due} is not told: {follow:?}");
    }
}

/// An account of a last day leads to that day.
fn assert_accounted(deadline: &Deadline) {
    let day = domain::day_in_dutch(deadline.day);
    assert!(
        deadline.lines.iter().any(|line| line.text.contains(&day)),
        "{day} is not explained: {deadline:?}"
    );
    assert!(deadline.lines.iter().all(|line| !line.source.is_empty()), "{deadline:?}");
}

/// The last days of an objection: what is kept and told is what its terms come to today.
fn assert_explained(file: &ObjectionFile, today: NaiveDate) {
    assert_accounted(&file.receipt.in_time_until);
    assert_accounted(&file.receipt.decide_by);
    let Some(term) = &file.receipt.decide_term else {
        assert!(file.extended, "only a court gives a last day that no term explains");
        return;
    };
    let due = (!file.stands_still()).then_some(file.receipt.decide_by.day);
    assert_eq!(term.due(&CALENDAR), due, "{term:?}");
    let lines = term.explain(today.max(term.start()), &CALENDAR);
    assert!(due.is_none() || lines.iter().any(|line| line.day == due), "{due:?} is not in {lines:?}");
}

/// Ends the case here and lets the answers come in this order: every undo once, and then closed.
pub fn assert_ends_well(story: &mut Story, order: usize) {
    if story.process.parked.is_some() {
        story.hears(Event::CaseReplayed { reason: "Klaar.".into(), replayed: 0 });
    }
    if story.process.registration.is_none() {
        return;
    }
    // What ended it did not hold: it opens anew, and is not led to its end here.
    if story.process.reopens {
        return;
    }
    if !story.process.is_open() {
        return assert_closes(story, order);
    }
    let expected = done(&story.process);
    let sent = story.hears(Event::EndAsked {
        reason: EndReason::MovedAway,
        from_day: story.today,
        successor: None,
        reasons: String::new(),
    });
    let mut counts = BTreeMap::new();
    for undo in sent.iter().filter_map(undo) {
        *counts.entry(undo).or_insert(0) += 1;
    }
    assert_eq!(counts, expected.into_iter().map(|undo| (undo, 1)).collect(), "{:?}", story.process);

    assert_closes(story, order);
}

/// A case that ends: whatever came back to it in this order, all of it comes back, once, and then it is closed.
fn assert_closes(story: &mut Story, order: usize) {
    let mut answers = VecDeque::from([
        Event::BenefitEnded { from_day: story.today, reason: None },
        Event::ReferralWithdrawn,
        Event::PlaceReleased,
        Event::TrajectoriesClosed,
    ]);
    answers.rotate_left(order % 4);
    let corrected = story
        .process
        .objections
        .iter()
        .filter(|file| matches!(file.correction, Some(Correction::Asked { .. })));
    answers.extend(corrected.map(|file| Event::DecisionReversed { objection: file.id }));
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
    assert_eq!(done(&story.process), BTreeSet::from(["application"]), "kept: {:?}", story.process);
    assert_tasks_after_the_end(&story.process);
    let of_objections = [TimerName::Task, TimerName::Objection, TimerName::ObjectionNear, TimerName::Notice];
    assert!(story.process.timers().iter().all(|(_, name)| of_objections.contains(name)));
}

/// What holds of every process at every moment.
pub fn assert_sound(process: &Process, today: NaiveDate) {
    assert_not_stuck(process);
    for task in &process.tasks {
        assert!(task.due >= task.opened_on && task.opened_on <= today, "{task:?}");
    }
    let mut ids: Vec<_> = process.tasks.iter().map(|task| task.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), process.tasks.len(), "a task twice");
    for file in &process.objections {
        assert_explained(file, today);
        let open =
            |kind| process.tasks.iter().any(|task| task.kind == kind && task.subject == file.id.to_string());
        let asked = match file.state.kind() {
            ObjectionKind::Late => Some(TaskKind::JudgeLateness),
            ObjectionKind::Received => Some(TaskKind::HoldHearing),
            ObjectionKind::Heard => Some(TaskKind::DecideObjection),
            ObjectionKind::NotMade | ObjectionKind::Decided | ObjectionKind::Appealed => None,
        };
        let last = file.receipt.decide_by.day;
        let warned = asked.is_some() && file.warned_of == Some(last);
        assert_eq!(open(TaskKind::DecideObjectionInTime), warned, "{file:?}");
        assert!(
            asked.is_none()
                || process.parked.is_some()
                || file.stands_still()
                || last < today
                || warned
                || file.warns_on > Some(today),
            "nobody will be warned: {file:?} on {today}"
        );
        for kind in [TaskKind::JudgeLateness, TaskKind::HoldHearing, TaskKind::DecideObjection] {
            assert_eq!(open(kind), asked == Some(kind), "{kind:?} in {:?}", file.state);
        }
    }
    if process.closed().is_some() {
        assert_tasks_after_the_end(process);
    }
}

/// Of a closed case an objection goes on, a payment that came back is looked into, and an answer that stays out.
fn assert_tasks_after_the_end(process: &Process) {
    let allowed = |kind: TaskKind| kind.outlives_the_case() || kind == TaskKind::ChaseAnswer;
    assert!(process.tasks.iter().all(|task| allowed(task.kind)), "{:?}", process.tasks);
}

/// Every step is told: at least one line, and a sentence for each command and each new task.
pub fn assert_told(follow: &Follow) {
    let titles: Vec<_> = follow
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::Story { title, .. } => Some(title.as_str()),
            _ => None,
        })
        .collect();
    assert!(titles.iter().any(|title| !title.is_empty()), "nothing was told: {follow:?}");
    // Intake tells what it hears of objections.
    let told_here = |command: &&Command| !matches!(command, Command::NoteObjections(_));
    for command in follow.commands().filter(told_here) {
        let sentence = dutch::ordered(command);
        assert!(titles.iter().any(|title| title.contains(sentence)), "{command:?} was not told: {titles:?}");
    }
    for change in follow.tasks().filter(|change| change.state == TaskState::Open && !change.task.overdue) {
        let title = change.task.kind.title();
        let known = change.task.kind == TaskKind::ReviewCase || change.task.kind == TaskKind::DecideObjection;
        assert!(known || titles.iter().any(|told| told.contains(title)), "{title} was not told: {titles:?}");
    }
}
