//! What people ask of this service.

mod convert;

use std::sync::Arc;

use domain::{Caller, Refusal, Role};
use messaging::Engine;
use policy::Policies;
use proto::partner_contracts::v1 as pb;
use proto::partner_contracts::v1::partner_contracts_service_server::PartnerContractsService;
use service::{Sight, caller, refusal_status, require, status_of, status_of_store};
use tonic::{Request, Response, Status};

use crate::actor::Contracts;
use crate::store;

/// Who sees referrals and partners; a partner sees its own only.
const READERS: &[Role] = &[
    Role::Partner,
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
];
const PARTNER_READERS: &[Role] = &[
    Role::Partner,
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
    Role::PolicyOfficer,
];

/// What is seen of who was offered to a partner.
const REFERRALS: Sight =
    Sight { fields: &["referrals", "target_groups"], purpose: "plaatsing bij een partner" };

/// The gRPC service.
pub struct Grpc {
    pub engine: Engine<Contracts>,
    pub policies: Arc<Policies>,
}

#[tonic::async_trait]
impl PartnerContractsService for Grpc {
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn answer_referral(
        &self,
        request: Request<pb::AnswerReferralRequest>,
    ) -> Result<Response<pb::AnswerReferralResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &[Role::Partner])?;
        let organisation = organisation(&caller)?;
        let context = service::context(&request, &caller)?;
        let input = convert::answer(request.into_inner(), &caller, organisation)
            .map_err(|violations| refusal_status(&Refusal::invalid(violations)))?;
        let answered = self.engine.request(input, context).await.map_err(status_of)?;
        tracing::Span::current().record("case.id", tracing::field::display(answered.case));
        Ok(Response::new(pb::AnswerReferralResponse {}))
    }

    async fn list_referrals(
        &self,
        request: Request<pb::ListReferralsRequest>,
    ) -> Result<Response<pb::ListReferralsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, READERS)?;
        let listed = convert::listed(request.get_ref())
            .map_err(|violations| refusal_status(&Refusal::invalid(violations)))?;
        let (found, total) = store::list(self.engine.db(), &seen_by(&caller)?, &listed)
            .await
            .map_err(|error| status_of_store(&error))?;
        REFERRALS.of(self.engine.views(), &caller, found.iter().map(|one| one.of.case)).await?;
        Ok(Response::new(pb::ListReferralsResponse {
            referrals: found.into_iter().map(Into::into).collect(),
            total,
        }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn get_referral(
        &self,
        request: Request<pb::GetReferralRequest>,
    ) -> Result<Response<pb::GetReferralResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, READERS)?;
        let id = convert::referral_id(&request.get_ref().referral_id)
            .map_err(|violation| refusal_status(&Refusal::invalid(vec![violation])))?;
        let referral = store::find(self.engine.db(), &seen_by(&caller)?, id)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(|| refusal_status(&Refusal::not_found("aanmelding")))?;
        REFERRALS.of(self.engine.views(), &caller, [referral.of.case]).await?;
        tracing::Span::current().record("case.id", tracing::field::display(referral.of.case));
        Ok(Response::new(pb::GetReferralResponse { referral: Some(referral.into()) }))
    }

    async fn list_partners(
        &self,
        request: Request<pb::ListPartnersRequest>,
    ) -> Result<Response<pb::ListPartnersResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, PARTNER_READERS)?;
        let of = seen_by(&caller)?;
        let policy = self.policies.of(&of.municipality, self.engine.now().day).map_err(|_| no_policy())?;
        let pool = store::pool_of(self.engine.db(), &of.municipality)
            .await
            .map_err(|error| status_of_store(&error))?;
        let seen = |key: &str| of.partner.as_ref().is_none_or(|own| own == key);
        let partners = policy
            .partners
            .iter()
            .filter(|partner| seen(&partner.key))
            .map(|partner| convert::partner(partner, &pool, policy.valid_from))
            .collect();
        Ok(Response::new(pb::ListPartnersResponse { partners }))
    }
}

/// The partner that the caller works for.
fn organisation(caller: &Caller) -> Result<String, Status> {
    caller.organisation.clone().ok_or_else(|| {
        let reason = "Uw aanmelding zegt niet voor welke partner u werkt.";
        refusal_status(&Refusal::not_allowed("organisation-missing", reason))
    })
}

/// Whoever works for a partner sees what is that partner's, whatever other roles the token lists.
fn seen_by(caller: &Caller) -> Result<store::Of, Status> {
    let partner = match caller.has(Role::Partner) {
        true => Some(organisation(caller)?),
        false => caller.organisation.clone(),
    };
    Ok(store::Of { municipality: caller.municipality.clone(), partner })
}

fn no_policy() -> Status {
    refusal_status(&Refusal::precondition("no-policy", "Voor deze gemeente is er geen beleid dat nu geldt."))
}
