//! Work that keeps a core busy: checking and trying policies. Only so much at once, beside the threads that answer.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::problem::Problem;

/// So many at once; the cores are also for everybody else.
const SEATS: usize = 2;
/// How long one waits for a seat before being told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// A few seats.
#[derive(Debug)]
pub struct Bench(Arc<Semaphore>);

/// Held while one gathers what the work needs, and until it is done: also when its caller has gone.
#[derive(Debug)]
pub struct Seat {
    _held: OwnedSemaphorePermit,
}

impl Bench {
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(SEATS)))
    }

    /// The next free seat.
    ///
    /// # Errors
    ///
    /// [`Problem`] when none comes free soon.
    pub async fn seat(&self) -> Result<Seat, Problem> {
        let free = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        free.ok().and_then(Result::ok).map(|held| Seat { _held: held }).ok_or_else(|| Problem::away("busy"))
    }
}

impl Seat {
    /// Does the work, and gives the seat back with what came of it.
    ///
    /// # Errors
    ///
    /// [`Problem`] when it panics: a fault of ours.
    pub async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<(T, Self), Problem> {
        let done = tokio::task::spawn_blocking(move || (work(), self));
        done.await.map_err(|_| {
            // What it panicked with is not logged: the panic hook wrote where it was.
            let id = Uuid::new_v4();
            tracing::error!(fault.id = %id, "work at the bench panicked");
            Problem::fault(id)
        })
    }
}
