//! Who applies together, and who acts for them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::household_service_client::HouseholdServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, created, day, day_or_empty, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Vertegenwoordiging, Vertegenwoordigingsgrond, Word};

const TAG: &str = "Aanvragen";

/// De partner van de aanvrager.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwePartner {
    /// Negen cijfers die de elfproef doorstaan.
    #[schema(format = "bsn", example = "999993653")]
    burgerservicenummer: String,
    /// Naam, alleen voor de ogen van de consulent.
    #[schema(max_length = 200)]
    naam: Option<String>,
    /// De partner vraagt mee aan. Anders is toestemming nodig.
    #[serde(default)]
    vraagt_mee_aan: bool,
    toestemming: Option<Toestemming>,
}

/// Schriftelijke toestemming van de partner die niet mee aanvraagt.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Toestemming {
    gegeven_op: NaiveDate,
    /// Het document met de toestemming, als dat er is.
    #[serde(skip_serializing_if = "Option::is_none")]
    document_id: Option<Uuid>,
}

/// Een partner komt bij een lopende aanvraag.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwPartnerschap {
    partner: NieuwePartner,
}

/// De partner heeft het huishouden verlaten.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PartnerVertrek {
    vertrokken_op: NaiveDate,
}

/// Wie voor de aanvrager handelt.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweVertegenwoordiger {
    soort: Vertegenwoordiging,
    /// Een persoon of organisatie, alleen voor de ogen van de consulent.
    #[schema(min_length = 1, max_length = 200)]
    naam: String,
    grond: Vertegenwoordigingsgrond,
    geldig_vanaf: NaiveDate,
    /// Laatste dag; weggelaten is er geen einde bekend.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_tot_en_met: Option<NaiveDate>,
    /// Het document waaruit het blijkt, als dat is gezien.
    #[serde(skip_serializing_if = "Option::is_none")]
    document_id: Option<Uuid>,
}

/// Iemand gaat voor de aanvrager handelen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweVertegenwoordiging {
    vertegenwoordiger: NieuweVertegenwoordiger,
}

/// De vertegenwoordiging eindigt.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EindeVertegenwoordiging {
    /// Laatste dag.
    geldig_tot_en_met: NaiveDate,
}

/// Wie samen aanvragen, en wie voor hen handelt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Huishouden {
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    aanvrager: Option<Huishoudlid>,
    /// Ook als die is vertrokken.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<Huishoudlid>,
    /// De partner vraagt mee aan.
    partner_vraagt_mee_aan: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    toestemming: Option<Toestemming>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner_vertrokken_op: Option<NaiveDate>,
    vertegenwoordigers: Vec<Vertegenwoordiger>,
}

/// Een van de twee die samen aanvragen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Huishoudlid {
    /// Pseudoniem van de persoon.
    #[schema(format = "uuid")]
    persoon_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    naam: Option<String>,
}

/// Wie voor de aanvrager handelt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Vertegenwoordiger {
    #[schema(format = "uuid")]
    vertegenwoordiger_id: String,
    soort: Vertegenwoordiging,
    naam: String,
    grond: Vertegenwoordigingsgrond,
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_vanaf: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_tot_en_met: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    document_id: Option<String>,
}

/// De vertegenwoordiger die is vastgelegd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VastgelegdeVertegenwoordiger {
    #[schema(format = "uuid")]
    vertegenwoordiger_id: String,
}

