//! What the effects of a row do: commands, tasks, signals, and sentences for the story.

use chrono::NaiveDate;
use domain::{Direction, Explanation, TraceInput};

use super::advance::Turn;
use super::dutch;
use super::effect::{AssessmentKind, Command, Effect, Order, Output};
use super::event::{EndReason, Event, TO_EDUCATION};
use super::new_policy;
use super::objection::{self, ObjectionStep};
use super::process::Process;
use super::signal;
use super::state::{Closure, Review};
use super::steps;
use super::task::{Task, TaskChange, TaskKind, TaskState};
use super::trigger::Trigger;

mod tasks;

use tasks::is_meant;
pub(super) use tasks::{add, new_task, open, remove};

pub(super) fn act(effect: Effect, process: &mut Process, turn: &mut Turn<'_>) {
    match effect {
        Effect::Send(order) => {
            if !steps::holds_back(order, process, turn) {
                send(order, process, turn);
            }
        }
        Effect::Open(kind) => open(kind, process, turn),
        Effect::Close(kind) => {
            remove(process, turn, TaskState::Done, |task, turn| is_meant(task, kind, turn))
        }
        Effect::Drop(kind) => remove(process, turn, TaskState::Cancelled, |task, _| task.kind == kind),
        Effect::DropAll => signal::drop_all(process, turn),
        Effect::CloseDone => remove(
            process,
            turn,
            TaskState::Done,
            |task, turn| matches!(turn.event, Event::TaskCompleted { task: done, .. } if *done == task.id),
        ),
        Effect::Escalate => escalate(process, turn),
        Effect::Raise(Trigger::OnWaitingList) if !turn.terms.preparation => {}
        Effect::Raise(trigger) => turn.queue.push_back(trigger),
        Effect::SetOut => {
            let way = match process.direction() {
                Some(Direction::Work | Direction::Care) => Trigger::GoToPartner,
                Some(Direction::Sheltered) => Trigger::GoSheltered,
                Some(Direction::OwnStrength) | None => Trigger::GoAlone,
            };
            turn.queue.push_back(way);
        }
        Effect::OpenSignal => signal::open(process, turn),
        Effect::CloseSignal => signal::close(process, turn),
        Effect::CloseObjectionTasks => objection::close_tasks(process, turn),
        Effect::Reverse => objection::reverse(process, turn),
        Effect::Reopened => {
            process.reopens = false;
            process.written_end.clear();
        }
        Effect::CameLate => turn.late = true,
        Effect::Repeats => turn.repeats = true,
    }
}

/// Why something is taken back: the case ends, its category changed, or a place was found.
fn undo_reason(process: &Process, order: Order, turn: &Turn<'_>) -> String {
    match (&process.closure, order) {
        (Closure::Ending { reason, .. } | Closure::Closed { reason, .. }, _) => reason.clone(),
        (Closure::Open { .. }, Order::EndTrajectory)
            if process.referral.kind() == super::ReferralKind::Placed =>
        {
            "place-assigned".into()
        }
        (Closure::Open { .. }, Order::EndBenefit) => super::EndReason::Withdrawn.code().into(),
        (Closure::Open { .. }, _) if turn.event.objection().is_some() => "objection-upheld".into(),
        (Closure::Open { .. }, _) => "category-changed".into(),
    }
}

pub(super) fn send(order: Order, process: &Process, turn: &mut Turn<'_>) {
    if let Some(command) = command(order, process, turn) {
        turn.said.push(dutch::ordered(&command).into());
        turn.follow.outputs.push(Output::Command(command));
    }
}

fn command(order: Order, process: &Process, turn: &Turn<'_>) -> Option<Command> {
    let reason = || undo_reason(process, order, turn);
    Some(match order {
        Order::RequestEntitlement => asked(AssessmentKind::Entitlement, process),
        Order::RequestCategory => asked(AssessmentKind::Category, process),
        Order::RequestPlace => Command::RequestAssessment(AssessmentKind::Sheltered),
        Order::CloseApplication => Command::CloseApplication { reason: reason() },
        Order::ReopenApplication => Command::ReopenApplication { reason: "objection-upheld".into() },
        Order::EndBenefit => {
            let from_day = match process.closure {
                Closure::Ending { from_day, .. } => from_day,
                // Asked no more before it was granted: it ends on its first day, which is none before the report.
                Closure::Open { .. } => {
                    process.registration.as_ref().map_or(turn.day, |registration| registration.reported_on)
                }
                Closure::Closed { .. } => turn.day,
            };
            Command::EndBenefit { reason: reason(), from_day, written: process.written_end.clone() }
        }
        Order::OfferReferral => {
            Command::OfferReferral { assignment: process.category.assignment()?.clone(), area: process.area }
        }
        Order::ExpireOffer => Command::ExpireOffer { referral: process.referral.referral()? },
        Order::WithdrawReferral => Command::WithdrawReferral { reason: reason() },
        Order::StartTrajectory => {
            let partner = process.referral.partner().unwrap_or_default().to_owned();
            Command::StartTrajectory { partner, preparatory: false }
        }
        Order::StartPreparation => Command::StartTrajectory { partner: String::new(), preparatory: true },
        Order::EndTrajectory => Command::EndTrajectory { reason: reason() },
        Order::ReleasePlace => Command::ReleasePlace { reason: reason() },
        // Each with its own objection: see `objection::ask_corrections`.
        Order::ReverseDecisions => return None,
    })
}

