//! Makes the turns of runs, one after the other, until none is left to make. A run says itself where it stands: after a
//! crash, and beside another instance, no turn is made twice and none is left out.

use std::sync::Arc;
use std::time::Duration;

use domain::Municipality;
use messaging::{Engine, RequestContext, StoreError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::actor::money::{MoneyInput, MoneyReply};
use crate::actor::{Income, Input, Reply};
use crate::store::money::working_runs;

/// How often it is looked for runs that another instance left.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// After trouble.
const RETRY: Duration = Duration::from_millis(500);

/// Runs until `stop`: at once when it is woken; when it made turns it tells that too.
pub async fn run(
    engine: Engine<Income>,
    (woken, turned): (Arc<Notify>, Arc<Notify>),
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        let pause = match turn_all(&engine, &turned, &stop).await {
            Ok(()) => LOOK_EVERY,
            Err(error) => {
                tracing::warn!(%error, "a run cannot go on yet");
                RETRY
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = woken.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Why a run cannot go on.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a turn was not made: {0}")]
    Turn(String),
}

async fn turn_all(engine: &Engine<Income>, turned: &Notify, stop: &CancellationToken) -> Result<(), Trouble> {
    loop {
        let working = working_runs(engine.db()).await?;
        if working.is_empty() {
            return Ok(());
        }
        for run in working {
            let (municipality, mut cursor) = (run.municipality.clone(), run.state.cursor.clone());
            while !stop.is_cancelled() && turn(engine, &municipality, run.id, cursor).await? {
                let known = crate::store::money::run(engine.db(), &municipality, run.id).await?;
                cursor = known.and_then(|known| known.state.cursor);
            }
        }
        turned.notify_one();
        if stop.is_cancelled() {
            return Ok(());
        }
    }
}

/// Whether turns are left.
async fn turn(
    engine: &Engine<Income>,
    municipality: &Municipality,
    run: uuid::Uuid,
    cursor: Option<String>,
) -> Result<bool, Trouble> {
    let input = Input::Money { municipality: municipality.clone(), input: MoneyInput::Turn { run, cursor } };
    match engine.request(input, RequestContext::by("betaalrun")).await {
        Ok(Reply::Money(MoneyReply::Turned { working })) => Ok(working),
        Ok(_) => Ok(false),
        Err(error) => Err(Trouble::Turn(error.to_string())),
    }
}
