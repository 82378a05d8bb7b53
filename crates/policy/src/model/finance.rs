//! What the tenant counts and what it may spend.

use std::borrow::Cow;

use domain::Cents;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

/// An amount that a policy writes in whole euros, as its document does; kept in cents. It may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WholeEuros(pub Cents);

impl JsonSchema for WholeEuros {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "WholeEuros".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer" })
    }
}

impl<'de> Deserialize<'de> for WholeEuros {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let euros = i64::deserialize(deserializer)?;
        let cents = euros.checked_mul(100).ok_or_else(|| de::Error::custom("the amount is too large"))?;
        Ok(Self(Cents::new(cents)))
    }
}

/// A share of the caseload that the document publishes for a category.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedShare {
    pub category: String,
    /// Other categories that the document counts in the same share.
    #[serde(default)]
    pub also: Vec<String>,
    /// In tenths of a percent: 45 is 4.5 %.
    pub percent_tenths: u32,
    pub source: String,
}

/// Something that is counted (MO-1).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub key: String,
    pub label: String,
    /// Keys of categories or target groups that it is counted for apart; empty: for everyone together.
    pub by: Vec<String>,
    /// Months between reports.
    pub every_months: u32,
    pub source: String,
}

/// A number for an indicator in a year: what it should come to (MO-3), or what the document says it came to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Key of the indicator.
    pub indicator: String,
    /// CBS code of the municipality; absent: all of the tenant together.
    #[serde(default)]
    pub municipality: Option<String>,
    pub year: i32,
    pub number: i64,
    pub source: String,
}

/// Money that may be used for one purpose (RE-15).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Earmark {
    pub key: String,
    /// What it is for, in plain Dutch.
    pub label: String,
    pub source: String,
}

/// What an earmark has in a year, or what is already promised from it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Key of the earmark.
    pub earmark: String,
    /// CBS code of the municipality whose money it is.
    pub municipality: String,
    pub year: i32,
    pub euros: WholeEuros,
    /// What it is, in plain Dutch.
    pub label: String,
    pub source: String,
}

/// A year of the income part of a municipality's budget (BUIG, NC-12), as its document states the inputs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeYear {
    /// CBS code.
    pub municipality: String,
    pub year: i32,
    /// The state's grant.
    pub state_grant: WholeEuros,
    /// Expected from recovery and recourse.
    pub recovery: WholeEuros,
    /// Clients at the start; only for the first year, later years start where the one before ended.
    #[serde(default)]
    pub start: Option<i64>,
    pub inflow: i64,
    pub outflow: i64,
    /// Outflow that the policy brings about beside it.
    pub influenced_outflow: i64,
    /// Expenditure on assistance.
    pub assistance: WholeEuros,
    /// Expenditure on IOAW and IOAZ.
    pub ioaw_ioaz: WholeEuros,
    /// Own risk before the safety net pays, in tenths of a percent of the state's grant.
    pub own_risk_tenths: u32,
    /// The result that the municipality's own budget counts on.
    #[serde(default)]
    pub budgeted_result: Option<WholeEuros>,
    pub source: String,
}
