//! A month of assistance: what was stated and when, what each stretch of days comes to, and what a late fact corrects.

mod assistance;
mod calculation;
mod correction;
mod deaths;
mod estimate;
mod gifts;
mod line;
mod lowering;
mod past;
mod settled;
mod stretch;
mod suspension;
mod terms;
mod timeline;
mod whose;
mod year;

pub use assistance::assistance;
pub use calculation::{DayKind, DayOutcome, Level, MonthCalculation, MonthOutcome, MonthQuestion, calculate};
pub use correction::Correction;
pub use estimate::{EstimatePolicy, Estimated, Estimating, estimate_told, not_stated};
pub use line::{Line, LineKind};
pub use past::{Used, facts_after, facts_of_month};
pub use settled::Settled;
pub use timeline::{Change, Timeline};
pub use whose::Whose;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod year_tests;
