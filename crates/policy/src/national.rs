use std::collections::HashMap;

use chrono::{Months, NaiveDate};
use domain::Cents;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{GateException, LoweringBounds, ProtectedFacts};

/// Amounts and terms of national law by effective date. Never derived from each other, never extrapolated back.
#[derive(Debug, Clone)]
pub struct National {
    pub(crate) version: String,
    /// For each key its rows, oldest first.
    pub(crate) amounts: HashMap<String, Vec<Amount>>,
    /// Oldest first.
    pub(crate) pension_ages: Vec<PensionAge>,
    pub(crate) bounds: Bounds,
}

/// What the law fixes for every policy.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bounds {
    /// Oldest first.
    pub search_law: Vec<SearchLaw>,
    /// `None` only when the file has a fault.
    pub lowering: Option<LoweringBounds>,
    pub protected: ProtectedFacts,
}

/// How sure an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
pub enum Confidence {
    /// Read in the official consolidated text or the ministry's letter of norms.
    A,
    /// Read in two independent public sources.
    B,
    /// One source, or derived by known arithmetic.
    C,
    /// Not confirmed.
    D,
}

/// One amount of law, with the day it came into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    pub cents: Cents,
    pub from: NaiveDate,
    /// Article and where the amount was read.
    pub source: String,
    pub confidence: Confidence,
}

/// Pension age for people born on or after a day (AOW art. 7a).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PensionAge {
    pub born_from: NaiveDate,
    pub months: u32,
    pub source: String,
}

/// The search period of the law from a day on (Participation Act art. 41(4), (11)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchLaw {
    pub from: NaiveDate,
    /// Applies below this age; to a couple when both are.
    pub under_age: u32,
    pub weeks: u32,
    pub exceptions: Vec<GateException>,
    pub source: String,
}

/// There is no amount by that key for that day; an older or newer one is never used instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAmount {
    #[error("{key} is not among the national amounts")]
    Unknown { key: String },
    #[error("{key} is known from {first} on, not for {day}")]
    BeforeFirst { key: String, first: NaiveDate, day: NaiveDate },
}

impl National {
    /// The amount in force on `day`, by the key of its article: `21.b`, `34.3.a`, `wml.month`.
    ///
    /// # Errors
    ///
    /// [`NoAmount`] for an unknown key or a day before its first row.
    pub fn amount(&self, key: &str, day: NaiveDate) -> Result<Amount, NoAmount> {
        let rows = self.amounts.get(key).ok_or_else(|| NoAmount::Unknown { key: key.into() })?;
        let place = rows.partition_point(|row| row.from <= day);
        place.checked_sub(1).and_then(|place| rows.get(place)).cloned().ok_or_else(|| match rows.first() {
            Some(first) => NoAmount::BeforeFirst { key: key.into(), first: first.from, day },
            None => NoAmount::Unknown { key: key.into() },
        })
    }

    /// Every key that has an amount, in alphabetical order.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<_> = self.amounts.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }

    /// Pension age in months of someone born on `birth` (AOW art. 7a). For those whose age has not been announced
    /// it is the last announced one, which the law never lowers.
    ///
    /// # Errors
    ///
    /// [`NoAmount`] when the table does not reach back to `birth`.
    pub fn pension_age_months(&self, birth: NaiveDate) -> Result<u32, NoAmount> {
        let place = self.pension_ages.partition_point(|row| row.born_from <= birth);
        match (place.checked_sub(1).and_then(|place| self.pension_ages.get(place)), self.pension_ages.first())
        {
            (Some(row), _) => Ok(row.months),
            (None, Some(first)) => {
                Err(NoAmount::BeforeFirst { key: "aow.7a".into(), first: first.born_from, day: birth })
            }
            (None, None) => Err(NoAmount::Unknown { key: "aow.7a".into() }),
        }
    }

    /// The day on which someone born on `birth` reaches pension age; before it the Participation Act holds.
    ///
    /// # Errors
    ///
    /// As [`National::pension_age_months`].
    pub fn pension_day(&self, birth: NaiveDate) -> Result<NaiveDate, NoAmount> {
        let months = self.pension_age_months(birth)?;
        Ok(birth.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX))
    }

    /// SHA-256 over the files of the amounts, in hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }
}
