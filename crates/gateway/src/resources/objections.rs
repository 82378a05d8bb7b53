use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::workflow::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::client;
use super::terms::VanDag;
use super::{Answer, created, day, day_or_empty, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::words::{
    Besluitherstel, Bezwaarbesluit, Bezwaaropschorting, Bezwaarstand, Bezwaarstap, Bezwaarstapuitkomst,
    Bezwaaruitkomst, Niethorengrond, Procesdeel, Word,
};

const TAG: &str = "Bezwaar en beroep";

/// Een bezwaar dat binnenkwam.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwBezwaar {
    /// Tegen welk besluit.
    tegen: Bezwaarbesluit,
    /// De dag waarop het besluit is bekendgemaakt. De bezwaartermijn begint de dag erna.
    bekendgemaakt_op: NaiveDate,
    ontvangen_op: NaiveDate,
    /// De dag van het poststempel, als het per post kwam. Op tijd gepost en binnen een week na de laatste dag ontvangen is ook op
    /// tijd (Awb artikel 6:9).
    gepost_op: Option<NaiveDate>,
    /// Er is een adviescommissie: dan is de beslistermijn langer.
    #[serde(default)]
    commissie: bool,
    /// Nog een gebruiker die aan het besluit meewerkte. Die mag het bezwaar ook niet beoordelen. Wie het besluit nam, is al
    /// bekend.
    #[schema(max_length = 80)]
    besloten_door: Option<String>,
    /// Nummer van het besluit over geld. Zonder nummer telt de dag: dan moet er die dag maar één besluit van deze soort zijn.
    #[schema(minimum = 1)]
    besluitnummer: Option<u32>,
    /// Wat er is aangevoerd, in gewone taal.
    #[schema(max_length = 2000)]
    motivering: Option<String>,
}

/// Wat er van het bezwaar werd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OntvangenBezwaar {
    #[schema(format = "uuid")]
    bezwaar_id: String,
    /// Het kwam binnen de bezwaartermijn.
    op_tijd: bool,
    /// Laatste dag om erop te beslissen.
    #[serde(skip_serializing_if = "Option::is_none")]
    beslissen_voor_of_op: Option<NaiveDate>,
}

/// Een stap in de behandeling van een bezwaar, of van het beroep daarna.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBezwaarstap {
    stap: Bezwaarstap,
    /// Bij `in-gebreke-gesteld`: de dag waarop de ingebrekestelling kwam; pas na de beslistermijn (Awb artikel 4:17). Bij `gehoord`:
    /// de dag van de hoorzitting. Bij `staat-stil`: de eerste dag die niet meetelt. Bij `loopt-weer`: de eerste
    /// dag die weer meetelt.
    #[schema(format = "date")]
    dag: Option<NaiveDate>,
    /// Bij `niet-gehoord`: waarom dat niet hoeft (Awb artikel 7:3).
    grond: Option<Niethorengrond>,
    /// Bij `staat-stil` en `loopt-weer`: waarom de beslistermijn stilstaat (Awb artikel 7:10).
    opschorting: Option<Bezwaaropschorting>,
    /// Bij `advies`, `besluit` en `uitspraak`.
    uitkomst: Option<Bezwaarstapuitkomst>,
    /// Bij `verlengd`: de nieuwe laatste dag. Bij `staat-stil`: de laatste dag die niet meetelt, als die bekend is. Bij een uitspraak dat er opnieuw moet worden beslist: de laatste dag die
    /// de rechter gaf.
    #[schema(format = "date")]
    tot_en_met: Option<NaiveDate>,
    /// In gewone taal; nodig als iemand iets beoordeelt.
    #[schema(max_length = 2000)]
    motivering: Option<String>,
}

/// De bezwaren van een zaak, het oudste eerst.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bezwaren {
    bezwaren: Vec<Bezwaar>,
}

/// Een bezwaar en hoe het ermee staat.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bezwaar {
    #[schema(format = "uuid")]
    bezwaar_id: String,
    tegen: Bezwaarbesluit,
    /// Nummer van het besluit over geld.
    #[serde(skip_serializing_if = "Option::is_none")]
    besluitnummer: Option<u32>,
    stand: Bezwaarstand,
    #[serde(skip_serializing_if = "Option::is_none")]
    sinds: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bekendgemaakt_op: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ontvangen_op: Option<NaiveDate>,
    op_tijd: bool,
    /// Laatste dag om bezwaar te maken.
    bezwaartermijn: Wettermijn,
    /// Laatste dag om erop te beslissen.
    beslistermijn: Wettermijn,
    commissie: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    advies: Option<Bezwaaruitkomst>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitkomst: Option<Bezwaaruitkomst>,
    /// Het kwam voordat het besluit was bekendgemaakt (Awb artikel 6:10); wat dat betekent.
    #[serde(skip_serializing_if = "Option::is_none")]
    vroeg: Option<Wettermijnregel>,
    /// Wat bij een gegrond bezwaar is overwogen. Hiermee beslist iemand opnieuw.
    #[serde(skip_serializing_if = "Option::is_none")]
    overwogen: Option<String>,
    /// Delen van het proces die op het besluit volgden en nu gelden.
    hangt_eraan: Vec<Procesdeel>,
    /// Hoever het verbeteren is van wat het herroepen besluit deed.
    #[serde(skip_serializing_if = "Option::is_none")]
    herstel: Option<Besluitherstel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    herstel_sinds: Option<NaiveDate>,
    /// De dag waarop een ingebrekestelling kwam: er was te laat op het bezwaar beslist.
    #[serde(skip_serializing_if = "Option::is_none")]
    ingebrekestelling_op: Option<NaiveDate>,
    /// Laatste dag om daarna nog zonder dwangsom te beslissen.
    #[serde(skip_serializing_if = "Option::is_none")]
    na_ingebrekestelling: Option<Wettermijn>,
}

