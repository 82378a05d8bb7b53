//! Loads and saves processes, many at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, TaskId};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::absences;
use super::entity::{case, task};
use crate::actor::{Input, Versioned, World};
use crate::model::{Ended, Process, SCHEMA, TaskChange, TaskState};

/// Loads and locks the processes that these inputs need.
pub async fn load(tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
    let tasks: BTreeSet<Uuid> =
        inputs.iter().filter_map(|input| input.task()).map(|task| task.uuid()).collect();
    let task_cases = cases_of(tx, tasks).await?;
    let mut ids: BTreeSet<Uuid> =
        inputs.iter().filter_map(|input| input.case()).map(|case| case.uuid()).collect();
    ids.extend(inputs.iter().filter_map(|input| input.other_case()).map(|case| case.uuid()));
    ids.extend(task_cases.values().map(CaseId::uuid));
    let absences = absences::load(tx, inputs).await?;
    if ids.is_empty() {
        return Ok(World { absences, ..World::default() });
    }
    let rows = case::Entity::find()
        .filter(among(tx.get_database_backend(), case::Column::CaseId, ids))
        .order_by_asc(case::Column::CaseId)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    let cases = rows
        .into_iter()
        .map(|row| {
            let version = row.version;
            Ok((row.case_id.into(), Versioned { process: read(&row)?, version }))
        })
        .collect::<Result<BTreeMap<CaseId, Versioned>, StoreError>>()?;
    let open: BTreeSet<TaskId> =
        cases.values().flat_map(|versioned| &versioned.process.tasks).map(|task| task.id).collect();
    let closed = task_cases.keys().filter(|task| !open.contains(*task)).map(|task| task.uuid());
    let ended = ended(tx, closed.collect()).await?;
    Ok(World { cases, task_cases, ended, absences, ..World::default() })
}

/// How tasks ended. Their cases are locked, and what is not open any more stays as it is.
async fn ended(tx: &Tx, tasks: BTreeSet<Uuid>) -> Result<BTreeMap<TaskId, Ended>, StoreError> {
    if tasks.is_empty() {
        return Ok(BTreeMap::new());
    }
    let asked = among(tx.get_database_backend(), task::Column::TaskId, tasks);
    let rows = task::Entity::find().filter(asked).all(tx).await?;
    let read = |row: task::Model| {
        let ended = Ended { state: TaskState::from_code(&row.state)?, by: row.done_by, on: row.done_on? };
        Some((row.task_id.into(), ended))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Of which case each task is, which never changes: no lock is needed.
async fn cases_of(tx: &Tx, tasks: BTreeSet<Uuid>) -> Result<BTreeMap<TaskId, CaseId>, StoreError> {
    if tasks.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(Uuid, Uuid)> = task::Entity::find()
        .select_only()
        .column(task::Column::TaskId)
        .column(task::Column::CaseId)
        .filter(among(tx.get_database_backend(), task::Column::TaskId, tasks))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(task, case)| (task.into(), case.into())).collect())
}

/// The process of a row. One of a newer form is not guessed at: whatever needs it is parked.
pub(super) fn read(row: &case::Model) -> Result<Process, StoreError> {
    if row.schema > i32::from(SCHEMA) {
        let reason = format!("its schema {} is newer than {SCHEMA}", row.schema);
        return Err(StoreError::unreadable("cases", row.case_id, reason));
    }
    serde_json::from_str(&row.state).map_err(|error| {
        // The place and never the text.
        let reason = format!("JSON at line {}, column {}", error.line(), error.column());
        StoreError::unreadable("cases", row.case_id, reason)
    })
}

