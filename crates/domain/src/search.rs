use chrono::NaiveDate;

use crate::weeks_after;

/// The weeks in which someone looks for work or education before the application is handled: not before so many weeks
/// after the report (Participation Act art. 41(4)).
///
/// The law names the first day of handling, no last day of a term: reported on a Monday, handled from the Monday so many
/// weeks later. The search begins on the day of the report and its last day is the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchPeriod {
    handled_from: NaiveDate,
}

impl SearchPeriod {
    /// Of so many weeks after the report.
    pub fn after(reported_on: NaiveDate, weeks: u32) -> Self {
        Self { handled_from: weeks_after(reported_on, weeks) }
    }

    /// Of which this is the last day.
    pub fn until(last: NaiveDate) -> Self {
        Self { handled_from: last.succ_opt().unwrap_or(NaiveDate::MAX) }
    }

    /// Its last day, on which the application cannot be filed yet.
    pub fn last(self) -> NaiveDate {
        self.handled_from.pred_opt().unwrap_or(NaiveDate::MIN)
    }

    /// The first day on which the application can be filed and handled.
    pub const fn handled_from(self) -> NaiveDate {
        self.handled_from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_weeks_after_the_report_are_over_before_the_application_is_handled() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (reported, last, handled) in [
            ("2026-03-02", "2026-03-29", "2026-03-30"),
            ("2026-02-01", "2026-02-28", "2026-03-01"),
            ("2028-02-01", "2028-02-28", "2028-02-29"),
            ("2025-12-31", "2026-01-27", "2026-01-28"),
        ] {
            let period = SearchPeriod::after(day(reported), 4);
            assert_eq!((period.last(), period.handled_from()), (day(last), day(handled)));
            assert_eq!(SearchPeriod::until(period.last()), period);
            let searched = (period.last() - day(reported)).num_days() + 1;
            assert_eq!(searched, 28, "days of the search, that of the report with them");
        }
        assert_eq!(SearchPeriod::after(NaiveDate::MAX, 4).handled_from(), NaiveDate::MAX);
    }
}
