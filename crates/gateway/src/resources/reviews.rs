use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::workflow::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::client;
use super::{Answer, created, day};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Heronderzoekreden, Heronderzoekuitkomst, Word, codes};

const TAG: &str = "Zaken";

/// Een periodiek heronderzoek is gedaan.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwHeronderzoek {
    uitkomst: Heronderzoekuitkomst,
    #[schema(max_length = 2000)]
    notities: Option<String>,
}

/// Wanneer het volgende heronderzoek is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VolgendHeronderzoek {
    /// Ontbreekt zolang de zaak opnieuw wordt ingedeeld.
    #[serde(skip_serializing_if = "Option::is_none")]
    volgend_heronderzoek_op: Option<NaiveDate>,
}

/// Leg een heronderzoek vast.
#[utoipa::path(post, path = "/zaken/{zaakId}/heronderzoeken", operation_id = "heronderzoekVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwHeronderzoek,
    responses((status = 201, description = "Vastgelegd.", body = VolgendHeronderzoek,
        headers(("Location" = String, description = "Adres van de zaak.")))))]
pub(crate) async fn complete(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwHeronderzoek>,
) -> Answer {
    let message = pb::CompleteReviewRequest {
        case_id: case.to_string(),
        outcome: pb::ReviewOutcome::from_str_name(form.uitkomst.wire()).unwrap_or_default().into(),
        notes: form.notities.unwrap_or_default(),
    };
    let reply = client(&app).complete_review(acting.does(message)?).await?.into_inner();
    Ok(created(
        &format!("/zaken/{case}"),
        VolgendHeronderzoek { volgend_heronderzoek_op: day(&reply.next_review) },
    ))
}

/// Een heronderzoek dat nu nodig is, omdat een nieuwe versie van het beleid anders zou beslissen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwHeronderzoekVerzoek {
    reden: Heronderzoekreden,
    /// Vingerafdruk van de versie van het beleid; die versie geldt vandaag.
    #[schema(min_length = 1, max_length = 80)]
    beleidsversie: String,
    /// Categorie volgens die versie (sleutel in het beleid); weggelaten als er gegevens ontbreken of als een
    /// medewerker kiest.
    #[schema(max_length = 80)]
    categorie: Option<String>,
    /// Gegevens die die versie vraagt en die nog niet bekend zijn, met hun namen in `gegevens`.
    #[serde(default)]
    #[schema(max_items = 100)]
    ontbrekende_gegevens: Vec<String>,
}

/// Wat er van het verzoek is geworden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HeronderzoekVerzoek {
    /// Voor deze versie was het al gevraagd; er is niets veranderd.
    al_gevraagd: bool,
}

/// Vraag een heronderzoek dat meteen op de takenlijst komt. De zaak zelf verandert er niet door: dat doet alleen wie
/// het heronderzoek vastlegt.
#[utoipa::path(post, path = "/zaken/{zaakId}/heronderzoek-verzoeken", operation_id = "heronderzoekVragen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwHeronderzoekVerzoek,
    responses(
        (status = 200, description = "Voor deze versie was het al gevraagd.", body = HeronderzoekVerzoek),
        (status = 201, description = "Het heronderzoek staat op de takenlijst.", body = HeronderzoekVerzoek,
            headers(("Location" = String, description = "Adres van de zaak.")))))]
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwHeronderzoekVerzoek>,
) -> Answer {
    let message = pb::AskReviewRequest {
        case_id: case.to_string(),
        reason: pb::ReviewReason::from_str_name(form.reden.wire()).unwrap_or_default().into(),
        policy_version: form.beleidsversie,
        category: form.categorie.unwrap_or_default(),
        missing: codes(&form.ontbrekende_gegevens),
    };
    let reply = client(&app).ask_review(acting.does(message)?).await?.into_inner();
    let body = HeronderzoekVerzoek { al_gevraagd: reply.already_asked };
    if reply.already_asked {
        return Ok(Json(body).into_response());
    }
    Ok(created(&format!("/zaken/{case}"), body))
}
