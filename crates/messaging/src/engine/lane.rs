//! A lane: one turn after the other, from whatever waits.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rand::Rng;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Inner, Item, Queued, Ticket};
use crate::rows::{Writes, among};
use crate::store::entity::waiting;
use crate::store::{Trouble, real_now, trouble};
use crate::turn::{self, Answer, Settled, Threads};
use crate::{Actor, Delivery, Envelope, Garbled, RequestError, StoreError, Tx};

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often one input may lose against others before it is given up.
const CONFLICTS: u32 = 5;

pub(super) async fn run<A: Actor>(
    inner: Arc<Inner<A>>,
    mut asked: mpsc::Receiver<Queued<A>>,
    mut delivered: mpsc::Receiver<Delivery>,
    stop: CancellationToken,
) {
    let most = inner.config.max_batch;
    let (mut requests, mut deliveries) = (Vec::new(), Vec::new());
    let mut next_turn = Instant::now();
    loop {
        tokio::select! {
            count = asked.recv_many(&mut requests, most) => if count == 0 { return },
            count = delivered.recv_many(&mut deliveries, most) => if count == 0 { return },
            () = stop.cancelled() => return,
        }
        // From here on it is work in hand, also while more of it gathers.
        inner.handling.fetch_add(1, Ordering::SeqCst);
        if requests.len() + deliveries.len() < most {
            tokio::select! {
                () = tokio::time::sleep_until(next_turn) => {}
                () = stop.cancelled() => {}
            }
        }
        // Whichever came first, the other may come along.
        while requests.len() + deliveries.len() < most
            && let Ok(queued) = asked.try_recv()
        {
            requests.push(queued);
        }
        while requests.len() + deliveries.len() < most
            && let Ok(delivery) = delivered.try_recv()
        {
            deliveries.push(delivery);
        }
        let several = requests.len() + deliveries.len() > 1;
        let mut batch = std::mem::take(&mut requests);
        for delivery in deliveries.drain(..) {
            if let Some(queued) = read(&inner, delivery, &stop).await {
                batch.push(queued);
            }
        }
        settle(&inner, batch, &mut asked, &stop).await;
        next_turn = Instant::now() + if several { inner.config.gather } else { Duration::ZERO };
        inner.away.store(false, Ordering::SeqCst);
        inner.handling.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Parses a delivery; what is no envelope is parked at once, under a key of its own.
async fn read<A: Actor>(inner: &Inner<A>, delivery: Delivery, stop: &CancellationToken) -> Option<Queued<A>> {
    let Delivery { partition, message, receipt } = delivery;
    match message {
        Ok(envelope) => {
            let lease = match partition {
                None => None,
                // Without an epoch the partition was given up meanwhile: its next owner gets the message.
                Some(partition) => Some((partition, inner.epoch_of(partition)?)),
            };
            let heard = inner.actor.hear(&envelope);
            let envelope = Box::new(envelope);
            Some(Queued { item: Item::Message { envelope, heard, lease }, ticket: Ticket::Message(receipt) })
        }
        Err(garbled) => {
            let mut pause = FIRST_PAUSE;
            while let Err(error) = park_garbled(inner, &garbled).await {
                tracing::warn!(%error, "what cannot be read could not be parked yet");
                if !wait(&mut pause, stop).await {
                    return None;
                }
            }
            inner.transport.acknowledge(vec![receipt]).await;
            None
        }
    }
}

/// Runs a batch until every item has its answer, or the engine stops.
async fn settle<A: Actor>(
    inner: &Arc<Inner<A>>,
    mut batch: Vec<Queued<A>>,
    asked: &mut mpsc::Receiver<Queued<A>>,
    stop: &CancellationToken,
) {
    let mut pause = FIRST_PAUSE;
    let (mut conflicts, mut tried_anew) = (0, false);
    while !batch.is_empty() {
        let (items, tickets): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|queued| (queued.item, queued.ticket)).unzip();
        let error = match turn::run(inner, &items).await {
            Ok(settled) => return answer(inner, tickets, settled).await,
            Err(error) => error,
        };
        batch = items.into_iter().zip(tickets).map(|(item, ticket)| Queued { item, ticket }).collect();
        match trouble(&error) {
            // Its connection may be gone and not the database: a new one tells.
            Trouble::Away if !tried_anew => tried_anew = true,
            Trouble::Away => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the database is away: messages wait, people hear so"
                );
                // As long as messages wait here, whoever asks hears at once that the store is away.
                inner.away.store(true, Ordering::SeqCst);
                while let Ok(queued) = asked.try_recv() {
                    batch.push(queued);
                }
                batch = unavailable(inner, batch);
                if !wait(&mut pause, stop).await {
                    return;
                }
            }
            Trouble::Conflict if conflicts == 0 || (batch.len() == 1 && conflicts < CONFLICTS) => {
                conflicts += 1;
                if !wait(&mut pause, stop).await {
                    return;
                }
            }
            Trouble::Conflict | Trouble::Never if batch.len() > 1 => {
                for queued in batch {
                    Box::pin(settle(inner, vec![queued], asked, stop)).await;
                }
                return;
            }
            Trouble::Conflict | Trouble::Never => {
                tracing::error!(error = &error as &dyn std::error::Error, "an input cannot be saved");
                batch = give_up(inner, batch, &error).await;
                // What could not even be parked is not tried on without a pause.
                if !batch.is_empty() && !wait(&mut pause, stop).await {
                    return;
                }
            }
        }
    }
}

