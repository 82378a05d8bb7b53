//! Questions of law about a household that need no case: answered from what is sent along, and nothing is stored.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Municipality, Role};
use policy::Policies;
use proto::income::v1 as pb;
use proto::income::v1::assessment_service_server::AssessmentService;
use rules::Local;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::refused;

mod asked;

pub use asked::document;

/// Who may ask what the law makes of a household: who decides or takes in facts, who checks the work, who writes the
/// policy, and other systems.
const ASKING: [Role; 5] = [
    Role::IncomeConsultant,
    Role::IntakeConsultant,
    Role::QualityOfficer,
    Role::PolicyOfficer,
    Role::ClientSystem,
];

/// The gRPC face of the rules.
pub struct Assessments {
    pub policies: Arc<Policies>,
}

impl Assessments {
    /// What the policy in force says; without one, what the law leaves to the municipality is a person's.
    fn local(&self, municipality: &Municipality, day: NaiveDate) -> Local {
        self.policies.of(municipality, day).map(Local::of).unwrap_or_default()
    }
}

/// An answer is texts, numbers and days, which always become JSON.
fn unwritable(error: serde_json::Error) -> Status {
    let id = Uuid::new_v4();
    tracing::error!(fault.id = %id, error = %error, "an answer of the rules cannot be written");
    service::fault(id)
}

#[tonic::async_trait]
impl AssessmentService for Assessments {
    #[tracing::instrument(skip_all)]
    async fn assess(
        &self,
        request: Request<pb::AssessRequest>,
    ) -> Result<Response<pb::AssessResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &ASKING)?;
        let asked = asked::assessment(request.get_ref()).map_err(refused)?;
        let local = asked.local.unwrap_or_else(|| self.local(&caller.municipality, asked.days.assessed));
        let reply = rules::answer(&asked.facts, self.policies.national(), &local, asked.days, asked.ask);
        let reply_json = serde_json::to_string(&reply).map_err(unwritable)?;
        Ok(Response::new(pb::AssessResponse { reply_json }))
    }

    #[tracing::instrument(skip_all)]
    async fn get_assessment_schemas(
        &self,
        request: Request<pb::GetAssessmentSchemasRequest>,
    ) -> Result<Response<pb::GetAssessmentSchemasResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &ASKING)?;
        let [facts_json, local_json, reply_json] =
            rules::schemas().map(|(_, schema)| schema.to_value().to_string());
        Ok(Response::new(pb::GetAssessmentSchemasResponse { facts_json, local_json, reply_json }))
    }
}
