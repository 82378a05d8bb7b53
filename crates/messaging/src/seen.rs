//! Reads and checks the records of views.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseId, Municipality};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use sha2::{Digest, Sha256};

use crate::engine::view_payload;
use crate::rows::among;
use crate::store::entity::{view_head, views};
use crate::story::{FaultKind, Link, StoryFault, hexadecimal};
use crate::{StoreError, StoryHead, VIEW_HEAD};

/// So many records that are gone are named one by one.
const MOST_MISSING: usize = 1_000;

/// A view as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// In the chain of the service.
    pub number: u64,
    pub at: DateTime<Utc>,
    pub day: NaiveDate,
    pub who: String,
    pub roles: Vec<String>,
    pub fields: Vec<String>,
    pub purpose: String,
}

/// A page of who looked at the data of a case, the newest first, and how many there are.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn views_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
    page: u64,
    size: u64,
) -> Result<(Vec<Seen>, u64), StoreError> {
    let found = views::Entity::find()
        .filter(views::Column::CaseId.eq(case.uuid()))
        .filter(views::Column::Municipality.eq(municipality.to_string()));
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(views::Column::Number)
        .offset(page.saturating_sub(1).saturating_mul(size))
        .limit(size)
        .all(db)
        .await?;
    let read = |row: views::Model| {
        let (roles, fields, purpose) = view_payload(&row.payload);
        Seen {
            number: u64::try_from(row.number).unwrap_or_default(),
            at: row.at,
            day: row.day,
            who: row.who,
            roles,
            fields,
            purpose,
        }
    };
    Ok((rows.into_iter().map(read).collect(), total))
}

/// A part of the chain of views, looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedViews {
    /// Records that are there.
    pub records: u64,
    /// In order of number.
    pub faults: Vec<StoryFault>,
    /// Where the next part begins; `None` after the last.
    pub next: Option<ViewPlace>,
}

/// A place in the chain of views.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewPlace {
    /// The last number looked at.
    after: i64,
    /// Its hash; `None` when it cannot be followed on.
    hash: Option<Vec<u8>>,
}

impl ViewPlace {
    /// Where the chain begins.
    pub fn start() -> Self {
        Self { after: 0, hash: Some(Vec::new()) }
    }
}

/// Looks at so many records of views past a place.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn verify_views(
    db: &DatabaseConnection,
    place: ViewPlace,
    most: u64,
) -> Result<CheckedViews, StoreError> {
    // The head first: what is written meanwhile is past it, and no fault.
    let head = view_head::Entity::find_by_id(VIEW_HEAD).one(db).await?;
    let rows = views::Entity::find()
        .filter(views::Column::Number.gt(place.after))
        .order_by_asc(views::Column::Number)
        .limit(most)
        .all(db)
        .await?;
    let records = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let is_last = records < most;
    let ViewPlace { mut after, mut hash } = place;
    let mut faults = Vec::new();
    let mut note = |number: i64, kind| {
        if let Ok(number) = u64::try_from(number) {
            faults.push(StoryFault { number, kind });
        }
    };
    for row in rows {
        for gone in after.saturating_add(1)..row.number {
            note(gone, FaultKind::Missing);
            hash = None;
        }
        let follows = hash.as_ref().is_none_or(|before| link(&row).hash(before) == row.hash);
        if !follows || !payload_fits(&row) {
            note(row.number, FaultKind::Changed);
        }
        (after, hash) = (row.number, Some(row.hash));
    }
    if is_last {
        let (newest, told) = head.map_or((0, Vec::new()), |head| (head.number, head.hash));
        for gone in after.saturating_add(1)..=newest {
            note(gone, FaultKind::Missing);
        }
        if after == newest && hash.as_ref().is_some_and(|hash| *hash != told) {
            note(after, FaultKind::Changed);
        }
    }
    let next = (!is_last).then_some(ViewPlace { after, hash });
    Ok(CheckedViews { records, faults, next })
}

fn link(row: &views::Model) -> Link<'_> {
    Link {
        number: row.number,
        at: row.at,
        day: row.day,
        actor: &row.who,
        municipality: &row.municipality,
        payload_hash: &row.payload_hash,
    }
}

/// Nothing in the product destroys what a record says; whose data it was must be what the payload says.
fn payload_fits(row: &views::Model) -> bool {
    Sha256::digest(&row.payload).as_slice() == row.payload_hash
        && crate::engine::view_case(&row.payload) == row.case_id
}

/// Holds the chain of views against what other services were told of it: each record they name must be there, as it
/// was. What is past the last one that is there is named from the first, up to a thousand.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn hear_of_views(
    db: &DatabaseConnection,
    told: &BTreeSet<StoryHead>,
) -> Result<BTreeSet<StoryFault>, StoreError> {
    let numbers = told.iter().filter_map(|head| i64::try_from(head.number).ok());
    let rows: Vec<(i64, Vec<u8>)> = views::Entity::find()
        .select_only()
        .columns([views::Column::Number, views::Column::Hash])
        .filter(among(db.get_database_backend(), views::Column::Number, numbers))
        .into_tuple()
        .all(db)
        .await?;
    let hashes: BTreeMap<u64, String> = rows
        .into_iter()
        .filter_map(|(number, hash)| Some((u64::try_from(number).ok()?, hexadecimal(&hash))))
        .collect();
    let newest: Option<i64> = views::Entity::find()
        .select_only()
        .column_as(views::Column::Number.max(), "newest")
        .into_tuple()
        .one(db)
        .await?
        .flatten();
    let last = newest.and_then(|number| u64::try_from(number).ok()).unwrap_or_default();
    let mut faults = BTreeSet::new();
    for head in told {
        match hashes.get(&head.number) {
            Some(hash) if *hash == head.hash => {}
            Some(_) => {
                faults.insert(StoryFault { number: head.number, kind: FaultKind::Changed });
            }
            None => {
                let gone = last.saturating_add(1).min(head.number)..=head.number;
                faults.extend(
                    gone.take(MOST_MISSING).map(|number| StoryFault { number, kind: FaultKind::Missing }),
                );
            }
        }
    }
    Ok(faults)
}
