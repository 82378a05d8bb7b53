use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use proto::workflow::v1 as pb;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::client;
use super::{Answer, day_or_empty, done};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Contactsoort, Word};

const TAG: &str = "Zaken";

/// Er was contact met de inwoner.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwContactmoment {
    soort: Contactsoort,
    /// Weggelaten is het vandaag. Niet in de toekomst.
    #[schema(format = "date")]
    dag: Option<NaiveDate>,
    #[schema(max_length = 2000)]
    notities: Option<String>,
}

/// De zaak die in de plaats komt van een zaak die eindigde.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweOpvolger {
    /// Kenmerk van de zaak die verdergaat.
    opvolger: Uuid,
}

/// Leg vast dat er contact was. Een signaal dat er lang geen contact was, is daarmee afgehandeld.
#[utoipa::path(post, path = "/zaken/{zaakId}/contactmomenten", operation_id = "contactVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwContactmoment,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn record(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwContactmoment>,
) -> Answer {
    let message = pb::RecordContactRequest {
        case_id: case.to_string(),
        kind: form.soort.wire().to_owned(),
        on: day_or_empty(form.dag),
        notes: form.notities.unwrap_or_default(),
    };
    client(&app).record_contact(acting.does(message)?).await?;
    Ok(done())
}

/// Zeg in welke zaak een beëindigde zaak verdergaat, zoals de gezamenlijke aanvraag na een huwelijk.
#[utoipa::path(post, path = "/zaken/{zaakId}/opvolgers", operation_id = "opvolgerNoemen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak die eindigde.")),
    request_body = NieuweOpvolger,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn name_successor(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweOpvolger>,
) -> Answer {
    let message =
        pb::NameSuccessorRequest { case_id: case.to_string(), successor_case_id: form.opvolger.to_string() };
    client(&app).name_successor(acting.does(message)?).await?;
    Ok(done())
}
