use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use futures_util::{StreamExt, TryStreamExt};
use http::{HeaderValue, Uri, header};
use proto::income::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::payments::client;
use super::{Answer, created, day, day_or_empty, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::page::Page;
use crate::words::{Betaalrunstatus, Verschilsoort, Word};

const TAG: &str = "Betaalruns";
/// Bytes of a piece of a file that goes to the service.
const PIECE: usize = 60 * 1024;

/// Een betaalrun van een gemeente.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Betaalrun {
    #[schema(format = "uuid")]
    run_id: String,
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    /// Volgnummer in de maand.
    nummer: u32,
    /// Schrijft niets op dan het verslag.
    proefrun: bool,
    status: Betaalrunstatus,
    gestart_door: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    goedgekeurd_door: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vrijgegeven_door: Option<String>,
    /// Dag waarop de bank betaalt.
    #[serde(skip_serializing_if = "Option::is_none")]
    betaaldag: Option<NaiveDate>,
    /// Zaken die zijn doorgerekend.
    zaken: u64,
    /// Zaken die er door te rekenen zijn.
    verwacht: u64,
    betalingen: u64,
    /// Samen, in eurocenten.
    bedrag: i64,
    /// Betalingen die zijn vrijgegeven of teruggenomen.
    verwerkt: u64,
    nieuw: u64,
    beeindigd: u64,
    gewijzigd: u64,
    /// Er ontbreken gegevens of een mens moet beslissen.
    open: u64,
    zonder_rekening: u64,
    /// Niet te berekenen: zoek uit waarom.
    mislukt: u64,
    /// SHA-256 van het bestand dat is goedgekeurd.
    #[serde(skip_serializing_if = "Option::is_none")]
    vingerafdruk: Option<String>,
}

impl From<pb::Run> for Betaalrun {
    fn from(wire: pb::Run) -> Self {
        Self {
            run_id: wire.run_id,
            maand: wire.month,
            nummer: wire.number,
            proefrun: wire.dry_run,
            status: Betaalrunstatus::of_wire(&wire.stage),
            gestart_door: wire.started_by,
            goedgekeurd_door: some(wire.approved_by),
            vrijgegeven_door: some(wire.released_by),
            betaaldag: day(&wire.execution_day),
            zaken: wire.cases,
            verwacht: wire.expected,
            betalingen: wire.payments,
            bedrag: wire.cents,
            verwerkt: wire.done,
            nieuw: wire.new_cases,
            beeindigd: wire.ended_cases,
            gewijzigd: wire.changed_cases,
            open: wire.open_cases,
            zonder_rekening: wire.without_account,
            mislukt: wire.failed,
            vingerafdruk: some(wire.hash),
        }
    }
}

/// Betaalruns, de nieuwste maand eerst.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Betaalruns {
    betaalruns: Vec<Betaalrun>,
}

/// Een betaalrun die begint.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBetaalrun {
    /// Jaar en maand: `2026-03`.
    #[schema(min_length = 7, max_length = 7)]
    maand: String,
    /// Schrijf niets op dan het verslag.
    #[serde(default)]
    proefrun: bool,
    /// Dag waarop de bank betaalt; weggelaten is het vandaag.
    betaaldag: Option<NaiveDate>,
}

/// Een gestarte betaalrun.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GestarteBetaalrun {
    #[schema(format = "uuid")]
    run_id: String,
}

/// Wat een run van een zaak maakt, naast de maand ervoor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verschil {
    #[schema(format = "uuid")]
    zaak_id: String,
    soort: Verschilsoort,
    /// Betaald in de maand ervoor, in eurocenten.
    vorige_maand: i64,
    /// Betaald in deze maand, in eurocenten.
    deze_maand: i64,
    /// Waarom, in gewone taal.
    redenen: Vec<String>,
}

/// Zaken waarin iets anders is dan de maand ervoor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verschillen {
    verschillen: Vec<Verschil>,
}

/// Van welke rekening de gemeente betaalt.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBetaalrekening {
    #[schema(min_length = 1, max_length = 140)]
    naam: String,
    #[schema(min_length = 15, max_length = 42)]
    iban: String,
    #[schema(min_length = 8, max_length = 11)]
    bic: Option<String>,
}

