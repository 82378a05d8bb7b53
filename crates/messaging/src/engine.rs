//! Drives the turns of one service in one process: lanes take requests and messages in batches, leases say
//! which partitions are ours, the relay sends what was told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::DatabaseConnection;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Span;
use uuid::Uuid;

use crate::leases::{Held, Leases};
use crate::operations::Operations;
use crate::relay::Relay;
use crate::{
    Actor, Clock, Connections, Delivery, Envelope, Now, Receipt, RequestContext, RequestError, Transport,
    Unreadable,
};

mod lane;
mod views;

pub(crate) use views::{HEAD as VIEW_HEAD, view_case, view_payload};
pub use views::{View, ViewNotKept, Views};

/// The engine could not start.
#[derive(Debug, thiserror::Error)]
#[error("the configuration of {0} needs at least one lane, partition, batch and queue place")]
pub struct EngineError(&'static str);

/// How one service's engine runs.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// The service's name in envelopes and queues.
    pub service: &'static str,
    /// Queues a service; the same in every process of every service, and fixed for an installation's life.
    pub partitions: u16,
    /// Inputs in one turn at most.
    pub max_batch: usize,
    /// Requests that may wait; beyond it a caller hears that it is busy.
    pub queue: usize,
    /// How long a lane that has several inputs at a time lets the next ones gather before its next turn: a turn
    /// costs much the same whatever its size. Who comes alone never waits.
    pub gather: Duration,
    /// Turns at once. One is right for SQLite and for small machines.
    pub lanes: usize,
    /// Unacknowledged messages a partition.
    pub prefetch: u16,
    /// How long a lease holds when it is not renewed.
    pub lease: Duration,
    /// How long messages are kept after a broker confirmed them, so that a broker that lost all can be sent them
    /// again.
    pub kept: Duration,
}

impl EngineConfig {
    pub fn new(service: &'static str) -> Self {
        Self {
            service,
            partitions: 8,
            max_batch: 64,
            queue: 1024,
            gather: Duration::ZERO,
            lanes: 1,
            prefetch: 64,
            lease: Duration::from_secs(6),
            kept: Duration::from_secs(7 * 24 * 60 * 60),
        }
    }
}

/// The running engine of a service. Cheap to clone.
pub struct Engine<A: Actor> {
    inner: Arc<Inner<A>>,
}

impl<A: Actor> Clone for Engine<A> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

pub(crate) struct Inner<A: Actor> {
    pub actor: Arc<A>,
    pub db: Connections,
    pub(crate) views: Views,
    pub clock: Arc<dyn Clock>,
    pub transport: Arc<dyn Transport>,
    pub service: &'static str,
    pub relay: Relay,
    pub leases: Leases,
    pub config: EngineConfig,
    /// Requests and drains that wait or run.
    pub busy: AtomicUsize,
    /// Turns in hand.
    pub handling: AtomicUsize,
    /// The broker has the queues that this service needs.
    pub prepared: AtomicBool,
    /// The database is away and messages wait for it.
    pub away: AtomicBool,
    /// Epochs of the partitions that are consumed now.
    epochs: Mutex<BTreeMap<u16, i64>>,
    lanes: Vec<mpsc::Sender<Queued<A>>>,
    next_lane: AtomicUsize,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// A person's request, or a due timer.
pub(crate) struct Asked<A: Actor> {
    pub id: Uuid,
    pub input: A::Input,
    pub context: RequestContext,
    pub span: Span,
}

pub(crate) enum Item<A: Actor> {
    Request(Asked<A>),
    Message {
        envelope: Box<Envelope>,
        heard: Result<A::Input, Unreadable>,
        /// Partition and epoch it was consumed under; `None` for what the broker had dead-lettered.
        lease: Option<(u16, i64)>,
    },
    /// Try parked messages of a key again, and what waited behind them.
    Drain {
        key: String,
        replay: BTreeSet<Uuid>,
    },
}

/// An item that waits for its turn, and where the answer goes.
pub(crate) struct Queued<A: Actor> {
    pub item: Item<A>,
    pub ticket: Ticket<A>,
}

pub(crate) enum Ticket<A: Actor> {
    Request(oneshot::Sender<Result<A::Reply, RequestError>>),
    Message(Receipt),
    Drain(oneshot::Sender<(u32, u32)>),
}

impl<A: Actor> Item<A> {
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Request(_) => None,
            Self::Message { envelope, .. } => Some(&envelope.key),
            Self::Drain { key, .. } => Some(key),
        }
    }

    pub fn is_drain(&self) -> bool {
        matches!(self, Self::Drain { .. })
    }

    pub fn input(&self) -> Option<&A::Input> {
        match self {
            Self::Request(asked) => Some(&asked.input),
            Self::Message { heard, .. } => heard.as_ref().ok(),
            Self::Drain { .. } => None,
        }
    }

    pub fn partition(&self) -> Option<u16> {
        self.lease().map(|(partition, _)| partition)
    }

    pub fn lease(&self) -> Option<(u16, i64)> {
        match self {
            Self::Message { lease, .. } => *lease,
            Self::Request(_) | Self::Drain { .. } => None,
        }
    }

    pub fn idempotency_key(&self) -> Option<&str> {
        match self {
            Self::Request(asked) => {
                asked.context.idempotency.as_ref().map(|idempotency| idempotency.key.as_str())
            }
            Self::Message { .. } | Self::Drain { .. } => None,
        }
    }
}

