use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::intake_service_client::IntakeServiceClient;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Answer, day};
use crate::App;
use crate::acting::Acting;
use crate::input::Input;
use crate::words::{Aanvraagstadium, Word};

/// Wie er wordt gezocht. Het nummer staat in het bericht, nooit in het adres.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PersoonZoeken {
    /// Negen cijfers die de elfproef doorstaan.
    #[schema(format = "bsn", example = "999993653")]
    burgerservicenummer: String,
}

/// De zaken van een persoon.
#[derive(Serialize, ToSchema)]
pub(crate) struct GevondenZaken {
    zaken: Vec<GevondenZaak>,
}

/// Een zaak van een persoon.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GevondenZaak {
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    stadium: Aanvraagstadium,
    #[serde(skip_serializing_if = "Option::is_none")]
    aanvraagdatum: Option<NaiveDate>,
}

/// Zoek de zaken van een persoon.
#[utoipa::path(post, path = "/personen/_zoek", operation_id = "personenZoeken", tag = "Personen",
    request_body = PersoonZoeken,
    responses((status = 200, description = "De zaken; leeg als er geen zijn.", body = GevondenZaken)))]
pub(crate) async fn find(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<PersoonZoeken>,
) -> Answer {
    let message = pb::FindCasesRequest { citizen_service_number: form.burgerservicenummer };
    let mut client = IntakeServiceClient::new(app.clients.intake.clone());
    let found = client.find_cases(acting.asks(message)?).await?.into_inner();
    let case = |wire: pb::FoundCase| GevondenZaak {
        zaak_id: wire.case_id,
        zaaknummer: wire.case_number,
        stadium: Aanvraagstadium::of_wire(&wire.stage),
        aanvraagdatum: day(&wire.applied_on),
    };
    Ok(Json(GevondenZaken { zaken: found.cases.into_iter().map(case).collect() }).into_response())
}
