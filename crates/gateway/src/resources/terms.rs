//! The legal terms of an application, and what is asked to complete it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::term_service_client::TermServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::case_terms::{Aanvraagtermijn, term};
use super::{Answer, created, day, day_or_empty, done};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::words::{Geenvoorschotgrond, Opschortgrond, Verzoekstatus, Word, codes, properties};

const TAG: &str = "Aanvragen";

/// Van welke dag iets wordt gevraagd.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct VanDag {
    /// Zoals het op deze dag bekend was; niet in de toekomst. Weggelaten is het vandaag.
    pub dag: Option<NaiveDate>,
}

/// De wettelijke termijnen van een aanvraag.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aanvraagtermijnen {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// De dag waarvan dit het beeld is.
    dag: Option<NaiveDate>,
    termijnen: Vec<Aanvraagtermijn>,
    verzoeken: Vec<Aanvulverzoek>,
    /// Gegevens die de aanvraag nu nog mist, met hun namen in `gegevens`.
    ontbrekende_gegevens: Vec<String>,
}

/// Wat de aanvrager is gevraagd om de aanvraag aan te vullen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aanvulverzoek {
    nummer: u32,
    gevraagd_op: Option<NaiveDate>,
    gevraagd_door: String,
    /// Met hun namen in `gegevens`.
    gegevens: Vec<String>,
    stukken: Vec<String>,
    /// Laatste dag van de hersteltermijn.
    tot_en_met: Option<NaiveDate>,
    status: Verzoekstatus,
    ontvangsten: Vec<Aanvulontvangst>,
    /// Documenten die ervoor kwamen.
    documenten: Vec<Aanvuldocument>,
    /// Gegevens die nog niet bekend zijn en die geen document bewijst, met hun namen in `gegevens`.
    ontbrekende_gegevens: Vec<String>,
    /// Stukken die nog niet zijn gekomen.
    ontbrekende_stukken: Vec<String>,
}

/// Een document dat voor een verzoek kwam.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aanvuldocument {
    #[schema(format = "uuid")]
    document_id: String,
    ontvangen_op: Option<NaiveDate>,
    /// Met hun namen in `gegevens`.
    bewijst_van: Vec<String>,
    /// Welke gevraagde stukken het is.
    stukken: Vec<String>,
}

/// Wat er op een verzoek is gekomen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aanvulontvangst {
    ontvangen_op: Option<NaiveDate>,
    vastgelegd_op: Option<NaiveDate>,
    vastgelegd_door: String,
    /// Alles wat is gevraagd, is er.
    compleet: bool,
}

/// Vraag de aanvrager om de aanvraag aan te vullen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweHersteltermijn {
    /// Gegevens die nog niet bekend zijn, met hun namen in `gegevens`. Zijn er ook geen stukken genoemd, dan is het
    /// alles wat de aanvraag nog mist.
    #[serde(default)]
    #[schema(max_items = 100)]
    gegevens: Vec<String>,
    /// Stukken bij hun soort, zoals de brief ze noemt.
    #[serde(default)]
    #[schema(max_items = 30, example = json!(["loonstrook van februari"]))]
    stukken: Vec<String>,
    /// Laatste dag van de hersteltermijn: een werkdag na vandaag.
    tot_en_met: NaiveDate,
}

/// Het verzoek dat is gedaan.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GedaanAanvulverzoek {
    /// Nummer binnen de zaak, vanaf 1.
    nummer: u32,
}

/// Er is iets gekomen op een verzoek.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweAanvulontvangst {
    /// De dag waarop het kwam; weggelaten is het vandaag.
    ontvangen_op: Option<NaiveDate>,
    /// Alles wat is gevraagd, is er.
    compleet: bool,
}

/// Het besluit komt later, zoals de aanvrager hoort.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweTermijnverlenging {
    /// De nieuwe laatste dag: een werkdag.
    tot_en_met: NaiveDate,
    /// Waarom, zoals de aanvrager het hoort.
    #[schema(min_length = 1, max_length = 500)]
    reden: String,
}

