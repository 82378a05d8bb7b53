//! What was said about a household, and what of it was found to be true.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{CaseId, FactKey, Role};
use messaging::Engine;
use policy::Policies;
use proto::intake::v1 as pb;
use proto::intake::v1::claim_service_server::ClaimService;
use proto::{day_text, fact_to};
use service::{Sight, caller, context, require, status_of, status_of_store};
use tonic::{Request, Response, Status};

use super::found::past_of;
use super::provenance::{day_or_empty, optional_day, proof_to, required_proof};
use super::wrong::{Wrong, key};
use super::{MAY_SEE, MAY_STATE, convert, invalid, stating};
use crate::actor::{Input, IntakeActor};
use crate::model::{
    FormRules, Offered, StandingFacts, Stated, Statement, form, known_on, months_to_reuse, offer,
    school_first_under, standing,
};
use crate::store::{self, Past};

/// Who may take facts over from an earlier case: a person, who looks whether they still hold.
const MAY_REUSE: [Role; 2] = [Role::IntakeConsultant, Role::IncomeConsultant];

/// What is seen of what was said about a household.
const CLAIMS: Sight = Sight { fields: &["facts"], purpose: "gegevens beoordelen" };
/// What is seen of what is known already, of this case and of earlier ones.
const KNOWN: Sight = Sight { fields: &["facts"], purpose: "niet opnieuw vragen wat al bekend is" };

/// The gRPC ClaimService.
pub struct ClaimApi {
    pub engine: Engine<IntakeActor>,
    pub policies: Arc<Policies>,
}

#[tonic::async_trait]
impl ClaimService for ClaimApi {
    async fn list_claims(
        &self,
        request: Request<pb::ListClaimsRequest>,
    ) -> Result<Response<pb::ListClaimsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let (wire, today) = (request.get_ref(), self.engine.now().day);
        let mut wrong = Wrong::default();
        let only = (!wire.key.is_empty()).then(|| wrong.keep(key("key", &wire.key))).flatten();
        let valid_on = wrong.keep(optional_day("valid_on", &wire.valid_on)).flatten().unwrap_or(today);
        let known = wrong.keep(optional_day("known_on", &wire.known_on)).flatten().unwrap_or(today);
        if !wrong.0.is_empty() {
            return Err(invalid(wrong.0));
        }
        let found = past_of(&self.engine, &caller, &wire.case_id).await?;
        CLAIMS.of(self.engine.views(), &caller, [found.application.case]).await?;
        let standing = standing(&found.history, valid_on, known);
        let is_asked = |key: &FactKey| only.is_none_or(|only| only == *key);
        let all = known_on(&found.history, known);
        let claims = all.iter().filter(|stated| is_asked(&stated.key));
        let claims = claims.map(|stated| claim(stated, &standing, &found.history, known)).collect();
        let facts = standing.facts.iter().filter(|(key, _)| is_asked(key));
        let facts = facts.map(|(key, fact)| fact_to(key, fact)).collect();
        let contested = standing.contested.iter().filter(|key| is_asked(key));
        Ok(Response::new(pb::ListClaimsResponse {
            valid_on: day_text(valid_on),
            known_on: day_text(known),
            claims,
            facts,
            contested: contested.map(|key| key.code().into()).collect(),
        }))
    }

    async fn verify_claim(
        &self,
        request: Request<pb::VerifyClaimRequest>,
    ) -> Result<Response<pb::VerifyClaimResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_STATE)?;
        let context = context(&request, &caller)?;
        let (wire, mut wrong) = (request.get_ref(), Wrong::default());
        let case = wrong.keep(convert::case(&wire.case_id));
        let key = wrong.keep(key("key", &wire.key));
        let proof = required_proof(wire.proof.as_ref(), stating(&caller), &mut wrong);
        let number = i64::try_from(wire.number).unwrap_or_default();
        let (Some(case), Some(key), Some(proof), true) = (case, key, proof, wrong.0.is_empty()) else {
            return Err(invalid(wrong.0));
        };
        let input = Input::Verify { case, caller, number, key, proof };
        self.engine.request(input, context).await.map_err(status_of)?;
        Ok(Response::new(pb::VerifyClaimResponse {}))
    }

    async fn list_known_facts(
        &self,
        request: Request<pb::ListKnownFactsRequest>,
    ) -> Result<Response<pb::ListKnownFactsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let today = self.engine.now().day;
        let own = past_of(&self.engine, &caller, &request.get_ref().case_id).await?;
        let earlier = store::ended_cases_of(self.engine.db(), &own.application)
            .await
            .map_err(|error| status_of_store(&error))?;
        let shown = std::iter::once(&own).chain(&earlier).map(|past| past.application.case);
        KNOWN.of(self.engine.views(), &caller, shown).await?;
        let months = months_to_reuse(&self.policies, own.application.reported_on);
        let past: Vec<_> = earlier.iter().map(Past::earlier).collect();
        let school = school_first_under(&self.policies, today);
        let mut offer = offer(own.earlier(), &past, (months, school), today);
        if let Ok(rules) = FormRules::on(&self.policies, &own.application.municipality, today) {
            offer.also_ask(&form(&rules, &standing(&own.history, today, today).facts).missing());
        }
        let number_of = |case: CaseId| {
            let found = earlier.iter().find(|past| past.application.case == case).unwrap_or(&own);
            found.application.number.to_string()
        };
        let known =
            |all: &[Offered<'_>]| all.iter().map(|each| known_fact(each, number_of(each.case))).collect();
        Ok(Response::new(pb::ListKnownFactsResponse {
            known: known(&offer.known),
            reusable: known(&offer.reusable),
            to_ask: offer.to_ask.iter().map(|key| key.code().into()).collect(),
        }))
    }

    async fn reuse_facts(
        &self,
        request: Request<pb::ReuseFactsRequest>,
    ) -> Result<Response<pb::ReuseFactsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_REUSE)?;
        let context = context(&request, &caller)?;
        let (wire, mut wrong) = (request.get_ref(), Wrong::default());
        let case = wrong.keep(convert::case(&wire.case_id));
        let not_an_id = |_| domain::Violation::new("from_case_id", "is geen geldig kenmerk", "uuid");
        let from = wrong.keep(wire.from_case_id.parse().map_err(not_an_id));
        let keys = wrong.keys(&wire.keys);
        let proof = required_proof(wire.proof.as_ref(), stating(&caller), &mut wrong);
        let (Some(case), Some(from), Some(proof), true) = (case, from, proof, wrong.0.is_empty()) else {
            return Err(invalid(wrong.0));
        };
        let input = Input::Reuse { case, caller, from, keys, proof };
        self.engine.request(input, context).await.map_err(status_of)?;
        Ok(Response::new(pb::ReuseFactsResponse {}))
    }
}

