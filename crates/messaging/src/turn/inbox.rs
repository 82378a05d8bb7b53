//! What was handled, and what waits: numbers a sender and key, and the messages that may not be handled yet.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::threads::Threads;
use crate::relay::read_envelope;
use crate::rows::{Writes, among};
use crate::store::entity::waiting;
use crate::store::real_now;
use crate::{Envelope, StoreError, Tx};

/// Whether a message may be handled now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// Handled before, or held already.
    Seen,
    /// Held: an earlier one is missing, or one of its key is parked.
    Held,
    Next,
}

struct Waiting {
    envelope: Envelope,
    parked: bool,
    arrived_at: DateTime<Utc>,
    attempts: i32,
    error: String,
    changed: bool,
}

/// What waits of the keys of one batch.
#[derive(Default)]
pub(crate) struct Inbox {
    /// The keys of the batch.
    keys: BTreeSet<String>,
    /// In order of arrival.
    waiting: Vec<Waiting>,
    gone: Vec<Uuid>,
}

fn place(envelope: &Envelope) -> (&str, &str) {
    (&envelope.sender, &envelope.key)
}

impl Inbox {
    pub async fn load(tx: &Tx, keys: &BTreeSet<&str>) -> Result<Self, StoreError> {
        let mut inbox = Self { keys: keys.iter().map(ToString::to_string).collect(), ..Self::default() };
        let waiting = waiting::Entity::find()
            .filter(among(tx.get_database_backend(), waiting::Column::Key, keys.iter().copied()))
            .order_by_asc(waiting::Column::ArrivedAt)
            .order_by_asc(waiting::Column::Number)
            .all(tx)
            .await?;
        for row in waiting {
            inbox.waiting.push(Waiting {
                envelope: read_envelope("waiting_messages", &row.envelope, row.body)?,
                parked: row.parked,
                arrived_at: row.arrived_at,
                attempts: row.attempts,
                error: row.error,
                changed: false,
            });
        }
        Ok(inbox)
    }

    /// All that waits.
    pub fn waiting(&self) -> impl Iterator<Item = &Envelope> {
        self.waiting.iter().map(|waiting| &waiting.envelope)
    }

    pub fn offer(&mut self, envelope: &Envelope, threads: &Threads) -> Offer {
        let last = threads.received(&envelope.sender, &envelope.key);
        let held = self.waiting.iter().any(|waiting| {
            place(&waiting.envelope) == place(envelope) && waiting.envelope.number == envelope.number
        });
        if number_of(envelope) <= last || held {
            return Offer::Seen;
        }
        if number_of(envelope) == last + 1 && !self.is_parked(&envelope.key) {
            return Offer::Next;
        }
        self.hold(envelope, false, String::new(), 0);
        Offer::Held
    }

    /// Whether a message of this key is parked, so that all others of it wait.
    pub fn is_parked(&self, key: &str) -> bool {
        self.waiting.iter().any(|waiting| waiting.parked && waiting.envelope.key == key)
    }

    fn hold(&mut self, envelope: &Envelope, parked: bool, error: String, attempts: i32) {
        self.gone.retain(|id| *id != envelope.id);
        self.waiting.push(Waiting {
            envelope: envelope.clone(),
            parked,
            arrived_at: real_now(),
            attempts,
            error,
            changed: true,
        });
    }

    pub fn park(&mut self, envelope: &Envelope, error: String, attempts: i32) {
        self.hold(envelope, true, error, attempts);
    }

    /// The next message of a key that waited and need not wait any more.
    pub fn take_next(&mut self, key: &str, threads: &Threads) -> Option<(Envelope, i32)> {
        if self.is_parked(key) {
            return None;
        }
        let position = self.waiting.iter().position(|waiting| {
            let last = threads.received(&waiting.envelope.sender, &waiting.envelope.key);
            waiting.envelope.key == key && number_of(&waiting.envelope) == last + 1
        })?;
        let waiting = self.waiting.remove(position);
        self.gone.push(waiting.envelope.id);
        Some((waiting.envelope, waiting.attempts))
    }

    /// The parked messages of a key among `chosen`, to be tried again.
    pub fn take_parked(&mut self, key: &str, chosen: &BTreeSet<Uuid>) -> Vec<(Envelope, i32)> {
        let (taken, left): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|waiting| {
                waiting.parked && waiting.envelope.key == key && chosen.contains(&waiting.envelope.id)
            });
        self.waiting = left;
        self.gone.extend(taken.iter().map(|waiting| waiting.envelope.id));
        taken.into_iter().map(|waiting| (waiting.envelope, waiting.attempts)).collect()
    }

    pub fn save(self, threads: &mut Threads, writes: &mut Writes) -> Result<(), StoreError> {
        let waiting: BTreeSet<&str> =
            self.waiting.iter().map(|waiting| waiting.envelope.key.as_str()).collect();
        for key in &waiting {
            threads.will_wait(key);
        }
        // Of other keys that the turn came across it is not known.
        for key in self.keys.iter().filter(|key| !waiting.contains(key.as_str())) {
            threads.waits_no_more(key);
        }
        writes.delete(waiting::Column::Id, self.gone);
        let changed = self.waiting.into_iter().filter(|waiting| waiting.changed);
        let rows = changed
            .map(|held| waiting_row(held.envelope, held.parked, held.arrived_at, held.attempts, held.error));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        use waiting::Column::{Attempts, Error, Parked};
        writes.put(rows, [Parked, Attempts, Error]);
        Ok(())
    }
}

/// The number of a message as the databases keep it.
pub(crate) fn number_of(envelope: &Envelope) -> i64 {
    i64::try_from(envelope.number).unwrap_or(i64::MAX)
}

/// The row of a message that waits.
pub(crate) fn waiting_row(
    envelope: Envelope,
    parked: bool,
    arrived_at: DateTime<Utc>,
    attempts: i32,
    error: String,
) -> Result<waiting::ActiveModel, StoreError> {
    let text = serde_json::to_string(&envelope)
        .map_err(|error| StoreError::unreadable("waiting_messages", envelope.id, error))?;
    Ok(waiting::ActiveModel {
        id: Set(envelope.id),
        number: Set(number_of(&envelope)),
        sender: Set(envelope.sender),
        key: Set(envelope.key),
        parked: Set(parked),
        arrived_at: Set(arrived_at),
        attempts: Set(attempts),
        error: Set(error),
        envelope: Set(text),
        body: Set(envelope.body),
    })
}
