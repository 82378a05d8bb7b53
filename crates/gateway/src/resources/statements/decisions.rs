//! The decisions on the right of a case.

use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use http::{HeaderMap, Uri, header};
use proto::income::v1 as pb;
use proto::intake::v1 as intake;
use proto::intake::v1::term_service_client::TermServiceClient;
use proto::routes;
use serde::Serialize;
use tonic::Code;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{Answer, Uitleg, day, some};
use super::{TAG, all, answer, client};
use crate::App;
use crate::acting::Acting;
use crate::input::{Key, Query};
use crate::page::Page;
use crate::words::{
    Aanvraagbesluitgrond, Beschikkinguitkomst, Beschikkingwijze, Bezwaarbesluit, Dienst, Geldbesluitsoort,
    Word,
};

/// Een bladzijde van de beschikkingen, oudste eerst.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beschikkingen {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    /// Aantal in de hele lijst.
    totaal: u64,
    beschikkingen: Vec<Beschikking>,
    /// Alle besluiten over geld, oudste eerst: andere regelingen en schulden. Op elke bladzijde dezelfde.
    geld: Vec<Geldbesluit>,
    /// Alle besluiten om de aanvraag niet te behandelen of eerst naar school te verwijzen, oudste eerst. Op elke bladzijde dezelfde.
    aanvraag: Vec<Aanvraagbesluit>,
    /// Diensten waarvan u de besluiten niet mag zien.
    niet_getoond: Vec<Dienst>,
}

/// Een besluit over de aanvraag zelf: zij wordt niet behandeld, of school gaat voor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aanvraagbesluit {
    /// Volgnummer onder de besluiten over de aanvraag.
    nummer: u32,
    grond: Aanvraagbesluitgrond,
    /// Wat er is besloten, in gewone taal.
    titel: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    besloten_op: Option<NaiveDate>,
    /// Het artikel van de regel die besliste.
    #[serde(skip_serializing_if = "Option::is_none")]
    artikel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
    /// Laatste dag om bezwaar te maken, als het besluit is verstuurd op de dag dat het werd genomen.
    #[serde(skip_serializing_if = "Option::is_none")]
    bezwaar_tot_en_met: Option<NaiveDate>,
    /// Hoe en hoe lang bezwaar kan, in gewone taal.
    #[serde(skip_serializing_if = "Option::is_none")]
    bezwaar: Option<String>,
    /// De dag waarop het na bezwaar of beroep is vervallen.
    #[serde(skip_serializing_if = "Option::is_none")]
    vervallen_op: Option<NaiveDate>,
}

impl From<intake::ApplicationDecision> for Aanvraagbesluit {
    fn from(wire: intake::ApplicationDecision) -> Self {
        Self {
            nummer: wire.number,
            grond: Aanvraagbesluitgrond::of_wire(&wire.ground),
            titel: wire.title,
            besloten_op: day(&wire.decided_on),
            artikel: wire.explanation.as_ref().map(|why| why.source.clone()),
            uitleg: wire.explanation.map(Into::into),
            bezwaar_tot_en_met: day(&wire.objection_until),
            bezwaar: some(wire.objection_text),
            vervallen_op: day(&wire.fell_on),
        }
    }
}

/// Een besluit over geld.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Geldbesluit {
    /// Volgnummer onder de besluiten over geld van de zaak.
    nummer: u32,
    /// Volgnummer van het besluit waarvoor dit in de plaats komt.
    #[serde(skip_serializing_if = "Option::is_none")]
    vervangt: Option<u32>,
    soort: Geldbesluitsoort,
    /// Wat er is besloten, in gewone taal.
    titel: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    besloten_op: Option<NaiveDate>,
    /// In eurocenten; 0 bij een einde.
    bedrag: i64,
    /// Het artikel van de regel die besliste.
    #[serde(skip_serializing_if = "Option::is_none")]
    artikel: Option<String>,
    /// Elke regel die is toegepast, in volgorde; de laatste besliste.
    uitleg: Vec<Uitleg>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bezwaar_tot_en_met: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bezwaar: Option<String>,
    /// Waar een bezwaar tegen dit besluit tegen is; het bezwaar noemt ook het volgnummer. Ontbreekt als bezwaar niet kan.
    #[serde(skip_serializing_if = "Option::is_none")]
    bezwaar_tegen: Option<Bezwaarbesluit>,
    /// Bij verhaal: de laatste dag waarop de ander betaalt, als het besluit is verstuurd op de dag dat het werd genomen.
    #[serde(skip_serializing_if = "Option::is_none")]
    betalen_tot_en_met: Option<NaiveDate>,
    /// Bij verhaal: hoe de rechter beslist als de ander het er niet mee eens is, in gewone taal.
    #[serde(skip_serializing_if = "Option::is_none")]
    rechter: Option<String>,
}

impl From<pb::MoneyDecision> for Geldbesluit {
    fn from(wire: pb::MoneyDecision) -> Self {
        Self {
            nummer: wire.number,
            vervangt: (wire.replaces > 0).then_some(wire.replaces),
            soort: Geldbesluitsoort::of_wire(&wire.kind),
            titel: wire.title,
            besloten_op: day(&wire.decided_on),
            bedrag: wire.cents,
            artikel: some(wire.source),
            uitleg: all(wire.explanations),
            bezwaar_tot_en_met: day(&wire.objection_until),
            bezwaar: some(wire.objection_text),
            bezwaar_tegen: some(wire.against).map(|against| Bezwaarbesluit::of_wire(&against)),
            betalen_tot_en_met: day(&wire.pay_until),
            rechter: some(wire.court_text),
        }
    }
}