/// Asked of the rules, or of a person where an objection against it was upheld.
fn asked(assessment: AssessmentKind, process: &Process) -> Command {
    match process.anew.get(&assessment) {
        Some(objection) => Command::DecideAnew { assessment, objection: *objection },
        None => Command::RequestAssessment(assessment),
    }
}

fn escalate(process: &mut Process, turn: &mut Turn<'_>) {
    let due = |task: &&mut Task| task.next_due().is_some_and(|day| day <= turn.day);
    for task in process.tasks.iter_mut().filter(due) {
        if !task.overdue {
            turn.said.push(format!("Te laat: {}.", task.kind.title()));
        }
        for role in task.escalate(&turn.terms.escalations, turn.day) {
            turn.said.push(format!("De taak gaat nu ook naar de {}: {}.", role.dutch(), task.kind.title()));
        }
        turn.follow.outputs.push(Output::Task(TaskChange::open(task)));
    }
}

/// Nothing is missed any more once every answer is in.
pub(super) fn settle_chase(process: &mut Process, turn: &mut Turn<'_>) {
    if process.tasks.iter().any(|task| task.kind == TaskKind::ChaseAnswer) && process.awaited().is_empty() {
        remove(process, turn, TaskState::Done, |task, _| task.kind == TaskKind::ChaseAnswer);
    }
}

/// Writes what happened, and what was done about it, as one entry of the story.
pub(super) fn say_event(process: &Process, mut turn: Turn<'_>) {
    if let Event::TimerDue { timer: super::TimerName::Task } = turn.event {
        turn.said.dedup();
    }
    let mut title = dutch::happened(turn.event).to_owned();
    if turn.late {
        title = format!("Kwam te laat en verandert niets: {title}");
    } else if turn.repeats {
        title = format!("Was al bekend en verandert niets: {title}");
    }
    let mut explanation = notes(turn.event);
    if let Event::FactsChanged { for_right, .. } = turn.event
        && !for_right.is_empty()
    {
        title.push_str(&dutch::for_right(for_right));
    }
    if let Event::StepRecorded { step, .. } = turn.event {
        title.push(' ');
        title.push_str(steps::label(turn.terms, step));
    }
    if let Event::PolicyReviewAsked { says, .. } = turn.event {
        title.push(' ');
        title.push_str(&new_policy::sentence(process, says, turn.terms));
        explanation = Some(new_policy::explained(process, says, turn.terms));
    }
    if let Review::Scheduled { since, due } = &process.review
        && *since == turn.day
        && plans_review(turn.event)
    {
        turn.said.push(format!("Het volgende heronderzoek is op {}.", domain::day_in_dutch(*due)));
        explanation = explanation.or_else(|| Some(review_explained(process, &turn)));
    }
    match &process.closure {
        Closure::Ending { since, .. } if *since == turn.day && !turn.late && ends(&turn) => {
            turn.said.push("De zaak wordt beëindigd; wat liep, wordt teruggedraaid.".into());
        }
        Closure::Closed { since, reason } if *since == turn.day && !turn.late => {
            turn.said.push(format!("De zaak is gesloten: {}.", domain::closing_in_dutch(reason)));
        }
        _ => {}
    }
    for sentence in turn.said {
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(&sentence);
    }
    let by_clock = matches!(turn.event, Event::TimerDue { .. });
    turn.follow.outputs.push(Output::Story { title, explanation, by_clock });
}

