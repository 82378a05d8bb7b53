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
        StepProof::Recorded => {
            let recorded = process.steps.get(&step.key)?.clone();
            return Some(Shown { on: recorded.on, recorded: Some(recorded) });
        }
    };
    holds.then_some(Shown { on, recorded: None })
}

/// Why this case has nothing to take a step on: without a search period there is none to judge.
fn not_needed(process: &Process, step: &WorkStep) -> Option<String> {
    let searched = step.proof == Some(StepProof::SearchAssessed) && process.gate.kind() == GateKind::Free;
    let why = || process.search_lifted.as_ref().map_or_else(|| NO_SEARCH.to_owned(), SearchLifted::dutch);
    searched.then(why)
}

const NO_SEARCH: &str = "Er geldt geen zoektermijn.";

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
mod tests {
    use policy::WorkProcess;

    use super::super::testing::{Story, assigned, day};
    use super::super::{AssessmentKind, EndReason, EntitlementOutcome, SearchResult};
    use super::*;

    fn step(key: &str, proof: Option<StepProof>) -> WorkStep {
        WorkStep { key: key.into(), label: format!("Doe {key}."), proof }
    }

    fn before(decision: DecisionKind, steps: Vec<WorkStep>) -> WorkProcess {
        WorkProcess { decision, steps, source: "keuze bij inrichting".into() }
    }

    fn recorded(key: &str) -> Event {
        Event::StepRecorded { step: key.into(), by: "anna".into(), note: "Gedaan.".into() }
    }

    #[test]
    fn nothing_is_asked_before_its_steps_are_shown_and_then_at_once() {
        let mut story = Story::on("2026-01-05");
        let steps = vec![
            step("intake", Some(StepProof::IntakeCompleted)),
            step("talk", Some(StepProof::Recorded)),
            step("advice", None),
        ];
        story.terms.work_processes = vec![before(DecisionKind::Entitlement, steps)];
        let proofs = [StepProof::IntakeCompleted].into();
        let steps = ShownSteps { proofs, ..ShownSteps::default() };
        let told = Command::ShowSteps { to: Decider::Income, steps };
        assert_eq!(
            story.applies(None, true),
            [told],
            "who decides hears what was shown, and nothing is asked"
        );
        let task = story.process.tasks.iter().find(|task| task.kind == TaskKind::TakeSteps).unwrap();
        assert_eq!(task.subject, "Besluit over recht op bijstand: Doe talk.");
        assert!(story.process.awaited().is_empty(), "nobody owes what was not asked");
        let seen = steps_of(&story.process, &story.terms);
        assert!(seen[0].waits);
        let missing: Vec<_> = seen[0].steps.iter().map(StepSeen::is_missing).collect();
        assert_eq!(missing, [false, true, false]);

        let steps = ShownSteps {
            proofs: [StepProof::IntakeCompleted].into(),
            recorded: [String::from("talk")].into(),
        };
        let sent = story.hears(recorded("talk"));
        let asked = Command::RequestAssessment(AssessmentKind::Entitlement);
        assert_eq!(sent, [asked, Command::ShowSteps { to: Decider::Income, steps }]);
        assert!(story.process.tasks.is_empty() && story.process.held.is_empty());
        let shown = steps_of(&story.process, &story.terms)[0].steps[1].shown.clone().unwrap();
        assert_eq!((shown.on, shown.recorded.unwrap().by.as_str()), (day("2026-01-05"), "anna"));
    }

    #[test]
    fn a_search_that_nobody_judged_is_not_shown_and_not_waited_for_without_one() {
        let steps = || vec![step("search", Some(StepProof::SearchAssessed))];
        let mut free = Story::on("2026-01-05");
        free.terms.work_processes = vec![before(DecisionKind::Entitlement, steps())];
        let asked = Command::RequestAssessment(AssessmentKind::Entitlement);
        assert!(free.applies(None, true).contains(&asked), "nothing to wait for");
        let seen = &steps_of(&free.process, &free.terms)[0].steps[0];
        assert_eq!((seen.shown.as_ref(), seen.is_missing()), (None, false));
        assert_eq!(seen.not_needed.as_deref(), Some(NO_SEARCH));

        let mut searched = Story::on("2026-01-05");
        searched.terms.work_processes = vec![before(DecisionKind::Entitlement, steps())];
        searched.applies(Some("2026-02-02"), true);
        let seen = &steps_of(&searched.process, &searched.terms)[0].steps[0];
        assert!(seen.is_missing() && seen.not_needed.is_none());
        let mut lifted = Story::on("2026-01-12");
        (lifted.process, lifted.terms) = (searched.process.clone(), searched.terms.clone());
        searched.hears(Event::SearchEnded { result: SearchResult::Searched });
        let seen = &steps_of(&searched.process, &searched.terms)[0].steps[0];
        assert!(seen.shown.is_some() && seen.not_needed.is_none());

        assert!(lifted.hears(Event::SearchLifted { by: "PW art. 41 lid 11".into() }).contains(&asked));
        let seen = &steps_of(&lifted.process, &lifted.terms)[0].steps[0];
        assert!(seen.shown.is_none() && !seen.is_missing(), "nobody judged it");
        let why = "De zoektermijn is op 12 januari 2026 vervallen (PW art. 41 lid 11).";
        assert_eq!(seen.not_needed.as_deref(), Some(why));
    }

    #[test]
    fn two_decisions_wait_for_their_own_steps_and_a_closed_case_for_none() {
        let mut story = Story::on("2026-01-05");
        story.terms.work_processes = vec![
            before(DecisionKind::Category, vec![step("strength", Some(StepProof::Recorded))]),
            before(DecisionKind::Referral, vec![step("direct", Some(StepProof::Recorded))]),
        ];
        story.applies(None, true);
        story.hears(Event::EntitlementDecided { outcome: EntitlementOutcome::Granted });
        assert!(story.process.held.contains(&Order::RequestCategory));
        assert_eq!(
            story.hears(recorded("strength")).len(),
            2,
            "reintegration is asked, and hears what was shown"
        );
        assert!(story.hears(assigned("work", domain::Direction::Work)).is_empty());
        assert_eq!(story.process.held.iter().collect::<Vec<_>>(), [&Order::OfferReferral]);

        let end =
            Event::EndAsked { reason: EndReason::MovedAway, from_day: day("2026-01-05"), successor: None };
        story.hears(end);
        assert!(story.process.held.is_empty() && story.process.tasks.is_empty());
    }
}