/// Wat er van een bestand van de bank is geworden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bankantwoord {
    betaald: u64,
    afgewezen: u64,
    /// Dit was al bekend; er is niets veranderd.
    herhaald: u64,
    /// Geen betaling van deze gemeente.
    onbekend: u64,
    /// De bank meldt twee dingen die niet allebei kunnen, zoals afgewezen en betaald: kijk het na.
    tegenstrijdig: u64,
}

/// How many there are, as far as a page tells: one more behind a full page.
fn at_least(page: Page, found: usize) -> u64 {
    let found = found as u64;
    let before = u64::from(page.number().saturating_sub(1)) * u64::from(page.size());
    before + found + u64::from(found == u64::from(page.size()))
}

/// Start een betaalrun; zij gaat vanzelf verder.
#[utoipa::path(post, path = "/betaalruns", operation_id = "betaalrunStarten", tag = TAG,
    request_body = NieuweBetaalrun,
    responses((status = 201, description = "Gestart.", body = GestarteBetaalrun,
        headers(("Location" = String, description = "Adres van de run.")))))]
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweBetaalrun>,
) -> Answer {
    let message = pb::StartRunRequest {
        month: form.maand,
        dry_run: form.proefrun,
        execution_day: day_or_empty(form.betaaldag),
    };
    let run_id = client(&app).start_run(acting.does(message)?).await?.into_inner().run_id;
    Ok(created(&format!("/betaalruns/{run_id}"), GestarteBetaalrun { run_id }))
}

/// Blader door betaalruns.
#[utoipa::path(get, path = "/betaalruns", operation_id = "betaalrunsLijst", tag = TAG, params(Page),
    responses((status = 200, description = "Een bladzijde van de runs.", body = Betaalruns,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(page): Query<Page>,
) -> Answer {
    let message = pb::ListRunsRequest { page: Some(page.wire()) };
    let found = client(&app).list_runs(acting.asks(message)?).await?.into_inner().runs;
    let total = at_least(page, found.len());
    Ok(page.answer(&uri, total, Betaalruns { betaalruns: found.into_iter().map(Into::into).collect() }))
}

/// Hoe ver een betaalrun is, en waarop zij uitkomt.
#[utoipa::path(get, path = "/betaalruns/{runId}", operation_id = "betaalrunLezen", tag = TAG,
    params(("runId" = Uuid, Path, description = "Kenmerk van de run.")),
    responses((status = 200, description = "De run.", body = Betaalrun,
        headers(("ETag" = String, description = "Versie van de run.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(run): Key<Uuid>) -> Answer {
    let message = pb::GetRunRequest { run_id: run.to_string() };
    let found = client(&app).get_run(acting.asks(message)?).await?.into_inner().run.unwrap_or_default();
    Ok(tagged(found.version, Betaalrun::from(found)))
}

/// Blader door zaken waarin de run iets anders maakt dan de maand ervoor.
#[utoipa::path(get, path = "/betaalruns/{runId}/verschillen", operation_id = "betaalrunVerschillen", tag = TAG,
    params(("runId" = Uuid, Path, description = "Kenmerk van de run."), Page),
    responses((status = 200, description = "Een bladzijde van de verschillen.", body = Verschillen,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn differences(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Key(run): Key<Uuid>,
    Query(page): Query<Page>,
) -> Answer {
    let message = pb::ListDifferencesRequest { run_id: run.to_string(), page: Some(page.wire()) };
    let found = client(&app).list_differences(acting.asks(message)?).await?.into_inner().differences;
    let total = at_least(page, found.len());
    let difference = |wire: pb::Difference| Verschil {
        zaak_id: wire.case_id,
        soort: Verschilsoort::of_wire(&wire.kind),
        vorige_maand: wire.before_cents,
        deze_maand: wire.after_cents,
        redenen: wire.reasons,
    };
    Ok(page.answer(&uri, total, Verschillen { verschillen: found.into_iter().map(difference).collect() }))
}

/// Keur de run goed, en precies het bestand dat er nu uit komt. Een ander dan wie haar startte.
#[utoipa::path(post, path = "/betaalruns/{runId}/goedkeuringen", operation_id = "betaalrunGoedkeuren", tag = TAG,
    params(("runId" = Uuid, Path, description = "Kenmerk van de run.")),
    responses((status = 204, description = "Goedgekeurd.")))]
pub(crate) async fn approve(State(app): State<Arc<App>>, acting: Acting, Key(run): Key<Uuid>) -> Answer {
    client(&app).approve_run(acting.does(pb::ApproveRunRequest { run_id: run.to_string() })?).await?;
    Ok(done())
}

/// Geef het goedgekeurde bestand vrij voor de bank: een derde, of waar het beleid twee mensen vraagt ook wie startte of goedkeurde.
#[utoipa::path(post, path = "/betaalruns/{runId}/vrijgaven", operation_id = "betaalrunVrijgeven", tag = TAG,
    params(("runId" = Uuid, Path, description = "Kenmerk van de run.")),
    responses((status = 204, description = "Vrijgegeven.")))]
pub(crate) async fn release(State(app): State<Arc<App>>, acting: Acting, Key(run): Key<Uuid>) -> Answer {
    client(&app).release_run(acting.does(pb::ReleaseRunRequest { run_id: run.to_string() })?).await?;
    Ok(done())
}

/// Trek een run in die niet is vrijgegeven; wat zij betaalde, is opnieuw te betalen.
#[utoipa::path(post, path = "/betaalruns/{runId}/intrekkingen", operation_id = "betaalrunIntrekken", tag = TAG,
    params(("runId" = Uuid, Path, description = "Kenmerk van de run.")),
    responses((status = 204, description = "Ingetrokken.")))]
