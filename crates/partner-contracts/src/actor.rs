//! The inputs this service takes, what each needs, and the pure call into the model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{CaseId, Moment, Municipality, ReferralId, Refusal};
use messaging::rows::Writes;
use messaging::{Actor, Envelope, Outcome, StoreError, StoryLine, Tx, Unreadable};
use policy::Policies;
use serde::{Deserialize, Serialize};

use crate::model::{self, Answer, CaseRef, Known, Pool, Referral, Request, Rules, Step};
use crate::{messages, store};

/// The actor: decides under these policies.
pub struct Contracts {
    pub policies: Arc<Policies>,
}

/// What it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Command of workflow: find a partner.
    Offer { of: CaseRef, request: Request },
    /// Command of workflow: the answer is overdue.
    Expire { of: CaseRef, referral: ReferralId },
    /// Command of workflow: take back what is under way.
    Withdraw { of: CaseRef, reason: String },
    /// A partner answers; `organisation` is the key of the partner the caller works for.
    Answer { municipality: Municipality, organisation: String, referral: ReferralId, answer: Answer },
}

impl Input {
    pub fn municipality(&self) -> &Municipality {
        match self {
            Self::Offer { of, .. } | Self::Expire { of, .. } | Self::Withdraw { of, .. } => &of.municipality,
            Self::Answer { municipality, .. } => municipality,
        }
    }
}

/// A partner's answer is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub case: CaseId,
}

/// The pools and referrals of one batch.
#[derive(Debug, Default)]
pub struct World {
    /// By tenant.
    pub pools: BTreeMap<String, Pool>,
    /// All referrals of each case.
    pub referrals: BTreeMap<CaseId, Vec<Referral>>,
    pub changed_pools: BTreeSet<String>,
    pub changed_referrals: BTreeSet<ReferralId>,
}

/// New states of a pool and its referrals.
#[derive(Debug)]
pub struct Change {
    tenant: String,
    pool: Option<Pool>,
    referrals: Vec<Referral>,
}

impl World {
    fn of_case(&self, case: CaseId) -> &[Referral] {
        self.referrals.get(&case).map_or(&[], Vec::as_slice)
    }

    fn find(&self, id: ReferralId) -> Option<&Referral> {
        self.referrals.values().flatten().find(|referral| referral.id == id)
    }
}

impl Actor for Contracts {
    type Input = Input;
    type World = World;
    type Change = Change;
    type Reply = Answered;

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
    ) -> Result<Outcome<Change, Answered>, Refusal> {
        let municipality = input.municipality();
        let nothing_yet = Pool::default();
        let known = |case| Known {
            rules: self.policies.of(municipality, moment.day).ok().map(Rules::from),
            pool: world.pools.get(municipality.tenant()).unwrap_or(&nothing_yet),
            referrals: world.of_case(case),
            moment,
        };
        match input {
            Input::Offer { of, request } => Ok(outcome(of, model::offer(known(of.case), of, request))),
            Input::Expire { of, referral } => Ok(outcome(of, model::expire(known(of.case), *referral))),
            Input::Withdraw { of, reason } => Ok(outcome(of, model::withdraw(known(of.case), of, reason))),
            Input::Answer { organisation, referral, answer, .. } => {
                let referral = world
                    .find(*referral)
                    .filter(|found| found.of.municipality == *municipality && found.partner == *organisation)
                    .ok_or_else(|| Refusal::not_found("aanmelding"))?;
                let step = model::answer(known(referral.of.case), referral, answer)?;
                Ok(outcome(&referral.of, step).reply(Answered { case: referral.of.case }))
            }
        }
    }

    fn apply(&self, world: &mut World, change: Change) {
        if let Some(mut pool) = change.pool {
            pool.version = pool.version.saturating_add(1);
            world.changed_pools.insert(change.tenant.clone());
            world.pools.insert(change.tenant, pool);
        }
        for referral in change.referrals {
            world.changed_referrals.insert(referral.id);
            let of_case = world.referrals.entry(referral.of.case).or_default();
            match of_case.iter_mut().find(|known| known.id == referral.id) {
                Some(known) => *known = referral,
                None => of_case.push(referral),
            }
        }
    }

    fn save(&self, world: World) -> Result<Writes, StoreError> {
        store::save(world)
    }
}

fn outcome(of: &CaseRef, step: Step) -> Outcome<Change, Answered> {
    let mut outcome = Outcome::nothing().tell(step.events.iter().flat_map(messages::told));
    for line in step.lines {
        let mut told = StoryLine::new(of.case, &of.municipality, line.title);
        told.explanation = line.explanation;
        outcome = outcome.story(told);
    }
    if step.pool.is_some() || !step.referrals.is_empty() {
        let tenant = of.municipality.tenant().to_owned();
        outcome.change = Some(Change { tenant, pool: step.pool, referrals: step.referrals });
    }
    outcome
}
