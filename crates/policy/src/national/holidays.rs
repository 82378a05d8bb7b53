use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

/// A day of every year that is no working day (Algemene termijnenwet art. 3(1), (2)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// As a person reads it: `Koningsdag`.
    pub name: String,
    /// 1 to 12, with `day`; none for a day that goes by Easter.
    #[serde(default)]
    pub month: Option<u32>,
    /// 1 to 31, with `month`.
    #[serde(default)]
    pub day: Option<u32>,
    /// Days after Easter Sunday, negative before it; none for a day with a date.
    #[serde(default)]
    pub days_from_easter: Option<i64>,
    /// When its date is a Sunday, it is the Saturday before.
    #[serde(default)]
    pub saturday_when_sunday: bool,
    /// First day on which it is kept so; none when it always was.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    pub source: String,
}

/// A single day that a royal decree equates with a public holiday (Algemene termijnenwet art. 3(3)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EquatedDay {
    pub day: NaiveDate,
    pub source: String,
}

impl Holiday {
    /// Has a date that some year has, or goes by Easter; never both.
    pub(crate) fn is_whole(&self) -> bool {
        match (self.month, self.day, self.days_from_easter) {
            (Some(month), Some(day), None) => NaiveDate::from_ymd_opt(LEAP_YEAR, month, day).is_some(),
            (None, None, Some(days)) => days.abs() <= HALF_A_YEAR && !self.saturday_when_sunday,
            _ => false,
        }
    }
}

/// Has every day that a year may have.
const LEAP_YEAR: i32 = 2024;
/// What goes by Easter is near it.
const HALF_A_YEAR: i64 = 182;
