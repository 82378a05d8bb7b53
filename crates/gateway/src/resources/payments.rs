use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use proto::income::v1 as pb;
use proto::income::v1::payment_service_client::PaymentServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, Uitleg, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{
    Begunstigde, Betalingsoort, Betalingstatus, Inkomstensoort, Onderdeelsoort, Regelsoort, Schuldsoort, Word,
};

const TAG: &str = "Betalingen";

/// De betalingen van een zaak, met wat eronder ligt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Betalingen {
    /// Gespaarde vakantietoeslag in eurocenten.
    gespaarde_vakantietoeslag: i64,
    /// Wat nog betaald moet worden en in geen opdracht staat, in eurocenten.
    nog_te_betalen: i64,
    /// Elke berekening van elke maand; de hoogste versie geldt.
    maanden: Vec<Maandberekening>,
    betalingen: Vec<Betaling>,
    schulden: Vec<Schuld>,
}

/// Een maand zoals die is berekend.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Maandberekening {
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    versie: u64,
    /// Wat op deze dag bekend was, telt mee.
    #[schema(format = "date")]
    bekend_op: String,
    /// Bijstand over de maand in eurocenten, met vakantietoeslag.
    bijstand: i64,
    vakantietoeslag: i64,
    /// Bijstand zonder de vakantietoeslag die wordt gespaard.
    betaalbaar: i64,
    regels: Vec<Specificatieregel>,
}

/// Eén bedrag, en waarom.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Specificatieregel {
    soort: Regelsoort,
    /// In eurocenten; onder nul gaat het eraf.
    bedrag: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
    /// Van de norm naar dit bedrag, stap voor stap; samen zijn zij het bedrag. Leeg bij een berekening van voordat de stappen
    /// werden bewaard.
    onderdelen: Vec<Specificatieonderdeel>,
}

/// Eén stap van de norm naar de bijstand van een maand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Specificatieonderdeel {
    soort: Onderdeelsoort,
    /// Wiens inkomen het is.
    #[serde(skip_serializing_if = "Option::is_none")]
    wie: Option<Begunstigde>,
    /// Wat er is ontvangen, bij inkomen zoals het is opgegeven.
    #[serde(skip_serializing_if = "Option::is_none")]
    inkomsten: Option<Inkomstensoort>,
    /// Wie het betaalt, met een kenmerk zonder naam, als dat is opgegeven.
    #[serde(skip_serializing_if = "Option::is_none")]
    betaler: Option<String>,
    /// In eurocenten; onder nul gaat het eraf.
    bedrag: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
}

/// Een betaalopdracht.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Betaling {
    /// Kenmerk van de betaling, ook bij de bank.
    betaling_id: String,
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    soort: Betalingsoort,
    begunstigde: Begunstigde,
    /// 0 is de eerste keer.
    poging: u32,
    /// In eurocenten.
    bedrag: i64,
    status: Betalingstatus,
    /// Waarom de bank niet betaalde.
    #[serde(skip_serializing_if = "Option::is_none")]
    reden: Option<String>,
}

/// Een schuld.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schuld {
    #[schema(format = "uuid")]
    schuld_id: String,
    soort: Schuldsoort,
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    /// In eurocenten.
    bedrag: i64,
    /// Wat er nog van over is, in eurocenten.
    openstaand: i64,
    /// Wat er per maand wordt ingehouden, in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    termijn: Option<i64>,
}

