use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::Role;
use proto::workflow::v1 as pb;
use serde::{Deserialize, Serialize};
use tonic::{Code, Status};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::client;
use super::{Answer, stuck};
use crate::App;
use crate::acting::Acting;
use crate::input::Input;

const TAG: &str = "Beheer";

/// Welke zaken worden geparkeerd of hervat.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweParkering {
    #[schema(max_items = 100)]
    zaken: Vec<Uuid>,
    /// Alleen laten zien wat er zou gebeuren.
    #[serde(default)]
    proef: bool,
    /// In gewone taal; dit komt in het verhaal van elke zaak.
    #[schema(min_length = 1, max_length = 2000)]
    reden: String,
}

/// Wat er voor elke zaak gebeurde, of zou gebeuren.
#[derive(Serialize, ToSchema)]
pub(crate) struct Parkeringen {
    zaken: Vec<GeparkeerdeZaak>,
}

/// Wat er voor een zaak gebeurde.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GeparkeerdeZaak {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// De zaak was al geparkeerd.
    was_geparkeerd: bool,
    /// Berichten die kwamen terwijl de zaak geparkeerd was, en die nu worden verwerkt.
    bewaard: u32,
    /// Geparkeerde berichten die opnieuw zijn aangeboden.
    opnieuw_aangeboden: u32,
    /// Daarvan opnieuw geparkeerd.
    opnieuw_geparkeerd: u32,
    /// De zaak is hier niet bekend.
    onbekend: bool,
}

impl GeparkeerdeZaak {
    const fn of(case: String) -> Self {
        Self {
            zaak_id: case,
            was_geparkeerd: false,
            bewaard: 0,
            opnieuw_aangeboden: 0,
            opnieuw_geparkeerd: 0,
            onbekend: false,
        }
    }
}

/// A case that is not known here is no fault.
fn known<T>(answer: Result<tonic::Response<T>, Status>) -> Result<Option<T>, Status> {
    match answer {
        Ok(answer) => Ok(Some(answer.into_inner())),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(status),
    }
}

/// Parkeer zaken: er gebeurt niets aan tot zij worden hervat. Wat diensten erover melden, wordt bewaard.
#[utoipa::path(post, path = "/beheer/vastgelopen-zaken/parkeringen", operation_id = "zakenParkeren", tag = TAG,
    request_body = NieuweParkering,
    responses((status = 200, description = "Wat er voor elke zaak gebeurde.", body = Parkeringen)))]
pub(crate) async fn park(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweParkering>,
) -> Answer {
    acting.require(&[Role::Operator])?;
    let mut zaken = Vec::with_capacity(form.zaken.len());
    for case in form.zaken.iter().copied().collect::<BTreeSet<Uuid>>() {
        let case_id = case.to_string();
        let message = pb::ParkCaseRequest { case_id, reason: form.reden.clone(), dry_run: form.proef };
        // Each case is a request of its own: one idempotency key would make them the same.
        let done = known(client(&app).park_case(acting.asks(message)?).await)?;
        zaken.push(GeparkeerdeZaak {
            was_geparkeerd: done.as_ref().is_some_and(|done| done.was_parked),
            onbekend: done.is_none(),
            ..GeparkeerdeZaak::of(case.to_string())
        });
    }
    Ok(Json(Parkeringen { zaken }).into_response())
}

/// Hervat zaken: wat bewaard is, wordt op volgorde verwerkt, en geparkeerde berichten worden opnieuw aangeboden.
#[utoipa::path(post, path = "/beheer/vastgelopen-zaken/hervattingen", operation_id = "zakenHervatten", tag = TAG,
    request_body = NieuweParkering,
    responses((status = 200, description = "Wat er voor elke zaak gebeurde.", body = Parkeringen)))]
pub(crate) async fn replay(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweParkering>,
) -> Answer {
    acting.require(&[Role::Operator])?;
    let mut waiting = stuck::parked(&app, &acting).await?;
    let mut zaken = Vec::with_capacity(form.zaken.len());
    for case in form.zaken.iter().copied().collect::<BTreeSet<Uuid>>() {
        let case_id = case.to_string();
        let messages = waiting.remove(&case_id).unwrap_or_default();
        let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        let (replayed, again) =
            if form.proef { (count, 0) } else { stuck::replay(&app, &acting, messages).await? };
        let message =
            pb::ReplayCaseRequest { case_id, reason: form.reden.clone(), dry_run: form.proef, replayed };
        let done = known(client(&app).replay_case(acting.asks(message)?).await)?;
        zaken.push(GeparkeerdeZaak {
            was_geparkeerd: done.as_ref().is_some_and(|done| done.was_parked),
            bewaard: done.as_ref().map_or(0, |done| done.kept),
            opnieuw_aangeboden: replayed,
            opnieuw_geparkeerd: again,
            onbekend: done.is_none(),
            ..GeparkeerdeZaak::of(case.to_string())
        });
    }
    Ok(Json(Parkeringen { zaken }).into_response())
}
