//! What people look at. Nothing here locks; everything is filtered on the caller's municipality, or its pool.

use domain::{CaseId, Municipality};
use messaging::StoreError;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::entity::{indication, place};
use super::rows::{read_indication, read_place};
use crate::model::{Indication, Place};

/// Which part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub offset: u64,
    pub limit: u64,
}

/// Places of the pool.
#[derive(Debug)]
pub struct Places {
    /// Each with whether a case of this municipality holds it.
    pub places: Vec<(Place, bool)>,
    pub total: u64,
    pub free: u64,
}

/// A page of the places that the municipality shares, in the order of opening.
pub async fn places(
    db: &DatabaseConnection,
    municipality: &Municipality,
    page: Page,
) -> Result<Places, StoreError> {
    let all = place::Entity::find().filter(place::Column::Tenant.eq(municipality.tenant()));
    let total = all.clone().count(db).await?;
    let free = all.clone().filter(place::Column::CaseId.is_null()).count(db).await?;
    let rows = all.order_by_asc(place::Column::Number).offset(page.offset).limit(page.limit).all(db).await?;
    let own: Vec<Uuid> = indication::Entity::find()
        .select_only()
        .column(indication::Column::CaseId)
        .filter(indication::Column::CaseId.is_in(rows.iter().filter_map(|row| row.case_id)))
        .filter(indication::Column::Municipality.eq(municipality.to_string()))
        .into_tuple()
        .all(db)
        .await?;
    let places = rows
        .iter()
        .map(|row| Ok((read_place(row)?, row.case_id.is_some_and(|case| own.contains(&case)))))
        .collect::<Result<_, StoreError>>()?;
    Ok(Places { places, total, free })
}

/// A page of the municipality's cases in line, in order, each with its position in the pool, and how many there
/// are.
pub async fn waiting(
    db: &DatabaseConnection,
    municipality: &Municipality,
    page: Page,
) -> Result<(Vec<(Indication, u32)>, u64), StoreError> {
    let own = of(municipality).filter(indication::Column::Turn.is_not_null());
    let total = own.clone().count(db).await?;
    let rows =
        own.order_by_asc(indication::Column::Turn).offset(page.offset).limit(page.limit).all(db).await?;
    let Some(last) = rows.last().and_then(|row| row.turn) else { return Ok((Vec::new(), total)) };
    let turns: Vec<Option<i64>> = in_pool(municipality, last)
        .select_only()
        .column(indication::Column::Turn)
        .order_by_asc(indication::Column::Turn)
        .into_tuple()
        .all(db)
        .await?;
    let found = rows.iter().map(|row| {
        let before = turns.partition_point(|turn| *turn < row.turn);
        Ok((read_indication(row)?, u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)))
    });
    Ok((found.collect::<Result<_, StoreError>>()?, total))
}

/// A page of the municipality's cases for which advice is awaited, the longest first, and how many there are.
pub async fn asked(
    db: &DatabaseConnection,
    municipality: &Municipality,
    page: Page,
) -> Result<(Vec<Indication>, u64), StoreError> {
    let asked = of(municipality).filter(indication::Column::Stage.eq("advice-asked"));
    let total = asked.clone().count(db).await?;
    let rows = asked
        .order_by_asc(indication::Column::AskedOn)
        .order_by_asc(indication::Column::CaseId)
        .offset(page.offset)
        .limit(page.limit)
        .all(db)
        .await?;
    Ok((rows.iter().map(read_indication).collect::<Result<_, _>>()?, total))
}

/// One case of the municipality, and its position when it is in line.
pub async fn find(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<(Indication, u32)>, StoreError> {
    let row = of(municipality).filter(indication::Column::CaseId.eq(case.uuid())).one(db).await?;
    let Some(row) = row else { return Ok(None) };
    let position = match row.turn {
        Some(turn) => u32::try_from(in_pool(municipality, turn).count(db).await?).unwrap_or(u32::MAX),
        None => 0,
    };
    Ok(Some((read_indication(&row)?, position)))
}

fn of(municipality: &Municipality) -> Select<indication::Entity> {
    indication::Entity::find().filter(indication::Column::Municipality.eq(municipality.to_string()))
}

/// Those of the whole pool who are in line up to and with this turn.
fn in_pool(municipality: &Municipality, turn: i64) -> Select<indication::Entity> {
    indication::Entity::find()
        .filter(indication::Column::Tenant.eq(municipality.tenant()))
        .filter(indication::Column::Turn.lte(turn))
}
