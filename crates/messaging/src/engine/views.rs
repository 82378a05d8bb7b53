//! Who looked at whose data: a record of every view, in a chain of its own in each service, apart from telemetry and
//! unsampled. A view is answered when its record is committed, never before; views that come together are written
//! together, so that one costs little more than the journey to the database.

use std::sync::{Arc, Mutex, PoisonError};

use domain::{CaseId, Municipality};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};

use super::Engine;
use crate::rows::Writes;
use crate::store::entity::{view_head, views};
use crate::store::{Trouble, trouble};
use crate::story::{Link, hexadecimal};
use crate::{Actor, Clock, Connections, StoreError, StoryHead};

/// Views in one transaction at most.
const BATCH: usize = 200;
/// Views that may wait to be written.
const QUEUE: usize = 2_000;
/// How often a batch is written again when another instance was first.
const TRIES: u32 = 5;
/// The one row that holds the newest number and hash.
pub(crate) const HEAD: &str = "views";

/// Somebody sees personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The user.
    pub who: String,
    /// The roles they act in, as the wire has them.
    pub roles: Vec<&'static str>,
    pub municipality: Municipality,
    /// Whose; `None` when nothing was found, or what is seen is of no one case.
    pub case: Option<CaseId>,
    /// Which data, by name; never their values.
    pub fields: Vec<&'static str>,
    /// What it is seen for, in plain Dutch.
    pub purpose: &'static str,
}

/// What a record of a view says, besides who, where and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    pub case: Option<CaseId>,
    pub roles: Vec<String>,
    pub fields: Vec<String>,
    pub purpose: String,
}

/// A view could not be recorded, and must not be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the view could not be recorded")]
pub struct ViewNotKept;

type Waiting = (Vec<View>, oneshot::Sender<bool>);

/// Where views are recorded. Cheap to clone.
#[derive(Clone)]
pub struct Views {
    writer: mpsc::Sender<Waiting>,
    newest: Newest,
}

/// The newest record that this process wrote, for messages to name: what another service heard of cannot be taken away
/// unseen.
type Newest = Arc<Mutex<Option<StoryHead>>>;

impl Views {
    /// Starts the one who writes; it ends with the last clone.
    pub(crate) fn new(db: Connections, clock: Arc<dyn Clock>) -> Self {
        let (writer, waiting) = mpsc::channel(QUEUE);
        let newest = Newest::default();
        tokio::spawn(write(db, clock, waiting, Arc::clone(&newest)));
        Self { writer, newest }
    }

    /// The newest record that this process wrote; `None` when it wrote none.
    pub(crate) fn newest(&self) -> Option<StoryHead> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Records views and waits until they are committed.
    ///
    /// # Errors
    ///
    /// [`ViewNotKept`] when the database is away: then nothing may be shown.
    pub async fn record(&self, views: Vec<View>) -> Result<(), ViewNotKept> {
        if views.is_empty() {
            return Ok(());
        }
        let (done, kept) = oneshot::channel();
        self.writer.send((views, done)).await.map_err(|_| ViewNotKept)?;
        if kept.await.unwrap_or(false) { Ok(()) } else { Err(ViewNotKept) }
    }
}

impl<A: Actor> Engine<A> {
    /// Where the views of this service's data are recorded.
    pub fn views(&self) -> &Views {
        &self.inner.views
    }
}

/// Takes what waits, writes it, and says so; whatever comes meanwhile goes together next.
async fn write(db: Connections, clock: Arc<dyn Clock>, mut waiting: mpsc::Receiver<Waiting>, newest: Newest) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (views, told): (Vec<Vec<View>>, Vec<_>) = batch.drain(..).unzip();
        let views = views.concat();
        let kept = match keep(&db, clock.as_ref(), &views).await {
            Ok(head) => {
                *newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(head);
                true
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "views could not be recorded");
                false
            }
        };
        for done in told {
            // Who stopped waiting sees nothing; the record stays.
            let _ = done.send(kept);
        }
    }
}

/// Writes views, and tells the newest record.
async fn keep(db: &Connections, clock: &dyn Clock, views: &[View]) -> Result<StoryHead, StoreError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match keep_once(db, clock, views).await {
            Err(error) if tries < TRIES && trouble(&error) == Trouble::Conflict => {}
            other => return other,
        }
    }
}

/// One transaction; the row of the head is the lock between instances.
async fn keep_once(db: &Connections, clock: &dyn Clock, seen: &[View]) -> Result<StoryHead, StoreError> {
    let tx = db.begin_write().await?;
    let head = view_head::Entity::find_by_id(HEAD).lock(LockType::Update).one(&tx).await?;
    let (mut number, mut before) = head.map_or((0, Vec::new()), |head| (head.number, head.hash));
    let is_first = number == 0;
    let now = clock.now();
    let mut rows = Vec::with_capacity(seen.len());
    for view in seen {
        number += 1;
        let payload = Payload {
            case: view.case,
            roles: view.roles.iter().map(|role| (*role).to_owned()).collect(),
            fields: view.fields.iter().map(|field| (*field).to_owned()).collect(),
            purpose: view.purpose.to_owned(),
        };
        let payload = serde_json::to_string(&payload)
            .map_err(|error| StoreError::unreadable("views", number, error))?;
        let payload_hash = Sha256::digest(&payload).to_vec();
        let municipality = view.municipality.to_string();
        let link = Link {
            number,
            at: now.instant,
            day: now.day,
            actor: &view.who,
            municipality: &municipality,
            payload_hash: &payload_hash,
        };
        let hash = link.hash(&before);
        before.clone_from(&hash);
        rows.push(views::ActiveModel {
            number: Set(number),
            municipality: Set(municipality),
            at: Set(now.instant),
            day: Set(now.day),
            who: Set(view.who.clone()),
            case_id: Set(view.case.map(|case| case.uuid())),
            payload: Set(payload),
            payload_hash: Set(payload_hash),
            hash: Set(hash),
        });
    }
    let newest = StoryHead { number: u64::try_from(number).unwrap_or_default(), hash: hexadecimal(&before) };
    tracing::debug!(count = seen.len(), %newest, "views are recorded");
    let head = view_head::ActiveModel { name: Set(HEAD.to_owned()), number: Set(number), hash: Set(before) };
    let mut writes = Writes::default();
    writes.add(rows);
    // Two instances that both begin the chain: the second must try again, and not put the head over the first.
    if is_first {
        writes.add(vec![head]);
    } else {
        writes.put(vec![head], [view_head::Column::Number, view_head::Column::Hash]);
    }
    writes.run(&tx).await?;
    tx.commit().await?;
    Ok(newest)
}

/// Roles, names of data and purpose of a record; nothing of one that cannot be read any more.
pub(crate) fn view_payload(text: &str) -> (Vec<String>, Vec<String>, String) {
    match serde_json::from_str::<Payload>(text) {
        Ok(payload) => (payload.roles, payload.fields, payload.purpose),
        Err(_) => (Vec::new(), Vec::new(), "(inhoud gewijzigd)".into()),
    }
}

/// Whose data a record says it was.
pub(crate) fn view_case(text: &str) -> Option<uuid::Uuid> {
    serde_json::from_str::<Payload>(text).ok()?.case.map(|case| case.uuid())
}
