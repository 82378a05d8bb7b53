//! Load and save of all that a batch needs. Order of tables: pools, places, indications.

use std::collections::{BTreeMap, BTreeSet};

use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entity::{indication, place, pool};
use super::rows::{indication_row, place_row, pool_row, read_indication, read_place, read_pool};
use crate::actor::{Input, Shared, World};
use crate::model::{Place, Pool};

/// Locks the pools of these inputs, and loads their free places, those in line, and the cases at hand. The lock on
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
        .filter(among(tx.get_database_backend(), pool::Column::Tenant, tenants.iter().copied()))
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
        needed = needed.add(among(tx.get_database_backend(), place::Column::CaseId, cases.iter().copied()));
    }
    let rows = place::Entity::find()
        .filter(among(tx.get_database_backend(), place::Column::Tenant, tenants.iter().copied()))
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
        needed =
            needed.add(among(tx.get_database_backend(), indication::Column::CaseId, cases.iter().copied()));
    }
    let rows = indication::Entity::find()
        .filter(among(tx.get_database_backend(), indication::Column::Tenant, tenants.iter().copied()))
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

/// What changed, as rows.
pub fn save(world: World) -> Result<Writes, StoreError> {
    let mut writes = Writes::default();
    let World { pools, changed_pools, changed_places, changed_cases } = world;
    let rows = pools.iter().filter(|(tenant, _)| changed_pools.contains(*tenant));
    let rows = rows.map(|(tenant, shared)| pool_row(tenant, &shared.pool)).collect::<Result<Vec<_>, _>>()?;
    writes.put(rows, [pool::Column::Version, pool::Column::Schema, pool::Column::State]);

    let mut places: Vec<(&str, &Place)> = Vec::new();
    for (tenant, shared) in &pools {
        let changed = shared.places.values().filter(|place| changed_places.contains(&place.id));
        places.extend(changed.map(|place| (tenant.as_str(), place)));
    }
    // Rows are written in this order, and no case may hold two places, not even for a moment.
    places.sort_by_key(|(_, place)| place.held_by.is_some());
    let rows =
        places.into_iter().map(|(tenant, place)| place_row(tenant, place)).collect::<Result<Vec<_>, _>>()?;
    {
        use place::Column::{CaseId, Schema, State, Version};
        writes.put(rows, [CaseId, Version, Schema, State]);
    }

    let changed = pools.values().flat_map(|shared| shared.indications.values());
    let changed = changed.filter(|indication| changed_cases.contains(&indication.of.case));
    let rows = changed.map(indication_row).collect::<Result<Vec<_>, _>>()?;
    use indication::Column::{AskedOn, Schema, Stage, State, Turn, Version, WakesOn};
    writes.put(rows, [Stage, AskedOn, Turn, WakesOn, Version, Schema, State]);
    Ok(writes)
}
