//! One turn: a batch of inputs, one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::{Moment, Refusal};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter};
use tracing::Span;
use uuid::Uuid;

use crate::engine::{Asked, Inner, Item};
use crate::rows::{Writes, among};
use crate::store::entity::{outbox, outbox_unsent, requests};
use crate::store::real_now;
use crate::story::{self, Pending};
use crate::{
    Actor, CLOCK, Envelope, Now, Outcome, RequestError, SCHEMA, StoreError, StoryHead, Told, Tx, Unreadable,
    relay,
};

mod inbox;
mod threads;
mod trace;

use inbox::{Inbox, Offer};
pub(crate) use inbox::{number_of, waiting_row};
pub(crate) use threads::{Threads, whose_views};

/// What came of each item of a batch, in the same order, and what is to be sent.
pub(crate) struct Settled<R> {
    pub answers: Vec<Answer<R>>,
    pub told: Vec<Arc<Envelope>>,
    /// Partitions whose messages were left alone because another instance holds them now.
    pub lost: BTreeSet<u16>,
}

pub(crate) enum Answer<R> {
    Request(Result<R, RequestError>),
    /// Handled, held or dropped as seen: it may be acknowledged.
    Message,
    /// Not ours any more: it must not be acknowledged.
    LostLease,
    /// How many were handled and how many parked again.
    Drained {
        handled: u32,
        parked: u32,
    },
}

/// What an actor makes of an input.
type Handled<A> = Result<Outcome<<A as Actor>::Change, <A as Actor>::Reply>, Refusal>;

/// Who set an input in motion, for its messages and its story.
struct Cause {
    input: Uuid,
    correlation: Uuid,
    actor: String,
    story_actor: String,
    span: Span,
}

struct Turn<'a, A: Actor> {
    inner: &'a Inner<A>,
    now: Now,
    world: A::World,
    threads: Threads,
    inbox: Inbox,
    /// Inputs of messages that waited, by message id.
    waited: HashMap<Uuid, Result<A::Input, Unreadable>>,
    told: Vec<Telling>,
    story: Vec<Pending>,
    replies: Vec<requests::ActiveModel>,
}

/// A message that is to be numbered, and what set it in motion.
struct Telling {
    told: Told,
    causation: Uuid,
    correlation: Uuid,
    actor: String,
    traceparent: Option<String>,
}

/// Runs a batch in one transaction. Nothing is changed when it fails; it may be run again.
pub(crate) async fn run<A: Actor>(
    inner: &Inner<A>,
    items: &[Item<A>],
) -> Result<Settled<A::Reply>, StoreError> {
    let confirmed = inner.relay.take_confirmed();
    let settled = run_in_transaction(inner, items, &confirmed).await;
    if settled.is_err() {
        inner.relay.give_back(confirmed);
    }
    settled
}

async fn run_in_transaction<A: Actor>(
    inner: &Inner<A>,
    items: &[Item<A>],
    confirmed: &[Uuid],
) -> Result<Settled<A::Reply>, StoreError> {
    let tx = inner.db.begin_write().await?;
    let keys = items.iter().filter_map(Item::key).collect();
    let found = Threads::open(&tx, &keys, &inner.leases, &epochs(items)).await?;
    let lost = found.lost;
    let kept = |item: &&Item<A>| !item.partition().is_some_and(|partition| lost.contains(&partition));
    let inbox = if found.threads.may_wait() { Inbox::load(&tx, &keys).await? } else { Inbox::default() };
    // What stays behind a parked message needs nothing loaded, which may be just what cannot be done.
    let drained: BTreeSet<&str> = items.iter().filter(|item| item.is_drain()).filter_map(Item::key).collect();
    let stays = |key: &str| !drained.contains(key) && inbox.is_parked(key);
    let waited: HashMap<Uuid, _> = inbox
        .waiting()
        .filter(|envelope| !stays(&envelope.key))
        .map(|envelope| (envelope.id, inner.actor.hear(envelope)))
        .collect();
    let inputs: Vec<&A::Input> = items
        .iter()
        .filter(kept)
        .filter(|item| !item.key().is_some_and(stays))
        .filter_map(Item::input)
        .chain(waited.values().filter_map(|heard| heard.as_ref().ok()))
        .collect();
    let world = inner.actor.load(&tx, &inputs).await?;
    // After the aggregates are locked: whoever asked the same at another instance has committed by now.
    let known = known_requests(&tx, items).await?;

    let now = inner.clock.now();
    let (told, story, replies) = (Vec::new(), Vec::new(), Vec::new());
    let mut turn = Turn { inner, now, world, threads: found.threads, inbox, waited, told, story, replies };
    let mut answers = Vec::with_capacity(items.len());
    for item in items {
        answers.push(if kept(&item) { turn.take(item, &known) } else { Answer::LostLease });
    }
    let (told, mut writes) = turn.save(&tx).await?;
    relay::strike_off(&mut writes, confirmed);
    writes.run(&tx).await?;
    tx.commit().await?;
    Ok(Settled { answers, told, lost })
}

