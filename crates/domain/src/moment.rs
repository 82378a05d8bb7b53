use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use uuid::Uuid;

/// When something is decided, and where its new identifiers come from.
///
/// The same input at the same moment gives the same outcome, today and when someone objects in five years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The business day: the calendar day in Amsterdam.
    pub day: NaiveDate,
    /// The instant, truncated to microseconds so that every database keeps it exactly.
    pub instant: DateTime<Utc>,
    /// The id of the input that is being handled; new ids derive from it.
    pub input: Uuid,
}

impl Moment {
    /// A fresh id, the same each time this input asks for this name. Names are unique within one input:
    /// `"case"`, `"person"`, `"task:1"`.
    pub fn id(&self, name: &str) -> Uuid {
        Uuid::new_v5(&self.input, name.as_bytes())
    }
}

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// A day as a letter writes it: `5 januari 2026`.
pub fn day_in_dutch(day: NaiveDate) -> String {
    let month =
        usize::try_from(day.month0()).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// Whole years of age on `day`; someone born on 29 February has a birthday on 1 March in other years.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> i32 {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    day.year() - birth.year() - i32::from(before_birthday)
}

/// The same day `months` later, or the last day of that month when it is shorter.
/// Saturates at the end of the calendar.
pub fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// `weeks` times seven days later. Saturates at the end of the calendar.
pub fn weeks_after(day: NaiveDate, weeks: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(weeks) * 7)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_birthday_counts_on_the_day_itself() {
        assert_eq!(age_on(day("1999-06-15"), day("2026-06-14")), 26);
        assert_eq!(age_on(day("1999-06-15"), day("2026-06-15")), 27);
    }

    #[test]
    fn someone_born_on_leap_day_is_a_year_older_on_the_first_of_march() {
        assert_eq!(age_on(day("2004-02-29"), day("2026-02-28")), 21);
        assert_eq!(age_on(day("2004-02-29"), day("2026-03-01")), 22);
    }

    #[test]
    fn three_months_after_the_end_of_november_is_the_end_of_february() {
        assert_eq!(months_after(day("2025-11-30"), 3), day("2026-02-28"));
    }

    #[test]
    fn ids_differ_by_name_and_repeat_by_input() {
        let moment =
            Moment { day: day("2026-01-05"), instant: DateTime::UNIX_EPOCH, input: Uuid::from_u128(7) };

        assert_eq!(moment.id("case"), moment.id("case"));
        assert_ne!(moment.id("case"), moment.id("person"));
    }

    #[test]
    fn a_day_reads_as_in_a_letter() {
        assert_eq!(day_in_dutch("2015-01-01".parse().unwrap()), "1 januari 2015");
        assert_eq!(day_in_dutch("2026-01-05".parse().unwrap()), "5 januari 2026");
        assert_eq!(day_in_dutch("2026-12-31".parse().unwrap()), "31 december 2026");
    }
}
