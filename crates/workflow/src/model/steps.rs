//! The least that must have been done before a decision (WF-4). The policy names the steps. What shows that a step was
//! taken is read from the process, or a person recorded it. Until all are shown, what leads to the decision is not
//! asked of the service that decides: nothing can be decided with a step missing.

use chrono::NaiveDate;
use policy::{DecisionKind, ShownSteps, StepProof, WorkStep};
use serde::{Deserialize, Serialize};

use super::act;
use super::advance::Turn;
use super::effect::{Command, Order, Output};
use super::event::Event;
use super::process::{Process, SearchLifted};
use super::state::{CategoryKind, EntitlementKind, GateKind, Intake, ReferralKind, TrajectoryKind};
use super::task::{TaskChange, TaskKind, TaskState};
use super::terms::Terms;
use super::work_acts::NO_WORK_ASKED;

/// A service in which people decide, and which is told what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decider {
    Income,
    Reintegration,
}

impl Decider {
    const ALL: [Self; 2] = [Self::Income, Self::Reintegration];

    /// Its name in envelopes.
    pub const fn service(self) -> &'static str {
        match self {
            Self::Income => proto::routes::INCOME,
            Self::Reintegration => proto::routes::REINTEGRATION,
        }
    }

    /// Where a decision is taken; `None` for one that is held back here, where its command starts.
    const fn of(decision: DecisionKind) -> Option<Self> {
        match decision {
            DecisionKind::Entitlement
            | DecisionKind::Exemption
            | DecisionKind::Measure
            | DecisionKind::Grant
            | DecisionKind::Recovery
            | DecisionKind::Recourse
            | DecisionKind::WriteOff
            | DecisionKind::Fine => Some(Self::Income),
            DecisionKind::Category | DecisionKind::Instrument => Some(Self::Reintegration),
            DecisionKind::Referral => None,
        }
    }
}

/// A step as a person recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedStep {
    pub by: String,
    pub on: NaiveDate,
    /// What came of it, in plain Dutch.
    pub note: String,
}

/// That a step was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub on: NaiveDate,
    /// Who recorded it and what they wrote; `None` where the process shows it.
    pub recorded: Option<RecordedStep>,
}

/// A step of the policy, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepSeen {
    pub step: WorkStep,
    pub shown: Option<Shown>,
    /// This case has nothing to take it on: nobody took it, and no decision waits for it. Why, in plain Dutch.
    pub not_needed: Option<String>,
}

impl StepSeen {
    fn of(process: &Process, step: &WorkStep) -> Self {
        let shown = shown(process, step);
        let not_needed = if shown.is_none() { not_needed(process, step) } else { None };
        Self { step: step.clone(), shown, not_needed }
    }

    /// Whether the decision waits for it.
    pub const fn is_missing(&self) -> bool {
        self.step.proof.is_some() && self.shown.is_none() && self.not_needed.is_none()
    }
}

/// A decision with the steps before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionSteps {
    pub decision: DecisionKind,
    pub steps: Vec<StepSeen>,
    /// Document and section of the policy.
    pub source: String,
    /// The decision is due, and waits for the steps that are missing.
    pub waits: bool,
}

/// Every decision for which the policy names steps.
pub fn steps_of(process: &Process, terms: &Terms) -> Vec<DecisionSteps> {
    let read = |work: &policy::WorkProcess| DecisionSteps {
        decision: work.decision,
        steps: work.steps.iter().map(|step| StepSeen::of(process, step)).collect(),
        source: work.source.clone(),
        waits: process.held.iter().any(|order| decision_of(*order) == Some(work.decision)),
    };
    terms.work_processes.iter().map(read).collect()
}

/// A step of the policy by its key.
pub fn watched_step<'a>(terms: &'a Terms, key: &str) -> Option<&'a WorkStep> {
    terms.work_processes.iter().flat_map(|work| &work.steps).find(|step| step.key == key)
}

