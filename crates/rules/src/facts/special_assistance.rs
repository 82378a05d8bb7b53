use chrono::NaiveDate;
use domain::Cents;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reads::{choices, section};

choices! {
    /// What the costs are for.
    pub enum CostKind {
        Ordinary = "ordinary", "kosten";
        /// Goods that last (Participation Act art. 51).
        DurableGoods = "durable-goods", "duurzame gebruiksgoederen";
        /// Paying off debts (art. 49).
        Debts = "debts", "schulden";
    }
}

section! {
    /// Costs for which special assistance is asked (Participation Act art. 35).
    pub struct SpecialCosts {
        /// What the costs are for.
        fact kind: CostKind, "soort kosten";
        /// The costs, in euro cents.
        fact amount: Cents, "bedrag van de kosten";
        /// They are necessary for living.
        fact necessary: bool, "de kosten zijn nodig";
        /// They come from special circumstances of this person.
        fact special_circumstances: bool, "de kosten komen door bijzondere omstandigheden";
        /// Another provision pays for them, enough and fitting (art. 15).
        fact other_provision: bool, "een andere regeling betaalt de kosten";
        /// Of the threshold of twelve months, what earlier costs used already, in euro cents (art. 35(2)); zero: nothing.
        fact threshold_used: Cents, "al gebruikt deel van de drempel";
        /// For debts: a loan to settle them was refused or cannot be had without a guarantee (art. 49(a)).
        fact guarantee_possible: bool, "borgtocht voor een saneringskrediet is mogelijk";
        /// For debts: there are very urgent reasons (art. 49(b)).
        fact urgent_reasons: bool, "zeer dringende redenen";
    }
}

/// A scheme that the household has already, by the municipality's key of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeInUse {
    pub key: String,
    /// Day on which it was last granted; absent: the household has it still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_on: Option<NaiveDate>,
}

/// A scheme of the municipality that the household asks for, by the municipality's key of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedScheme {
    pub key: String,
    /// The costs that it is asked for, in euro cents; only where the municipality pays costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<Cents>,
}

section! {
    /// What the household has itself in the month, for schemes that look at its own means.
    pub struct OwnMeans {
        /// The norm that holds for the household, in euro cents, holiday allowance included (art. 5(c)). Absent: what art. 20 to
        /// 24 come to, where the facts for that are stated.
        fact norm: Cents, "norm van het huishouden";
        /// General assistance in the month, in euro cents; zero says: none.
        fact assistance: Cents, "algemene bijstand in de maand";
        /// Income that counts, assistance included, as worked out by someone, where the incomes are not stated.
        fact income: Cents, "inkomen van het huishouden";
        /// Schemes that the household has already; an empty list says: none.
        list schemes_in_use: SchemeInUse, "regelingen die het huishouden al heeft";
        /// Schemes of the municipality that the household asks for, each with the costs.
        list asked_schemes: AskedScheme, "regeling die wordt gevraagd, met de kosten";
    }
}