/// Waar iemand betaald wordt.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweRekening {
    /// `partner` is wie nu de partner is, of dat het laatst was. Had de zaak meer partners na elkaar, dan noemen betalingen en taken
    /// de eerste `partner` en de volgende `partner-2`, `partner-3`; de rekening van de eerste is dan die van `partner-1`.
    begunstigde: Begunstigde,
    #[schema(min_length = 1, max_length = 140)]
    naam: String,
    #[schema(min_length = 15, max_length = 42)]
    iban: String,
    /// Alleen voor vaste lasten die voor de cliënt worden betaald: eurocenten per maand; bij 0 stopt het.
    #[schema(minimum = 0, maximum = 10000000)]
    bedrag_per_maand: Option<i64>,
    /// Alleen voor vaste lasten, en daar nodig: waaraan wie het krijgt ziet voor wie het is, zoals een huurdernummer. Het staat bij
    /// elke betaling; dat het bijstand is, staat er nooit bij.
    #[schema(min_length = 1, max_length = 100)]
    kenmerk: Option<String>,
    /// Alleen voor vaste lasten, en daar nodig: waarom (artikel 57). Het is een besluit.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: Option<String>,
    /// Beide partners vroegen om alles aan deze ene te betalen (artikel 45 lid 4), of nemen dat terug.
    alles_aan_deze: Option<bool>,
}

/// Wat iemand in een maand ontving.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweInkomstenopgave {
    /// Jaar en maand: `2026-03`.
    #[schema(min_length = 7, max_length = 7)]
    maand: String,
    /// De aanvrager of de partner.
    wie: Begunstigde,
    soort: Inkomstensoort,
    /// Netto eurocenten in de maand.
    #[schema(minimum = 0, maximum = 10000000)]
    bedrag: i64,
    /// Wat er van deze soort eerder in het kalenderjaar is ontvangen, vóór deze maand, in eurocenten; nodig bij een gift.
    #[schema(minimum = 0, maximum = 10000000)]
    eerder_dit_jaar: Option<i64>,
    /// Welk deel van een gift een consulent niet laat meetellen, in eurocenten.
    #[schema(minimum = 0, maximum = 10000000)]
    buiten_beschouwing: Option<i64>,
    /// Een gift die maar één keer komt.
    #[serde(default)]
    eenmalig: bool,
    /// De dag waarop een gift die maar één keer komt is ontvangen, in deze maand. Wat er niet van vrij is, is vanaf die dag
    /// vermogen. Zonder deze dag wordt ernaar gevraagd als het uitmaakt.
    ontvangen_op: Option<NaiveDate>,
    /// Wie het betaalt, met een kenmerk van het systeem dat het opgeeft: het nummer van een werkgever, geen naam. Bedragen
    /// van meer betalers tellen bij elkaar op; een nieuwe opgave komt in de plaats van die van dezelfde betaler. Weggelaten
    /// is het alles van deze soort in de maand.
    #[schema(min_length = 1, max_length = 40)]
    betaler: Option<String>,
}

/// Een afgewezen betaling wordt opnieuw gedaan.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweHerbetaling {
    /// Waarom; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

pub(super) fn client(app: &App) -> PaymentServiceClient<Line> {
    PaymentServiceClient::new(app.clients.income.clone())
}

