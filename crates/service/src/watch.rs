//! Looks after a running service: whether it can take calls, and how far its messages lag behind.

use std::time::Duration;

use messaging::{Lag, Operations};
use opentelemetry::metrics::Gauge;
use opentelemetry::{KeyValue, global};
use sea_orm::DatabaseConnection;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

/// Health name: the process runs.
pub const LIVE: &str = "live";
/// Health name: the process can take calls. The empty name says the same.
pub const READY: &str = "ready";

const LOOK_EVERY: Duration = Duration::from_secs(2);
/// What is not ready may be any moment.
const LOOK_SOON: Duration = Duration::from_millis(200);
const LAG_EVERY: u32 = 3;
const PATIENCE: Duration = Duration::from_secs(2);

/// What is looked after.
pub(crate) struct Watched {
    pub service: &'static str,
    pub db: DatabaseConnection,
    pub operations: Operations,
    pub health: HealthReporter,
    pub ready: watch::Sender<bool>,
}

impl Watched {
    /// Looks until `stop`, and then says that no calls are taken any more.
    pub async fn watch(self, stop: CancellationToken) {
        self.health.set_service_status(LIVE, ServingStatus::Serving).await;
        let gauges = Gauges::of(self.service);
        for round in 0u32.. {
            let ready = self.is_ready().await;
            self.tell(ready).await;
            if round % LAG_EVERY == 0 {
                match self.operations.lag().await {
                    Ok(lag) => gauges.record(&lag),
                    Err(error) => {
                        tracing::debug!(error = &error as &dyn std::error::Error, "the lag is unknown")
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(if ready { LOOK_EVERY } else { LOOK_SOON }) => {}
            }
        }
        self.tell(false).await;
    }

    async fn is_ready(&self) -> bool {
        let database = tokio::time::timeout(PATIENCE, self.db.ping()).await;
        self.operations.is_connected() && matches!(database, Ok(Ok(())))
    }

    async fn tell(&self, ready: bool) {
        let status = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
        self.health.set_service_status("", status).await;
        self.health.set_service_status(READY, status).await;
        if self.ready.send_replace(ready) != ready {
            tracing::info!(service = self.service, ready, "readiness changed");
        }
    }
}

struct Gauges {
    service: [KeyValue; 1],
    outbox: Gauge<u64>,
    outbox_age: Gauge<u64>,
    early: Gauge<u64>,
    early_age: Gauge<u64>,
    parked: Gauge<u64>,
    behind: Gauge<u64>,
}

impl Gauges {
    fn of(service: &'static str) -> Self {
        let meter = global::meter("meedoen");
        let gauge = |name: &'static str, unit: &'static str, description: &'static str| {
            meter.u64_gauge(name).with_unit(unit).with_description(description).build()
        };
        Self {
            service: [KeyValue::new("service", service)],
            outbox: gauge("meedoen.outbox.unpublished", "{message}", "Messages that are not published yet"),
            outbox_age: gauge("meedoen.outbox.oldest", "s", "Age of the oldest unpublished message"),
            early: gauge("meedoen.inbox.early", "{message}", "Messages held for an earlier one"),
            early_age: gauge("meedoen.inbox.early.oldest", "s", "Age of the oldest held message"),
            parked: gauge("meedoen.parked", "{message}", "Messages that could not be handled"),
            behind: gauge("meedoen.parked.behind", "{message}", "Messages that wait behind a parked one"),
        }
    }

    fn record(&self, lag: &Lag) {
        self.outbox.record(lag.outbox_unpublished, &self.service);
        self.outbox_age.record(lag.outbox_oldest_seconds, &self.service);
        self.early.record(lag.early, &self.service);
        self.early_age.record(lag.early_oldest_seconds, &self.service);
        self.parked.record(lag.parked, &self.service);
        self.behind.record(lag.waiting_behind, &self.service);
    }
}
