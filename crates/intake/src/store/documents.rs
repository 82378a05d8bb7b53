use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{CaseId, FactKey, Municipality};
use messaging::rows::{Writes, among};
use messaging::{StoreError, Tx};
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::applications;
use super::entity::{applications as application_rows, document_facts, document_readings, documents};
use crate::actor::{DocumentInput, Documents, Input, TermsAsked, World};
use crate::model::{Application, Document, DocumentId, Standing};

/// Version of the text in `state`.
const SCHEMA: i32 = 1;
/// More readings of one document are not shown at once.
const MOST_READINGS: u64 = 200;

/// What a batch needs of documents.
#[derive(Default)]
pub struct Wanted {
    ids: BTreeSet<Uuid>,
    /// Where something new comes in, with its hash: the same may be there already.
    contents: BTreeSet<(Uuid, String)>,
    /// Where what waits for the scanner is looked at.
    waiting: BTreeSet<Uuid>,
}

pub fn wanted(inputs: &[&Input]) -> Wanted {
    let mut wanted = Wanted::default();
    for input in inputs {
        if let Some((_, named)) = input.named() {
            wanted.ids.extend(named.iter().map(|document| document.id));
        }
        if let Input::Terms(asked) = input
            && let TermsAsked::LeaveUnprocessed = asked.ask
        {
            wanted.waiting.insert(asked.case.uuid());
        }
        let Input::Document(input) = input else { continue };
        wanted.ids.extend(input.document().map(|document| document.uuid()));
        if let DocumentInput::Receive(receive) = &**input {
            wanted.contents.insert((receive.case.uuid(), receive.sha256.clone()));
        }
    }
    wanted
}

pub async fn load(tx: &Tx, wanted: &Wanted) -> Result<Documents, StoreError> {
    use documents::Column;
    let backend = tx.get_database_backend();
    let mut any = Condition::any();
    if !wanted.ids.is_empty() {
        any = any.add(among(backend, Column::Id, wanted.ids.iter().copied()));
    }
    if !wanted.contents.is_empty() {
        let cases: BTreeSet<_> = wanted.contents.iter().map(|(case, _)| *case).collect();
        let hashes: BTreeSet<_> = wanted.contents.iter().map(|(_, hash)| hash.clone()).collect();
        let in_cases = among(backend, Column::CaseId, cases);
        any = any.add(Condition::all().add(in_cases).add(among(backend, Column::Sha256, hashes)));
    }
    if !wanted.waiting.is_empty() {
        let in_cases = among(backend, Column::CaseId, wanted.waiting.iter().copied());
        let waits = Column::Standing.eq(Standing::Quarantined.code());
        any = any.add(Condition::all().add(in_cases).add(waits));
    }
    if any.is_empty() {
        return Ok(Documents::default());
    }
    let rows =
        documents::Entity::find().filter(any).order_by_asc(Column::Id).lock(LockType::Update).all(tx).await?;
    let known = rows.iter().map(|row| document(row).map(|document| (document.id, document)));
    Ok(Documents { known: known.collect::<Result<_, _>>()?, ..Documents::default() })
}

pub fn save(world: &World, writes: &mut Writes) -> Result<(), StoreError> {
    let changed = world.documents.changed.iter().filter_map(|id| world.documents.known.get(id));
    let (mut new, mut renewed) = (Vec::new(), Vec::new());
    for document in changed {
        match world.documents.added.get(&document.id) {
            Some((title, at)) => new.push(row(document, title.clone(), *at)?),
            // Only what is renewed is written; the rest of a row that is there stays.
            None => renewed.push(row(document, Vec::new(), DateTime::UNIX_EPOCH)?),
        }
    }
    let columns = [documents::Column::Standing, documents::Column::Schema, documents::Column::State];
    writes.add(new);
    writes.put(renewed, columns);
    let readings = world.documents.readings.iter().map(|reading| document_readings::ActiveModel {
        id: Set(reading.id),
        document_id: Set(reading.document.uuid()),
        at: Set(reading.at),
        read_by: Set(reading.by.clone()),
    });
    writes.add(readings.collect());
    let proves = world.documents.proves.iter().map(|(document, key)| document_facts::ActiveModel {
        document_id: Set(document.uuid()),
        fact: Set(key.code().to_owned()),
    });
    // What is known is no conflict: a document may be found to prove what it came for.
    writes.put(proves.collect(), [document_facts::Column::Fact]);
    Ok(())
}

fn row(document: &Document, title: Vec<u8>, at: DateTime<Utc>) -> Result<documents::ActiveModel, StoreError> {
    let state = serde_json::to_string(document)
        .map_err(|error| StoreError::unreadable("documents", document.id, error))?;
    Ok(documents::ActiveModel {
        id: Set(document.id.uuid()),
        case_id: Set(document.case.uuid()),
        municipality: Set(document.municipality.to_string()),
        sha256: Set(document.sha256.clone()),
        evidence_request: Set(document.request.and_then(|number| i32::try_from(number).ok())),
        received_on: Set(document.received_on),
        at: Set(at),
        standing: Set(document.standing.code().into()),
        title: Set(title),
        schema: Set(SCHEMA),
        state: Set(state),
    })
}

