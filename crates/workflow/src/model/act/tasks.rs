//! Tasks that come and go by what happened.

use chrono::Days;
use domain::{ObjectionId, TaskId};

use super::super::advance::Turn;
use super::super::dutch;
use super::super::effect::{AssessmentKind, Output};
use super::super::event::Event;
use super::super::process::Process;
use super::super::task::{Task, TaskChange, TaskKind, TaskState};
use super::super::{again, new_policy, objection, outflow, steps};

/// The objection that a person decides anew for with this task.
fn decided_anew(kind: TaskKind, process: &Process) -> Option<ObjectionId> {
    let assessment = match kind {
        TaskKind::DecideEntitlement => AssessmentKind::Entitlement,
        TaskKind::AssignCategory => AssessmentKind::Category,
        _ => return None,
    };
    process.anew.get(&assessment).copied()
}

pub(in super::super) fn open(kind: TaskKind, process: &mut Process, turn: &mut Turn<'_>) {
    if kind.is_about_an_objection() {
        return objection::open_task(kind, process, turn);
    }
    let told_of = match turn.event {
        Event::FactsChanged { for_right, .. } if kind == TaskKind::ReassessRight => {
            Some(changed_by_now(for_right, process))
        }
        Event::PolicyReviewAsked { says, .. } => Some(new_policy::subject(process, says, turn.terms)),
        event if kind == TaskKind::DecideOutflow => outflow::subject(process, event),
        event if kind == TaskKind::ReviewCase => again::subject(event),
        _ => None,
    };
    let anew = decided_anew(kind, process);
    let (subject, not_by) = match turn.event {
        _ if kind == TaskKind::SetPenalty => {
            (turn.objection.map(|objection| objection.to_string()).unwrap_or_default(), None)
        }
        _ if kind == TaskKind::TakeSteps => (steps::subject(process, turn.terms), None),
        _ if anew.is_some() => (anew.map(|objection| objection.to_string()).unwrap_or_default(), None),
        Event::DeviationProposed { deviation, by } => (deviation.to_string(), Some(by.clone())),
        Event::CategoryNeedsPerson { missing } => (missing.join(","), None),
        Event::PaymentRejected { payment } => (payment.clone(), None),
        Event::NotReopened { other } => (other.clone(), None),
        _ if told_of.is_some() => (told_of.clone().unwrap_or_default(), None),
        _ => match process.awaited().into_iter().min_by_key(|(_, since)| *since) {
            Some((answer, _)) if kind == TaskKind::ChaseAnswer => (answer.to_owned(), None),
            _ => (String::new(), None),
        },
    };
    if kind == TaskKind::ChaseAnswer {
        process.chased_on = Some(turn.day);
    }
    if told_of.is_some() && tell_open(kind, &subject, process, turn) {
        return;
    }
    if process.tasks.iter().any(|task| task.kind == kind && task.subject == subject) {
        return;
    }
    let task = new_task(kind, subject, process, turn);
    let due = if kind == TaskKind::DecideOutflow { outflow::due(turn.event, task.due) } else { task.due };
    add(Task { due, not_by, ..task }, process, turn);
}

/// What changed, with what the task that is open already says so of.
fn changed_by_now(for_right: &[String], process: &Process) -> String {
    let open = process.tasks.iter().find(|task| task.kind == TaskKind::ReassessRight);
    let known = open.iter().flat_map(|task| task.subject.split(','));
    let mut keys: Vec<&str> = known.collect();
    for key in for_right {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    keys.join(",")
}

/// A task of this kind, by the terms of the policy.
pub(in super::super) fn new_task(
    kind: TaskKind,
    subject: String,
    process: &Process,
    turn: &Turn<'_>,
) -> Task {
    let days = Days::new(u64::from(kind.days(turn.terms)));
    let due = turn.day.checked_add_days(days).unwrap_or(chrono::NaiveDate::MAX);
    let place = turn.follow.outputs.len();
    Task {
        id: TaskId::new(turn.moment.id(&format!("task:{}:{place}", kind.code()))),
        kind,
        subject,
        role: kind.role(process),
        opened_on: turn.day,
        due,
        claimed_by: None,
        not_by: None,
        overdue: false,
        escalated_to: Vec::new(),
        next_step: None,
    }
}

pub(in super::super) fn add(task: Task, process: &mut Process, turn: &mut Turn<'_>) {
    turn.said.push(dutch::opened(&task));
    turn.follow.outputs.push(Output::Task(TaskChange::open(&task)));
    process.tasks.push(task);
}

/// Tells the task of this kind that is open already what it is about as well; `false` when there is none.
fn tell_open(kind: TaskKind, subject: &str, process: &mut Process, turn: &mut Turn<'_>) -> bool {
    let Some(task) = process.tasks.iter_mut().find(|task| task.kind == kind) else { return false };
    task.subject = subject.to_owned();
    turn.said.push(format!("De taak die daarvoor al open staat, noemt dit nu ook: {}.", kind.title()));
    turn.follow.outputs.push(Output::Task(TaskChange::open(task)));
    true
}

/// Whether what happened closes this task: of deviations, only the one that it is about.
pub(super) fn is_meant(task: &Task, kind: TaskKind, turn: &Turn<'_>) -> bool {
    task.kind == kind
        && match turn.event {
            Event::DeviationSettled { deviation, .. } => task.subject == deviation.to_string(),
            Event::ObjectionStepped { objection, .. } | Event::DecisionReversed { objection }
                if kind.is_about_an_objection() =>
            {
                task.subject == objection.to_string()
            }
            _ => true,
        }
}

pub(in super::super) fn remove(
    process: &mut Process,
    turn: &mut Turn<'_>,
    state: TaskState,
    which: impl Fn(&Task, &Turn<'_>) -> bool,
) {
    let (gone, kept) = std::mem::take(&mut process.tasks).into_iter().partition(|task| which(task, turn));
    process.tasks = kept;
    let gone: Vec<Task> = gone;
    let day = turn.day;
    turn.follow.outputs.extend(gone.into_iter().map(|task| Output::Task(TaskChange::gone(task, state, day))));
}
