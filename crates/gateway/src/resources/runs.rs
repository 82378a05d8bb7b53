use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use futures_util::TryStreamExt;
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
use crate::words::{Begunstigde, Betaalrunstatus, Betalingsoort, Verschilsoort, Word};

const TAG: &str = "Betaalruns";

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
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
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

/// Goedkeuring van precies één bestand.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rungoedkeuring {
    /// SHA-256 van het bestand, zoals het voorbeeld die gaf.
    #[schema(min_length = 64, max_length = 64)]
    vingerafdruk: String,
}

/// Wat er in het bestand van een run staat, nog voor het is goedgekeurd. Bedragen zijn eurocenten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Betaalvoorbeeld {
    /// SHA-256 van het bestand zoals het nu is.
    vingerafdruk: String,
    aantal: u64,
    bedrag: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    betaaldag: Option<NaiveDate>,
    /// Op wiens naam de rekening staat waarvan wordt betaald.
    betaler: String,
    betaalrekening: String,
    soorten: Vec<Soorttotaal>,
    betalingen: Vec<Voorbeeldbetaling>,
}

/// De betalingen van één soort.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Soorttotaal {
    soort: Betalingsoort,
    aantal: u64,
    bedrag: i64,
}

/// Eén betaling zoals zij in het bestand staat.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Voorbeeldbetaling {
    betaling_id: String,
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    soort: Betalingsoort,
    begunstigde: Begunstigde,
    naam: String,
    iban: String,
    bedrag: i64,
    /// Wat wie het krijgt erbij leest.
    omschrijving: String,
}

impl From<pb::PreviewRunResponse> for Betaalvoorbeeld {
    fn from(wire: pb::PreviewRunResponse) -> Self {
        let kind = |total: pb::KindTotal| Soorttotaal {
            soort: Betalingsoort::of_wire(&total.kind),
            aantal: total.payments,
            bedrag: total.cents,
        };
        let payment = |one: pb::PreviewedPayment| Voorbeeldbetaling {
            betaling_id: one.payment,
            zaak_id: one.case_id,
            zaaknummer: some(one.case_number),
            soort: Betalingsoort::of_wire(&one.kind),
            begunstigde: Begunstigde::of_wire(&one.payee),
            naam: one.name,
            iban: one.iban,
            bedrag: one.cents,
            omschrijving: one.message,
        };
        Self {
            vingerafdruk: wire.hash,
            aantal: wire.payments,
            bedrag: wire.cents,
            betaaldag: day(&wire.execution_day),
            betaler: wire.payer_name,
            betaalrekening: wire.payer_iban,
            soorten: wire.kinds.into_iter().map(kind).collect(),
            betalingen: wire.transfers.into_iter().map(payment).collect(),
        }
    }
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

/// How many there are, as far as a page tells: one more behind a full page.
pub(super) fn at_least(page: Page, found: usize) -> u64 {
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
        zaaknummer: some(wire.case_number),
        soort: Verschilsoort::of_wire(&wire.kind),
        vorige_maand: wire.before_cents,
        deze_maand: wire.after_cents,
        redenen: wire.reasons,
    };
    Ok(page.answer(&uri, total, Verschillen { verschillen: found.into_iter().map(difference).collect() }))
}

/// Bekijk wat er in het bestand van de run staat, voordat iemand het goedkeurt. Een run waarin niets te betalen is, heeft geen
/// bestand: wie haar goedkeurt, keurt dat goed met de vingerafdruk die hier staat.
#[utoipa::path(get, path = "/betaalruns/{runId}/voorbeeld", operation_id = "betaalrunVoorbeeld", tag = TAG,
    params(("runId" = Uuid, Path, description = "Kenmerk van de run."), Page),
    responses((status = 200, description = "De vingerafdruk, de totalen en een bladzijde van de betalingen.", body = Betaalvoorbeeld,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Key(run): Key<Uuid>,
    Query(page): Query<Page>,
) -> Answer {
    let message = pb::PreviewRunRequest { run_id: run.to_string(), page: Some(page.wire()) };
    let found = client(&app).preview_run(acting.asks(message)?).await?.into_inner();
    let total = found.payments;
    Ok(page.answer(&uri, total, Betaalvoorbeeld::from(found)))
}

/// Keur de run goed, en precies het bestand waarvan de vingerafdruk is bekeken. Een ander dan wie haar startte.
#[utoipa::path(post, path = "/betaalruns/{runId}/goedkeuringen", operation_id = "betaalrunGoedkeuren", tag = TAG,
    params(("runId" = Uuid, Path, description = "Kenmerk van de run.")),
    request_body = Rungoedkeuring,
    responses((status = 204, description = "Goedgekeurd.")))]
pub(crate) async fn approve(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(run): Key<Uuid>,
    Input(form): Input<Rungoedkeuring>,
) -> Answer {
    let message = pb::ApproveRunRequest { run_id: run.to_string(), hash: form.vingerafdruk };
    client(&app).approve_run(acting.does(message)?).await?;
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

/// Haal het bestand voor de bank op (pain.001.001.09), zodra de run is vrijgegeven. Een run waarin niets te betalen is, heeft
/// geen bestand (`run-empty`).
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
