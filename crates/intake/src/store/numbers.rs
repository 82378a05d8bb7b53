use std::collections::{BTreeMap, BTreeSet};

use domain::Municipality;
use messaging::{StoreError, Tx};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::case_numbers::{ActiveModel, Column, Entity};

/// Last running number by municipality and year.
pub type Counters = BTreeMap<(Municipality, i32), i64>;

/// The counters of these municipalities, of all years: there is one row a year. Taken once for the whole batch.
pub async fn load(tx: &Tx, municipalities: &BTreeSet<String>) -> Result<Counters, StoreError> {
    if municipalities.is_empty() {
        return Ok(Counters::new());
    }
    let rows = Entity::find()
        .filter(Column::Municipality.is_in(municipalities.iter().cloned()))
        .order_by_asc(Column::Municipality)
        .order_by_asc(Column::Year)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    let counter = |row: super::entity::case_numbers::Model| {
        let municipality = row
            .municipality
            .parse()
            .map_err(|error| StoreError::unreadable("case_numbers", &row.municipality, error))?;
        Ok(((municipality, row.year), row.last))
    };
    rows.into_iter().map(counter).collect()
}

pub async fn save(
    tx: &Tx,
    counters: &Counters,
    changed: &BTreeSet<(Municipality, i32)>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = changed
        .iter()
        .filter_map(|counter| counters.get(counter).map(|last| (counter, *last)))
        .map(|((municipality, year), last)| ActiveModel {
            municipality: Set(municipality.to_string()),
            year: Set(*year),
            last: Set(last),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let newest =
        OnConflict::columns([Column::Municipality, Column::Year]).update_column(Column::Last).to_owned();
    Entity::insert_many(rows).on_conflict(newest).exec_without_returning(tx).await?;
    Ok(())
}
