use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Municipality};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entity::{assignments, clients};
use crate::actor::World;
use crate::model::{AssignedBy, Assignment, Client};

/// Version of the form in which states are written.
const SCHEMA: i16 = 1;

/// Loads and locks these clients; who is not there is left out.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer, or a row cannot be read back.
pub async fn load(tx: &Tx, cases: &BTreeSet<CaseId>) -> Result<BTreeMap<CaseId, Client>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = clients::Entity::find()
        .filter(among(tx.get_database_backend(), clients::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .order_by_asc(clients::Column::CaseId)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.iter().map(|row| Ok((CaseId::new(row.case_id), read(row)?))).collect()
}

/// A client of this municipality.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer, or the row cannot be read back.
pub async fn find(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<Client>, StoreError> {
    let row = clients::Entity::find_by_id(case.uuid())
        .filter(clients::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &clients::Model) -> Result<Client, StoreError> {
    if row.schema != SCHEMA {
        let reason = format!("its form is {}, this build reads {SCHEMA}", row.schema);
        return Err(StoreError::unreadable("clients", row.case_id, reason));
    }
    serde_json::from_str(&row.state).map_err(|error| StoreError::unreadable("clients", row.case_id, error))
}

/// Saves the clients that changed and adds what was assigned to the history.
///
/// # Errors
///
/// [`StoreError`] when something cannot be written down.
pub fn save(world: World) -> Result<Writes, StoreError> {
    let mut writes = Writes::default();
    let changed = world.changed.iter().filter_map(|case| world.clients.get(case));
    let rows = changed.map(client_row).collect::<Result<Vec<_>, _>>()?;
    use clients::Column::{Category, Schema, State, Version};
    writes.put(rows, [Category, Version, Schema, State]);
    let assigned = world.assigned.iter();
    let rows = assigned
        .map(|(case, municipality, assignment)| assignment_row(*case, municipality, assignment))
        .collect::<Result<Vec<_>, _>>()?;
    writes.add(rows);
    service::steps::save(&mut writes, world.told_steps.into_values())?;
    Ok(writes)
}

fn client_row(client: &Client) -> Result<clients::ActiveModel, StoreError> {
    let wrong = |error: &dyn std::fmt::Display| StoreError::unreadable("clients", client.case, error);
    Ok(clients::ActiveModel {
        case_id: Set(client.case.uuid()),
        municipality: Set(client.municipality.to_string()),
        category: Set(client.category().unwrap_or_default().to_owned()),
        version: Set(i64::try_from(client.version).map_err(|error| wrong(&error))?),
        schema: Set(SCHEMA),
        state: Set(serde_json::to_string(client).map_err(|error| wrong(&error))?),
    })
}

fn assignment_row(
    case: CaseId,
    municipality: &Municipality,
    assignment: &Assignment,
) -> Result<assignments::ActiveModel, StoreError> {
    let state = serde_json::to_string(assignment)
        .map_err(|error| StoreError::unreadable("assignments", assignment.id, error))?;
    Ok(assignments::ActiveModel {
        id: Set(assignment.id),
        case_id: Set(case.uuid()),
        municipality: Set(municipality.to_string()),
        previous: Set(assignment.previous),
        category: Set(assignment.category.key.clone()),
        on_day: Set(assignment.on),
        by_deviation: Set(matches!(assignment.by, AssignedBy::Deviation(_))),
        schema: Set(SCHEMA),
        state: Set(state),
    })
}
