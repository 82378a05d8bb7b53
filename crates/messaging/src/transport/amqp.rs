use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicCancelOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions,
    ConfirmSelectOptions, ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions,
};

use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, Confirmation, Connection, ConnectionProperties, ExchangeKind, PublisherConfirm};
use tokio::sync::{Mutex, mpsc};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{Delivery, PublishError, Receipt, Transport, TransportError};
use crate::Envelope;

mod headers;

/// A broker that does not answer within this is taken to be away.
const PATIENCE: Duration = Duration::from_secs(10);
const HEARTBEAT_SECONDS: u16 = 10;
const RETRY: Duration = Duration::from_millis(500);
/// High enough that a message is never given up because its receiver crashed; what is dead-lettered all the
/// same is drained into the parked messages.
const DELIVERY_LIMIT: i32 = 1_000_000;

/// Envelopes over RabbitMQ: a quorum queue a partition with one active consumer, mandatory publication with
/// confirms. Connections, channels and consumers come back by themselves. The same declarations hold on 3.10
/// and on 4.x.
pub struct AmqpTransport {
    /// Apart from consuming: an alarm on the broker blocks those who publish, and no others.
    publishing: Link,
    consuming: Link,
    publisher: Mutex<Option<Channel>>,
    peers: Vec<String>,
    service: String,
    consumers: AtomicU64,
    partitions: AtomicU16,
    /// By consumer, the newest delivery before which none is left unacknowledged.
    acknowledged: Mutex<BTreeMap<u64, u64>>,
}

/// A connection that is made again when it is gone.
struct Link {
    url: String,
    name: String,
    connection: Mutex<Option<Arc<Connection>>>,
}

impl Link {
    fn new(url: &str, name: String) -> Self {
        // A consumer whose machine vanished holds its queue until the broker misses its heartbeats.
        let url = match url.split_once('?') {
            Some((_, query)) if query.contains("heartbeat=") => url.to_owned(),
            Some(_) => format!("{url}&heartbeat={HEARTBEAT_SECONDS}"),
            None => format!("{url}?heartbeat={HEARTBEAT_SECONDS}"),
        };
        Self { url, name, connection: Mutex::default() }
    }

    async fn channel(&self) -> Result<Channel, TransportError> {
        let mut held = self.connection.lock().await;
        if let Some(connection) = held.as_ref().filter(|connection| connection.status().connected())
            && let Ok(Ok(channel)) = timeout(PATIENCE, connection.create_channel()).await
        {
            return Ok(channel);
        }
        let properties = ConnectionProperties::default().with_connection_name(self.name.as_str().into());
        let connection = timed(Connection::connect(&self.url, properties)).await?;
        let channel = timed(connection.create_channel()).await?;
        *held = Some(Arc::new(connection));
        Ok(channel)
    }

    fn is_connected(&self) -> bool {
        // Held while it is being made again: not connected then.
        self.connection
            .try_lock()
            .is_ok_and(|held| held.as_ref().is_some_and(|connection| connection.status().connected()))
    }

    async fn is_blocked(&self) -> bool {
        self.connection.lock().await.as_ref().is_some_and(|connection| connection.status().blocked())
    }
}

async fn timed<T>(attempt: impl Future<Output = lapin::Result<T>>) -> Result<T, TransportError> {
    match timeout(PATIENCE, attempt).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(TransportError::Broker(error.to_string())),
        Err(_) => Err(TransportError::TimedOut),
    }
}

fn exchange(sender: &str) -> String {
    format!("meedoen.{sender}")
}

fn queue(service: &str, partition: u16) -> String {
    format!("meedoen.{service}.{partition}")
}

fn dead_queue(service: &str) -> String {
    format!("meedoen.{service}.dead")
}

fn routing_key(service: &str, partition: u16) -> String {
    format!("{service}.{partition}")
}

