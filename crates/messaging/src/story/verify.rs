//! Finds what was changed, is missing or was moved in the stories of a service: from the entries themselves, from the
//! newest number and hash that stand apart from them, and from what other services were told of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::CaseId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IsolationLevel, QueryFilter,
    QueryOrder, QuerySelect, TransactionTrait,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{FaultKind, Link, StoryFault, hexadecimal};
use crate::rows::among;
use crate::store::entity::{story, threads};
use crate::turn::whose_views;
use crate::{StoreError, StoryHead};

/// A story that is broken is searched for entries that moved up to this length; beyond it they count as changed.
const LONGEST_SEARCH: usize = 200;
/// So many entries that are gone are named one by one.
const MOST_MISSING: i64 = 1_000;

/// The chain of one case in one service, looked at.
#[derive(Debug, Clone)]
pub struct CheckedStory {
    pub case: CaseId,
    /// Entries that are there, by number, each with its hash in hexadecimal digits.
    pub hashes: BTreeMap<u64, String>,
    /// In order of number.
    pub faults: Vec<StoryFault>,
}

/// What one service was told of the story of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The service whose story it is.
    pub service: String,
    pub case: CaseId,
    pub head: StoryHead,
}

impl CheckedStory {
    /// Nothing is there of this case.
    pub const fn nothing(case: CaseId) -> Self {
        Self { case, hashes: BTreeMap::new(), faults: Vec::new() }
    }

    /// Holds the chain against what another service was told: what it names must be there, as it was.
    pub fn hear(&mut self, head: &StoryHead) {
        let last = self.hashes.keys().next_back().copied().unwrap_or_default();
        let mut found = Vec::new();
        match self.hashes.get(&head.number) {
            Some(hash) if *hash == head.hash => {}
            Some(_) => found.push(StoryFault { number: head.number, kind: FaultKind::Changed }),
            None => {
                let gone = last.saturating_add(1)..=head.number;
                let most = usize::try_from(MOST_MISSING).unwrap_or(usize::MAX);
                found.extend(gone.take(most).map(|number| StoryFault { number, kind: FaultKind::Missing }));
            }
        }
        for fault in found {
            if !self.faults.iter().any(|known| known.number == fault.number) {
                self.faults.push(fault);
            }
        }
        self.faults.sort_by_key(|fault| fault.number);
    }
}

/// The newest entry as it stands apart from the entries.
pub(super) struct Newest {
    entries: i64,
    link: Vec<u8>,
}

/// The entries of these cases in order of case and number, and the newest of each as it stands apart from them.
pub(super) type Chains = (Vec<story::Model>, BTreeMap<Uuid, Newest>);

