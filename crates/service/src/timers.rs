//! The loop of a service whose cases have something due: it looks, lets the time of those cases pass, and pauses.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use domain::CaseId;
use futures_util::future::join_all;
use messaging::StoreError;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::Days;

/// How often the real clock is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// After trouble, sooner.
const RETRY: Duration = Duration::from_millis(500);
/// How many cases one query gives.
const BATCH: u64 = 200;

/// The day on which a case has something due, and the case.
pub type Due = (NaiveDate, CaseId);

/// What made the loop look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The first one, another day, trouble at the last one, or someone who asked for it.
    Called,
    /// Nothing but the time that passed.
    Again,
}

/// What a service has due. Its cases say themselves what that is: looking twice, from two instances or after a crash,
/// fires nothing twice.
pub trait Timers: Send + Sync {
    /// The business day.
    fn today(&self) -> NaiveDate;

    /// Up to `most` cases with something due by `today`, in order of day and id, past the last one seen.
    fn due(
        &self,
        today: NaiveDate,
        after: Option<Due>,
        most: u64,
    ) -> impl Future<Output = Result<Vec<Due>, StoreError>> + Send;

    /// Lets the time of a case pass; whether that could be done.
    fn fire(&self, case: CaseId) -> impl Future<Output = bool> + Send;

    /// What else is looked after; how many times that failed.
    fn beside(&mut self, look: Look) -> impl Future<Output = Result<usize, StoreError>> + Send {
        let _ = look;
        std::future::ready(Ok(0))
    }
}

/// Fires what is due until `stop`: at once, on every turn of the day, and whenever someone wakes it.
pub async fn fire_timers(
    mut timers: impl Timers,
    mut days: Days,
    wake: Arc<Notify>,
    stop: CancellationToken,
) {
    let mut look = Look::Called;
    let mut last = None;
    while !stop.is_cancelled() {
        let today = timers.today();
        if last.replace(today) != Some(today) {
            look = Look::Called;
        }
        let pause = match look_once(&mut timers, today, look, &stop).await {
            Ok(0) => {
                look = Look::Again;
                LOOK_EVERY
            }
            Ok(failed) => {
                tracing::warn!(failed, "some timers could not be handled yet");
                look = Look::Called;
                RETRY
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "what is due cannot be read yet");
                look = Look::Called;
                RETRY
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = days.turn(pause) => {}
            () = wake.notified() => look = Look::Called,
        }
    }
}

/// How many could not be handled.
async fn look_once(
    timers: &mut impl Timers,
    today: NaiveDate,
    look: Look,
    stop: &CancellationToken,
) -> Result<usize, StoreError> {
    Ok(fire_all(timers, today, stop).await? + timers.beside(look).await?)
}

