use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A calendar month: what assistance is fixed and paid by (Participation Act art. 45(1)). Written `2026-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(NaiveDate);

/// The text is no month of the form `2026-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is geen maand; schrijf jaar en maand, zoals 2026-01")]
pub struct InvalidMonth;

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        // Every month has a first day.
        Self(day.with_day(1).unwrap_or(day))
    }

    pub const fn first_day(self) -> NaiveDate {
        self.0
    }

    pub fn last_day(self) -> NaiveDate {
        self.next().0 - Days::new(1)
    }

    /// Calendar days: 28 to 31.
    pub fn days(self) -> u32 {
        self.last_day().day()
    }

    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Self(self.0.checked_add_months(Months::new(months)).unwrap_or(self.0))
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn number(self) -> u32 {
        self.0.month()
    }

    /// Whole months from `earlier` to this one; negative when this one is the earlier.
    pub fn since(self, earlier: Self) -> i32 {
        let count = |month: Self| month.year() * 12 + month.0.month0() as i32;
        count(self) - count(earlier)
    }

    /// As a Dutch reader writes it: `januari 2026`.
    pub fn in_dutch(self) -> String {
        const NAMES: [&str; 12] = [
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
        let name = NAMES.get(self.0.month0() as usize).copied().unwrap_or_default();
        format!("{name} {}", self.year())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, InvalidMonth> {
        if text.len() != 7 {
            return Err(InvalidMonth);
        }
        format!("{text}-01").parse().map(Self).map_err(|_| InvalidMonth)
    }
}

impl TryFrom<String> for Month {
    type Error = InvalidMonth;

    fn try_from(text: String) -> Result<Self, InvalidMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl JsonSchema for Month {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Month".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn february_knows_leap_years() {
        assert_eq!((month("2024-02").days(), month("2026-02").days(), month("2026-12").days()), (29, 28, 31));
        assert_eq!(month("2026-12").next(), month("2027-01"));
        assert_eq!(month("2026-01").previous(), month("2025-12"));
        assert_eq!(month("2027-01").since(month("2025-11")), 14);
        assert_eq!(month("2026-01").since(month("2026-03")), -2);
    }

    #[test]
    fn it_reads_and_writes() {
        assert_eq!(month("2026-03").to_string(), "2026-03");
        assert_eq!(month("2026-03").in_dutch(), "maart 2026");
        for wrong in ["2026-13", "2026", "2026-1", "26-01-01", "2026-00", "januari"] {
            assert_eq!(wrong.parse::<Month>(), Err(InvalidMonth), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_month_holds_exactly_its_days(offset in 0u32..1200) {
            let month = month("1990-01").plus(offset);
            prop_assert!(month.contains(month.first_day()) && month.contains(month.last_day()));
            prop_assert_eq!(Month::of(month.last_day() + Days::new(1)), month.next());
            prop_assert_eq!(month.since("1990-01".parse().unwrap()), i32::try_from(offset).unwrap());
        }
    }
}
