//! What people ask: lists, one case, and what is due. Nothing here locks.

use domain::{CaseId, Municipality};
use messaging::{StoreError, Wakes};
use sea_orm::sea_query::LikeExpr;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::entity::case;
use super::processes::read;
use crate::model::{Process, Stage};

/// A row of the case index.
pub type CaseRow = case::Model;

/// Which page; numbered from 1.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub number: u64,
    pub size: u64,
}

impl Page {
    pub(super) const fn offset(self) -> u64 {
        self.number.saturating_sub(1).saturating_mul(self.size)
    }
}

/// Which cases of a municipality.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    pub stage: Option<Stage>,
    pub category: Option<String>,
    /// Part of the case number.
    pub number: Option<String>,
    /// Only these; empty: all.
    pub cases: Vec<CaseId>,
}

/// A page of the case index, newest application first, and how many there are.
pub async fn list_cases(
    db: &DatabaseConnection,
    municipality: &Municipality,
    filter: CaseFilter,
    page: Page,
) -> Result<(Vec<CaseRow>, u64), StoreError> {
    let mut wanted = Condition::all()
        .add(case::Column::Municipality.eq(municipality.to_string()))
        .add(case::Column::AppliedOn.is_not_null());
    if let Some(stage) = filter.stage {
        wanted = wanted.add(case::Column::Stage.eq(stage.code()));
    }
    if let Some(category) = filter.category {
        wanted = wanted.add(case::Column::Category.eq(category));
    }
    if let Some(number) = filter.number {
        wanted = wanted.add(case::Column::Number.like(part(&number)));
    }
    if !filter.cases.is_empty() {
        wanted = wanted.add(case::Column::CaseId.is_in(filter.cases.iter().map(CaseId::uuid)));
    }
    let found = case::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(case::Column::AppliedOn)
        .order_by_desc(case::Column::Number)
        .offset(page.offset())
        .limit(page.size)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// Content hash of the policy under which the category of a row was assigned. The list is shown whole when one row
/// of it cannot be read.
pub fn assigned_under(row: &CaseRow) -> Option<String> {
    let process = read(row).ok()?;
    process.category.assignment().map(|assignment| assignment.policy_version.clone())
}

/// A text that holds this part; signs with a meaning for the database are only signs.
fn part(text: &str) -> LikeExpr {
    let plain = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    LikeExpr::new(format!("%{plain}%")).escape('!')
}

/// One case by its id or number; `None` when the municipality has none by it.
pub async fn find_case(
    db: &DatabaseConnection,
    municipality: &Municipality,
    id_or_number: &str,
) -> Result<Option<(CaseRow, Process)>, StoreError> {
    let which = match id_or_number.parse::<Uuid>() {
        Ok(id) => case::Column::CaseId.eq(id),
        Err(_) => case::Column::Number.eq(id_or_number),
    };
    let row = case::Entity::find()
        .filter(which)
        .filter(case::Column::Municipality.eq(municipality.to_string()))
        .filter(case::Column::AppliedOn.is_not_null())
        .one(db)
        .await?;
    row.map(|row| read(&row).map(|process| (row, process))).transpose()
}

/// The next day on which something is due.
pub const WAKES: Wakes<case::Entity> = Wakes { day: case::Column::NextDue, case: case::Column::CaseId };
