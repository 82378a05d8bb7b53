use schemars::JsonSchema;
use serde::Deserialize;

/// When a professional chooses another category than the policy proposes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviationRules {
    /// A second person must confirm.
    pub four_eyes: bool,
    /// Months between talks about custom decisions (RE-16); `None`: none are held.
    #[serde(default)]
    pub case_discussion_months: Option<u32>,
    pub source: String,
}

/// How many different people it takes to pay: who starts a payment run, who approves its file and who releases it. Nobody
/// ever approves a run that they started.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentRules {
    /// 3: each step by another person. 2: one of the two who started and approved may release.
    #[schemars(range(min = 2, max = 3))]
    pub people: u32,
    pub source: String,
}

impl PaymentRules {
    /// What holds where a policy says nothing: each step by another person.
    pub fn strictest() -> Self {
        Self { people: MOST_PEOPLE, source: "aantal mensen: keuze bij inrichting".to_owned() }
    }

    /// Whether the number of people is one that can be kept.
    pub(crate) const fn is_sound(&self) -> bool {
        LEAST_PEOPLE <= self.people && self.people <= MOST_PEOPLE
    }
}

/// Never fewer than two people pay.
const LEAST_PEOPLE: u32 = 2;
/// A run has three steps.
const MOST_PEOPLE: u32 = 3;

/// Reviews beyond the interval of each category.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewRules {
    /// Months between contacts with someone exempted from labour obligations.
    pub exempted_months: u32,
    pub source: String,
}

/// A decision before which steps must have been taken (WF-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionKind {
    /// On the right to assistance.
    Entitlement,
    Category,
    Referral,
    Exemption,
    Measure,
}

/// The least that must have been done before a decision (WF-4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkProcess {
    pub decision: DecisionKind,
    /// Plain Dutch, in this order.
    pub steps: Vec<String>,
    pub source: String,
}

/// Days that people have for each task.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskTerms {
    /// Judge the evidence of the search period.
    pub assess_search_days: u32,
    /// Hold the intake.
    pub hold_intake_days: u32,
    /// Supply a missing fact.
    pub supply_facts_days: u32,
    /// Decide on the right to assistance where a person must.
    pub decide_days: u32,
    /// Categorise where the policy leaves it to a person.
    pub categorise_days: u32,
    /// Confirm a deviation (four eyes).
    pub confirm_deviation_days: u32,
    /// Find a partner when none is left.
    pub find_partner_days: u32,
    /// See to an advice of UWV that was asked.
    pub await_advice_days: u32,
    /// Hold a review.
    pub review_days: u32,
    pub source: String,
}