/// Writes what changed.
pub fn save(mut world: World) -> Result<Writes, StoreError> {
    let mut writes = Writes::default();
    absences::save(&mut world, &mut writes);
    let of_case = |process: &Process| OfCase {
        number: process.number().to_owned(),
        municipality: process.municipality.to_string(),
        area: process.area.into(),
    };
    let cases: BTreeMap<CaseId, OfCase> = world
        .tasks
        .values()
        .filter_map(|(case, _)| world.cases.get(case).map(|versioned| (*case, of_case(&versioned.process))))
        .collect();
    let rows = world
        .changed
        .iter()
        .filter_map(|case| world.cases.remove(case))
        .map(row)
        .collect::<Result<Vec<_>, _>>()?;
    {
        use case::Column::{
            AppliedOn, Area, Category, ClosedBecause, ClosedOn, Direction, NextDue, Number, Schema, Stage,
            State, Version, WaitsSince,
        };
        writes.put(
            rows,
            [
                Number,
                Stage,
                Category,
                Direction,
                Area,
                AppliedOn,
                ClosedOn,
                ClosedBecause,
                NextDue,
                WaitsSince,
                Version,
                Schema,
                State,
            ],
        );
    }
    let tasks = world
        .tasks
        .into_values()
        .filter_map(|(case, change)| cases.get(&case).map(|of| task_row(case, of, change)))
        .collect();
    use task::Column::{Area, ClaimedBy, DoneBy, DoneOn, Due, EscalatedTo, Overdue, Role, State, Subject};
    writes.put(tasks, [Due, State, ClaimedBy, Subject, Overdue, Role, Area, EscalatedTo, DoneBy, DoneOn]);
    Ok(writes)
}

fn row(versioned: Versioned) -> Result<case::ActiveModel, StoreError> {
    let Versioned { process, version } = versioned;
    let state = serde_json::to_string(&process)
        .map_err(|error| StoreError::unreadable("cases", process.case, error))?;
    let assignment = process.category.assignment();
    let closed = process.closed();
    Ok(case::ActiveModel {
        case_id: Set(process.case.uuid()),
        municipality: Set(process.municipality.to_string()),
        number: Set(process.number().to_owned()),
        stage: Set(process.stage().code().into()),
        category: Set(assignment.map(|assignment| assignment.key.clone()).unwrap_or_default()),
        direction: Set(process.direction().map(|direction| direction.code().into()).unwrap_or_default()),
        area: Set(process.area.into()),
        applied_on: Set(process.registration.as_ref().map(|registration| registration.applied_on)),
        closed_on: Set(closed.map(|(day, _)| day)),
        closed_because: Set(closed.map(|(_, reason)| reason.into()).unwrap_or_default()),
        next_due: Set(process.next_due()),
        waits_since: Set(waits_since(&process)),
        version: Set(version),
        schema: Set(SCHEMA.into()),
        state: Set(state),
    })
}

/// The day from which the case waits for an answer. What an operator parked waits since the day before, so that it is seen
/// on the day itself.
fn waits_since(process: &Process) -> Option<chrono::NaiveDate> {
    let parked = process.parked.iter().map(|parking| parking.since.pred_opt().unwrap_or(parking.since));
    process.awaited().into_iter().map(|(_, since)| since).chain(parked).min()
}

/// What the row of a task says of its case.
struct OfCase {
    number: String,
    municipality: String,
    area: i64,
}

fn task_row(case: CaseId, of: &OfCase, change: TaskChange) -> task::ActiveModel {
    let TaskChange { task, state, done_by, done_on } = change;
    task::ActiveModel {
        task_id: Set(task.id.uuid()),
        case_id: Set(case.uuid()),
        case_number: Set(of.number.clone()),
        municipality: Set(of.municipality.clone()),
        kind: Set(task.kind.code().into()),
        role: Set(task.role.code().into()),
        due: Set(task.due),
        state: Set(state.code().into()),
        claimed_by: Set(task.claimed_by.unwrap_or_default()),
        subject: Set(task.subject),
        opened_on: Set(task.opened_on),
        overdue: Set(task.overdue),
        area: Set(of.area),
        escalated_to: Set(between_commas(&task.escalated_to)),
        not_by: Set(task.not_by.unwrap_or_default()),
        done_by: Set(done_by),
        done_on: Set(done_on),
    }
}

/// So that a whole role can be searched for.
fn between_commas(roles: &[domain::Role]) -> String {
    let mut text = String::new();
    for role in roles {
        text.push(',');
        text.push_str(role.code());
    }
    if !text.is_empty() {
        text.push(',');
    }
    text
}
