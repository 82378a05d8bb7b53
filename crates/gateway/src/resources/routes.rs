//! Intakes of their own: who does the intake, with whom, and where letters go.

use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::route_service_client::RouteServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, Uitleg, day, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Briefbestemming, Rol, Word, properties};

const TAG: &str = "Aanvragen";

/// Welke intake iemand heeft, en waar brieven naartoe gaan.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Intakeroute {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Ontbreekt bij de intake die iedereen heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    eigen_intake: Option<EigenIntake>,
    brieven: Briefbestemming,
    /// Het afgesproken adres, voor wie brieven stuurt.
    #[serde(skip_serializing_if = "Option::is_none")]
    briefadres: Option<String>,
    /// Wat het beleid van de gegevens maakte, het oudste eerst.
    uitkomsten: Vec<Routeuitkomst>,
    /// Onbekende gegevens die tot een andere intake kunnen leiden.
    ontbrekende_gegevens: Vec<String>,
}

/// Een eigen intake, voor wie ergens woont waar anderen niet wonen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EigenIntake {
    /// Sleutel in het beleid.
    sleutel: String,
    naam: String,
    /// Wie de intake doet.
    intake_door: Rol,
    /// Met wie samen.
    #[serde(skip_serializing_if = "Option::is_none")]
    samen_met: Option<String>,
    /// Waar de aanvrager verblijft, wordt aan niemand verteld.
    verblijf_geheim: bool,
}

/// Wat het beleid op een dag van de gegevens maakte.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Routeuitkomst {
    nummer: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eigen_intake: Option<EigenIntake>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
}

/// Het adres voor brieven dat met de aanvrager is afgesproken.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwBriefadres {
    /// Zoals het op de envelop staat.
    #[schema(min_length = 1, max_length = 500)]
    adres: String,
}

impl From<pb::IntakeRoute> for EigenIntake {
    fn from(wire: pb::IntakeRoute) -> Self {
        Self {
            sleutel: wire.key,
            naam: wire.label,
            intake_door: Rol::of_wire(&wire.intake_by),
            samen_met: some(wire.with),
            verblijf_geheim: wire.hides_address,
        }
    }
}

impl From<pb::RouteResult> for Routeuitkomst {
    fn from(wire: pb::RouteResult) -> Self {
        Self {
            nummer: wire.number,
            dag: day(&wire.day),
            eigen_intake: wire.route.map(Into::into),
            uitleg: wire.explanation.map(Into::into),
        }
    }
}

fn client(app: &App) -> RouteServiceClient<Line> {
    RouteServiceClient::new(app.clients.intake.clone())
}

/// Lees welke intake iemand heeft, en waar brieven naartoe gaan.
#[utoipa::path(get, path = "/aanvragen/{zaakId}/intakeroute", operation_id = "intakerouteLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De intake.", body = Intakeroute,
        headers(("ETag" = String, description = "Versie van de intakeroute.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetIntakeRouteRequest { case_id: case.to_string() };
    let found = client(&app).get_intake_route(acting.asks(message)?).await?.into_inner();
    let body = Intakeroute {
        zaak_id: found.case_id,
        eigen_intake: found.route.map(Into::into),
        brieven: Briefbestemming::of_wire(&found.letters),
        briefadres: some(found.letter_address),
        uitkomsten: found.results.into_iter().map(Into::into).collect(),
        ontbrekende_gegevens: properties(&found.missing),
    };
    Ok(tagged(found.version, body))
}

/// Leg vast welk adres voor brieven met de aanvrager is afgesproken.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/briefadressen", operation_id = "briefadresVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwBriefadres,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn agree(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwBriefadres>,
) -> Answer {
    let message = pb::SetLetterAddressRequest { case_id: case.to_string(), address: form.adres };
    client(&app).set_letter_address(acting.does(message)?).await?;
    Ok(done())
}
