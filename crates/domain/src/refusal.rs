use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with one field of an input. Names the field and the problem, never the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The field as the wire names it: `facts.birth_date`.
    pub field: String,
    /// Plain Dutch: it is shown to the person who typed it.
    pub reason: String,
    /// The rule that refuses: `bsn-eleven-test`, `Participatiewet art. 41 lid 4`.
    pub rule: String,
}

impl Violation {
    pub fn new(field: impl Into<String>, reason: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into(), rule: rule.into() }
    }
}

/// What a caller can do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// Mend the input and send it again.
    InvalidInput,
    /// Nothing here by that name that the caller may see.
    NotFound,
    /// It was done already, or something else holds the place.
    Conflict,
    /// Not in this state, or beyond a limit.
    Precondition,
    /// Not with this role.
    NotAllowed,
}

/// A clear no, with the rule and a reason that the person who asked can read (plain Dutch).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct Refusal {
    pub kind: RefusalKind,
    /// The rule that refuses, in English, stable, kebab-case: `second-open-application`.
    pub rule: String,
    /// Why, and what to do, in plain Dutch.
    pub reason: String,
    /// The fields that are wrong, all of them at once.
    pub violations: Vec<Violation>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused by {}", self.rule)
    }
}

impl Refusal {
    fn of(kind: RefusalKind, rule: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { kind, rule: rule.into(), reason: reason.into(), violations: Vec::new() }
    }

    pub fn invalid(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::of(RefusalKind::InvalidInput, "invalid-input", "De invoer klopt niet.") }
    }

    pub fn not_found(what: &str) -> Self {
        Self::of(RefusalKind::NotFound, "not-found", format!("Wij kennen geen {what} met dit kenmerk."))
    }

    pub fn conflict(rule: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::of(RefusalKind::Conflict, rule, reason)
    }

    pub fn precondition(rule: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::of(RefusalKind::Precondition, rule, reason)
    }

    pub fn not_allowed(rule: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::of(RefusalKind::NotAllowed, rule, reason)
    }
}
