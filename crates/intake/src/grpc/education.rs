//! School first.

use domain::Role;
use messaging::Engine;
use proto::intake::v1 as pb;
use proto::intake::v1::education_service_server::EducationService;
use service::{caller, context, require, status_of};
use tonic::{Request, Response, Status};

use super::{convert, invalid, no_such_reply};
use crate::actor::{Input, IntakeActor, Reply};

/// The gRPC EducationService.
pub struct EducationApi {
    pub engine: Engine<IntakeActor>,
}

#[tonic::async_trait]
impl EducationService for EducationApi {
    #[tracing::instrument(skip_all, fields(case.id = %request.get_ref().case_id))]
    async fn send_to_education(
        &self,
        request: Request<pb::SendToEducationRequest>,
    ) -> Result<Response<pb::SendToEducationResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &[Role::IntakeConsultant])?;
        let context = context(&request, &caller)?;
        let case = convert::case(&request.get_ref().case_id).map_err(|violation| invalid(vec![violation]))?;
        match self.engine.request(Input::ToEducation { case, caller }, context).await.map_err(status_of)? {
            Reply::Explained(explanation) => {
                let explanation = Some((&*explanation).into());
                Ok(Response::new(pb::SendToEducationResponse { explanation }))
            }
            _ => Err(no_such_reply()),
        }
    }
}
