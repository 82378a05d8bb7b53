//! What people look at. Nothing here locks; everything is filtered on the caller's municipality.

use domain::{CaseId, Municipality, ReferralId};
use messaging::StoreError;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::entity::{pool, referral};
use super::referrals::{read_pool, read_referral};
use crate::model::{Pool, Referral};

/// Whose referrals the caller may see.
#[derive(Debug, Clone)]
pub struct Of {
    pub municipality: Municipality,
    /// Only those of this partner; `None`: of all partners.
    pub partner: Option<String>,
}

/// Which page of which referrals.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Code of a stage.
    pub stage: Option<&'static str>,
    pub case: Option<CaseId>,
    pub offset: u64,
    pub limit: u64,
}

/// A page of referrals, the newest first, and how many there are.
pub async fn list(
    db: &DatabaseConnection,
    of: &Of,
    listed: &Listed,
) -> Result<(Vec<Referral>, u64), StoreError> {
    let mut found = seen_by(of);
    if let Some(stage) = listed.stage {
        // Written out, not bound: only then does a database know that an index of one stage will do.
        found = found.filter(Expr::col(referral::Column::Stage).eq(Expr::cust(format!("'{stage}'"))));
    }
    if let Some(case) = listed.case {
        found = found.filter(referral::Column::CaseId.eq(case.uuid()));
    }
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(referral::Column::OfferedOn)
        .order_by_desc(referral::Column::Id)
        .offset(listed.offset)
        .limit(listed.limit)
        .all(db)
        .await?;
    Ok((rows.iter().map(read_referral).collect::<Result<_, _>>()?, total))
}

/// One referral that the caller may see.
pub async fn find(db: &DatabaseConnection, of: &Of, id: ReferralId) -> Result<Option<Referral>, StoreError> {
    let row = seen_by(of).filter(referral::Column::Id.eq(id.uuid())).one(db).await?;
    row.as_ref().map(read_referral).transpose()
}

/// What the municipality's pool has in use; an empty one before the first referral.
pub async fn pool_of(db: &DatabaseConnection, municipality: &Municipality) -> Result<Pool, StoreError> {
    let row = pool::Entity::find_by_id(municipality.tenant().to_owned()).one(db).await?;
    row.map_or_else(|| Ok(Pool::default()), read_pool)
}

fn seen_by(of: &Of) -> Select<referral::Entity> {
    let found =
        referral::Entity::find().filter(referral::Column::Municipality.eq(of.municipality.to_string()));
    match &of.partner {
        Some(partner) => found.filter(referral::Column::Partner.eq(partner)),
        None => found,
    }
}
