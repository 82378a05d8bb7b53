//! What is done at the gate and at intake: efforts, vacancies, and rights and duties told.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::record::About;
use proto::intake::v1::record_service_client::RecordServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, created, day, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{
    Inspanningresultaat, Inspanningsoort, Vacatureresultaat, Voorlichtingswijze, Word, Zoekoordeel,
};

const TAG: &str = "Aanvragen";

/// Wat de aanvrager deed om werk of onderwijs te vinden.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweInspanning {
    dag: NaiveDate,
    soort: Inspanningsoort,
    resultaat: Inspanningresultaat,
    /// In het kort; alleen voor de ogen van de consulent.
    #[schema(min_length = 1, max_length = 2000)]
    wat: String,
    /// Het document waaruit het blijkt.
    document_id: Option<Uuid>,
}

/// Een vacature die aan de aanvrager is voorgelegd. Regulier werk gaat voor.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct VoorgelegdeVacature {
    dag: NaiveDate,
    /// Hoe de werkgeverskant de vacature kent; geen naam van een persoon.
    #[schema(min_length = 1, max_length = 100)]
    kenmerk: String,
    /// Zonder subsidie en niet beschut.
    regulier: bool,
}

/// Wat er van een voorgelegde vacature kwam.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwVacatureresultaat {
    dag: NaiveDate,
    resultaat: Vacatureresultaat,
}

/// Rechten en plichten zijn verteld.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweVoorlichting {
    dag: NaiveDate,
    hoe: Voorlichtingswijze,
    /// Welke tekst is gebruikt.
    #[schema(min_length = 1, max_length = 100)]
    tekstversie: String,
}

impl From<VoorgelegdeVacature> for pb::Vacancy {
    fn from(form: VoorgelegdeVacature) -> Self {
        Self { day: proto::day_text(form.dag), reference: form.kenmerk, regular: form.regulier }
    }
}

impl From<NieuweVoorlichting> for pb::RightsTold {
    fn from(form: NieuweVoorlichting) -> Self {
        let how = form.hoe.wire().to_owned();
        Self { day: proto::day_text(form.dag), how, text_version: form.tekstversie }
    }
}

/// Het nummer waaronder iets is vastgelegd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Vastlegging {
    nummer: u64,
}

/// Wat aan de poort en bij de intake is gedaan, het oudste eerst.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Poortgegevens {
    inspanningen: Vec<Inspanning>,
    vacatures: Vec<Vacature>,
    voorlichtingen: Vec<Voorlichting>,
    /// Wat de inspanningen bij het einde van de zoektermijn opleverden.
    #[serde(skip_serializing_if = "Option::is_none")]
    oordeel: Option<Inspanningsoordeel>,
}

/// Wat de aanvrager deed om werk of onderwijs te vinden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Inspanning {
    nummer: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    soort: Inspanningsoort,
    resultaat: Inspanningresultaat,
    wat: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    document_id: Option<String>,
    vastgelegd_door: String,
}

/// Een vacature die aan de aanvrager is voorgelegd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Vacature {
    nummer: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    kenmerk: String,
    regulier: bool,
    vastgelegd_door: String,
    resultaten: Vec<GevolgVacature>,
}

/// Wat er van de vacature kwam.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GevolgVacature {
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    resultaat: Vacatureresultaat,
    vastgelegd_door: String,
}

/// Dat rechten en plichten zijn verteld.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Voorlichting {
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    hoe: Voorlichtingswijze,
    tekstversie: String,
    vastgelegd_door: String,
}

/// Wat de inspanningen samen opleverden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Inspanningsoordeel {
    resultaat: Zoekoordeel,
    /// Nummers van de inspanningen die meetelden.
    meetellende_inspanningen: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vastgelegd_op: Option<NaiveDate>,
    vastgelegd_door: String,
}

fn client(app: &App) -> RecordServiceClient<Line> {
    RecordServiceClient::new(app.clients.intake.clone())
}

/// Lees wat aan de poort en bij de intake is gedaan.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/poortgegevens", operation_id = "poortgegevensLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "Wat er is gedaan.", body = Poortgegevens)))]
pub(crate) async fn list(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::ListRecordsRequest { case_id: case.to_string() };
    let found = client(&app).list_records(acting.asks(message)?).await?.into_inner();
    let mut body = Poortgegevens {
        inspanningen: Vec::new(),
        vacatures: Vec::new(),
        voorlichtingen: Vec::new(),
        oordeel: None,
    };
    for record in found.records {
        body.add(record);
    }
    Ok(Json(body).into_response())
}

