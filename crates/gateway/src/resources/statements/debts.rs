//! What a case owes.

use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use http::HeaderMap;
use proto::income::v1 as pb;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{Answer, Uitleg, day, some};
use super::{Maandbedrag, Sluitfout, TAG, all, answer, client};
use crate::App;
use crate::acting::Acting;
use crate::input::Key;
use crate::words::{
    Invorderingsfactor, Medeschuldenaar, Schuldbetaler, Schuldsoort, Terugvorderingsreden, Word,
};

/// De schulden van een zaak.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schuldenoverzicht {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    /// Alles wat er nog te betalen is, in eurocenten.
    openstaand: i64,
    /// Van oud naar nieuw.
    schulden: Vec<Schuldopgave>,
    /// Waar het overzicht niet aansluit op het grootboek; hoort leeg te zijn.
    sluitfouten: Vec<Sluitfout>,
}

impl From<pb::ListDebtsResponse> for Schuldenoverzicht {
    fn from(wire: pb::ListDebtsResponse) -> Self {
        Self {
            zaak_id: wire.case_id,
            zaaknummer: some(wire.case_number),
            openstaand: wire.remaining_cents,
            schulden: all(wire.debts),
            sluitfouten: all(wire.faults),
        }
    }
}

/// Een schuld, met hoe zij ontstond en wanneer zij is afbetaald.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schuldopgave {
    #[schema(format = "uuid")]
    schuld_id: String,
    soort: Schuldsoort,
    /// De maand waarin zij ontstond.
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    /// In eurocenten.
    bedrag: i64,
    /// In eurocenten.
    afbetaald: i64,
    /// Wat ervan een gift werd bij de vaststelling van een jaar, in eurocenten.
    gift: i64,
    /// Wat ervan is kwijtgescholden, in eurocenten.
    kwijtgescholden: i64,
    /// In eurocenten.
    openstaand: i64,
    /// Wat er per maand wordt ingehouden, in eurocenten; ontbreekt zolang daarover niet is besloten.
    #[serde(skip_serializing_if = "Option::is_none")]
    termijn: Option<i64>,
    aflossingen: Vec<Maandbedrag>,
    /// Maanden die opnieuw zijn berekend en lager uitkwamen, als zij daardoor ontstond.
    wegens_maanden: Vec<String>,
    /// De maand van de laatste aflossing, als elke termijn helemaal wordt ingehouden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    laatste_maand: Option<String>,
    /// Een betaalrun vond dat er te veel is betaald, en nog niemand besloot of dat wordt teruggevorderd.
    onbeslist: bool,
    /// De betaalrun die het vond, is ingetrokken; de volgende kijkt er opnieuw naar. Het is nu geen schuld.
    run_ingetrokken: bool,
    /// Wat er buiten de bijstand om op is betaald, in de volgorde waarin het is geboekt.
    betalingen: Vec<Schuldontvangst>,
    /// Wat is afgesproken dat de bewoner zelf per maand betaalt, buiten de bijstand om.
    #[serde(skip_serializing_if = "Option::is_none")]
    afspraak: Option<Betaalafspraak>,
    /// Wat de scorekaart invordering voorstelt. Alleen voor wie invordert, bij een schuld die openstaat, en als het beleid een
    /// scorekaart heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    invordering: Option<Invorderingsvoorstel>,
    /// Waarom er te veel is betaald, zoals de betaalrun het vond of er is besloten; ontbreekt bij een boete, bij een lening en bij wat
    /// een eerdere versie vond.
    #[serde(skip_serializing_if = "Option::is_none")]
    reden: Option<Terugvorderingsreden>,
    /// Wat er over elke maand te veel is betaald, van oud naar nieuw, zoals het is gevonden of er is besloten.
    over_maanden: Vec<Maandbedrag>,
    /// Wie de schuld ook moet betalen, naast wie de bijstand aanvroeg. Ieder is voor diens deel helemaal aansprakelijk (artikel 59).
    medeschuldenaren: Vec<Aansprakelijke>,
    /// Wie de schuld moet betalen en wie erop betaalde, met wat ieder zelf betaalde. Wat de een betaalt, hoeft een ander niet meer
    /// te betalen. Leeg zolang er niet is beslist.
    betalers: Vec<Schuldbetalerdeel>,
    /// Wat iemand bij een betaling vermeldt (ISO 11649): daaraan wordt de betaling op het bankafschrift herkend en geboekt. Ontbreekt
    /// als er niets op te betalen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    betalingskenmerk: Option<String>,
    /// Hoe zij ontstond en wanneer zij is afbetaald, in gewone taal.
    tekst: String,
}

