//! The scorecard of an application: how deeply its facts are verified, why, and what a person decided instead.

use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::risk_service_client::RiskServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, Uitleg, UitlegInvoer, created, day, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{self, Afwijkingsstatus, Controlediepte, Diepterust, Risicouitkomst, Word, properties};

const TAG: &str = "Aanvragen";

/// Hoe diep de gegevens van een aanvraag worden nagegaan, en waarom. De kaart zegt niets over het recht.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Risicokaart {
    #[schema(format = "uuid")]
    zaak_id: String,
    uitkomst: Risicouitkomst,
    /// Hoe diep er nu wordt nagegaan; ontbreekt als het beleid niet met een kaart werkt.
    #[serde(skip_serializing_if = "Option::is_none")]
    diepte: Option<Diepte>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rust_op: Option<Diepterust>,
    /// Wat er nu wordt nagegaan.
    na_te_gaan: Vec<NaTeGaan>,
    /// Wat de kaart van de gegevens maakte, het oudste eerst.
    uitkomsten: Vec<Kaartuitkomst>,
    afwijkingen: Vec<Diepteafwijking>,
    /// De dag waarop de gegevens opnieuw worden nagegaan.
    #[serde(skip_serializing_if = "Option::is_none")]
    opnieuw_op: Option<NaiveDate>,
}

/// Hoe diep er wordt nagegaan.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diepte {
    /// Sleutel in het beleid.
    sleutel: String,
    naam: String,
}

/// Een gegeven dat wordt nagegaan.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NaTeGaan {
    /// De eigenschap in `gegevens`.
    gegeven: String,
    hoe: Controlediepte,
    /// Er is al gezien dat het klopt, op deze manier.
    gedaan: bool,
}

/// Wat de kaart op een dag van de gegevens maakte.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Kaartuitkomst {
    nummer: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    punten: u32,
    diepte: Diepte,
    /// Zo diep kan het nog worden als onbekende gegevens bekend zijn.
    ten_hoogste: Diepte,
    /// Wat punten gaf.
    factoren: Vec<Kaartfactor>,
    /// Onbekende gegevens die punten kunnen geven.
    ontbrekende_gegevens: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
}

/// Een regel van de kaart die punten gaf.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Kaartfactor {
    punten: u32,
    /// De regel in de tabel van het beleid.
    regel: String,
    /// Document en paragraaf.
    bron: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    toelichting: Option<String>,
    /// Waar de regel naar keek, en wie het zei.
    gegevens: Vec<UitlegInvoer>,
}

/// Een medewerker koos een andere diepte dan de kaart geeft.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diepteafwijking {
    nummer: u32,
    /// Nummer van de uitkomst waarvan is afgeweken.
    uitkomst: u32,
    van: Diepte,
    naar: Diepte,
    motivering: String,
    door: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    status: Afwijkingsstatus,
    /// De tweede persoon.
    #[serde(skip_serializing_if = "Option::is_none")]
    beoordeeld_door: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beoordeeld_op: Option<NaiveDate>,
    /// Waarom de afwijking is verworpen.
    #[serde(skip_serializing_if = "Option::is_none")]
    verworpen_omdat: Option<String>,
    /// De kaart geeft nog steeds waarvan is afgeweken. Zo niet, dan geldt de afwijking niet meer.
    actueel: bool,
}

/// Een andere diepte, met redenen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweDiepteafwijking {
    /// Sleutel van de diepte in het beleid.
    #[schema(min_length = 1, max_length = 100)]
    diepte: String,
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// De afwijking die is vastgelegd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VastgelegdeDiepteafwijking {
    nummer: u32,
    /// Een tweede persoon moet bevestigen voordat de afwijking geldt.
    bevestiging_nodig: bool,
}

/// Het oordeel van een tweede persoon over een andere diepte.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OordeelDiepteafwijking {
    bevestigd: bool,
    /// Nodig als de afwijking wordt verworpen.
    #[schema(max_length = 2000)]
    motivering: Option<String>,
}

impl From<pb::RiskLevel> for Diepte {
    fn from(wire: pb::RiskLevel) -> Self {
        Self { sleutel: wire.key, naam: wire.label }
    }
}

fn depth(wire: Option<pb::RiskLevel>) -> Diepte {
    wire.unwrap_or_default().into()
}

