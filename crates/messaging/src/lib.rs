//! How anything changes, and how services tell each other.
//!
//! A service is an [`Actor`]. Its [`Engine`] takes what people ask and what other services tell, a batch at a
//! time, and does one *turn* with it: one transaction holds the new state, the inbox's numbers, the messages
//! that follow (outbox) and the story. A relay sends the outbox once the turn is committed; the receiver's
//! numbers make a message that comes twice have its effect once, and hold one that comes early.

mod actor;
mod clock;
mod connections;
mod due;
mod engine;
mod envelope;
mod leases;
mod operations;
mod relay;
mod request;
pub mod rows;
mod seen;
mod store;
mod story;
mod transport;
mod turn;

pub use actor::{Actor, CLOCK, Outcome, StoreError, StoryLine, Told, Tx, Unreadable};
pub use clock::{Clock, Now};
pub use connections::Connections;
pub use due::Wakes;
pub(crate) use engine::VIEW_HEAD;
pub use engine::{Engine, EngineConfig, EngineError, View, ViewNotKept, Views};
pub use envelope::{Envelope, NoStoryHead, SCHEMA, StoryHead, partition_of};
pub use operations::{Lag, Operations, Parked};
pub use request::{Idempotency, RequestContext, RequestError};
pub use seen::{CheckedViews, Seen, ViewPlace, hear_of_views, verify_views, views_of};
pub use store::{Tables, migrations};
pub use story::{
    CheckedStory, FaultKind, Story, StoryEntry, StoryFault, Witness, hexadecimal, story_cases, story_of,
    verify_stories, view_witnesses, witnesses,
};
pub use transport::{
    AmqpTransport, Delivery, Garbled, LocalBroker, PublishError, Receipt, Transport, TransportError,
};