/// A growing, jittered pause. `false` when the engine stops.
async fn wait(pause: &mut Duration, stop: &CancellationToken) -> bool {
    let jittered = pause.mul_f64(rand::rng().random_range(0.5..1.0));
    *pause = (*pause * 2).min(LONGEST_PAUSE);
    tokio::select! {
        () = tokio::time::sleep(jittered) => true,
        () = stop.cancelled() => false,
    }
}

async fn answer<A: Actor>(inner: &Arc<Inner<A>>, tickets: Vec<Ticket<A>>, settled: Settled<A::Reply>) {
    inner.relay.committed(settled.told);
    for partition in &settled.lost {
        tracing::warn!(partition, "another instance holds the partition now; its messages are left to it");
    }
    let mut receipts = Vec::new();
    for (ticket, answer) in tickets.into_iter().zip(settled.answers) {
        match (ticket, answer) {
            (Ticket::Request(waiting), Answer::Request(result)) => {
                inner.busy.fetch_sub(1, Ordering::SeqCst);
                // The caller may have gone; the change stands.
                let _ = waiting.send(result);
            }
            (Ticket::Message(receipt), Answer::Message) => receipts.push(receipt),
            (Ticket::Drain(waiting), Answer::Drained { handled, parked }) => {
                inner.busy.fetch_sub(1, Ordering::SeqCst);
                let _ = waiting.send((handled, parked));
            }
            // Lost leases are not acknowledged; other pairs do not occur.
            _ => {}
        }
    }
    if !receipts.is_empty() {
        inner.transport.acknowledge(receipts).await;
    }
}

/// People hear at once that the store is away; messages stay.
fn unavailable<A: Actor>(inner: &Inner<A>, batch: Vec<Queued<A>>) -> Vec<Queued<A>> {
    let mut left = Vec::new();
    for queued in batch {
        match queued.ticket {
            Ticket::Request(waiting) => {
                inner.busy.fetch_sub(1, Ordering::SeqCst);
                let _ = waiting.send(Err(RequestError::Unavailable));
            }
            Ticket::Drain(_) => {
                inner.busy.fetch_sub(1, Ordering::SeqCst);
            }
            ticket @ Ticket::Message(_) => left.push(Queued { item: queued.item, ticket }),
        }
    }
    left
}