impl AmqpTransport {
    /// A transport for `service`, which hears `peers` (itself may be among them). Connects when first used.
    pub fn new(url: &str, service: &str, peers: &[&str]) -> Self {
        Self {
            publishing: Link::new(url, format!("{service}, publishing")),
            consuming: Link::new(url, format!("{service}, consuming")),
            publisher: Mutex::default(),
            peers: peers.iter().map(|peer| (*peer).to_owned()).collect(),
            service: service.to_owned(),
            consumers: AtomicU64::new(1),
            partitions: AtomicU16::new(0),
            acknowledged: Mutex::default(),
        }
    }

    async fn publisher(&self) -> Result<Channel, TransportError> {
        let mut held = self.publisher.lock().await;
        if let Some(channel) = held.as_ref().filter(|channel| channel.status().connected()) {
            return Ok(channel.clone());
        }
        let channel = self.publishing.channel().await?;
        timed(channel.confirm_select(ConfirmSelectOptions::default())).await?;
        *held = Some(channel.clone());
        Ok(channel)
    }

    async fn publish_one(
        &self,
        channel: &Channel,
        partition: u16,
        envelope: &Envelope,
    ) -> Result<PublisherConfirm, PublishError> {
        let sent = channel.basic_publish(
            exchange(&envelope.sender).into(),
            routing_key(&envelope.receiver, partition).into(),
            BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() },
            &envelope.body,
            headers::write(envelope),
        );
        match timeout(PATIENCE, sent).await {
            Ok(Ok(confirm)) => Ok(confirm),
            Ok(Err(_)) => Err(PublishError::NotTaken),
            Err(_) => Err(PublishError::Unknown),
        }
    }

    async fn consume_queue(
        &self,
        name: &str,
        partition: Option<u16>,
        prefetch: u16,
        sink: &mpsc::Sender<Delivery>,
        stop: &CancellationToken,
    ) -> Result<(), TransportError> {
        let channel = self.consuming.channel().await?;
        timed(channel.basic_qos(prefetch, BasicQosOptions::default())).await?;
        let options = BasicConsumeOptions::default();
        let tag = format!("{name}-{}", self.consumers.fetch_add(1, Ordering::Relaxed));
        let mut consumer =
            timed(channel.basic_consume(name.into(), tag.as_str().into(), options, FieldTable::default()))
                .await?;
        let number = self.consumers.fetch_add(1, Ordering::Relaxed);
        loop {
            let next = tokio::select! {
                next = consumer.next() => next,
                () = stop.cancelled() => {
                    // What is not acknowledged comes back to whoever consumes next.
                    let _ = timed(channel.basic_cancel(tag.as_str().into(), BasicCancelOptions::default())).await;
                    let _ = timed(channel.close(200, "given up".into())).await;
                    return Ok(());
                }
            };
            let delivery = match next {
                Some(Ok(delivery)) => delivery,
                Some(Err(error)) => return Err(TransportError::Broker(error.to_string())),
                // The queue was deleted, or the broker cancelled us: a fault, not an end.
                None => return Err(TransportError::Broker(format!("{name} no longer delivers"))),
            };
            let receipt =
                Receipt::Amqp { channel: channel.clone(), consumer: number, tag: delivery.delivery_tag };
            let message = headers::read(&delivery.properties, delivery.data);
            if sink.send(Delivery { partition, message, receipt }).await.is_err() {
                return Ok(());
            }
        }
    }

    async fn consume_for_ever(
        &self,
        name: &str,
        partition: Option<u16>,
        prefetch: u16,
        sink: mpsc::Sender<Delivery>,
        stop: CancellationToken,
    ) {
        while !stop.is_cancelled() && !sink.is_closed() {
            if let Err(error) = self.consume_queue(name, partition, prefetch, &sink, &stop).await {
                tracing::warn!(queue = name, %error, "consuming {name} was interrupted and begins again");
                tokio::select! {
                    () = tokio::time::sleep(RETRY) => {}
                    () = stop.cancelled() => return,
                }
                // The broker may have come back empty.
                if let Err(error) = self.declare(&self.service, self.partitions.load(Ordering::SeqCst)).await
                {
                    tracing::warn!(%error, "the queues could not be declared yet");
                }
            }
        }
    }

    /// Declares this service's exchange, its dead-letter queue and its partitions.
    async fn declare(&self, service: &str, partitions: u16) -> Result<(), TransportError> {
        let channel = self.consuming.channel().await?;
        let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        let kind = ExchangeKind::Direct;
        for sender in self.peers.iter().map(String::as_str).chain([service]) {
            let name = exchange(sender);
            timed(channel.exchange_declare(name.into(), kind.clone(), durable, FieldTable::default()))
                .await?;
        }
        let dead = dead_queue(service);
        declare_queue(&channel, &dead, queue_arguments(None)).await?;
        for partition in 0..partitions {
            let name = queue(service, partition);
            declare_queue(&channel, &name, queue_arguments(Some(&dead))).await?;
            for sender in &self.peers {
                let key = routing_key(service, partition);
                let bound = channel.queue_bind(
                    name.as_str().into(),
                    exchange(sender).into(),
                    key.into(),
                    QueueBindOptions::default(),
                    FieldTable::default(),
                );
                timed(bound).await?;
            }
        }
        let _ = timed(channel.close(200, "declared".into())).await;
        Ok(())
    }

    /// Whether the broker still knows the mark this sender left on it; leaves the mark if not.
    async fn has_forgotten(&self, service: &str) -> Result<bool, TransportError> {
        let mark = format!("meedoen.{service}.mark");
        let passive = QueueDeclareOptions { passive: true, durable: true, ..QueueDeclareOptions::default() };
        let channel = self.consuming.channel().await?;
        let known =
            timeout(PATIENCE, channel.queue_declare(mark.as_str().into(), passive, FieldTable::default()));
        if known.await.map_err(|_| TransportError::TimedOut)?.is_ok() {
            let _ = timed(channel.close(200, "looked".into())).await;
            return Ok(false);
        }
        // A failed passive declaration closed the channel.
        let channel = self.consuming.channel().await?;
        declare_queue(&channel, &mark, queue_arguments(None)).await?;
        let _ = timed(channel.close(200, "marked".into())).await;
        Ok(true)
    }
}

