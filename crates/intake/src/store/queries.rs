//! What people look up. Locks nothing; every query names the municipality.

use std::collections::BTreeSet;

use domain::{CaseId, Municipality, PersonId};
use messaging::StoreError;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entity::{applications, persons};
use super::{applications as stored, persons as stored_persons, records, statements};
use crate::actor::Person;
use crate::model::{Application, Earlier, Record, Statement, StatementKind};
use crate::vault::BlindIndex;

/// More cases of one person are not shown at once.
const MOST_CASES: u64 = 100;

/// An application with everything that was stated in it.
pub struct Past {
    pub application: Application,
    pub history: Vec<Statement>,
}

impl Past {
    pub fn earlier(&self) -> Earlier<'_> {
        Earlier { application: &self.application, history: &self.history }
    }
}

/// An application as a consultant looks at it.
pub struct Found {
    pub application: Application,
    pub history: Vec<Statement>,
    pub person: Option<Person>,
}

impl Found {
    /// Evidence of the search, still sealed.
    pub fn evidence(&self) -> Option<&Vec<u8>> {
        let noted = self.history.iter().rfind(|statement| statement.kind == StatementKind::SearchResult);
        noted.and_then(|statement| statement.sealed_note.as_ref())
    }
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
    let Some(Past { application, history }) = past_of(db, municipality, case).await? else { return Ok(None) };
    let person = person_of(db, municipality, application.person).await?;
    Ok(Some(Found { application, history, person }))
}

/// One person of a municipality.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn person_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    person: PersonId,
) -> Result<Option<Person>, StoreError> {
    let row = persons::Entity::find_by_id(person.uuid())
        .filter(persons::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    row.map(stored_persons::person).transpose()
}

/// The person of an index; `None` when nobody of it was here.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn person_with(
    db: &DatabaseConnection,
    municipality: &Municipality,
    index: BlindIndex,
) -> Result<Option<PersonId>, StoreError> {
    let found = persons::Entity::find()
        .filter(persons::Column::Municipality.eq(municipality.to_string()))
        .filter(persons::Column::NumberIndex.eq(index.as_bytes().to_vec()))
        .one(db)
        .await?;
    Ok(found.map(|row| PersonId::new(row.id)))
}

/// One application of a municipality with everything that was stated in it.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn past_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<Past>, StoreError> {
    let row = applications::Entity::find_by_id(case.uuid())
        .filter(applications::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let application = stored::application(&row)?;
    Ok(with_history(db, vec![application]).await?.pop())
}

/// Every record of a case of a municipality, oldest first; `None` when it has no such case.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn records_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<Vec<Record>>, StoreError> {
    let found = applications::Entity::find_by_id(case.uuid())
        .filter(applications::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    if found.is_none() {
        return Ok(None);
    }
    let mut records = records::load(db, &BTreeSet::from([case.uuid()])).await?;
    Ok(Some(records.remove(&case).unwrap_or_default()))
}

/// The ended cases of the person of an application, the newest first, each with everything that was stated in it.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn ended_cases_of(db: &DatabaseConnection, of: &Application) -> Result<Vec<Past>, StoreError> {
    use applications::Column;
    let rows = applications::Entity::find()
        .filter(Column::Municipality.eq(of.municipality.to_string()))
        .filter(Column::PersonId.eq(of.person.uuid()))
        .filter(Column::IsOpen.eq(false))
        .order_by_desc(Column::AppliedOn)
        .order_by_desc(Column::Number)
        .limit(MOST_CASES)
        .all(db)
        .await?;
    let applications = rows.iter().map(stored::application).collect::<Result<_, _>>()?;
    with_history(db, applications).await
}

async fn with_history(
    db: &DatabaseConnection,
    applications: Vec<Application>,
) -> Result<Vec<Past>, StoreError> {
    let cases = applications.iter().map(|one| one.case.uuid()).collect();
    let mut history = statements::load(db, &cases).await?;
    let past = |application: Application| {
        let history = history.remove(&application.case).unwrap_or_default();
        Past { application, history }
    };
    Ok(applications.into_iter().map(past).collect())
}

/// All cases of a person in a municipality, alone or with a partner, the newest first.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn cases_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    index: BlindIndex,
) -> Result<Vec<Application>, StoreError> {
    let Some(person) = person_with(db, municipality, index).await? else { return Ok(Vec::new()) };
    let rows = applications::Entity::find()
        .filter(applications::Column::Municipality.eq(municipality.to_string()))
        .filter(
            Condition::any()
                .add(applications::Column::PersonId.eq(person.uuid()))
                .add(applications::Column::PartnerId.eq(person.uuid())),
        )
        .order_by_desc(applications::Column::AppliedOn)
        .order_by_desc(applications::Column::Number)
        .limit(MOST_CASES)
        .all(db)
        .await?;
    rows.iter().map(stored::application).collect()
}

/// A page of the open applications of a municipality.
pub struct Caseload {
    /// With what was stated in them where their facts may have changed by themselves.
    pub cases: Vec<Past>,
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
    let applications = rows.iter().map(stored::application).collect::<Result<Vec<_>, _>>()?;
    let turning = applications.iter().filter(|one| one.facts_until.is_some()).map(|one| one.case.uuid());
    let mut history = statements::load(db, &turning.collect()).await?;
    let past = |application: Application| {
        let history = history.remove(&application.case).unwrap_or_default();
        Past { application, history }
    };
    Ok(Caseload { cases: applications.into_iter().map(past).collect(), total })
}
