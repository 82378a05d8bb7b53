//! What the law leaves to the municipality, as the rules need it.

use policy::Policy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conduct::{FinePolicy, LoweringPolicy};
use crate::debt::CollectionScorecard;
use crate::schemes::SchemePolicy;

/// The municipality's own figures. What is absent was not given; where the facts call for it a person decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Local {
    /// Lowering of the norm of someone without costs of housing (Participation Act art. 27), in whole percents of the
    /// norm of art. 21(b); 0: the municipality does not lower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_housing_costs_percent: Option<u32>,
    /// Lowering of the norm of someone who left school or study lately (art. 28), in whole percents of the norm of
    /// art. 21(b); 0: the municipality does not lower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school_leaver_percent: Option<u32>,
    /// Supplements, special assistance, schemes for people on a low income, and small businesses.
    #[serde(skip_serializing_if = "SchemePolicy::is_empty")]
    pub schemes: SchemePolicy,
    /// How far assistance is lowered when a duty is broken (art. 18).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowering: Option<LoweringPolicy>,
    /// When the municipality warns instead of fining, and how it rounds (art. 18a).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine: Option<FinePolicy>,
    /// The scorecard of collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<CollectionScorecard>,
}

impl Local {
    /// What a version of a policy says; what it does not say is absent.
    pub fn of(policy: &Policy) -> Self {
        Self { lowering: LoweringPolicy::of(policy), ..Self::default() }
    }
}
