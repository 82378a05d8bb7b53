//! `--lockstep`: beside other engines, each in turn, in step with whoever compares them.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use anyhow::Context;

use crate::drive::{Cast, Way, drive};
use crate::report;

/// Cases that are not measured: pools fill, code and plans warm up.
pub const WARM_UP: usize = 200;

/// Warms up, says READY, waits for a line, runs, prints one JSON line, waits for a line.
///
/// # Errors
///
/// When a case fails: a figure over other cases than were asked would compare nothing.
pub async fn lockstep(cast: &Arc<Cast>, way: &Arc<Way>, cases: usize, at_once: usize) -> anyhow::Result<()> {
    let progress = Arc::new(AtomicUsize::new(0));
    let warm = drive(cast, way, WARM_UP, at_once, &progress).await?;
    anyhow::ensure!(warm.failed == 0, "{} of the cases to warm up failed: {:?}", warm.failed, warm.failures);

    println!("READY");
    line().await?;
    let run = drive(cast, way, cases, at_once, &progress).await?;
    anyhow::ensure!(run.failed == 0, "{} cases failed: {:?}", run.failed, run.failures);
    println!("{}", report::lockstep_line(&run));
    line().await
}

/// A line, or the end of input: whoever started us is done either way.
async fn line() -> anyhow::Result<()> {
    let read = || std::io::stdin().read_line(&mut String::new());
    tokio::task::spawn_blocking(read).await?.context("standard input cannot be read").map(drop)
}
