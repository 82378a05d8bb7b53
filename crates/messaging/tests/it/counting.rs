//! A transport that counts what the broker hands out, twice when it hands it out twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use messaging::{Delivery, Envelope, PublishError, Receipt, Transport, TransportError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub struct Counting {
    inner: Arc<dyn Transport>,
    deliveries: Arc<AtomicUsize>,
}

impl Counting {
    pub fn over(inner: Arc<dyn Transport>, deliveries: Arc<AtomicUsize>) -> Arc<dyn Transport> {
        Arc::new(Self { inner, deliveries })
    }
}

#[async_trait::async_trait]
impl Transport for Counting {
    async fn publish(&self, batch: &[(u16, Arc<Envelope>)]) -> Vec<Result<(), PublishError>> {
        self.inner.publish(batch).await
    }

    async fn consume(
        &self,
        service: &str,
        partition: u16,
        prefetch: u16,
        sink: mpsc::Sender<Delivery>,
        stop: CancellationToken,
    ) {
        let (counted, mut seen) = mpsc::channel(1);
        let deliveries = Arc::clone(&self.deliveries);
        let count = async move {
            while let Some(delivery) = seen.recv().await {
                deliveries.fetch_add(1, Ordering::SeqCst);
                if sink.send(delivery).await.is_err() {
                    break;
                }
            }
        };
        tokio::join!(self.inner.consume(service, partition, prefetch, counted, stop), count);
    }

    async fn consume_dead(&self, service: &str, sink: mpsc::Sender<Delivery>, stop: CancellationToken) {
        self.inner.consume_dead(service, sink, stop).await;
    }

    async fn prepare(&self, service: &str, partitions: u16) -> Result<bool, TransportError> {
        self.inner.prepare(service, partitions).await
    }

    async fn acknowledge(&self, receipts: Vec<Receipt>) {
        self.inner.acknowledge(receipts).await;
    }

    fn is_connected(&self) -> bool {
        self.inner.is_connected()
    }
}