/// Een besluit over het recht op bijstand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beschikking {
    /// Volgnummer in de zaak.
    nummer: u64,
    /// Volgnummer van het besluit waarvoor dit in de plaats komt.
    #[serde(skip_serializing_if = "Option::is_none")]
    vervangt: Option<u64>,
    /// Wat er is besloten, in gewone taal.
    titel: String,
    uitkomst: Beschikkinguitkomst,
    wijze: Beschikkingwijze,
    #[serde(skip_serializing_if = "Option::is_none")]
    besloten_op: Option<NaiveDate>,
    /// Eerste dag waarvoor het geldt.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_vanaf: Option<NaiveDate>,
    /// Bijstand per maand in eurocenten, met vakantietoeslag.
    #[serde(skip_serializing_if = "Option::is_none")]
    bedrag_per_maand: Option<i64>,
    /// Het artikel van de regel die besliste.
    #[serde(skip_serializing_if = "Option::is_none")]
    artikel: Option<String>,
    /// Elke regel die is toegepast, in volgorde; de laatste besliste.
    uitleg: Vec<Uitleg>,
    /// Laatste dag om bezwaar te maken, als het besluit is verstuurd op de dag dat het werd genomen.
    #[serde(skip_serializing_if = "Option::is_none")]
    bezwaar_tot_en_met: Option<NaiveDate>,
    /// Hoe en hoe lang bezwaar kan, in gewone taal.
    #[serde(skip_serializing_if = "Option::is_none")]
    bezwaar: Option<String>,
}

impl From<pb::StatedDecision> for Beschikking {
    fn from(wire: pb::StatedDecision) -> Self {
        Self {
            nummer: wire.number,
            vervangt: (wire.replaces > 0).then_some(wire.replaces),
            titel: wire.title,
            uitkomst: Beschikkinguitkomst::of_wire(&wire.outcome),
            wijze: Beschikkingwijze::of_wire(&wire.kind),
            besloten_op: day(&wire.decided_on),
            geldig_vanaf: day(&wire.holds_from),
            bedrag_per_maand: wire.amount_cents,
            artikel: some(wire.source),
            uitleg: all(wire.explanations),
            bezwaar_tot_en_met: day(&wire.objection_until),
            bezwaar: some(wire.objection_text),
        }
    }
}

/// Lees de besluiten over de aanvraag, het recht op bijstand en geld, met de redenen en hoe lang bezwaar kan. Met `Accept: text/markdown` is
/// het antwoord een bladzijde in gewone taal. Besluiten van een dienst die u niet mag zien, ontbreken; `nietGetoond` noemt die dienst.
#[utoipa::path(get, path = "/zaken/{zaakId}/beschikkingen", operation_id = "beschikkingenLijst", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), Page),
    responses((status = 200, description = "De beschikkingen.",
        content((Beschikkingen = "application/json"), (String = "text/markdown")),
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    uri: Uri,
    Key(case): Key<Uuid>,
    Query(page): Query<Page>,
) -> Answer {
    let message = pb::ListDecisionsRequest { case_id: case.to_string(), page: Some(page.wire()) };
    let mut kept_back = Vec::new();
    let of_income = match client(&app).list_decisions(acting.asks(message)?).await {
        Ok(found) => Some(found.into_inner()),
        // Where intake closed the case there is nothing that income decided.
        Err(status) if status.code() == Code::NotFound => None,
        // Intake says whether it may tell of its own.
        Err(status) if status.code() == Code::PermissionDenied => {
            kept_back.push(routes::INCOME);
            None
        }
        Err(status) => return Err(status.into()),
    };
    let message = intake::ListDecisionsRequest { case_id: case.to_string() };
    let mut at_intake = TermServiceClient::new(app.clients.intake.clone());
    let of_intake = at_intake.list_decisions(acting.asks(message)?).await?.into_inner();
    let found =
        of_income.filter(|found| found.total > 0 || !found.money.is_empty() || of_intake.part.is_empty());
    let found = found.unwrap_or_else(|| pb::ListDecisionsResponse {
        case_id: case.to_string(),
        page: first_lines(case, !kept_back.is_empty()),
        ..pb::ListDecisionsResponse::default()
    });
    let total = found.total;
    let body = Beschikkingen {
        zaak_id: found.case_id,
        zaaknummer: some(found.case_number),
        totaal: total,
        beschikkingen: all(found.decisions),
        geld: all(found.money),
        aanvraag: all(of_intake.decisions),
        niet_getoond: kept_back.into_iter().map(Dienst::of_wire).collect(),
    };
    let mut response = answer(&headers, format!("{}{}", found.page, of_intake.part), body);
    if let Some(links) = page.answer(&uri, total, ()).headers_mut().remove(header::LINK) {
        response.headers_mut().insert(header::LINK, links);
    }
    Ok(response)
}

/// How a page begins on which no decision of income stands: there is none, or it is not for this reader.
fn first_lines(case: Uuid, kept_back: bool) -> String {
    let not_yours = "\nBesluiten over het recht op bijstand en over geld staan hier niet: die mag u met uw rol niet zien.\n";
    format!(
        "# Besluiten over uw aanvraag\n\nKenmerk van uw zaak: {case}.\n{}",
        if kept_back { not_yours } else { "" }
    )
}
