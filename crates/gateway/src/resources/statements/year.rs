//! The annual statement of the person of a case.

use std::sync::Arc;

use axum::extract::State;
use http::HeaderMap;
use proto::income::v1 as pb;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::Answer;
use super::{Maandbedrag, Sluitfout, TAG, all, answer, client};
use crate::App;
use crate::acting::Acting;
use crate::input::Key;
use crate::words::{Begunstigde, Word};

/// Wat iemand in een kalenderjaar kreeg, naar de dag waarop de bank betaalde. Alle bedragen zijn netto eurocenten;
/// loonheffing is er niet in uitgerekend.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Jaaropgave {
    jaar: u32,
    /// De zaken van deze persoon die meetellen.
    zaken: Vec<String>,
    /// Zoals mensen die zaken noemen, in dezelfde volgorde; leeg bij een zaak van voordat het nummer werd bewaard.
    zaaknummers: Vec<String>,
    /// Betaalde bijstand, zonder vakantietoeslag.
    bijstand: i64,
    /// Betaalde vakantietoeslag.
    vakantietoeslag: i64,
    /// Betaald uit andere regelingen dan de algemene bijstand.
    andere_regelingen: i64,
    /// De drie samen, zoals het grootboek het heeft.
    betaald: i64,
    /// Op 31 december nog onderweg bij de bank.
    onderweg: i64,
    /// Ingehouden om schulden af te betalen.
    ingehouden: i64,
    verrekende_voorschotten: i64,
    /// Te veel betaald en een schuld geworden.
    teruggevorderd: i64,
    /// Ingehouden loonheffing over maanden die in dit jaar zijn berekend.
    loonheffing: i64,
    /// Schulden die in dit jaar zijn kwijtgescholden.
    kwijtgescholden: i64,
    /// Wat de persoon zelf op schulden betaalde, buiten de bijstand om.
    zelf_betaald: i64,
    /// Betaald aan werkgevers; dat telt niet mee in wat de persoon kreeg.
    aan_werkgevers: i64,
    gespaarde_vakantietoeslag: Verloop,
    schulden: Verloop,
    /// Wat er in welke maand is betaald.
    maanden: Vec<Maandbedrag>,
    /// Aan wie er is betaald.
    begunstigden: Vec<Begunstigdebedrag>,
    /// Waar de opgave niet aansluit op het grootboek; hoort leeg te zijn.
    sluitfouten: Vec<Sluitfout>,
}

/// Wat er stond, wat erbij kwam en eraf ging, en wat er toen stond; in eurocenten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verloop {
    begin: i64,
    erbij: i64,
    eraf: i64,
    einde: i64,
}

/// Wat er aan iemand is betaald.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Begunstigdebedrag {
    begunstigde: Begunstigde,
    /// In eurocenten.
    bedrag: i64,
}

impl From<pb::Movement> for Verloop {
    fn from(wire: pb::Movement) -> Self {
        Self {
            begin: wire.start_cents,
            erbij: wire.plus_cents,
            eraf: wire.minus_cents,
            einde: wire.end_cents,
        }
    }
}

impl From<pb::PaidToPayee> for Begunstigdebedrag {
    fn from(wire: pb::PaidToPayee) -> Self {
        Self { begunstigde: Begunstigde::of_wire(&wire.payee), bedrag: wire.cents }
    }
}

/// Lees wat de persoon van deze zaak in een kalenderjaar kreeg, over al diens zaken in de gemeente. Met
/// `Accept: text/markdown` is het antwoord een bladzijde in gewone taal.
#[utoipa::path(get, path = "/zaken/{zaakId}/jaaropgaven/{jaar}", operation_id = "jaaropgaveLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("jaar" = u32, Path, description = "Het kalenderjaar.")),
    responses((status = 200, description = "De jaaropgave.",
        content((Jaaropgave = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Key((case, year)): Key<(Uuid, u32)>,
) -> Answer {
    let message = pb::GetAnnualStatementRequest { case_id: case.to_string(), year };
    let found = client(&app).get_annual_statement(acting.asks(message)?).await?.into_inner();
    let body = Jaaropgave {
        jaar: found.year,
        zaken: found.case_ids,
        zaaknummers: found.case_numbers,
        bijstand: found.assistance_cents,
        vakantietoeslag: found.holiday_cents,
        andere_regelingen: found.schemes_cents,
        loonheffing: found.wage_tax_cents,
        kwijtgescholden: found.written_off_cents,
        zelf_betaald: found.paid_on_debts_cents,
        aan_werkgevers: found.employers_cents,
        betaald: found.paid_cents,
        onderweg: found.in_transit_cents,
        ingehouden: found.offset_cents,
        verrekende_voorschotten: found.advances_settled_cents,
        teruggevorderd: found.became_debt_cents,
        gespaarde_vakantietoeslag: found.holiday_kept.unwrap_or_default().into(),
        schulden: found.debts.unwrap_or_default().into(),
        maanden: all(found.months),
        begunstigden: all(found.payees),
        sluitfouten: all(found.faults),
    };
    Ok(answer(&headers, found.page, body))
}