fn shown(process: &Process, step: &WorkStep) -> Option<Shown> {
    let (holds, on) = match step.proof? {
        StepProof::SearchAssessed => (process.gate.kind() == GateKind::Passed, process.gate.since()),
        StepProof::IntakeCompleted => {
            (matches!(process.intake, Intake::Complete { .. }), process.intake.since())
        }
        StepProof::RightDecided => {
            let decided = matches!(
                process.entitlement.kind(),
                EntitlementKind::Granted | EntitlementKind::NotNeeded | EntitlementKind::Denied
            );
            (decided, process.entitlement.since())
        }
        StepProof::CategoryAssigned => (process.category.assignment().is_some(), process.category.since()),
        // In a case of before it was told, the intake was not complete without what the policy asked at it.
        StepProof::VacancyOffered => match process.work_acts {
            Some(acts) => (acts.vacancy_offered.is_some(), acts.vacancy_offered.unwrap_or_default()),
            None => (matches!(process.intake, Intake::Complete { .. }), process.intake.since()),
        },
        StepProof::PortfolioBegun => {
            let begun = process.work_acts.and_then(|acts| acts.portfolio_begun);
            (begun.is_some(), begun.unwrap_or_default())
        }
        StepProof::Recorded => {
            let recorded = process.steps.get(&step.key)?.clone();
            return Some(Shown { on: recorded.on, recorded: Some(recorded) });
        }
    };
    holds.then_some(Shown { on, recorded: None })
}

/// Why this case has nothing to take a step on: without a search period there is none to judge, and who need not or cannot
/// work is put no vacancy and needs no portfolio.
fn not_needed(process: &Process, step: &WorkStep) -> Option<String> {
    match step.proof? {
        StepProof::SearchAssessed if process.gate.kind() == GateKind::Free => {
            let lifted = process.search_lifted.as_ref();
            Some(lifted.map_or_else(|| NO_SEARCH.to_owned(), SearchLifted::dutch))
        }
        // It is for the assistance that is asked; the support goes on meanwhile.
        StepProof::SearchAssessed if process.searches_beside() => Some(SEARCH_FOR_ASSISTANCE.to_owned()),
        StepProof::VacancyOffered | StepProof::PortfolioBegun => {
            process.work_acts.is_some_and(|acts| acts.not_asked).then(|| NO_WORK_ASKED.to_owned())
        }
        _ => None,
    }
}

const NO_SEARCH: &str = "Er geldt geen zoektermijn.";
const SEARCH_FOR_ASSISTANCE: &str = "De zoektermijn geldt alleen voor de bijstand die is gevraagd.";

/// Tells each service what was shown of the steps that the policy asks before its decisions, when that is something
/// else than it was told. An operator who sets a case going again has it told once more.
pub(super) fn tell(process: &mut Process, turn: &mut Turn<'_>) {
    for to in Decider::ALL {
        let steps = shown_for(to, process, turn.terms);
        let told = process.steps_told.get(&to);
        let again = matches!(turn.event, Event::AskedAgain { .. }) && steps != ShownSteps::default();
        if again || told.map_or(steps != ShownSteps::default(), |told| *told != steps) {
            process.steps_told.insert(to, steps.clone());
            turn.follow.outputs.push(Output::Command(Command::ShowSteps { to, steps }));
        }
    }
}

/// Whether a service that decides has something to hear of the steps of this case.
pub fn shows_steps(process: &Process, terms: &Terms) -> bool {
    Decider::ALL.into_iter().any(|to| shown_for(to, process, terms) != ShownSteps::default())
}

/// Of the steps that the policy asks before the decisions of a service, those that its decisions need not wait for:
/// what is shown, and what this case does not need.
fn shown_for(to: Decider, process: &Process, terms: &Terms) -> ShownSteps {
    let mut steps = ShownSteps::default();
    let asked = terms.work_processes.iter().filter(|work| Decider::of(work.decision) == Some(to));
    let settled = |step: &&WorkStep| !StepSeen::of(process, step).is_missing();
    for step in asked.flat_map(|work| &work.steps).filter(settled) {
        match step.proof {
            Some(StepProof::Recorded) => {
                steps.recorded.insert(step.key.clone());
            }
            Some(proof) => {
                steps.proofs.insert(proof);
            }
            None => {}
        }
    }
    steps
}

/// The decision that a command leads to.
const fn decision_of(order: Order) -> Option<DecisionKind> {
    match order {
        Order::RequestEntitlement => Some(DecisionKind::Entitlement),
        Order::RequestCategory => Some(DecisionKind::Category),
        Order::OfferReferral | Order::RequestPlace => Some(DecisionKind::Referral),
        Order::StartTrajectory | Order::StartPreparation => Some(DecisionKind::Instrument),
        _ => None,
    }
}

