//! What an operator does: look at parked messages, replay or discard them, send published ones again, see lag.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Explanation;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::engine::{Inner, Item, Queued, Ticket};
use crate::rows::Writes;
use crate::store::entity::{discarded, outbox_unsent, waiting};
use crate::store::real_now;
use crate::story::{self, Pending};
use crate::turn::Threads;
use crate::{Actor, Connections, Envelope, Now, StoreError, StoryLine, relay};

/// A message that could not be handled.
#[derive(Debug, Clone)]
pub struct Parked {
    pub id: Uuid,
    pub sender: String,
    pub key: String,
    pub number: u64,
    pub error: String,
    pub attempts: u32,
    pub parked_at: DateTime<Utc>,
    /// Later messages of the same key.
    pub waiting_behind: u32,
    /// `None` when it is no envelope.
    pub envelope: Option<Envelope>,
    pub body: Vec<u8>,
}

/// Depths and ages, in real time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lag {
    pub outbox_unpublished: u64,
    pub outbox_oldest_seconds: u64,
    pub early: u64,
    pub early_oldest_seconds: u64,
    pub parked: u64,
    pub waiting_behind: u64,
}

/// The operator's side of a running engine. Cheap to clone.
#[derive(Clone)]
pub struct Operations {
    db: Connections,
    engine: Arc<dyn Running>,
}

/// The engine behind the operations, whatever its actor.
#[async_trait]
trait Running: Send + Sync {
    async fn drain(&self, key: String, replay: BTreeSet<Uuid>) -> Option<(u32, u32)>;
    fn now(&self) -> Now;
    fn sweep_now(&self);
    fn is_idle(&self) -> bool;
    fn is_connected(&self) -> bool;
}

#[async_trait]
impl<A: Actor> Running for Inner<A> {
    async fn drain(&self, key: String, replay: BTreeSet<Uuid>) -> Option<(u32, u32)> {
        let (done, drained) = oneshot::channel();
        self.enqueue(Queued { item: Item::Drain { key, replay }, ticket: Ticket::Drain(done) }).ok()?;
        drained.await.ok()
    }

    fn now(&self) -> Now {
        self.clock.now()
    }

    fn sweep_now(&self) {
        self.relay.sweep_now();
    }

    fn is_connected(&self) -> bool {
        self.prepared.load(Ordering::SeqCst) && self.transport.is_connected()
    }

    fn is_idle(&self) -> bool {
        self.busy.load(Ordering::SeqCst) == 0
            && self.handling.load(Ordering::SeqCst) == 0
            && self.relay.is_idle()
    }
}

impl Operations {
    pub(crate) fn new<A: Actor>(inner: Arc<Inner<A>>) -> Self {
        Self { db: inner.db.clone(), engine: inner }
    }

    /// Whether the broker is there, and has the queues that this service needs.
    pub fn is_connected(&self) -> bool {
        self.engine.is_connected()
    }

    /// A page of parked messages, oldest first, and how many there are.
    pub async fn parked(&self, page: u64, size: u64) -> Result<(Vec<Parked>, u64), StoreError> {
        let parked = waiting::Entity::find().filter(waiting::Column::Parked.eq(true));
        let total = parked.clone().count(&self.db.reading).await?;
        let rows = parked
            .order_by_asc(waiting::Column::ArrivedAt)
            .order_by_asc(waiting::Column::Id)
            .offset(page.saturating_sub(1).saturating_mul(size))
            .limit(size)
            .all(&self.db.reading)
            .await?;
        let behind = self.behind(rows.iter().map(|row| row.key.clone()).collect()).await?;
        Ok((rows.into_iter().map(|row| read(row, &behind)).collect(), total))
    }

    /// One parked message.
    pub async fn get(&self, id: Uuid) -> Result<Option<Parked>, StoreError> {
        let Some(row) = waiting::Entity::find_by_id(id)
            .filter(waiting::Column::Parked.eq(true))
            .one(&self.db.reading)
            .await?
        else {
            return Ok(None);
        };
        let behind = self.behind(BTreeSet::from([row.key.clone()])).await?;
        Ok(Some(read(row, &behind)))
    }

