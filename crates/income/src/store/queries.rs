use domain::{CaseId, Explanation, Municipality};
use messaging::StoreError;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use super::entitlements::{of_json, read};
use super::entity::{decision, entitlement};
use crate::model::Entitlement;

/// What stands for a case, with all the lines that explain it.
#[derive(Debug)]
pub struct Found {
    pub entitlement: Entitlement,
    /// Of the last assessment and the decisions after it, in order.
    pub explanations: Vec<Explanation>,
}

/// The entitlement of a case of this municipality. Locks nothing.
pub async fn find(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<Found>, StoreError> {
    let row = entitlement::Entity::find_by_id(case.uuid())
        .filter(entitlement::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let entitlement = read(row)?;
    // Up to what was just read: a decision that is made meanwhile belongs to the next reading.
    let decisions = decision::Entity::find()
        .filter(decision::Column::CaseId.eq(case.uuid()))
        .filter(decision::Column::Number.between(entitlement.stage.assessed(), entitlement.version))
        .order_by_asc(decision::Column::Number)
        .all(db)
        .await?;
    let mut explanations = Vec::new();
    for row in decisions {
        explanations.extend(of_json::<Vec<Explanation>>(
            "decisions",
            row.case_id,
            row.schema,
            &row.explanations,
        )?);
    }
    Ok(Some(Found { entitlement, explanations }))
}
