//! What people ask: who may, wire to input, one turn, reply to wire.

mod convert;
mod view;

use domain::{CaseId, Refusal, Role};
use messaging::Engine;
use prost::{Message, Name};
use proto::day_text;
use proto::reintegration::v1 as pb;
use proto::reintegration::v1::reintegration_service_server::ReintegrationService;
use service::{Sight, refusal_status, status_of, status_of_store};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::actor::{By, Decider, Input, Reply};
use crate::store;

/// Who may see a client.
const READERS: [Role; 4] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant, Role::QualityOfficer];

/// What is seen of a client.
const CLIENT: Sight = Sight {
    fields: &["category", "target_groups", "trajectories", "ladder"],
    purpose: "begeleiden naar werk",
};

/// The gRPC service.
pub struct Clients {
    engine: Engine<Decider>,
}

impl Clients {
    pub fn new(engine: Engine<Decider>) -> Self {
        Self { engine }
    }

    /// A turn of one: for those with one of these roles.
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn turn<M: Message + Name>(
        &self,
        request: Request<M>,
        any_of: &[Role],
        convert: impl FnOnce(M, By) -> Result<Input, Refusal>,
    ) -> Result<Reply, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, any_of)?;
        let context = service::context(&request, &caller)?;
        let by = convert::by(caller).map_err(|wrong| refusal_status(&wrong))?;
        let input = convert(request.into_inner(), by).map_err(|wrong| refusal_status(&wrong))?;
        tracing::Span::current().record("case.id", tracing::field::display(input.case()));
        self.engine.request(input, context).await.map_err(status_of)
    }
}

#[tonic::async_trait]
impl ReintegrationService for Clients {
    async fn get_client(
        &self,
        request: Request<pb::GetClientRequest>,
    ) -> Result<Response<pb::GetClientResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        // What is no case and what is another's look the same.
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case: CaseId = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let client = store::find(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown)?;
        CLIENT.of(self.engine.views(), &caller, [case]).await?;
        Ok(Response::new(view::client(&client)))
    }

    async fn deviate_category(
        &self,
        request: Request<pb::DeviateCategoryRequest>,
    ) -> Result<Response<pb::DeviateCategoryResponse>, Status> {
        let reply = self.turn(request, &[Role::ReintegrationConsultant], convert::deviate).await?;
        let Reply::Deviated { deviation, needs_confirmation } = reply else { return Err(other_reply()) };
        Ok(Response::new(pb::DeviateCategoryResponse {
            deviation_id: deviation.to_string(),
            needs_confirmation,
        }))
    }

    async fn confirm_deviation(
        &self,
        request: Request<pb::ConfirmDeviationRequest>,
    ) -> Result<Response<pb::ConfirmDeviationResponse>, Status> {
        self.turn(request, &[Role::QualityOfficer], convert::confirm).await?;
        Ok(Response::new(pb::ConfirmDeviationResponse {}))
    }

    async fn start_instrument(
        &self,
        request: Request<pb::StartInstrumentRequest>,
    ) -> Result<Response<pb::StartInstrumentResponse>, Status> {
        let reply = self.turn(request, &[Role::ReintegrationConsultant], convert::start_instrument).await?;
        let Reply::Started { trajectory, ends_on } = reply else { return Err(other_reply()) };
        let (trajectory_id, ends_on) = (trajectory.to_string(), day_text(ends_on));
        Ok(Response::new(pb::StartInstrumentResponse { trajectory_id, ends_on }))
    }

    async fn extend_trajectory(
        &self,
        request: Request<pb::ExtendTrajectoryRequest>,
    ) -> Result<Response<pb::ExtendTrajectoryResponse>, Status> {
        let reply = self.turn(request, &[Role::ReintegrationConsultant], convert::extend).await?;
        let Reply::Extended { ends_on } = reply else { return Err(other_reply()) };
        Ok(Response::new(pb::ExtendTrajectoryResponse { ends_on: day_text(ends_on) }))
    }

    async fn record_trajectory_result(
        &self,
        request: Request<pb::RecordTrajectoryResultRequest>,
    ) -> Result<Response<pb::RecordTrajectoryResultResponse>, Status> {
        let may = [Role::ReintegrationConsultant, Role::Partner];
        self.turn(request, &may, convert::record_result).await?;
        Ok(Response::new(pb::RecordTrajectoryResultResponse {}))
    }

    async fn record_ladder_step(
        &self,
        request: Request<pb::RecordLadderStepRequest>,
    ) -> Result<Response<pb::RecordLadderStepResponse>, Status> {
        let may = [Role::ReintegrationConsultant, Role::Partner];
        self.turn(request, &may, convert::record_ladder_step).await?;
        Ok(Response::new(pb::RecordLadderStepResponse {}))
    }
}

/// The turn answered another question: a fault of ours.
fn other_reply() -> Status {
    let id = Uuid::new_v4();
    tracing::error!(fault.id = %id, "a turn gave the reply of another request");
    service::fault(id)
}