fn epochs<A: Actor>(items: &[Item<A>]) -> BTreeMap<u16, i64> {
    items.iter().filter_map(Item::lease).collect()
}

async fn known_requests<A: Actor>(
    tx: &Tx,
    items: &[Item<A>],
) -> Result<HashMap<String, requests::Model>, StoreError> {
    let keys: BTreeSet<&str> = items.iter().filter_map(Item::idempotency_key).collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let asked = among(tx.get_database_backend(), requests::Column::Key, keys);
    let rows = requests::Entity::find().filter(asked).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
}

impl<A: Actor> Turn<'_, A> {
    fn take(&mut self, item: &Item<A>, known: &HashMap<String, requests::Model>) -> Answer<A::Reply> {
        match item {
            Item::Request(asked) => Answer::Request(self.request(asked, known)),
            Item::Message { envelope, heard, .. } => {
                match self.inbox.offer(envelope, &self.threads) {
                    Offer::Seen | Offer::Held => {}
                    Offer::Next => {
                        self.message(envelope, heard.as_ref(), 0);
                        self.release(&envelope.key);
                    }
                }
                Answer::Message
            }
            Item::Drain { key, replay, .. } => self.drain(key, replay),
        }
    }

    fn request(
        &mut self,
        asked: &Asked<A>,
        known: &HashMap<String, requests::Model>,
    ) -> Result<A::Reply, RequestError> {
        if let Some(idempotency) = &asked.context.idempotency {
            let here = self.replies.iter().find(|row| row.key.as_ref() == &idempotency.key);
            let earlier = known
                .get(&idempotency.key)
                .map(|row| (&row.fingerprint, &row.reply))
                .or_else(|| here.map(|row| (row.fingerprint.as_ref(), row.reply.as_ref())));
            if let Some((fingerprint, reply)) = earlier {
                return repeat(fingerprint, &idempotency.fingerprint, reply);
            }
        }
        let cause = Cause {
            input: asked.id,
            correlation: asked.id,
            actor: asked.context.actor.clone(),
            story_actor: asked.context.actor.clone(),
            span: asked.span.clone(),
        };
        let outcome = self.handle(&asked.input, &cause)??;
        let reply = outcome.reply.ok_or_else(|| fault(asked.id, "a request was handled without a reply"))?;
        if let Some(idempotency) = &asked.context.idempotency {
            let text = serde_json::to_string(&reply).map_err(|error| fault(asked.id, &error.to_string()))?;
            self.replies.push(requests::ActiveModel {
                key: Set(idempotency.key.clone()),
                fingerprint: Set(idempotency.fingerprint.to_vec()),
                reply: Set(text),
                at: Set(self.now.instant),
            });
        }
        self.lay(outcome.change, outcome.told, outcome.story, &cause);
        Ok(reply)
    }

    /// The pure call. A panic is a fault of ours: it is caught and changes nothing.
    fn handle(&self, input: &A::Input, cause: &Cause) -> Result<Handled<A>, RequestError> {
        let moment = Moment { day: self.now.day, instant: self.now.instant, input: cause.input };
        let _entered = cause.span.enter();
        catch_unwind(AssertUnwindSafe(|| self.inner.actor.handle(input, &self.world, &moment)))
            .map_err(|_| fault(cause.input, "handling panicked"))
    }

    fn lay(
        &mut self,
        change: Option<A::Change>,
        told: Vec<Told>,
        story: Vec<crate::StoryLine>,
        cause: &Cause,
    ) {
        if let Some(change) = change {
            self.inner.actor.apply(&mut self.world, change);
        }
        let traceparent = trace::traceparent(&cause.span);
        for one in told {
            self.told.push(Telling {
                told: one,
                causation: cause.input,
                correlation: cause.correlation,
                actor: cause.actor.clone(),
                traceparent: traceparent.clone(),
            });
        }
        for line in story {
            let actor = if line.by_clock { CLOCK } else { &cause.story_actor }.to_owned();
            self.story.push(Pending { line, actor });
        }
    }

    /// Handles a message, or parks it with the reason.
    fn message(&mut self, envelope: &Envelope, heard: Result<&A::Input, &Unreadable>, attempts: i32) -> bool {
        let cause = Cause {
            input: envelope.id,
            correlation: envelope.correlation,
            actor: envelope.actor.clone(),
            story_actor: envelope.sender.clone(),
            span: trace::span_of(envelope),
        };
        let handled = match heard {
            Ok(input) => match self.handle(input, &cause) {
                Ok(Ok(outcome)) => Ok(outcome),
                Ok(Err(refusal)) => {
                    Err(format!("refused by {}, which a message never should be", refusal.rule))
                }
                Err(error) => Err(error.to_string()),
            },
            Err(unreadable) => Err(unreadable.to_string()),
        };
        match handled {
            Ok(outcome) => {
                self.lay(outcome.change, outcome.told, outcome.story, &cause);
                self.threads.has_received(&envelope.sender, &envelope.key, number_of(envelope));
                self.threads.bears_witness(envelope);
                true
            }
            Err(error) => {
                tracing::error!(message.id = %envelope.id, kind = %envelope.kind, %error, "a message is parked");
                self.inbox.park(envelope, error, attempts + 1);
                false
            }
        }
    }

    /// Handles what waited for the message that was just handled, in order.
    fn release(&mut self, key: &str) -> (u32, u32) {
        let (mut handled, mut parked) = (0, 0);
        while let Some((envelope, attempts)) = self.inbox.take_next(key, &self.threads) {
            match self.waiting(&envelope, attempts) {
                true => handled += 1,
                false => parked += 1,
            }
        }
        (handled, parked)
    }

    fn waiting(&mut self, envelope: &Envelope, attempts: i32) -> bool {
        let heard = match self.waited.remove(&envelope.id) {
            Some(heard) => heard,
            // It came in this very batch: its input was not loaded for on its own, but for the same key.
            None => self.inner.actor.hear(envelope),
        };
        self.message(envelope, heard.as_ref(), attempts)
    }

    /// Tries parked messages of a key again, then all that waited behind them.
    fn drain(&mut self, key: &str, replay: &BTreeSet<Uuid>) -> Answer<A::Reply> {
        let (mut handled, mut parked) = (0, 0);
        for (envelope, attempts) in self.inbox.take_parked(key, replay) {
            match self.waiting(&envelope, attempts) {
                true => handled += 1,
                false => parked += 1,
            }
        }
        let (more, again) = self.release(key);
        Answer::Drained { handled: handled + more, parked: parked + again }
    }

    /// Everything that is to be written, and the messages among it.
    async fn save(self, tx: &Tx) -> Result<(Vec<Arc<Envelope>>, Writes), StoreError> {
        let Self { inner, now, world, mut threads, inbox, told, story, replies, .. } = self;
        let keys: BTreeSet<String> =
            told.iter().map(|telling| telling.told.key.clone()).chain(story::keys(&story)).collect();
        threads.fetch(tx, &keys.iter().map(String::as_str).collect()).await?;
        let mut writes = inner.actor.save(world)?;
        inbox.save(&mut threads, &mut writes)?;
        writes.add(replies);
        // The story first: what is told names its newest entry.
        story::append(story, now, &mut threads, &mut writes)?;
        let envelopes =
            number(inner.service, told, (now, inner.views.newest().as_ref()), &mut threads, &mut writes)?;
        threads.save(&mut writes)?;
        Ok((envelopes, writes))
    }
}

