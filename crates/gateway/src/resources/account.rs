//! What the policy says of a case, with every rule that was tried.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::intake_service_client::IntakeServiceClient;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Answer, Uitleg, day, day_or_empty, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Key, Query};
use crate::words::{self, Beleidstabel, Beleidsuitkomst, Regeloordeel, Richting, Rol, Word};

/// Wat het beleid op een dag over een zaak of een verzonnen persoon zegt, en waarom.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidsuitleg {
    /// Ontbreekt als de vraag niet over een zaak ging; het zaaknummer ook.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    zaak_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    /// De dag waarvoor is gekeken.
    #[serde(skip_serializing_if = "Option::is_none")]
    beoordeeld_op: Option<NaiveDate>,
    /// Titel van het beleid.
    document: String,
    /// Eerste dag van deze versie van het beleid.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_vanaf: Option<NaiveDate>,
    /// Vingerafdruk van het beleid.
    beleidsversie: String,
    /// Waarom er wel of geen zoektermijn is.
    #[serde(skip_serializing_if = "Option::is_none")]
    zoektermijn: Option<Uitleg>,
    /// Laatste dag van de zoektermijn; ontbreekt als er geen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    zoektermijn_tot_en_met: Option<NaiveDate>,
    uitkomst: Beleidsuitkomst,
    /// Waarom de indeling zo is, of waarom er nog geen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    indeling: Option<Uitleg>,
    /// Ontbreekt zolang er geen categorie is.
    #[serde(skip_serializing_if = "Option::is_none")]
    gevolg: Option<Beleidsgevolg>,
    /// Voor wie geen bijstand vraagt: of er hulp naar werk is.
    #[serde(skip_serializing_if = "Option::is_none")]
    hulp_zonder_uitkering: Option<Uitleg>,
    /// Waar het intakegesprek over gaat.
    onderwerpen: Vec<Beleidspunt>,
    /// Hoe diep de aanvraag wordt gecontroleerd; beslist niet over een recht.
    #[serde(skip_serializing_if = "Option::is_none")]
    controle: Option<Controle>,
    ontbrekend: Vec<OntbrekendGegeven>,
    /// Naar welke gegevens is gekeken.
    bekeken: Vec<BekekenGegeven>,
    tabellen: Vec<BekekenTabel>,
    /// Dit alles in gewone taal.
    tekst: String,
}

/// Waar de indeling toe leidt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidsgevolg {
    categorie: Beleidspunt,
    doel: String,
    richting: Richting,
    /// Wie de regie heeft.
    regie: Rol,
    /// Dag waarop het doel uiterlijk is bereikt.
    #[serde(skip_serializing_if = "Option::is_none")]
    doel_uiterlijk: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heronderzoek_op: Option<NaiveDate>,
    doelgroepen: Vec<Beleidspunt>,
    plichten: Vec<Beleidspunt>,
    instrumenten: Vec<Beleidspunt>,
    /// Partners die kunnen begeleiden.
    trekkers: Vec<Beleidspunt>,
    /// Partners die daarbij kunnen helpen.
    ondersteuners: Vec<Beleidspunt>,
    /// Waaruit de hulp wordt betaald, het liefst het eerste.
    betaald_uit: Vec<Beleidspunt>,
}

/// Iets dat het beleid noemt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidspunt {
    /// Sleutel in het beleid.
    sleutel: String,
    naam: String,
    /// Document en paragraaf.
    #[serde(skip_serializing_if = "Option::is_none")]
    bron: Option<String>,
}

/// Hoe diep de aanvraag wordt gecontroleerd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Controle {
    niveau: Beleidspunt,
    punten: u32,
}

/// Een gegeven dat nog niet bekend is en waar iets op wacht.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OntbrekendGegeven {
    /// De eigenschap in `gegevens`.
    naam: String,
    omschrijving: String,
    nodig_voor: Vec<String>,
    /// Onderwerpen van het intakegesprek die ernaar vragen; leeg: geen.
    gevraagd_bij: Vec<Beleidspunt>,
}

/// Een gegeven waar een regel naar keek.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BekekenGegeven {
    /// De eigenschap in `gegevens`.
    naam: String,
    omschrijving: String,
    /// Zoals een mens het leest.
    waarde: String,
    /// Wie het heeft opgegeven.
    bron: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    vastgesteld_op: Option<NaiveDate>,
}

/// Een beslistabel met elke regel op volgorde.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BekekenTabel {
    tabel: Beleidstabel,
    regels: Vec<BekekenRegel>,
}

/// Eén regel van een beslistabel en wat er van bleek.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BekekenRegel {
    /// Vaste sleutel van de regel.
    regel: String,
    /// Wat de regel geeft.
    geeft: String,
    /// Document en paragraaf.
    bron: String,
    oordeel: Regeloordeel,
    /// De uitkomst rust op deze regel.
    telt: bool,
    /// Wat niet past, of nog niet bekend is.
    vragen: Vec<BekekenVraag>,
}

/// Wat een regel van een gegeven vraagt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BekekenVraag {
    /// De eigenschap in `gegevens`.
    naam: String,
    omschrijving: String,
    /// Zoals het in de tabel staat.
    cel: String,
    /// Hetzelfde in gewone taal.
    gevraagd: String,
    /// Wat bekend is; ontbreekt als dat niets is.
    #[serde(skip_serializing_if = "Option::is_none")]
    waarde: Option<String>,
}

