//! Capital above the limit while a right runs (Participation Act art. 34): from which day nothing is paid, and whether what was stated
//! since puts an end to it.

use chrono::NaiveDate;
use domain::Month;
use rules::month::{MonthOutcome, Timeline};

use super::account::{AccountState, CaseAccount};
use super::months::{Law, calculate};
use super::waits::WaitChange;

impl AccountState {
    /// The first of the days up to the end of the last month that was worked out on which capital leaves no right, while the right
    /// goes on. Nothing where that month ends otherwise, or the right ended. Months that an earlier version worked out do not count.
    pub fn above_capital_since(&self) -> Option<NaiveDate> {
        let mut since = None;
        for (month, fixed) in self.months.iter().rev() {
            let Some(from) = fixed.above_capital_from else { break };
            since = Some(from);
            if from > month.first_day() {
                break;
            }
        }
        since.filter(|_| self.right_until.is_none())
    }
}

impl CaseAccount {
    /// Settles what was told of capital once what is stated gives a right again at the end of the month of today, or of the last month
    /// that was worked out where that is later. What cannot be worked out yet is left to the next run.
    pub fn capital_is_within(
        &mut self,
        timeline: &Timeline,
        law: Law<'_>,
        today: NaiveDate,
    ) -> Option<WaitChange> {
        if !self.state.waits.tells_of_capital() {
            return None;
        }
        let (last, _) = self.state.months.last_key_value()?;
        let month = Month::of(today).max(*last);
        let found = calculate(&self.state, timeline, law, month, today).ok()?;
        let open = matches!(found.outcome, MonthOutcome::Open { .. });
        if open || found.above_capital_from.is_some() {
            return None;
        }
        self.state.waits.capital_is_within()
    }
}
