//! The inputs of workflow, what each needs, and the pure call into the model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Caller, CaseId, Moment, Municipality, ObjectionId, PersonId, Refusal, TaskId};
use messaging::rows::Writes;
use messaging::{Actor, Envelope, Outcome, StoreError, Tx, Unreadable};
use policy::Policies;
use serde::{Deserialize, Serialize};

use crate::messages;
use crate::model::{
    self, ContactKind, EndReason, Event, Follow, PolicySays, Process, Review, ReviewChoice, TaskChange, Terms,
};
use crate::store;

mod asked;
mod law;
mod objections;

pub use objections::{Asked, Objecting};

/// What workflow handles.
#[derive(Debug, Clone)]
pub enum Input {
    /// A service told something about a case.
    Heard {
        case: CaseId,
        person: PersonId,
        municipality: Municipality,
        event: Event,
    },
    /// Something of this case may be due.
    TimersDue {
        case: CaseId,
    },
    CompleteReview {
        caller: Caller,
        case: CaseId,
        choice: ReviewChoice,
        notes: String,
    },
    /// A version of the policy would decide otherwise on this case.
    AskPolicyReview {
        caller: Caller,
        case: CaseId,
        version: String,
        says: PolicySays,
    },
    EndCase {
        caller: Caller,
        case: CaseId,
        reason: EndReason,
        from_day: Option<NaiveDate>,
        successor: Option<CaseId>,
    },
    /// Another case takes the place of one that ended.
    NameSuccessor {
        caller: Caller,
        case: CaseId,
        successor: CaseId,
    },
    RecordContact {
        caller: Caller,
        case: CaseId,
        on: Option<NaiveDate>,
        kind: ContactKind,
        notes: String,
    },
    ReceiveObjection {
        caller: Caller,
        case: CaseId,
        objecting: Box<Objecting>,
    },
    StepObjection {
        caller: Caller,
        case: CaseId,
        objection: ObjectionId,
        asked: Asked,
        reasons: String,
    },
    ClaimTask {
        caller: Caller,
        task: TaskId,
    },
    CompleteTask {
        caller: Caller,
        task: TaskId,
        result: String,
    },
}

impl Input {
    pub(crate) const fn case(&self) -> Option<CaseId> {
        match self {
            Self::Heard { case, .. }
            | Self::TimersDue { case }
            | Self::CompleteReview { case, .. }
            | Self::AskPolicyReview { case, .. }
            | Self::EndCase { case, .. }
            | Self::NameSuccessor { case, .. }
            | Self::RecordContact { case, .. }
            | Self::ReceiveObjection { case, .. }
            | Self::StepObjection { case, .. } => Some(*case),
            Self::ClaimTask { .. } | Self::CompleteTask { .. } => None,
        }
    }

    /// Another case that it names.
    pub(crate) const fn other_case(&self) -> Option<CaseId> {
        match self {
            Self::EndCase { successor, .. } => *successor,
            Self::NameSuccessor { successor, .. } => Some(*successor),
            _ => None,
        }
    }

    pub(crate) const fn task(&self) -> Option<TaskId> {
        match self {
            Self::ClaimTask { task, .. } | Self::CompleteTask { task, .. } => Some(*task),
            _ => None,
        }
    }
}

/// The processes a batch needs, with what changed in them.
#[derive(Debug, Default)]
pub struct World {
    pub(crate) cases: BTreeMap<CaseId, Versioned>,
    /// Of which case a task is.
    pub(crate) task_cases: BTreeMap<TaskId, CaseId>,
    pub(crate) changed: BTreeSet<CaseId>,
    pub(crate) tasks: BTreeMap<TaskId, (CaseId, TaskChange)>,
}

/// A process with the version that the outside sees.
#[derive(Debug, Clone)]
pub struct Versioned {
    pub process: Process,
    pub version: i64,
}

impl World {
    fn process(&self, case: CaseId) -> Option<&Process> {
        self.cases.get(&case).map(|versioned| &versioned.process)
    }
}

/// The new state of one process.
#[derive(Debug)]
pub struct Change {
    process: Process,
    tasks: Vec<TaskChange>,
}

/// What a person gets back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    Done,
    /// The next review; `None` while the category is assigned anew.
    Review(Option<NaiveDate>),
    /// Whether it was asked for that version of the policy before.
    ReviewAsked {
        before: bool,
    },
    /// An objection, and whether it came in time.
    Objection {
        objection: ObjectionId,
        in_time: bool,
        decide_by: NaiveDate,
    },
}

/// The actor of this service.
pub struct Flow {
    policies: Arc<Policies>,
}

impl Flow {
    pub const fn new(policies: Arc<Policies>) -> Self {
        Self { policies }
    }

    /// The terms of the policy that holds today: a new policy applies to running cases.
    fn terms(&self, municipality: &Municipality, day: NaiveDate) -> Result<Terms, Refusal> {
        self.policies.of(municipality, day).map(Terms::of).map_err(|_| {
            Refusal::precondition("policy-unknown", "Voor deze gemeente geldt op deze dag geen beleid.")
        })
    }

    fn heard(
        &self,
        input: (&CaseId, &PersonId, &Municipality, &Event),
        world: &World,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        let (case, person, municipality, event) = input;
        let unknown;
        let process = match world.process(*case) {
            Some(process) => process,
            None => {
                unknown = Process::unregistered(*case, *person, municipality.clone(), moment.day);
                &unknown
            }
        };
        let terms = self.terms(&process.municipality, moment.day)?;
        let (next, follow) = model::advance(process, event, &terms, moment)?;
        Ok(outcome(next, follow))
    }

