//! The business clock: the real one, or one that only moves when told to.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveTime, SubsecRound, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;
use messaging::{Clock, Now};
use tokio::sync::watch;

/// The calendar day in Amsterdam at this instant.
pub fn amsterdam_day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Amsterdam).date_naive()
}

/// The real time, truncated to microseconds so that every database keeps it exactly.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that others take")]
    fn now(&self) -> Now {
        let instant = Utc::now().trunc_subsecs(6);
        Now { day: amsterdam_day(instant), instant }
    }
}

/// A day that only moves when told to, and only forward. The instant is ten in the morning in Amsterdam, a
/// microsecond later at each reading, so that what happens on one day keeps its order.
#[derive(Debug)]
pub struct SimulatedClock {
    state: Mutex<(NaiveDate, i64)>,
    day: watch::Sender<NaiveDate>,
}

/// The business clock does not go back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the clock stands at {stands_at} and does not go back")]
pub struct GoesBack {
    pub stands_at: NaiveDate,
}

impl SimulatedClock {
    pub fn starting(day: NaiveDate) -> Self {
        Self { state: Mutex::new((day, 0)), day: watch::Sender::new(day) }
    }

    pub fn day(&self) -> NaiveDate {
        *self.day.borrow()
    }

    /// Moves to a later day; the day it stands at changes nothing.
    ///
    /// # Errors
    ///
    /// [`GoesBack`] for an earlier day.
    pub fn advance(&self, day: NaiveDate) -> Result<(), GoesBack> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if day < state.0 {
            return Err(GoesBack { stands_at: state.0 });
        }
        if day > state.0 {
            *state = (day, 0);
            self.day.send_replace(day);
        }
        Ok(())
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Now {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 += 1;
        let (day, reading) = *state;
        Now { day, instant: ten_in_the_morning(day) + TimeDelta::microseconds(reading) }
    }
}

/// Clocks change at night, so this instant exists once on every day.
fn ten_in_the_morning(day: NaiveDate) -> DateTime<Utc> {
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    match Amsterdam.from_local_datetime(&day.and_time(ten)) {
        MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => {
            instant.with_timezone(&Utc)
        }
        MappedLocalTime::None => day.and_time(ten).and_utc(),
    }
}

/// The clock of this process; clones show the same time.
#[derive(Debug, Clone)]
pub enum BusinessClock {
    Real,
    Simulated(Arc<SimulatedClock>),
}

impl BusinessClock {
    /// A simulation from this day, or the real clock.
    pub fn new(simulated_from: Option<NaiveDate>) -> Self {
        match simulated_from {
            Some(day) => Self::Simulated(Arc::new(SimulatedClock::starting(day))),
            None => Self::Real,
        }
    }

    pub fn simulated(&self) -> Option<&SimulatedClock> {
        match self {
            Self::Real => None,
            Self::Simulated(clock) => Some(clock),
        }
    }

    /// The business day.
    pub fn today(&self) -> NaiveDate {
        self.now().day
    }

    pub fn shared(&self) -> Arc<dyn Clock> {
        Arc::new(self.clone())
    }

    /// For a loop over what is due: see [`Days::turn`].
    pub fn days(&self) -> Days {
        Days(self.simulated().map(|clock| clock.day.subscribe()))
    }
}

impl Clock for BusinessClock {
    fn now(&self) -> Now {
        match self {
            Self::Real => SystemClock.now(),
            Self::Simulated(clock) => clock.now(),
        }
    }
}

/// Wakes a loop that looks for what is due.
#[derive(Debug)]
pub struct Days(Option<watch::Receiver<NaiveDate>>);

impl Days {
    /// Returns once the simulated day has changed since the last return, or after `at_most` of real time.
    /// A change between two calls is not missed.
    pub async fn turn(&mut self, at_most: Duration) {
        let changed = async {
            match &mut self.0 {
                Some(day) => {
                    // A simulation that is over turns no more.
                    if day.changed().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                }
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = changed => {}
            () = tokio::time::sleep(at_most) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[rstest]
    #[case::winter_before_midnight("2026-01-31T22:59:59.999999Z", "2026-01-31")]
    #[case::winter_midnight("2026-01-31T23:00:00Z", "2026-02-01")]
    #[case::summer_before_midnight("2026-06-30T21:59:59.999999Z", "2026-06-30")]
    #[case::summer_midnight("2026-06-30T22:00:00Z", "2026-07-01")]
    #[case::the_night_summer_time_starts("2026-03-28T23:00:00Z", "2026-03-29")]
    #[case::the_last_minute_of_that_day("2026-03-29T21:59:59Z", "2026-03-29")]
    #[case::the_midnight_after("2026-03-29T22:00:00Z", "2026-03-30")]
    #[case::the_night_summer_time_ends("2026-10-24T22:00:00Z", "2026-10-25")]
    #[case::the_last_minute_of_that_day_too("2026-10-25T22:59:59Z", "2026-10-25")]
    #[case::the_midnight_after_that("2026-10-25T23:00:00Z", "2026-10-26")]
    #[case::new_year("2026-12-31T23:00:00Z", "2027-01-01")]
    fn a_day_begins_at_midnight_in_amsterdam(#[case] instant: &str, #[case] expected: &str) {
        assert_eq!(amsterdam_day(instant.parse().unwrap()), day(expected));
    }

    #[test]
    fn the_real_clock_shows_whole_microseconds() {
        let now = SystemClock.now();
        assert_eq!(now.instant, now.instant.trunc_subsecs(6));
        assert_eq!(now.day, amsterdam_day(now.instant));
    }

    #[rstest]
    #[case::winter("2026-01-05", "2026-01-05T09:00:00.000001Z")]
    #[case::summer("2026-07-06", "2026-07-06T08:00:00.000001Z")]
    #[case::first_day_of_summer_time("2026-03-29", "2026-03-29T08:00:00.000001Z")]
    #[case::last_day_of_summer_time("2026-10-25", "2026-10-25T09:00:00.000001Z")]
    fn a_simulated_day_is_ten_in_the_morning(#[case] start: &str, #[case] expected: &str) {
        let now = SimulatedClock::starting(day(start)).now();
        assert_eq!((now.day, now.instant), (day(start), expected.parse().unwrap()));
    }

    #[test]
    fn a_simulated_clock_only_goes_forward() {
        let clock = SimulatedClock::starting(day("2026-01-05"));
        let first = clock.now();
        assert!(clock.now().instant > first.instant, "two readings keep their order");

        assert_eq!(clock.advance(day("2026-01-04")), Err(GoesBack { stands_at: day("2026-01-05") }));
        let second = clock.now();
        clock.advance(day("2026-01-05")).unwrap();
        assert!(clock.now().instant > second.instant, "the same day again does not turn it back");
        clock.advance(day("2026-02-01")).unwrap();
        assert_eq!(clock.now().day, day("2026-02-01"));
    }

    #[tokio::test]
    async fn a_day_that_turned_between_two_looks_is_not_missed() {
        let clock = BusinessClock::new(Some(day("2026-01-05")));
        let mut days = clock.days();
        clock.simulated().unwrap().advance(day("2026-01-06")).unwrap();

        let soon = Duration::from_millis(20);
        let turned = tokio::time::timeout(Duration::from_secs(5), days.turn(Duration::from_secs(60))).await;
        assert!(turned.is_ok(), "it did not notice");
        assert!(
            tokio::time::timeout(soon, days.turn(Duration::from_secs(60))).await.is_err(),
            "once is enough"
        );
        days.turn(soon).await;
    }
}