impl<A: Actor> Engine<A> {
    /// Starts the lanes, the relay and the leases. Consuming begins as soon as a lease is held.
    ///
    /// # Errors
    ///
    /// [`EngineError`] when the configuration leaves nothing to run.
    pub async fn start(
        actor: Arc<A>,
        db: impl Into<Connections>,
        clock: Arc<dyn Clock>,
        transport: Arc<dyn Transport>,
        config: EngineConfig,
    ) -> Result<Self, EngineError> {
        if config.lanes == 0 || config.partitions == 0 || config.max_batch == 0 || config.queue == 0 {
            return Err(EngineError(config.service));
        }
        let db = db.into();
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        let (relay, sending, sweeping) =
            Relay::new(db.clone(), Arc::clone(&transport), &config, stop.clone());
        tasks.spawn(sending);
        tasks.spawn(sweeping);

        let mut ends = Vec::new();
        let mut lanes = Vec::new();
        for _ in 0..config.lanes {
            let (asking, asked) = mpsc::channel(config.queue);
            let (delivering, delivered) = mpsc::channel(usize::from(config.prefetch) * 4);
            lanes.push(asking);
            ends.push((asked, delivering, delivered));
        }
        let leases = Leases { instance: Uuid::now_v7(), partitions: config.partitions, term: config.lease };
        let inner = Arc::new(Inner {
            actor,
            views: Views::new(db.clone(), Arc::clone(&clock)),
            db,
            clock,
            transport,
            service: config.service,
            relay,
            leases,
            busy: AtomicUsize::new(0),
            handling: AtomicUsize::new(0),
            prepared: AtomicBool::new(false),
            away: AtomicBool::new(false),
            epochs: Mutex::default(),
            lanes,
            next_lane: AtomicUsize::new(0),
            stop: stop.clone(),
            tasks: tasks.clone(),
            config,
        });
        let mut sinks = Vec::new();
        for (asked, delivering, delivered) in ends {
            sinks.push(delivering);
            tasks.spawn(lane::run(Arc::clone(&inner), asked, delivered, stop.clone()));
        }
        tasks.spawn(Arc::clone(&inner).hold_leases(sinks));
        Ok(Self { inner })
    }

    /// Asks for a change and waits until it is committed. The turn goes on when the caller stops waiting.
    ///
    /// # Errors
    ///
    /// [`RequestError`]: a refusal changed nothing; `Unavailable` may be asked again with the same key.
    pub async fn request(&self, input: A::Input, context: RequestContext) -> Result<A::Reply, RequestError> {
        let (answer, answered) = oneshot::channel();
        let asked = Asked { id: Uuid::new_v4(), input, context, span: Span::current() };
        self.inner.enqueue(Queued { item: Item::Request(asked), ticket: Ticket::Request(answer) })?;
        answered.await.unwrap_or(Err(RequestError::Unavailable))
    }

    /// For queries; they lock nothing.
    pub fn db(&self) -> &DatabaseConnection {
        &self.inner.db.reading
    }

    /// The business clock.
    pub fn now(&self) -> Now {
        self.inner.clock.now()
    }

    /// What an operator does with this service.
    pub fn operations(&self) -> Operations {
        Operations::new(Arc::clone(&self.inner))
    }

