//! What people look up. Locks nothing; every query names the municipality.

use domain::{CaseId, Municipality};
use messaging::StoreError;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entity::{applications, persons, statements};
use super::{applications as stored, persons as stored_persons};
use crate::actor::Person;
use crate::model::{Application, StatementKind};
use crate::vault::BlindIndex;

/// More cases of one person are not shown at once.
const MOST_CASES: u64 = 100;

/// An application as a consultant looks at it.
pub struct Found {
    pub application: Application,
    pub person: Option<Person>,
    /// Evidence of the search, still sealed.
    pub evidence: Option<Vec<u8>>,
}

/// One application of a municipality.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn application_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<Found>, StoreError> {
    let row = applications::Entity::find_by_id(case.uuid())
        .filter(applications::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let application = stored::application(&row)?;
    let person = persons::Entity::find_by_id(row.person_id)
        .filter(persons::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    let noted = statements::Entity::find()
        .filter(statements::Column::CaseId.eq(case.uuid()))
        .filter(statements::Column::Kind.eq(StatementKind::SearchResult.code()))
        .order_by_desc(statements::Column::Number)
        .one(db)
        .await?;
    Ok(Some(Found {
        application,
        person: person.map(stored_persons::person).transpose()?,
        evidence: noted.and_then(|statement| statement.note),
    }))
}

/// All cases of a person in a municipality, the newest first.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn cases_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    index: BlindIndex,
) -> Result<Vec<Application>, StoreError> {
    let person = persons::Entity::find()
        .filter(persons::Column::Municipality.eq(municipality.to_string()))
        .filter(persons::Column::NumberIndex.eq(index.as_bytes().to_vec()))
        .one(db)
        .await?;
    let Some(person) = person else { return Ok(Vec::new()) };
    let rows = applications::Entity::find()
        .filter(applications::Column::Municipality.eq(municipality.to_string()))
        .filter(applications::Column::PersonId.eq(person.id))
        .order_by_desc(applications::Column::AppliedOn)
        .order_by_desc(applications::Column::Number)
        .limit(MOST_CASES)
        .all(db)
        .await?;
    rows.iter().map(stored::application).collect()
}

/// A page of the open applications of a municipality.
pub struct Caseload {
    pub applications: Vec<Application>,
    /// How many there are on all pages.
    pub total: u64,
}

/// Open applications past `after`, by case id: a case keeps its place whatever opens or closes meanwhile.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn caseload_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    after: Option<CaseId>,
    most: u64,
) -> Result<Caseload, StoreError> {
    use applications::Column;
    let open =
        Condition::all().add(Column::Municipality.eq(municipality.to_string())).add(Column::IsOpen.eq(true));
    let found = applications::Entity::find().filter(open);
    let total = found.clone().count(db).await?;
    let past = after.map(|case| Column::Id.gt(case.uuid()));
    let rows = found
        .filter(past.map_or_else(Condition::all, |past| Condition::all().add(past)))
        .order_by_asc(Column::Id)
        .limit(most)
        .all(db)
        .await?;
    let applications = rows.iter().map(stored::application).collect::<Result<_, _>>()?;
    Ok(Caseload { applications, total })
}
