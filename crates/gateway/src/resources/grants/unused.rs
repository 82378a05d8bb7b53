//! Who of the municipality seems to have a right to schemes and does not use them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::income::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::statements::all;
use super::super::{Answer, day, some};
use super::{OngebruikteRegeling, TAG, client};
use crate::App;
use crate::acting::Acting;
use crate::input::Query;

/// Een deel van de cliënten die een regeling niet gebruiken.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OngebruikteRegelingen {
    /// De dag waarvoor naar het recht is gekeken.
    #[serde(skip_serializing_if = "Option::is_none")]
    peildatum: Option<NaiveDate>,
    /// Zoveel huishoudens zijn er in dit deel bekeken, ook die hier niet staan.
    bekeken: u32,
    /// Kan leeg zijn, ook als er nog een deel volgt.
    zaken: Vec<ZaakMetOngebruikteRegelingen>,
    /// Waar het volgende deel begint: geef het als `na`. Ontbreekt als dit het laatste deel was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    volgende: Option<String>,
}

/// Een huishouden dat recht lijkt te hebben op iets dat het niet gebruikt. Geen besluit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZaakMetOngebruikteRegelingen {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    /// Op deze dag is voor het laatst iets over het huishouden opgegeven.
    #[serde(skip_serializing_if = "Option::is_none")]
    bekend_op: Option<NaiveDate>,
    /// In de volgorde van het beleid.
    niet_gebruikt: Vec<OngebruikteRegeling>,
}

impl From<pb::UnusedOfCase> for ZaakMetOngebruikteRegelingen {
    fn from(wire: pb::UnusedOfCase) -> Self {
        Self {
            zaak_id: wire.case_id,
            zaaknummer: some(wire.case_number),
            bekend_op: day(&wire.known_on),
            niet_gebruikt: all(wire.unused),
        }
    }
}

/// Welke huishoudens en regelingen.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OngebruiktVraag {
    /// Alleen deze regeling, met haar sleutel: die van een minimaregeling in het beleid van de gemeente,
    /// `income-supplement` of `study-supplement`.
    #[param(min_length = 1, max_length = 100)]
    regeling: Option<String>,
    /// Alleen wie er recht op lijkt te hebben: waar nog gegevens ontbreken, blijft buiten de lijst.
    alleen_bekend: Option<bool>,
    /// `volgende` van het vorige deel.
    na: Option<Uuid>,
    /// Hoeveel huishoudens er hoogstens worden bekeken.
    #[param(minimum = 1, maximum = 50, default = 25)]
    aantal: Option<u32>,
}

/// Blader door de cliënten van de gemeente die recht lijken te hebben op een regeling en haar niet gebruiken, met wat er van hen
/// bekend is. Zo kan een consulent hun vertellen wat zij kunnen aanvragen. Het is geen besluit.
///
/// Een cliënt is wie bijstand heeft of op een besluit daarover wacht, en wie iets anders is toegekend.
#[utoipa::path(get, path = "/ongebruikte-regelingen", operation_id = "ongebruikteRegelingenLijst", tag = TAG,
    params(OngebruiktVraag),
    responses((status = 200, description = "Een deel van de cliënten.", body = OngebruikteRegelingen)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    Query(asked): Query<OngebruiktVraag>,
) -> Answer {
    let message = pb::ListUnusedSchemesRequest {
        after: asked.na.map(|case| case.to_string()).unwrap_or_default(),
        limit: asked.aantal.unwrap_or_default(),
        scheme: asked.regeling.unwrap_or_default(),
        only_known: asked.alleen_bekend.unwrap_or_default(),
    };
    let found = client(&app).list_unused_schemes(acting.asks(message)?).await?.into_inner();
    let body = OngebruikteRegelingen {
        peildatum: day(&found.assessed_on),
        bekeken: found.looked_at,
        zaken: all(found.cases),
        volgende: some(found.next),
    };
    Ok(Json(body).into_response())
}
