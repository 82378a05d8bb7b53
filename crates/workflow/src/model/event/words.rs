//! What the events of a process are about: registration, assignment, outcomes, reasons.

use chrono::NaiveDate;
use domain::{Direction, Role};
use serde::{Deserialize, Serialize};

/// What intake said of the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub number: String,
    /// `new`, `reassessment`, `recall`.
    pub situation: String,
    pub reported_on: NaiveDate,
    pub applied_on: NaiveDate,
}

/// A category with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Key in the policy.
    pub key: String,
    pub direction: Direction,
    pub lead_role: Role,
    pub review_months: u32,
    /// Percent of the minimum wage; `None` when not known.
    pub earning_capacity: Option<u32>,
    pub target_groups: Vec<String>,
    /// Content hash of the policy that assigned it.
    pub policy_version: String,
}

/// What came of the search period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchResult {
    Searched,
    TooLittle,
    FoundWork,
    Withdrew,
    ToEducation,
    /// An exception came to light, or the household is another than it seemed: there is no search period.
    Lifted,
}

impl SearchResult {
    /// Whether nothing is asked any more.
    pub(in super::super) const fn leaves(self) -> bool {
        matches!(self, Self::FoundWork | Self::Withdrew | Self::ToEducation)
    }
}

/// How the right was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntitlementOutcome {
    Granted,
    Denied,
    PersonDecides,
}

/// How a trajectory ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrajectoryResult {
    Work,
    Education,
    /// Completed, stopped, or ended by command.
    Other,
}

/// What a review came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewChoice {
    Unchanged,
    Recategorise,
}

/// What a version of the policy makes of the facts of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicySays {
    /// Key of a category.
    Category(String),
    /// Codes of the facts that it asks and nobody stated.
    FactsMissing(Vec<String>),
    PersonDecides,
}

/// Why a person ends a case (WF-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndReason {
    Withdrawn,
    Died,
    MovedAway,
    Detained,
    OutflowWork,
    OutflowEducation,
    PensionAge,
    /// Who asked assistance alone lives with a spouse now, or the other way round: a new application follows.
    NewHousehold,
    Other,
}

impl EndReason {
    pub const ALL: [Self; 9] = [
        Self::Withdrawn,
        Self::Died,
        Self::MovedAway,
        Self::Detained,
        Self::OutflowWork,
        Self::OutflowEducation,
        Self::PensionAge,
        Self::NewHousehold,
        Self::Other,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Died => "died",
            Self::MovedAway => "moved-away",
            Self::Detained => "detained",
            Self::OutflowWork => "outflow-work",
            Self::OutflowEducation => "outflow-education",
            Self::PensionAge => "pension-age",
            Self::NewHousehold => "new-household",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}