fn repeat<R: serde::de::DeserializeOwned>(
    fingerprint: &[u8],
    asked: &[u8; 32],
    reply: &str,
) -> Result<R, RequestError> {
    if fingerprint != asked {
        return Err(Refusal::conflict(
            "idempotency-key-reused",
            "Deze sleutel is al gebruikt voor een ander verzoek. Gebruik voor een nieuw verzoek een nieuwe sleutel.",
        )
        .into());
    }
    serde_json::from_str(reply).map_err(|error| fault(Uuid::nil(), &error.to_string()))
}

fn fault(id: Uuid, reason: &str) -> RequestError {
    tracing::error!(fault.id = %id, reason, "a fault of this service");
    RequestError::Fault(id)
}

/// Gives each message the next number of its receiver and key, and puts it in the outbox.
fn number(
    service: &'static str,
    told: Vec<Telling>,
    (now, views): (Now, Option<&StoryHead>),
    threads: &mut Threads,
    writes: &mut Writes,
) -> Result<Vec<Arc<Envelope>>, StoreError> {
    let at = real_now();
    let mut envelopes = Vec::with_capacity(told.len());
    let (mut rows, mut unsent) = (Vec::with_capacity(told.len()), Vec::with_capacity(told.len()));
    for (position, telling) in told.into_iter().enumerate() {
        let Telling { told, causation, correlation, actor, traceparent } = telling;
        let number = threads.next_sent(&told.receiver, &told.key);
        let envelope = Envelope {
            id: Uuid::new_v5(&causation, format!("message:{position}").as_bytes()),
            kind: told.kind,
            sender: service.to_owned(),
            receiver: told.receiver,
            key: told.key,
            number: u64::try_from(number).unwrap_or_default(),
            story: story::head(threads.newest_entry(&told.subject)),
            views: views.cloned(),
            subject: told.subject,
            municipality: told.municipality,
            correlation,
            causation,
            traceparent,
            schema: SCHEMA,
            actor,
            day: now.day,
            at: now.instant,
            body: told.body,
        };
        let text = serde_json::to_string(&envelope)
            .map_err(|error| StoreError::unreadable("outbox", envelope.id, error))?;
        rows.push(outbox::ActiveModel {
            id: Set(envelope.id),
            receiver: Set(envelope.receiver.clone()),
            key: Set(envelope.key.clone()),
            number: Set(number),
            at: Set(at),
            envelope: Set(text),
            body: Set(envelope.body.clone()),
        });
        unsent.push(outbox_unsent::ActiveModel { id: Set(envelope.id), at: Set(at) });
        envelopes.push(Arc::new(envelope));
    }
    writes.add(rows);
    writes.add(unsent);
    Ok(envelopes)
}
