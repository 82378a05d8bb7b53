use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use http::Uri;
use proto::sheltered_work::v1 as pb;
use proto::sheltered_work::v1::sheltered_work_service_client::ShelteredWorkServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, created, day, day_or_empty, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::page::Page;
use crate::words::{Indicatiestatus, Plaatssoort, Word};

const TAG: &str = "Beschut werk";

/// Een bladzijde van de zaken waarvoor advies is gevraagd.
#[derive(Serialize, ToSchema)]
pub(crate) struct Adviesaanvragen {
    /// Aantal in de hele lijst.
    totaal: u64,
    adviesaanvragen: Vec<Adviesaanvraag>,
}

/// Een zaak waarvoor advies is gevraagd en nog niet ontvangen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Adviesaanvraag {
    #[schema(format = "uuid")]
    zaak_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gevraagd_op: Option<NaiveDate>,
}

/// Het advies van UWV.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwAdvies {
    positief: bool,
    /// Laatste dag waarop het advies geldt; nodig bij een positief advies.
    geldig_tot_en_met: Option<NaiveDate>,
}

/// Wat er over beschut werk van een zaak bekend is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Indicatie {
    #[schema(format = "uuid")]
    zaak_id: String,
    status: Indicatiestatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    gevraagd_op: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_tot_en_met: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    plek_id: Option<String>,
    /// Plaats op de wachtlijst, vanaf 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    wachtlijstplaats: Option<u32>,
}

/// Een bladzijde van de beschutte werkplekken.
#[derive(Serialize, ToSchema)]
pub(crate) struct BeschuttePlekken {
    /// Aantal in de hele lijst.
    totaal: u64,
    /// Hoeveel er vrij zijn.
    vrij: u64,
    plekken: Vec<BeschuttePlek>,
}

/// Een beschutte werkplek.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BeschuttePlek {
    #[schema(format = "uuid")]
    plek_id: String,
    soort: Plaatssoort,
    begeleidingsuren_per_week: u32,
    bezet: bool,
    /// De zaak die de plek heeft; ontbreekt als hij vrij is, of van een zaak van een andere gemeente.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    zaak_id: Option<String>,
}

/// Nieuwe beschutte werkplekken.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBeschuttePlekken {
    soort: Plaatssoort,
    #[schema(minimum = 1, maximum = 1000)]
    aantal: u32,
    #[schema(maximum = 40)]
    begeleidingsuren_per_week: u32,
}

/// De werkplekken die zijn geopend.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GeopendePlekken {
    plek_ids: Vec<String>,
}

/// Een bladzijde van de wachtlijst, in volgorde.
#[derive(Serialize, ToSchema)]
pub(crate) struct Wachtlijst {
    /// Aantal in de hele lijst.
    totaal: u64,
    wachtenden: Vec<Wachtende>,
}

/// Een zaak die op een plek wacht. Is het advies verlopen en UWV opnieuw gevraagd, dan blijft de plaats in de rij, en krijgt de
/// zaak geen plek zolang er geen nieuw advies is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wachtende {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Vanaf 1.
    plaats: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    sinds: Option<NaiveDate>,
    /// Laatste dag waarop het advies geldt. Ontbreekt zolang UWV opnieuw om advies is gevraagd.
    #[serde(skip_serializing_if = "Option::is_none")]
    advies_geldig_tot_en_met: Option<NaiveDate>,
}

fn client(app: &App) -> ShelteredWorkServiceClient<Line> {
    ShelteredWorkServiceClient::new(app.clients.sheltered_work.clone())
}

