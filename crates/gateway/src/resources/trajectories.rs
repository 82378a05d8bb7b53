use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::StatusCode;
use proto::day_text;
use proto::reintegration::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::categories::client;
use super::{Answer, created, day, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Trajecteinde, Trajectresultaat, Trajectstatus, Word};

const TAG: &str = "Trajecten";

/// De trajecten van een zaak.
#[derive(Serialize, ToSchema)]
pub(crate) struct Trajecten {
    trajecten: Vec<Traject>,
}

/// Een traject met een instrument.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Traject {
    #[schema(format = "uuid")]
    traject_id: String,
    /// Sleutel van het instrument in het beleid.
    instrument: String,
    instrumentnaam: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    begindatum: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    einddatum: Option<NaiveDate>,
    aantal_verlengingen: u32,
    status: Trajectstatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    resultaat: Option<Trajecteinde>,
    /// Sleutel van de partner die het uitvoert.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<String>,
    /// Bij werk: de eerste werkdag, als die bekend is.
    #[serde(skip_serializing_if = "Option::is_none")]
    eerste_werkdag: Option<NaiveDate>,
}

impl From<pb::Trajectory> for Traject {
    fn from(wire: pb::Trajectory) -> Self {
        Self {
            traject_id: wire.trajectory_id,
            instrument: wire.instrument,
            instrumentnaam: wire.instrument_label,
            begindatum: day(&wire.starts_on),
            einddatum: day(&wire.ends_on),
            aantal_verlengingen: wire.extensions,
            status: Trajectstatus::of_wire(&wire.state),
            resultaat: Trajecteinde::known(&wire.result),
            partner: some(wire.partner),
            eerste_werkdag: day(&wire.first_day_of_work),
        }
    }
}

/// Een instrument om te starten.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwTraject {
    /// Sleutel van het instrument in het beleid.
    #[schema(min_length = 1, max_length = 100)]
    instrument: String,
    /// Maanden van een beoogd contract, waar het instrument dat vraagt.
    #[schema(maximum = 120)]
    beoogde_contractmaanden: Option<u32>,
    /// Er is geen studiefinanciering voor mogelijk, waar het instrument dat vraagt.
    geen_studiefinanciering_mogelijk: Option<bool>,
}

/// Het traject dat is gestart.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GestartTraject {
    #[schema(format = "uuid")]
    traject_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    einddatum: Option<NaiveDate>,
}

/// Een verlenging van een lopend traject.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweVerlenging {
    /// Bijzondere omstandigheden, waar het beleid die vraagt.
    #[schema(max_length = 2000)]
    bijzondere_reden: Option<String>,
}

/// Tot wanneer het traject nu loopt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verlenging {
    #[serde(skip_serializing_if = "Option::is_none")]
    einddatum: Option<NaiveDate>,
}

/// Waarmee een traject eindigt.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwTrajectresultaat {
    resultaat: Trajectresultaat,
    /// Bij werk: maanden van het contract, 0 voor onbepaalde tijd.
    #[schema(maximum = 120)]
    contractmaanden: Option<u32>,
    /// Bij werk: de eerste werkdag. Niet voor het begin van het traject en niet meer dan een half jaar vooruit.
    eerste_werkdag: Option<NaiveDate>,
}

/// Lees de trajecten van een zaak.
#[utoipa::path(get, path = "/zaken/{zaakId}/trajecten", operation_id = "trajectenLijst", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De trajecten.", body = Trajecten,
        headers(("ETag" = String, description = "Versie van de indeling, waar de trajecten bij horen.")))))]
pub(crate) async fn list(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetClientRequest { case_id: case.to_string() };
    let found = client(&app).get_client(acting.asks(message)?).await?.into_inner();
    let body = Trajecten { trajecten: found.trajectories.into_iter().map(Into::into).collect() };
    Ok(tagged(found.version, body))
}

/// Start een instrument naast wat al loopt, binnen de grenzen van het beleid.
#[utoipa::path(post, path = "/zaken/{zaakId}/trajecten", operation_id = "trajectStarten", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwTraject,
    responses((status = 201, description = "Gestart.", body = GestartTraject,
        headers(("Location" = String, description = "Adres van de trajecten van de zaak.")))))]
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwTraject>,
) -> Answer {
    let message = pb::StartInstrumentRequest {
        case_id: case.to_string(),
        instrument: form.instrument,
        intended_contract_months: form.beoogde_contractmaanden,
        no_study_finance: form.geen_studiefinanciering_mogelijk,
    };
    let reply = client(&app).start_instrument(acting.does(message)?).await?.into_inner();
    let body = GestartTraject { traject_id: reply.trajectory_id, einddatum: day(&reply.ends_on) };
    Ok(created(&format!("/zaken/{case}/trajecten"), body))
}

/// Verleng een lopend traject, binnen de grenzen van het beleid.
#[utoipa::path(post, path = "/zaken/{zaakId}/trajecten/{trajectId}/verlengingen", operation_id = "trajectVerlengen",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("trajectId" = Uuid, Path, description = "Kenmerk van het traject.")),
    request_body = NieuweVerlenging,
    responses((status = 201, description = "Verlengd.", body = Verlenging)))]
pub(crate) async fn extend(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, trajectory)): Key<(Uuid, Uuid)>,
    Input(form): Input<NieuweVerlenging>,
) -> Answer {
    let message = pb::ExtendTrajectoryRequest {
        case_id: case.to_string(),
        trajectory_id: trajectory.to_string(),
        exceptional_reason: form.bijzondere_reden.unwrap_or_default(),
    };
    let reply = client(&app).extend_trajectory(acting.does(message)?).await?.into_inner();
    Ok((StatusCode::CREATED, Json(Verlenging { einddatum: day(&reply.ends_on) })).into_response())
}

/// Leg vast waarmee een traject eindigt. Was het werk of een opleiding en is er bijstand, dan beslist een
/// inkomensconsulent of het recht eindigt, en vanaf welke dag; deeltijdwerk kan inkomen zijn dat wordt verrekend.
#[utoipa::path(post, path = "/zaken/{zaakId}/trajecten/{trajectId}/resultaten",
    operation_id = "trajectresultaatVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("trajectId" = Uuid, Path, description = "Kenmerk van het traject.")),
    request_body = NieuwTrajectresultaat,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn record_result(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, trajectory)): Key<(Uuid, Uuid)>,
    Input(form): Input<NieuwTrajectresultaat>,
) -> Answer {
    let message = pb::RecordTrajectoryResultRequest {
        case_id: case.to_string(),
        trajectory_id: trajectory.to_string(),
        result: pb::TrajectoryResult::from_str_name(form.resultaat.wire()).unwrap_or_default().into(),
        contract_months: form.contractmaanden,
        first_day_of_work: form.eerste_werkdag.map(day_text).unwrap_or_default(),
    };
    client(&app).record_trajectory_result(acting.does(message)?).await?;
    Ok(done())
}
