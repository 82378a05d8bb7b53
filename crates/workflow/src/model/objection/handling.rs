//! What an event does to the objections it is about, and to the tasks for them.

use domain::ObjectionId;

use super::super::act::{act, add, new_task, remove};
use super::super::advance::Turn;
use super::super::effect::{Effect, Output};
use super::super::event::Event;
use super::super::process::Process;
use super::super::state::{Objection, ObjectionKind, Region};
use super::super::table::{Table, To};
use super::super::task::{Task, TaskChange, TaskKind, TaskState};
use super::super::timer::TimerName;
use super::super::trigger::Trigger;
use super::{Correction, DefaultNotice, Judgment, ObjectionFile, ObjectionOutcome, ObjectionStep, warning};

/// Steps every objection that the event is about; the clock is about all that are overdue, or near it.
pub fn step(process: &mut Process, trigger: Trigger, turn: &mut Turn<'_>) {
    if trigger.home() != Some(Region::Objection) {
        return;
    }
    let ids = match turn.event {
        Event::TimerDue { timer } => {
            let is_due = |file: &&ObjectionFile| match timer {
                TimerName::ObjectionNear => file.warns_on.is_some_and(|day| day <= turn.day),
                _ => file.is_overdue(*timer, turn.day),
            };
            process.objections.iter().filter(is_due).map(|file| file.id).collect()
        }
        event => Vec::from_iter(event.objection()),
    };
    for id in ids {
        turn.objection = Some(id);
        step_one(process, id, trigger, turn);
    }
}

fn step_one(process: &mut Process, id: ObjectionId, trigger: Trigger, turn: &mut Turn<'_>) {
    let kind = process.objection(id).map_or(ObjectionKind::NotMade, |file| file.state.kind());
    let Some(row) = kind.row(trigger) else { return };
    match row.to {
        To::Refuse => {
            turn.refused = true;
            return;
        }
        To::Go(to) => enter(process, id, to, turn),
        To::Stay => {}
    }
    take_in(process, id, turn);
    for effect in row.effects {
        match effect {
            // The clock names no objection.
            Effect::Open(kind @ TaskKind::DecideObjectionInTime) => open_about(*kind, id, process, turn),
            effect => act(*effect, process, turn),
        }
    }
    tell_tasks_their_day(process, id, turn);
}

fn enter(process: &mut Process, id: ObjectionId, to: ObjectionKind, turn: &Turn<'_>) {
    let since = turn.day;
    if let Event::ObjectionReceived { receipt, .. } = turn.event
        && process.objection(id).is_none()
    {
        process.objections.push(ObjectionFile::new(id, receipt.as_ref().clone(), since));
    }
    let Some(file) = process.objection_mut(id) else { return };
    let said = turn.event.objection_step().and_then(ObjectionStep::outcome);
    // What stood before, where the step says nothing about that.
    let outcome = said.or(file.outcome()).unwrap_or(ObjectionOutcome::Dismissed);
    file.state = match to {
        ObjectionKind::NotMade => Objection::NotMade { since },
        ObjectionKind::Late => Objection::Late { since },
        ObjectionKind::Received => Objection::Received { since },
        ObjectionKind::Heard => Objection::Heard { since },
        ObjectionKind::Decided => Objection::Decided { since, outcome },
        ObjectionKind::Appealed => Objection::Appealed { since, outcome },
    };
}

