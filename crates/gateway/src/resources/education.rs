//! School first, as an outcome of the intake.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use proto::intake::v1 as pb;
use proto::intake::v1::education_service_client::EducationServiceClient;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, Uitleg};
use crate::App;
use crate::acting::Acting;
use crate::input::Key;

const TAG: &str = "Aanvragen";

/// De aanvrager gaat eerst naar school; de aanvraag is gesloten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NaarOnderwijs {
    /// Waarom, volgens welke wet en welke gegevens.
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
}

/// Sluit de aanvraag van een jongere die eerst naar school gaat. Een gegrond bezwaar opent haar weer.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/naar-onderwijs", operation_id = "naarOnderwijs", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De aanvraag is gesloten.", body = NaarOnderwijs)))]
pub(crate) async fn send(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::SendToEducationRequest { case_id: case.to_string() };
    let mut client = EducationServiceClient::new(app.clients.intake.clone());
    let reply = client.send_to_education(acting.does(message)?).await?.into_inner();
    Ok(Json(NaarOnderwijs { uitleg: reply.explanation.map(Into::into) }).into_response())
}
