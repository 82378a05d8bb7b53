use chrono::NaiveDate;

use crate::weeks_after;

/// The weeks in which someone looks for work or education before the application is handled: not before so many weeks
/// after the report (Participation Act art. 41(4)).
///
/// Counted as every term of law: the first day is the one after the report, and only when the last has passed can the
/// application be filed and handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchPeriod {
    last: NaiveDate,
}

impl SearchPeriod {
    /// Of so many weeks after the report.
    pub fn after(reported_on: NaiveDate, weeks: u32) -> Self {
        Self { last: weeks_after(reported_on, weeks) }
    }

    /// Its last day, on which the application cannot be filed yet.
    pub const fn last(self) -> NaiveDate {
        self.last
    }

    /// The first day on which the application can be filed and handled.
    pub fn handled_from(self) -> NaiveDate {
        self.last.succ_opt().unwrap_or(NaiveDate::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_weeks_after_the_report_are_over_before_the_application_is_handled() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (reported, last, handled) in [
            ("2026-03-02", "2026-03-30", "2026-03-31"),
            ("2026-02-01", "2026-03-01", "2026-03-02"),
            ("2028-02-01", "2028-02-29", "2028-03-01"),
            ("2025-12-31", "2026-01-28", "2026-01-29"),
        ] {
            let period = SearchPeriod::after(day(reported), 4);
            assert_eq!((period.last(), period.handled_from()), (day(last), day(handled)));
            let between = (period.handled_from() - day(reported)).num_days() - 1;
            assert_eq!(between, 28, "whole days between the report and the first day it is handled");
        }
        assert_eq!(SearchPeriod::after(NaiveDate::MAX, 4).handled_from(), NaiveDate::MAX);
    }
}
