//! How an application is handled: how deeply its facts are verified, visits to a home, and who does the
//! intake.

mod risk;
mod route;
mod visit;

use domain::{CaseId, Municipality};
use serde::{Deserialize, Serialize};

use super::Application;

pub use risk::{Check, Deciding, DeviationState, Level, RiskDeviation, RiskResult, score};
use route::LetterAddress;
pub use route::{LettersTo, Route, RouteResult, route};
pub use visit::{Answer, Asked, End, Ground, Held, HomeVisit, NamedGround, Plan};

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
    /// Visits to a home, oldest first.
    #[serde(default)]
    pub visits: Vec<HomeVisit>,
    /// What led to an intake of its own, or away from it, oldest first.
    #[serde(default)]
    pub routes: Vec<RouteResult>,
    /// Where letters go, as agreed; the last one counts.
    #[serde(default)]
    pub letter_addresses: Vec<LetterAddress>,
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
            visits: Vec::new(),
            routes: Vec::new(),
            letter_addresses: Vec::new(),
            version: 0,
        }
    }

    pub(super) fn next(&self) -> Self {
        Self { version: self.version + 1, ..self.clone() }
    }
}
