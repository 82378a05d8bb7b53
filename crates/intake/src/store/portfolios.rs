use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Municipality, PersonId};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::{applications, portfolio_versions, portfolios};
use crate::actor::{Portfolios, Version, World};
use crate::model::portfolio::{Content, Portfolio};

/// Version of the text in `state`.
const SCHEMA: i32 = 1;
/// More versions of one portfolio are not listed at once.
const MOST_VERSIONS: u64 = 200;

pub async fn load(tx: &Tx, persons: &BTreeSet<Uuid>) -> Result<Portfolios, StoreError> {
    use portfolios::Column;
    if persons.is_empty() {
        return Ok(Portfolios::default());
    }
    let rows = portfolios::Entity::find()
        .filter(among(tx.get_database_backend(), Column::PersonId, persons.iter().copied()))
        .order_by_asc(Column::PersonId)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    let known = rows.iter().map(|row| {
        read(row.person_id, row.schema, &row.state).map(|portfolio| (portfolio.person, portfolio))
    });
    Ok(Portfolios { known: known.collect::<Result<_, _>>()?, ..Portfolios::default() })
}

fn read(person: Uuid, schema: i32, state: &str) -> Result<Portfolio, StoreError> {
    let unreadable = |reason: String| StoreError::unreadable("portfolios", person, reason);
    if schema != SCHEMA {
        return Err(unreadable(format!("has schema {schema}")));
    }
    serde_json::from_str(state).map_err(|error| unreadable(format!("at column {}", error.column())))
}

fn text(portfolio: &Portfolio) -> Result<String, StoreError> {
    serde_json::to_string(portfolio)
        .map_err(|error| StoreError::unreadable("portfolios", portfolio.person, error))
}

pub fn save(world: &World, writes: &mut Writes) -> Result<(), StoreError> {
    use portfolios::Column;
    let mut current = Vec::new();
    for portfolio in world.portfolios.changed.iter().filter_map(|id| world.portfolios.known.get(id)) {
        current.push(portfolios::ActiveModel {
            person_id: Set(portfolio.person.uuid()),
            municipality: Set(portfolio.municipality.to_string()),
            is_shared: Set(portfolio.content.shared),
            schema: Set(SCHEMA),
            state: Set(text(portfolio)?),
        });
    }
    writes.put(current, [Column::IsShared, Column::Schema, Column::State]);
    let mut versions = Vec::new();
    for Version { portfolio, about } in &world.portfolios.versions {
        versions.push(portfolio_versions::ActiveModel {
            person_id: Set(portfolio.person.uuid()),
            number: Set(portfolio.version),
            kept_on: Set(portfolio.kept_on),
            kept_by: Set(portfolio.kept_by.clone()),
            about: Set(about.clone()),
            schema: Set(SCHEMA),
            state: Set(text(portfolio)?),
        });
    }
    writes.add(versions);
    Ok(())
}

/// A version of someone's portfolio, the last one when none is named.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn portfolio_of(
    db: &DatabaseConnection,
    person: PersonId,
    number: Option<i64>,
) -> Result<Option<Version>, StoreError> {
    use portfolio_versions::Column;
    let versions = portfolio_versions::Entity::find().filter(Column::PersonId.eq(person.uuid()));
    let versions = match number {
        Some(number) => versions.filter(Column::Number.eq(number)),
        None => versions.order_by_desc(Column::Number),
    };
    let row = versions.limit(1).one(db).await?;
    row.map(|row| {
        let portfolio = read(row.person_id, row.schema, &row.state)?;
        Ok(Version { portfolio, about: row.about })
    })
    .transpose()
}

/// Who kept someone's portfolio up, when; newest first.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn versions_of(
    db: &DatabaseConnection,
    person: PersonId,
) -> Result<Vec<(i64, NaiveDate, String)>, StoreError> {
    use portfolio_versions::Column;
    let rows = portfolio_versions::Entity::find()
        .filter(Column::PersonId.eq(person.uuid()))
        .order_by_desc(Column::Number)
        .limit(MOST_VERSIONS)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.kept_on, row.kept_by)).collect())
}

/// What people with an open case in a municipality share, partners too, in no order that says who they are.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn shared_portfolios_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
) -> Result<Vec<Content>, StoreError> {
    use portfolios::Column;
    let in_open_cases = |person: applications::Column| {
        Query::select()
            .column(person)
            .from(applications::Entity)
            .and_where(applications::Column::Municipality.eq(municipality.to_string()))
            .and_where(applications::Column::IsOpen.eq(true))
            .and_where(person.is_not_null())
            .to_owned()
    };
    let open = Condition::any()
        .add(Column::PersonId.in_subquery(in_open_cases(applications::Column::PersonId)))
        .add(Column::PersonId.in_subquery(in_open_cases(applications::Column::PartnerId)));
    let rows = portfolios::Entity::find()
        .filter(Column::Municipality.eq(municipality.to_string()))
        .filter(Column::IsShared.eq(true))
        .filter(open)
        .all(db)
        .await?;
    rows.iter().map(|row| read(row.person_id, row.schema, &row.state).map(|found| found.content)).collect()
}
