//! Visits to a home, from the ground to the report.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::home_visit_service_client::HomeVisitServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, Uitleg, created, day, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Bron, Gegevens, Huisbezoekstand, Toestemmingantwoord, Word, codes, properties};

const TAG: &str = "Aanvragen";

/// Een huisbezoek wordt voorbereid. De grond staat vast voordat iemand gaat.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwHuisbezoek {
    /// Een concrete reden om aan gegevens van deze aanvraag te twijfelen.
    #[schema(max_length = 2000)]
    reden: Option<String>,
    /// Of de sleutel van een grond in het beleid.
    #[schema(max_length = 100)]
    grond_van_beleid: Option<String>,
    /// Eigenschappen van `gegevens` die het bezoek moet laten zien.
    #[schema(max_items = 100)]
    gegevens: Vec<String>,
    /// De aanvrager weet vooraf dat er bezoek komt.
    aangekondigd: bool,
    dag: NaiveDate,
    /// Gebruikers die gaan; zoveel als het beleid vraagt.
    #[schema(max_items = 10)]
    bezoekers: Vec<String>,
}

/// Om toestemming is gevraagd. Weigeren mag altijd.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweToestemming {
    gevraagd_op: NaiveDate,
    /// Verteld is waarvoor het bezoek is, en op welke grond.
    grond_verteld: bool,
    /// Verteld is wat weigeren betekent.
    gevolg_verteld: bool,
    antwoord: Toestemmingantwoord,
    /// Het document waaruit het blijkt.
    document_id: Option<Uuid>,
}

/// Het bezoek is geweest.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwBezoekverslag {
    dag: NaiveDate,
    /// Gebruikers die er waren.
    #[schema(max_items = 10)]
    bezoekers: Vec<String>,
    #[schema(min_length = 1, max_length = 20000)]
    verslag: String,
    /// Wat de consulenten zagen; weggelaten als er niets nieuws was.
    #[serde(default)]
    gegevens: Option<Gegevens>,
}

/// Het bezoek gaat niet door.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBezoekannulering {
    #[schema(min_length = 1, max_length = 2000)]
    reden: String,
}

/// Het nummer waaronder een huisbezoek is vastgelegd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VoorbereidHuisbezoek {
    nummer: u32,
}

/// Wat er met het bezoek gebeurt na het antwoord.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VastgelegdeToestemming {
    stand: Huisbezoekstand,
    /// Wat weigeren betekent: alleen wat de wet eraan verbindt.
    #[serde(skip_serializing_if = "Option::is_none")]
    gevolg_van_weigeren: Option<Uitleg>,
}

/// De huisbezoeken van een aanvraag, het oudste eerst.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Huisbezoeken {
    huisbezoeken: Vec<Huisbezoek>,
}

/// Een huisbezoek, van de grond tot het verslag.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Huisbezoek {
    nummer: u32,
    stand: Huisbezoekstand,
    /// De concrete reden.
    #[serde(skip_serializing_if = "Option::is_none")]
    reden: Option<String>,
    /// De grond in het beleid, als er geen concrete reden is.
    #[serde(skip_serializing_if = "Option::is_none")]
    grond_van_beleid: Option<String>,
    gegevens: Vec<String>,
    aangekondigd: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    bezoekers: Vec<String>,
    grond_vastgelegd_door: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    grond_vastgelegd_op: Option<NaiveDate>,
    toestemmingen: Vec<Bezoektoestemming>,
    /// Wat weigeren betekent: alleen wat de wet eraan verbindt.
    #[serde(skip_serializing_if = "Option::is_none")]
    gevolg_van_weigeren: Option<Uitleg>,
    #[serde(skip_serializing_if = "Option::is_none")]
    afgesloten_op: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    afgesloten_door: Option<String>,
    /// Wie er waren.
    waren_er: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verslag: Option<String>,
    /// Nummer van de verklaring met wat er is gezien.
    #[serde(skip_serializing_if = "Option::is_none")]
    verklaring: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gaat_niet_door_omdat: Option<String>,
}

/// Wat de aanvrager op de vraag om toestemming antwoordde.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bezoektoestemming {
    #[serde(skip_serializing_if = "Option::is_none")]
    gevraagd_op: Option<NaiveDate>,
    gevraagd_door: String,
    antwoord: Toestemmingantwoord,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    document_id: Option<String>,
}

impl From<pb::VisitConsent> for Bezoektoestemming {
    fn from(wire: pb::VisitConsent) -> Self {
        Self {
            gevraagd_op: day(&wire.asked_on),
            gevraagd_door: wire.asked_by,
            antwoord: Toestemmingantwoord::of_wire(if wire.given { "given" } else { "refused" }),
            document_id: some(wire.document_id),
        }
    }
}