fn claim(
    stated: &Stated<'_>,
    standing: &StandingFacts,
    history: &[Statement],
    known: NaiveDate,
) -> pb::Claim {
    let Stated { key, claim, statement, .. } = stated;
    let number = statement.number;
    let verifications = history.iter().filter(|later| later.day <= known).flat_map(|later| {
        let of_this = later.verified.iter().filter(|each| each.number == number && each.key == *key);
        of_this.map(|each| pb::Verification {
            proof: Some(proof_to(&each.proof)),
            verified_on: day_text(later.day),
            verified_by: later.by.clone(),
        })
    });
    pb::Claim {
        number: u64::try_from(number).unwrap_or_default(),
        fact: Some(fact_to(*key, &claim.as_fact(claim.stated_on))),
        informant: claim.informant.code().into(),
        informant_name: claim.informant.name().into(),
        valid_from: day_or_empty(claim.valid_from),
        valid_until: day_or_empty(claim.valid_until),
        recorded_on: day_text(statement.day),
        recorded_by: statement.by.clone(),
        occasion: statement.kind.code().into(),
        verifications: verifications.collect(),
        stands: standing.by.contains(&(number, *key)),
        reused_from_case_id: claim.reused_from.map(|case| case.to_string()).unwrap_or_default(),
    }
}

fn known_fact(offered: &Offered<'_>, case_number: String) -> pb::KnownFact {
    let stated = &offered.stated;
    pb::KnownFact {
        fact: Some(fact_to(stated.key, &stated.claim.as_fact(stated.as_of()))),
        case_id: offered.case.to_string(),
        case_number,
        verified_on: day_or_empty(stated.verified_on()),
    }
}