impl Poortgegevens {
    fn add(&mut self, record: pb::Record) {
        let (nummer, vastgelegd_door) = (record.number, record.recorded_by);
        match record.about {
            Some(About::Effort(one)) => self.inspanningen.push(Inspanning {
                nummer,
                dag: day(&one.day),
                soort: Inspanningsoort::of_wire(&one.kind),
                resultaat: Inspanningresultaat::of_wire(&one.result),
                wat: one.what,
                document_id: some(one.document_id),
                vastgelegd_door,
            }),
            Some(About::Vacancy(one)) => self.vacatures.push(Vacature {
                nummer,
                dag: day(&one.day),
                kenmerk: one.reference,
                regulier: one.regular,
                vastgelegd_door,
                resultaten: Vec::new(),
            }),
            Some(About::VacancyResult(one)) => {
                let resultaat = Vacatureresultaat::of_wire(&one.result);
                let result = GevolgVacature { dag: day(&one.day), resultaat, vastgelegd_door };
                if let Some(vacancy) = self.vacatures.iter_mut().find(|each| each.nummer == one.vacancy) {
                    vacancy.resultaten.push(result);
                }
            }
            Some(About::RightsTold(one)) => self.voorlichtingen.push(Voorlichting {
                dag: day(&one.day),
                hoe: Voorlichtingswijze::of_wire(&one.how),
                tekstversie: one.text_version,
                vastgelegd_door,
            }),
            Some(About::Judgement(one)) => {
                self.oordeel = Some(Inspanningsoordeel {
                    resultaat: Zoekoordeel::of_wire(&one.result),
                    meetellende_inspanningen: one.counted,
                    vastgelegd_op: day(&record.recorded_on),
                    vastgelegd_door,
                });
            }
            // What came later than this document is left out.
            None => {}
        }
    }
}

fn recorded(case: Uuid, nummer: u64) -> Answer {
    Ok(created(&format!("/aanvragen/{case}/poortgegevens"), Vastlegging { nummer }))
}

/// Leg vast wat de aanvrager deed om werk of onderwijs te vinden.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/inspanningen", operation_id = "inspanningVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweInspanning,
    responses((status = 201, description = "Vastgelegd.", body = Vastlegging,
        headers(("Location" = String, description = "Adres van wat er is gedaan.")))))]
pub(crate) async fn effort(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweInspanning>,
) -> Answer {
    let effort = pb::Effort {
        day: proto::day_text(form.dag),
        kind: form.soort.wire().to_owned(),
        result: form.resultaat.wire().to_owned(),
        what: form.wat,
        document_id: form.document_id.map(|id| id.to_string()).unwrap_or_default(),
    };
    let message = pb::RecordEffortRequest { case_id: case.to_string(), effort: Some(effort) };
    let reply = client(&app).record_effort(acting.does(message)?).await?.into_inner();
    recorded(case, reply.number)
}

/// Leg vast dat een vacature is voorgelegd.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/vacatures", operation_id = "vacatureVoorleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = VoorgelegdeVacature,
    responses((status = 201, description = "Vastgelegd.", body = Vastlegging,
        headers(("Location" = String, description = "Adres van wat er is gedaan.")))))]
pub(crate) async fn vacancy(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<VoorgelegdeVacature>,
) -> Answer {
    let message = pb::OfferVacancyRequest { case_id: case.to_string(), vacancy: Some(form.into()) };
    let reply = client(&app).offer_vacancy(acting.does(message)?).await?.into_inner();
    recorded(case, reply.number)
}

/// Leg vast wat er van een voorgelegde vacature kwam.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/vacatures/{nummer}/resultaten", operation_id = "vacatureresultaatVastleggen",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van de vacature.")),
    request_body = NieuwVacatureresultaat,
    responses((status = 201, description = "Vastgelegd.", body = Vastlegging,
        headers(("Location" = String, description = "Adres van wat er is gedaan.")))))]
pub(crate) async fn vacancy_result(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, number)): Key<(Uuid, u32)>,
    Input(form): Input<NieuwVacatureresultaat>,
) -> Answer {
    let told = pb::VacancyResult {
        vacancy: number.into(),
        day: proto::day_text(form.dag),
        result: form.resultaat.wire().to_owned(),
    };
    let message = pb::RecordVacancyResultRequest { case_id: case.to_string(), vacancy_result: Some(told) };
    let reply = client(&app).record_vacancy_result(acting.does(message)?).await?.into_inner();
    recorded(case, reply.number)
}

/// Leg vast dat rechten en plichten zijn verteld.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/voorlichtingen", operation_id = "voorlichtingVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweVoorlichting,
    responses((status = 201, description = "Vastgelegd.", body = Vastlegging,
        headers(("Location" = String, description = "Adres van wat er is gedaan.")))))]
pub(crate) async fn rights_told(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweVoorlichting>,
) -> Answer {
    let message = pb::RecordRightsToldRequest { case_id: case.to_string(), rights_told: Some(form.into()) };
    let reply = client(&app).record_rights_told(acting.does(message)?).await?.into_inner();
    recorded(case, reply.number)
}
