use chrono::{DateTime, NaiveDate, Utc};

/// A reading of the business clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The calendar day in Amsterdam, whatever the machine's zone.
    pub day: NaiveDate,
    /// Truncated to microseconds.
    pub instant: DateTime<Utc>,
}

/// The business clock: real, or simulated. Leases, pauses and tokens use real time instead.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Now;
}
