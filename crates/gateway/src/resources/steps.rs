use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use domain::Refusal;
use proto::workflow::v1 as pb;
use serde::{Deserialize, Serialize};
use tonic::Code;
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::client;
use super::{Answer, day, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::problem::Problem;
use crate::words::{Besluitsoort, Stapbewijs, Word};

const TAG: &str = "Zaken";

/// De stappen die vóór elk besluit nodig zijn, en het bewijs dat zij zijn gezet.
#[derive(Serialize, ToSchema)]
pub(crate) struct Stappen {
    besluiten: Vec<Besluitstappen>,
}

/// De stappen vóór één besluit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Besluitstappen {
    besluit: Besluitsoort,
    /// Het besluit is aan de beurt en wacht op de stappen die nog ontbreken.
    wacht: bool,
    stappen: Vec<Stap>,
    /// Document en paragraaf van het beleid.
    bron: String,
}

/// Een stap vóór een besluit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stap {
    /// Vaste sleutel in het beleid.
    stap: String,
    omschrijving: String,
    /// Ontbreekt bij een aanwijzing waarop geen besluit wacht.
    #[serde(skip_serializing_if = "Option::is_none")]
    blijkt_uit: Option<Stapbewijs>,
    gezet: bool,
    /// In deze zaak is er niets om de stap op te zetten, zoals een zoektermijn. Het besluit wacht er niet op.
    niet_nodig: bool,
    /// Waarom zij niet nodig is.
    #[serde(skip_serializing_if = "Option::is_none")]
    niet_nodig_want: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gezet_op: Option<NaiveDate>,
    /// Wie de stap vastlegde.
    #[serde(skip_serializing_if = "Option::is_none")]
    vastgelegd_door: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    toelichting: Option<String>,
}

impl From<pb::Step> for Stap {
    fn from(wire: pb::Step) -> Self {
        Self {
            stap: wire.key,
            omschrijving: wire.label,
            blijkt_uit: Stapbewijs::known(&wire.proof),
            gezet: !wire.shown_on.is_empty(),
            niet_nodig: wire.not_needed,
            niet_nodig_want: some(wire.not_needed_because),
            gezet_op: day(&wire.shown_on),
            vastgelegd_door: some(wire.recorded_by),
            toelichting: some(wire.note),
        }
    }
}

/// Wat er van de stap kwam.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweStap {
    /// In gewone taal; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    toelichting: String,
}

/// Lees welke stappen vóór elk besluit nodig zijn, en of zij zijn gezet.
#[utoipa::path(get, path = "/zaken/{zaakId}/stappen", operation_id = "stappenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De stappen.", body = Stappen)))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetStepsRequest { case: case.to_string() };
    let found = client(&app).get_steps(acting.asks(message)?).await?.into_inner();
    let read = |wire: pb::DecisionSteps| Besluitstappen {
        besluit: Besluitsoort::of_wire(&wire.decision),
        wacht: wire.waits,
        stappen: wire.steps.into_iter().map(Into::into).collect(),
        bron: wire.source,
    };
    Ok(Json(Stappen { besluiten: found.decisions.into_iter().map(read).collect() }).into_response())
}

/// Leg vast dat u een stap hebt gezet die nergens anders uit blijkt.
#[utoipa::path(post, path = "/zaken/{zaakId}/stappen/{stap}/vastleggingen", operation_id = "stapVastleggen",
    tag = TAG, params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("stap" = String, Path, description = "Sleutel van de stap in het beleid.")),
    request_body = NieuweStap,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn record(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, step)): Key<(Uuid, String)>,
    Input(form): Input<NieuweStap>,
) -> Answer {
    let message = pb::RecordStepRequest { case_id: case.to_string(), step, note: form.toelichting };
    client(&app).record_step(acting.does(message)?).await?;
    Ok(done())
}

/// Whoever decides while steps are missing hears which. That nothing can be decided does not rest on this: what waits
/// for steps was never asked of the service that decides.
pub(super) async fn must_be_taken(
    app: &App,
    acting: &Acting,
    case: Uuid,
    decision: &str,
) -> Result<(), Problem> {
    let message = pb::GetStepsRequest { case: case.to_string() };
    let found = match client(app).get_steps(acting.asks(message)?).await {
        Ok(found) => found.into_inner(),
        // A case that workflow has not heard of yet is for the service that decides to know.
        Err(status) if status.code() == Code::NotFound => return Ok(()),
        Err(status) => return Err(status.into()),
    };
    let waits = found.decisions.iter().filter(|one| one.waits && one.decision == decision);
    let steps = waits.flat_map(|one| &one.steps);
    let missing: Vec<_> = steps
        .filter(|step| !step.proof.is_empty() && step.shown_on.is_empty() && !step.not_needed)
        .map(|step| step.label.as_str())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let reason = format!("Vóór dit besluit zijn nog stappen nodig: {}", missing.join(" "));
    Err(service::refusal_status(&Refusal::precondition("steps-missing", reason)).into())
}
