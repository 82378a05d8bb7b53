use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use futures_util::TryStreamExt;
use http::{HeaderValue, Uri, header};
use proto::intake::v1 as pb;
use proto::intake::v1::document_service_client::DocumentServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::upload::{ABOUT, FILE, missing, multipart, sent, unreadable};
use super::{Answer, created, day, day_or_empty, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Key, Query, read_text};
use crate::page::Page;
use crate::problem::Problem;
use crate::words::{Documentstand, Viruscontrole, Word, codes, properties};

const TAG: &str = "Documenten";
/// What the bytes of a document may be.
pub(crate) const FORMS: &[&str] = &[
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/heic",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
];

/// Een document van een zaak.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document {
    #[schema(format = "uuid")]
    document_id: String,
    #[schema(format = "uuid")]
    zaak_id: String,
    titel: String,
    /// Soort bestand, naar wat erin staat.
    mediatype: String,
    /// In bytes.
    omvang: u64,
    /// SHA-256 van het bestand zoals het binnenkwam, in hexadecimale cijfers.
    sha256: String,
    /// De gegevens die het bewijst.
    bewijst_van: Vec<String>,
    /// Het verzoek om aan te vullen waarvoor het kwam.
    #[serde(skip_serializing_if = "Option::is_none")]
    verzoek: Option<u32>,
    /// Welke stukken van dat verzoek het is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stukken: Vec<String>,
    /// Laatste dag waarop het geldig is; ontbreekt als het niet verloopt.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_tot_en_met: Option<NaiveDate>,
    stand: Documentstand,
    /// Ontbreekt zolang de controle nog moet komen.
    #[serde(skip_serializing_if = "Option::is_none")]
    viruscontrole: Option<Viruscontrole>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ontvangen_op: Option<NaiveDate>,
    ontvangen_door: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    vernietiging_voorgesteld_op: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vernietiging_voorgesteld_door: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vernietigd_op: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vernietigd_door: Option<String>,
}

impl From<pb::Document> for Document {
    fn from(wire: pb::Document) -> Self {
        Self {
            document_id: wire.document_id,
            zaak_id: wire.case_id,
            titel: wire.title,
            mediatype: wire.media_type,
            omvang: wire.size_bytes,
            sha256: wire.sha256,
            bewijst_van: properties(&wire.proves),
            verzoek: (wire.evidence_request > 0).then_some(wire.evidence_request),
            stukken: wire.answers,
            geldig_tot_en_met: day(&wire.valid_until),
            stand: Documentstand::of_wire(&wire.standing),
            viruscontrole: Viruscontrole::known(&wire.scan),
            ontvangen_op: day(&wire.received_on),
            ontvangen_door: wire.received_by,
            vernietiging_voorgesteld_op: day(&wire.destruction_proposed_on),
            vernietiging_voorgesteld_door: some(wire.destruction_proposed_by),
            vernietigd_op: day(&wire.destroyed_on),
            vernietigd_door: some(wire.destroyed_by),
        }
    }
}

/// Een bladzijde van de documenten van een zaak, nieuwste eerst.
#[derive(Serialize, ToSchema)]
pub(crate) struct Documenten {
    /// Aantal in de hele lijst.
    totaal: u64,
    documenten: Vec<Document>,
}

/// Een document, wat ermee is vastgesteld, en wie het ophaalde.
#[derive(Serialize, ToSchema)]
pub(crate) struct DocumentMetInzage {
    #[serde(flatten)]
    #[schema(inline)]
    document: Document,
    /// Wat een consulent met dit document heeft vastgesteld, oudste eerst.
    vaststellingen: Vec<VastgesteldeVerklaring>,
    /// Oudste eerst.
    inzagen: Vec<Inzage>,
}

/// Een verklaring die met een document is vastgesteld.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VastgesteldeVerklaring {
    /// Nummer van de verklaring binnen de zaak.
    nummer: u64,
    /// Naam in `gegevens`.
    gegeven: String,
    vastgesteld_op: Option<NaiveDate>,
    vastgesteld_door: String,
}

/// Welke documenten van een zaak.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WelkeDocumenten {
    /// Welke bladzijde, vanaf 1.
    #[param(minimum = 1, maximum = 1000000, default = 1)]
    page: Option<u32>,
    /// Hoeveel er op een bladzijde staan.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
    /// Alleen die voor dit verzoek om aan te vullen kwamen.
    #[param(minimum = 1)]
    verzoek: Option<u32>,
    /// Alleen die dit gegeven bewijzen; met zijn naam in `gegevens`.
    gegeven: Option<String>,
}

/// Iemand haalde het bestand op.
#[derive(Serialize, ToSchema)]
pub(crate) struct Inzage {
    door: String,
    #[schema(format = "date-time")]
    op: String,
}

