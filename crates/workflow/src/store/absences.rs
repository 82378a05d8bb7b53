//! People who are away, and the cases with tasks that they still have.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Municipality};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
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

/// Cases of which someone who is away on this day has a task.
pub async fn held_by_absent(db: &DatabaseConnection, today: NaiveDate) -> Result<Vec<Held>, StoreError> {
    let mut held = Vec::new();
    for absence in not_over(db, today).await?.into_iter().filter(|absence| absence.covers(today)) {
        for case in claimed(db, &absence).await? {
            held.push(Held { case, person: absence.person.clone(), deputy: absence.deputy.clone() });
        }
    }
    Ok(held)
}

/// The first day on which someone who has tasks is away; `None` when nobody will be.
pub async fn next_absence(
    db: &DatabaseConnection,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, StoreError> {
    for absence in not_over(db, today).await? {
        if absence.from_day <= absence.until_day && !claimed(db, &absence).await?.is_empty() {
            return Ok(Some(absence.from_day.max(today)));
        }
    }
    Ok(None)
}

async fn not_over(db: &DatabaseConnection, today: NaiveDate) -> Result<Vec<Absence>, StoreError> {
    let rows = absence::Entity::find()
        .filter(absence::Column::UntilDay.gte(today))
        .order_by_asc(absence::Column::FromDay)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

async fn claimed(db: &DatabaseConnection, absence: &Absence) -> Result<Vec<CaseId>, StoreError> {
    let cases: Vec<Uuid> = task::Entity::find()
        .select_only()
        .column(task::Column::CaseId)
        .distinct()
        .filter(task::Column::ClaimedBy.eq(&absence.person))
        .filter(task::Column::State.eq(TaskState::Claimed.code()))
        .filter(task::Column::Municipality.eq(absence.municipality.to_string()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(cases.into_iter().map(Into::into).collect())
}