    async fn behind(&self, keys: BTreeSet<String>) -> Result<BTreeMap<String, i64>, StoreError> {
        let counts: Vec<(String, i64)> = waiting::Entity::find()
            .select_only()
            .column(waiting::Column::Key)
            .column_as(waiting::Column::Id.count(), "behind")
            .filter(waiting::Column::Key.is_in(keys))
            .filter(waiting::Column::Parked.eq(false))
            .group_by(waiting::Column::Key)
            .into_tuple()
            .all(&self.db.reading)
            .await?;
        Ok(counts.into_iter().collect())
    }

    /// Hands parked messages (all of them when `ids` is `None`) to the service again, in order, each with what
    /// waited behind it; the stories of their cases say so. How many were handled, and how many parked again.
    pub async fn replay(&self, ids: Option<&[Uuid]>, by: &str) -> Result<(u32, u32), StoreError> {
        let mut parked = waiting::Entity::find().filter(waiting::Column::Parked.eq(true));
        if let Some(ids) = ids {
            parked = parked.filter(waiting::Column::Id.is_in(ids.iter().copied()));
        }
        let rows: Vec<(Uuid, String, String)> = parked
            .select_only()
            .column(waiting::Column::Id)
            .column(waiting::Column::Key)
            .column(waiting::Column::Envelope)
            .filter(waiting::Column::Envelope.ne(""))
            .into_tuple()
            .all(&self.db.reading)
            .await?;
        let lines = rows.iter().filter_map(|(_, _, envelope)| {
            told_to(
                envelope,
                by,
                "Een beheerder biedt een bericht opnieuw aan dat niet verwerkt kon worden.",
                "",
            )
        });
        self.tell(lines.collect()).await?;
        let mut by_key: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
        for (id, key, _) in rows {
            by_key.entry(key).or_default().insert(id);
        }
        let mut total = (0, 0);
        for (key, replay) in by_key {
            if let Some((handled, parked)) = self.engine.drain(key, replay).await {
                total = (total.0 + handled, total.1 + parked);
            }
        }
        Ok(total)
    }

    /// Gives a parked message up and lets those behind it go on. `false` when there is none by that id.
    pub async fn discard(&self, id: Uuid, by: &str, reason: &str) -> Result<bool, StoreError> {
        let tx = self.db.begin_write().await?;
        let Some(row) =
            waiting::Entity::find_by_id(id).filter(waiting::Column::Parked.eq(true)).one(&tx).await?
        else {
            return Ok(false);
        };
        let mut writes = Writes::default();
        writes.delete(waiting::Column::Id, [id]);
        if !row.envelope.is_empty() {
            let title =
                "Een beheerder geeft een bericht op dat niet verwerkt kon worden. Het heeft geen gevolg.";
            let lines: Vec<Pending> = told_to(&row.envelope, by, title, reason).into_iter().collect();
            let mut keys: BTreeSet<String> = story::keys(&lines).collect();
            keys.insert(row.key.clone());
            let mut threads = Threads::default();
            threads.fetch(&tx, &keys.iter().map(String::as_str).collect()).await?;
            // A parked message is the next of its sender and key: the count goes on past it.
            threads.has_received(&row.sender, &row.key, row.number);
            story::append(lines, self.engine.now(), &mut threads, &mut writes)?;
            threads.save(&mut writes)?;
        }
        writes.add(vec![discarded::ActiveModel {
            id: Set(row.id),
            at: Set(real_now()),
            discarded_by: Set(by.to_owned()),
            reason: Set(reason.to_owned()),
            error: Set(row.error),
            attempts: Set(row.attempts),
            envelope: Set(row.envelope),
            body: Set(row.body),
        }]);
        writes.run(&tx).await?;
        tx.commit().await?;
        self.engine.drain(row.key, BTreeSet::new()).await;
        Ok(true)
    }