/// De beslistermijn staat stil om een andere reden dan gegevens die ontbreken.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweTermijnopschorting {
    grond: Opschortgrond,
    /// Eerste dag die niet meetelt.
    ingangsdatum: NaiveDate,
    /// Laatste dag die niet meetelt; nodig bij instemming, anders weggelaten zolang die dag niet bekend is.
    tot_en_met: Option<NaiveDate>,
}

/// De beslistermijn loopt weer.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweTermijnhervatting {
    grond: Opschortgrond,
    /// Eerste dag die weer meetelt; weggelaten is het vandaag.
    ingangsdatum: Option<NaiveDate>,
}

fn client(app: &App) -> TermServiceClient<Line> {
    TermServiceClient::new(app.clients.intake.clone())
}

/// Lees de wettelijke termijnen van een aanvraag, en hoe elke laatste dag tot stand kwam.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/termijnen", operation_id = "aanvraagtermijnenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), VanDag),
    responses((status = 200, description = "De termijnen.", body = Aanvraagtermijnen)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Query(query): Query<VanDag>,
) -> Answer {
    let message = pb::GetTermsRequest { case_id: case.to_string(), on_day: day_or_empty(query.dag) };
    let found = client(&app).get_terms(acting.asks(message)?).await?.into_inner();
    let body = Aanvraagtermijnen {
        dag: day(&found.on_day),
        zaak_id: found.case_id,
        termijnen: found.terms.into_iter().map(term).collect(),
        verzoeken: found.requests.into_iter().map(request).collect(),
        ontbrekende_gegevens: properties(&found.missing),
    };
    Ok(Json(body).into_response())
}

/// Vraag de aanvrager om de aanvraag aan te vullen; de beslistermijn staat stil vanaf de dag erna.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/hersteltermijnen", operation_id = "aanvullingVragen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweHersteltermijn,
    responses((status = 201, description = "Gevraagd.", body = GedaanAanvulverzoek,
        headers(("Location" = String, description = "Adres van de termijnen.")))))]
pub(crate) async fn request_evidence(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweHersteltermijn>,
) -> Answer {
    let message = pb::RequestEvidenceRequest {
        case_id: case.to_string(),
        facts: codes(&form.gegevens),
        documents: form.stukken,
        until: proto::day_text(form.tot_en_met),
    };
    let reply = client(&app).request_evidence(acting.does(message)?).await?.into_inner();
    Ok(created(&format!("/aanvragen/{case}/termijnen"), GedaanAanvulverzoek { nummer: reply.number }))
}

/// Leg vast wat er op een verzoek is gekomen.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/hersteltermijnen/{nummer}/ontvangsten",
    operation_id = "aanvullingVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van het verzoek binnen de zaak.")),
    request_body = NieuweAanvulontvangst,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn record_evidence(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, number)): Key<(Uuid, u32)>,
    Input(form): Input<NieuweAanvulontvangst>,
) -> Answer {
    let message = pb::RecordEvidenceRequest {
        case_id: case.to_string(),
        number,
        received_on: day_or_empty(form.ontvangen_op),
        complete: form.compleet,
    };
    client(&app).record_evidence(acting.does(message)?).await?;
    Ok(done())
}

/// Besluit een aanvraag die niet is aangevuld niet te behandelen. De zaak sluit.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/niet-behandelen", operation_id = "aanvraagNietBehandelen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 204, description = "De aanvraag is gesloten.")))]
pub(crate) async fn leave(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::LeaveUnprocessedRequest { case_id: case.to_string() };
    client(&app).leave_unprocessed(acting.does(message)?).await?;
    Ok(done())
}

/// Verleng de beslistermijn; de aanvrager hoort de nieuwe dag en de reden.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/beslistermijn/verlengingen", operation_id = "beslistermijnVerlengen",
    tag = TAG, params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweTermijnverlenging,
    responses((status = 204, description = "Verlengd.")))]
pub(crate) async fn extend(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweTermijnverlenging>,
) -> Answer {
    let message = pb::ExtendDecisionTermRequest {
        case_id: case.to_string(),
        until: proto::day_text(form.tot_en_met),
        reason: form.reden,
    };
    client(&app).extend_decision_term(acting.does(message)?).await?;
    Ok(done())
}

