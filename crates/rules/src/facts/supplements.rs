use chrono::NaiveDate;
use domain::{Cents, Month};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reads::section;

/// Income and norm of an earlier month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PastMonth {
    pub month: Month,
    /// Income of the household that counts, assistance included, in euro cents.
    pub income: Cents,
    /// The norm that held for the household in that month, in euro cents.
    pub norm: Cents,
}

section! {
    /// What the individual income supplement depends on (Participation Act art. 36), and other supplements of the household.
    pub struct Supplements {
        /// Day on which the supplement was asked for; it is only given on request.
        fact asked_on: NaiveDate, "dag waarop de inkomenstoeslag is aangevraagd";
        /// Day on which it was last granted; absent: never.
        fact granted_on: NaiveDate, "dag waarop de inkomenstoeslag het laatst is toegekend";
        /// Income and norm of the months before the request, as far back as the municipality looks.
        list past_months: PastMonth, "inkomen in de maanden ervoor";
        /// May expect a better income, given abilities and what was done to find work.
        fact better_income_expected: bool, "uitzicht op een hoger inkomen";
        /// Has a lower income than a couple on assistance through one income and the rules on tax credits (art. 78gg).
        fact single_earner_problem: bool, "alleenverdienersproblematiek";
    }
}