fn id_or_empty(id: Option<Uuid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

impl From<NieuwePartner> for pb::Partner {
    fn from(form: NieuwePartner) -> Self {
        let consent = |given: Toestemming| pb::Consent {
            given_on: proto::day_text(given.gegeven_op),
            document_id: id_or_empty(given.document_id),
        };
        Self {
            citizen_service_number: form.burgerservicenummer,
            name: form.naam.unwrap_or_default(),
            applies: form.vraagt_mee_aan,
            consent: form.toestemming.map(consent),
        }
    }
}

impl From<NieuweVertegenwoordiger> for pb::Representative {
    fn from(form: NieuweVertegenwoordiger) -> Self {
        Self {
            kind: form.soort.wire().to_owned(),
            name: form.naam,
            ground: form.grond.wire().to_owned(),
            valid_from: proto::day_text(form.geldig_vanaf),
            valid_until: day_or_empty(form.geldig_tot_en_met),
            document_id: id_or_empty(form.document_id),
        }
    }
}

fn client(app: &App) -> HouseholdServiceClient<Line> {
    HouseholdServiceClient::new(app.clients.intake.clone())
}

/// Lees wie samen aanvragen en wie voor hen handelt.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/huishouden", operation_id = "huishoudenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "Het huishouden.", body = Huishouden)))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetHouseholdRequest { case_id: case.to_string() };
    let found = client(&app).get_household(acting.asks(message)?).await?.into_inner();
    let member =
        |wire: pb::HouseholdMember| Huishoudlid { persoon_id: wire.person_id, naam: some(wire.name) };
    let consent = found.partner_consent.and_then(|wire| {
        Some(Toestemming { gegeven_op: day(&wire.given_on)?, document_id: wire.document_id.parse().ok() })
    });
    let body = Huishouden {
        zaak_id: found.case_id,
        zaaknummer: found.case_number,
        aanvrager: found.applicant.map(member),
        partner: found.partner.map(member),
        partner_vraagt_mee_aan: found.partner_applies,
        toestemming: consent,
        partner_vertrokken_op: day(&found.partner_left_on),
        vertegenwoordigers: found.representatives.into_iter().filter_map(representative).collect(),
    };
    Ok(Json(body).into_response())
}

fn representative(wire: pb::NamedRepresentative) -> Option<Vertegenwoordiger> {
    let one = wire.representative?;
    Some(Vertegenwoordiger {
        vertegenwoordiger_id: wire.representative_id,
        soort: Vertegenwoordiging::of_wire(&one.kind),
        naam: one.name,
        grond: Vertegenwoordigingsgrond::of_wire(&one.ground),
        geldig_vanaf: day(&one.valid_from),
        geldig_tot_en_met: day(&one.valid_until),
        document_id: some(one.document_id),
    })
}

/// Leg vast dat een partner bij de aanvraag komt.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/partners", operation_id = "partnerVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwPartnerschap,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn join(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwPartnerschap>,
) -> Answer {
    let message = pb::AddPartnerRequest { case_id: case.to_string(), partner: Some(form.partner.into()) };
    client(&app).add_partner(acting.does(message)?).await?;
    Ok(done())
}

/// Leg vast dat de partner het huishouden heeft verlaten.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/partner-vertrekken", operation_id = "partnerVertrekVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = PartnerVertrek,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn part(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<PartnerVertrek>,
) -> Answer {
    let left_on = proto::day_text(form.vertrokken_op);
    let message = pb::EndPartnershipRequest { case_id: case.to_string(), left_on };
    client(&app).end_partnership(acting.does(message)?).await?;
    Ok(done())
}

/// Leg vast wie voor de aanvrager handelt.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/vertegenwoordigers", operation_id = "vertegenwoordigerVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweVertegenwoordiging,
    responses((status = 201, description = "Vastgelegd.", body = VastgelegdeVertegenwoordiger,
        headers(("Location" = String, description = "Adres van het huishouden.")))))]
pub(crate) async fn represent(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweVertegenwoordiging>,
) -> Answer {
    let representative = Some(form.vertegenwoordiger.into());
    let message = pb::AddRepresentativeRequest { case_id: case.to_string(), representative };
    let reply = client(&app).add_representative(acting.does(message)?).await?.into_inner();
    let body = VastgelegdeVertegenwoordiger { vertegenwoordiger_id: reply.representative_id };
    Ok(created(&format!("/aanvragen/{case}/huishouden"), body))
}

/// Leg vast dat iemand niet langer voor de aanvrager handelt.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/vertegenwoordigers/{vertegenwoordigerId}/beeindigingen",
    operation_id = "vertegenwoordigingBeeindigen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("vertegenwoordigerId" = Uuid, Path, description = "Kenmerk van de vertegenwoordiger.")),
    request_body = EindeVertegenwoordiging,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, representative)): Key<(Uuid, Uuid)>,
    Input(form): Input<EindeVertegenwoordiging>,
) -> Answer {
    let message = pb::EndRepresentationRequest {
        case_id: case.to_string(),
        representative_id: representative.to_string(),
        valid_until: proto::day_text(form.geldig_tot_en_met),
    };
    client(&app).end_representation(acting.does(message)?).await?;
    Ok(done())
}
