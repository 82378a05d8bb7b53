//! What each input of workflow needs, and the pure call into the model.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Caller, CaseId, Moment, Municipality, PersonId, Refusal, TaskId};
use messaging::rows::Writes;
use messaging::{Actor, Envelope, Outcome, StoreError, Tx, Unreadable};
use policy::Policies;
use terms::Calendar;

use crate::messages;
use crate::model::{self, Event, Follow, Process, Review, TaskChange, Terms};
use crate::store;

mod asked;
mod away;
mod input;
pub(crate) mod law;
mod objections;
mod tasking;
mod world;

pub use away::Away;
pub use input::{Input, Reply};
pub use objections::{Asked, Objecting};
use tasking::Hands;
pub use tasking::{PassedOn, Receiver};
pub use world::{Change, Versioned, World};

/// The actor of this service.
pub struct Flow {
    policies: Arc<Policies>,
}

impl Flow {
    pub const fn new(policies: Arc<Policies>) -> Self {
        Self { policies }
    }

    /// The terms of the policy that holds today: a new policy applies to running cases.
    pub(crate) fn terms(&self, municipality: &Municipality, day: NaiveDate) -> Result<Terms, Refusal> {
        self.policies.of(municipality, day).map(Terms::of).map_err(|_| {
            Refusal::precondition("policy-unknown", "Voor deze gemeente geldt op deze dag geen beleid.")
        })
    }

    /// The working days of the law.
    pub(crate) fn calendar(&self) -> Calendar {
        Calendar::of(self.policies.national())
    }

    fn heard(
        &self,
        input: (&CaseId, &PersonId, &Municipality, &Event, Option<&str>),
        world: &World,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        let (case, person, municipality, event, by) = input;
        let unknown;
        let process = match world.process(*case) {
            Some(process) => process,
            None => {
                unknown = Process::unregistered(*case, *person, municipality.clone(), moment.day);
                &unknown
            }
        };
        let terms = self.terms(&process.municipality, moment.day)?;
        let (mut next, follow) = model::advance(process, event, &terms, moment)?;
        next.note_decision(event, by, moment.day);
        Ok(outcome(process, next, follow))
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
        Ok(outcome(process, next, follow).reply(Reply::Done))
    }

    /// Advances a process by what a person did.
    fn done(
        &self,
        process: &Process,
        event: &Event,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        self.decided(process, event, None, moment)
    }

    /// The same of what is a decision of this user.
    fn decided(
        &self,
        process: &Process,
        event: &Event,
        by: Option<&str>,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        let terms = self.terms(&process.municipality, moment.day)?;
        let (mut next, follow) = model::advance(process, event, &terms, moment)?;
        next.note_decision(event, by, moment.day);
        let reply = match (&next.review, event) {
            (Review::Scheduled { due, .. }, Event::ReviewCompleted { .. }) => Reply::Review(Some(*due)),
            (_, Event::ReviewCompleted { .. }) => Reply::Review(None),
            (_, Event::PolicyReviewAsked { .. }) => Reply::ReviewAsked { before: false },
            (_, Event::ObjectionReceived { objection, receipt, .. }) => Reply::Objection {
                objection: *objection,
                in_time: receipt.is_in_time(),
                decide_by: receipt.decide_by.day,
            },
            _ => Reply::Done,
        };
        Ok(outcome(process, next, follow).reply(reply))
    }
}

fn outcome(before: &Process, next: Process, follow: Follow) -> Outcome<Change, Reply> {
    let (told, story) = messages::told(&next, &follow);
    let mut tasks: Vec<TaskChange> = follow.tasks().cloned().collect();
    // Tasks stand in the list under the area of their case.
    if next.area != before.area {
        let told: BTreeSet<TaskId> = tasks.iter().map(|change| change.task.id).collect();
        tasks.extend(next.tasks.iter().filter(|task| !told.contains(&task.id)).map(TaskChange::open));
    }
    let outcome = Outcome::change(Change::case(next, tasks)).tell(told);
    story.into_iter().fold(outcome, Outcome::story)
}

