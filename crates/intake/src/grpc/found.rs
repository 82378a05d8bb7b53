//! A case that someone asks for, as it stands. One of another municipality is not found, like one that does not exist.

use domain::{Caller, Refusal};
use messaging::Engine;
use service::{refusal_status, status_of_store};
use tonic::Status;

use crate::actor::IntakeActor;
use crate::model::Handling;
use crate::store::{self, Past};

/// All that was said in a case.
pub(super) async fn past_of(
    engine: &Engine<IntakeActor>,
    caller: &Caller,
    case_id: &str,
) -> Result<Past, Status> {
    let unknown = || refusal_status(&Refusal::not_found("zaak"));
    let case = case_id.parse().map_err(|_| unknown())?;
    store::past_of(engine.db(), &caller.municipality, case)
        .await
        .map_err(|error| status_of_store(&error))?
        .ok_or_else(unknown)
}

/// That, and how the case is handled; nothing was found or decided of a case that nobody handled yet.
pub(super) async fn handled(
    engine: &Engine<IntakeActor>,
    caller: &Caller,
    case_id: &str,
) -> Result<(Past, Handling), Status> {
    let past = past_of(engine, caller, case_id).await?;
    let handling = store::handling_of(engine.db(), &caller.municipality, past.application.case)
        .await
        .map_err(|error| status_of_store(&error))?
        .unwrap_or_else(|| Handling::of(&past.application));
    Ok((past, handling))
}