/// Wat er is berekend, betaald, gespaard en verschuldigd.
#[utoipa::path(get, path = "/zaken/{zaakId}/betalingen", operation_id = "betalingenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De betalingen.", body = Betalingen,
        headers(("ETag" = String, description = "Versie van de boekhouding van de zaak.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetCaseMoneyRequest { case_id: case.to_string() };
    let found = client(&app).get_case_money(acting.asks(message)?).await?.into_inner();
    let body = Betalingen {
        gespaarde_vakantietoeslag: found.holiday_cents,
        nog_te_betalen: found.payable_cents,
        maanden: found.months.into_iter().map(Into::into).collect(),
        betalingen: found.payments.into_iter().map(Into::into).collect(),
        schulden: found.debts.into_iter().map(Into::into).collect(),
    };
    Ok(tagged(found.version, body))
}

impl From<pb::MoneyLine> for Specificatieregel {
    fn from(wire: pb::MoneyLine) -> Self {
        Self {
            soort: Regelsoort::of_wire(&wire.kind),
            bedrag: wire.cents,
            uitleg: wire.explanation.map(Into::into),
            onderdelen: wire.parts.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<pb::MoneyPart> for Specificatieonderdeel {
    fn from(wire: pb::MoneyPart) -> Self {
        Self {
            soort: Onderdeelsoort::of_wire(&wire.kind),
            wie: some(wire.who).map(|who| Begunstigde::of_wire(&who)),
            inkomsten: some(wire.income_kind).map(|kind| Inkomstensoort::of_wire(&kind)),
            betaler: some(wire.payer),
            bedrag: wire.cents,
            uitleg: wire.explanation.map(Into::into),
        }
    }
}

impl From<pb::MonthVersion> for Maandberekening {
    fn from(wire: pb::MonthVersion) -> Self {
        Self {
            maand: wire.month,
            versie: wire.version,
            bekend_op: wire.known_on,
            bijstand: wire.assistance_cents,
            vakantietoeslag: wire.holiday_cents,
            betaalbaar: wire.payable_cents,
            regels: wire.lines.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<pb::Payment> for Betaling {
    fn from(wire: pb::Payment) -> Self {
        Self {
            betaling_id: wire.payment,
            maand: wire.month,
            soort: Betalingsoort::of_wire(&wire.kind),
            begunstigde: Begunstigde::of_wire(&wire.payee),
            poging: wire.attempt,
            bedrag: wire.cents,
            status: Betalingstatus::of_wire(&wire.status),
            reden: some(wire.reason),
        }
    }
}

impl From<pb::Debt> for Schuld {
    fn from(wire: pb::Debt) -> Self {
        Self {
            schuld_id: wire.debt_id,
            soort: Schuldsoort::of_wire(&wire.kind),
            maand: wire.month,
            bedrag: wire.cents,
            openstaand: wire.remaining_cents,
            termijn: wire.instalment_cents,
        }
    }
}

/// Leg vast waar iemand betaald wordt. De rekening wordt verzegeld bewaard en nergens meer getoond.
#[utoipa::path(post, path = "/zaken/{zaakId}/rekening", operation_id = "rekeningVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweRekening,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn set_account(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweRekening>,
) -> Answer {
    let message = pb::SetPaymentDetailsRequest {
        case_id: case.to_string(),
        payee: form.begunstigde.wire().to_owned(),
        name: form.naam,
        iban: form.iban,
        monthly_cents: form.bedrag_per_maand,
        all_to: form.alles_aan_deze,
        reference: form.kenmerk.unwrap_or_default(),
        reasons: form.motivering.unwrap_or_default(),
    };
    client(&app).set_payment_details(acting.does(message)?).await?;
    Ok(done())
}

/// Geef op wat iemand in een maand ontving. De volgende betaalrun verrekent het.
#[utoipa::path(post, path = "/zaken/{zaakId}/inkomstenopgaven", operation_id = "inkomstenOpgeven", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweInkomstenopgave,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn state_income(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweInkomstenopgave>,
) -> Answer {
    let message = pb::StateIncomeRequest {
        case_id: case.to_string(),
        month: form.maand,
        who: form.wie.wire().to_owned(),
        kind: form.soort.wire().to_owned(),
        amount_cents: form.bedrag,
        earlier_this_year_cents: form.eerder_dit_jaar,
        left_out_cents: form.buiten_beschouwing,
        one_off: form.eenmalig,
        payer: form.betaler.unwrap_or_default(),
        received_on: form.ontvangen_op.map(proto::day_text).unwrap_or_default(),
    };
    client(&app).state_income(acting.does(message)?).await?;
    Ok(done())
}

/// Doe een betaling opnieuw die de bank afwees; één keer, met de volgende betaalrun.
#[utoipa::path(post, path = "/zaken/{zaakId}/betalingen/{betalingId}/herbetalingen", operation_id = "betalingHerhalen",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("betalingId" = String, Path, description = "Kenmerk van de betaling.")),
    request_body = NieuweHerbetaling,
    responses((status = 204, description = "Zij gaat mee met de volgende run.")))]
pub(crate) async fn pay_again(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, payment)): Key<(Uuid, String)>,
    Input(form): Input<NieuweHerbetaling>,
) -> Answer {
    let message =
        pb::ConfirmPaymentAgainRequest { case_id: case.to_string(), payment, reasons: form.motivering };
    client(&app).confirm_payment_again(acting.does(message)?).await?;
    Ok(done())
}
