//! What a turn must know before it begins, and what is remembered of each ordering key: the last number handled of
//! each sender, the last one given out to each receiver, and the newest link of its story. One row a key, locked for
//! the turn: whoever holds it is the only one to handle that key.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Statement,
};

use crate::leases::Leases;
use crate::rows::{Writes, among, listed};
use crate::store::entity::threads;
use crate::{Envelope, StoreError, StoryHead, Tx};

/// Under this and the name of a service stands what it told of its chain of views.
const VIEWS_OF: &str = "views of ";

/// Of whose chain of views something is kept under this name; `None` when it is of a story.
pub(crate) fn whose_views(name: &str) -> Option<&str> {
    name.strip_prefix(VIEWS_OF)
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Thread {
    received: BTreeMap<String, i64>,
    sent: BTreeMap<String, i64>,
    /// How many entries its story has.
    entries: i64,
    /// The hash of the newest of them.
    link: Vec<u8>,
    /// The newest entry that each sender told of its own story of this key, and the newest record of its views.
    heads: BTreeMap<String, StoryHead>,
    /// Messages of it may wait.
    waits: bool,
    is_new: bool,
    changed: bool,
}

/// The threads of the keys that were looked for.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    known: BTreeMap<String, Thread>,
}

/// What a turn finds when it begins.
pub(crate) struct Found {
    pub threads: Threads,
    /// Partitions whose lease is not ours any more.
    pub lost: BTreeSet<u16>,
}

impl Threads {
    /// Locks the threads of these keys, and looks at the leases: one journey for both.
    pub async fn open(
        tx: &Tx,
        keys: &BTreeSet<&str>,
        leases: &Leases,
        epochs: &BTreeMap<u16, i64>,
    ) -> Result<Found, StoreError> {
        let mut found = Found { threads: Self::default(), lost: BTreeSet::new() };
        if keys.is_empty() {
            return Ok(found);
        }
        let backend = tx.get_database_backend();
        let (list, value) = listed(backend, keys.iter().copied());
        let locked = if backend == DbBackend::Postgres { " FOR UPDATE" } else { "" };
        let sql = format!(
            "WITH mine AS (SELECT * FROM threads WHERE key {list} ORDER BY key{locked}) \
             SELECT true, key, received, sent, entries, link, waits, heads FROM mine \
             UNION ALL SELECT false, name, '', '', epoch, NULL, false, '' FROM leases WHERE owner = $2"
        );
        let statement = Statement::from_sql_and_values(backend, sql, [value, leases.instance.into()]);
        let mut current = BTreeMap::new();
        for row in tx.query_all_raw(statement).await? {
            let name = row.try_get_by_index(1)?;
            if row.try_get_by_index(0)? {
                found.threads.known.insert(name, read(&row)?);
            } else {
                current.insert(name, row.try_get_by_index(4)?);
            }
        }
        found.threads.remember(keys);
        found.lost = Leases::lost(epochs, &current);
        Ok(found)
    }

