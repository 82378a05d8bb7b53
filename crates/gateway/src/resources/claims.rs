//! What was said about a household, by whom, and what of it was found to be true.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::claim_service_client::ClaimServiceClient;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::Line;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Answer, day, day_or_empty, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::words::{Bron, Gegevens, Vaststelling, Verklaringmoment, Word, codes, named, properties};

const TAG: &str = "Aanvragen";

/// Wat een bron van een gegeven zei.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verklaring {
    /// Nummer van de verklaring binnen de zaak.
    nummer: u64,
    /// De eigenschap in `gegevens`.
    gegeven: String,
    waarde: Value,
    bron: Bron,
    /// Welk register of systeem.
    #[serde(skip_serializing_if = "Option::is_none")]
    bron_naam: Option<String>,
    /// De dag waarop het is gezegd.
    #[serde(skip_serializing_if = "Option::is_none")]
    vastgesteld_op: Option<NaiveDate>,
    /// Ontbreekt als er geen begin bekend is.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_vanaf: Option<NaiveDate>,
    /// Ontbreekt als er geen einde bekend is.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_tot_en_met: Option<NaiveDate>,
    /// De dag waarop het is vastgelegd.
    #[serde(skip_serializing_if = "Option::is_none")]
    vastgelegd_op: Option<NaiveDate>,
    /// Wie het vastlegde.
    vastgelegd_door: String,
    bij: Verklaringmoment,
    /// Hoe en door wie is gezien dat het klopt; leeg als niemand dat deed.
    vaststellingen: Vec<GedaneVaststelling>,
    /// Deze verklaring telt op de gevraagde dag.
    telt: bool,
    /// De zaak waar het uit is overgenomen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    uit_zaak_id: Option<String>,
}

/// Dat iemand zag dat een gegeven klopt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GedaneVaststelling {
    soort: Vaststelling,
    /// Het document dat is gezien.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    document_id: Option<String>,
    /// Het register dat antwoordde.
    #[serde(skip_serializing_if = "Option::is_none")]
    register: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op: Option<NaiveDate>,
    door: String,
}

/// Wat er over een huishouden is verklaard, en wat daarvan telt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verklaringen {
    /// De dag waar de gegevens over gaan.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_op: Option<NaiveDate>,
    /// Alleen wat op deze dag was vastgelegd.
    #[serde(skip_serializing_if = "Option::is_none")]
    bekend_op: Option<NaiveDate>,
    /// De oudste eerst.
    verklaringen: Vec<Verklaring>,
    /// Wat telt.
    gegevens: Gegevens,
    /// Gegevens waarvan een andere bron iets anders zegt, en waar niemand nog naar heeft gekeken.
    tegengesproken: Vec<String>,
}

/// Welke verklaringen.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct Verklaringvraag {
    /// Eén gegeven, met de naam die het in `gegevens` heeft; weggelaten zijn het alle.
    #[param(max_length = 100)]
    gegeven: Option<String>,
    /// De dag waar de gegevens over gaan; weggelaten is het vandaag.
    geldig_op: Option<NaiveDate>,
    /// Alleen wat op deze dag was vastgelegd; weggelaten is het vandaag.
    bekend_op: Option<NaiveDate>,
}

/// Hoe is gezien dat een gegeven klopt.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweVaststelling {
    soort: Vaststelling,
    /// Het document dat is gezien; bij `document-gezien`.
    document_id: Option<Uuid>,
    /// Het register dat antwoordde; bij `antwoord-van-register`.
    #[schema(max_length = 100)]
    register: Option<String>,
}

/// Iemand zag dat een verklaring klopt. Die telt vanaf dan boven wat er eerder is gezegd.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweVerificatie {
    /// Nummer van de verklaring.
    #[schema(minimum = 1)]
    nummer: u32,
    /// De eigenschap in `gegevens`.
    #[schema(max_length = 100)]
    gegeven: String,
    vaststelling: NieuweVaststelling,
}

/// Wat bekend is, en wat nog gevraagd moet worden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BekendeGegevens {
    /// In deze zaak verklaard.
    bekend: Vec<BekendGegeven>,
    /// Uit een eerdere zaak, over te nemen als is vastgesteld dat het nog klopt.
    over_te_nemen: Vec<BekendGegeven>,
    /// Wat de intake nodig heeft en niemand nog zei.
    nog_te_vragen: Vec<String>,
}

/// Een gegeven dat niet opnieuw gevraagd hoeft te worden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BekendGegeven {
    /// De eigenschap in `gegevens`.
    gegeven: String,
    waarde: Value,
    bron: Bron,
    #[serde(skip_serializing_if = "Option::is_none")]
    vastgesteld_op: Option<NaiveDate>,
    /// De zaak die het weet.
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    /// De laatste dag waarop is gezien dat het klopt; ontbreekt als niemand dat deed.
    #[serde(skip_serializing_if = "Option::is_none")]
    geverifieerd_op: Option<NaiveDate>,
}

/// Gegevens uit een eerdere zaak van dezelfde persoon worden overgenomen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Overname {
    /// De eerdere zaak.
    van_zaak_id: Uuid,
    /// Eigenschappen van `gegevens`.
    #[schema(max_items = 100)]
    gegevens: Vec<String>,
    vaststelling: NieuweVaststelling,
}

impl From<NieuweVaststelling> for pb::Proof {
    fn from(form: NieuweVaststelling) -> Self {
        Self {
            kind: form.soort.wire().to_owned(),
            document_id: form.document_id.map(|id| id.to_string()).unwrap_or_default(),
            register: form.register.unwrap_or_default(),
        }
    }
}

/// What goes beside facts about where they come from.
#[derive(Default)]
pub(super) struct Herkomstopgave {
    pub name: Option<String>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub proof: Option<pb::Proof>,
}

