use std::collections::{BTreeMap, BTreeSet};

use domain::CaseId;
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::entity::applications;
use crate::actor::World;
use crate::model::Application;

/// Version of the text in `state`.
const SCHEMA: i32 = 1;

/// The applications of these cases, and the open ones of these people, alone or with a partner; of the `whole` past of some,
/// the ended ones as well.
pub async fn load(
    tx: &Tx,
    cases: &BTreeSet<Uuid>,
    persons: &BTreeSet<Uuid>,
    whole: &BTreeSet<Uuid>,
) -> Result<BTreeMap<CaseId, Application>, StoreError> {
    use applications::Column;
    let mut wanted = Condition::any();
    if !cases.is_empty() {
        wanted = wanted.add(among(tx.get_database_backend(), Column::Id, cases.iter().copied()));
    }
    let theirs = |persons: &BTreeSet<Uuid>| {
        let of_persons = |column| among(tx.get_database_backend(), column, persons.iter().copied());
        Condition::any().add(of_persons(Column::PersonId)).add(of_persons(Column::PartnerId))
    };
    if !persons.is_empty() {
        wanted = wanted.add(Condition::all().add(theirs(persons)).add(Column::IsOpen.eq(true)));
    }
    if !whole.is_empty() {
        wanted = wanted.add(theirs(whole));
    }
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = applications::Entity::find()
        .filter(wanted)
        .order_by_asc(Column::Id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.iter().map(|row| application(row).map(|application| (application.case, application))).collect()
}

pub fn application(row: &applications::Model) -> Result<Application, StoreError> {
    let unreadable = |reason: String| StoreError::unreadable("applications", row.id, reason);
    if row.schema != SCHEMA {
        return Err(unreadable(format!("has schema {}", row.schema)));
    }
    // The place in the text is told, never the text.
    serde_json::from_str(&row.state).map_err(|error| unreadable(format!("at column {}", error.column())))
}

pub fn save(world: &World, writes: &mut Writes) -> Result<(), StoreError> {
    use applications::Column::{IsOpen, PartnerId, Schema, Stage, State, Version};
    let mut rows = Vec::with_capacity(world.changed_applications.len());
    for application in world.changed_applications.iter().filter_map(|case| world.applications.get(case)) {
        rows.push(row(application)?);
    }
    writes.put(rows, [PartnerId, Stage, IsOpen, Version, Schema, State]);
    Ok(())
}

fn row(application: &Application) -> Result<applications::ActiveModel, StoreError> {
    let state = serde_json::to_string(application)
        .map_err(|error| StoreError::unreadable("applications", application.case, error))?;
    Ok(applications::ActiveModel {
        id: Set(application.case.uuid()),
        person_id: Set(application.person.uuid()),
        partner_id: Set(application.present_partner().map(|partner| partner.person.uuid())),
        municipality: Set(application.municipality.to_string()),
        number: Set(application.number.to_string()),
        applied_on: Set(application.applied_on),
        stage: Set(application.stage.code().into()),
        is_open: Set(application.stage.is_open()),
        version: Set(application.version),
        schema: Set(SCHEMA),
        state: Set(state),
    })
}