/// Iemand die een schuld ook moet betalen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aansprakelijke {
    wie: Medeschuldenaar,
    /// Het deel van de schuld waarvoor dat geldt, in eurocenten.
    bedrag: i64,
}

impl From<pb::OtherDebtor> for Aansprakelijke {
    fn from(wire: pb::OtherDebtor) -> Self {
        Self { wie: Medeschuldenaar::of_wire(&wire.who), bedrag: wire.cents }
    }
}

/// Wat iemand van een schuld moet betalen en heeft betaald.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schuldbetalerdeel {
    /// Ontbreekt bij betalingen waarvan niet bekend is wie ze deed.
    #[serde(skip_serializing_if = "Option::is_none")]
    wie: Option<Schuldbetaler>,
    /// Het deel van de schuld waarvoor diegene aansprakelijk is, in eurocenten; 0 bij wie voor een ander betaalde.
    aansprakelijk: i64,
    /// Wat diegene buiten de bijstand om betaalde, in eurocenten, zonder wat is teruggeboekt.
    betaald: i64,
    /// Wat diegene nog moet betalen, in eurocenten: nooit meer dan er openstaat.
    openstaand: i64,
}

impl From<pb::DebtorPart> for Schuldbetalerdeel {
    fn from(wire: pb::DebtorPart) -> Self {
        Self {
            wie: Schuldbetaler::known(&wire.who),
            aansprakelijk: wire.owes_cents,
            betaald: wire.paid_cents,
            openstaand: wire.remaining_cents,
        }
    }
}

/// Wat er op een schuld is betaald, buiten de bijstand om.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schuldontvangst {
    /// Waaraan de bank of het financiële systeem de betaling kent.
    kenmerk: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ontvangen_op: Option<NaiveDate>,
    /// In eurocenten; onder nul: het is teruggeboekt.
    bedrag: i64,
    /// Wie het betaalde; ontbreekt waar dat niet bekend is.
    #[serde(skip_serializing_if = "Option::is_none")]
    betaler: Option<Schuldbetaler>,
}

impl From<pb::DebtReceipt> for Schuldontvangst {
    fn from(wire: pb::DebtReceipt) -> Self {
        Self {
            kenmerk: wire.reference,
            ontvangen_op: day(&wire.received_on),
            bedrag: wire.cents,
            betaler: Schuldbetaler::known(&wire.payer),
        }
    }
}

/// Wat is afgesproken dat iemand zelf per maand betaalt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Betaalafspraak {
    /// Per maand, in eurocenten.
    bedrag: i64,
    /// De eerste maand.
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    vanaf: String,
    /// Maanden die betaald hadden moeten zijn en dat niet zijn.
    maanden_achter: u32,
}

/// Wat de scorekaart invordering voorstelt. Een mens beslist.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invorderingsvoorstel {
    /// De stap van de scorekaart; ontbreekt als er gegevens ontbreken of een mens kiest.
    #[serde(skip_serializing_if = "Option::is_none")]
    stap: Option<String>,
    punten: i64,
    redenen: Vec<Invorderingspunten>,
    /// Wat de scorekaart vraagt en niemand heeft opgegeven.
    ontbreekt: Vec<String>,
    uitleg: Uitleg,
}