/// Documenten van gesloten zaken waarvan de bewaartermijn voorbij is.
#[derive(Serialize, ToSchema)]
pub(crate) struct TeVernietigen {
    documenten: Vec<TeVernietigenDocument>,
}

/// Een document waarvan de bewaartermijn voorbij is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TeVernietigenDocument {
    #[serde(flatten)]
    #[schema(inline)]
    document: Document,
    zaaknummer: String,
    /// Eerste dag waarop het vernietigd mag worden.
    #[serde(skip_serializing_if = "Option::is_none")]
    vanaf: Option<NaiveDate>,
    /// Waar de bewaartermijn staat.
    bron: String,
}

/// Wat het document is. Staat voor het bestand in het bericht.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwDocumentGegevens {
    #[schema(min_length = 1, max_length = 200)]
    titel: String,
    /// De gegevens die het bewijst, zoals ze in `gegevens` van een aanvraag heten.
    #[serde(default)]
    #[schema(max_items = 100)]
    bewijst_van: Vec<String>,
    /// Nummer van het verzoek om aan te vullen waarvoor het komt.
    #[schema(minimum = 1)]
    verzoek: Option<u32>,
    /// Welke stukken van dat verzoek het is, zoals ze daar staan. Mag ontbreken als er maar één is, of als het een gegeven
    /// bewijst dat is gevraagd.
    #[serde(default)]
    #[schema(max_items = 30)]
    stukken: Vec<String>,
    /// Laatste dag waarop het geldig is; weggelaten als het niet verloopt. Hoort bij een gegeven dat het bewijst.
    geldig_tot_en_met: Option<NaiveDate>,
}

/// Een document dat wordt ingestuurd: eerst `gegevens`, dan `bestand`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the parts of the message, which are read one by one")]
pub(crate) struct NieuwDocument {
    gegevens: NieuwDocumentGegevens,
    /// PDF, JPEG, PNG, TIFF, HEIC of DOCX; wat erin staat moet kloppen met het `Content-Type` van dit deel.
    #[schema(format = Binary)]
    bestand: String,
}

fn client(app: &App) -> DocumentServiceClient<Line> {
    DocumentServiceClient::new(app.clients.intake.clone())
}

/// Stuur een bewijsstuk in.
#[utoipa::path(post, path = "/zaken/{zaakId}/documenten", operation_id = "documentInsturen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body(content_type = "multipart/form-data", content = NieuwDocument),
    responses((status = 201, description = "Ontvangen en bewaard.", body = Document,
        headers(("Location" = String, description = "Adres van het document.")))))]
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    request: Request,
) -> Answer {
    let most = app.settings.document_bytes;
    let unreadable = |error: multer::Error| unreadable(&error, most);
    let mut parts = multipart(request, most)?;
    let about = match parts.next_field().await.map_err(unreadable)? {
        Some(part) if part.name() == Some(ABOUT) => part.bytes().await.map_err(unreadable)?,
        _ => return Err(missing(ABOUT)),
    };
    let about: NieuwDocumentGegevens = read_text(&about, &app.shapes)?;
    let file = parts.next_field().await.map_err(unreadable)?;
    let file = file.filter(|part| part.name() == Some(FILE)).ok_or_else(|| missing(FILE))?;

    let document = pb::ReceivedDocument {
        case_id: case.to_string(),
        media_type: file.content_type().map(ToString::to_string).unwrap_or_default(),
        title: about.titel,
        proves: codes(&about.bewijst_van),
        evidence_request: about.verzoek.unwrap_or_default(),
        answers: about.stukken,
        valid_until: day_or_empty(about.geldig_tot_en_met),
    };
    let broken = Arc::new(Mutex::new(None));
    let sent = sent(document, file, Arc::clone(&broken));
    let answer = client(&app).receive_document(acting.does(sent)?).await;
    // Why it broke off says more than that it did.
    if let Some(error) = broken.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(unreadable(error));
    }
    let document = answer?.into_inner().document.unwrap_or_default();
    let path = format!("/documenten/{}", document.document_id);
    Ok(created(&path, Document::from(document)))
}

