//! The inputs this service takes, what each needs, and the pure call into the model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{CaseId, Moment, Municipality, PlaceId, Refusal};
use messaging::rows::Writes;
use messaging::{Actor, Envelope, Outcome, StoreError, StoryLine, Tx, Unreadable};
use policy::Policies;
use serde::{Deserialize, Serialize};

use crate::model::{self, Advice, CaseRef, Indication, Known, OpenPlaces, Place, Pool, Rules, Step};
use crate::{messages, store};

/// The actor: decides under these policies.
pub struct Sheltered {
    pub policies: Arc<Policies>,
}

/// What it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Command of intake: ask for advice and find a place.
    Request { of: CaseRef, needs_support: bool },
    /// Command of workflow: give back what is under way.
    Release { of: CaseRef, reason: String },
    /// UWV's advice, from an adapter or a consultant.
    Advise { municipality: Municipality, case: CaseId, advice: Advice },
    /// The day has come on which a case has something to tell by itself.
    TimePassed { municipality: Municipality, case: CaseId },
    /// Someone opens places.
    Open { municipality: Municipality, places: OpenPlaces },
}

impl Input {
    pub fn municipality(&self) -> &Municipality {
        match self {
            Self::Request { of, .. } | Self::Release { of, .. } => &of.municipality,
            Self::Advise { municipality, .. }
            | Self::TimePassed { municipality, .. }
            | Self::Open { municipality, .. } => municipality,
        }
    }

    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Request { of, .. } | Self::Release { of, .. } => Some(of.case),
            Self::Advise { case, .. } | Self::TimePassed { case, .. } => Some(*case),
            Self::Open { .. } => None,
        }
    }
}

/// What a person gets back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    Recorded,
    Opened(Vec<PlaceId>),
}

/// What one pool's inputs need.
#[derive(Debug, Default)]
pub struct Shared {
    pub pool: Pool,
    /// All free ones, and those that the cases of the batch hold.
    pub places: BTreeMap<PlaceId, Place>,
    /// All who are in line, and the cases of the batch.
    pub indications: BTreeMap<CaseId, Indication>,
}

/// The pools of one batch, by tenant, and what changed.
#[derive(Debug, Default)]
pub struct World {
    pub pools: BTreeMap<String, Shared>,
    pub changed_pools: BTreeSet<String>,
    pub changed_places: BTreeSet<PlaceId>,
    pub changed_cases: BTreeSet<CaseId>,
}

/// New states in one pool.
#[derive(Debug)]
pub struct Change {
    tenant: String,
    pool: Option<Pool>,
    places: BTreeMap<PlaceId, Place>,
    indications: BTreeMap<CaseId, Indication>,
}

impl Actor for Sheltered {
    type Input = Input;
    type World = World;
    type Change = Change;
    type Reply = Reply;

    fn hear(&self, envelope: &Envelope) -> Result<Input, Unreadable> {
        messages::hear(envelope)
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
        let municipality = input.municipality();
        let nothing_yet = Shared::default();
        let shared = world.pools.get(municipality.tenant()).unwrap_or(&nothing_yet);
        let policy = self.policies.of(municipality, moment.day).ok();
        let known = Known {
            rules: policy.map(|policy| Rules::on(moment.day, policy, self.policies.national())),
            pool: &shared.pool,
            places: &shared.places,
            indications: &shared.indications,
            moment,
        };
        let tenant = municipality.tenant();
        match input {
            Input::Request { of, needs_support } => {
                Ok(outcome(tenant, model::request(known, of, *needs_support)))
            }
            Input::Release { of, reason } => Ok(outcome(tenant, model::release(known, of, reason))),
            Input::Advise { case, advice, .. } => {
                let indication = shared
                    .indications
                    .get(case)
                    .filter(|found| found.of.municipality == *municipality)
                    .ok_or_else(|| Refusal::not_found("adviesaanvraag"))?;
                let step = model::advise(known, indication, *advice)?;
                Ok(outcome(tenant, step).reply(Reply::Recorded))
            }
            Input::TimePassed { case, .. } => {
                let step = shared.indications.get(case).map(|found| model::pass(known, found));
                Ok(outcome(tenant, step.unwrap_or_default()).reply(Reply::Recorded))
            }
            Input::Open { places, .. } => {
                let (step, opened) = model::open(known, *places);
                Ok(outcome(tenant, step).reply(Reply::Opened(opened)))
            }
        }
    }

    fn apply(&self, world: &mut World, change: Change) {
        let shared = world.pools.entry(change.tenant.clone()).or_default();
        if let Some(mut pool) = change.pool {
            pool.version = pool.version.saturating_add(1);
            shared.pool = pool;
            world.changed_pools.insert(change.tenant);
        }
        world.changed_places.extend(change.places.keys().copied());
        shared.places.extend(change.places);
        world.changed_cases.extend(change.indications.keys().copied());
        shared.indications.extend(change.indications);
    }

    fn save(&self, world: World) -> Result<Writes, StoreError> {
        store::save(world)
    }
}

fn outcome(tenant: &str, step: Step) -> Outcome<Change, Reply> {
    let mut outcome = Outcome::nothing().tell(step.events.iter().flat_map(messages::told));
    for line in step.lines {
        let mut told = StoryLine::new(line.of.case, &line.of.municipality, line.title);
        told.explanation = line.explanation;
        outcome = outcome.story(told);
    }
    if step.pool.is_some() || !step.places.is_empty() || !step.indications.is_empty() {
        let Step { pool, places, indications, .. } = step;
        outcome.change = Some(Change { tenant: tenant.to_owned(), pool, places, indications });
    }
    outcome
}