fn hands<'a>(
    world: &'a World,
    caller: &'a Caller,
    task: TaskId,
    moment: &Moment,
) -> Result<Hands<'a>, Refusal> {
    let process = asked::own_task(world, caller, task)?;
    Ok(Hands { world, process, caller, task, day: moment.day })
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
            Input::Heard { case, person, municipality, event, by } => {
                self.heard((case, person, municipality, event, by.as_deref()), world, moment)
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
            Input::EndCase { caller, case, reason, from_day, successor, reasons } => {
                let process = asked::own_case(world, caller, *case)?;
                let from_day = asked::end_day(process, *from_day, moment)?;
                let successor =
                    successor.map(|other| asked::successor(world, caller, process, other)).transpose()?;
                let event =
                    Event::EndAsked { reason: *reason, from_day, successor, reasons: reasons.clone() };
                self.decided(process, &event, Some(&caller.user), moment)
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
            Input::ClaimTask { caller, task } => hands(world, caller, *task, moment)?.claim(),
            Input::ReleaseTask { caller, task, reason } => {
                hands(world, caller, *task, moment)?.release(reason)
            }
            Input::HandOverTask { caller, task, to, reason } => {
                hands(world, caller, *task, moment)?.hand_over(to, reason)
            }
            Input::CompleteTask { caller, task, result, on_behalf_of, passed } => {
                let hands = hands(world, caller, *task, moment)?;
                let on_behalf_of = on_behalf_of.as_deref();
                let Some(found) = hands.may_complete(on_behalf_of)? else {
                    return Ok(Outcome::nothing().reply(Reply::Done));
                };
                let result = passed.told(found.kind, result)?;
                let event = Event::TaskCompleted { task: *task, result };
                let outcome = self.done(hands.process, &event, moment)?;
                Ok(tasking::sign(outcome, hands.process, found, caller, on_behalf_of))
            }
            Input::RecordStep { caller, case, step, note } => {
                let process = asked::own_case(world, caller, *case)?;
                let terms = self.terms(&process.municipality, moment.day)?;
                if !asked::may_record(process, &terms, step, &caller.user)? {
                    return Ok(Outcome::nothing().reply(Reply::Done));
                }
                let (step, by, note) = (step.clone(), caller.user.clone(), note.clone());
                self.done(process, &Event::StepRecorded { step, by, note }, moment)
            }
            Input::Redrive { caller, case, reason, replayed } => {
                let process = asked::own_case(world, caller, *case)?;
                let terms = self.terms(&process.municipality, moment.day)?;
                if process.owed().is_empty() && *replayed == 0 && !model::shows_steps(process, &terms) {
                    return Ok(Outcome::nothing().reply(Reply::Done));
                }
                let (reason, replayed) = (reason.clone(), *replayed);
                self.done(process, &Event::AskedAgain { reason, replayed }, moment)
            }
            Input::Park { caller, case, reason } => {
                let process = asked::own_case(world, caller, *case)?;
                if process.parked.is_some() {
                    return Ok(Outcome::nothing().reply(Reply::Done));
                }
                let (by, reason) = (caller.user.clone(), reason.clone());
                self.done(process, &Event::CaseParked { by, reason }, moment)
            }
            Input::Replay { caller, case, reason, replayed } => {
                let process = asked::own_case(world, caller, *case)?;
                if process.parked.is_none() && *replayed == 0 {
                    return Ok(Outcome::nothing().reply(Reply::Done));
                }
                let (reason, replayed) = (reason.clone(), *replayed);
                self.done(process, &Event::CaseReplayed { reason, replayed }, moment)
            }
            Input::RecordAbsence { caller, away } => away::record(away, caller, world, moment),
            Input::EndAbsence { caller, absence } => away::end(*absence, caller, world, moment),
            Input::Relieve { case, person, .. } => match world.process(*case) {
                Some(process) => Ok(tasking::relieve(process, person, world, moment)),
                None => Ok(Outcome::nothing().reply(Reply::Done)),
            },
        }
    }

    fn apply(&self, world: &mut World, change: Change) {
        let (process, tasks) = match change {
            Change::Case { process, tasks } => (*process, tasks),
            Change::Absence(absence) => {
                world.absences_changed.insert(absence.id);
                world.absences.insert(absence.id, absence);
                return;
            }
        };
        let case = process.case;
        let version = world.cases.get(&case).map_or(0, |versioned| versioned.version);
        // One step of version for each batch: the outside sees only what is committed.
        let version = if world.changed.insert(case) { version + 1 } else { version };
        for task in tasks {
            world.task_cases.insert(task.task.id, case);
            world.tasks.insert(task.task.id, (case, task));
        }
        world.cases.insert(case, Versioned { process, version });
    }

    fn save(&self, world: World) -> Result<Writes, StoreError> {
        store::save(world)
    }
}
