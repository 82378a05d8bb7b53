use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::workflow::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::cases::client;
use super::{Answer, created, day, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::words::{Rol, Taaksoort, Werkindeling, Word};

const TAG: &str = "Taken";

/// Waarnaar het werk wordt geteld.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WerkvoorraadVraag {
    #[param(inline)]
    per: Werkindeling,
}

/// Het werk dat wacht.
#[derive(Serialize, ToSchema)]
pub(crate) struct Werkvoorraad {
    /// Eerst waar het meeste werk is.
    groepen: Vec<Werkgroep>,
}

/// Het werk van een rol, gebied, team, medewerker of soort.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Werkgroep {
    #[serde(skip_serializing_if = "Option::is_none")]
    rol: Option<Rol>,
    /// Nummer van het gebied; 0 als het niet bekend is.
    #[serde(skip_serializing_if = "Option::is_none")]
    gebied: Option<u32>,
    /// Wie de taken oppakte; ontbreekt bij taken die nog niemand heeft.
    #[serde(skip_serializing_if = "Option::is_none")]
    medewerker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    soort: Option<Taaksoort>,
    /// Taken die wachten.
    aantal: u64,
    /// Daarvan door iemand opgepakt.
    opgepakt: u64,
    /// Daarvan te laat.
    te_laat: u64,
    /// De dag waarop de oudste begon.
    #[serde(skip_serializing_if = "Option::is_none")]
    oudste_van: Option<NaiveDate>,
    /// De eerste dag waarop er een klaar moet zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    eerste_uiterlijk_op: Option<NaiveDate>,
}

impl From<pb::Workload> for Werkgroep {
    fn from(wire: pb::Workload) -> Self {
        Self {
            rol: Rol::known(&wire.role),
            gebied: wire.area,
            medewerker: some(wire.person),
            soort: Taaksoort::known(&wire.kind),
            aantal: wire.waiting,
            opgepakt: wire.claimed,
            te_laat: wire.late,
            oudste_van: day(&wire.oldest),
            eerste_uiterlijk_op: day(&wire.first_due),
        }
    }
}

/// Iemand is een tijd weg.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweAfwezigheid {
    /// Gebruikersnaam; weggelaten bent u het zelf. Alleen een manager meldt een ander afwezig.
    #[serde(default)]
    #[schema(max_length = 200)]
    medewerker: String,
    ingangsdatum: NaiveDate,
    laatste_dag: NaiveDate,
    /// Gebruikersnaam van wie de taken krijgt; weggelaten gaan zij terug naar de rol.
    #[serde(default)]
    #[schema(max_length = 200)]
    vervanger: String,
}

/// Kenmerk van de afwezigheid, om haar af te melden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AfwezigheidGemeld {
    #[schema(format = "uuid")]
    afwezigheid_id: String,
}

/// Wie weg is, nu of later.
#[derive(Serialize, ToSchema)]
pub(crate) struct Afwezigheden {
    afwezigheden: Vec<Afwezigheid>,
}

/// Iemand die een tijd weg is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Afwezigheid {
    #[schema(format = "uuid")]
    afwezigheid_id: String,
    medewerker: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingangsdatum: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    laatste_dag: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vervanger: Option<String>,
}

/// Hoeveel werk er wacht.
#[utoipa::path(get, path = "/werkvoorraad", operation_id = "werkvoorraadLezen", tag = TAG,
    params(WerkvoorraadVraag),
    responses((status = 200, description = "Het werk, eerst waar het meeste is.", body = Werkvoorraad)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    Query(asked): Query<WerkvoorraadVraag>,
) -> Answer {
    let message = pb::GetWorkloadRequest { by: asked.per.wire().to_owned() };
    let found = client(&app).get_workload(acting.asks(message)?).await?.into_inner();
    Ok(Json(Werkvoorraad { groepen: found.groups.into_iter().map(Into::into).collect() }).into_response())
}

/// Meld uzelf of een medewerker afwezig.
#[utoipa::path(post, path = "/afwezigheden", operation_id = "afwezigheidMelden", tag = TAG,
    request_body = NieuweAfwezigheid,
    responses((status = 201, description = "Gemeld.", body = AfwezigheidGemeld)))]
pub(crate) async fn record_absence(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweAfwezigheid>,
) -> Answer {
    let message = pb::RecordAbsenceRequest {
        person: form.medewerker,
        from_day: proto::day_text(form.ingangsdatum),
        last_day: proto::day_text(form.laatste_dag),
        deputy: form.vervanger,
    };
    let recorded = client(&app).record_absence(acting.does(message)?).await?.into_inner();
    let path = format!("/afwezigheden/{}", recorded.absence_id);
    Ok(created(&path, AfwezigheidGemeld { afwezigheid_id: recorded.absence_id }))
}

/// Wie weg is, nu of later.
#[utoipa::path(get, path = "/afwezigheden", operation_id = "afwezighedenLijst", tag = TAG,
    responses((status = 200, description = "Op volgorde van de eerste dag.", body = Afwezigheden)))]
pub(crate) async fn absences(State(app): State<Arc<App>>, acting: Acting) -> Answer {
    let found = client(&app).list_absences(acting.asks(pb::ListAbsencesRequest {})?).await?.into_inner();
    let read = |wire: pb::Absence| Afwezigheid {
        afwezigheid_id: wire.absence_id,
        medewerker: wire.person,
        ingangsdatum: day(&wire.from_day),
        laatste_dag: day(&wire.last_day),
        vervanger: some(wire.deputy),
    };
    Ok(Json(Afwezigheden { afwezigheden: found.absences.into_iter().map(read).collect() }).into_response())
}

/// Meld een afwezigheid af: de medewerker is er weer, of gaat niet weg.
#[utoipa::path(post, path = "/afwezigheden/{afwezigheidId}/afmeldingen", operation_id = "afwezigheidAfmelden",
    tag = TAG, params(("afwezigheidId" = Uuid, Path, description = "Kenmerk van de afwezigheid.")),
    responses((status = 204, description = "Afgemeld.")))]
pub(crate) async fn end_absence(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(absence): Key<Uuid>,
) -> Answer {
    let message = pb::EndAbsenceRequest { absence_id: absence.to_string() };
    client(&app).end_absence(acting.does(message)?).await?;
    Ok(done())
}
