//! What was stated in a case. Rows are only ever added, under the lock of their application.

use std::collections::{BTreeMap, BTreeSet};

use domain::CaseId;
use messaging::StoreError;
use messaging::rows::{Writes, among};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::entity::statements::{ActiveModel, Column, Entity, Model};
use crate::model::{Statement, StatementKind};

/// Everything that was stated in these cases, oldest first.
pub async fn load<C: ConnectionTrait>(
    db: &C,
    cases: &BTreeSet<Uuid>,
) -> Result<BTreeMap<CaseId, Vec<Statement>>, StoreError> {
    let mut all: BTreeMap<CaseId, Vec<Statement>> = BTreeMap::new();
    if cases.is_empty() {
        return Ok(all);
    }
    let rows = Entity::find()
        .filter(among(db.get_database_backend(), Column::CaseId, cases.iter().copied()))
        .order_by_asc(Column::CaseId)
        .order_by_asc(Column::Number)
        .all(db)
        .await?;
    for row in rows {
        let statement = statement(row)?;
        all.entry(statement.case).or_default().push(statement);
    }
    Ok(all)
}

fn statement(row: Model) -> Result<Statement, StoreError> {
    // The place in the text is told, never the text.
    let unreadable = |reason: String| StoreError::unreadable("statements", row.case_id, reason);
    let at_column = |error: serde_json::Error| unreadable(format!("at column {}", error.column()));
    Ok(Statement {
        case: CaseId::new(row.case_id),
        number: row.number,
        kind: StatementKind::try_from(row.kind.as_str()).map_err(|()| unreadable("has no kind".into()))?,
        day: row.day,
        at: row.at,
        claims: serde_json::from_str(&row.claims).map_err(at_column)?,
        verified: serde_json::from_str(&row.verified).map_err(at_column)?,
        by: row.stated_by,
        sealed_note: row.note,
    })
}

pub fn add(added: Vec<Statement>, writes: &mut Writes) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(added.len());
    for statement in added {
        let unwritable = |error| StoreError::unreadable("statements", statement.case, error);
        rows.push(ActiveModel {
            case_id: Set(statement.case.uuid()),
            number: Set(statement.number),
            kind: Set(statement.kind.code().into()),
            day: Set(statement.day),
            at: Set(statement.at),
            claims: Set(serde_json::to_string(&statement.claims).map_err(unwritable)?),
            verified: Set(serde_json::to_string(&statement.verified).map_err(unwritable)?),
            stated_by: Set(statement.by),
            note: Set(statement.sealed_note),
        });
    }
    writes.add(rows);
    Ok(())
}