/// Voor welke dag.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BeleidsuitlegVraag {
    /// Het beleid van deze dag; zonder dag dat van vandaag.
    dag: Option<NaiveDate>,
}

impl Beleidspunt {
    pub(super) fn new(sleutel: &str, naam: &str, bron: &str) -> Self {
        Self { sleutel: sleutel.into(), naam: naam.into(), bron: some(bron.into()) }
    }
}

impl From<pb::PolicyItem> for Beleidspunt {
    fn from(wire: pb::PolicyItem) -> Self {
        Self { sleutel: wire.key, naam: wire.label, bron: some(wire.source) }
    }
}

fn items(wire: Vec<pb::PolicyItem>) -> Vec<Beleidspunt> {
    wire.into_iter().map(Into::into).collect()
}

impl From<pb::PolicyCourse> for Beleidsgevolg {
    fn from(wire: pb::PolicyCourse) -> Self {
        Self {
            categorie: wire.category.unwrap_or_default().into(),
            doel: wire.goal,
            richting: Richting::of_wire(&wire.direction),
            regie: Rol::of_wire(&wire.lead_role),
            doel_uiterlijk: day(&wire.goal_by),
            heronderzoek_op: day(&wire.review_on),
            doelgroepen: items(wire.target_groups),
            plichten: items(wire.duties),
            instrumenten: items(wire.instruments),
            trekkers: items(wire.leads),
            ondersteuners: items(wire.supports),
            betaald_uit: items(wire.paid_from),
        }
    }
}

impl From<pb::MissingPolicyFact> for OntbrekendGegeven {
    fn from(wire: pb::MissingPolicyFact) -> Self {
        let (naam, omschrijving) = named(&wire.key);
        Self { naam, omschrijving, nodig_voor: wire.needed_for, gevraagd_bij: items(wire.asked_at) }
    }
}

impl From<pb::PolicyFact> for BekekenGegeven {
    fn from(wire: pb::PolicyFact) -> Self {
        let (naam, omschrijving) = named(&wire.key);
        let (bron, vastgesteld_op) = (words::input_source(&wire.source), day(&wire.stated_on));
        Self { naam, omschrijving, waarde: wire.value, bron, vastgesteld_op }
    }
}

impl From<pb::TriedTable> for BekekenTabel {
    fn from(wire: pb::TriedTable) -> Self {
        Self {
            tabel: Beleidstabel::of_wire(&wire.name),
            regels: wire.rules.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<pb::TriedRule> for BekekenRegel {
    fn from(wire: pb::TriedRule) -> Self {
        Self {
            regel: wire.rule,
            geeft: wire.gives,
            bron: wire.source,
            oordeel: Regeloordeel::of_wire(&wire.verdict),
            telt: wire.counts,
            vragen: wire.cells.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<pb::TriedCell> for BekekenVraag {
    fn from(wire: pb::TriedCell) -> Self {
        let (naam, omschrijving) = named(&wire.key);
        Self { naam, omschrijving, cel: wire.asks, gevraagd: wire.asks_in_dutch, waarde: some(wire.value) }
    }
}

/// The property of a fact and what people call it.
fn named(key: &str) -> (String, String) {
    (words::input_name(key), domain::TraceInput::dutch_name(key).into_owned())
}

impl From<pb::ExplainPolicyResponse> for Beleidsuitleg {
    fn from(wire: pb::ExplainPolicyResponse) -> Self {
        let controle = wire
            .risk
            .map(|risk| Controle { niveau: risk.level.unwrap_or_default().into(), punten: risk.points });
        Self {
            zaak_id: some(wire.case_id),
            zaaknummer: some(wire.case_number),
            beoordeeld_op: day(&wire.on_day),
            document: wire.document,
            geldig_vanaf: day(&wire.valid_from),
            beleidsversie: wire.policy_version,
            zoektermijn: wire.gate.map(Into::into),
            zoektermijn_tot_en_met: day(&wire.search_until),
            uitkomst: Beleidsuitkomst::of_wire(&wire.outcome),
            indeling: wire.category.map(Into::into),
            gevolg: wire.course.map(Into::into),
            hulp_zonder_uitkering: wire.support.map(Into::into),
            onderwerpen: items(wire.topics),
            controle,
            ontbrekend: wire.missing.into_iter().map(Into::into).collect(),
            bekeken: wire.facts.into_iter().map(Into::into).collect(),
            tabellen: wire.tables.into_iter().map(Into::into).collect(),
            tekst: wire.text,
        }
    }
}

/// Lees wat het beleid op een dag over een zaak zegt, met elke regel die is bekeken.
#[utoipa::path(get, path = "/zaken/{zaakId}/beleidsuitleg", operation_id = "beleidsuitlegLezen", tag = "Zaken",
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), BeleidsuitlegVraag),
    responses((status = 200, description = "De uitleg.", body = Beleidsuitleg)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Query(asked): Query<BeleidsuitlegVraag>,
) -> Answer {
    let message = pb::ExplainPolicyRequest { case_id: case.to_string(), on_day: day_or_empty(asked.dag) };
    let mut client = IntakeServiceClient::new(app.clients.intake.clone());
    let found = client.explain_policy(acting.asks(message)?).await?.into_inner();
    Ok(Json(Beleidsuitleg::from(found)).into_response())
}
