//! Sends the outbox. Each instance relays what it committed, woken by the commit; a sweep sends what a dead
//! instance left, or a broker did not take. Correctness rests on the receivers' numbers, not on this.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::rows::{Writes, among};
use crate::store::entity::{outbox, outbox_unsent};
use crate::store::real_now;
use crate::{Connections, EngineConfig, Envelope, StoreError, Transport, partition_of};

/// Publications under way at once; each waits for its confirms.
const IN_FLIGHT: usize = 16;
const PER_PUBLICATION: usize = 256;
/// Turns whose messages may wait in memory; beyond it the sweep reads them from the outbox.
const BACKLOG: usize = 512;
/// Turns take confirmed marks along; this is for when there are none.
const MARK_PAUSE: Duration = Duration::from_secs(1);
const SWEEP_PAUSE: Duration = Duration::from_millis(500);
/// The sweep leaves younger rows to the instance that wrote them.
const SWEEP_AGE: Duration = Duration::from_secs(2);
const SWEEP_ROWS: u64 = 1_000;
/// Passes of the sweep between two prunings of the outbox: ten seconds.
const PASSES_PER_PRUNING: u32 = 20;

pub(crate) struct Relay {
    wake: mpsc::Sender<Vec<Arc<Envelope>>>,
    state: Arc<State>,
}

pub(crate) struct State {
    db: Connections,
    transport: Arc<dyn Transport>,
    service: &'static str,
    partitions: u16,
    /// How long confirmed messages are kept.
    kept: Duration,
    /// Handed to the transport and not yet answered.
    in_flight: Mutex<HashSet<Uuid>>,
    /// Confirmed, not yet struck off in the database; a turn takes them along.
    confirmed: Mutex<Vec<Uuid>>,
    /// Rows may stand in the outbox that nobody is sending.
    sweep_due: AtomicBool,
    sweeping: AtomicBool,
    sweep_allowed: AtomicBool,
    swept: Notify,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Relay {
    /// The relay and the two tasks that drive it.
    pub fn new(
        db: Connections,
        transport: Arc<dyn Transport>,
        config: &EngineConfig,
        stop: CancellationToken,
    ) -> (Self, impl Future<Output = ()> + Send + use<>, impl Future<Output = ()> + Send + use<>) {
        let (wake, woken) = mpsc::channel(BACKLOG);
        let state = Arc::new(State {
            db,
            transport,
            service: config.service,
            partitions: config.partitions,
            kept: config.kept,
            in_flight: Mutex::default(),
            confirmed: Mutex::default(),
            // What an earlier run left is sent first.
            sweep_due: AtomicBool::new(true),
            sweeping: AtomicBool::new(false),
            sweep_allowed: AtomicBool::new(false),
            swept: Notify::new(),
        });
        let sending = Arc::clone(&state).send_woken(woken, stop.clone());
        let sweeping = Arc::clone(&state).sweep_for_ever(stop);
        (Self { wake, state }, sending, sweeping)
    }

    /// Called right after a commit with what it told.
    pub fn committed(&self, envelopes: Vec<Arc<Envelope>>) {
        if envelopes.is_empty() {
            return;
        }
        lock(&self.state.in_flight).extend(envelopes.iter().map(|envelope| envelope.id));
        if let Err(mpsc::error::TrySendError::Full(left) | mpsc::error::TrySendError::Closed(left)) =
            self.wake.try_send(envelopes)
        {
            self.state.leave(&left.iter().map(|envelope| envelope.id).collect::<Vec<_>>());
        }
    }

    /// Whether this instance may sweep.
    pub fn allow_sweep(&self, allowed: bool) {
        self.state.sweep_allowed.store(allowed, Ordering::SeqCst);
    }

    pub fn sweep_now(&self) {
        self.state.sweep_due.store(true, Ordering::SeqCst);
        self.state.swept.notify_one();
    }

    /// Whether everything committed here was confirmed and nothing is left to the sweep.
    pub fn is_idle(&self) -> bool {
        !self.state.sweep_due.load(Ordering::SeqCst)
            && !self.state.sweeping.load(Ordering::SeqCst)
            && lock(&self.state.in_flight).is_empty()
    }

    /// Confirmed rows that the coming transaction may strike off.
    pub fn take_confirmed(&self) -> Vec<Uuid> {
        std::mem::take(&mut *lock(&self.state.confirmed))
    }

    /// The transaction that was to strike them off did not commit.
    pub fn give_back(&self, confirmed: Vec<Uuid>) {
        lock(&self.state.confirmed).extend(confirmed);
    }
}

/// Strikes rows off the list of what was not sent.
pub(crate) fn strike_off(writes: &mut Writes, confirmed: &[Uuid]) {
    writes.delete(outbox_unsent::Column::Id, confirmed.iter().copied());
}

/// Forgets what was confirmed and is older than the kept span, some at a time. How many.
async fn prune(db: &Connections, kept: Duration) -> Result<u64, StoreError> {
    let kept = chrono::Duration::from_std(kept).unwrap_or(chrono::Duration::MAX);
    let Some(before) = real_now().checked_sub_signed(kept) else { return Ok(0) };
    let unsent = outbox_unsent::Entity::find().select_only().column(outbox_unsent::Column::Id).into_query();
    let old = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(outbox::Column::At.lt(before))
        .filter(outbox::Column::Id.not_in_subquery(unsent))
        .order_by_asc(outbox::Column::At)
        .limit(SWEEP_ROWS);
    let ids: Vec<Uuid> = old.into_tuple().all(&db.reading).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let tx = db.begin_write().await?;
    let these = among(tx.get_database_backend(), outbox::Column::Id, ids);
    let gone = outbox::Entity::delete_many().filter(these).exec(&tx).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}

/// Puts published messages of the kept span back on the list of what is to be sent.
pub(crate) async fn send_again(db: &Connections, receiver: Option<&str>) -> Result<u64, StoreError> {
    let mut count = 0;
    let mut after = Uuid::nil();
    loop {
        let mut page = outbox::Entity::find().select_only().column(outbox::Column::Id);
        if let Some(receiver) = receiver {
            page = page.filter(outbox::Column::Receiver.eq(receiver));
        }
        let page =
            page.filter(outbox::Column::Id.gt(after)).order_by_asc(outbox::Column::Id).limit(SWEEP_ROWS);
        let ids: Vec<Uuid> = page.into_tuple().all(&db.reading).await?;
        let Some(last) = ids.last() else { return Ok(count) };
        (after, count) = (*last, count + ids.len() as u64);
        let at = real_now() - SWEEP_AGE;
        let rows = ids.into_iter().map(|id| outbox_unsent::ActiveModel { id: Set(id), at: Set(at) });
        let there = OnConflict::column(outbox_unsent::Column::Id).do_nothing().to_owned();
        let tx = db.begin_write().await?;
        outbox_unsent::Entity::insert_many(rows).on_conflict(there).exec_without_returning(&tx).await?;
        tx.commit().await?;
    }
}

impl State {
    /// Leaves messages to the sweep.
    fn leave(&self, ids: &[Uuid]) {
        let mut in_flight = lock(&self.in_flight);
        for id in ids {
            in_flight.remove(id);
        }
        drop(in_flight);
        self.sweep_due.store(true, Ordering::SeqCst);
    }

