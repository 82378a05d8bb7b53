//! The inputs this service takes, which clients each needs, and the pure call into the model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{CaseId, DeviationId, Facts, Moment, Municipality, PersonId, Refusal, TrajectoryId};
use messaging::rows::Writes;
use messaging::{Envelope, Outcome, StoreError, StoryLine, Tx, Unreadable};
use policy::{DecisionKind, Policies, Policy, ShownSteps};
use serde::{Deserialize, Serialize};
use service::steps::StepsOfCase;

use crate::model::{self, Client, Conditions, Decided, Ending, Instruments, Seen, StartOf};
use crate::{messages, store};

/// Something asked by a person or told by another service.
pub enum Input {
    Heard {
        about: About,
        heard: Heard,
    },
    Asked {
        case: CaseId,
        by: By,
        asked: Asked,
    },
    /// What workflow showed of a case.
    Steps(StepsOfCase),
}

/// The case a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
}

/// What other services tell.
pub enum Heard {
    Categorise {
        facts: Facts,
        /// An objection against the category was upheld: a person chooses anew.
        anew: bool,
    },
    StartTrajectory(StartOf),
    EndTrajectories {
        reason: String,
    },
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    pub user: String,
    /// Key of the partner the user works for; `None` for the municipality's own people.
    pub organisation: Option<String>,
    pub municipality: Municipality,
}

/// What people ask.
pub enum Asked {
    Deviate { category: String, reasons: String },
    Confirm { deviation: DeviationId, confirmed: bool, reasons: String },
    StartInstrument { instrument: String, conditions: Conditions },
    Extend { trajectory: TrajectoryId, reason: Option<String> },
    RecordResult { trajectory: TrajectoryId, ending: Ending },
    RecordLadderStep(Seen),
}

impl Asked {
    /// What a person decides by this: no one does before the steps were shown that the policy asks (WF-4).
    const fn decision(&self) -> Option<DecisionKind> {
        match self {
            Self::Deviate { .. } | Self::Confirm { confirmed: true, .. } => Some(DecisionKind::Category),
            Self::StartInstrument { .. } | Self::Extend { .. } => Some(DecisionKind::Instrument),
            Self::Confirm { confirmed: false, .. }
            | Self::RecordResult { .. }
            | Self::RecordLadderStep(_) => None,
        }
    }
}

/// What a person gets back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Deviated { deviation: DeviationId, needs_confirmation: bool },
    Started { trajectory: TrajectoryId, ends_on: NaiveDate },
    Extended { ends_on: NaiveDate },
    Done,
}

/// The clients that a batch needs.
#[derive(Default)]
pub struct World {
    pub clients: BTreeMap<CaseId, Client>,
    pub changed: BTreeSet<CaseId>,
    /// New assignments of categories, for the history: case, municipality and what was assigned.
    pub assigned: Vec<(CaseId, Municipality, model::Assignment)>,
    /// What was shown of the cases that a person decides on.
    pub steps: BTreeMap<CaseId, ShownSteps>,
    pub told_steps: BTreeMap<CaseId, StepsOfCase>,
}

/// What an input changes.
pub enum Change {
    Client(Box<Client>),
    Steps(StepsOfCase),
}

/// Decides, by the policies that were loaded at start.
pub struct Decider {
    policies: Arc<Policies>,
}

impl Decider {
    pub fn new(policies: Arc<Policies>) -> Self {
        Self { policies }
    }

    fn policy(&self, municipality: &Municipality, day: NaiveDate) -> Result<&Policy, Refusal> {
        self.policies.of(municipality, day).map_err(|_| {
            Refusal::precondition("no-policy", "Er is geen beleid dat vandaag voor deze gemeente geldt.")
        })
    }

    fn heard(
        &self,
        about: &About,
        heard: &Heard,
        client: Option<&Client>,
        moment: &Moment,
    ) -> Result<Decided, Refusal> {
        let policy = |moment: &Moment| self.policy(&about.municipality, moment.day);
        Ok(match heard {
            Heard::Categorise { facts, anew } => {
                let about = (about.case, about.person, &about.municipality);
                let categorise = if *anew { model::categorise_anew } else { model::categorise };
                categorise(about, client, facts, policy(moment)?, moment)
            }
            Heard::StartTrajectory(start) => model::start_for_case(client, start, policy(moment)?, moment),
            Heard::EndTrajectories { reason } => model::end_all(client, reason, moment),
        })
    }

