use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use http::{StatusCode, Uri};
use proto::intake::v1 as intake;
use proto::intake::v1::intake_service_client::IntakeServiceClient;
use proto::workflow::v1 as pb;
use proto::workflow::v1::workflow_service_client::WorkflowServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use tonic::{Code, Status};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::tasks::Taak;
use super::{Answer, day, day_or_empty, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::page::Page;
use crate::words::{
    Afsluitreden, Beeindigingsreden, Fase, Procesdeel, Processtand, Richting, Termijnsoort, Word,
};

const TAG: &str = "Zaken";

/// Een zaak in de lijst.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ZaakInLijst {
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    fase: Fase,
    /// Sleutel van de categorie in het beleid; ontbreekt voor de indeling.
    #[serde(skip_serializing_if = "Option::is_none")]
    categorie: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    richting: Option<Richting>,
    /// Nummer van het gebied; ontbreekt als het niet bekend is.
    #[serde(skip_serializing_if = "Option::is_none")]
    gebied: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aanvraagdatum: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    afgesloten_op: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    afgesloten_wegens: Option<Afsluitreden>,
    /// Vingerafdruk van het beleid waaronder de zaak is ingedeeld.
    #[serde(skip_serializing_if = "Option::is_none")]
    beleidsversie: Option<String>,
    /// Eerste dag waarop er iets moet gebeuren.
    #[serde(skip_serializing_if = "Option::is_none")]
    eerstvolgende_dag: Option<NaiveDate>,
}

/// Een bladzijde van de zaken, nieuwste eerst.
#[derive(Serialize, ToSchema)]
pub(crate) struct Zaken {
    /// Aantal in de hele lijst.
    totaal: u64,
    zaken: Vec<ZaakInLijst>,
}

/// Een zaak: waar ze staat en waar ze op wacht.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Zaak {
    #[serde(flatten)]
    #[schema(inline)]
    kern: ZaakInLijst,
    /// Sleutel van de partner die de zaak heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<String>,
    proces: Vec<Processtap>,
    termijnen: Vec<Termijn>,
    open_taken: Vec<Taak>,
    /// Zaken die in de plaats van deze zijn gekomen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opvolgers: Vec<String>,
    /// Dag van het laatste contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    laatste_contact: Option<NaiveDate>,
    /// Sinds deze dag heeft een beheerder de zaak geparkeerd: er gebeurt niets aan.
    #[serde(skip_serializing_if = "Option::is_none")]
    geparkeerd_sinds: Option<NaiveDate>,
}

/// Hoe het met één deel van het proces staat.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Processtap {
    deel: Procesdeel,
    stand: Processtand,
    #[serde(skip_serializing_if = "Option::is_none")]
    sinds: Option<NaiveDate>,
}

/// Iets dat op een dag vanzelf gebeurt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Termijn {
    soort: Termijnsoort,
    #[serde(skip_serializing_if = "Option::is_none")]
    op: Option<NaiveDate>,
}

impl From<pb::CaseSummary> for ZaakInLijst {
    fn from(wire: pb::CaseSummary) -> Self {
        Self {
            zaak_id: wire.case_id,
            zaaknummer: wire.case_number,
            fase: Fase::of_wire(&wire.stage),
            categorie: some(wire.category),
            richting: Richting::known(&wire.direction),
            gebied: (wire.area > 0).then_some(wire.area),
            aanvraagdatum: day(&wire.applied_on),
            afgesloten_op: day(&wire.closed_on),
            afgesloten_wegens: Afsluitreden::known(&wire.closed_because),
            beleidsversie: some(wire.policy_version),
            eerstvolgende_dag: day(&wire.next_due),
        }
    }
}

/// Welke zaken.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ZakenVraag {
    /// Welke bladzijde, vanaf 1.
    #[param(minimum = 1, maximum = 1000000, default = 1)]
    page: Option<u32>,
    /// Hoeveel er op een bladzijde staan.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
    /// Alleen zaken in deze fase.
    #[param(inline)]
    fase: Option<Fase>,
    /// Alleen zaken in deze categorie (sleutel in het beleid).
    #[param(max_length = 100)]
    categorie: Option<String>,
    /// Deel van het zaaknummer.
    #[param(max_length = 20)]
    nummer: Option<String>,
}

pub(super) fn client(app: &App) -> WorkflowServiceClient<Line> {
    WorkflowServiceClient::new(app.clients.workflow.clone())
}