/// Schort de beslistermijn op om een andere reden dan gegevens die ontbreken.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/beslistermijn/opschortingen", operation_id = "beslistermijnOpschorten",
    tag = TAG, params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweTermijnopschorting,
    responses((status = 204, description = "Opgeschort.")))]
pub(crate) async fn suspend(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweTermijnopschorting>,
) -> Answer {
    let message = pb::SuspendDecisionTermRequest {
        case_id: case.to_string(),
        ground: ground(&form.grond).into(),
        from_day: proto::day_text(form.ingangsdatum),
        until: day_or_empty(form.tot_en_met),
    };
    client(&app).suspend_decision_term(acting.does(message)?).await?;
    Ok(done())
}

/// Waarom er geen voorschot hoeft te komen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwGeenVoorschot {
    grond: Geenvoorschotgrond,
}

/// Leg vast waarom er in deze vier weken geen voorschot hoeft te komen. Geldt voor de oudste termijn zonder voorschot.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/voorschottermijn/gronden", operation_id = "geenVoorschotVastleggen",
    tag = TAG, params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwGeenVoorschot,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn no_advance(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwGeenVoorschot>,
) -> Answer {
    let ground = pb::NoAdvanceGround::from_str_name(form.grond.wire()).unwrap_or_default();
    let message = pb::RecordNoAdvanceRequest { case_id: case.to_string(), ground: ground.into() };
    client(&app).record_no_advance(acting.does(message)?).await?;
    Ok(done())
}

/// Iemand laat schriftelijk weten dat het besluit te laat is.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweIngebrekestelling {
    /// De dag waarop zij kwam; weggelaten is het vandaag.
    ontvangen_op: Option<NaiveDate>,
}

/// Leg een ingebrekestelling vast nadat de beslistermijn voorbij is. Na twee weken loopt er een dwangsom.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/beslistermijn/ingebrekestellingen",
    operation_id = "ingebrekestellingVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweIngebrekestelling,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn notice_of_default(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweIngebrekestelling>,
) -> Answer {
    let message = pb::RecordNoticeOfDefaultRequest {
        case_id: case.to_string(),
        received_on: day_or_empty(form.ontvangen_op),
    };
    client(&app).record_notice_of_default(acting.does(message)?).await?;
    Ok(done())
}

/// Laat de beslistermijn weer lopen.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/beslistermijn/hervattingen", operation_id = "beslistermijnHervatten",
    tag = TAG, params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweTermijnhervatting,
    responses((status = 204, description = "De termijn loopt weer.")))]
pub(crate) async fn resume(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweTermijnhervatting>,
) -> Answer {
    let message = pb::ResumeDecisionTermRequest {
        case_id: case.to_string(),
        ground: ground(&form.grond).into(),
        from_day: day_or_empty(form.ingangsdatum),
    };
    client(&app).resume_decision_term(acting.does(message)?).await?;
    Ok(done())
}

fn ground(word: &Opschortgrond) -> pb::SuspensionGround {
    pb::SuspensionGround::from_str_name(word.wire()).unwrap_or_default()
}

fn request(wire: pb::EvidenceRequest) -> Aanvulverzoek {
    let receipt = |receipt: pb::EvidenceReceipt| Aanvulontvangst {
        ontvangen_op: day(&receipt.received_on),
        vastgelegd_op: day(&receipt.recorded_on),
        vastgelegd_door: receipt.recorded_by,
        compleet: receipt.complete,
    };
    let document = |one: pb::SuppliedDocument| Aanvuldocument {
        ontvangen_op: day(&one.received_on),
        bewijst_van: properties(&one.proves),
        stukken: one.answers,
        document_id: one.document_id,
    };
    Aanvulverzoek {
        nummer: wire.number,
        gevraagd_op: day(&wire.asked_on),
        gevraagd_door: wire.asked_by,
        gegevens: properties(&wire.facts),
        stukken: wire.documents,
        tot_en_met: day(&wire.until),
        status: Verzoekstatus::of_wire(&wire.state),
        ontvangsten: wire.receipts.into_iter().map(receipt).collect(),
        documenten: wire.supplied.into_iter().map(document).collect(),
        ontbrekende_gegevens: properties(&wire.outstanding_facts),
        ontbrekende_stukken: wire.outstanding_documents,
    }
}