    /// Stops taking, finishes the turn in hand, sends what is told as far as the broker answers, and gives the
    /// leases up. What is not acknowledged comes back.
    pub async fn stop(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        if let Err(error) = self.inner.leases.release(&self.inner.db).await {
            tracing::warn!(%error, "leases could not be given up; they run out by themselves");
        }
    }
}

impl<A: Actor> Inner<A> {
    pub(crate) fn enqueue(&self, queued: Queued<A>) -> Result<(), RequestError> {
        if self.stop.is_cancelled() || self.away.load(Ordering::SeqCst) {
            return Err(RequestError::Unavailable);
        }
        let lane = self.next_lane.fetch_add(1, Ordering::Relaxed) % self.lanes.len();
        self.busy.fetch_add(1, Ordering::SeqCst);
        self.lanes[lane].try_send(queued).map_err(|error| {
            self.busy.fetch_sub(1, Ordering::SeqCst);
            match error {
                mpsc::error::TrySendError::Full(_) => RequestError::Busy,
                mpsc::error::TrySendError::Closed(_) => RequestError::Unavailable,
            }
        })
    }

    pub(crate) fn epoch_of(&self, partition: u16) -> Option<i64> {
        self.epochs.lock().unwrap_or_else(PoisonError::into_inner).get(&partition).copied()
    }

    /// Renews the leases and consumes what is held, until stopped.
    async fn hold_leases(self: Arc<Self>, sinks: Vec<mpsc::Sender<Delivery>>) {
        let mut consumers: BTreeMap<u16, CancellationToken> = BTreeMap::new();
        let mut dead: Option<CancellationToken> = None;
        let (mut prepared, mut complained) = (false, false);
        while !self.stop.is_cancelled() {
            if !prepared {
                prepared = self.prepare(!complained).await;
                complained = true;
                self.prepared.store(prepared, Ordering::SeqCst);
            }
            match self.leases.renew(&self.db).await {
                Ok(held) if prepared => self.follow(held, &sinks, &mut consumers, &mut dead),
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "leases could not be renewed"),
            }
            let pause = if prepared { self.config.lease / 3 } else { Duration::from_millis(200) };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled() => {}
            }
        }
        for consumer in consumers.into_values().chain(dead) {
            consumer.cancel();
        }
    }

    async fn prepare(&self, complain: bool) -> bool {
        match self.transport.prepare(self.service, self.config.partitions).await {
            Ok(forgotten) => {
                if forgotten {
                    if let Err(error) = crate::relay::send_again(&self.db, None).await {
                        tracing::warn!(%error, "the kept span could not be listed to be sent again");
                        return false;
                    }
                    self.relay.sweep_now();
                }
                true
            }
            Err(error) => {
                if complain {
                    tracing::warn!(%error, "the broker is away; it is tried again until it answers");
                }
                false
            }
        }
    }

    fn follow(
        self: &Arc<Self>,
        held: Held,
        sinks: &[mpsc::Sender<Delivery>],
        consumers: &mut BTreeMap<u16, CancellationToken>,
        dead: &mut Option<CancellationToken>,
    ) {
        self.relay.allow_sweep(held.sweep);
        let before = std::mem::replace(
            &mut *self.epochs.lock().unwrap_or_else(PoisonError::into_inner),
            held.partitions.clone(),
        );
        // A lease that was lost and taken again has a new epoch: its consumer starts anew.
        consumers.retain(|partition, consumer| {
            let kept =
                held.partitions.get(partition).is_some_and(|epoch| before.get(partition) == Some(epoch));
            if !kept {
                consumer.cancel();
            }
            kept
        });
        for partition in held.partitions.keys() {
            consumers.entry(*partition).or_insert_with(|| {
                let stop = self.stop.child_token();
                let sink = sinks[usize::from(*partition) % sinks.len()].clone();
                let (inner, partition, token) = (Arc::clone(self), *partition, stop.clone());
                self.tasks.spawn(async move {
                    let prefetch = inner.config.prefetch;
                    inner.transport.consume(inner.service, partition, prefetch, sink, token).await;
                });
                stop
            });
        }
        if held.sweep && dead.is_none() {
            let stop = self.stop.child_token();
            let (inner, sink, token) = (Arc::clone(self), sinks[0].clone(), stop.clone());
            self.tasks.spawn(async move { inner.transport.consume_dead(inner.service, sink, token).await });
            *dead = Some(stop);
        } else if !held.sweep
            && let Some(consumer) = dead.take()
        {
            consumer.cancel();
        }
    }
}
