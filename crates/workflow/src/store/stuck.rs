//! Cases that wait too long.

use chrono::NaiveDate;
use domain::Municipality;
use messaging::StoreError;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entity::{case, task};
use super::processes::read;
use super::queries::Page;
use crate::model::{Process, TaskState};

/// Open cases of a municipality that wait for an answer since before this day, or have a task whose last day was
/// before it; the longest first, and how many there are.
pub async fn stuck_cases(
    db: &DatabaseConnection,
    municipality: &Municipality,
    before: NaiveDate,
    page: Page,
) -> Result<(Vec<Process>, u64), StoreError> {
    let late = Query::select()
        .column(task::Column::CaseId)
        .from(task::Entity)
        .and_where(task::Column::Municipality.eq(municipality.to_string()))
        .and_where(task::Column::State.is_in([TaskState::Open.code(), TaskState::Claimed.code()]))
        .and_where(task::Column::Due.lt(before))
        .to_owned();
    let waits =
        Condition::any().add(case::Column::WaitsSince.lt(before)).add(case::Column::CaseId.in_subquery(late));
    let found = case::Entity::find()
        .filter(case::Column::Municipality.eq(municipality.to_string()))
        .filter(case::Column::ClosedOn.is_null())
        .filter(waits);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_asc(case::Column::AppliedOn)
        .order_by_asc(case::Column::CaseId)
        .offset(page.offset())
        .limit(page.size)
        .all(db)
        .await?;
    let processes = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok((processes, total))
}