/// Everything that is due by now, in order of day. Past the ones that failed: one case that cannot be handled holds up
/// no other.
async fn fire_all(
    timers: &impl Timers,
    today: NaiveDate,
    stop: &CancellationToken,
) -> Result<usize, StoreError> {
    let (mut after, mut failed) = (None, 0);
    while !stop.is_cancelled() {
        let due = timers.due(today, after, BATCH).await?;
        let Some(last) = due.last().copied() else { break };
        let fired = join_all(due.iter().map(|(_, case)| timers.fire(*case))).await;
        failed += fired.into_iter().filter(|handled| !handled).count();
        after = Some(last);
    }
    Ok(failed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use uuid::Uuid;

    use super::*;
    use crate::BusinessClock;

    /// Cases in memory: what is due, which of them cannot be handled yet, and what happened.
    #[derive(Default)]
    struct Cases {
        due: Mutex<BTreeSet<Due>>,
        stuck: Mutex<BTreeSet<CaseId>>,
        fired: Mutex<Vec<CaseId>>,
        looks: Mutex<Vec<Look>>,
        unread: Mutex<bool>,
    }

    struct Fires(Arc<Cases>, BusinessClock);

    impl Timers for Fires {
        fn today(&self) -> NaiveDate {
            self.1.today()
        }

        async fn due(&self, today: NaiveDate, after: Option<Due>, most: u64) -> Result<Vec<Due>, StoreError> {
            if std::mem::take(&mut *self.0.unread.lock().unwrap()) {
                return Err(StoreError::unreadable("cases", "one", "its day"));
            }
            let due = self.0.due.lock().unwrap();
            let past = |due: &&Due| due.0 <= today && after.is_none_or(|after| **due > after);
            Ok(due.iter().filter(past).take(usize::try_from(most).unwrap()).copied().collect())
        }

        async fn fire(&self, case: CaseId) -> bool {
            let stuck = self.0.stuck.lock().unwrap().remove(&case);
            self.0.fired.lock().unwrap().push(case);
            if !stuck {
                self.0.due.lock().unwrap().retain(|(_, due)| *due != case);
            }
            !stuck
        }

        async fn beside(&mut self, look: Look) -> Result<usize, StoreError> {
            self.0.looks.lock().unwrap().push(look);
            Ok(0)
        }
    }

    fn case(number: u128) -> CaseId {
        Uuid::from_u128(number).into()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Runs the loop until it has looked so many times.
    async fn run(cases: &Arc<Cases>, clock: &BusinessClock, wake: &Arc<Notify>, looks: usize) {
        let stop = CancellationToken::new();
        let timers = Fires(Arc::clone(cases), clock.clone());
        let looping = fire_timers(timers, clock.days(), Arc::clone(wake), stop.clone());
        let enough = async {
            while cases.looks.lock().unwrap().len() < looks {
                tokio::task::yield_now().await;
            }
            stop.cancel();
        };
        tokio::join!(looping, enough);
    }

    fn simulated() -> BusinessClock {
        BusinessClock::new(Some(day("2026-01-05")))
    }

    #[tokio::test(flavor = "current_thread")]
    async fn everything_due_fires_in_order_and_past_what_fails() {
        let cases = Arc::new(Cases::default());
        // Three batches: the day of each is later than the one before.
        for number in 1..=450_u32 {
            let due = day("2024-01-01") + chrono::Days::new(u64::from(number));
            cases.due.lock().unwrap().insert((due, case(u128::from(1_000 - number))));
        }
        cases.due.lock().unwrap().insert((day("2026-01-06"), case(5_000)));
        let (first, in_the_middle) = (case(999), case(750));
        cases.stuck.lock().unwrap().extend([first, in_the_middle]);

        run(&cases, &simulated(), &Arc::default(), 1).await;

        let fired = cases.fired.lock().unwrap().clone();
        let order: Vec<_> = (1..=450).map(|number| case(1_000 - number)).collect();
        assert_eq!(fired, order, "each once in a look, by day, and nothing of tomorrow");
        let left: Vec<_> = cases.due.lock().unwrap().iter().map(|(_, case)| *case).collect();
        assert_eq!(left, [first, in_the_middle, case(5_000)]);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_failed_is_tried_again_soon() {
        let cases = Arc::new(Cases::default());
        cases.due.lock().unwrap().insert((day("2026-01-05"), case(1)));
        cases.stuck.lock().unwrap().insert(case(1));
        let started = std::time::Instant::now();
        run(&cases, &simulated(), &Arc::default(), 2).await;
        assert!(started.elapsed() < LOOK_EVERY, "it does not wait for the next look");
        assert_eq!(*cases.fired.lock().unwrap(), [case(1), case(1)]);
        assert_eq!(*cases.looks.lock().unwrap(), [Look::Called, Look::Called]);
        assert!(cases.due.lock().unwrap().is_empty());
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_cannot_be_read_is_read_again_soon() {
        let cases = Arc::new(Cases::default());
        cases.due.lock().unwrap().insert((day("2026-01-05"), case(1)));
        *cases.unread.lock().unwrap() = true;
        run(&cases, &simulated(), &Arc::default(), 1).await;
        assert_eq!(*cases.fired.lock().unwrap(), [case(1)]);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn another_day_and_whoever_wakes_it_make_it_look_at_once() {
        let (cases, clock, wake) = (Arc::new(Cases::default()), simulated(), Arc::<Notify>::default());
        cases.due.lock().unwrap().insert((day("2026-01-06"), case(1)));
        let looked = |times: usize| {
            let cases = Arc::clone(&cases);
            async move {
                while cases.looks.lock().unwrap().len() < times {
                    tokio::task::yield_now().await;
                }
            }
        };
        let started = std::time::Instant::now();
        let happens = async {
            looked(1).await;
            assert!(cases.fired.lock().unwrap().is_empty());
            clock.simulated().unwrap().advance(day("2026-01-06")).unwrap();
            looked(2).await;
            assert_eq!(*cases.fired.lock().unwrap(), [case(1)]);
            wake.notify_one();
        };
        tokio::join!(run(&cases, &clock, &wake, 3), happens);
        assert!(started.elapsed() < LOOK_EVERY);
        assert_eq!(*cases.looks.lock().unwrap(), [Look::Called; 3]);
    }
}
