//! Verifying the facts of risk groups again and again (IN-8; S3 §7).

use chrono::NaiveDate;
use domain::{Facts, SignalKind, months_after};
use serde::{Deserialize, Serialize};

use super::{Deadlines, Law};

/// When the facts are verified again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    pub every_months: u32,
    pub on: NaiveDate,
}

impl Recheck {
    /// The next one, once this one has come.
    pub(super) fn following(self) -> Self {
        Self { on: months_after(self.on, self.every_months), ..self }
    }

    /// What the signal about it is about.
    pub(super) fn subject(self) -> String {
        format!("{}-{}", SignalKind::RiskRecheck.code(), self.on)
    }
}

impl Deadlines {
    /// Every so many months from now on, or never again. What is counted already goes on.
    pub fn rechecked(&self, every_months: Option<u32>, facts: &Facts, law: Law<'_>) -> Self {
        if self.recheck.map(|recheck| recheck.every_months) == every_months {
            return self.clone();
        }
        let recheck = every_months
            .map(|every_months| Recheck { every_months, on: months_after(law.today, every_months) });
        Self { recheck, ..self.clone() }.scheduled(facts, law)
    }
}