/// Een laatste dag van de wet, en hoe die is geteld.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wettermijn {
    #[serde(skip_serializing_if = "Option::is_none")]
    laatste_dag: Option<NaiveDate>,
    /// Regel voor regel.
    verantwoording: Vec<Wettermijnregel>,
}

/// Eén stap van de telling.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wettermijnregel {
    tekst: String,
    /// Wetsartikel.
    bron: String,
}

impl From<pb::Deadline> for Wettermijn {
    fn from(wire: pb::Deadline) -> Self {
        Self { laatste_dag: day(&wire.day), verantwoording: wire.lines.into_iter().map(Into::into).collect() }
    }
}

impl From<pb::DeadlineLine> for Wettermijnregel {
    fn from(wire: pb::DeadlineLine) -> Self {
        Self { tekst: wire.text, bron: wire.source }
    }
}

impl From<pb::Objection> for Bezwaar {
    fn from(wire: pb::Objection) -> Self {
        Self {
            bezwaar_id: wire.objection_id,
            tegen: Bezwaarbesluit::of_wire(&wire.against),
            besluitnummer: (wire.decision > 0).then_some(wire.decision),
            stand: Bezwaarstand::of_wire(&wire.state),
            sinds: day(&wire.since),
            bekendgemaakt_op: day(&wire.notified_on),
            ontvangen_op: day(&wire.received_on),
            op_tijd: wire.in_time,
            bezwaartermijn: wire.in_time_until.unwrap_or_default().into(),
            beslistermijn: wire.decide_by.unwrap_or_default().into(),
            commissie: wire.committee,
            advies: Bezwaaruitkomst::known(&wire.advice),
            uitkomst: Bezwaaruitkomst::known(&wire.outcome),
            vroeg: wire.early.map(Into::into),
            overwogen: some(wire.held),
            herstel: Besluitherstel::known(&wire.correction),
            herstel_sinds: day(&wire.correction_since),
            ingebrekestelling_op: day(&wire.noticed_on),
            na_ingebrekestelling: wire.decide_after_notice.map(Into::into),
            hangt_eraan: wire.hangs_on.iter().map(|region| Procesdeel::of_wire(region)).collect(),
        }
    }
}

/// Leg een bezwaar vast. Of het op tijd is, volgt uit de wet.
#[utoipa::path(post, path = "/zaken/{zaakId}/bezwaren", operation_id = "bezwaarVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwBezwaar,
    responses((status = 201, description = "Vastgelegd.", body = OntvangenBezwaar,
        headers(("Location" = String, description = "Adres van de bezwaren van de zaak.")))))]
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwBezwaar>,
) -> Answer {
    let message = pb::ReceiveObjectionRequest {
        case_id: case.to_string(),
        against: form.tegen.wire().to_owned(),
        notified_on: proto::day_text(form.bekendgemaakt_op),
        received_on: proto::day_text(form.ontvangen_op),
        committee: form.commissie,
        decided_by: form.besloten_door.unwrap_or_default(),
        reasons: form.motivering.unwrap_or_default(),
        decision: form.besluitnummer.unwrap_or_default(),
        posted_on: day_or_empty(form.gepost_op),
    };
    let reply = client(&app).receive_objection(acting.does(message)?).await?.into_inner();
    let body = OntvangenBezwaar {
        bezwaar_id: reply.objection_id,
        op_tijd: reply.in_time,
        beslissen_voor_of_op: day(&reply.decide_by),
    };
    Ok(created(&format!("/zaken/{case}/bezwaren"), body))
}

/// Lees de bezwaren van een zaak, met wat eraan hangt zolang ze lopen.
#[utoipa::path(get, path = "/zaken/{zaakId}/bezwaren", operation_id = "bezwarenLijst", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), VanDag),
    responses((status = 200, description = "De bezwaren.", body = Bezwaren)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Query(asked): Query<VanDag>,
) -> Answer {
    let message = pb::ListObjectionsRequest { case_id: case.to_string(), on_day: day_or_empty(asked.dag) };
    let found = client(&app).list_objections(acting.asks(message)?).await?.into_inner();
    let bezwaren = found.objections.into_iter().map(Into::into).collect();
    Ok(Json(Bezwaren { bezwaren }).into_response())
}

/// Leg een stap in de behandeling van een bezwaar of beroep vast.
#[utoipa::path(post, path = "/zaken/{zaakId}/bezwaren/{bezwaarId}/stappen", operation_id = "bezwaarstapVastleggen",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("bezwaarId" = Uuid, Path, description = "Kenmerk van het bezwaar.")),
    request_body = NieuweBezwaarstap,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn step(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, objection)): Key<(Uuid, Uuid)>,
    Input(form): Input<NieuweBezwaarstap>,
) -> Answer {
    let wire = |word: Option<&str>| word.unwrap_or_default().to_owned();
    let message = pb::StepObjectionRequest {
        case_id: case.to_string(),
        objection_id: objection.to_string(),
        step: form.stap.wire().to_owned(),
        on: day_or_empty(form.dag),
        ground: wire(form.grond.as_ref().map(Word::wire).or(form.opschorting.as_ref().map(Word::wire))),
        outcome: wire(form.uitkomst.as_ref().map(Word::wire)),
        until: day_or_empty(form.tot_en_met),
        reasons: form.motivering.unwrap_or_default(),
    };
    client(&app).step_objection(acting.does(message)?).await?;
    Ok(done())
}