/// Both at one moment: what a turn writes while they are read is no fault.
pub(super) async fn chains(db: &DatabaseConnection, cases: &BTreeSet<Uuid>) -> Result<Chains, StoreError> {
    // In SQLite every transaction that reads sees one moment.
    let one_moment =
        (db.get_database_backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
    let tx = db.begin_with_config(one_moment, None).await?;
    let rows = story::Entity::find()
        .filter(among(tx.get_database_backend(), story::Column::CaseId, cases.iter().copied()))
        .order_by_asc(story::Column::CaseId)
        .order_by_asc(story::Column::Number)
        .all(&tx)
        .await?;
    let newest = newest(&tx, cases.iter().copied()).await?;
    tx.commit().await?;
    Ok((rows, newest))
}

async fn newest(
    db: &impl ConnectionTrait,
    cases: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Newest>, StoreError> {
    let keys = cases.into_iter().map(|case| case.to_string());
    let rows: Vec<(String, i64, Vec<u8>)> = threads::Entity::find()
        .select_only()
        .columns([threads::Column::Key, threads::Column::Entries, threads::Column::Link])
        .filter(among(db.get_database_backend(), threads::Column::Key, keys))
        .into_tuple()
        .all(db)
        .await?;
    let read =
        |(key, entries, link): (String, i64, Vec<u8>)| Some((key.parse().ok()?, Newest { entries, link }));
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Cases with a story, past one of them, in order; an empty list after the last.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn story_cases(
    db: &DatabaseConnection,
    after: Option<CaseId>,
    most: u64,
) -> Result<Vec<CaseId>, StoreError> {
    let mut told = story::Entity::find().select_only().column(story::Column::CaseId).distinct();
    let mut kept = threads::Entity::find()
        .select_only()
        .column(threads::Column::Key)
        .filter(threads::Column::Entries.gt(0));
    if let Some(case) = after {
        told = told.filter(story::Column::CaseId.gt(case.uuid()));
        kept = kept.filter(threads::Column::Key.gt(case.to_string()));
    }
    let told: Vec<Uuid> = told.order_by_asc(story::Column::CaseId).limit(most).into_tuple().all(db).await?;
    let kept: Vec<String> = kept.order_by_asc(threads::Column::Key).limit(most).into_tuple().all(db).await?;
    let kept = kept.iter().filter_map(|key| key.parse().ok());
    let cases: BTreeSet<Uuid> = told.into_iter().chain(kept).collect();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    Ok(cases.into_iter().take(most).map(Into::into).collect())
}

/// Looks at the chains of these cases.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer.
pub async fn verify_stories(
    db: &DatabaseConnection,
    cases: &[CaseId],
) -> Result<Vec<CheckedStory>, StoreError> {
    let ids: BTreeSet<Uuid> = cases.iter().map(CaseId::uuid).collect();
    let (rows, newest) = chains(db, &ids).await?;
    let mut by_case: BTreeMap<Uuid, Vec<story::Model>> =
        ids.into_iter().map(|case| (case, Vec::new())).collect();
    for row in rows {
        by_case.entry(row.case_id).or_default().push(row);
    }
    let check = |(case, rows): (Uuid, Vec<story::Model>)| CheckedStory {
        case: case.into(),
        faults: faults(&rows, newest.get(&case)),
        hashes: rows
            .iter()
            .filter_map(|row| Some((u64::try_from(row.number).ok()?, hexadecimal(&row.hash))))
            .collect(),
    };
    Ok(by_case.into_iter().map(check).collect())
}

/// What this service was told of the stories of others about these cases.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or what was kept cannot be read.
pub async fn witnesses(db: &DatabaseConnection, cases: &[CaseId]) -> Result<Vec<Witness>, StoreError> {
    let mut told = Vec::new();
    for (case, heads) in heads(db, cases).await? {
        let of_stories = heads.into_iter().filter(|(name, _)| whose_views(name).is_none());
        told.extend(of_stories.map(|(service, head)| Witness { service, case, head }));
    }
    Ok(told)
}

/// What this service was told, with messages about these cases, of the chains of views of others: for each service
/// that told it, newest records of that moment.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or what was kept cannot be read.
pub async fn view_witnesses(
    db: &DatabaseConnection,
    cases: &[CaseId],
) -> Result<BTreeMap<String, BTreeSet<StoryHead>>, StoreError> {
    let mut told: BTreeMap<String, BTreeSet<StoryHead>> = BTreeMap::new();
    for (_, heads) in heads(db, cases).await? {
        for (name, head) in heads {
            if let Some(service) = whose_views(&name) {
                told.entry(service.to_owned()).or_default().insert(head);
            }
        }
    }
    Ok(told)
}

/// Everything that others told with messages about these cases, by the name it is kept under.
async fn heads(
    db: &DatabaseConnection,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, BTreeMap<String, StoryHead>)>, StoreError> {
    let keys = cases.iter().map(ToString::to_string);
    let rows: Vec<(String, String)> = threads::Entity::find()
        .select_only()
        .columns([threads::Column::Key, threads::Column::Heads])
        .filter(among(db.get_database_backend(), threads::Column::Key, keys))
        .into_tuple()
        .all(db)
        .await?;
    let read = |(key, heads): (String, String)| {
        let unreadable = |error: &dyn std::fmt::Display| StoreError::unreadable("threads", &key, error);
        let case: CaseId = key.parse().map_err(|error| unreadable(&error))?;
        Ok((case, serde_json::from_str(&heads).map_err(|error| unreadable(&error))?))
    };
    rows.into_iter().map(read).collect()
}

impl story::Model {
    fn hash_after(&self, number: i64, before: &[u8]) -> Vec<u8> {
        let link = Link {
            number,
            at: self.at,
            day: self.day,
            actor: &self.actor,
            municipality: &self.municipality,
            payload_hash: &self.payload_hash,
        };
        link.hash(before)
    }

    /// Nothing in the product destroys what an entry says: one that is empty was emptied by someone.
    fn payload_fits(&self) -> bool {
        Sha256::digest(&self.payload).as_slice() == self.payload_hash
    }
}

/// What is wrong with the entries of one case, which stand in order of number.
pub(super) fn faults(rows: &[story::Model], newest: Option<&Newest>) -> Vec<StoryFault> {
    let mut faults = Vec::new();
    let mut note = |number: i64, kind| {
        if let Ok(number) = u64::try_from(number) {
            faults.push(StoryFault { number, kind });
        }
    };
    let mut before: Option<&[u8]> = Some(&[]);
    let mut expected = 1_i64;
    for row in rows {
        for gone in (expected..row.number).take(usize::try_from(MOST_MISSING).unwrap_or(usize::MAX)) {
            note(gone, FaultKind::Missing);
            // What followed on it cannot be followed any more.
            before = None;
        }
        let follows = before.is_none_or(|before| row.hash_after(row.number, before) == row.hash);
        if !row.payload_fits() {
            note(row.number, FaultKind::Changed);
        } else if !follows {
            match where_it_stood(row, rows) {
                Stood::Here => {}
                Stood::Elsewhere => note(row.number, FaultKind::Moved),
                Stood::Nowhere => note(row.number, FaultKind::Changed),
            }
        }
        before = Some(&row.hash);
        expected = row.number.saturating_add(1);
    }
    let (last, link) = rows.last().map_or((0, &[][..]), |row| (row.number, row.hash.as_slice()));
    let (entries, told) = newest.map_or((0, &[][..]), |newest| (newest.entries, newest.link.as_slice()));
    for gone in (last.saturating_add(1)..=entries).take(usize::try_from(MOST_MISSING).unwrap_or(usize::MAX)) {
        note(gone, FaultKind::Missing);
    }
    if last > entries {
        note(entries.saturating_add(1), FaultKind::Unknown);
    } else if last == entries && link != told {
        note(last, FaultKind::Changed);
    }
    faults.sort_by_key(|fault: &StoryFault| fault.number);
    faults.dedup_by_key(|fault| fault.number);
    faults
}

/// Where an entry was written that does not follow on the one before it now.
enum Stood {
    /// In its place: it is the one before it that is not.
    Here,
    Elsewhere,
    Nowhere,
}

fn where_it_stood(row: &story::Model, rows: &[story::Model]) -> Stood {
    if rows.len() > LONGEST_SEARCH {
        return Stood::Nowhere;
    }
    let places = || std::iter::once(&[][..]).chain(rows.iter().map(|other| other.hash.as_slice()));
    let fits = |number: i64| places().any(|before| row.hash_after(number, before) == row.hash);
    if fits(row.number) {
        return Stood::Here;
    }
    let last = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if (1..=last.saturating_add(1)).any(fits) { Stood::Elsewhere } else { Stood::Nowhere }
}
