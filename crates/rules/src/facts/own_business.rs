use chrono::NaiveDate;
use domain::{Cents, Month};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reads::section;

/// What own work came to in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessMonth {
    pub month: Month,
    /// Received for own work, without turnover tax, in euro cents.
    pub turnover: Cents,
    /// Costs of that work that the municipality accepts, in euro cents.
    pub costs: Cents,
    /// What was counted as income in that month, in euro cents; absent: what turnover less costs came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Cents>,
}

section! {
    /// The applicant's own business: for assistance to self-employed people (Bbz 2004), and for a small one beside assistance.
    pub struct OwnBusiness {
        /// First day of the business.
        fact started_on: NaiveDate, "eerste dag van het bedrijf";
        /// Was on a benefit when the business started.
        fact started_from_benefit: bool, "begonnen vanuit een uitkering";
        /// The business can give enough to live on, with the assistance.
        fact viable: bool, "het bedrijf is levensvatbaar";
        /// The business will be ended.
        fact ends: bool, "het bedrijf stopt";
        /// Own capital in the business and outside it, in euro cents.
        fact own_capital: Cents, "eigen vermogen";
        /// Income a year that the business gives, in euro cents.
        fact yearly_income: Cents, "inkomen per jaar uit het bedrijf";
        /// Hours a week in own work, beside assistance.
        fact hours_a_week: i64, "uren per week in eigen werk";
        /// What own work came to by month; an empty list says: nothing.
        list months: BusinessMonth, "opbrengst en kosten per maand";
        /// Profit of the calendar year by the year's accounts, in euro cents.
        fact year_profit: Cents, "winst van het jaar volgens de jaarcijfers";
    }
}