impl From<pb::RiskCheck> for NaTeGaan {
    fn from(wire: pb::RiskCheck) -> Self {
        Self {
            gegeven: words::input_name(&wire.fact),
            hoe: Controlediepte::of_wire(&wire.depth),
            gedaan: wire.done,
        }
    }
}

impl From<pb::RiskResult> for Kaartuitkomst {
    fn from(wire: pb::RiskResult) -> Self {
        let factor = |factor: pb::RiskFactor| Kaartfactor {
            punten: factor.points,
            regel: factor.rule,
            bron: factor.source,
            toelichting: some(factor.note),
            gegevens: factor.facts.into_iter().map(Into::into).collect(),
        };
        Self {
            nummer: wire.number,
            dag: day(&wire.day),
            punten: wire.points,
            diepte: depth(wire.level),
            ten_hoogste: depth(wire.at_most),
            factoren: wire.factors.into_iter().map(factor).collect(),
            ontbrekende_gegevens: properties(&wire.missing),
            uitleg: wire.explanation.map(Into::into),
        }
    }
}

impl From<pb::RiskDeviation> for Diepteafwijking {
    fn from(wire: pb::RiskDeviation) -> Self {
        Self {
            nummer: wire.number,
            uitkomst: wire.about_result,
            van: depth(wire.from),
            naar: depth(wire.to),
            motivering: wire.reasons,
            door: wire.by,
            dag: day(&wire.on_day),
            status: Afwijkingsstatus::of_wire(&wire.state),
            beoordeeld_door: some(wire.settled_by),
            beoordeeld_op: day(&wire.settled_on),
            verworpen_omdat: some(wire.rejected_because),
            actueel: wire.up_to_date,
        }
    }
}

fn client(app: &App) -> RiskServiceClient<Line> {
    RiskServiceClient::new(app.clients.intake.clone())
}

/// Lees hoe diep de gegevens worden nagegaan, en waarom.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/risicokaart", operation_id = "risicokaartLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De risicokaart.", body = Risicokaart,
        headers(("ETag" = String, description = "Versie van de risicokaart.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetRiskCardRequest { case_id: case.to_string() };
    let found = client(&app).get_risk_card(acting.asks(message)?).await?.into_inner();
    let body = Risicokaart {
        zaak_id: found.case_id,
        uitkomst: Risicouitkomst::of_wire(&found.outcome),
        diepte: found.level.map(Into::into),
        rust_op: Diepterust::known(&found.decided_by),
        na_te_gaan: found.checks.into_iter().map(Into::into).collect(),
        uitkomsten: found.results.into_iter().map(Into::into).collect(),
        afwijkingen: found.deviations.into_iter().map(Into::into).collect(),
        opnieuw_op: day(&found.recheck_on),
    };
    Ok(tagged(found.version, body))
}

/// Kies een andere diepte dan de risicokaart geeft, met redenen.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/risicokaart/afwijkingen", operation_id = "diepteafwijkingVastleggen",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweDiepteafwijking,
    responses((status = 201, description = "Vastgelegd.", body = VastgelegdeDiepteafwijking,
        headers(("Location" = String, description = "Adres van de risicokaart.")))))]
pub(crate) async fn deviate(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweDiepteafwijking>,
) -> Answer {
    let message = pb::DeviateFromRiskCardRequest {
        case_id: case.to_string(),
        level: form.diepte,
        reasons: form.motivering,
    };
    let reply = client(&app).deviate_from_risk_card(acting.does(message)?).await?.into_inner();
    let body =
        VastgelegdeDiepteafwijking { nummer: reply.number, bevestiging_nodig: reply.needs_confirmation };
    Ok(created(&format!("/aanvragen/{case}/risicokaart"), body))
}

/// Bevestig of verwerp de andere diepte die een ander koos.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/risicokaart/afwijkingen/{nummer}/bevestigingen",
    operation_id = "diepteafwijkingBevestigen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van de afwijking.")),
    request_body = OordeelDiepteafwijking,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn settle(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, number)): Key<(Uuid, u32)>,
    Input(form): Input<OordeelDiepteafwijking>,
) -> Answer {
    let message = pb::SettleRiskDeviationRequest {
        case_id: case.to_string(),
        number,
        confirmed: form.bevestigd,
        reasons: form.motivering.unwrap_or_default(),
    };
    client(&app).settle_risk_deviation(acting.does(message)?).await?;
    Ok(done())
}
