//! The day on which each case has something to tell by itself.

use chrono::NaiveDate;
use domain::{CaseId, Municipality};
use messaging::StoreError;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::account::{Column, Entity};

/// Cases with something to tell by `today`, past `after`, by day.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn due_cases(
    db: &DatabaseConnection,
    today: NaiveDate,
    after: Option<(NaiveDate, CaseId)>,
    most: u64,
) -> Result<Vec<(NaiveDate, CaseId)>, StoreError> {
    let mut wanted = Condition::all().add(Column::WakesOn.lte(today));
    if let Some((day, case)) = after {
        let same_day = Condition::all().add(Column::WakesOn.eq(day)).add(Column::CaseId.gt(case.uuid()));
        wanted = wanted.add(Condition::any().add(Column::WakesOn.gt(day)).add(same_day));
    }
    let rows: Vec<(NaiveDate, Uuid)> = Entity::find()
        .select_only()
        .column(Column::WakesOn)
        .column(Column::CaseId)
        .filter(wanted)
        .order_by_asc(Column::WakesOn)
        .order_by_asc(Column::CaseId)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(day, case)| (day, case.into())).collect())
}

/// The next day on which a case has something to tell, today or before included.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn next_due(db: &DatabaseConnection) -> Result<Option<NaiveDate>, StoreError> {
    let first: Option<NaiveDate> = Entity::find()
        .select_only()
        .column(Column::WakesOn)
        .filter(Column::WakesOn.is_not_null())
        .order_by_asc(Column::WakesOn)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(first)
}

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
