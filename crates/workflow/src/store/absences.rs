//! People who are away, and the cases with tasks that they still have.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Municipality};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::entity::{absence, task};
use crate::actor::{Input, World};
use crate::model::{Absence, TaskState};

/// The absences that these inputs must know. They are read after the cases are locked and locked by nobody: the loop
/// that takes tasks from who is away sees what came in between.
pub(super) async fn load(tx: &Tx, inputs: &[&Input]) -> Result<BTreeMap<Uuid, Absence>, StoreError> {
    let people: BTreeSet<&str> = inputs.iter().flat_map(|input| input.people()).collect();
    let ids: BTreeSet<Uuid> = inputs.iter().filter_map(|input| input.absence()).collect();
    if people.is_empty() && ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let backend = tx.get_database_backend();
    let mut asked = Condition::any();
    if !people.is_empty() {
        asked = asked.add(among(backend, absence::Column::Person, people));
    }
    if !ids.is_empty() {
        asked = asked.add(among(backend, absence::Column::AbsenceId, ids));
    }
    let rows = absence::Entity::find().filter(asked).all(tx).await?;
    rows.into_iter().map(|row| read(row).map(|absence| (absence.id, absence))).collect()
}

fn read(row: absence::Model) -> Result<Absence, StoreError> {
    let municipality = row
        .municipality
        .parse()
        .map_err(|_| StoreError::unreadable("absences", row.absence_id, "its municipality"))?;
    Ok(Absence {
        id: row.absence_id,
        municipality,
        person: row.person,
        from_day: row.from_day,
        until_day: row.until_day,
        deputy: Some(row.deputy).filter(|deputy| !deputy.is_empty()),
        recorded_by: row.recorded_by,
    })
}

pub(super) fn save(world: &mut World, writes: &mut Writes) {
    let changed = std::mem::take(&mut world.absences_changed);
    let rows =
        changed.iter().filter_map(|id| world.absences.remove(id)).map(|absence| absence::ActiveModel {
            absence_id: Set(absence.id),
            municipality: Set(absence.municipality.to_string()),
            person: Set(absence.person),
            from_day: Set(absence.from_day),
            until_day: Set(absence.until_day),
            deputy: Set(absence.deputy.unwrap_or_default()),
            recorded_by: Set(absence.recorded_by),
        });
    writes.put(rows.collect(), [absence::Column::UntilDay]);
}

/// Absences of a municipality that are not over, in order of their first day.
pub async fn list_absences(
    db: &DatabaseConnection,
    municipality: &Municipality,
    today: NaiveDate,
) -> Result<Vec<Absence>, StoreError> {
    let rows = absence::Entity::find()
        .filter(absence::Column::Municipality.eq(municipality.to_string()))
        .filter(absence::Column::UntilDay.gte(today))
        .order_by_asc(absence::Column::FromDay)
        .order_by_asc(absence::Column::Person)
        .all(db)
        .await?;
    // One that was taken back before it began covers no day.
    let rows = rows.into_iter().filter(|row| row.from_day <= row.until_day);
    rows.map(read).collect()
}

/// A case with tasks of someone who is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub case: CaseId,
    pub person: String,
    pub deputy: Option<String>,
}

/// Cases of which someone who is away on this day has a task, each with who has it.
pub async fn held_by_absent(db: &DatabaseConnection, today: NaiveDate) -> Result<Vec<Held>, StoreError> {
    let rows: Vec<(Uuid, String, String)> = claimed_by_absent(today)
        .select_only()
        .column(task::Column::CaseId)
        .column(absence::Column::Person)
        .column(absence::Column::Deputy)
        .distinct()
        .filter(absence::Column::FromDay.lte(today))
        .order_by_asc(task::Column::CaseId)
        .into_tuple()
        .all(db)
        .await?;
    let held = rows.into_iter().map(|(case, person, deputy)| Held {
        case: case.into(),
        person,
        deputy: Some(deputy).filter(|deputy| !deputy.is_empty()),
    });
    Ok(held.collect())
}

/// The first day on which someone who has tasks is away; `None` when nobody will be.
pub async fn next_absence(
    db: &DatabaseConnection,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, StoreError> {
    let first: Option<NaiveDate> = claimed_by_absent(today)
        .select_only()
        .column(absence::Column::FromDay)
        // One that was taken back before it began covers no day.
        .filter(Expr::col(absence::Column::FromDay).lte(Expr::col(absence::Column::UntilDay)))
        .order_by_asc(absence::Column::FromDay)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(first.map(|from| Ord::max(from, today)))
}

/// Tasks that someone has with an absence that is not over.
fn claimed_by_absent(today: NaiveDate) -> Select<task::Entity> {
    let of_the_same = task::Entity::belongs_to(absence::Entity)
        .from(task::Column::ClaimedBy)
        .to(absence::Column::Person)
        .on_condition(|task, absence| {
            let here = Expr::col((task, task::Column::Municipality));
            here.equals((absence, absence::Column::Municipality)).into_condition()
        });
    task::Entity::find()
        .join(JoinType::InnerJoin, of_the_same.into())
        .filter(task::Column::State.eq(TaskState::Claimed.code()))
        .filter(absence::Column::UntilDay.gte(today))
}