impl From<pb::CollectionAdvice> for Invorderingsvoorstel {
    fn from(wire: pb::CollectionAdvice) -> Self {
        Self {
            stap: some(wire.band),
            punten: wire.points,
            redenen: all(wire.reasons),
            ontbreekt: wire.missing,
            uitleg: wire.explanation.unwrap_or_default().into(),
        }
    }
}

/// Punten van de scorekaart, en waarom.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invorderingspunten {
    factor: Invorderingsfactor,
    punten: i64,
    /// In gewone taal.
    tekst: String,
}

impl From<pb::CollectionPoints> for Invorderingspunten {
    fn from(wire: pb::CollectionPoints) -> Self {
        Self { factor: Invorderingsfactor::of_wire(&wire.factor), punten: wire.points, tekst: wire.label }
    }
}

impl From<pb::StatedDebt> for Schuldopgave {
    fn from(wire: pb::StatedDebt) -> Self {
        Self {
            schuld_id: wire.debt_id,
            soort: Schuldsoort::of_wire(&wire.kind),
            maand: wire.month,
            bedrag: wire.cents,
            afbetaald: wire.paid_off_cents,
            gift: wire.gift_cents,
            kwijtgescholden: wire.written_off_cents,
            openstaand: wire.remaining_cents,
            termijn: wire.instalment_cents,
            aflossingen: all(wire.instalments),
            wegens_maanden: wire.because_of,
            laatste_maand: some(wire.last_month),
            onbeslist: wire.undecided,
            run_ingetrokken: wire.withdrawn,
            betalingen: all(wire.received),
            afspraak: wire.agreed_cents.map(|bedrag| Betaalafspraak {
                bedrag,
                vanaf: wire.agreed_from,
                maanden_achter: wire.months_behind,
            }),
            invordering: wire.collection.map(Into::into),
            reden: Terugvorderingsreden::known(&wire.cause),
            over_maanden: all(wire.of_months),
            medeschuldenaren: all(wire.other_debtors),
            betalers: all(wire.debtors),
            betalingskenmerk: some(wire.payment_reference),
            tekst: wire.text,
        }
    }
}

/// Lees wat er aan de gemeente terug te betalen is: hoe elke schuld ontstond, wat er is afbetaald en wanneer zij over is.
/// Met `Accept: text/markdown` is het antwoord een bladzijde in gewone taal.
#[utoipa::path(get, path = "/zaken/{zaakId}/schulden", operation_id = "schuldenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De schulden.",
        content((Schuldenoverzicht = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Key(case): Key<Uuid>,
) -> Answer {
    let message = pb::ListDebtsRequest { case_id: case.to_string() };
    let found = client(&app).list_debts(acting.asks(message)?).await?.into_inner();
    let page = found.page.clone();
    Ok(answer(&headers, page, Schuldenoverzicht::from(found)))
}

/// Wat een persoon nog te betalen heeft, over al diens zaken in de gemeente.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Persoonsschulden {
    #[schema(format = "uuid")]
    persoon_id: String,
    /// Alles wat er nog te betalen is, in eurocenten.
    openstaand: i64,
    /// De zaken waarin nog iets openstaat, met alleen die schulden.
    zaken: Vec<Schuldenoverzicht>,
}

/// Lees wat een persoon nog aan de gemeente te betalen heeft, over al diens zaken. Met `Accept: text/markdown` is het antwoord
/// een bladzijde in gewone taal.
#[utoipa::path(get, path = "/personen/{persoonId}/schulden", operation_id = "persoonsschuldenLezen", tag = TAG,
    params(("persoonId" = Uuid, Path, description = "Kenmerk van de persoon, zoals de intake het gaf.")),
    responses((status = 200, description = "De schulden.",
        content((Persoonsschulden = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn of_person(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Key(person): Key<Uuid>,
) -> Answer {
    let message = pb::ListPersonDebtsRequest { person_id: person.to_string() };
    let found = client(&app).list_person_debts(acting.asks(message)?).await?.into_inner();
    let body = Persoonsschulden {
        persoon_id: found.person_id,
        openstaand: found.remaining_cents,
        zaken: all(found.cases),
    };
    Ok(answer(&headers, found.page, body))
}
