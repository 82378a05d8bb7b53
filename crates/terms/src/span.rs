use chrono::{Days, NaiveDate};
use domain::{months_after, weeks_after};
use policy::{National, NoAmount, law_keys};
use serde::{Deserialize, Serialize};

use crate::Kind;

/// How far a term reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// So long from the day after its start.
    Lasting(Length),
    /// Up to and including a day that someone gave.
    Until { day: NaiveDate, source: String },
}

/// A length of law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    pub number: u32,
    pub unit: Unit,
    /// The article.
    pub source: String,
}

/// What a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

/// Why there is no term of this kind for that day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTerm {
    /// No law fixes its length: someone gives its last day.
    #[error("no law fixes the length of {}", .0.code())]
    Given(Kind),
    #[error(transparent)]
    NotKnown(#[from] NoAmount),
    /// The key of the law counts something else than time.
    #[error("{key} is no length of time")]
    NoLength { key: &'static str },
}

impl Length {
    /// The length that the law has on a day.
    pub(crate) fn of_law(key: &'static str, day: NaiveDate, national: &National) -> Result<Self, NoTerm> {
        let term = national.term(key, day)?;
        let unit = law_keys().find(|known| known.key == key).and_then(|known| match known.unit {
            policy::Unit::Days => Some(Unit::Days),
            policy::Unit::Weeks => Some(Unit::Weeks),
            policy::Unit::Months => Some(Unit::Months),
            policy::Unit::Years => Some(Unit::Years),
            _ => None,
        });
        match (unit, u32::try_from(term.number)) {
            (Some(unit), Ok(number)) => Ok(Self { number, unit, source: term.source.clone() }),
            _ => Err(NoTerm::NoLength { key }),
        }
    }

    /// The last day of a term that starts with something on `start`.
    pub fn after(&self, start: NaiveDate) -> NaiveDate {
        match self.unit {
            Unit::Days => start.checked_add_days(Days::new(u64::from(self.number))).unwrap_or(NaiveDate::MAX),
            Unit::Weeks => weeks_after(start, self.number),
            Unit::Months => months_after(start, self.number),
            Unit::Years => months_after(start, self.number.saturating_mul(12)),
        }
    }

    /// As a person reads it: `8 weken`.
    pub fn in_dutch(&self) -> String {
        let unit = match (self.unit, self.number) {
            (Unit::Days, 1) => "dag",
            (Unit::Days, _) => "dagen",
            (Unit::Weeks, 1) => "week",
            (Unit::Weeks, _) => "weken",
            (Unit::Months, 1) => "maand",
            (Unit::Months, _) => "maanden",
            (Unit::Years, _) => "jaar",
        };
        format!("{} {unit}", self.number)
    }
}

/// Where a term may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ending {
    /// Not on a free day, with so many working days in it (Algemene termijnenwet art. 1 and 2).
    WorkingDay { working_days: u32 },
    /// On any day: longer than that law moves (art. 4).
    TooLong,
    /// On any day: that law does not move it.
    AsItFalls,
}

impl Ending {
    /// By the Algemene termijnenwet, as it is on the day the term starts.
    pub fn of(kind: Kind, length: &Length, start: NaiveDate, national: &National) -> Result<Self, NoTerm> {
        if !kind.moves_to_working_day() {
            return Ok(Self::AsItFalls);
        }
        let of_law = |key: &str| national.term(key, start).map(|term| term.number);
        let number = i64::from(length.number);
        let too_long = match length.unit {
            Unit::Days => number > of_law("atw.4.days")?,
            Unit::Weeks => number > of_law("atw.4.weeks")?,
            Unit::Months => number > of_law("atw.4.months")?,
            Unit::Years => true,
        };
        if too_long {
            return Ok(Self::TooLong);
        }
        let days = length.after(start).signed_duration_since(start).num_days();
        let least = if days >= of_law("atw.2.days")? { of_law("atw.2.working.days")? } else { 0 };
        Ok(Self::WorkingDay { working_days: u32::try_from(least).unwrap_or(0) })
    }
}
