//! Whether the gateway lives, and whether the services behind it can take calls. Open to anyone, tells nothing else.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::future::join_all;
use serde_json::json;
use service::Line;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::problem::Problem;
use crate::{App, Clients};

const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// `/gezondheid/levend` and `/gezondheid/gereed`; `/gezondheid` says the same as the latter.
pub(crate) fn routes(app: &Arc<App>) -> Router {
    Router::new()
        .route("/gezondheid", get(ready))
        .route("/gezondheid/levend", get(live))
        .route("/gezondheid/gereed", get(ready))
        .with_state(Arc::clone(app))
}

async fn live() -> Response {
    Json(json!({"status": "levend"})).into_response()
}

/// Keeps `ready` true to whether all services can take calls, until `leaving`.
pub(crate) async fn watch(clients: Clients, ready: watch::Sender<bool>, leaving: CancellationToken) {
    loop {
        ready.send_replace(away(&clients).await.is_empty());
        tokio::select! {
            () = leaving.cancelled() => break,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
    ready.send_replace(false);
}

/// The services that cannot take calls now.
async fn away(clients: &Clients) -> Vec<&'static str> {
    let asked = clients.all().map(|(name, line)| async move { (name, is_ready(line).await) });
    join_all(asked).await.into_iter().filter(|(_, ready)| !ready).map(|(name, _)| name).collect()
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    let away = away(&app.clients).await;
    if away.is_empty() {
        return Json(json!({"status": "gereed"})).into_response();
    }
    tracing::warn!(services = ?away, "not ready: services are away");
    Problem::away("services-away").into_response()
}

async fn is_ready(line: &Line) -> bool {
    let mut client = HealthClient::new(line.clone());
    let asked = client.check(HealthCheckRequest { service: service::READY.into() });
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => answer.into_inner().status() == ServingStatus::Serving,
        _ => false,
    }
}
