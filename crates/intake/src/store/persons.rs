use std::collections::{BTreeMap, BTreeSet};

use domain::PersonId;
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::persons::{ActiveModel, Column, Entity, Model};
use crate::actor::{Person, World};
use crate::vault::BlindIndex;

/// The people of these indexes. An index holds its municipality.
pub async fn load(
    tx: &Tx,
    indexes: &BTreeSet<BlindIndex>,
) -> Result<BTreeMap<BlindIndex, Person>, StoreError> {
    if indexes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = Entity::find()
        .filter(among(
            tx.get_database_backend(),
            Column::NumberIndex,
            indexes.iter().map(|index| index.as_bytes().to_vec()),
        ))
        .order_by_asc(Column::Id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter().map(|row| person(row).map(|person| (person.index, person))).collect()
}

pub fn person(row: Model) -> Result<Person, StoreError> {
    let unreadable = |reason: &str| StoreError::unreadable("persons", row.id, reason);
    Ok(Person {
        id: PersonId::new(row.id),
        municipality: row.municipality.parse().map_err(|_| unreadable("municipality"))?,
        index: BlindIndex::from_bytes(&row.number_index).ok_or_else(|| unreadable("index"))?,
        sealed: row.sealed,
    })
}

pub fn save(world: &World, writes: &mut Writes) {
    let changed = world.changed_persons.iter().filter_map(|index| world.persons.get(index));
    let rows = changed
        .map(|person| ActiveModel {
            id: Set(person.id.uuid()),
            municipality: Set(person.municipality.to_string()),
            number_index: Set(person.index.as_bytes().to_vec()),
            sealed: Set(person.sealed.clone()),
        })
        .collect();
    writes.put(rows, [Column::Sealed]);
}
