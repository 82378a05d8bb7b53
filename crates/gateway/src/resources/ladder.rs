use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::reintegration::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::categories::client;
use super::{Answer, day, day_or_empty, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};

const TAG: &str = "Trajecten";

/// Waar iemand op de participatieladder stond, de oudste trede eerst.
#[derive(Serialize, ToSchema)]
pub(crate) struct Participatieladder {
    treden: Vec<Trede>,
}

/// Een trede waarop iemand stond.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Trede {
    /// 1 (geïsoleerd) tot en met 6 (betaald werk).
    #[schema(minimum = 1, maximum = 6)]
    trede: u32,
    omschrijving: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    vastgelegd_door: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    toelichting: Option<String>,
    /// De trede daarvoor, als deze lager is.
    #[serde(skip_serializing_if = "Option::is_none")]
    gedaald_vanaf: Option<u32>,
}

impl From<pb::LadderStep> for Trede {
    fn from(wire: pb::LadderStep) -> Self {
        Self {
            trede: wire.rung,
            omschrijving: wire.label,
            dag: day(&wire.on_day),
            vastgelegd_door: wire.by,
            toelichting: some(wire.notes),
            gedaald_vanaf: Some(wire.fell_from).filter(|rung| *rung != 0),
        }
    }
}

/// Op welke trede iemand staat.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweTrede {
    #[schema(minimum = 1, maximum = 6)]
    trede: u32,
    /// Zonder dag: vandaag.
    dag: Option<NaiveDate>,
    #[schema(max_length = 2000)]
    toelichting: Option<String>,
}

/// Lees waar iemand op de participatieladder stond.
#[utoipa::path(get, path = "/zaken/{zaakId}/participatieladder", operation_id = "participatieladderLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De treden.", body = Participatieladder)))]
pub(crate) async fn list(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetClientRequest { case_id: case.to_string() };
    let found = client(&app).get_client(acting.asks(message)?).await?.into_inner();
    let treden = found.ladder.into_iter().map(Into::into).collect();
    Ok(Json(Participatieladder { treden }).into_response())
}

/// Leg vast op welke trede iemand staat. Een lagere trede dan eerst is een signaal.
#[utoipa::path(post, path = "/zaken/{zaakId}/participatieladder", operation_id = "tredeVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweTrede,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn record(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweTrede>,
) -> Answer {
    let message = pb::RecordLadderStepRequest {
        case_id: case.to_string(),
        rung: form.trede,
        on_day: day_or_empty(form.dag),
        notes: form.toelichting.unwrap_or_default(),
    };
    client(&app).record_ladder_step(acting.does(message)?).await?;
    Ok(done())
}