fn plans_review(event: &Event) -> bool {
    !matches!(
        event,
        Event::DeviationProposed { .. }
            | Event::DeviationSettled { .. }
            | Event::FactsChanged { assistance: None, .. }
            | Event::SeenAgain { .. }
            | Event::WorkActsShown { .. }
            | Event::PaymentRejected { .. }
            | Event::MoneyDecided { .. }
            | Event::SignalRaised { .. }
            | Event::SignalSettled { .. }
            | Event::CaseParked { .. }
            | Event::CaseReplayed { .. }
            | Event::ContactRecorded { .. }
            | Event::ObjectionReceived { .. }
            | Event::ObjectionStepped { .. }
            | Event::DecisionReversed { .. }
            | Event::DecisionNotReversed { .. }
    )
}

fn ends(turn: &Turn<'_>) -> bool {
    turn.follow.commands().any(|command| matches!(command, Command::CloseApplication { .. }))
}

/// What a person wrote, kept apart from the title: it may be about someone; and the ground of what ends a case.
fn notes(event: &Event) -> Option<Explanation> {
    if let Event::ApplicationNotProcessed { reason } = event {
        let ground = TraceInput {
            name: "reason".into(),
            value: dutch::ground(reason).into(),
            source: "intake".into(),
        };
        let (rule, source, text) = if reason == TO_EDUCATION {
            (
                "school-first",
                "Participatiewet art. 13 lid 2 onder c",
                "Er is onderwijs dat de overheid betaalt.",
            )
        } else {
            (
                "not-processed",
                "Awb art. 4:5",
                "Wat nodig is om te beslissen, is gevraagd en kwam niet op tijd.",
            )
        };
        return Some(Explanation {
            rule: rule.into(),
            source: source.into(),
            policy_version: String::new(),
            inputs: vec![ground],
            text: text.into(),
        });
    }
    if let Event::EndAsked { reason, from_day, reasons, .. } = event {
        return (!reasons.is_empty()).then(|| ending_explained(*reason, *from_day, reasons));
    }
    if let Event::ObjectionReceived { receipt, reasons, .. } = event {
        return Some(objection::received_explained(receipt, reasons));
    }
    if let Event::ObjectionStepped { step, reasons, .. } = event
        && let ObjectionStep::Extended { decide_by, .. }
        | ObjectionStep::DefaultNoticed { decide_by, .. }
        | ObjectionStep::Resumed { decide_by, .. }
        | ObjectionStep::Stopped { decide_by: Some(decide_by), .. } = step
    {
        return Some(objection::day_explained(decide_by, reasons));
    }
    let (Event::ReviewCompleted { notes: text, .. }
    | Event::ContactRecorded { notes: text, .. }
    | Event::ObjectionStepped { reasons: text, .. }
    | Event::TaskCompleted { result: text, .. }
    | Event::AskedAgain { reason: text, .. }
    | Event::CaseParked { reason: text, .. }
    | Event::CaseReplayed { reason: text, .. }
    | Event::StepRecorded { note: text, .. }) = event
    else {
        return None;
    };
    (!text.is_empty()).then(|| Explanation {
        rule: "notes".into(),
        source: "consulent".into(),
        policy_version: String::new(),
        inputs: Vec::new(),
        text: text.clone(),
    })
}

/// Why someone ends the case, and from which day.
fn ending_explained(reason: EndReason, from_day: NaiveDate, reasons: &str) -> Explanation {
    let input =
        |name: &str, value: String| TraceInput { name: name.into(), value, source: "consulent".into() };
    Explanation {
        rule: "case-ended".into(),
        source: "Awb art. 3:46".into(),
        policy_version: String::new(),
        inputs: vec![
            input("reden", domain::closing_in_dutch(reason.code()).to_owned()),
            input("eerste dag zonder recht", domain::day_in_dutch(from_day)),
        ],
        text: reasons.to_owned(),
    }
}

fn review_explained(process: &Process, turn: &Turn<'_>) -> Explanation {
    let input = |name: &str, value: String| TraceInput {
        name: name.into(),
        value,
        source: turn.terms.document.clone(),
    };
    let months =
        process.category.assignment().map_or(turn.terms.review_months, |assignment| assignment.review_months);
    let category = process
        .category
        .assignment()
        .map(|assignment| input("category", turn.terms.label(&assignment.key).to_owned()));
    Explanation {
        rule: "review-interval".into(),
        source: turn.terms.document.clone(),
        policy_version: turn.terms.version.clone(),
        inputs: category.into_iter().chain([input("review_months", months.to_string())]).collect(),
        text: format!("Het beleid vraagt om de {months} maanden een heronderzoek."),
    }
}
