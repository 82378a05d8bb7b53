//! Deadlines as they stand, with the day on which the next thing is due.

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Municipality};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx, Wakes};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use service::Wakeful;
use uuid::Uuid;

use super::entity::deadlines::{ActiveModel, Column, Entity, Model};
use crate::actor::{Input, IntakeActor, World};
use crate::model::Deadlines;

/// The day on which the next thing is due.
pub const WAKES: Wakes<Entity> = Wakes { day: Column::WakesOn, case: Column::CaseId };

impl Wakeful for IntakeActor {
    type Table = Entity;
    const WAKES: Wakes<Entity> = WAKES;

    async fn time_passes(_: &DatabaseConnection, case: CaseId) -> Result<Option<Input>, StoreError> {
        Ok(Some(Input::TimePassed { case }))
    }
}

/// Version of the text in `state`.
const SCHEMA: i32 = 1;

/// Those of these cases.
pub async fn load(tx: &Tx, cases: &BTreeSet<Uuid>) -> Result<BTreeMap<CaseId, Deadlines>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = Entity::find()
        .filter(among(tx.get_database_backend(), Column::CaseId, cases.iter().copied()))
        .order_by_asc(Column::CaseId)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.iter().map(|row| deadlines(row).map(|deadlines| (deadlines.case, deadlines))).collect()
}

fn deadlines(row: &Model) -> Result<Deadlines, StoreError> {
    let unreadable = |reason: String| StoreError::unreadable("deadlines", row.case_id, reason);
    if row.schema != SCHEMA {
        return Err(unreadable(format!("has schema {}", row.schema)));
    }
    // The place in the text is told, never the text.
    let state = serde_json::from_str(&row.state);
    let stored: Deadlines = state.map_err(|error| unreadable(format!("at column {}", error.column())))?;
    Ok(Deadlines { wakes_on: row.wakes_on, ..stored })
}

pub fn save(world: &World, writes: &mut Writes) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(world.changed_deadlines.len());
    for deadlines in world.changed_deadlines.iter().filter_map(|case| world.deadlines.get(case)) {
        let state = serde_json::to_string(deadlines)
            .map_err(|error| StoreError::unreadable("deadlines", deadlines.case, error))?;
        rows.push(ActiveModel {
            case_id: Set(deadlines.case.uuid()),
            municipality: Set(deadlines.municipality.to_string()),
            wakes_on: Set(deadlines.wakes_on),
            version: Set(deadlines.version),
            schema: Set(SCHEMA),
            state: Set(state),
        });
    }
    writes.put(rows, [Column::WakesOn, Column::Version, Column::Schema, Column::State]);
    Ok(())
}

/// The deadlines of one case of a municipality.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or the row cannot be read.
pub async fn deadlines_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<Deadlines>, StoreError> {
    let row = Entity::find_by_id(case.uuid())
        .filter(Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    row.as_ref().map(deadlines).transpose()
}
