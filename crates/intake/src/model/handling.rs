//! How an application is handled: how deeply its facts are verified.

mod risk;

use domain::{CaseId, Municipality};
use serde::{Deserialize, Serialize};

use super::Application;

pub use risk::{Deciding, DeviationState, Level, RiskDeviation, RiskResult, score};

/// How one application is handled. What was found or decided before is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    pub case: CaseId,
    pub municipality: Municipality,
    /// What the scorecard made of the facts, oldest first.
    #[serde(default)]
    pub risk: Vec<RiskResult>,
    /// What people decided on instead, oldest first.
    #[serde(default)]
    pub deviations: Vec<RiskDeviation>,
    /// Counts changes, from 1; 0 before anything is stored.
    pub version: i64,
}

impl Handling {
    /// Of an application of which nothing was found yet.
    pub fn of(application: &Application) -> Self {
        Self {
            case: application.case,
            municipality: application.municipality.clone(),
            risk: Vec::new(),
            deviations: Vec::new(),
            version: 0,
        }
    }

    pub(super) fn next(&self) -> Self {
        Self { version: self.version + 1, ..self.clone() }
    }
}