    fn asked(
        &self,
        asked: &Asked,
        by: &By,
        client: &Client,
        moment: &Moment,
    ) -> Result<(Reply, Decided), Refusal> {
        let policy = self.policy(&client.municipality, moment.day)?;
        match asked {
            Asked::Deviate { category, reasons } => {
                let (deviation, decided) =
                    model::deviate(client, (category, reasons), &by.user, policy, moment)?;
                let needs_confirmation = policy.deviation.four_eyes;
                Ok((Reply::Deviated { deviation, needs_confirmation }, decided))
            }
            Asked::Confirm { deviation, confirmed, reasons } => {
                let verdict = (*confirmed, reasons.as_str());
                let decided = model::confirm(client, *deviation, verdict, &by.user, policy, moment)?;
                Ok((Reply::Done, decided))
            }
            Asked::StartInstrument { instrument, conditions } => {
                let (started, decided) =
                    model::start_by_person(client, instrument, *conditions, policy, moment)?;
                Ok((Reply::Started { trajectory: started.id, ends_on: started.ends_on() }, decided))
            }
            Asked::Extend { trajectory, reason } => {
                let instruments = Instruments { policies: &self.policies, today: policy };
                let (extended, decided) =
                    model::extend(client, *trajectory, reason.as_deref(), instruments, moment)?;
                Ok((Reply::Extended { ends_on: extended.ends_on() }, decided))
            }
            Asked::RecordResult { trajectory, ending } => {
                let organisation = by.organisation.as_deref();
                let decided =
                    model::record_result(client, *trajectory, ending.clone(), organisation, moment)?;
                Ok((Reply::Done, decided))
            }
            Asked::RecordLadderStep(seen) => {
                let by = (by.user.as_str(), by.organisation.as_deref());
                Ok((Reply::Done, model::record_step(client, seen, by, moment)?))
            }
        }
    }
}

impl messaging::Actor for Decider {
    type Input = Input;
    type World = World;
    type Change = Change;
    type Reply = Reply;

    fn hear(&self, envelope: &Envelope) -> Result<Input, Unreadable> {
        messages::hear(envelope)
    }

    async fn load(&self, tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
        let about_clients = inputs.iter().filter(|input| !matches!(input, Input::Steps(_)));
        let cases: BTreeSet<_> = about_clients.map(|input| input.case()).collect();
        let deciding = inputs.iter().filter(|input| input.decision().is_some());
        let deciding: BTreeSet<_> = deciding.map(|input| input.case()).collect();
        Ok(World {
            clients: store::load(tx, &cases).await?,
            steps: service::steps::load(tx, &deciding).await?,
            ..World::default()
        })
    }

    fn handle(
        &self,
        input: &Input,
        world: &World,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        let client = world.clients.get(&input.case());
        match input {
            Input::Heard { about, heard } => {
                let decided = self.heard(about, heard, client, moment)?;
                Ok(outcome(about, decided))
            }
            Input::Asked { by, asked, .. } => {
                // Another municipality's case is as unknown as one that does not exist.
                let client = client
                    .filter(|client| client.municipality == by.municipality)
                    .ok_or_else(|| Refusal::not_found("zaak"))?;
                let (reply, decided) = self.asked(asked, by, client, moment)?;
                if let Some(decision) = asked.decision() {
                    let shown = world.steps.get(&client.case).cloned().unwrap_or_default();
                    self.policy(&client.municipality, moment.day)?.steps_are_shown(decision, &shown)?;
                }
                let municipality = client.municipality.clone();
                let about = About { case: client.case, person: client.person, municipality };
                Ok(outcome(&about, decided).reply(reply))
            }
            Input::Steps(shown) => Ok(Outcome::change(Change::Steps(shown.clone()))),
        }
    }

    fn apply(&self, world: &mut World, change: Change) {
        let change = match change {
            Change::Client(client) => *client,
            Change::Steps(shown) => {
                world.steps.insert(shown.case, shown.steps.clone());
                world.told_steps.insert(shown.case, shown);
                return;
            }
        };
        let case = change.case;
        let before =
            world.clients.get(&case).and_then(|client| client.assignment.as_ref()).map(|each| each.id);
        if let Some(assignment) =
            change.assignment.as_ref().filter(|assignment| Some(assignment.id) != before)
        {
            world.assigned.push((case, change.municipality.clone(), assignment.clone()));
        }
        world.changed.insert(case);
        world.clients.insert(case, change);
    }

    fn save(&self, world: World) -> Result<Writes, StoreError> {
        store::save(world)
    }
}

impl Input {
    pub fn case(&self) -> CaseId {
        match self {
            Self::Heard { about, .. } => about.case,
            Self::Asked { case, .. } => *case,
            Self::Steps(shown) => shown.case,
        }
    }

    const fn decision(&self) -> Option<DecisionKind> {
        match self {
            Self::Asked { asked, .. } => asked.decision(),
            Self::Heard { .. } | Self::Steps(_) => None,
        }
    }
}

fn outcome(about: &About, decided: Decided) -> Outcome<Change, Reply> {
    let client = decided.client.map(|client| Change::Client(Box::new(client)));
    let mut outcome = client.map_or_else(Outcome::nothing, Outcome::change);
    for event in &decided.events {
        outcome = outcome.tell(messages::tell(about, event));
    }
    for line in decided.story {
        let mut told = StoryLine::new(about.case, &about.municipality, line.title);
        told.explanation = line.explanation;
        outcome = outcome.story(told);
    }
    outcome
}
