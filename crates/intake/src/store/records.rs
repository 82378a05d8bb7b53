//! What was done at the gate and at intake. Rows are only ever added, under the lock of their application.

use std::collections::{BTreeMap, BTreeSet};

use domain::CaseId;
use messaging::StoreError;
use messaging::rows::{Writes, among};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::entity::gate_records::{ActiveModel, Column, Entity, Model};
use crate::model::Record;

/// Every record of these cases, oldest first.
pub async fn load<C: ConnectionTrait>(
    db: &C,
    cases: &BTreeSet<Uuid>,
) -> Result<BTreeMap<CaseId, Vec<Record>>, StoreError> {
    let mut all: BTreeMap<CaseId, Vec<Record>> = BTreeMap::new();
    if cases.is_empty() {
        return Ok(all);
    }
    all.extend(cases.iter().map(|case| (CaseId::new(*case), Vec::new())));
    let rows = Entity::find()
        .filter(among(db.get_database_backend(), Column::CaseId, cases.iter().copied()))
        .order_by_asc(Column::CaseId)
        .order_by_asc(Column::Number)
        .all(db)
        .await?;
    for row in rows {
        let record = record(row)?;
        all.entry(record.case).or_default().push(record);
    }
    Ok(all)
}

fn record(row: Model) -> Result<Record, StoreError> {
    // The place in the text is told, never the text.
    let at_column = |error: serde_json::Error| {
        StoreError::unreadable("gate_records", row.case_id, format!("at column {}", error.column()))
    };
    Ok(Record {
        case: CaseId::new(row.case_id),
        number: row.number,
        day: row.day,
        at: row.at,
        about: serde_json::from_str(&row.about).map_err(at_column)?,
        by: row.recorded_by,
        sealed_note: row.note,
    })
}

pub fn add(added: Vec<Record>, writes: &mut Writes) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(added.len());
    for record in added {
        let about = serde_json::to_string(&record.about)
            .map_err(|error| StoreError::unreadable("gate_records", record.case, error))?;
        rows.push(ActiveModel {
            case_id: Set(record.case.uuid()),
            number: Set(record.number),
            day: Set(record.day),
            at: Set(record.at),
            recorded_by: Set(record.by),
            about: Set(about),
            note: Set(record.sealed_note),
        });
    }
    writes.add(rows);
    Ok(())
}
