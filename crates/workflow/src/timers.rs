//! Looks for cases with something due, and lets their time pass. The process itself says what is due: looking
//! twice, from two instances or after a crash, fires nothing twice.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use domain::CaseId;
use futures_util::future::join_all;
use messaging::{Engine, RequestContext, StoreError};
use service::Days;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::actor::{Flow, Input};
use crate::store;

/// How often the real clock is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// After trouble, sooner.
const RETRY: Duration = Duration::from_millis(500);
const BATCH: u64 = 200;

/// Runs until `stop`.
pub(crate) async fn run(engine: Engine<Flow>, mut days: Days, wake: Arc<Notify>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let handled =
            async { Ok::<usize, StoreError>(fire_all(&engine, &stop).await? + relieve_all(&engine).await?) };
        let pause = match handled.await {
            Ok(0) => LOOK_EVERY,
            Ok(failed) => {
                tracing::warn!(failed, "some timers could not be handled yet");
                RETRY
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "what is due cannot be read yet");
                RETRY
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = days.turn(pause) => {}
            () = wake.notified() => {}
        }
    }
}

/// Fires everything that is due by now, in order of day. How many could not be handled.
async fn fire_all(engine: &Engine<Flow>, stop: &CancellationToken) -> Result<usize, StoreError> {
    let today = engine.now().day;
    let mut after: Option<(NaiveDate, CaseId)> = None;
    let mut failed = 0;
    while !stop.is_cancelled() {
        // Past the ones that failed: one case that cannot be handled holds up no other.
        let due = store::due_cases(engine.db(), today, after, BATCH).await?;
        let Some(last) = due.last().copied() else { break };
        let fired = due
            .iter()
            .map(|(_, case)| engine.request(Input::TimersDue { case: *case }, RequestContext::by("klok")));
        failed += join_all(fired).await.into_iter().filter(Result::is_err).count();
        after = Some(last);
    }
    Ok(failed)
}

/// Takes tasks from who is away. How many cases could not be handled.
async fn relieve_all(engine: &Engine<Flow>) -> Result<usize, StoreError> {
    let held = store::held_by_absent(engine.db(), engine.now().day).await?;
    let relieved = held.into_iter().map(|held| {
        let input = Input::Relieve { case: held.case, person: held.person, deputy: held.deputy };
        engine.request(input, RequestContext::by("klok"))
    });
    Ok(join_all(relieved).await.into_iter().filter(Result::is_err).count())
}