/// Blader door de documenten van een zaak.
#[utoipa::path(get, path = "/zaken/{zaakId}/documenten", operation_id = "documentenLijst", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), WelkeDocumenten),
    responses((status = 200, description = "Een bladzijde van de documenten.", body = Documenten,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Key(case): Key<Uuid>,
    Query(which): Query<WelkeDocumenten>,
) -> Answer {
    let page = Page::of(which.page, which.page_size);
    let proves = which.gegeven.map(|property| codes(&[property])).and_then(|mut codes| codes.pop());
    let message = pb::ListDocumentsRequest {
        case_id: case.to_string(),
        page: Some(page.wire()),
        evidence_request: which.verzoek.unwrap_or_default(),
        proves: proves.unwrap_or_default(),
    };
    let found = client(&app).list_documents(acting.asks(message)?).await?.into_inner();
    let documenten = found.documents.into_iter().map(Into::into).collect();
    Ok(page.answer(&uri, found.total, Documenten { totaal: found.total, documenten }))
}

/// Wat er van een document bekend is, wat ermee is vastgesteld, en wie het ophaalde.
#[utoipa::path(get, path = "/documenten/{documentId}", operation_id = "documentLezen", tag = TAG,
    params(("documentId" = Uuid, Path, description = "Kenmerk van het document.")),
    responses((status = 200, description = "Het document.", body = DocumentMetInzage)))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(id): Key<Uuid>) -> Answer {
    let message = pb::GetDocumentRequest { document_id: id.to_string() };
    let found = client(&app).get_document(acting.asks(message)?).await?.into_inner();
    let inzagen = found.readings.into_iter().map(|one| Inzage { door: one.read_by, op: one.read_at });
    let proof = |one: pb::ProvenClaim| VastgesteldeVerklaring {
        nummer: one.number,
        gegeven: properties(&[one.key]).concat(),
        vastgesteld_op: day(&one.verified_on),
        vastgesteld_door: one.verified_by,
    };
    let body = DocumentMetInzage {
        document: found.document.unwrap_or_default().into(),
        vaststellingen: found.proofs.into_iter().map(proof).collect(),
        inzagen: inzagen.collect(),
    };
    Ok(axum::Json(body).into_response())
}

/// Haal het bestand op. Wie dat doet, wordt vastgelegd.
#[utoipa::path(get, path = "/documenten/{documentId}/inhoud", operation_id = "documentInhoud", tag = TAG,
    params(("documentId" = Uuid, Path, description = "Kenmerk van het document.")),
    responses((status = 200, description = "Het bestand.", content_type = "application/octet-stream",
        body = String)))]
pub(crate) async fn content(State(app): State<Arc<App>>, acting: Acting, Key(id): Key<Uuid>) -> Answer {
    let message = pb::ReadDocumentRequest { document_id: id.to_string() };
    let mut parts = client(&app).read_document(acting.asks(message)?).await?.into_inner();
    let first = parts.message().await?.and_then(|first| first.document);
    let Some(document) = first else { return Err(Problem::away("documents-away")) };
    let bytes = parts.map_ok(|part| part.bytes);
    let mut response: Response = Body::from_stream(bytes).into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&document.media_type);
    headers
        .insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    // Never shown within a page of ours, and its name says nothing of what it holds.
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{id}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Blader door documenten waarvan de bewaartermijn voorbij is.
#[utoipa::path(get, path = "/te-vernietigen-documenten", operation_id = "documentenTeVernietigen", tag = TAG,
    params(Page),
    responses((status = 200, description = "Een bladzijde van de documenten.", body = TeVernietigen)))]
pub(crate) async fn due(State(app): State<Arc<App>>, acting: Acting, Query(page): Query<Page>) -> Answer {
    let message = pb::ListDueDocumentsRequest { page: Some(page.wire()) };
    let found = client(&app).list_due_documents(acting.asks(message)?).await?.into_inner().documents;
    let one = |wire: pb::DueDocument| TeVernietigenDocument {
        document: wire.document.unwrap_or_default().into(),
        zaaknummer: wire.case_number,
        vanaf: day(&wire.due_on),
        bron: wire.source,
    };
    Ok(axum::Json(TeVernietigen { documenten: found.into_iter().map(one).collect() }).into_response())
}

/// Stel voor om een document te vernietigen; een ander moet ermee instemmen.
#[utoipa::path(post, path = "/documenten/{documentId}/vernietigingsvoorstellen",
    operation_id = "documentVernietigingVoorstellen", tag = TAG,
    params(("documentId" = Uuid, Path, description = "Kenmerk van het document.")),
    responses((status = 204, description = "Voorgesteld.")))]
pub(crate) async fn propose_destruction(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(id): Key<Uuid>,
) -> Answer {
    let message = pb::ProposeDestructionRequest { document_id: id.to_string() };
    client(&app).propose_destruction(acting.does(message)?).await?;
    Ok(done())
}

/// Vernietig een document waarvan een ander dat voorstelde. Het bestand verdwijnt; kenmerk en SHA-256 blijven.
#[utoipa::path(post, path = "/documenten/{documentId}/vernietigingen", operation_id = "documentVernietigen",
    tag = TAG, params(("documentId" = Uuid, Path, description = "Kenmerk van het document.")),
    responses((status = 204, description = "Vernietigd.")))]
pub(crate) async fn destroy(State(app): State<Arc<App>>, acting: Acting, Key(id): Key<Uuid>) -> Answer {
    let message = pb::DestroyDocumentRequest { document_id: id.to_string() };
    client(&app).destroy_document(acting.does(message)?).await?;
    Ok(done())
}