impl Herkomstopgave {
    /// Nothing where the source of the facts says it all.
    pub fn of(self, source: &Bron) -> Option<pb::Provenance> {
        self.said_by(source.wire())
    }

    /// The same where each fact has its own source.
    pub fn of_each(self) -> Option<pb::Provenance> {
        self.said_by("")
    }

    fn said_by(self, informant: &str) -> Option<pb::Provenance> {
        let wire = pb::Provenance {
            informant: informant.to_owned(),
            name: self.name.unwrap_or_default(),
            valid_from: day_or_empty(self.from),
            valid_until: day_or_empty(self.until),
            proof: self.proof,
        };
        let says_more = matches!(informant, "partner" | "register")
            || !(wire.name.is_empty() && wire.valid_from.is_empty() && wire.valid_until.is_empty())
            || wire.proof.is_some();
        says_more.then_some(wire)
    }
}

fn client(app: &App) -> ClaimServiceClient<Line> {
    ClaimServiceClient::new(app.clients.intake.clone())
}

/// The code of a fact by its property.
fn code(property: String) -> String {
    codes(&[property]).pop().unwrap_or_default()
}

/// Lees alles wat er over het huishouden is verklaard.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/verklaringen", operation_id = "verklaringenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), Verklaringvraag),
    responses((status = 200, description = "De verklaringen.", body = Verklaringen)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Query(query): Query<Verklaringvraag>,
) -> Answer {
    let message = pb::ListClaimsRequest {
        case_id: case.to_string(),
        key: query.gegeven.map(code).unwrap_or_default(),
        valid_on: day_or_empty(query.geldig_op),
        known_on: day_or_empty(query.bekend_op),
    };
    let found = client(&app).list_claims(acting.asks(message)?).await?.into_inner();
    let body = Verklaringen {
        geldig_op: day(&found.valid_on),
        bekend_op: day(&found.known_on),
        gegevens: Gegevens::of_wire(&found.facts).0,
        tegengesproken: properties(&found.contested),
        verklaringen: found.claims.into_iter().filter_map(claim).collect(),
    };
    Ok(Json(body).into_response())
}

/// A claim about a fact that came later than this catalogue is left out.
fn claim(wire: pb::Claim) -> Option<Verklaring> {
    let fact = wire.fact?;
    let (gegeven, waarde) = named(&fact)?;
    let seen = |wire: pb::Verification| {
        let proof = wire.proof.unwrap_or_default();
        GedaneVaststelling {
            soort: Vaststelling::of_wire(&proof.kind),
            document_id: some(proof.document_id),
            register: some(proof.register),
            op: day(&wire.verified_on),
            door: wire.verified_by,
        }
    };
    Some(Verklaring {
        nummer: wire.number,
        gegeven,
        waarde,
        bron: Bron::of_wire(&wire.informant),
        bron_naam: some(wire.informant_name),
        vastgesteld_op: day(&fact.stated_on),
        geldig_vanaf: day(&wire.valid_from),
        geldig_tot_en_met: day(&wire.valid_until),
        vastgelegd_op: day(&wire.recorded_on),
        vastgelegd_door: wire.recorded_by,
        bij: Verklaringmoment::of_wire(&wire.occasion),
        vaststellingen: wire.verifications.into_iter().map(seen).collect(),
        telt: wire.stands,
        uit_zaak_id: some(wire.reused_from_case_id),
    })
}

/// Leg vast dat een verklaring klopt.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/verificaties", operation_id = "verklaringVerifieren", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweVerificatie,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweVerificatie>,
) -> Answer {
    let message = pb::VerifyClaimRequest {
        case_id: case.to_string(),
        number: form.nummer.into(),
        key: code(form.gegeven),
        proof: Some(form.vaststelling.into()),
    };
    client(&app).verify_claim(acting.does(message)?).await?;
    Ok(done())
}

/// Lees wat bekend is en wat nog gevraagd moet worden.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/bekende-gegevens", operation_id = "bekendeGegevensLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "Wat bekend is.", body = BekendeGegevens)))]
pub(crate) async fn known(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::ListKnownFactsRequest { case_id: case.to_string() };
    let found = client(&app).list_known_facts(acting.asks(message)?).await?.into_inner();
    let all = |known: Vec<pb::KnownFact>| known.into_iter().filter_map(known_fact).collect();
    let body = BekendeGegevens {
        bekend: all(found.known),
        over_te_nemen: all(found.reusable),
        nog_te_vragen: properties(&found.to_ask),
    };
    Ok(Json(body).into_response())
}

fn known_fact(wire: pb::KnownFact) -> Option<BekendGegeven> {
    let fact = wire.fact?;
    let (gegeven, waarde) = named(&fact)?;
    Some(BekendGegeven {
        gegeven,
        waarde,
        bron: Bron::of_wire(&fact.source),
        vastgesteld_op: day(&fact.stated_on),
        zaak_id: wire.case_id,
        zaaknummer: wire.case_number,
        geverifieerd_op: day(&wire.verified_on),
    })
}

/// Neem gegevens over uit een eerdere zaak van dezelfde persoon.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/overgenomen-gegevens", operation_id = "gegevensOvernemen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = Overname,
    responses((status = 204, description = "Overgenomen.")))]
pub(crate) async fn take_over(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<Overname>,
) -> Answer {
    let message = pb::ReuseFactsRequest {
        case_id: case.to_string(),
        from_case_id: form.van_zaak_id.to_string(),
        keys: codes(&form.gegevens),
        proof: Some(form.vaststelling.into()),
    };
    client(&app).reuse_facts(acting.does(message)?).await?;
    Ok(done())
}