pub(crate) async fn discard(State(app): State<Arc<App>>, acting: Acting, Key(run): Key<Uuid>) -> Answer {
    client(&app).discard_run(acting.does(pb::DiscardRunRequest { run_id: run.to_string() })?).await?;
    Ok(done())
}

/// Haal het bestand voor de bank op (pain.001.001.09), zodra de run is vrijgegeven.
#[utoipa::path(get, path = "/betaalruns/{runId}/bestand", operation_id = "betaalrunBestand", tag = TAG,
    params(("runId" = Uuid, Path, description = "Kenmerk van de run.")),
    responses((status = 200, description = "Het bestand.", content_type = "application/xml", body = String)))]
pub(crate) async fn file(State(app): State<Arc<App>>, acting: Acting, Key(run): Key<Uuid>) -> Answer {
    let message = pb::DownloadRunRequest { run_id: run.to_string() };
    let parts = client(&app).download_run(acting.asks(message)?).await?.into_inner();
    let bytes = parts.map_ok(|part| part.bytes);
    let mut response: Response = Body::from_stream(bytes).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    Ok(response)
}

/// Lees in wat de bank antwoordt (pain.002 of camt.053). Hetzelfde bestand twee keer doet niets twee keer.
#[utoipa::path(post, path = "/bankbestanden", operation_id = "bankbestandInlezen", tag = TAG,
    request_body(content_type = "application/xml", content = String),
    responses((status = 200, description = "Ingelezen.", body = Bankantwoord)))]
pub(crate) async fn read_bank_file(State(app): State<Arc<App>>, acting: Acting, request: Request) -> Answer {
    let pieces = request.into_body().into_data_stream();
    // A caller who stops half-way sends a file that ends too early, and hears so if still there.
    let parts = pieces.take_while(|piece| std::future::ready(piece.is_ok())).flat_map(|piece| {
        let bytes = piece.unwrap_or_default();
        let parts: Vec<_> =
            bytes.chunks(PIECE).map(|piece| pb::ReadBankFileRequest { bytes: piece.to_vec() }).collect();
        futures_util::stream::iter(parts)
    });
    let found = client(&app).read_bank_file(acting.asks(parts)?).await?.into_inner();
    let body = Bankantwoord {
        betaald: found.settled,
        afgewezen: found.rejected,
        herhaald: found.repeated,
        onbekend: found.unknown,
        tegenstrijdig: found.contradicted,
    };
    Ok(axum::Json(body).into_response())
}

/// Leg vast van welke rekening de gemeente betaalt.
#[utoipa::path(post, path = "/betaalrekening", operation_id = "betaalrekeningVastleggen", tag = TAG,
    request_body = NieuweBetaalrekening,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn set_paying_account(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweBetaalrekening>,
) -> Answer {
    let message =
        pb::SetPayingAccountRequest { name: form.naam, iban: form.iban, bic: form.bic.unwrap_or_default() };
    client(&app).set_paying_account(acting.does(message)?).await?;
    Ok(done())
}
