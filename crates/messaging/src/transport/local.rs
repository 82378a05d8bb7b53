use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::{Delivery, PublishError, Receipt, Transport, TransportError};
use crate::Envelope;

/// Carries envelopes between the services of one process. A publication is confirmed when its receiver has
/// committed the turn that handled it, so what a crash interrupts is still unsent in the sender's outbox.
#[derive(Default)]
pub struct LocalBroker {
    /// Who consumes a partition of a service.
    sinks: RwLock<HashMap<(String, u16), Consumer>>,
    consumers: AtomicU64,
}

/// Each has a number of its own, for one may share its sink with the next.
struct Consumer {
    number: u64,
    sink: mpsc::Sender<Delivery>,
}

impl LocalBroker {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    fn sink(&self, service: &str, partition: u16) -> Option<mpsc::Sender<Delivery>> {
        let sinks = self.sinks.read().unwrap_or_else(PoisonError::into_inner);
        sinks.get(&(service.to_owned(), partition)).map(|consumer| consumer.sink.clone())
    }
}

#[async_trait]
impl Transport for LocalBroker {
    async fn publish(&self, batch: &[(u16, Arc<Envelope>)]) -> Vec<Result<(), PublishError>> {
        let mut confirmations = Vec::with_capacity(batch.len());
        for (partition, envelope) in batch {
            let (done, confirmed) = oneshot::channel();
            let delivery = Delivery {
                partition: Some(*partition),
                message: Ok(Envelope::clone(envelope)),
                receipt: Receipt::Local(Some(done)),
            };
            let taken = match self.sink(&envelope.receiver, *partition) {
                Some(sink) => sink.send(delivery).await.is_ok(),
                None => false,
            };
            confirmations.push(taken.then_some(confirmed));
        }
        let mut results = Vec::with_capacity(batch.len());
        for confirmation in confirmations {
            results.push(match confirmation {
                None => Err(PublishError::Unroutable),
                // A receiver that stops drops the receipt: the message stays in the outbox.
                Some(confirmed) => confirmed.await.map_err(|_| PublishError::Unknown),
            });
        }
        results
    }

    async fn consume(
        &self,
        service: &str,
        partition: u16,
        _prefetch: u16,
        sink: mpsc::Sender<Delivery>,
        stop: CancellationToken,
    ) {
        let place = (service.to_owned(), partition);
        let number = self.consumers.fetch_add(1, Ordering::Relaxed);
        self.sinks
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(place.clone(), Consumer { number, sink });
        stop.cancelled().await;
        let mut sinks = self.sinks.write().unwrap_or_else(PoisonError::into_inner);
        // The next consumer may have taken the place meanwhile: another instance's, or our own under a new epoch.
        if sinks.get(&place).is_some_and(|current| current.number == number) {
            sinks.remove(&place);
        }
    }

    async fn consume_dead(&self, _service: &str, _sink: mpsc::Sender<Delivery>, stop: CancellationToken) {
        stop.cancelled().await;
    }

    async fn prepare(&self, _service: &str, _partitions: u16) -> Result<bool, TransportError> {
        Ok(false)
    }

    async fn acknowledge(&self, receipts: Vec<Receipt>) {
        for receipt in receipts {
            if let Receipt::Local(Some(done)) = receipt {
                // A sender that is gone will find the row unsent and send it again; the inbox drops it.
                let _ = done.send(());
            }
        }
    }

    fn is_connected(&self) -> bool {
        true
    }
}
