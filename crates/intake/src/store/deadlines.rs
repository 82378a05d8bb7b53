//! Deadlines as they stand, with the day on which the next thing is due.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Municipality};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::deadlines::{ActiveModel, Column, Entity, Model};
use crate::actor::World;
use crate::model::Deadlines;

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
    serde_json::from_str(&row.state).map_err(|error| unreadable(format!("at column {}", error.column())))
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

/// Cases with something due by `today`, past `after`, by day.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn due_cases(
    db: &DatabaseConnection,
    today: NaiveDate,
    after: Option<(NaiveDate, CaseId)>,
    most: u64,
) -> Result<Vec<(NaiveDate, CaseId)>, StoreError> {
    let mut wanted = Condition::all().add(Column::WakesOn.lte(today));
    if let Some((day, case)) = after {
        let same_day = Condition::all().add(Column::WakesOn.eq(day)).add(Column::CaseId.gt(case.uuid()));
        wanted = wanted.add(Condition::any().add(Column::WakesOn.gt(day)).add(same_day));
    }
    let rows: Vec<(NaiveDate, Uuid)> = Entity::find()
        .select_only()
        .column(Column::WakesOn)
        .column(Column::CaseId)
        .filter(wanted)
        .order_by_asc(Column::WakesOn)
        .order_by_asc(Column::CaseId)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(day, case)| (day, case.into())).collect())
}

/// The next day something is due, today or before included.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn next_due(db: &DatabaseConnection) -> Result<Option<NaiveDate>, StoreError> {
    let first: Option<NaiveDate> = Entity::find()
        .select_only()
        .column(Column::WakesOn)
        .filter(Column::WakesOn.is_not_null())
        .order_by_asc(Column::WakesOn)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(first)
}