    async fn send_woken(
        self: Arc<Self>,
        mut woken: mpsc::Receiver<Vec<Arc<Envelope>>>,
        stop: CancellationToken,
    ) {
        let mut under_way = FuturesUnordered::new();
        let mut marks = tokio::time::interval(MARK_PAUSE);
        marks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut turns = Vec::new();
        loop {
            tokio::select! {
                count = woken.recv_many(&mut turns, 64), if under_way.len() < IN_FLIGHT => {
                    if count == 0 {
                        break;
                    }
                    let envelopes: Vec<_> = turns.drain(..).flatten().collect();
                    for some in envelopes.chunks(PER_PUBLICATION) {
                        under_way.push(self.publish(some.to_vec()));
                    }
                }
                Some(_) = under_way.next() => {}
                _ = marks.tick() => self.strike_confirmed().await,
                () = stop.cancelled() => break,
            }
        }
        self.strike_confirmed().await;
    }

    /// Publishes and notes what was confirmed; the rest is left to the sweep. `false` when there is a rest.
    async fn publish(&self, envelopes: Vec<Arc<Envelope>>) -> bool {
        let batch: Vec<_> = envelopes
            .into_iter()
            .map(|envelope| (partition_of(&envelope.key, self.partitions), envelope))
            .collect();
        let results = self.transport.publish(&batch).await;
        let mut left = Vec::new();
        let mut done = Vec::new();
        for ((_, envelope), result) in batch.iter().zip(results) {
            match result {
                Ok(()) => done.push(envelope.id),
                Err(error) => {
                    tracing::debug!(message.id = %envelope.id, %error, "a message was not taken and stays in the outbox");
                    left.push(envelope.id);
                }
            }
        }
        lock(&self.confirmed).extend(done.iter().copied());
        let mut in_flight = lock(&self.in_flight);
        for id in &done {
            in_flight.remove(id);
        }
        drop(in_flight);
        if !left.is_empty() {
            tracing::warn!(messages = left.len(), "messages were not taken and stay in the outbox");
            self.leave(&left);
        }
        left.is_empty()
    }

    async fn strike_confirmed(&self) {
        let confirmed = std::mem::take(&mut *lock(&self.confirmed));
        if confirmed.is_empty() {
            return;
        }
        let struck = async {
            let mut writes = Writes::default();
            strike_off(&mut writes, &confirmed);
            let tx = self.db.begin_write().await?;
            writes.run(&tx).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(())
        };
        if let Err(error) = struck.await {
            tracing::debug!(%error, "confirmed messages could not be struck off yet");
            lock(&self.confirmed).extend(confirmed);
        }
    }

