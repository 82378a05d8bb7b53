use std::fmt;

use domain::{CaseId, Explanation, Moment, Municipality, Refusal};
use sea_orm::{DatabaseTransaction, DbErr};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Envelope;
use crate::rows::Writes;

/// The transaction of one turn.
pub type Tx = DatabaseTransaction;

/// What a service is, to messaging: inputs in, changes and messages out, the same way for people and messages.
///
/// `handle` and `apply` are pure: no I/O, no clock, no randomness; facts, policy and moment come in.
pub trait Actor: Send + Sync + 'static {
    /// A parsed request, command or event; no wire types.
    type Input: Send + Sync + 'static;
    /// The aggregates that a batch needs.
    type World: Send + Sync;
    /// New states of aggregates.
    type Change: Send;
    /// What a person gets back; kept with the idempotency key.
    type Reply: Serialize + DeserializeOwned + Send + 'static;

    /// Parses a message from another service.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] parks the message: it will never be readable.
    fn hear(&self, envelope: &Envelope) -> Result<Self::Input, Unreadable>;

    /// Loads and locks all that these inputs need, one query per table, in the declared order of tables.
    fn load(
        &self,
        tx: &Tx,
        inputs: &[&Self::Input],
    ) -> impl Future<Output = Result<Self::World, StoreError>> + Send;

    /// Decides on one input.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] goes back to the person who asked. A message from another service is never refused: it
    /// yields a change, or a message that says no; a refusal there is a fault and parks it.
    fn handle(
        &self,
        input: &Self::Input,
        world: &Self::World,
        moment: &Moment,
    ) -> Result<Outcome<Self::Change, Self::Reply>, Refusal>;

    /// Lays a change on the world before the next input is handled.
    fn apply(&self, world: &mut Self::World, change: Self::Change);

    /// What changed, as rows.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when something cannot be written down.
    fn save(&self, world: Self::World) -> Result<Writes, StoreError>;
}

/// What came of handling one input.
#[derive(Debug, Clone)]
pub struct Outcome<C, R> {
    /// `None` when nothing changes: a repeat, or something that came too late.
    pub change: Option<C>,
    /// Required for a person's request; unused for a message.
    pub reply: Option<R>,
    pub told: Vec<Told>,
    pub story: Vec<StoryLine>,
}

impl<C, R> Outcome<C, R> {
    /// Nothing changes and nothing is told.
    pub fn nothing() -> Self {
        Self { change: None, reply: None, told: Vec::new(), story: Vec::new() }
    }

    pub fn change(change: C) -> Self {
        Self { change: Some(change), ..Self::nothing() }
    }

    #[must_use]
    pub fn reply(mut self, reply: R) -> Self {
        self.reply = Some(reply);
        self
    }

    #[must_use]
    pub fn tell(mut self, told: impl IntoIterator<Item = Told>) -> Self {
        self.told.extend(told);
        self
    }

    #[must_use]
    pub fn story(mut self, line: StoryLine) -> Self {
        self.story.push(line);
        self
    }
}

/// A message for one receiver. The relay sends it once the change it belongs to is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Service name of the receiver.
    pub receiver: String,
    /// The receiver's ordering key: a case, or the pool that shares capacity.
    pub key: String,
    /// CloudEvents type: `nl.overheid.meedoen.income.assess-entitlement.v1`.
    pub kind: String,
    /// CloudEvents subject: the case.
    pub subject: String,
    pub municipality: Municipality,
    /// Protobuf bytes.
    pub body: Vec<u8>,
}

/// What the story of a case says about a step, in plain Dutch, with the reason where a rule decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryLine {
    pub case: CaseId,
    pub municipality: Municipality,
    pub title: String,
    pub explanation: Option<Explanation>,
    /// Time brought it about: it bears no name of whoever came by when it was noticed.
    pub by_clock: bool,
}

/// Who acts when time does.
pub const CLOCK: &str = "klok";

impl StoryLine {
    pub fn new(case: CaseId, municipality: &Municipality, title: impl Into<String>) -> Self {
        let (municipality, title) = (municipality.clone(), title.into());
        Self { case, municipality, title, explanation: None, by_clock: false }
    }

    /// Time brought it about.
    #[must_use]
    pub fn by_the_clock(self) -> Self {
        Self { by_clock: true, ..self }
    }

    #[must_use]
    pub fn because(mut self, explanation: Explanation) -> Self {
        self.explanation = Some(explanation);
        self
    }
}

/// A message that cannot be read, now or ever. Says what is wrong, never what it held.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(String);

impl Unreadable {
    pub fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

/// Why loading or saving failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database did not do as asked")]
    Database(#[from] DbErr),
    /// A row that cannot be read back: never a panic, never "not found".
    #[error("row {row} of {table} cannot be read: {reason}")]
    Unreadable { table: &'static str, row: String, reason: String },
}

impl StoreError {
    pub fn unreadable(table: &'static str, row: impl fmt::Display, reason: impl fmt::Display) -> Self {
        Self::Unreadable { table, row: row.to_string(), reason: reason.to_string() }
    }
}
