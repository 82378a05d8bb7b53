use chrono::NaiveDate;
use domain::Cents;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reads::{choices, section};

choices! {
    /// Which of two spouses all assistance is paid to, at their joint request (Participation Act art. 45(4)).
    pub enum PaidTo {
        Applicant = "applicant", "de aanvrager";
        Partner = "partner", "de partner";
    }
}

choices! {
    /// A fixed cost that is paid out of the assistance (art. 56a, 57).
    pub enum FixedCostKind {
        Rent = "rent", "huur";
        Energy = "energy", "gas en stroom";
        Water = "water", "water";
        HealthInsurance = "health-insurance", "zorgverzekering";
        /// Only by art. 57.
        Other = "other", "andere vaste lasten";
    }
}

/// A fixed cost of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixedCost {
    pub kind: FixedCostKind,
    /// Euro cents a month.
    pub amount: Cents,
}

section! {
    /// How assistance is given: in which form, to whom, and whether it runs already.
    pub struct Assistance {
        /// Receives general assistance already on the day judged; someone who applies does not. Earnings are exempt only
        /// for who receives it (art. 31(2)(n), (r), (y), (z), (aa)).
        fact receives: bool, "ontvangt al bijstand";
        /// First day of the assistance that runs, without a break since; asked where the law treats who had it already
        /// otherwise (art. 22a at its introduction).
        fact since: NaiveDate, "bijstand sinds";
        /// Means are expected within a short time (art. 48(2)(a)); absent: nobody found so.
        fact means_expected_soon: bool, "krijgt binnenkort voldoende middelen";
        /// Needs assistance through a lack of responsibility, as by using up capital too fast (art. 48(2)(b)); absent:
        /// nobody found so.
        fact irresponsible: bool, "nam te weinig verantwoordelijkheid";
        /// Asks it for a deposit (art. 48(2)(c)); absent: no.
        fact for_deposit: bool, "bijstand voor een waarborgsom";
        /// Asks it for debts (art. 48(2)(d)); absent: no.
        fact for_debts: bool, "bijstand voor schulden";
        /// What a person decided where the law leaves it open: the assistance is a loan, or it is not.
        fact as_loan: bool, "bijstand als lening";
        /// Culpably gives no data on which the right depends (art. 52(1)); absent: nobody found so.
        fact withholds_data: bool, "geeft verwijtbaar geen gegevens";
        /// It is clear already that there is no right (art. 52(1)); absent: nobody found so.
        fact clearly_no_right: bool, "duidelijk is dat er geen recht is";
        /// The spouse to whom all is paid at their joint request; absent: half to each (art. 45(4)).
        fact paid_to: PaidTo, "alles aan een van beiden";
        /// An asylum status holder who must integrate under the act of 2021 (art. 56a).
        fact integration_duty: bool, "statushouder met inburgeringsplicht (wet 2021)";
        /// By a person's judgement cannot spend the assistance responsibly without help (art. 57); absent: nobody found so.
        fact cannot_budget: bool, "kan niet zelf de vaste lasten betalen";
        /// Fixed costs of the month; an empty list says: none.
        list fixed_costs: FixedCost, "vaste lasten";
    }
}