    /// Locks the threads of these keys too, as far as they are not at hand.
    pub async fn fetch(&mut self, tx: &Tx, keys: &BTreeSet<&str>) -> Result<(), StoreError> {
        let missing: BTreeSet<&str> =
            keys.iter().copied().filter(|key| !self.known.contains_key(*key)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let rows = threads::Entity::find()
            .filter(among(tx.get_database_backend(), threads::Column::Key, missing.iter().copied()))
            .order_by_asc(threads::Column::Key)
            .lock(LockType::Update)
            .all(tx)
            .await?;
        for row in rows {
            self.known.insert(row.key.clone(), thread(row)?);
        }
        self.remember(&missing);
        Ok(())
    }

    /// What was looked for and is not there begins here.
    fn remember(&mut self, keys: &BTreeSet<&str>) {
        for key in keys {
            if !self.known.contains_key(*key) {
                self.known.insert((*key).to_owned(), Thread { is_new: true, ..Thread::default() });
            }
        }
    }

    /// The last number handled of a sender; 0 when there was none.
    pub fn received(&self, sender: &str, key: &str) -> i64 {
        self.known.get(key).and_then(|thread| thread.received.get(sender)).copied().unwrap_or(0)
    }

    pub fn has_received(&mut self, sender: &str, key: &str, number: i64) {
        self.change(key).received.insert(sender.to_owned(), number);
    }

    /// The next number for a receiver.
    pub fn next_sent(&mut self, receiver: &str, key: &str) -> i64 {
        let number = self.change(key).sent.entry(receiver.to_owned()).or_insert(0);
        *number += 1;
        *number
    }

    /// How many entries the story of a case has, and the hash of the newest.
    pub fn newest_entry(&self, key: &str) -> (i64, &[u8]) {
        self.known.get(key).map_or((0, &[]), |thread| (thread.entries, thread.link.as_slice()))
    }

    pub fn has_entry(&mut self, key: &str, number: i64, link: Vec<u8>) {
        let thread = self.change(key);
        (thread.entries, thread.link) = (number, link);
    }

    /// Keeps what a sender told of its own chains: an older word never takes the place of a newer one.
    pub fn bears_witness(&mut self, envelope: &Envelope) {
        if let Some(head) = envelope.story.as_ref().filter(|_| envelope.subject == envelope.key) {
            self.keep_newest(envelope.sender.clone(), &envelope.key, head);
        }
        if let Some(head) = &envelope.views {
            self.keep_newest(format!("{VIEWS_OF}{}", envelope.sender), &envelope.key, head);
        }
    }

    fn keep_newest(&mut self, name: String, key: &str, head: &StoryHead) {
        let thread = self.change(key);
        if thread.heads.get(&name).is_none_or(|known| known.number < head.number) {
            thread.heads.insert(name, head.clone());
        }
    }

    /// Whether messages of any of these keys may wait.
    pub fn may_wait(&self) -> bool {
        self.known.values().any(|thread| thread.waits)
    }

    /// Messages of it wait from now on.
    pub fn will_wait(&mut self, key: &str) {
        if !self.known.get(key).is_some_and(|thread| thread.waits) {
            self.change(key).waits = true;
        }
    }

    /// None of its messages waits any more.
    pub fn waits_no_more(&mut self, key: &str) {
        if self.known.get(key).is_some_and(|thread| thread.waits) {
            self.change(key).waits = false;
        }
    }

    fn change(&mut self, key: &str) -> &mut Thread {
        let thread =
            self.known.entry(key.to_owned()).or_insert_with(|| Thread { is_new: true, ..Thread::default() });
        thread.changed = true;
        thread
    }

    /// A new thread that another instance began meanwhile is a conflict: the turn runs again and sees it.
    pub fn save(self, writes: &mut Writes) -> Result<(), StoreError> {
        let (mut new, mut renewed) = (Vec::new(), Vec::new());
        for (key, thread) in self.known.into_iter().filter(|(_, thread)| thread.changed) {
            let text = |numbers| {
                serde_json::to_string(numbers).map_err(|error| StoreError::unreadable("threads", &key, error))
            };
            let row = threads::ActiveModel {
                received: Set(text(&thread.received)?),
                sent: Set(text(&thread.sent)?),
                entries: Set(thread.entries),
                link: Set(thread.link),
                waits: Set(thread.waits),
                heads: Set(serde_json::to_string(&thread.heads)
                    .map_err(|error| StoreError::unreadable("threads", &key, error))?),
                key: Set(key),
            };
            if thread.is_new { new.push(row) } else { renewed.push(row) }
        }
        writes.add(new);
        use threads::Column::{Entries, Heads, Link, Received, Sent, Waits};
        writes.put(renewed, [Received, Sent, Entries, Link, Heads, Waits]);
        Ok(())
    }
}

/// A row of [`Threads::open`].
fn read(row: &QueryResult) -> Result<Thread, StoreError> {
    thread(threads::Model {
        key: row.try_get_by_index(1)?,
        received: row.try_get_by_index(2)?,
        sent: row.try_get_by_index(3)?,
        entries: row.try_get_by_index(4)?,
        link: row.try_get_by_index(5)?,
        waits: row.try_get_by_index(6)?,
        heads: row.try_get_by_index(7)?,
    })
}

fn thread(row: threads::Model) -> Result<Thread, StoreError> {
    let numbers = |text: &str| {
        serde_json::from_str(text).map_err(|error| StoreError::unreadable("threads", &row.key, error))
    };
    let heads = serde_json::from_str(&row.heads)
        .map_err(|error| StoreError::unreadable("threads", &row.key, error))?;
    Ok(Thread {
        heads,
        received: numbers(&row.received)?,
        sent: numbers(&row.sent)?,
        entries: row.entries,
        link: row.link,
        waits: row.waits,
        ..Thread::default()
    })
}
