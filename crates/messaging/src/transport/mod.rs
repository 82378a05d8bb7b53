//! How envelopes travel: over RabbitMQ, or within one process. Correctness rests on the inbox's numbers, not on
//! the transport: it may lose, double and reorder; it may not garble.

mod amqp;
mod local;

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

pub use amqp::AmqpTransport;
pub use local::LocalBroker;

use crate::Envelope;

/// A message as it came in, with what is needed to say that it is safe.
#[derive(Debug)]
pub struct Delivery {
    /// `None` for what the broker had dead-lettered.
    pub partition: Option<u16>,
    pub message: Result<Envelope, Garbled>,
    pub receipt: Receipt,
}

/// Bytes that are no envelope; kept for an operator.
#[derive(Debug, Clone)]
pub struct Garbled {
    pub reason: String,
    pub body: Vec<u8>,
}

/// Acknowledges a delivery; only after the turn that handled it is committed.
#[derive(Debug)]
pub enum Receipt {
    Amqp { channel: lapin::Channel, consumer: u64, tag: u64 },
    Local(Option<oneshot::Sender<()>>),
}

/// Why a message was not taken. It stays in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    #[error("no queue takes it")]
    Unroutable,
    #[error("the broker did not take it")]
    NotTaken,
    #[error("the broker did not answer: whether it took it is unknown")]
    Unknown,
}

/// The transport could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("the broker refuses: {0}")]
    Broker(String),
    #[error("the broker did not answer in time")]
    TimedOut,
}

/// Carries envelopes between services.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    /// Hands envelopes to the broker and waits until each is confirmed or is not; results in the same order.
    async fn publish(&self, batch: &[(u16, Arc<Envelope>)]) -> Vec<Result<(), PublishError>>;

    /// Consumes one partition of this service into `sink` until `stop`, through every reconnection.
    async fn consume(
        &self,
        service: &str,
        partition: u16,
        prefetch: u16,
        sink: mpsc::Sender<Delivery>,
        stop: CancellationToken,
    );

    /// Drains what the broker dead-lettered into `sink` until `stop`.
    async fn consume_dead(&self, service: &str, sink: mpsc::Sender<Delivery>, stop: CancellationToken);

    /// Declares the queues of this service; idempotent. `true` when the broker holds nothing of this sender any
    /// more: all that was published must be sent again.
    async fn prepare(&self, service: &str, partitions: u16) -> Result<bool, TransportError>;

    /// Acknowledges deliveries.
    async fn acknowledge(&self, receipts: Vec<Receipt>);

    fn is_connected(&self) -> bool;
}