fn missing<'a>(order: Order, process: &Process, terms: &'a Terms) -> Vec<&'a WorkStep> {
    let of_order = terms.work_processes.iter().filter(|work| Some(work.decision) == decision_of(order));
    let steps = of_order.flat_map(|work| &work.steps);
    steps.filter(|step| StepSeen::of(process, step).is_missing()).collect()
}

/// Whether a command waits for steps; then there is a task for them.
pub(super) fn holds_back(order: Order, process: &mut Process, turn: &mut Turn<'_>) -> bool {
    if missing(order, process, turn.terms).is_empty() {
        process.held.remove(&order);
        return false;
    }
    process.held.insert(order);
    turn.said.push("Eerst zijn er nog stappen nodig.".into());
    match process.tasks.iter_mut().position(|task| task.kind == TaskKind::TakeSteps) {
        Some(_) => rename(process, turn),
        None => act::open(TaskKind::TakeSteps, process, turn),
    }
    true
}

/// Sends what waited for steps that are now shown.
pub(super) fn settle(process: &mut Process, turn: &mut Turn<'_>) {
    if process.held.is_empty() {
        return;
    }
    if !process.is_open() {
        process.held.clear();
        return;
    }
    // What is not asked any more, since the case went elsewhere, waits for nothing.
    let orders = std::mem::take(&mut process.held);
    process.held = orders.into_iter().filter(|order| is_asked(*order, process)).collect();
    let ready: Vec<Order> = process
        .held
        .iter()
        .copied()
        .filter(|order| missing(*order, process, turn.terms).is_empty())
        .collect();
    for order in ready {
        process.held.remove(&order);
        process.let_go.insert(order, turn.day);
        act::send(order, process, turn);
    }
    if process.held.is_empty() {
        act::remove(process, turn, TaskState::Done, |task, _| task.kind == TaskKind::TakeSteps);
    } else {
        rename(process, turn);
    }
}

/// Whether the case still waits for what an order asks.
const fn is_asked(order: Order, process: &Process) -> bool {
    match order {
        Order::RequestEntitlement => {
            matches!(process.entitlement.kind(), EntitlementKind::Asked | EntitlementKind::WithPerson)
        }
        Order::RequestCategory => matches!(
            process.category.kind(),
            CategoryKind::Asked | CategoryKind::LacksFacts | CategoryKind::WithPerson
        ),
        Order::OfferReferral => matches!(process.referral.kind(), ReferralKind::Requested),
        Order::RequestPlace => matches!(process.referral.kind(), ReferralKind::PlaceAsked),
        // Also while what ran before is being ended.
        Order::StartTrajectory => {
            matches!(process.referral.kind(), ReferralKind::Accepted)
                && !matches!(process.trajectory.kind(), TrajectoryKind::Over)
        }
        Order::StartPreparation => matches!(process.trajectory.kind(), TrajectoryKind::Requested),
        _ => true,
    }
}

/// The task says what is missing now.
fn rename(process: &mut Process, turn: &mut Turn<'_>) {
    let subject = subject(process, turn.terms);
    let found = process.tasks.iter_mut().find(|task| task.kind == TaskKind::TakeSteps);
    if let Some(task) = found.filter(|task| task.subject != subject) {
        task.subject = subject;
        turn.follow.outputs.push(Output::Task(TaskChange::open(task)));
    }
}

/// What is missing before which decision, for the people who do it.
pub(super) fn subject(process: &Process, terms: &Terms) -> String {
    let mut told = Vec::new();
    for order in &process.held {
        let Some(decision) = decision_of(*order) else { continue };
        let labels: Vec<_> =
            missing(*order, process, terms).into_iter().map(|step| step.label.as_str()).collect();
        told.push(format!("Besluit over {}: {}", decision.dutch(), labels.join(" ")));
    }
    told.dedup();
    told.join(" ")
}

/// What people read for a step; one that the policy of today no longer has is shown by its key.
pub(super) fn label<'a>(terms: &'a Terms, key: &'a str) -> &'a str {
    watched_step(terms, key).map_or(key, |step| &step.label)
}

#[cfg(test)]
mod tests;
