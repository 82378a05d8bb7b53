use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use http::Uri;
use proto::workflow::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::cases::client;
use super::{Answer, day, day_or_empty, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::page::Page;
use crate::words::{self, Rol, Taaksoort, Taakstatus, Taakvolgorde, Word};

const TAG: &str = "Taken";

/// Een taak voor een mens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Taak {
    #[schema(format = "uuid")]
    taak_id: String,
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    soort: Taaksoort,
    titel: String,
    rol: Rol,
    /// De dag waarop de taak klaar moet zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    uiterlijk_op: Option<NaiveDate>,
    status: Taakstatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    opgepakt_door: Option<String>,
    /// Waar de taak over gaat als een zaak er meer heeft: kenmerk van een afwijking of verwijzing.
    #[serde(skip_serializing_if = "Option::is_none")]
    onderwerp: Option<String>,
    /// Nummer van het gebied van de zaak; 0 als het niet bekend is.
    gebied: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    geopend_op: Option<NaiveDate>,
    /// De laatste dag is voorbij.
    te_laat: bool,
    /// Rollen die de taak ook kregen omdat hij te laat is.
    ook_voor: Vec<Rol>,
    /// Wie dit niet mag doen: wie het voorstelde (vier ogen).
    #[serde(skip_serializing_if = "Option::is_none")]
    niet_door: Option<String>,
    /// Wie de taak met de hand afrondde.
    #[serde(skip_serializing_if = "Option::is_none")]
    afgerond_door: Option<String>,
    /// De dag waarop de taak klaar was of niet meer nodig.
    #[serde(skip_serializing_if = "Option::is_none")]
    gesloten_op: Option<NaiveDate>,
}

/// Een bladzijde van de taken, eerst wat het eerst klaar moet zijn.
#[derive(Serialize, ToSchema)]
pub(crate) struct Taken {
    /// Aantal in de hele lijst.
    totaal: u64,
    taken: Vec<Taak>,
}

impl From<pb::Task> for Taak {
    fn from(wire: pb::Task) -> Self {
        Self {
            taak_id: wire.task_id,
            zaak_id: wire.case_id,
            zaaknummer: wire.case_number,
            soort: Taaksoort::of_wire(&wire.kind),
            titel: wire.title,
            rol: Rol::of_wire(&wire.role),
            uiterlijk_op: day(&wire.due),
            status: Taakstatus::of_wire(&wire.state),
            opgepakt_door: some(wire.claimed_by),
            onderwerp: some(words::subject(&wire.subject)),
            gebied: wire.area,
            geopend_op: day(&wire.opened_on),
            te_laat: wire.late,
            ook_voor: wire.escalated_to.iter().map(|role| Rol::of_wire(role)).collect(),
            niet_door: some(wire.not_by),
            afgerond_door: some(wire.done_by),
            gesloten_op: day(&wire.done_on),
        }
    }
}

/// Welke taken.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TakenVraag {
    /// Welke bladzijde, vanaf 1.
    #[param(minimum = 1, maximum = 1000000, default = 1)]
    page: Option<u32>,
    /// Hoeveel er op een bladzijde staan.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
    /// Alleen taken voor deze rol.
    #[param(inline)]
    rol: Option<Rol>,
    /// Alleen taken met deze status; weggelaten zijn het de open en opgepakte.
    #[param(inline)]
    status: Option<Taakstatus>,
    /// Alleen taken van deze zaak.
    zaak_id: Option<Uuid>,
    /// Alleen taken die op of voor deze dag klaar moeten zijn.
    uiterlijk_op: Option<NaiveDate>,
    /// Alleen taken die u hebt opgepakt.
    #[serde(default)]
    mijn: bool,
    /// Alleen taken die nog niemand heeft en die u mag doen.
    #[serde(default)]
    vrij: bool,
    /// Alleen taken die deze medewerker heeft opgepakt.
    #[param(max_length = 200)]
    medewerker: Option<String>,
    /// Alleen taken van deze soort.
    #[param(inline)]
    soort: Option<Taaksoort>,
    /// Alleen taken van zaken in dit gebied; 0 is onbekend.
    gebied: Option<u32>,
    /// Alleen taken waarvan de laatste dag voorbij is.
    #[serde(default)]
    te_laat: bool,
    /// Waarop de lijst is gesorteerd; weggelaten op de laatste dag.
    #[param(inline)]
    volgorde: Option<Taakvolgorde>,
    /// Van achter naar voren.
    #[serde(default)]
    aflopend: bool,
}

/// Een taak gaat terug; iedereen die hem mag doen, kan hem oppakken.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweTeruggave {
    #[serde(default)]
    #[schema(max_length = 2000)]
    reden: String,
}

/// Een taak gaat naar een collega of naar een rol; een van beide.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweOverdracht {
    /// Gebruikersnaam van de collega.
    #[serde(default)]
    #[schema(max_length = 200)]
    medewerker: String,
    rol: Option<Rol>,
    /// In gewone taal; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    reden: String,
}

