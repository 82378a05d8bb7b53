//! What is known of a client who is seen again. Locks nothing.

use domain::{CaseId, Municipality, PersonId};
use messaging::StoreError;
use sea_orm::DatabaseConnection;

use super::{Past, cases_of, deadlines_of, handling_of, past_of, person_with, records_of};
use crate::model::{Application, Deadlines, Handling, Record};
use crate::vault::BlindIndex;

/// Someone who was here before.
pub struct Client {
    pub person: PersonId,
    /// Their cases, alone or with a partner, the newest first.
    pub cases: Vec<Application>,
    /// The one that runs.
    pub running: Option<RunningCase>,
}

/// A case with everything that was said and done in it.
pub struct RunningCase {
    pub past: Past,
    pub records: Vec<Record>,
    pub handling: Option<Handling>,
    pub deadlines: Option<Deadlines>,
}

/// The client of an index; `None` when nobody of it was here.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn client_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    index: BlindIndex,
) -> Result<Option<Client>, StoreError> {
    let Some(person) = person_with(db, municipality, index).await? else { return Ok(None) };
    let cases = cases_of(db, municipality, index).await?;
    let open = cases.iter().find(|one| one.stage.is_open() && one.is_of(person)).map(|one| one.case);
    let running = match open {
        Some(case) => running(db, municipality, case).await?,
        None => None,
    };
    Ok(Some(Client { person, cases, running }))
}

async fn running(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<RunningCase>, StoreError> {
    let Some(past) = past_of(db, municipality, case).await? else { return Ok(None) };
    let records = records_of(db, municipality, case).await?.unwrap_or_default();
    let handling = handling_of(db, municipality, case).await?;
    let deadlines = deadlines_of(db, municipality, case).await?;
    Ok(Some(RunningCase { past, records, handling, deadlines }))
}
