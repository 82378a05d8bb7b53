//! Model to row and back, beside each other.

use messaging::StoreError;
use sea_orm::ActiveValue::Set;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::entity::{indication, place, pool};
use crate::model::{Indication, Place, Pool};

/// The form in which states are written now.
const SCHEMA: i16 = 1;

pub fn pool_row(tenant: &str, pool: &Pool) -> Result<pool::ActiveModel, StoreError> {
    Ok(pool::ActiveModel {
        tenant: Set(tenant.to_owned()),
        version: Set(signed(pool.version)),
        schema: Set(SCHEMA),
        state: Set(text("pools", &tenant, pool)?),
    })
}

pub fn read_pool(row: &pool::Model) -> Result<Pool, StoreError> {
    let pool: Pool = state("pools", &row.tenant, &row.state)?;
    Ok(Pool { version: u64::try_from(row.version).unwrap_or_default(), ..pool })
}

pub fn place_row(tenant: &str, place: &Place) -> Result<place::ActiveModel, StoreError> {
    Ok(place::ActiveModel {
        id: Set(place.id.uuid()),
        tenant: Set(tenant.to_owned()),
        number: Set(signed(place.number)),
        case_id: Set(place.held_by.map(|case| case.uuid())),
        version: Set(signed(place.version)),
        schema: Set(SCHEMA),
        state: Set(text("places", &place.id, place)?),
    })
}

pub fn read_place(row: &place::Model) -> Result<Place, StoreError> {
    state("places", &row.id, &row.state)
}

pub fn indication_row(indication: &Indication) -> Result<indication::ActiveModel, StoreError> {
    let of = &indication.of;
    Ok(indication::ActiveModel {
        case_id: Set(of.case.uuid()),
        tenant: Set(of.municipality.tenant().to_owned()),
        municipality: Set(of.municipality.to_string()),
        stage: Set(indication.stage.code().to_owned()),
        asked_on: Set(indication.asked_on),
        turn: Set(indication.stage.turn().map(|turn| signed(turn.number))),
        wakes_on: Set(indication.wakes_on),
        version: Set(signed(indication.version)),
        schema: Set(SCHEMA),
        state: Set(text("indications", &of.case, indication)?),
    })
}

pub fn read_indication(row: &indication::Model) -> Result<Indication, StoreError> {
    state("indications", &row.case_id, &row.state)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn text<T: Serialize>(
    table: &'static str,
    row: &impl std::fmt::Display,
    state: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(state).map_err(|error| StoreError::unreadable(table, row, error))
}

fn state<T: DeserializeOwned>(
    table: &'static str,
    row: &impl std::fmt::Display,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(table, row, error))
}