/// An input that cannot be saved, alone: a fault for a person, parking for a message.
async fn give_up<A: Actor>(inner: &Inner<A>, batch: Vec<Queued<A>>, error: &StoreError) -> Vec<Queued<A>> {
    let mut left = Vec::new();
    for queued in batch {
        match (queued.item, queued.ticket) {
            (Item::Request(asked), Ticket::Request(waiting)) => {
                inner.busy.fetch_sub(1, Ordering::SeqCst);
                let _ = waiting.send(Err(RequestError::Fault(asked.id)));
            }
            (Item::Message { envelope, heard, lease }, Ticket::Message(receipt)) => {
                match park(inner, &envelope, &error.to_string()).await {
                    Ok(()) => inner.transport.acknowledge(vec![receipt]).await,
                    Err(_) => left.push(Queued {
                        item: Item::Message { envelope, heard, lease },
                        ticket: Ticket::Message(receipt),
                    }),
                }
            }
            (Item::Drain { replay, .. }, Ticket::Drain(waiting)) => {
                if let Err(error) = tried_again(inner, &replay, &error.to_string()).await {
                    tracing::warn!(%error, "it could not be noted that parked messages were tried again");
                }
                inner.busy.fetch_sub(1, Ordering::SeqCst);
                let _ = waiting.send((0, u32::try_from(replay.len()).unwrap_or(u32::MAX)));
            }
            // Other pairs do not occur.
            _ => {}
        }
    }
    left
}

/// Notes one more attempt of messages that stay parked.
async fn tried_again<A: Actor>(
    inner: &Inner<A>,
    replay: &BTreeSet<Uuid>,
    error: &str,
) -> Result<(), StoreError> {
    let tx = inner.db.begin_write().await?;
    waiting::Entity::update_many()
        .col_expr(waiting::Column::Attempts, Expr::col(waiting::Column::Attempts).add(1))
        .col_expr(waiting::Column::Error, Expr::val(error))
        .filter(among(tx.get_database_backend(), waiting::Column::Id, replay.iter().copied()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Parks a message, or holds it when an earlier one is parked or missing. What was handled elsewhere since it was tried
/// here is left at that.
async fn park<A: Actor>(inner: &Inner<A>, envelope: &Envelope, error: &str) -> Result<(), StoreError> {
    let number = turn::number_of(envelope);
    let tx = inner.db.begin_write().await?;
    let mut threads = Threads::default();
    threads.fetch(&tx, &BTreeSet::from([envelope.key.as_str()])).await?;
    let last = threads.received(&envelope.sender, &envelope.key);
    if last >= number {
        return Ok(());
    }
    let others = waiting::Entity::find()
        .filter(waiting::Column::Key.eq(envelope.key.as_str()))
        .filter(waiting::Column::Parked.eq(true))
        .filter(waiting::Column::Id.ne(envelope.id));
    let parked = number == last + 1 && others.count(&tx).await? == 0;
    threads.will_wait(&envelope.key);
    let error = if parked { error.to_owned() } else { String::new() };
    let row = turn::waiting_row(envelope.clone(), parked, real_now(), parked.into(), error)?;
    insert(tx, row, threads).await
}

/// What is no envelope has no key, sender or number: it gets a key of its own, from its bytes.
async fn park_garbled<A: Actor>(inner: &Inner<A>, garbled: &Garbled) -> Result<(), StoreError> {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, &garbled.body);
    let row = waiting::ActiveModel {
        id: Set(id),
        sender: Set("unknown".into()),
        key: Set(format!("unreadable:{id}")),
        number: Set(1),
        parked: Set(true),
        arrived_at: Set(real_now()),
        attempts: Set(1),
        error: Set(garbled.reason.clone()),
        envelope: Set(String::new()),
        body: Set(garbled.body.clone()),
    };
    insert(inner.db.begin_write().await?, row, Threads::default()).await
}

async fn insert(tx: Tx, row: waiting::ActiveModel, threads: Threads) -> Result<(), StoreError> {
    let mut writes = Writes::default();
    writes.put(vec![row], [waiting::Column::Parked, waiting::Column::Error]);
    threads.save(&mut writes)?;
    writes.run(&tx).await?;
    tx.commit().await?;
    Ok(())
}