    /// Writes lines into the stories of their cases.
    async fn tell(&self, lines: Vec<Pending>) -> Result<(), StoreError> {
        if lines.is_empty() {
            return Ok(());
        }
        let tx = self.db.begin_write().await?;
        let keys: BTreeSet<String> = story::keys(&lines).collect();
        let mut threads = Threads::default();
        threads.fetch(&tx, &keys.iter().map(String::as_str).collect()).await?;
        let mut writes = Writes::default();
        story::append(lines, self.engine.now(), &mut threads, &mut writes)?;
        threads.save(&mut writes)?;
        writes.run(&tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sends the kept span of published messages again, to one receiver or to all. How many.
    pub async fn resend(&self, receiver: Option<&str>) -> Result<u64, StoreError> {
        let count = relay::send_again(&self.db, receiver).await?;
        self.engine.sweep_now();
        Ok(count)
    }

    /// Depths and ages of outbox and inbox.
    pub async fn lag(&self) -> Result<Lag, StoreError> {
        let (unsent, oldest): (i64, Option<DateTime<Utc>>) = outbox_unsent::Entity::find()
            .select_only()
            .column_as(outbox_unsent::Column::Id.count(), "unsent")
            .column_as(outbox_unsent::Column::At.min(), "oldest")
            .into_tuple()
            .one(&self.db.reading)
            .await?
            .unwrap_or_default();
        let held: Vec<(String, bool, DateTime<Utc>)> = waiting::Entity::find()
            .select_only()
            .column(waiting::Column::Key)
            .column(waiting::Column::Parked)
            .column(waiting::Column::ArrivedAt)
            .into_tuple()
            .all(&self.db.reading)
            .await?;
        let keys: BTreeSet<&str> =
            held.iter().filter(|(_, parked, _)| *parked).map(|(key, ..)| key.as_str()).collect();
        let early: Vec<_> = held.iter().filter(|(key, ..)| !keys.contains(key.as_str())).collect();
        let parked = held.iter().filter(|(_, parked, _)| *parked).count();
        Ok(Lag {
            outbox_unpublished: u64::try_from(unsent).unwrap_or_default(),
            outbox_oldest_seconds: age(oldest),
            early: early.len() as u64,
            early_oldest_seconds: age(early.iter().map(|(_, _, at)| *at).min()),
            parked: parked as u64,
            waiting_behind: (held.len() - early.len() - parked) as u64,
        })
    }

    /// Whether nothing is asked, being handled, untold, or held early.
    pub async fn idle(&self) -> Result<bool, StoreError> {
        if !self.engine.is_idle() {
            return Ok(false);
        }
        let held = waiting::Entity::find()
            .select_only()
            .expr(Expr::val(1).cast_as("integer"))
            .filter(waiting::Column::Parked.eq(false))
            .limit(1)
            .into_tuple::<i32>()
            .one(&self.db.reading)
            .await?;
        Ok(held.is_none() && self.engine.is_idle())
    }
}

fn age(oldest: Option<DateTime<Utc>>) -> u64 {
    oldest.map_or(0, |at| u64::try_from((real_now() - at).num_seconds()).unwrap_or_default())
}

fn read(row: waiting::Model, behind: &BTreeMap<String, i64>) -> Parked {
    Parked {
        id: row.id,
        waiting_behind: behind.get(&row.key).and_then(|count| u32::try_from(*count).ok()).unwrap_or_default(),
        sender: row.sender,
        key: row.key,
        number: u64::try_from(row.number).unwrap_or_default(),
        error: row.error,
        attempts: u32::try_from(row.attempts).unwrap_or_default(),
        parked_at: row.arrived_at,
        envelope: serde_json::from_str(&row.envelope).ok(),
        body: row.body,
    }
}

/// A line for the story of the case that a parked message is about; `None` when it is about none.
fn told_to(envelope: &str, by: &str, title: &str, reason: &str) -> Option<Pending> {
    let envelope: Envelope = serde_json::from_str(envelope).ok()?;
    let case = envelope.subject.parse().ok()?;
    let line = StoryLine::new(case, &envelope.municipality, title);
    let explanation = Explanation {
        rule: "parked-message".into(),
        source: envelope.kind,
        policy_version: String::new(),
        inputs: Vec::new(),
        text: reason.into(),
    };
    Some(Pending { line: line.because(explanation), actor: by.to_owned() })
}