async fn declare_queue(channel: &Channel, name: &str, arguments: FieldTable) -> Result<(), TransportError> {
    let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    timed(channel.queue_declare(name.into(), durable, arguments)).await.map(drop)
}

fn queue_arguments(dead: Option<&str>) -> FieldTable {
    let text = |value: &str| AMQPValue::LongString(value.into());
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), text("quorum"));
    arguments.insert("x-single-active-consumer".into(), AMQPValue::Boolean(true));
    arguments.insert("x-delivery-limit".into(), AMQPValue::LongInt(DELIVERY_LIMIT));
    if let Some(dead) = dead {
        arguments.insert("x-overflow".into(), text("reject-publish"));
        arguments.insert("x-dead-letter-exchange".into(), text(""));
        arguments.insert("x-dead-letter-routing-key".into(), text(dead));
        arguments.insert("x-dead-letter-strategy".into(), text("at-least-once"));
    }
    arguments
}

/// Which tag may speak for all before it, and which speak for themselves only: one that was left alone, because
/// its lease was lost or it is still being handled, must not be acknowledged by a later one.
fn without_gap(last: &mut u64, tags: BTreeSet<u64>) -> (Option<u64>, Vec<u64>) {
    let before = *last;
    let mut apart = Vec::new();
    for tag in tags {
        if tag == *last + 1 {
            *last = tag;
        } else {
            apart.push(tag);
        }
    }
    ((*last > before).then_some(*last), apart)
}