/// Blader door de zaken waarvoor advies is gevraagd en nog niet ontvangen.
#[utoipa::path(get, path = "/adviesaanvragen", operation_id = "adviesaanvragenLijst", tag = TAG, params(Page),
    responses((status = 200, description = "Een bladzijde van de adviesaanvragen.", body = Adviesaanvragen,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn advice_requests(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(page): Query<Page>,
) -> Answer {
    let message = pb::ListAdviceRequestsRequest { page: page.number(), page_size: page.size() };
    let found = client(&app).list_advice_requests(acting.asks(message)?).await?.into_inner();
    let request =
        |wire: pb::AdviceRequest| Adviesaanvraag { zaak_id: wire.case_id, gevraagd_op: day(&wire.asked_on) };
    let body = Adviesaanvragen {
        totaal: found.total,
        adviesaanvragen: found.requests.into_iter().map(request).collect(),
    };
    Ok(page.answer(&uri, found.total, body))
}

/// Leg het advies van UWV vast.
#[utoipa::path(post, path = "/zaken/{zaakId}/adviezen", operation_id = "adviesVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwAdvies,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn record_advice(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwAdvies>,
) -> Answer {
    let message = pb::RecordAdviceRequest {
        case_id: case.to_string(),
        positive: form.positief,
        valid_until: day_or_empty(form.geldig_tot_en_met),
    };
    client(&app).record_advice(acting.does(message)?).await?;
    Ok(done())
}

/// Lees wat er over beschut werk van een zaak bekend is.
#[utoipa::path(get, path = "/zaken/{zaakId}/indicatie", operation_id = "indicatieLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De indicatie.", body = Indicatie,
        headers(("ETag" = String, description = "Versie van de indicatie.")))))]
pub(crate) async fn indication(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetIndicationRequest { case_id: case.to_string() };
    let found = client(&app).get_indication(acting.asks(message)?).await?.into_inner();
    let body = Indicatie {
        zaak_id: found.case_id,
        status: Indicatiestatus::of_wire(&found.state),
        gevraagd_op: day(&found.asked_on),
        geldig_tot_en_met: day(&found.valid_until),
        plek_id: some(found.place_id),
        wachtlijstplaats: (found.position > 0).then_some(found.position),
    };
    Ok(tagged(found.version, body))
}

/// Blader door de beschutte werkplekken.
#[utoipa::path(get, path = "/beschutte-plekken", operation_id = "beschuttePlekkenLijst", tag = TAG, params(Page),
    responses((status = 200, description = "Een bladzijde van de plekken.", body = BeschuttePlekken,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn places(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(page): Query<Page>,
) -> Answer {
    let message = pb::ListPlacesRequest { page: page.number(), page_size: page.size() };
    let found = client(&app).list_places(acting.asks(message)?).await?.into_inner();
    let place = |wire: pb::Place| BeschuttePlek {
        soort: Plaatssoort::of_wire(wire.kind().as_str_name()),
        plek_id: wire.place_id,
        begeleidingsuren_per_week: wire.support_hours,
        bezet: wire.taken,
        zaak_id: some(wire.case_id),
    };
    let body = BeschuttePlekken {
        totaal: found.total,
        vrij: found.free,
        plekken: found.places.into_iter().map(place).collect(),
    };
    Ok(page.answer(&uri, found.total, body))
}

/// Open nieuwe beschutte werkplekken.
#[utoipa::path(post, path = "/beschutte-plekken", operation_id = "beschuttePlekkenOpenen", tag = TAG,
    request_body = NieuweBeschuttePlekken,
    responses((status = 201, description = "Geopend.", body = GeopendePlekken,
        headers(("Location" = String, description = "Adres van de lijst.")))))]
pub(crate) async fn open_places(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweBeschuttePlekken>,
) -> Answer {
    let message = pb::OpenPlacesRequest {
        kind: pb::PlaceKind::from_str_name(form.soort.wire()).unwrap_or_default().into(),
        places: form.aantal,
        support_hours: form.begeleidingsuren_per_week,
    };
    let reply = client(&app).open_places(acting.does(message)?).await?.into_inner();
    Ok(created("/beschutte-plekken", GeopendePlekken { plek_ids: reply.place_ids }))
}

/// Lees wie er op een plek wacht, in volgorde.
#[utoipa::path(get, path = "/wachtlijst", operation_id = "wachtlijstLezen", tag = TAG, params(Page),
    responses((status = 200, description = "Een bladzijde van de wachtlijst.", body = Wachtlijst,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn waiting(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(page): Query<Page>,
) -> Answer {
    let message = pb::ListWaitingRequest { page: page.number(), page_size: page.size() };
    let found = client(&app).list_waiting(acting.asks(message)?).await?.into_inner();
    let waiting = |wire: pb::Waiting| Wachtende {
        zaak_id: wire.case_id,
        plaats: wire.position,
        sinds: day(&wire.since),
        advies_geldig_tot_en_met: day(&wire.valid_until),
    };
    let body =
        Wachtlijst { totaal: found.total, wachtenden: found.waiting.into_iter().map(waiting).collect() };
    Ok(page.answer(&uri, found.total, body))
}
