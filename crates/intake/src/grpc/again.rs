//! What is wrong with seeing a client again by what is known of them. It is looked up where something is wrong already, so that
//! all of it is named in one answer; of what can be read whole the turn sees it, and a request that is repeated is not judged anew.

use domain::{Caller, Moment, PersonId, Violation};
use messaging::Now;
use policy::Policies;
use proto::intake::v1 as pb;
use service::status_of_store;
use tonic::Status;
use uuid::Uuid;

use super::IntakeApi;
use super::convert::citizen_service_number;
use crate::actor::stated_again;
use crate::model::{
    About, Brought, Claims, Deadlines, FormRules, Proof, Running, ended_by_death, never_seen,
};
use crate::store::{self, Client};

/// Whoever is seen again, as far as they are known here.
pub struct Known {
    client: Option<Client>,
    /// A partner is named by a number that could be read; who that is, where they are known.
    names_partner: bool,
    partner: Option<PersonId>,
    now: Now,
}

/// What comes with it, as far as it could be read.
pub struct Wire<'a> {
    pub caller: &'a Caller,
    pub claims: &'a Claims,
    pub proof: Option<&'a Proof>,
    pub acts: &'a [About],
    pub wire: &'a pb::SubmitApplicationRequest,
}

impl Known {
    /// `None` of a new application, and of whoever is named by no number that can be read.
    pub async fn of(
        api: &IntakeApi,
        wire: &pb::SubmitApplicationRequest,
        caller: &Caller,
    ) -> Result<Option<Self>, Status> {
        let is_again = matches!(wire.situation(), pb::Situation::Reassessment | pb::Situation::Recall);
        let index = |number: &str| {
            let number = citizen_service_number(number).ok()?;
            Some(api.vault.index_of(&caller.municipality, &number))
        };
        let Some(who) = index(&wire.citizen_service_number).filter(|_| is_again) else { return Ok(None) };
        let named = wire.partner.as_ref().and_then(|partner| index(&partner.citizen_service_number));
        let (db, municipality) = (api.engine.db(), &caller.municipality);
        let unread = |error| status_of_store(&error);
        let client = store::client_of(db, municipality, who).await.map_err(unread)?;
        let partner = match named {
            Some(index) => store::person_with(db, municipality, index).await.map_err(unread)?,
            None => None,
        };
        Ok(Some(Self { client, names_partner: named.is_some(), partner, now: api.engine.now() }))
    }

    /// Whether it opens a case: the client was here before, and none runs.
    pub fn opens_a_case(&self) -> bool {
        self.client.as_ref().is_some_and(|client| client.running.is_none())
    }

    /// Everything that is wrong with it by what is known.
    pub fn violations(&self, wire: &Wire<'_>, policies: &Policies) -> Vec<Violation> {
        let Some(client) = &self.client else { return vec![never_seen()] };
        let Some(running) = &client.running else {
            let theirs = client.cases.iter().filter(|one| one.is_of(client.person));
            return ended_by_death(theirs).into_iter().collect();
        };
        let of = &running.past.application;
        let decided = running.deadlines.as_ref().is_none_or(Deadlines::is_decided_on);
        // It is refused as a whole: it is the partner who is seen, or it was not decided on.
        if of.person != client.person || of.may_be_seen_again(decided).is_err() {
            return Vec::new();
        }
        let Ok(asks) = FormRules::on(policies, &of.municipality, self.now.day) else { return Vec::new() };
        let moment = Moment { day: self.now.day, instant: self.now.instant, input: Uuid::nil() };
        let stated = stated_again(of, wire.caller, wire.claims, wire.proof, &moment);
        let brought = Brought {
            stated: stated.as_ref(),
            acts: wire.acts,
            intake_complete: wire.wire.intake_complete,
            names_partner: self.names_partner,
            partner: self.partner,
            names_representatives: !wire.wire.representatives.is_empty(),
        };
        let known = Running {
            of,
            past: &running.past.history,
            records: &running.records,
            handling: running.handling.as_ref(),
        };
        known.violations(&brought, &asks)
    }
}