impl From<pb::HomeVisit> for Huisbezoek {
    fn from(wire: pb::HomeVisit) -> Self {
        Self {
            nummer: wire.number,
            stand: Huisbezoekstand::of_wire(&wire.state),
            reden: some(wire.reason),
            grond_van_beleid: some(wire.policy_ground_label),
            gegevens: properties(&wire.facts),
            aangekondigd: wire.announced,
            dag: day(&wire.planned_for),
            bezoekers: wire.visitors,
            grond_vastgelegd_door: wire.named_by,
            grond_vastgelegd_op: day(&wire.named_on),
            toestemmingen: wire.consents.into_iter().map(Into::into).collect(),
            gevolg_van_weigeren: wire.consequence.map(Into::into),
            afgesloten_op: day(&wire.ended_on),
            afgesloten_door: some(wire.ended_by),
            waren_er: wire.went,
            verslag: some(wire.report),
            verklaring: (wire.statement > 0).then_some(wire.statement),
            gaat_niet_door_omdat: some(wire.cancelled_because),
        }
    }
}

fn client(app: &App) -> HomeVisitServiceClient<Line> {
    HomeVisitServiceClient::new(app.clients.intake.clone())
}

/// Lees de huisbezoeken van een aanvraag.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/huisbezoeken", operation_id = "huisbezoekenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De huisbezoeken.", body = Huisbezoeken)))]
pub(crate) async fn list(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::ListHomeVisitsRequest { case_id: case.to_string() };
    let found = client(&app).list_home_visits(acting.asks(message)?).await?.into_inner();
    let body = Huisbezoeken { huisbezoeken: found.visits.into_iter().map(Into::into).collect() };
    Ok(Json(body).into_response())
}

/// Bereid een huisbezoek voor: leg eerst vast waarom.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/huisbezoeken", operation_id = "huisbezoekVoorbereiden", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwHuisbezoek,
    responses((status = 201, description = "Vastgelegd.", body = VoorbereidHuisbezoek,
        headers(("Location" = String, description = "Adres van de huisbezoeken.")))))]
pub(crate) async fn plan(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwHuisbezoek>,
) -> Answer {
    let message = pb::PlanHomeVisitRequest {
        case_id: case.to_string(),
        reason: form.reden.unwrap_or_default(),
        policy_ground: form.grond_van_beleid.unwrap_or_default(),
        facts: codes(&form.gegevens),
        announced: form.aangekondigd,
        day: proto::day_text(form.dag),
        visitors: form.bezoekers,
    };
    let nummer = client(&app).plan_home_visit(acting.does(message)?).await?.into_inner().number;
    Ok(created(&format!("/aanvragen/{case}/huisbezoeken"), VoorbereidHuisbezoek { nummer }))
}

/// Leg vast wat de aanvrager op de vraag om toestemming antwoordde.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/huisbezoeken/{nummer}/toestemmingen",
    operation_id = "huisbezoekToestemmingVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van het huisbezoek.")),
    request_body = NieuweToestemming,
    responses((status = 201, description = "Vastgelegd.", body = VastgelegdeToestemming,
        headers(("Location" = String, description = "Adres van de huisbezoeken.")))))]
pub(crate) async fn consent(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, number)): Key<(Uuid, u32)>,
    Input(form): Input<NieuweToestemming>,
) -> Answer {
    let message = pb::RecordVisitConsentRequest {
        case_id: case.to_string(),
        number,
        asked_on: proto::day_text(form.gevraagd_op),
        told_ground: form.grond_verteld,
        told_consequence: form.gevolg_verteld,
        given: form.antwoord.wire() == "given",
        document_id: form.document_id.map(|id| id.to_string()).unwrap_or_default(),
    };
    let reply = client(&app).record_visit_consent(acting.does(message)?).await?.into_inner();
    let body = VastgelegdeToestemming {
        stand: Huisbezoekstand::of_wire(&reply.state),
        gevolg_van_weigeren: reply.consequence.map(Into::into),
    };
    Ok(created(&format!("/aanvragen/{case}/huisbezoeken"), body))
}

/// Leg vast dat het bezoek er was, met het verslag en wat er is gezien.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/huisbezoeken/{nummer}/verslagen",
    operation_id = "huisbezoekVerslagVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van het huisbezoek.")),
    request_body = NieuwBezoekverslag,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn hold(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, number)): Key<(Uuid, u32)>,
    Input(form): Input<NieuwBezoekverslag>,
) -> Answer {
    let seen = |facts: Gegevens| facts.to_wire(&Bron::of_wire("consultant"), form.dag);
    let message = pb::HoldHomeVisitRequest {
        case_id: case.to_string(),
        number,
        day: proto::day_text(form.dag),
        visitors: form.bezoekers,
        report: form.verslag,
        facts: form.gegevens.map(seen).unwrap_or_default(),
    };
    client(&app).hold_home_visit(acting.does(message)?).await?;
    Ok(done())
}

/// Leg vast dat het bezoek niet doorgaat.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/huisbezoeken/{nummer}/annuleringen",
    operation_id = "huisbezoekAnnuleren", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van het huisbezoek.")),
    request_body = NieuweBezoekannulering,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn cancel(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, number)): Key<(Uuid, u32)>,
    Input(form): Input<NieuweBezoekannulering>,
) -> Answer {
    let message = pb::CancelHomeVisitRequest { case_id: case.to_string(), number, reason: form.reden };
    client(&app).cancel_home_visit(acting.does(message)?).await?;
    Ok(done())
}
