use chrono::NaiveDate;
use domain::Cents;
use schemars::JsonSchema;
use serde::Deserialize;

/// How sure an amount, a share or a term is.
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

/// One share of law: a part of an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Hundredths of a percent: 12.5 % is 1250.
    pub basis_points: i64,
    pub from: NaiveDate,
    /// Article and where the share was read.
    pub source: String,
    pub confidence: Confidence,
}

/// One number of law that is no money: an age, or a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its unit goes by the key ([`super::Unit`]).
    pub number: i64,
    pub from: NaiveDate,
    /// Article and where the number was read.
    pub source: String,
    pub confidence: Confidence,
}

/// One bracket of a table that goes by income: `basis_points · income − less_cents`, never extrapolated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bracket {
    pub from_cents: Cents,
    /// Not in the bracket any more; `None`: it has no end.
    pub to_cents: Option<Cents>,
    /// Hundredths of a percent.
    pub basis_points: i64,
    pub less_cents: Cents,
    /// Article and where the bracket was read.
    pub source: String,
    pub confidence: Confidence,
}

/// There is nothing by that key for that day; an older or newer row is never used instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAmount {
    #[error("{key} is not among what national law fixes")]
    Unknown { key: String },
    /// The rule did not exist before `first`.
    #[error("{key} exists from {first} on")]
    NotYet { key: String, first: NaiveDate },
    /// The rule does not exist any more after `last`.
    #[error("{key} existed until {last}")]
    Ended { key: String, last: NaiveDate },
    /// The rule exists, its value is not known for that day.
    #[error("{key} is not known for {day}")]
    Unsupported { key: String, day: NaiveDate },
}

impl NoAmount {
    /// The key that was asked for.
    pub fn key(&self) -> &str {
        match self {
            Self::Unknown { key }
            | Self::NotYet { key, .. }
            | Self::Ended { key, .. }
            | Self::Unsupported { key, .. } => key,
        }
    }
}
