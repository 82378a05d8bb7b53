use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use proto::reintegration::v1 as pb;
use proto::reintegration::v1::reintegration_service_client::ReintegrationServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::steps::must_be_taken;
use super::{Answer, Uitleg, created, day, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Afwijkingsstatus, Richting, Rol, Word};

const TAG: &str = "Indeling";

/// De categorie waarin een zaak is ingedeeld, met de reden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Indeling {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Sleutel in het beleid; ontbreekt voor de indeling.
    #[serde(skip_serializing_if = "Option::is_none")]
    categorie: Option<String>,
    /// Naam van de categorie.
    #[serde(skip_serializing_if = "Option::is_none")]
    categorienaam: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    richting: Option<Richting>,
    doelgroepen: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doel: Option<String>,
    /// Wie de regie heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    regie: Option<Rol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
    afwijkingen: Vec<Afwijking>,
}

/// Een professional koos een andere categorie dan het beleid voorstelde.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Afwijking {
    #[schema(format = "uuid")]
    afwijking_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    van_categorie: Option<String>,
    naar_categorie: String,
    motivering: String,
    /// Gebruiker die afweek.
    door: String,
    status: Afwijkingsstatus,
    /// De tweede gebruiker.
    #[serde(skip_serializing_if = "Option::is_none")]
    bevestigd_door: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
}

impl From<pb::Deviation> for Afwijking {
    fn from(wire: pb::Deviation) -> Self {
        Self {
            afwijking_id: wire.deviation_id,
            van_categorie: some(wire.from_category),
            naar_categorie: wire.to_category,
            motivering: wire.reasons,
            door: wire.by,
            status: Afwijkingsstatus::of_wire(&wire.state),
            bevestigd_door: some(wire.confirmed_by),
            dag: day(&wire.on_day),
        }
    }
}

/// Een andere categorie, met redenen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweAfwijking {
    /// Sleutel van de categorie in het beleid.
    #[schema(min_length = 1, max_length = 100)]
    categorie: String,
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// De afwijking die is vastgelegd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VastgelegdeAfwijking {
    #[schema(format = "uuid")]
    afwijking_id: String,
    /// Een tweede persoon moet bevestigen voordat de afwijking geldt.
    bevestiging_nodig: bool,
}

/// Het oordeel van een tweede persoon.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBevestiging {
    bevestigd: bool,
    #[schema(max_length = 2000)]
    motivering: Option<String>,
}

pub(super) fn client(app: &App) -> ReintegrationServiceClient<Line> {
    ReintegrationServiceClient::new(app.clients.reintegration.clone())
}

/// Lees de indeling met haar uitleg en de afwijkingen.
#[utoipa::path(get, path = "/zaken/{zaakId}/indeling", operation_id = "indelingLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De indeling.", body = Indeling,
        headers(("ETag" = String, description = "Versie van de indeling.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetClientRequest { case_id: case.to_string() };
    let found = client(&app).get_client(acting.asks(message)?).await?.into_inner();
    let body = Indeling {
        zaak_id: found.case_id,
        categorie: some(found.category),
        categorienaam: some(found.category_label),
        richting: Richting::known(&found.direction),
        doelgroepen: found.target_groups,
        doel: some(found.goal),
        regie: Rol::known(&found.lead_role),
        uitleg: found.explanation.map(Into::into),
        afwijkingen: found.deviations.into_iter().map(Into::into).collect(),
    };
    Ok(tagged(found.version, body))
}

/// Kies een andere categorie dan het beleid voorstelde, met redenen.
#[utoipa::path(post, path = "/zaken/{zaakId}/indeling/afwijkingen", operation_id = "afwijkingVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweAfwijking,
    responses((status = 201, description = "Vastgelegd.", body = VastgelegdeAfwijking,
        headers(("Location" = String, description = "Adres van de indeling.")))))]
pub(crate) async fn deviate(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweAfwijking>,
) -> Answer {
    let message = pb::DeviateCategoryRequest {
        case_id: case.to_string(),
        category: form.categorie,
        reasons: form.motivering,
    };
    must_be_taken(&app, &acting, case, "category").await?;
    let reply = client(&app).deviate_category(acting.does(message)?).await?.into_inner();
    let body = VastgelegdeAfwijking {
        afwijking_id: reply.deviation_id,
        bevestiging_nodig: reply.needs_confirmation,
    };
    Ok(created(&format!("/zaken/{case}/indeling"), body))
}

/// Bevestig of verwerp de afwijking van een ander.
#[utoipa::path(post, path = "/zaken/{zaakId}/indeling/afwijkingen/{afwijkingId}/bevestigingen",
    operation_id = "afwijkingBevestigen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("afwijkingId" = Uuid, Path, description = "Kenmerk van de afwijking.")),
    request_body = NieuweBevestiging,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn confirm(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, deviation)): Key<(Uuid, Uuid)>,
    Input(form): Input<NieuweBevestiging>,
) -> Answer {
    let message = pb::ConfirmDeviationRequest {
        case_id: case.to_string(),
        deviation_id: deviation.to_string(),
        confirmed: form.bevestigd,
        reasons: form.motivering.unwrap_or_default(),
    };
    client(&app).confirm_deviation(acting.does(message)?).await?;
    Ok(done())
}
