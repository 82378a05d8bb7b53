//! What people ask: one thin method per RPC.

mod assessments;
mod convert;
mod grants;
mod kept;
mod payments;
mod recourse;
mod statements;

use domain::{CaseId, Refusal, Role};
use messaging::Engine;
use proto::income::v1 as pb;
use proto::income::v1::income_service_server::IncomeService;
use service::Sight;
use tonic::{Request, Response, Status};

use crate::actor::Income;
use crate::store;

pub use assessments::Assessments;
pub use grants::Grants;
pub use payments::Payments;
pub use recourse::Recourses;
pub use statements::Statements;

/// Who may read how a right was calculated: those who decide, take in facts or check the work.
const READERS: [Role; 3] = [Role::IncomeConsultant, Role::IntakeConsultant, Role::QualityOfficer];

/// What is seen of a right.
const ENTITLEMENT: Sight =
    Sight { fields: &["entitlement", "income", "household"], purpose: "het recht op bijstand beoordelen" };

/// The gRPC face of the income service.
pub struct Grpc {
    pub engine: Engine<Income>,
}

#[tonic::async_trait]
impl IncomeService for Grpc {
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn get_entitlement(
        &self,
        request: Request<pb::GetEntitlementRequest>,
    ) -> Result<Response<pb::GetEntitlementResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let case = convert::case(&request.get_ref().case_id).map_err(refused)?;
        on_span(case);
        let found = store::find(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| service::status_of_store(&error))?
            .ok_or_else(|| refused(Refusal::not_found("aanvraag")))?;
        ENTITLEMENT.of(self.engine.views(), &caller, [case]).await?;
        Ok(Response::new(convert::entitlement(found)))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn decide_entitlement(
        &self,
        request: Request<pb::DecideEntitlementRequest>,
    ) -> Result<Response<pb::DecideEntitlementResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let context = service::context(&request, &caller)?;
        let input = convert::decide(request.into_inner(), &caller).map_err(refused)?;
        input.case().into_iter().for_each(on_span);
        self.engine.request(input, context).await.map_err(service::status_of)?;
        Ok(Response::new(pb::DecideEntitlementResponse {}))
    }
}

fn on_span(case: CaseId) {
    tracing::Span::current().record("case.id", tracing::field::display(case));
}

fn refused(refusal: Refusal) -> Status {
    service::refusal_status(&refusal)
}
