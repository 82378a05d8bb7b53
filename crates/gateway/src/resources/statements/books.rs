//! The books of the municipality: what they come to, what is open, and whether all of it follows.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::HeaderMap;
use proto::income::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::{Answer, some};
use super::{OF_BOOKS, Sluitfout, all, answer, client};
use crate::App;
use crate::acting::Acting;
use crate::input::Query;
use crate::words::{Betaalrunstatus, Betalingstatus, Grootboekrekening, Openpostsoort, Word};

/// De saldibalans van een gemeente over een maand, naar de dag van boeken. Bedragen zijn eurocenten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Saldibalans {
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    rekeningen: Vec<Rekeningsaldo>,
    /// Lasten van de maand per regeling.
    regelingen: Vec<Regelinglast>,
    /// Betaalruns voor deze maand.
    runs: Vec<Runbedrag>,
    /// Alle betalingen van de gemeente, zoals zij nu staan.
    betalingen: Vec<Betalingenstand>,
    /// Runs, grootboek en betalingen naast elkaar.
    aansluitingen: Vec<Aansluiting>,
    /// Wat niet sluit; hoort leeg te zijn.
    sluitfouten: Vec<Sluitfout>,
}

/// Eén rekening van het grootboek.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rekeningsaldo {
    rekening: Grootboekrekening,
    omschrijving: String,
    /// Debet min credit voor de maand.
    vooraf: i64,
    debet: i64,
    credit: i64,
    /// Debet min credit na de maand.
    na_afloop: i64,
}

/// Wat een regeling in de maand kostte.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Regelinglast {
    regeling: String,
    bedrag: i64,
}

/// Een betaalrun in de balans.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Runbedrag {
    #[schema(format = "uuid")]
    run_id: String,
    nummer: u32,
    status: Betaalrunstatus,
    zaken: u64,
    betalingen: u64,
    /// Zoals de betalingen samen zijn.
    bedrag: i64,
    /// Zoals de run zelf telde.
    geteld: i64,
}

/// Betalingen met dezelfde stand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Betalingenstand {
    status: Betalingstatus,
    aantal: u64,
    bedrag: i64,
}

/// Twee bronnen die hetzelfde bedrag moeten geven.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aansluiting {
    wat: String,
    een: i64,
    twee: i64,
}

/// Welke maand.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SaldiVraag {
    /// Jaar en maand, zoals 2026-03.
    #[param(max_length = 7)]
    maand: String,
}

/// Lees de saldibalans van een maand. Met `Accept: text/markdown` is het antwoord een bladzijde met tabellen.
#[utoipa::path(get, path = "/grootboek/saldi", operation_id = "saldiLezen", tag = OF_BOOKS, params(SaldiVraag),
    responses((status = 200, description = "De saldibalans.",
        content((Saldibalans = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn balance(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Query(asked): Query<SaldiVraag>,
) -> Answer {
    let message = pb::GetTrialBalanceRequest { month: asked.maand };
    let found = client(&app).get_trial_balance(acting.asks(message)?).await?.into_inner();
    let body = Saldibalans {
        maand: found.month,
        rekeningen: all(found.accounts),
        regelingen: all(found.schemes),
        runs: all(found.runs),
        betalingen: all(found.payments),
        aansluitingen: all(found.reconciled),
        sluitfouten: all(found.faults),
    };
    Ok(answer(&headers, found.page, body))
}

impl From<pb::AccountBalance> for Rekeningsaldo {
    fn from(wire: pb::AccountBalance) -> Self {
        Self {
            rekening: Grootboekrekening::of_wire(&wire.account),
            omschrijving: wire.label,
            vooraf: wire.before_cents,
            debet: wire.debit_cents,
            credit: wire.credit_cents,
            na_afloop: wire.after_cents,
        }
    }
}

impl From<pb::SchemeCost> for Regelinglast {
    fn from(wire: pb::SchemeCost) -> Self {
        Self { regeling: wire.scheme, bedrag: wire.cents }
    }
}

impl From<pb::RunTotal> for Runbedrag {
    fn from(wire: pb::RunTotal) -> Self {
        Self {
            run_id: wire.run_id,
            nummer: wire.number,
            status: Betaalrunstatus::of_wire(&wire.stage),
            zaken: wire.cases,
            betalingen: wire.payments,
            bedrag: wire.cents,
            geteld: wire.counted_cents,
        }
    }
}

impl From<pb::PaymentTotal> for Betalingenstand {
    fn from(wire: pb::PaymentTotal) -> Self {
        Self { status: Betalingstatus::of_wire(&wire.status), aantal: wire.payments, bedrag: wire.cents }
    }
}

impl From<pb::Reconciled> for Aansluiting {
    fn from(wire: pb::Reconciled) -> Self {
        Self { wat: wire.what, een: wire.ledger_cents, twee: wire.other_cents }
    }
}

/// Een deel van de open posten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Openposten {
    posten: Vec<Openpost>,
    /// Waar het volgende deel begint: geef het als `na`. Ontbreekt als dit het laatste deel was.
    #[serde(skip_serializing_if = "Option::is_none")]
    volgende: Option<String>,
}

/// Iets dat wacht op de bank of op een mens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Openpost {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    /// In eurocenten; onder nul is de cliënt het schuldig.
    bedrag: i64,
    /// Kenmerk van de betaling; ontbreekt als het in geen betaling zit.
    #[serde(skip_serializing_if = "Option::is_none")]
    betaling_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: Option<String>,
    /// Waarom de bank niet betaalde.
    #[serde(skip_serializing_if = "Option::is_none")]
    reden: Option<String>,
}

/// Welke open posten.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OpenpostenVraag {
    #[param(inline)]
    soort: Openpostsoort,
    /// `volgende` van het vorige deel.
    #[param(max_length = 36)]
    na: Option<String>,
    /// Hoeveel hoogstens.
    #[param(minimum = 1, maximum = 100, default = 25)]
    aantal: Option<u32>,
}

/// Blader door wat wacht op de bank of op een mens.
#[utoipa::path(get, path = "/grootboek/open-posten", operation_id = "openPostenLijst", tag = OF_BOOKS,
    params(OpenpostenVraag),
    responses((status = 200, description = "Een deel van de open posten.", body = Openposten)))]
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    acting: Acting,
    Query(asked): Query<OpenpostenVraag>,
) -> Answer {
    let message = pb::ListOpenItemsRequest {
        kind: asked.soort.wire().to_owned(),
        after: asked.na.unwrap_or_default(),
        limit: asked.aantal.unwrap_or_default(),
    };
    let found = client(&app).list_open_items(acting.asks(message)?).await?.into_inner();
    let body = Openposten { posten: all(found.items), volgende: some(found.next) };
    Ok(Json(body).into_response())
}

