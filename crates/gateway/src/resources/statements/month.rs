//! The specification of one month of a case.

use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use domain::Month;
use http::HeaderMap;
use proto::income::v1 as pb;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::payments::Specificatieregel;
use super::super::{Answer, Uitleg, day, some};
use super::{Sluitfout, TAG, all, answer, client};
use crate::App;
use crate::acting::Acting;
use crate::input::Key;
use crate::words::{Begunstigde, Betalingsoort, Betalingstatus, Boekingsoort, Regeling, Word};

/// De specificatie van de uitkering over een maand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Specificatie {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    /// De berekening die geldt; 0 als er over deze maand niets is berekend.
    versie: u64,
    /// Hoe de maand is berekend; de bedragen samen zijn wat de maand geeft.
    regels: Vec<Specificatieregel>,
    /// Alle berekeningen van de maand, van oud naar nieuw.
    versies: Vec<Specificatieversie>,
    /// Wat de laatste berekening anders maakte.
    #[serde(skip_serializing_if = "Option::is_none")]
    wijziging: Option<Specificatiewijziging>,
    /// Maanden op wier specificatie het verschil is verrekend.
    verrekend_in: Vec<String>,
    /// Wat nog openstond van eerder, in eurocenten.
    stond_open: i64,
    /// Wat er bij de betaalrun van deze maand te betalen kwam of afging.
    boekingen: Vec<Specificatieboeking>,
    /// Wat er in betaalopdrachten ging, in eurocenten.
    in_opdracht: i64,
    /// Wat er blijft staan, in eurocenten.
    blijft_staan: i64,
    betalingen: Vec<Specificatiebetaling>,
    /// Wat er na deze maand aan vakantietoeslag is gespaard, in eurocenten.
    gespaarde_vakantietoeslag: i64,
    /// Waar de specificatie niet aansluit op het grootboek; hoort leeg te zijn.
    sluitfouten: Vec<Sluitfout>,
    /// Wat andere regelingen over deze maand geven.
    regelingen: Vec<Regelingmaand>,
}

/// Wat een andere regeling over een maand geeft.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Regelingmaand {
    /// Nummer van de toekenning in de zaak.
    toekenning: u32,
    regeling: Regeling,
    /// Hoe de regeling heet.
    naam: String,
    versie: u32,
    /// In eurocenten.
    bruto: i64,
    /// Ingehouden loonheffing, in eurocenten.
    loonheffing: i64,
    /// Elke regel die is toegepast.
    uitleg: Vec<Uitleg>,
}

impl From<pb::SpecificationScheme> for Regelingmaand {
    fn from(wire: pb::SpecificationScheme) -> Self {
        Self {
            toekenning: wire.grant,
            regeling: Regeling::of_wire(&wire.scheme),
            naam: wire.name,
            versie: wire.version,
            bruto: wire.gross_cents,
            loonheffing: wire.withheld_cents,
            uitleg: all(wire.explanations),
        }
    }
}

/// Eén berekening van een maand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Specificatieversie {
    versie: u64,
    /// Wat op deze dag bekend was, telt mee.
    #[serde(skip_serializing_if = "Option::is_none")]
    bekend_op: Option<NaiveDate>,
    /// In eurocenten, met vakantietoeslag.
    bijstand: i64,
    vakantietoeslag: i64,
    /// Wat de maand geeft, in eurocenten.
    betaalbaar: i64,
}

/// Wat de laatste berekening anders maakte.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Specificatiewijziging {
    /// In eurocenten.
    was: i64,
    /// In eurocenten.
    wordt: i64,
    /// Wat de nieuwe regels zeggen.
    nu: Vec<String>,
    /// Wat de regels zeiden die er niet meer staan.
    eerst: Vec<String>,
}

/// Een bedrag dat te betalen kwam of afging.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Specificatieboeking {
    soort: Boekingsoort,
    /// De maand waar het over gaat.
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    /// In eurocenten; onder nul gaat het eraf.
    bedrag: i64,
    /// In gewone taal.
    tekst: String,
}

