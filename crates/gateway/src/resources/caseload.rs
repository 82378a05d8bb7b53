use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use http::{HeaderValue, header};
use proto::common::v1::PageRequest;
use proto::intake::v1 as intake;
use proto::intake::v1::intake_service_client::IntakeServiceClient;
use proto::workflow::v1 as workflow;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Answer, cases, day, some};
use crate::acting::Acting;
use crate::input::Query;
use crate::page::USUAL_SIZE;
use crate::words::{Aanvraagstadium, Caseloadgegevens, Fase, Richting, Word};
use crate::{App, BASE};

/// More summaries than a page can have are never asked at once.
pub(super) const LARGEST_PAGE: u32 = 100;

/// Een lopende zaak, zonder iets dat zegt over wie ze gaat.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZaakInCaseload {
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    stadium: Aanvraagstadium,
    /// Ontbreekt als de zaak net is geopend.
    #[serde(skip_serializing_if = "Option::is_none")]
    fase: Option<Fase>,
    /// Sleutel van de categorie in het beleid; ontbreekt voor de indeling.
    #[serde(skip_serializing_if = "Option::is_none")]
    categorie: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    richting: Option<Richting>,
    /// Vingerafdruk van het beleid waaronder de zaak is ingedeeld.
    #[serde(skip_serializing_if = "Option::is_none")]
    beleidsversie: Option<String>,
    gegevens: Caseloadgegevens,
}

/// Een deel van de lopende zaken, in een vaste volgorde.
#[derive(Serialize, ToSchema)]
pub(crate) struct Caseload {
    /// Aantal lopende zaken.
    totaal: u64,
    /// De dag waarop de leeftijden gelden.
    #[serde(skip_serializing_if = "Option::is_none")]
    peildatum: Option<NaiveDate>,
    zaken: Vec<ZaakInCaseload>,
}

/// Welk deel.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CaseloadVraag {
    /// Kenmerk van de laatste zaak van het vorige deel; weggelaten is het vanaf het begin.
    na: Option<Uuid>,
    /// Hoeveel zaken hoogstens; zijn het er minder, dan was dit het laatste deel.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
}

/// Blader door de lopende zaken, met de gegevens waar een beleid naar kijkt. Voor wie een nieuw beleid uitprobeert of
/// in gebruik neemt: er staat niets in dat zegt over wie een zaak gaat.
#[utoipa::path(get, path = "/caseload", operation_id = "caseloadLijst", tag = "Zaken", params(CaseloadVraag),
    responses((status = 200, description = "Een deel van de lopende zaken.", body = Caseload,
        headers(("Link" = String, description = "Het volgende deel, als dat er is (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    Query(asked): Query<CaseloadVraag>,
) -> Answer {
    let page_size = asked.page_size.unwrap_or(USUAL_SIZE);
    let after = asked.na.map(|case| case.to_string()).unwrap_or_default();
    let found = part(&app, &acting, after, page_size).await?;
    let mut known = summaries(&app, &acting, &found.cases).await?;
    let next = next_page(&found.cases, page_size);
    let zaken = found.cases.into_iter().map(|case| {
        let summary = known.remove(&case.case_id);
        joined(case, summary)
    });
    let body = Caseload { totaal: found.total, peildatum: day(&found.assessed_on), zaken: zaken.collect() };
    Ok(linked(body, next))
}

/// The running cases past this one, from the first when it is empty; fewer than asked are the last.
pub(super) async fn part(
    app: &App,
    acting: &Acting,
    after: String,
    page_size: u32,
) -> Result<intake::ListCaseloadResponse, tonic::Status> {
    let message = intake::ListCaseloadRequest { after, page_size };
    let mut client = IntakeServiceClient::new(app.clients.intake.clone());
    Ok(client.list_caseload(acting.asks(message)?).await?.into_inner())
}

/// Where these cases stand, by id. One that has just been opened may not be among them.
pub(super) async fn summaries(
    app: &App,
    acting: &Acting,
    of: &[intake::CaseloadEntry],
) -> Result<BTreeMap<String, workflow::CaseSummary>, tonic::Status> {
    if of.is_empty() {
        return Ok(BTreeMap::new());
    }
    let message = workflow::ListCasesRequest {
        page: Some(PageRequest { page: 1, page_size: LARGEST_PAGE }),
        case_ids: of.iter().map(|case| case.case_id.clone()).collect(),
        ..workflow::ListCasesRequest::default()
    };
    let found = cases::client(app).list_cases(acting.asks(message)?).await?.into_inner();
    Ok(found.cases.into_iter().map(|case| (case.case_id.clone(), case)).collect())
}

fn joined(case: intake::CaseloadEntry, summary: Option<workflow::CaseSummary>) -> ZaakInCaseload {
    let fase = summary.as_ref().map(|summary| Fase::of_wire(&summary.stage));
    let summary = summary.unwrap_or_default();
    ZaakInCaseload {
        zaak_id: case.case_id,
        zaaknummer: case.case_number,
        stadium: Aanvraagstadium::of_wire(&case.stage),
        fase,
        categorie: some(summary.category),
        richting: Richting::known(&summary.direction),
        beleidsversie: some(summary.policy_version),
        gegevens: Caseloadgegevens::of_wire(&case.facts),
    }
}

/// The address of what comes after a full page.
fn next_page(cases: &[intake::CaseloadEntry], page_size: u32) -> Option<String> {
    let full = u32::try_from(cases.len()).is_ok_and(|count| count >= page_size);
    let last = cases.last().filter(|_| full)?;
    Some(format!("{BASE}/caseload?na={}&pageSize={page_size}", last.case_id))
}

fn linked(body: Caseload, next: Option<String>) -> Response {
    let mut response = Json(body).into_response();
    let link = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok());
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
