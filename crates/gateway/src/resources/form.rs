//! The broad intake as a form: what is asked of this household, what is known already, and answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::{HeaderMap, HeaderValue, header};
use proto::intake::v1 as pb;
use proto::intake::v1::intake_form_service_client::IntakeFormServiceClient;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::claims::{Herkomstopgave, NieuweVaststelling};
use super::terms::VanDag;
use super::{Answer, Uitleg, day, day_or_empty, some, statements};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::words::{
    Bron, Gegevens, Intakehandeling, Rol, Vraagsoort, Vraagstand, Word, choice_of, input_name, named,
    properties,
};

const TAG: &str = "Aanvragen";

/// Het intakeformulier van een aanvraag, zoals de wet en het beleid van een dag het samenstellen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Intakeformulier {
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    /// De dag van het formulier.
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    /// Telt wat er is verklaard; gaat mee met antwoorden.
    versie: u64,
    /// Niets wat de intake nodig heeft, ontbreekt.
    compleet: bool,
    /// Titel van het beleid.
    document: String,
    /// Vingerafdruk van het beleid.
    beleidsversie: String,
    /// Eerst wat de wet nodig heeft, dan de onderwerpen van het beleid.
    onderwerpen: Vec<Formulieronderwerp>,
    /// Wat de intake nog nodig heeft, met de namen uit `gegevens`.
    ontbrekende_gegevens: Vec<String>,
    /// Wat nog moet gebeuren voordat de intake compleet is.
    ontbrekende_handelingen: Vec<Intakehandeling>,
    /// Wat bekend is en dit formulier niet vraagt; het blijft bewaard. Een systeem ziet dit niet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    buiten_het_formulier: Vec<String>,
}

/// Een onderwerp dat voor dit huishouden geldt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Formulieronderwerp {
    /// Sleutel in het beleid, of `law` voor wat de wet nodig heeft.
    sleutel: String,
    naam: String,
    /// Waarom het geldt.
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
    vragen: Vec<Formuliervraag>,
    handelingen: Vec<Formulierhandeling>,
}

/// Eén vraag, met het antwoord als dat bekend is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Formuliervraag {
    /// De eigenschap in `gegevens`.
    gegeven: String,
    vraag: String,
    soort: Vraagsoort,
    /// Kleinste getal.
    #[serde(skip_serializing_if = "Option::is_none")]
    laagste: Option<i64>,
    /// Grootste getal.
    #[serde(skip_serializing_if = "Option::is_none")]
    hoogste: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keuzes: Vec<Formulierkeuze>,
    /// Wie het kan zeggen.
    wie: Vec<Bron>,
    /// Zonder dit antwoord kan de intake niet worden afgerond.
    nodig: bool,
    /// Wetsartikel, of document en paragraaf.
    regel: String,
    status: Vraagstand,
    /// Wat bekend is; een systeem ziet alleen wat het zelf doorgaf.
    #[serde(skip_serializing_if = "Option::is_none")]
    antwoord: Option<Value>,
    /// Wie het zei.
    #[serde(skip_serializing_if = "Option::is_none")]
    bron: Option<Bron>,
    /// Welk register of systeem.
    #[serde(skip_serializing_if = "Option::is_none")]
    bron_naam: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vastgesteld_op: Option<NaiveDate>,
    /// De laatste dag waarop is gezien dat het klopt.
    #[serde(skip_serializing_if = "Option::is_none")]
    geverifieerd_op: Option<NaiveDate>,
    /// De eerdere zaak waar het uit overgenomen kan worden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    uit_zaak_id: Option<String>,
}

/// Eén van de mogelijke antwoorden.
#[derive(Serialize, ToSchema)]
pub(crate) struct Formulierkeuze {
    waarde: String,
    naam: String,
}

/// Wat er bij een onderwerp gebeurt, naast vragen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Formulierhandeling {
    handeling: Intakehandeling,
    /// Zonder deze handeling kan de intake niet worden afgerond.
    nodig: bool,
    gedaan: bool,
    /// De laatste dag waarop het is gedaan.
    #[serde(skip_serializing_if = "Option::is_none")]
    gedaan_op: Option<NaiveDate>,
    /// Wie het kan doen.
    wie: Vec<Rol>,
    /// Document en paragraaf.
    regel: String,
}

/// Antwoorden op vragen van het formulier. Ze worden allemaal bewaard, of geen van alle.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweAntwoorden {
    /// De versie van het formulier dat is ingevuld. Wat een ander daarna beantwoordde, wordt niet overschreven.
    #[schema(minimum = 0)]
    versie: u32,
    gegevens: Gegevens,
    bron: Bron,
    /// Welk register of systeem, als dat de bron is.
    #[schema(max_length = 100)]
    bron_naam: Option<String>,
    vastgesteld_op: NaiveDate,
    /// Als bij het antwoord is gezien dat het klopt.
    vaststelling: Option<NieuweVaststelling>,
}