/// Een betaling van de maand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Specificatiebetaling {
    /// Kenmerk van de betaling, ook bij de bank.
    betaling_id: String,
    soort: Betalingsoort,
    begunstigde: Begunstigde,
    /// De rekening, alleen herkenbaar voor wie haar heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    rekening: Option<String>,
    status: Betalingstatus,
    /// Dag waarop de bank gevraagd is te betalen.
    #[serde(skip_serializing_if = "Option::is_none")]
    betaaldag: Option<NaiveDate>,
    /// Dag waarop is geboekt dat de bank betaalde.
    #[serde(skip_serializing_if = "Option::is_none")]
    betaald_op: Option<NaiveDate>,
    /// Dag waarop het terugkwam.
    #[serde(skip_serializing_if = "Option::is_none")]
    teruggekomen_op: Option<NaiveDate>,
    /// In eurocenten.
    bedrag: i64,
    /// Waarom de bank niet betaalde.
    #[serde(skip_serializing_if = "Option::is_none")]
    reden: Option<String>,
}

impl From<pb::SpecificationVersion> for Specificatieversie {
    fn from(wire: pb::SpecificationVersion) -> Self {
        Self {
            versie: wire.version,
            bekend_op: day(&wire.known_on),
            bijstand: wire.assistance_cents,
            vakantietoeslag: wire.holiday_cents,
            betaalbaar: wire.payable_cents,
        }
    }
}

impl From<pb::SpecificationChange> for Specificatiewijziging {
    fn from(wire: pb::SpecificationChange) -> Self {
        Self {
            was: wire.payable_before_cents,
            wordt: wire.payable_after_cents,
            nu: wire.now,
            eerst: wire.no_longer,
        }
    }
}

impl From<pb::SpecificationDue> for Specificatieboeking {
    fn from(wire: pb::SpecificationDue) -> Self {
        let soort = Boekingsoort::of_wire(&wire.kind);
        Self { soort, maand: wire.month, bedrag: wire.cents, tekst: wire.text }
    }
}

impl From<pb::SpecificationPayment> for Specificatiebetaling {
    fn from(wire: pb::SpecificationPayment) -> Self {
        Self {
            betaling_id: wire.payment,
            soort: Betalingsoort::of_wire(&wire.kind),
            begunstigde: Begunstigde::of_wire(&wire.payee),
            rekening: some(wire.account),
            status: Betalingstatus::of_wire(&wire.status),
            betaaldag: day(&wire.execution_day),
            betaald_op: day(&wire.paid_on),
            teruggekomen_op: day(&wire.returned_on),
            bedrag: wire.cents,
            reden: some(wire.reason),
        }
    }
}

/// Lees de specificatie van de uitkering over een maand: wat de maand geeft en waarom, wat er is verrekend en wat er is
/// betaald. Met `Accept: text/markdown` is het antwoord een bladzijde in gewone taal.
#[utoipa::path(get, path = "/zaken/{zaakId}/specificaties/{maand}", operation_id = "specificatieLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("maand" = String, Path, description = "Jaar en maand, zoals 2026-03.")),
    responses((status = 200, description = "De specificatie.",
        content((Specificatie = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Key((case, month)): Key<(Uuid, Month)>,
) -> Answer {
    let message = pb::GetMonthSpecificationRequest { case_id: case.to_string(), month: month.to_string() };
    let found = client(&app).get_month_specification(acting.asks(message)?).await?.into_inner();
    let body = Specificatie {
        zaak_id: found.case_id,
        zaaknummer: some(found.case_number),
        maand: found.month,
        versie: found.version,
        regels: all(found.lines),
        versies: all(found.versions),
        wijziging: found.change.map(Into::into),
        verrekend_in: found.settled_in,
        stond_open: found.before_cents,
        boekingen: all(found.due),
        in_opdracht: found.ordered_cents,
        blijft_staan: found.after_cents,
        betalingen: all(found.payments),
        gespaarde_vakantietoeslag: found.holiday_kept_cents,
        sluitfouten: all(found.faults),
        regelingen: all(found.schemes),
    };
    Ok(answer(&headers, found.page, body))
}