impl From<pb::OpenItem> for Openpost {
    fn from(wire: pb::OpenItem) -> Self {
        Self {
            zaak_id: wire.case_id,
            zaaknummer: some(wire.case_number),
            bedrag: wire.cents,
            betaling_id: some(wire.payment),
            maand: some(wire.month),
            reden: some(wire.reason),
        }
    }
}

/// Wat er is nagerekend.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Narekening {
    /// Zaken in dit deel.
    zaken: u64,
    /// Berekeningen die opnieuw zijn gemaakt uit wat toen bekend was.
    berekeningen: u64,
    /// Saldi die opnieuw zijn opgeteld uit de boekingen.
    saldi: u64,
    /// Wat anders uitkwam; hoort leeg te zijn.
    fouten: Vec<Zaakfout>,
    /// Waar het volgende deel begint: geef het als `na`. Ontbreekt als dit het laatste deel was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    volgende: Option<String>,
}

/// Iets dat bij een zaak anders uitkwam.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Zaakfout {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fout: Option<Sluitfout>,
}

/// Welke maanden en zaken.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NarekenVraag {
    /// Eerste maand waarvan berekeningen worden nagerekend, zoals 2026-01.
    #[param(max_length = 7)]
    vanaf: String,
    /// Laatste maand.
    #[param(max_length = 7)]
    tot_en_met: String,
    /// `volgende` van het vorige deel.
    na: Option<Uuid>,
    /// Hoeveel zaken hoogstens.
    #[param(minimum = 1, maximum = 500, default = 100)]
    aantal: Option<u32>,
}

/// Reken een deel van de zaken na: elke berekening uit wat toen bekend was, elk saldo uit de boekingen.
#[utoipa::path(get, path = "/grootboek/narekening", operation_id = "grootboekNarekenen", tag = OF_BOOKS,
    params(NarekenVraag),
    responses((status = 200, description = "Wat er is nagerekend en wat anders uitkwam.", body = Narekening)))]
pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    acting: Acting,
    Query(asked): Query<NarekenVraag>,
) -> Answer {
    let message = pb::VerifyBooksRequest {
        first_month: asked.vanaf,
        last_month: asked.tot_en_met,
        after: asked.na.map(|case| case.to_string()).unwrap_or_default(),
        limit: asked.aantal.unwrap_or_default(),
    };
    let found = client(&app).verify_books(acting.asks(message)?).await?.into_inner();
    let fault = |one: pb::CaseFault| Zaakfout {
        zaak_id: one.case_id,
        zaaknummer: some(one.case_number),
        fout: one.fault.map(Into::into),
    };
    let body = Narekening {
        zaken: found.cases,
        berekeningen: found.calculations,
        saldi: found.balances,
        fouten: found.faults.into_iter().map(fault).collect(),
        volgende: some(found.next),
    };
    Ok(Json(body).into_response())
}