/// Een taak is gedaan.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweAfronding {
    /// In gewone taal; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    resultaat: String,
    /// Gebruikersnaam van de collega die het deed, als u het voor een ander vastlegt.
    #[serde(default)]
    #[schema(max_length = 200)]
    namens: String,
    /// Bij het doorgeven van een zorgvraag, en alleen dan: aan wie.
    #[serde(default)]
    #[schema(max_length = 500)]
    doorgegeven_aan: String,
    /// Bij het doorgeven van een zorgvraag, en alleen dan: waarvoor.
    #[serde(default)]
    #[schema(max_length = 500)]
    doel: String,
}

/// Blader door taken.
#[utoipa::path(get, path = "/taken", operation_id = "takenLijst", tag = TAG, params(TakenVraag),
    responses((status = 200, description = "Een bladzijde van de taken.", body = Taken,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(asked): Query<TakenVraag>,
) -> Answer {
    let page = Page::of(asked.page, asked.page_size);
    let message = pb::ListTasksRequest {
        page: Some(page.wire()),
        role: asked.rol.map(|role| role.wire().to_owned()).unwrap_or_default(),
        state: asked.status.map(|state| state.wire().to_owned()).unwrap_or_default(),
        case_id: asked.zaak_id.map(|case| case.to_string()).unwrap_or_default(),
        due_by: day_or_empty(asked.uiterlijk_op),
        mine: asked.mijn,
        free_for_me: asked.vrij,
        person: asked.medewerker.unwrap_or_default(),
        kind: asked.soort.map(|kind| kind.wire().to_owned()).unwrap_or_default(),
        area: asked.gebied,
        late: asked.te_laat,
        sort: asked.volgorde.map(|sort| sort.wire().to_owned()).unwrap_or_default(),
        descending: asked.aflopend,
    };
    let found = client(&app).list_tasks(acting.asks(message)?).await?.into_inner();
    let body = Taken { totaal: found.total, taken: found.tasks.into_iter().map(Into::into).collect() };
    Ok(page.answer(&uri, found.total, body))
}

/// Pak een taak op.
#[utoipa::path(post, path = "/taken/{taakId}/claims", operation_id = "taakOppakken", tag = TAG,
    params(("taakId" = Uuid, Path, description = "Kenmerk van de taak.")),
    responses((status = 204, description = "De taak is van u.")))]
pub(crate) async fn claim(State(app): State<Arc<App>>, acting: Acting, Key(task): Key<Uuid>) -> Answer {
    client(&app).claim_task(acting.does(pb::ClaimTaskRequest { task_id: task.to_string() })?).await?;
    Ok(done())
}

/// Geef een taak terug die u of een medewerker had opgepakt.
#[utoipa::path(post, path = "/taken/{taakId}/teruggaven", operation_id = "taakTeruggeven", tag = TAG,
    params(("taakId" = Uuid, Path, description = "Kenmerk van de taak.")),
    request_body = NieuweTeruggave,
    responses((status = 204, description = "De taak is weer vrij.")))]
pub(crate) async fn release(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(task): Key<Uuid>,
    Input(form): Input<NieuweTeruggave>,
) -> Answer {
    let message = pb::ReleaseTaskRequest { task_id: task.to_string(), reason: form.reden };
    client(&app).release_task(acting.does(message)?).await?;
    Ok(done())
}

/// Draag een taak over aan een collega of aan een rol.
#[utoipa::path(post, path = "/taken/{taakId}/overdrachten", operation_id = "taakOverdragen", tag = TAG,
    params(("taakId" = Uuid, Path, description = "Kenmerk van de taak.")),
    request_body = NieuweOverdracht,
    responses((status = 204, description = "Overgedragen.")))]
pub(crate) async fn hand_over(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(task): Key<Uuid>,
    Input(form): Input<NieuweOverdracht>,
) -> Answer {
    let message = pb::HandOverTaskRequest {
        task_id: task.to_string(),
        person: form.medewerker,
        role: form.rol.map(|role| role.wire().to_owned()).unwrap_or_default(),
        reason: form.reden,
    };
    client(&app).hand_over_task(acting.does(message)?).await?;
    Ok(done())
}

/// Rond een taak af die geen eigen vorm heeft.
#[utoipa::path(post, path = "/taken/{taakId}/afrondingen", operation_id = "taakAfronden", tag = TAG,
    params(("taakId" = Uuid, Path, description = "Kenmerk van de taak.")),
    request_body = NieuweAfronding,
    responses((status = 204, description = "Afgerond.")))]
pub(crate) async fn complete(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(task): Key<Uuid>,
    Input(form): Input<NieuweAfronding>,
) -> Answer {
    let message = pb::CompleteTaskRequest {
        task_id: task.to_string(),
        result: form.resultaat,
        on_behalf_of: form.namens,
        passed_to: form.doorgegeven_aan,
        purpose: form.doel,
    };
    client(&app).complete_task(acting.does(message)?).await?;
    Ok(done())
}
