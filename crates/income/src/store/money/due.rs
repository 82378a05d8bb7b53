//! The day on which each case has something to tell by itself.

use domain::{CaseId, Municipality};
use messaging::{StoreError, Wakes};
use sea_orm::{DatabaseConnection, EntityTrait};

use super::entity::account::{Column, Entity};

/// That day.
pub const WAKES: Wakes<Entity> = Wakes { day: Column::WakesOn, case: Column::CaseId };

/// Whose case it is; nothing for one that has no books.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or the row cannot be read.
pub async fn municipality_of(
    db: &DatabaseConnection,
    case: CaseId,
) -> Result<Option<Municipality>, StoreError> {
    let row = Entity::find_by_id(case.uuid()).one(db).await?;
    let read =
        |text: String| text.parse().map_err(|_| StoreError::unreadable("accounts", case, "municipality"));
    row.map(|row| read(row.municipality)).transpose()
}
