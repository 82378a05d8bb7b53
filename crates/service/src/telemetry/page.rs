use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use prometheus::{Registry, TextEncoder};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

#[derive(Clone)]
struct Page {
    registry: Registry,
    ready: watch::Receiver<bool>,
}

/// Serves `/metrics`, `/live` and `/ready` over HTTP, apart from the calls.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve_page(
    listener: TcpListener,
    registry: Registry,
    ready: watch::Receiver<bool>,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/live", get(|| async { "alive" }))
        .route("/ready", get(readiness))
        .with_state(Page { registry, ready });
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
}

async fn metrics(State(page): State<Page>) -> Result<String, StatusCode> {
    TextEncoder::new().encode_to_string(&page.registry.gather()).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "the measures cannot be written");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

async fn readiness(State(page): State<Page>) -> (StatusCode, &'static str) {
    if *page.ready.borrow() {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    }
}