#[async_trait]
impl Transport for AmqpTransport {
    async fn publish(&self, batch: &[(u16, Arc<Envelope>)]) -> Vec<Result<(), PublishError>> {
        let Ok(channel) = self.publisher().await else {
            return batch.iter().map(|_| Err(PublishError::NotTaken)).collect();
        };
        let mut confirms = Vec::with_capacity(batch.len());
        for (partition, envelope) in batch {
            confirms.push(self.publish_one(&channel, *partition, envelope).await);
        }
        let mut results = Vec::with_capacity(batch.len());
        for confirm in confirms {
            results.push(match confirm {
                Err(error) => Err(error),
                Ok(confirm) => match timeout(PATIENCE, confirm).await {
                    Ok(Ok(Confirmation::Ack(None))) => Ok(()),
                    Ok(Ok(Confirmation::Ack(Some(_)) | Confirmation::Nack(Some(_)))) => {
                        Err(PublishError::Unroutable)
                    }
                    Ok(Ok(Confirmation::Nack(None) | Confirmation::NotRequested)) => {
                        Err(PublishError::NotTaken)
                    }
                    Ok(Err(_)) | Err(_) => Err(PublishError::Unknown),
                },
            });
        }
        if results.iter().any(|result| matches!(result, Err(PublishError::NotTaken | PublishError::Unknown)))
        {
            // A channel that failed once is not to be trusted again.
            *self.publisher.lock().await = None;
            if self.publishing.is_blocked().await {
                tracing::error!("the broker blocks publishing (memory or disk alarm); the outbox keeps all");
            }
        }
        results
    }

    async fn consume(
        &self,
        service: &str,
        partition: u16,
        prefetch: u16,
        sink: mpsc::Sender<Delivery>,
        stop: CancellationToken,
    ) {
        self.consume_for_ever(&queue(service, partition), Some(partition), prefetch, sink, stop).await;
    }

    async fn consume_dead(&self, service: &str, sink: mpsc::Sender<Delivery>, stop: CancellationToken) {
        self.consume_for_ever(&dead_queue(service), None, 16, sink, stop).await;
    }

    async fn prepare(&self, service: &str, partitions: u16) -> Result<bool, TransportError> {
        self.partitions.store(partitions, Ordering::SeqCst);
        self.declare(service, partitions).await?;
        self.has_forgotten(service).await
    }

    async fn acknowledge(&self, receipts: Vec<Receipt>) {
        let mut by_consumer: BTreeMap<u64, (Channel, BTreeSet<u64>)> = BTreeMap::new();
        for receipt in receipts {
            let Receipt::Amqp { channel, consumer, tag } = receipt else { continue };
            by_consumer.entry(consumer).or_insert_with(|| (channel, BTreeSet::new())).1.insert(tag);
        }
        for (consumer, (channel, tags)) in by_consumer {
            let (together, apart) = {
                let mut acknowledged = self.acknowledged.lock().await;
                without_gap(acknowledged.entry(consumer).or_default(), tags)
            };
            // If the channel is gone the broker delivers them again, and the inbox drops them.
            if let Some(tag) = together {
                let _ = channel.basic_ack(tag, BasicAckOptions { multiple: true }).await;
            }
            for tag in apart {
                let _ = channel.basic_ack(tag, BasicAckOptions { multiple: false }).await;
            }
        }
    }

    fn is_connected(&self) -> bool {
        self.consuming.is_connected()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_alone_is_never_acknowledged_by_a_later_one() {
        let mut last = 0;
        let mut settle = |tags: &[u64]| without_gap(&mut last, tags.iter().copied().collect());

        assert_eq!(settle(&[1, 2, 3]), (Some(3), vec![]));
        // 4 is still being handled, or its lease was lost.
        assert_eq!(settle(&[5, 6]), (None, vec![5, 6]));
        assert_eq!(settle(&[4]), (Some(4), vec![]));
        assert_eq!(settle(&[7]), (None, vec![7]));
    }
}
