//! The rows as they are written.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::national::Confidence;

/// An amount of law.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmountRow {
    /// Article and part of it: `21.b`, `wml.month`.
    pub key: String,
    /// First day, where it is not that of the file.
    pub from: Option<NaiveDate>,
    /// Last day, where it is not that of the file.
    pub until: Option<NaiveDate>,
    /// Euro cents, never negative.
    #[schemars(range(min = 0))]
    pub cents: i64,
    pub source: String,
    pub confidence: Confidence,
}

/// A share of law.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateRow {
    /// Article and part of it: `52.share`.
    pub key: String,
    /// First day, where it is not that of the file.
    pub from: Option<NaiveDate>,
    /// Last day, where it is not that of the file; absent with `from`: no end.
    pub until: Option<NaiveDate>,
    /// Hundredths of a percent: 12.5 % is 1250.
    #[schemars(range(min = 0, max = 20_000))]
    pub basis_points: i64,
    pub source: String,
    pub confidence: Confidence,
}

/// An age or a term of law.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermRow {
    /// Article and part of it, with its unit: `31.2.n.months`.
    pub key: String,
    /// First day, where it is not that of the file.
    pub from: Option<NaiveDate>,
    /// Last day, where it is not that of the file; absent with `from`: no end.
    pub until: Option<NaiveDate>,
    /// In the unit of the key.
    #[schemars(range(min = 1))]
    pub number: i64,
    pub source: String,
    pub confidence: Confidence,
}

/// A bracket of a table that goes by income: `basis_points` of the income, less an amount.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BracketRow {
    /// Article and part of it: `31.4.work`.
    pub key: String,
    /// First day, where it is not that of the file.
    pub from: Option<NaiveDate>,
    /// Last day, where it is not that of the file.
    pub until: Option<NaiveDate>,
    /// The income from which it holds, in euro cents.
    #[schemars(range(min = 0))]
    pub from_cents: i64,
    /// The income from which it holds no more; absent: no end.
    pub to_cents: Option<i64>,
    /// Hundredths of a percent.
    #[schemars(range(min = 0, max = 20_000))]
    pub basis_points: i64,
    /// What goes off, in euro cents.
    #[schemars(range(min = 0))]
    pub less_cents: i64,
    pub source: String,
    pub confidence: Confidence,
}

/// A rule of law that holds in a period.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleRow {
    /// Article and part of it: `34.present`.
    pub key: String,
    pub from: NaiveDate,
    /// The last day on which it was law; absent: no end.
    pub until: Option<NaiveDate>,
    pub source: String,
    /// How sure the days are.
    #[expect(dead_code, reason = "for whoever reads the file")]
    pub confidence: Confidence,
}

/// What exists and is not known in a period: every question about those days is refused.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnknownRow {
    pub keys: Vec<String>,
    /// First day; absent: as long as there is memory.
    pub from: Option<NaiveDate>,
    /// Last day; absent: no end.
    pub until: Option<NaiveDate>,
    /// Why it is not known.
    pub reason: String,
}

/// What does not exist any more.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LapsedRow {
    pub keys: Vec<String>,
    /// The first day without it.
    pub from: NaiveDate,
    pub source: String,
}