fn document(row: &documents::Model) -> Result<Document, StoreError> {
    let unreadable = |reason: String| StoreError::unreadable("documents", row.id, reason);
    if row.schema != SCHEMA {
        return Err(unreadable(format!("has schema {}", row.schema)));
    }
    serde_json::from_str(&row.state).map_err(|error| unreadable(format!("at column {}", error.column())))
}

/// A document as it is looked up.
pub struct FoundDocument {
    pub document: Document,
    /// Still sealed.
    pub title: Vec<u8>,
}

fn found(row: documents::Model) -> Result<FoundDocument, StoreError> {
    Ok(FoundDocument { document: document(&row)?, title: row.title })
}

/// One document of a municipality.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn document_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    id: DocumentId,
) -> Result<Option<FoundDocument>, StoreError> {
    let row = documents::Entity::find_by_id(id.uuid())
        .filter(documents::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    row.map(found).transpose()
}

/// Which documents of a case; by default all of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Those that came for a request for evidence.
    pub request: Option<u32>,
    /// Those that prove a fact.
    pub proves: Option<FactKey>,
}

/// A page of the documents of a case, newest first, and how many there are.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn documents_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
    which: Which,
    (skip, most): (u64, u64),
) -> Result<(Vec<FoundDocument>, u64), StoreError> {
    use documents::Column;
    let mut of_case = documents::Entity::find()
        .filter(Column::Municipality.eq(municipality.to_string()))
        .filter(Column::CaseId.eq(case.uuid()));
    if let Some(number) = which.request {
        of_case = of_case.filter(Column::EvidenceRequest.eq(i64::from(number)));
    }
    if let Some(key) = which.proves {
        let proving = Query::select()
            .column(document_facts::Column::DocumentId)
            .from(document_facts::Entity)
            .and_where(document_facts::Column::Fact.eq(key.code()))
            .to_owned();
        of_case = of_case.filter(Column::Id.in_subquery(proving));
    }
    let total = of_case.clone().count(db).await?;
    let newest = of_case.order_by_desc(Column::At).order_by_desc(Column::Id);
    let rows = newest.offset(skip).limit(most).all(db).await?;
    Ok((rows.into_iter().map(found).collect::<Result<_, _>>()?, total))
}

/// Who took the bytes of a document and when, oldest first.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn readings_of(
    db: &DatabaseConnection,
    id: DocumentId,
) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
    use document_readings::Column;
    let rows = document_readings::Entity::find()
        .filter(Column::DocumentId.eq(id.uuid()))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .limit(MOST_READINGS)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.read_by, row.at)).collect())
}

/// A document of a closed case, with its application.
pub struct DueFound {
    pub found: FoundDocument,
    pub application: Application,
}

/// Documents with bytes, of closed cases, oldest first: the caller says which are due.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn due_documents_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    after: Option<DocumentId>,
    most: u64,
) -> Result<Vec<DueFound>, StoreError> {
    use documents::Column;
    let closed = Query::select()
        .column(application_rows::Column::Id)
        .from(application_rows::Entity)
        .and_where(application_rows::Column::Municipality.eq(municipality.to_string()))
        .and_where(application_rows::Column::IsOpen.eq(false))
        .to_owned();
    let past = after.map_or_else(Condition::all, |after| Condition::all().add(Column::Id.gt(after.uuid())));
    let rows = documents::Entity::find()
        .filter(Column::Municipality.eq(municipality.to_string()))
        .filter(Column::Standing.ne(Standing::Destroyed.code()))
        .filter(Column::CaseId.in_subquery(closed))
        .filter(past)
        .order_by_asc(Column::Id)
        .limit(most)
        .all(db)
        .await?;
    let cases: BTreeSet<Uuid> = rows.iter().map(|row| row.case_id).collect();
    let found_applications = application_rows::Entity::find()
        .filter(application_rows::Column::Municipality.eq(municipality.to_string()))
        .filter(among(db.get_database_backend(), application_rows::Column::Id, cases))
        .all(db)
        .await?;
    let known: BTreeMap<Uuid, &application_rows::Model> =
        found_applications.iter().map(|row| (row.id, row)).collect();
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(application) = known.get(&row.case_id) {
            due.push(DueFound { application: applications::application(application)?, found: found(row)? });
        }
    }
    Ok(due)
}

/// Documents that wait for the scanner, of all municipalities, the longest waiting first: for the scanner only.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn quarantined(db: &DatabaseConnection, skip: u64, most: u64) -> Result<Vec<Document>, StoreError> {
    use documents::Column;
    let rows = documents::Entity::find()
        .filter(Column::Standing.eq(Standing::Quarantined.code()))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .offset(skip)
        .limit(most)
        .all(db)
        .await?;
    rows.iter().map(document).collect()
}

/// Which of these documents there are, and whether their bytes are kept: for the sweep only.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a row cannot be read.
pub async fn standings(
    db: &DatabaseConnection,
    ids: &BTreeSet<DocumentId>,
) -> Result<BTreeMap<DocumentId, bool>, StoreError> {
    let wanted = ids.iter().map(|id| id.uuid());
    let rows = documents::Entity::find()
        .filter(among(db.get_database_backend(), documents::Column::Id, wanted))
        .all(db)
        .await?;
    rows.iter().map(|row| document(row).map(|found| (found.id, found.standing.has_bytes()))).collect()
}