    fn time_passed(
        &self,
        case: CaseId,
        world: &World,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        let due = |process: &&Process| process.next_due().is_some_and(|day| day <= moment.day);
        let Some(process) = world.process(case).filter(due) else {
            return Ok(Outcome::nothing().reply(Reply::Done));
        };
        let terms = self.terms(&process.municipality, moment.day)?;
        let (next, follow) = model::pass_time(process, &terms, moment);
        Ok(outcome(next, follow).reply(Reply::Done))
    }

    /// Advances a process by what a person did.
    fn done(
        &self,
        process: &Process,
        event: &Event,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        let terms = self.terms(&process.municipality, moment.day)?;
        let (next, follow) = model::advance(process, event, &terms, moment)?;
        let reply = match (&next.review, event) {
            (Review::Scheduled { due, .. }, Event::ReviewCompleted { .. }) => Reply::Review(Some(*due)),
            (_, Event::ReviewCompleted { .. }) => Reply::Review(None),
            (_, Event::PolicyReviewAsked { .. }) => Reply::ReviewAsked { before: false },
            (_, Event::ObjectionReceived { objection, receipt, .. }) => Reply::Objection {
                objection: *objection,
                in_time: receipt.received_on <= receipt.in_time_until.day,
                decide_by: receipt.decide_by.day,
            },
            _ => Reply::Done,
        };
        Ok(outcome(next, follow).reply(reply))
    }
}

fn outcome(next: Process, follow: Follow) -> Outcome<Change, Reply> {
    let (told, story) = messages::told(&next, &follow);
    let tasks = follow.tasks().cloned().collect();
    let outcome = Outcome::change(Change { process: next, tasks }).tell(told);
    story.into_iter().fold(outcome, Outcome::story)
}

impl Actor for Flow {
    type Input = Input;
    type World = World;
    type Change = Change;
    type Reply = Reply;

    fn hear(&self, envelope: &Envelope) -> Result<Input, Unreadable> {
        messages::heard(envelope)
    }

    async fn load(&self, tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
        store::load(tx, inputs).await
    }

    fn handle(
        &self,
        input: &Input,
        world: &World,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        match input {
            Input::Heard { case, person, municipality, event } => {
                self.heard((case, person, municipality, event), world, moment)
            }
            Input::TimersDue { case } => self.time_passed(*case, world, moment),
            Input::CompleteReview { caller, case, choice, notes } => {
                let process = asked::own_case(world, caller, *case)?;
                let event = Event::ReviewCompleted { choice: *choice, notes: notes.clone() };
                self.done(process, &event, moment)
            }
            Input::AskPolicyReview { caller, case, version, says } => {
                let process = asked::own_case(world, caller, *case)?;
                if process.reviews_asked.contains(version) {
                    return Ok(Outcome::nothing().reply(Reply::ReviewAsked { before: true }));
                }
                asked::policy_may_ask(
                    process,
                    version,
                    says,
                    &self.terms(&process.municipality, moment.day)?,
                )?;
                let event = Event::PolicyReviewAsked { version: version.clone(), says: says.clone() };
                self.done(process, &event, moment)
            }
            Input::EndCase { caller, case, reason, from_day, successor } => {
                let process = asked::own_case(world, caller, *case)?;
                let from_day = asked::end_day(process, *from_day, moment)?;
                let successor =
                    successor.map(|other| asked::successor(world, caller, process, other)).transpose()?;
                self.done(process, &Event::EndAsked { reason: *reason, from_day, successor }, moment)
            }
            Input::NameSuccessor { caller, case, successor } => {
                let process = asked::own_case(world, caller, *case)?;
                let successor = asked::successor(world, caller, process, *successor)?;
                if process.successors.contains(&successor) {
                    return Ok(Outcome::nothing().reply(Reply::Done));
                }
                self.done(process, &Event::SuccessorNamed { successor }, moment)
            }
            Input::RecordContact { caller, case, on, kind, notes } => {
                let process = asked::own_case(world, caller, *case)?;
                let on = asked::contact_day(process, *on, moment)?;
                let event = Event::ContactRecorded { on, kind: *kind, notes: notes.clone() };
                self.done(process, &event, moment)
            }
            Input::ReceiveObjection { caller, case, objecting } => {
                let process = asked::own_case(world, caller, *case)?;
                let event = objections::receive(process, objecting, self.policies.national(), moment)?;
                self.done(process, &event, moment)
            }
            Input::StepObjection { caller, case, objection, asked, reasons } => {
                let process = asked::own_case(world, caller, *case)?;
                let national = self.policies.national();
                let event =
                    objections::step(process, caller, *objection, (asked, reasons), national, moment)?;
                self.done(process, &event, moment)
            }
            Input::ClaimTask { caller, task } => {
                let process = asked::own_task(world, caller, *task)?;
                asked::claim(process, caller, *task)
            }
            Input::CompleteTask { caller, task, result } => {
                let process = asked::own_task(world, caller, *task)?;
                asked::may_complete(process, caller, *task)?;
                let event = Event::TaskCompleted { task: *task, result: result.clone() };
                self.done(process, &event, moment)
            }
        }
    }

    fn apply(&self, world: &mut World, change: Change) {
        let case = change.process.case;
        let version = world.cases.get(&case).map_or(0, |versioned| versioned.version);
        // One step of version for each batch: the outside sees only what is committed.
        let version = if world.changed.insert(case) { version + 1 } else { version };
        for task in change.tasks {
            world.task_cases.insert(task.task.id, case);
            world.tasks.insert(task.task.id, (case, task));
        }
        world.cases.insert(case, Versioned { process: change.process, version });
    }

    fn save(&self, world: World) -> Result<Writes, StoreError> {
        store::save(world)
    }
}
