//! Load and save of all that a batch needs. Order of tables: pools, places, indications.

use std::collections::{BTreeMap, BTreeSet};

use messaging::{StoreError, Tx};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entity::{indication, place, pool};
use super::rows::{indication_row, place_row, pool_row, read_indication, read_place, read_pool};
use crate::actor::{Input, Shared, World};
use crate::model::{Place, Pool};

/// Rows in one statement: both databases bound the number of values.
const ROWS: usize = 1_000;

/// Locks the pools of these inputs, and loads their free places, those who wait, and the cases at hand. The lock on
/// the pool holds for all below it.
pub async fn load(tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
    let tenants: BTreeSet<&str> = inputs.iter().map(|input| input.municipality().tenant()).collect();
    if tenants.is_empty() {
        return Ok(World::default());
    }
    let mut pools = locked_pools(tx, &tenants).await?;
    let unknown: Vec<_> = tenants.iter().filter(|tenant| !pools.contains_key(**tenant)).collect();
    if !unknown.is_empty() {
        // A row must be there to be locked: two instances that meet a new pool would each begin at nothing.
        let rows = unknown.iter().map(|tenant| pool_row(tenant, &Pool::default()));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        pool::Entity::insert_many(rows)
            .on_conflict_do_nothing_on([pool::Column::Tenant])
            .exec_without_returning(tx)
            .await?;
        pools = locked_pools(tx, &tenants).await?;
    }
    let cases: BTreeSet<Uuid> =
        inputs.iter().filter_map(|input| input.case()).map(|case| case.uuid()).collect();
    load_places(tx, &tenants, &cases, &mut pools).await?;
    load_indications(tx, &tenants, &cases, &mut pools).await?;
    Ok(World { pools, ..World::default() })
}

async fn locked_pools(tx: &Tx, tenants: &BTreeSet<&str>) -> Result<BTreeMap<String, Shared>, StoreError> {
    let rows = pool::Entity::find()
        .filter(pool::Column::Tenant.is_in(tenants.iter().copied()))
        .order_by_asc(pool::Column::Tenant)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.tenant.clone(), Shared { pool: read_pool(&row)?, ..Shared::default() })))
        .collect()
}

async fn load_places(
    tx: &Tx,
    tenants: &BTreeSet<&str>,
    cases: &BTreeSet<Uuid>,
    pools: &mut BTreeMap<String, Shared>,
) -> Result<(), StoreError> {
    let mut needed = Condition::any().add(place::Column::CaseId.is_null());
    if !cases.is_empty() {
        needed = needed.add(place::Column::CaseId.is_in(cases.iter().copied()));
    }
    let rows = place::Entity::find()
        .filter(place::Column::Tenant.is_in(tenants.iter().copied()))
        .filter(needed)
        .all(tx)
        .await?;
    for row in rows {
        if let Some(shared) = pools.get_mut(&row.tenant) {
            let place = read_place(&row)?;
            shared.places.insert(place.id, place);
        }
    }
    Ok(())
}

async fn load_indications(
    tx: &Tx,
    tenants: &BTreeSet<&str>,
    cases: &BTreeSet<Uuid>,
    pools: &mut BTreeMap<String, Shared>,
) -> Result<(), StoreError> {
    let mut needed = Condition::any().add(indication::Column::Turn.is_not_null());
    if !cases.is_empty() {
        needed = needed.add(indication::Column::CaseId.is_in(cases.iter().copied()));
    }
    let rows = indication::Entity::find()
        .filter(indication::Column::Tenant.is_in(tenants.iter().copied()))
        .filter(needed)
        .all(tx)
        .await?;
    for row in rows {
        if let Some(shared) = pools.get_mut(&row.tenant) {
            let indication = read_indication(&row)?;
            shared.indications.insert(indication.of.case, indication);
        }
    }
    Ok(())
}

/// Saves what changed, one statement a table (more only when very many places are opened).
pub async fn save(tx: &Tx, world: World) -> Result<(), StoreError> {
    let World { pools, changed_pools, changed_places, changed_cases } = world;
    let rows = pools.iter().filter(|(tenant, _)| changed_pools.contains(*tenant));
    let rows = rows.map(|(tenant, shared)| pool_row(tenant, &shared.pool)).collect::<Result<Vec<_>, _>>()?;
    if !rows.is_empty() {
        let newest = OnConflict::column(pool::Column::Tenant)
            .update_columns([pool::Column::Version, pool::Column::Schema, pool::Column::State])
            .to_owned();
        pool::Entity::insert_many(rows).on_conflict(newest).exec_without_returning(tx).await?;
    }

    let mut places: Vec<(&str, &Place)> = Vec::new();
    for (tenant, shared) in &pools {
        let changed = shared.places.values().filter(|place| changed_places.contains(&place.id));
        places.extend(changed.map(|place| (tenant.as_str(), place)));
    }
    // Rows are written in this order, and no case may hold two places, not even for a moment.
    places.sort_by_key(|(_, place)| place.held_by.is_some());
    for some in places.chunks(ROWS) {
        let rows =
            some.iter().map(|(tenant, place)| place_row(tenant, place)).collect::<Result<Vec<_>, _>>()?;
        let newest = OnConflict::column(place::Column::Id)
            .update_columns([
                place::Column::CaseId,
                place::Column::Version,
                place::Column::Schema,
                place::Column::State,
            ])
            .to_owned();
        place::Entity::insert_many(rows).on_conflict(newest).exec_without_returning(tx).await?;
    }

    let changed = pools.values().flat_map(|shared| shared.indications.values());
    let changed: Vec<_> = changed.filter(|indication| changed_cases.contains(&indication.of.case)).collect();
    for some in changed.chunks(ROWS) {
        let rows = some.iter().map(|indication| indication_row(indication)).collect::<Result<Vec<_>, _>>()?;
        let newest = OnConflict::column(indication::Column::CaseId)
            .update_columns([
                indication::Column::Stage,
                indication::Column::AskedOn,
                indication::Column::Turn,
                indication::Column::Version,
                indication::Column::Schema,
                indication::Column::State,
            ])
            .to_owned();
        indication::Entity::insert_many(rows).on_conflict(newest).exec_without_returning(tx).await?;
    }
    Ok(())
}
