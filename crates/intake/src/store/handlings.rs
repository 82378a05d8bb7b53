//! How applications are handled, as it stands.

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Municipality};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::entity::handlings::{ActiveModel, Column, Entity, Model};
use crate::actor::World;
use crate::model::Handling;

/// Version of the text in `state`.
const SCHEMA: i32 = 1;

/// Those of these cases.
pub async fn load(tx: &Tx, cases: &BTreeSet<Uuid>) -> Result<BTreeMap<CaseId, Handling>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = Entity::find()
        .filter(among(tx.get_database_backend(), Column::CaseId, cases.iter().copied()))
        .order_by_asc(Column::CaseId)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.iter().map(|row| handling(row).map(|handling| (handling.case, handling))).collect()
}

fn handling(row: &Model) -> Result<Handling, StoreError> {
    let unreadable = |reason: String| StoreError::unreadable("handlings", row.case_id, reason);
    if row.schema != SCHEMA {
        return Err(unreadable(format!("has schema {}", row.schema)));
    }
    // The place in the text is told, never the text.
    serde_json::from_str(&row.state).map_err(|error| unreadable(format!("at column {}", error.column())))
}

pub fn save(world: &World, writes: &mut Writes) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(world.changed_handlings.len());
    for handling in world.changed_handlings.iter().filter_map(|case| world.handlings.get(case)) {
        let state = serde_json::to_string(handling)
            .map_err(|error| StoreError::unreadable("handlings", handling.case, error))?;
        rows.push(ActiveModel {
            case_id: Set(handling.case.uuid()),
            municipality: Set(handling.municipality.to_string()),
            version: Set(handling.version),
            schema: Set(SCHEMA),
            state: Set(state),
        });
    }
    writes.put(rows, [Column::Version, Column::Schema, Column::State]);
    Ok(())
}

/// How one case of a municipality is handled; `None` when nothing was found or decided yet.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or the row cannot be read.
pub async fn handling_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<Handling>, StoreError> {
    let row = Entity::find_by_id(case.uuid())
        .filter(Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    row.as_ref().map(handling).transpose()
}
