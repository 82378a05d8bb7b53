//! What was asked of another scheme than general assistance, and is refused.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::StatusCode;
use proto::day_text;
use proto::income::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::Answer;
use super::{TAG, client};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Regeling, Word};

/// Wat er uit een andere regeling is gevraagd, en wordt afgewezen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweAfwijzing {
    regeling: Regeling,
    /// Alleen bij een minimaregeling: de sleutel van de regeling in het beleid van de gemeente.
    #[schema(min_length = 1, max_length = 100)]
    minimaregeling: Option<String>,
    /// De eerste dag waarvoor het is gevraagd.
    ingangsdatum: NaiveDate,
    /// Gevraagd in één keer, en niet elke maand.
    #[serde(default)]
    eenmalig: bool,
    /// Nummer van het besluit over geld dat dit eerder afwees en na bezwaar of beroep is herroepen: dit besluit komt ervoor in
    /// de plaats.
    #[schema(minimum = 1)]
    vervangt_besluit: Option<u32>,
    /// Waarom; dit komt in het besluit en in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Het besluit dat afwijst.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Afwijzingsbesluit {
    /// Nummer van het besluit over geld.
    besluit: u32,
}

/// Wijs af wat er uit een andere regeling is gevraagd. Het besluit noemt de grond van de regels, of uw redenen waar de regels
/// het aan een consulent laten. Dat kan niet als de regels recht geven.
#[utoipa::path(post, path = "/zaken/{zaakId}/afwijzingen", operation_id = "regelingAfwijzen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweAfwijzing,
    responses((status = 201, description = "Het besluit.", body = Afwijzingsbesluit)))]
pub(crate) async fn refuse(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweAfwijzing>,
) -> Answer {
    let message = pb::RefuseSchemeRequest {
        case_id: case.to_string(),
        scheme: form.regeling.wire().to_owned(),
        minima: form.minimaregeling.unwrap_or_default(),
        from_day: day_text(form.ingangsdatum),
        once: form.eenmalig,
        replaces_decision: form.vervangt_besluit.unwrap_or_default(),
        reasons: form.motivering,
    };
    let refused = client(&app).refuse_scheme(acting.does(message)?).await?.into_inner();
    Ok((StatusCode::CREATED, Json(Afwijzingsbesluit { besluit: refused.decision })).into_response())
}
