//! Load and save of all that a batch needs. Order of tables: pools, referrals.

use std::collections::{BTreeMap, BTreeSet};

use domain::CaseId;
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entity::{pool, referral};
use crate::actor::{Input, World};
use crate::model::{Pool, Referral};

/// The form in which states are written now.
const SCHEMA: i16 = 1;

/// Locks the pools of these inputs, and loads all referrals of their cases.
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
    let referrals = of_cases(tx, cases(tx, inputs).await?).await?;
    Ok(World { pools, referrals, changed_pools: BTreeSet::new(), changed_referrals: BTreeSet::new() })
}

async fn locked_pools(tx: &Tx, tenants: &BTreeSet<&str>) -> Result<BTreeMap<String, Pool>, StoreError> {
    let rows = pool::Entity::find()
        .filter(among(tx.get_database_backend(), pool::Column::Tenant, tenants.iter().copied()))
        .order_by_asc(pool::Column::Tenant)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter().map(|row| Ok((row.tenant.clone(), read_pool(row)?))).collect()
}

/// The cases of these inputs; a partner names the referral only.
async fn cases(tx: &Tx, inputs: &[&Input]) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut cases = BTreeSet::new();
    let mut answered = BTreeSet::new();
    for input in inputs {
        match input {
            Input::Offer { of, .. } | Input::Expire { of, .. } | Input::Withdraw { of, .. } => {
                cases.insert(of.case.uuid());
            }
            Input::Answer { referral, .. } => {
                answered.insert(referral.uuid());
            }
        }
    }
    if !answered.is_empty() {
        let of_answered: Vec<Uuid> = referral::Entity::find()
            .select_only()
            .column(referral::Column::CaseId)
            .filter(among(tx.get_database_backend(), referral::Column::Id, answered))
            .into_tuple()
            .all(tx)
            .await?;
        cases.extend(of_answered);
    }
    Ok(cases)
}

/// The lock on the pool holds for its referrals too: they are not locked apart.
async fn of_cases(tx: &Tx, cases: BTreeSet<Uuid>) -> Result<BTreeMap<CaseId, Vec<Referral>>, StoreError> {
    let mut of_cases: BTreeMap<CaseId, Vec<Referral>> = BTreeMap::new();
    if cases.is_empty() {
        return Ok(of_cases);
    }
    let these = among(tx.get_database_backend(), referral::Column::CaseId, cases);
    let rows = referral::Entity::find().filter(these).all(tx).await?;
    for row in rows {
        of_cases.entry(row.case_id.into()).or_default().push(read_referral(&row)?);
    }
    Ok(of_cases)
}

/// What changed, as rows.
pub fn save(world: World) -> Result<Writes, StoreError> {
    let mut writes = Writes::default();
    let World { pools, referrals, changed_pools, changed_referrals } = world;
    let rows = pools.iter().filter(|(tenant, _)| changed_pools.contains(*tenant));
    let rows = rows.map(|(tenant, pool)| pool_row(tenant, pool)).collect::<Result<Vec<_>, _>>()?;
    writes.put(rows, [pool::Column::Version, pool::Column::Schema, pool::Column::State]);
    let mut changed: Vec<_> = referrals
        .into_values()
        .flatten()
        .filter(|referral| changed_referrals.contains(&referral.id))
        .collect();
    // Rows are written in this order, and a case may never have two open ones, not even for a moment.
    changed.sort_by_key(|referral| referral.stage.is_open());
    let rows = changed.iter().map(referral_row).collect::<Result<Vec<_>, _>>()?;
    use referral::Column::{Schema, Stage, State, Version};
    writes.put(rows, [Stage, Version, Schema, State]);
    Ok(writes)
}

fn pool_row(tenant: &str, pool: &Pool) -> Result<pool::ActiveModel, StoreError> {
    Ok(pool::ActiveModel {
        tenant: Set(tenant.to_owned()),
        version: Set(i64::try_from(pool.version).unwrap_or(i64::MAX)),
        schema: Set(SCHEMA),
        state: Set(text("pools", &tenant, pool)?),
    })
}

fn referral_row(referral: &Referral) -> Result<referral::ActiveModel, StoreError> {
    Ok(referral::ActiveModel {
        id: Set(referral.id.uuid()),
        case_id: Set(referral.of.case.uuid()),
        municipality: Set(referral.of.municipality.to_string()),
        partner: Set(referral.partner.clone()),
        stage: Set(referral.stage.code().to_owned()),
        offered_on: Set(referral.offered_on),
        version: Set(i64::try_from(referral.version).unwrap_or(i64::MAX)),
        schema: Set(SCHEMA),
        state: Set(text("referrals", &referral.id, referral)?),
    })
}

fn text<T: serde::Serialize>(
    table: &'static str,
    row: &impl std::fmt::Display,
    state: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(state).map_err(|error| StoreError::unreadable(table, row, error))
}

pub(super) fn read_pool(row: pool::Model) -> Result<Pool, StoreError> {
    let mut pool: Pool = serde_json::from_str(&row.state)
        .map_err(|error| StoreError::unreadable("pools", &row.tenant, error))?;
    pool.version = u64::try_from(row.version).unwrap_or_default();
    Ok(pool)
}

pub(super) fn read_referral(row: &referral::Model) -> Result<Referral, StoreError> {
    serde_json::from_str(&row.state).map_err(|error| StoreError::unreadable("referrals", row.id, error))
}