    async fn sweep_for_ever(self: Arc<Self>, stop: CancellationToken) {
        let mut pauses = 0u32;
        let mut prepare = true;
        loop {
            tokio::select! {
                () = tokio::time::sleep(SWEEP_PAUSE) => {}
                () = self.swept.notified() => {}
                () = stop.cancelled() => return,
            }
            // Even without a known fault another instance may have died: look now and then.
            pauses = (pauses + 1) % PASSES_PER_PRUNING;
            let due = self.sweep_due.swap(false, Ordering::SeqCst) || pauses.is_multiple_of(10);
            if !due || !self.sweep_allowed.load(Ordering::SeqCst) {
                if due && !pauses.is_multiple_of(10) {
                    self.sweep_due.store(true, Ordering::SeqCst);
                }
                continue;
            }
            self.sweeping.store(true, Ordering::SeqCst);
            match self.sweep(prepare).await {
                Ok(taken) => prepare = !taken,
                Err(error) => {
                    tracing::warn!(%error, "the sweep of the outbox failed and is tried again");
                    self.sweep_due.store(true, Ordering::SeqCst);
                }
            }
            if pauses == 0 {
                self.prune_all().await;
            }
            self.sweeping.store(false, Ordering::SeqCst);
        }
    }

    async fn prune_all(&self) {
        loop {
            match prune(&self.db, self.kept).await {
                Ok(0) => return,
                Ok(messages) => tracing::debug!(messages, "messages older than the kept span were forgotten"),
                Err(error) => {
                    tracing::warn!(%error, "old messages could not be forgotten; it is tried again later");
                    return;
                }
            }
        }
    }

    /// Sends what nobody is sending. `false` when some of it was not taken.
    async fn sweep(&self, prepare: bool) -> Result<bool, StoreError> {
        if prepare && !self.prepare().await? {
            self.sweep_due.store(true, Ordering::SeqCst);
            return Ok(false);
        }
        let before = real_now() - SWEEP_AGE;
        let mut after = Uuid::nil();
        loop {
            let rows = outbox_unsent::Entity::find()
                .filter(outbox_unsent::Column::Id.gt(after))
                .order_by_asc(outbox_unsent::Column::Id)
                .limit(SWEEP_ROWS)
                .all(&self.db.reading)
                .await?;
            let Some(last) = rows.last() else { return Ok(true) };
            after = last.id;
            let left = self.nobody_sends(rows);
            // The young ones may be another instance's, under way there.
            if left.iter().any(|row| row.at > before) {
                self.sweep_due.store(true, Ordering::SeqCst);
            }
            let ids: Vec<Uuid> = left.into_iter().filter(|row| row.at <= before).map(|row| row.id).collect();
            if !ids.is_empty() && !self.send_rows(ids).await? {
                return Ok(false);
            }
        }
    }

    /// Declares what this service needs on the broker. `false` when the broker is away.
    async fn prepare(&self) -> Result<bool, StoreError> {
        match self.transport.prepare(self.service, self.partitions).await {
            Ok(false) => Ok(true),
            Ok(true) => {
                let count = send_again(&self.db, None).await?;
                if count > 0 {
                    tracing::warn!(
                        messages = count,
                        "the broker holds nothing of ours: the kept span is sent again"
                    );
                }
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(%error, "the broker is away; the outbox keeps all");
                Ok(false)
            }
        }
    }

    fn nobody_sends(&self, rows: Vec<outbox_unsent::Model>) -> Vec<outbox_unsent::Model> {
        // In this order: an id goes from in flight to confirmed, never back.
        let in_flight = lock(&self.in_flight).clone();
        let confirmed: HashSet<Uuid> = lock(&self.confirmed).iter().copied().collect();
        rows.into_iter().filter(|row| !in_flight.contains(&row.id) && !confirmed.contains(&row.id)).collect()
    }

    async fn send_rows(&self, ids: Vec<Uuid>) -> Result<bool, StoreError> {
        let these = among(self.db.reading.get_database_backend(), outbox::Column::Id, ids);
        let mut kept = outbox::Entity::find().filter(these).all(&self.db.reading).await?;
        kept.sort_by(|a, b| (&a.receiver, &a.key, a.number).cmp(&(&b.receiver, &b.key, b.number)));
        let mut envelopes = Vec::with_capacity(kept.len());
        for row in kept {
            envelopes.push(Arc::new(read_envelope("outbox", &row.envelope, row.body)?));
        }
        for some in envelopes.chunks(PER_PUBLICATION) {
            lock(&self.in_flight).extend(some.iter().map(|envelope| envelope.id));
            if !self.publish(some.to_vec()).await {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// An envelope as it was stored, with its body.
pub(crate) fn read_envelope(table: &'static str, text: &str, body: Vec<u8>) -> Result<Envelope, StoreError> {
    let envelope: Envelope =
        serde_json::from_str(text).map_err(|error| StoreError::unreadable(table, "envelope", error))?;
    Ok(Envelope { body, ..envelope })
}
