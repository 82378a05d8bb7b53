//! What was handled, and what waits: numbers a sender and key, and the messages that may not be handled yet.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::relay::read_envelope;
use crate::store::entity::{received_numbers, waiting};
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

/// The inbox of the keys of one batch.
pub(crate) struct Inbox {
    /// Last number handled, by sender and key.
    last: BTreeMap<(String, String), i64>,
    touched: BTreeSet<(String, String)>,
    /// In order of arrival.
    waiting: Vec<Waiting>,
    gone: Vec<Uuid>,
}

fn place(envelope: &Envelope) -> (String, String) {
    (envelope.sender.clone(), envelope.key.clone())
}

fn number(envelope: &Envelope) -> i64 {
    i64::try_from(envelope.number).unwrap_or(i64::MAX)
}

impl Inbox {
    pub async fn load(tx: &Tx, keys: BTreeSet<&str>) -> Result<Self, StoreError> {
        let mut inbox =
            Self { last: BTreeMap::new(), touched: BTreeSet::new(), waiting: Vec::new(), gone: Vec::new() };
        if keys.is_empty() {
            return Ok(inbox);
        }
        let numbers = received_numbers::Entity::find()
            .filter(received_numbers::Column::Key.is_in(keys.iter().copied()))
            .order_by_asc(received_numbers::Column::Key)
            .order_by_asc(received_numbers::Column::Sender)
            .lock(LockType::Update)
            .all(tx)
            .await?;
        inbox.last = numbers.into_iter().map(|row| ((row.sender, row.key), row.last)).collect();
        let waiting = waiting::Entity::find()
            .filter(waiting::Column::Key.is_in(keys))
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

    /// All that waits, with how often it was tried.
    pub fn waiting(&self) -> impl Iterator<Item = (&Envelope, i32)> {
        self.waiting.iter().map(|waiting| (&waiting.envelope, waiting.attempts))
    }

    pub fn offer(&mut self, envelope: &Envelope) -> Offer {
        let last = self.last.get(&place(envelope)).copied().unwrap_or(0);
        let held = self.waiting.iter().any(|waiting| {
            place(&waiting.envelope) == place(envelope) && waiting.envelope.number == envelope.number
        });
        if number(envelope) <= last || held {
            return Offer::Seen;
        }
        if number(envelope) == last + 1 && !self.is_parked(&envelope.key) {
            return Offer::Next;
        }
        self.hold(envelope, false, String::new(), 0);
        Offer::Held
    }

    fn is_parked(&self, key: &str) -> bool {
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

    pub fn handled(&mut self, envelope: &Envelope) {
        self.last.insert(place(envelope), number(envelope));
        self.touched.insert(place(envelope));
    }

    pub fn park(&mut self, envelope: &Envelope, error: String, attempts: i32) {
        self.hold(envelope, true, error, attempts);
    }

    /// The next message of a key that waited and need not wait any more.
    pub fn take_next(&mut self, key: &str) -> Option<(Envelope, i32)> {
        if self.is_parked(key) {
            return None;
        }
        let position = self.waiting.iter().position(|waiting| {
            let last = self.last.get(&place(&waiting.envelope)).copied().unwrap_or(0);
            waiting.envelope.key == key && number(&waiting.envelope) == last + 1
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

    pub async fn save(self, tx: &Tx) -> Result<(), StoreError> {
        if !self.gone.is_empty() {
            waiting::Entity::delete_many().filter(waiting::Column::Id.is_in(self.gone)).exec(tx).await?;
        }
        let mut rows = Vec::new();
        for held in self.waiting.into_iter().filter(|waiting| waiting.changed) {
            rows.push(row(held)?);
        }
        if !rows.is_empty() {
            let again = OnConflict::column(waiting::Column::Id)
                .update_columns([waiting::Column::Parked, waiting::Column::Attempts, waiting::Column::Error])
                .to_owned();
            waiting::Entity::insert_many(rows).on_conflict(again).exec_without_returning(tx).await?;
        }
        let numbers: Vec<_> = self
            .touched
            .into_iter()
            .filter_map(|place| self.last.get(&place).map(|last| (place, *last)))
            .map(|((sender, key), last)| received_numbers::ActiveModel {
                sender: Set(sender),
                key: Set(key),
                last: Set(last),
            })
            .collect();
        if !numbers.is_empty() {
            let newest =
                OnConflict::columns([received_numbers::Column::Sender, received_numbers::Column::Key])
                    .update_column(received_numbers::Column::Last)
                    .to_owned();
            received_numbers::Entity::insert_many(numbers)
                .on_conflict(newest)
                .exec_without_returning(tx)
                .await?;
        }
        Ok(())
    }
}

fn row(held: Waiting) -> Result<waiting::ActiveModel, StoreError> {
    let text = serde_json::to_string(&held.envelope)
        .map_err(|error| StoreError::unreadable("waiting_messages", held.envelope.id, error))?;
    Ok(waiting::ActiveModel {
        id: Set(held.envelope.id),
        number: Set(number(&held.envelope)),
        sender: Set(held.envelope.sender),
        key: Set(held.envelope.key),
        parked: Set(held.parked),
        arrived_at: Set(held.arrived_at),
        attempts: Set(held.attempts),
        error: Set(held.error),
        envelope: Set(text),
        body: Set(held.envelope.body),
    })
}
