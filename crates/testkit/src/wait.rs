use std::time::Duration;

use tokio::time::Instant;

/// Waits until a condition holds, for 30 seconds at most.
///
/// # Panics
///
/// When it does not come to hold: the test fails.
pub async fn eventually<F: Future<Output = bool>>(what: &str, holds: impl FnMut() -> F) {
    eventually_within(Duration::from_secs(30), what, holds).await;
}

/// Waits until a condition holds, for so long at most.
///
/// # Panics
///
/// When it does not come to hold: the test fails.
pub async fn eventually_within<F: Future<Output = bool>>(
    patience: Duration,
    what: &str,
    mut holds: impl FnMut() -> F,
) {
    let end = Instant::now() + patience;
    while !holds().await {
        assert!(Instant::now() < end, "not within {patience:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
