//! What this service is asked to decide.

use chrono::NaiveDate;
use domain::{CaseId, Cents, Facts, Municipality, ObjectionId, PersonId};

/// The command to assess a right on these facts.
#[derive(Debug, Clone)]
pub struct AssessEntitlement {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// The day of the report (melding).
    pub reported_on: NaiveDate,
    pub facts: Facts,
    /// The objection that was upheld against the decision before: a person decides anew (Awb art. 7:11(2)).
    pub objection: Option<ObjectionId>,
}

/// The command to end a benefit.
#[derive(Debug, Clone)]
pub struct EndBenefit {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// A code of workflow: `withdrawn`, `outflow-work`.
    pub reason: String,
    /// First day without a right.
    pub from_day: NaiveDate,
}

/// What a person decides where the rules leave it to a person.
#[derive(Debug, Clone)]
pub struct DecideEntitlement {
    pub case: CaseId,
    pub municipality: Municipality,
    pub verdict: Verdict,
    /// Plain Dutch, by the person.
    pub reasons: String,
}

/// A person's yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Assistance per month, above nil.
    Grant(Cents),
    Deny,
}