/// What an event says besides where it leads.
fn take_in(process: &mut Process, id: ObjectionId, turn: &Turn<'_>) {
    let Some(file) = process.objection_mut(id) else { return };
    match turn.event.objection_step() {
        Some(ObjectionStep::Advised { advice }) => file.advice = Some(*advice),
        Some(ObjectionStep::Extended { decide_by, term }) => {
            file.receipt.decide_by = decide_by.clone();
            file.receipt.decide_term.clone_from(term);
            file.extended = true;
        }
        Some(ObjectionStep::Stopped { decide_by, term }) => {
            file.receipt.decide_by = decide_by.clone().unwrap_or_else(|| file.receipt.decide_by.clone());
            file.receipt.decide_term = Some(term.clone());
        }
        Some(ObjectionStep::Resumed { decide_by, term }) => {
            file.receipt.decide_by = decide_by.clone();
            file.receipt.decide_term = Some(term.clone());
        }
        Some(ObjectionStep::Judged {
            judgment: Judgment::DecideAnew, decide_by: Some(decide_by), ..
        }) => {
            file.receipt.decide_by = decide_by.clone();
            file.receipt.decide_term = None;
            // What the court asks anew is not put off again.
            (file.extended, file.noticed, file.decided_on) = (true, false, None);
            (file.default_notice, file.warned_of) = (None, None);
        }
        Some(ObjectionStep::DefaultNoticed { received_on, decide_by }) => {
            let (received_on, decide_by) = (*received_on, decide_by.clone());
            file.default_notice = Some(DefaultNotice { received_on, decide_by, told: false });
        }
        _ => match turn.event {
            Event::TimerDue { timer: TimerName::ObjectionNear } => {
                file.warned_of = Some(file.receipt.decide_by.day);
            }
            Event::TimerDue { timer: TimerName::Objection } => file.noticed = true,
            _ => {}
        },
    }
    if let (Event::TimerDue { timer: TimerName::Notice }, Some(notice)) =
        (turn.event, &mut file.default_notice)
    {
        notice.told = true;
    }
    let upheld = |step: &ObjectionStep| {
        matches!(
            step,
            ObjectionStep::Decided { upheld: true }
                | ObjectionStep::Judged { judgment: Judgment::Upheld, .. }
        )
    };
    let since = turn.day;
    if file.state.kind() == ObjectionKind::Decided {
        file.decided_on.get_or_insert(since);
    }
    match turn.event {
        Event::ObjectionStepped { step, reasons, .. } if upheld(step) => file.held = Some(reasons.clone()),
        Event::DecisionReversed { .. } => file.correction = Some(Correction::Done { since }),
        Event::DecisionNotReversed { .. } => file.correction = Some(Correction::ByHand { since }),
        _ => {}
    }
}

/// Opens a task about the objection of this event; it must be done before the objection must be decided.
pub fn open_task(kind: TaskKind, process: &mut Process, turn: &mut Turn<'_>) {
    if let Some(id) = turn.event.objection() {
        open_about(kind, id, process, turn);
    }
}

fn open_about(kind: TaskKind, id: ObjectionId, process: &mut Process, turn: &mut Turn<'_>) {
    let Some(file) = process.objection(id).cloned() else { return };
    let subject = file.id.to_string();
    if process.tasks.iter().any(|task| task.kind == kind && task.subject == subject) {
        return;
    }
    let task = new_task(kind, subject, process, turn);
    let last = file.receipt.decide_by.day.max(turn.day);
    let due = match kind {
        TaskKind::DecideObjection | TaskKind::DecideObjectionInTime => last,
        TaskKind::DecideNoticedObjection => {
            file.default_notice.as_ref().map_or(last, |notice| notice.decide_by.day.max(turn.day))
        }
        TaskKind::CorrectDecision => task.due,
        _ => task.due.min(last),
    };
    add(Task { due, not_by: file.receipt.decided_by, ..task }, process, turn);
}

/// A later last day is one for who decides as well.
fn tell_tasks_their_day(process: &mut Process, id: ObjectionId, turn: &mut Turn<'_>) {
    if let Some(
        ObjectionStep::Extended { .. } | ObjectionStep::Stopped { .. } | ObjectionStep::Resumed { .. },
    ) = turn.event.objection_step()
    {
        warning::withdraw(process, id, turn);
    }
    let decide_by = match turn.event.objection_step() {
        Some(ObjectionStep::Extended { decide_by, .. } | ObjectionStep::Resumed { decide_by, .. }) => {
            decide_by
        }
        Some(ObjectionStep::Stopped { decide_by: Some(decide_by), .. }) => decide_by,
        _ => return,
    };
    let subject = id.to_string();
    let told = |task: &&mut Task| task.kind == TaskKind::DecideObjection && task.subject == subject;
    for task in process.tasks.iter_mut().filter(told) {
        task.due = decide_by.day.max(turn.day);
        task.overdue = false;
        turn.follow.outputs.push(Output::Task(TaskChange::open(task)));
    }
}

/// Every task about the objection of this event goes: there is nothing left to do for it.
pub fn close_tasks(process: &mut Process, turn: &mut Turn<'_>) {
    let Some(id) = turn.event.objection() else { return };
    let subject = id.to_string();
    remove(process, turn, TaskState::Done, |task, _| {
        task.kind.is_about_an_objection() && task.subject == subject
    });
}
