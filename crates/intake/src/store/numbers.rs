use std::collections::{BTreeMap, BTreeSet};

use domain::Municipality;
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::actor::World;

use super::entity::case_numbers::{ActiveModel, Column, Entity};

/// Last running number by municipality and year.
pub type Counters = BTreeMap<(Municipality, i32), i64>;

/// The counters of these municipalities, of all years: there is one row a year. Taken once for the whole batch.
pub async fn load(tx: &Tx, municipalities: &BTreeSet<String>) -> Result<Counters, StoreError> {
    if municipalities.is_empty() {
        return Ok(Counters::new());
    }
    let rows = Entity::find()
        .filter(among(tx.get_database_backend(), Column::Municipality, municipalities.iter().cloned()))
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

pub fn save(world: &World, writes: &mut Writes) {
    let rows = world
        .changed_numbers
        .iter()
        .filter_map(|counter| world.numbers.get(counter).map(|last| (counter, *last)))
        .map(|((municipality, year), last)| ActiveModel {
            municipality: Set(municipality.to_string()),
            year: Set(*year),
            last: Set(last),
        })
        .collect();
    writes.put(rows, [Column::Last]);
}
