//! The story of a case: entries chained over the hashes of their payloads. Nothing destroys a payload yet; when
//! something does, the chain over hashes still holds, and that destruction is to be an entry of its own.

mod verify;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::{CaseId, Explanation, Municipality};
use sea_orm::{ActiveValue::Set, DatabaseConnection};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::rows::Writes;
use crate::store::entity::story;
use crate::turn::Threads;
use crate::{Now, StoreError, StoryHead, StoryLine};

pub use verify::{CheckedStory, Witness, story_cases, verify_stories, view_witnesses, witnesses};

/// The story of one case as one service wrote it.
#[derive(Debug, Clone)]
pub struct Story {
    pub entries: Vec<StoryEntry>,
    /// The number of the first entry whose hash does not fit; `None` when the chain holds.
    pub first_broken: Option<u64>,
    /// The municipality whose case it is; `None` when there is no entry.
    pub municipality: Option<Municipality>,
}

/// One step, decision or message of a case.
#[derive(Debug, Clone)]
pub struct StoryEntry {
    /// From 1, without gaps.
    pub number: u64,
    pub at: DateTime<Utc>,
    pub day: NaiveDate,
    pub actor: String,
    pub title: String,
    pub explanation: Option<Explanation>,
    pub hash: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    title: String,
    explanation: Option<Explanation>,
}

/// A line on its way into the story.
pub(crate) struct Pending {
    pub line: StoryLine,
    pub actor: String,
}

/// Something that is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoryFault {
    /// The number of the entry.
    pub number: u64,
    pub kind: FaultKind,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// Its content, its hash or what the head says of it is not what was written.
    Changed,
    /// It was written and is gone, also at the end.
    Missing,
    /// It stands in another place than where it was written.
    Moved,
    /// It stands past the end that the head tells: put in, or the head was put back.
    Unknown,
}

impl FaultKind {
    /// As the wire has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Moved => "moved",
            Self::Unknown => "unknown",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Changed, Self::Missing, Self::Moved, Self::Unknown]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// Everything a link holds besides the hash before it.
pub(crate) struct Link<'a> {
    pub number: i64,
    pub at: DateTime<Utc>,
    pub day: NaiveDate,
    pub actor: &'a str,
    pub municipality: &'a str,
    pub payload_hash: &'a [u8],
}

impl Link<'_> {
    /// SHA-256 over the hash before and every part with its length, so that no two links read the same.
    pub fn hash(&self, before: &[u8]) -> Vec<u8> {
        let mut hasher = Sha256::new();
        let (number, at) = (self.number.to_string(), self.at.to_rfc3339_opts(SecondsFormat::Micros, true));
        let day = self.day.to_string();
        for part in [
            before,
            number.as_bytes(),
            at.as_bytes(),
            day.as_bytes(),
            self.actor.as_bytes(),
            self.municipality.as_bytes(),
            self.payload_hash,
        ] {
            hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize().to_vec()
    }
}

/// The ordering keys of the cases that these lines are of.
pub(crate) fn keys(lines: &[Pending]) -> impl Iterator<Item = String> {
    lines.iter().map(|pending| pending.line.case.to_string())
}

/// Adds lines to the stories of their cases.
pub(crate) fn append(
    lines: Vec<Pending>,
    now: Now,
    threads: &mut Threads,
    writes: &mut Writes,
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(lines.len());
    for Pending { line, actor } in lines {
        let (case, municipality) = (line.case.uuid(), line.municipality.to_string());
        let key = line.case.to_string();
        let (newest, before) = threads.newest_entry(&key);
        let number = newest + 1;
        let payload = serde_json::to_string(&Payload { title: line.title, explanation: line.explanation })
            .map_err(|error| StoreError::unreadable("story", case, error))?;
        let payload_hash = Sha256::digest(&payload).to_vec();
        let link = Link {
            number,
            at: now.instant,
            day: now.day,
            actor: &actor,
            municipality: &municipality,
            payload_hash: &payload_hash,
        };
        let hash = link.hash(before);
        threads.has_entry(&key, number, hash.clone());
        rows.push(story::ActiveModel {
            case_id: Set(case),
            number: Set(number),
            municipality: Set(municipality),
            at: Set(now.instant),
            day: Set(now.day),
            actor: Set(actor),
            payload: Set(payload),
            payload_hash: Set(payload_hash),
            hash: Set(hash),
        });
    }
    writes.add(rows);
    Ok(())
}

/// The newest entry as others hear of it; `None` when there is none.
pub(crate) fn head((number, link): (i64, &[u8])) -> Option<StoryHead> {
    let number = u64::try_from(number).ok().filter(|number| *number > 0)?;
    Some(StoryHead { number, hash: hexadecimal(link) })
}

/// Two digits a byte.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The story of a case as this service knows it, with its chain checked.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer or a payload cannot be read.
pub async fn story_of(db: &DatabaseConnection, case: CaseId) -> Result<Story, StoreError> {
    let (rows, newest) = verify::chains(db, &BTreeSet::from([case.uuid()])).await?;
    let faults = verify::faults(&rows, newest.get(&case.uuid()));
    let first_broken = faults.iter().map(|fault| fault.number).min();
    let mut told = Story { entries: Vec::with_capacity(rows.len()), first_broken, municipality: None };
    for row in rows {
        let fits = !faults.iter().any(|fault| i64::try_from(fault.number).is_ok_and(|at| at == row.number));
        let payload = serde_json::from_str(&row.payload)
            .map_err(|error| StoreError::unreadable("story", format!("{case}/{}", row.number), error));
        // A payload that was tampered with may not even parse: the entry is shown as broken, without text.
        let payload = match payload {
            Ok(payload) => payload,
            Err(_) if !fits => Payload { title: "(inhoud gewijzigd)".into(), explanation: None },
            Err(error) => return Err(error),
        };
        told.municipality = row.municipality.parse().ok().or(told.municipality);
        told.entries.push(StoryEntry {
            number: u64::try_from(row.number).unwrap_or_default(),
            at: row.at,
            day: row.day,
            actor: row.actor,
            title: payload.title,
            explanation: payload.explanation,
            hash: row.hash,
        });
    }
    Ok(told)
}
