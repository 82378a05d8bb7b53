//! Households of a municipality, part by part, as the rules look at them.

use std::collections::BTreeMap;

use domain::{CaseId, Municipality};
use messaging::StoreError;
use messaging::rows::among;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::books::changes_of;
use crate::model::Stage;
use crate::model::money::CaseAccount;
use crate::model::statement::Household;
use crate::store::entitlements::read;
use crate::store::entity::entitlement;
use crate::store::money::entity::account;
use crate::store::money::rows::read_account;

/// The next households of this municipality with books, behind a case, in the order of their cases: three queries, however many
/// there are.
pub async fn households_behind(
    db: &DatabaseConnection,
    municipality: &Municipality,
    (after, take): (Uuid, u64),
) -> Result<Vec<Household>, StoreError> {
    let rows = account::Entity::find()
        .filter(account::Column::Municipality.eq(municipality.to_string()))
        .filter(account::Column::CaseId.gt(after))
        .order_by_asc(account::Column::CaseId)
        .limit(take)
        .all(db)
        .await?;
    let accounts = rows.into_iter().map(read_account).collect::<Result<Vec<CaseAccount>, _>>()?;
    let cases: Vec<CaseId> = accounts.iter().map(|account| account.case).collect();
    let mut changes = changes_of(db, &cases).await?;
    let mut stages = stages(db, municipality, &cases).await?;
    let household = |account: CaseAccount| Household {
        stage: stages.remove(&account.case),
        changes: changes.remove(&account.case).unwrap_or_default(),
        account,
    };
    Ok(accounts.into_iter().map(household).collect())
}

/// Where the right stands in these cases.
async fn stages(
    db: &DatabaseConnection,
    municipality: &Municipality,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Stage>, StoreError> {
    let of_cases =
        among(db.get_database_backend(), entitlement::Column::CaseId, cases.iter().map(CaseId::uuid));
    let rows = entitlement::Entity::find()
        .filter(entitlement::Column::Municipality.eq(municipality.to_string()))
        .filter(of_cases)
        .all(db)
        .await?;
    rows.into_iter().map(|row| read(row).map(|head| (head.case, head.stage))).collect()
}