/// Hoe het formulier er daarna voor staat.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Formulierstand {
    versie: u64,
    /// Niets wat de intake nodig heeft, ontbreekt.
    compleet: bool,
    /// Wat de intake nog nodig heeft, met de namen uit `gegevens`.
    ontbrekende_gegevens: Vec<String>,
    /// Wat nog moet gebeuren voordat de intake compleet is.
    ontbrekende_handelingen: Vec<Intakehandeling>,
}

fn client(app: &App) -> IntakeFormServiceClient<Line> {
    IntakeFormServiceClient::new(app.clients.intake.clone())
}

/// Lees het intakeformulier: wat er wordt gevraagd, waarom, wat al bekend is en wat nog moet gebeuren. Van een eerdere dag is
/// het zoals het toen was, met het beleid van die dag. Met `Accept: text/markdown` is het antwoord een bladzijde in gewone taal.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/formulier", operation_id = "intakeformulierLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), VanDag),
    responses((status = 200, description = "Het formulier.",
        content((Intakeformulier = "application/json"), (String = "text/markdown")),
        headers(("ETag" = String, description = "Versie van het formulier.")))))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Key(case): Key<Uuid>,
    Query(query): Query<VanDag>,
) -> Answer {
    let message = pb::GetFormRequest { case_id: case.to_string(), on_day: day_or_empty(query.dag) };
    let found = client(&app).get_form(acting.asks(message)?).await?.into_inner();
    let version = found.version;
    let body = Intakeformulier {
        zaak_id: found.case_id,
        zaaknummer: found.case_number,
        dag: day(&found.on_day),
        versie: version,
        compleet: found.complete,
        document: found.document,
        beleidsversie: found.policy_version,
        onderwerpen: found.topics.into_iter().map(topic).collect(),
        ontbrekende_gegevens: properties(&found.missing),
        ontbrekende_handelingen: acts(&found.missing_acts),
        buiten_het_formulier: properties(&found.beside),
    };
    let mut response = statements::answer(&headers, found.page, body);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Beantwoord vragen van het intakeformulier. Wat niet wordt gevraagd, is vervallen of door een ander intussen is beantwoord,
/// wordt geweigerd en bij naam genoemd; hetzelfde antwoord nog eens verandert niets.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/formulier/antwoorden", operation_id = "intakeformulierBeantwoorden",
    tag = TAG, params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweAntwoorden,
    responses((status = 200, description = "Bewaard.", body = Formulierstand)))]
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweAntwoorden>,
) -> Answer {
    let message = pb::AnswerFormRequest {
        case_id: case.to_string(),
        version: form.versie.into(),
        facts: form.gegevens.to_wire(&form.bron, form.vastgesteld_op),
        provenance: Herkomstopgave {
            name: form.bron_naam,
            proof: form.vaststelling.map(Into::into),
            ..Herkomstopgave::default()
        }
        .of(&form.bron),
    };
    let stands = client(&app).answer_form(acting.does(message)?).await?.into_inner();
    let body = Formulierstand {
        versie: stands.version,
        compleet: stands.complete,
        ontbrekende_gegevens: properties(&stands.missing),
        ontbrekende_handelingen: acts(&stands.missing_acts),
    };
    Ok(Json(body).into_response())
}

fn acts(wire: &[String]) -> Vec<Intakehandeling> {
    wire.iter().map(|act| Intakehandeling::of_wire(act)).collect()
}

fn act(wire: pb::FormAct) -> Formulierhandeling {
    Formulierhandeling {
        handeling: Intakehandeling::of_wire(&wire.act),
        nodig: wire.needed,
        gedaan: wire.done,
        gedaan_op: day(&wire.done_on),
        wie: wire.by.iter().map(|role| Rol::of_wire(role)).collect(),
        regel: wire.source,
    }
}

fn topic(wire: pb::FormTopic) -> Formulieronderwerp {
    Formulieronderwerp {
        sleutel: wire.key,
        naam: wire.label,
        uitleg: wire.reason.map(Into::into),
        vragen: wire.questions.into_iter().map(question).collect(),
        handelingen: wire.acts.into_iter().map(act).collect(),
    }
}

fn question(wire: pb::FormQuestion) -> Formuliervraag {
    let option = |option: &pb::FormOption| Formulierkeuze {
        waarde: choice_of(&wire.key, &option.code),
        naam: option.label.clone(),
    };
    Formuliervraag {
        gegeven: input_name(&wire.key),
        vraag: wire.words,
        soort: Vraagsoort::of_wire(&wire.kind),
        laagste: wire.lowest,
        hoogste: wire.highest,
        keuzes: wire.options.iter().map(option).collect(),
        wie: wire.by.iter().map(|source| Bron::of_wire(source)).collect(),
        nodig: wire.needed,
        regel: wire.source,
        status: Vraagstand::of_wire(&wire.state),
        antwoord: wire.answer.as_ref().and_then(named).map(|(_, value)| value),
        bron: Bron::known(&wire.informant),
        bron_naam: some(wire.informant_name),
        vastgesteld_op: wire.answer.as_ref().and_then(|fact| day(&fact.stated_on)),
        geverifieerd_op: day(&wire.verified_on),
        uit_zaak_id: some(wire.reusable_from_case_id),
    }
}
