use std::collections::{BTreeMap, BTreeSet};

use domain::CaseId;
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::entity::{decision, entitlement};
use super::money::save_money;
use crate::actor::World;
use crate::model::{Decision, DecisionKind, Entitlement};

/// The form of stored JSON that this build writes.
pub(super) const SCHEMA: i16 = 1;

/// Loads and locks what stands for these cases, in the order of their ids.
pub async fn load(tx: &Tx, cases: &BTreeSet<CaseId>) -> Result<BTreeMap<CaseId, Entitlement>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = entitlement::Entity::find()
        .filter(among(tx.get_database_backend(), entitlement::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .order_by_asc(entitlement::Column::CaseId)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter().map(|row| read(row).map(|head| (head.case, head))).collect()
}

/// The heads of these cases as they stand: to look at, not to change.
pub async fn read_some(
    tx: &Tx,
    cases: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, Entitlement>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let of_cases =
        among(tx.get_database_backend(), entitlement::Column::CaseId, cases.iter().map(CaseId::uuid));
    let rows = entitlement::Entity::find().filter(of_cases).all(tx).await?;
    rows.into_iter().map(|row| read(row).map(|head| (head.case, head))).collect()
}

/// Writes what changed, and adds the new decisions.
pub fn save(world: World) -> Result<Writes, StoreError> {
    let mut writes = Writes::default();
    let World { mut entitlements, changed, decisions, money, told_steps, .. } = world;
    let heads = changed
        .iter()
        .filter_map(|case| entitlements.remove(case))
        .map(head_row)
        .collect::<Result<Vec<_>, _>>()?;
    use entitlement::Column::{Schema, State, Version};
    writes.put(heads, [Version, Schema, State]);
    writes.add(decisions.into_iter().map(decision_row).collect::<Result<Vec<_>, _>>()?);
    save_money(&mut writes, money.into_writes())?;
    service::steps::save(&mut writes, told_steps.into_values())?;
    Ok(writes)
}

pub(super) fn head_row(head: Entitlement) -> Result<entitlement::ActiveModel, StoreError> {
    Ok(entitlement::ActiveModel {
        case_id: Set(head.case.uuid()),
        person_id: Set(head.person.uuid()),
        municipality: Set(head.municipality.to_string()),
        version: Set(head.version.into()),
        schema: Set(SCHEMA),
        state: Set(to_json("entitlements", head.case, &head.stage)?),
    })
}

pub(super) fn decision_row(decision: Decision) -> Result<decision::ActiveModel, StoreError> {
    Ok(decision::ActiveModel {
        case_id: Set(decision.case.uuid()),
        number: Set(decision.number.into()),
        replaces: Set(decision.replaces.map(i64::from)),
        kind: Set(decision.kind.code().into()),
        decided_on: Set(decision.decided_on),
        holds_from: Set(decision.holds_from),
        schema: Set(SCHEMA),
        state: Set(to_json("decisions", decision.case, &decision.stage)?),
        explanations: Set(to_json("decisions", decision.case, &decision.explanations)?),
    })
}

/// A row as the model has it.
pub(super) fn read(row: entitlement::Model) -> Result<Entitlement, StoreError> {
    let wrong = |reason: &str| StoreError::unreadable("entitlements", row.case_id, reason);
    Ok(Entitlement {
        case: row.case_id.into(),
        person: row.person_id.into(),
        municipality: row.municipality.parse().map_err(|_| wrong("municipality"))?,
        version: row.version.try_into().map_err(|_| wrong("version"))?,
        stage: of_json("entitlements", row.case_id, row.schema, &row.state)?,
    })
}

/// A decision as the model has it.
pub(super) fn read_decision(row: decision::Model) -> Result<Decision, StoreError> {
    let wrong = |what: &str| StoreError::unreadable("decisions", row.case_id, what);
    let kinds = [DecisionKind::Assessed, DecisionKind::Settled, DecisionKind::Ended];
    let replaces = row.replaces.map(u32::try_from).transpose().map_err(|_| wrong("replaces"))?;
    Ok(Decision {
        case: row.case_id.into(),
        number: row.number.try_into().map_err(|_| wrong("number"))?,
        replaces,
        kind: kinds.into_iter().find(|kind| kind.code() == row.kind).ok_or_else(|| wrong("kind"))?,
        decided_on: row.decided_on,
        holds_from: row.holds_from,
        stage: of_json("decisions", row.case_id, row.schema, &row.state)?,
        explanations: of_json("decisions", row.case_id, row.schema, &row.explanations)?,
    })
}

pub(super) fn to_json<T: Serialize>(
    table: &'static str,
    case: CaseId,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable(table, case, error))
}

/// Reads JSON of a form that this build knows. Names no value: rows hold personal data.
pub(super) fn of_json<T: DeserializeOwned>(
    table: &'static str,
    case: uuid::Uuid,
    schema: i16,
    text: &str,
) -> Result<T, StoreError> {
    if schema != SCHEMA {
        return Err(StoreError::unreadable(table, case, format!("schema {schema} is not known")));
    }
    serde_json::from_str(text).map_err(|error| {
        let place = format!("JSON at line {}, column {}", error.line(), error.column());
        StoreError::unreadable(table, case, place)
    })
}
