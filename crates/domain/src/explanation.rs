use serde::{Deserialize, Serialize};

/// Why a decision came out as it did: the rule that fired, what it looked at, and where the rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Stable English key: `norm-21a`, `categories/3`.
    pub rule: String,
    /// The article of law, or the document and section of the policy.
    pub source: String,
    /// Content hash of the policy or amounts that decided.
    pub policy_version: String,
    pub inputs: Vec<TraceInput>,
    /// One or a few sentences of plain Dutch.
    pub text: String,
}

/// One thing that a rule looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceInput {
    /// The fact's key, or the name of an amount.
    pub name: String,
    /// As a person reads it: `€ 350,00`, `ja`, `2026-01-05`.
    pub value: String,
    /// Who said it or where it stands: `applicant`, `PW art. 21`.
    pub source: String,
}