/// Blader door de zaken, nieuwste eerst.
#[utoipa::path(get, path = "/zaken", operation_id = "zakenLijst", tag = TAG, params(ZakenVraag),
    responses((status = 200, description = "Een bladzijde van de zaken.", body = Zaken,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(asked): Query<ZakenVraag>,
) -> Answer {
    let page = Page::of(asked.page, asked.page_size);
    let message = pb::ListCasesRequest {
        page: Some(page.wire()),
        stage: asked.fase.map(|stage| stage.wire().to_owned()).unwrap_or_default(),
        category: asked.categorie.unwrap_or_default(),
        number: asked.nummer.unwrap_or_default(),
        case_ids: Vec::new(),
    };
    let found = client(&app).list_cases(acting.asks(message)?).await?.into_inner();
    let body = Zaken { totaal: found.total, zaken: found.cases.into_iter().map(Into::into).collect() };
    Ok(page.answer(&uri, found.total, body))
}

/// Lees een zaak, met haar kenmerk of haar nummer.
#[utoipa::path(get, path = "/zaken/{zaak}", operation_id = "zaakLezen", tag = TAG,
    params(("zaak" = String, Path, description = "Kenmerk (UUID) of nummer van de zaak.")),
    responses((status = 200, description = "De zaak.", body = Zaak,
        headers(("ETag" = String, description = "Versie van de zaak.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<String>) -> Answer {
    let message = pb::GetCaseRequest { case: case.clone() };
    match client(&app).get_case(acting.asks(message)?).await {
        Ok(found) => Ok(of_workflow(found.into_inner())),
        Err(status) if status.code() == Code::NotFound => of_intake(&app, &acting, &case, status).await,
        Err(status) => Err(status.into()),
    }
}

fn of_workflow(found: pb::GetCaseResponse) -> Response {
    let part = |region: pb::Region| Processtap {
        deel: Procesdeel::of_wire(&region.name),
        stand: Processtand::of_wire(&region.state),
        sinds: day(&region.since),
    };
    let body = Zaak {
        kern: found.summary.unwrap_or_default().into(),
        partner: some(found.partner),
        proces: found.regions.into_iter().map(part).collect(),
        termijnen: found
            .timers
            .into_iter()
            .map(|timer| Termijn { soort: Termijnsoort::of_wire(&timer.name), op: day(&timer.due) })
            .collect(),
        open_taken: found.open_tasks.into_iter().map(Into::into).collect(),
        opvolgers: found.successors,
        laatste_contact: day(&found.last_contact),
        geparkeerd_sinds: day(&found.parked_since),
    };
    tagged(found.version, body)
}

/// Until workflow has heard of a new case, intake knows it. Whoever may not ask intake gets workflow's answer.
async fn of_intake(app: &App, acting: &Acting, case: &str, unknown: Status) -> Answer {
    let Ok(case) = Uuid::parse_str(case) else { return Err(unknown.into()) };
    let message = intake::GetApplicationRequest { case_id: case.to_string() };
    let mut client = IntakeServiceClient::new(app.clients.intake.clone());
    let found = match client.get_application(acting.asks(message)?).await {
        Ok(found) => found.into_inner(),
        Err(status) if matches!(status.code(), Code::NotFound | Code::PermissionDenied) => {
            return Err(unknown.into());
        }
        Err(status) => return Err(status.into()),
    };
    let stage = match found.stage.as_str() {
        "closed" => "closed",
        "searching" | "search-over" => "gate",
        _ => "intake",
    };
    let kern = ZaakInLijst {
        zaak_id: found.case_id,
        zaaknummer: found.case_number,
        fase: Fase::of_wire(stage),
        categorie: None,
        richting: None,
        gebied: None,
        aanvraagdatum: day(&found.applied_on),
        afgesloten_op: None,
        afgesloten_wegens: Afsluitreden::known(&found.closed_because),
        beleidsversie: None,
        eerstvolgende_dag: None,
    };
    let body = Zaak {
        kern,
        partner: None,
        proces: Vec::new(),
        termijnen: Vec::new(),
        open_taken: Vec::new(),
        opvolgers: Vec::new(),
        laatste_contact: None,
        geparkeerd_sinds: None,
    };
    // No ETag: this is not yet the case whose version workflow counts.
    Ok(Json(body).into_response())
}

/// Waarom en vanaf wanneer een zaak eindigt.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBeeindiging {
    reden: Beeindigingsreden,
    /// Eerste dag waarop het niet meer geldt; weggelaten is het vandaag. Niet in de toekomst.
    #[schema(format = "date")]
    ingangsdatum: Option<NaiveDate>,
    /// Kenmerk van de zaak die in de plaats komt, als die er al is.
    opvolger: Option<Uuid>,
    /// Waarom, in gewone taal (Awb art. 3:46). Staat in het verhaal en bij het besluit waartegen bezwaar kan.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Beëindig een zaak; alles wat loopt wordt teruggedraaid of gestopt.
#[utoipa::path(post, path = "/zaken/{zaakId}/beeindigingen", operation_id = "zaakBeeindigen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweBeeindiging,
    responses((status = 202, description = "De zaak wordt beëindigd.")))]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweBeeindiging>,
) -> Answer {
    let message = pb::EndCaseRequest {
        case_id: case.to_string(),
        reason: form.reden.wire().to_owned(),
        from_day: day_or_empty(form.ingangsdatum),
        successor_case_id: form.opvolger.map(|case| case.to_string()).unwrap_or_default(),
        reasons: form.motivering,
    };
    client(&app).end_case(acting.does(message)?).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}
