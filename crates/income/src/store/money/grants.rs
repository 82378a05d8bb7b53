//! Decisions about money, and months of other schemes: row ↔ model.

use domain::{CaseId, Cents, Month, Municipality};
use messaging::StoreError;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::entity::{account, grant_month, money_decision};
use crate::model::money::{GrantFixed, GrantVersion, MoneyDecision};
use crate::store::entitlements::{SCHEMA, of_json, to_json};

pub fn decision_row(decision: &MoneyDecision) -> Result<money_decision::ActiveModel, StoreError> {
    Ok(money_decision::ActiveModel {
        case_id: Set(decision.case.uuid()),
        number: Set(decision.number.into()),
        replaces: Set(decision.replaces.map(i64::from)),
        kind: Set(decision.matter.code().into()),
        decided_on: Set(decision.decided_on),
        decided_by: Set(decision.decided_by.clone()),
        schema: Set(SCHEMA),
        matter: Set(to_json("money_decisions", decision.case, &decision.matter)?),
        explanations: Set(to_json("money_decisions", decision.case, &decision.explanations)?),
    })
}

pub fn read_decision(row: money_decision::Model) -> Result<MoneyDecision, StoreError> {
    let wrong = |what: &str| StoreError::unreadable("money_decisions", row.case_id, what);
    Ok(MoneyDecision {
        case: row.case_id.into(),
        number: row.number.try_into().map_err(|_| wrong("number"))?,
        replaces: row.replaces.map(u32::try_from).transpose().map_err(|_| wrong("replaces"))?,
        decided_on: row.decided_on,
        decided_by: row.decided_by.clone(),
        matter: of_json("money_decisions", row.case_id, row.schema, &row.matter)?,
        explanations: of_json("money_decisions", row.case_id, row.schema, &row.explanations)?,
    })
}

pub fn month_row(
    (case, run, version): &(CaseId, Uuid, GrantVersion),
) -> Result<grant_month::ActiveModel, StoreError> {
    Ok(grant_month::ActiveModel {
        case_id: Set(case.uuid()),
        grant_number: Set(version.grant.into()),
        month: Set(version.month.first_day()),
        version: Set(version.fixed.version.into()),
        known_on: Set(version.known),
        run_id: Set(*run),
        gross: Set(version.fixed.gross.get()),
        withheld: Set(version.fixed.withheld.get()),
        schema: Set(SCHEMA),
        explanations: Set(to_json("grant_months", *case, &version.explanations)?),
    })
}

pub fn read_month(row: grant_month::Model) -> Result<(CaseId, GrantVersion), StoreError> {
    let wrong = |what: &str| StoreError::unreadable("grant_months", row.case_id, what);
    let fixed = GrantFixed {
        version: row.version.try_into().map_err(|_| wrong("version"))?,
        gross: Cents::new(row.gross),
        withheld: Cents::new(row.withheld),
    };
    let version = GrantVersion {
        grant: row.grant_number.try_into().map_err(|_| wrong("grant"))?,
        month: Month::of(row.month),
        known: row.known_on,
        fixed,
        explanations: of_json("grant_months", row.case_id, row.schema, &row.explanations)?,
    };
    Ok((row.case_id.into(), version))
}

/// The decisions about money of a case of this municipality, oldest first; `None` when there is no such case.
pub async fn money_decisions(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<Vec<MoneyDecision>>, StoreError> {
    let head = account::Entity::find_by_id(case.uuid())
        .filter(account::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    let Some(head) = head else { return Ok(None) };
    let rows = money_decision::Entity::find()
        .filter(money_decision::Column::CaseId.eq(head.case_id))
        .order_by_asc(money_decision::Column::Number)
        .all(db)
        .await?;
    rows.into_iter().map(read_decision).collect::<Result<_, _>>().map(Some)
}
