use std::fmt;

use chrono::NaiveDate;
use domain::{CaseId, DeviationId, Direction, Explanation, FactKey, Municipality, PersonId, Role};
use policy::{Category, Policy};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Deviation, DeviationState, LadderStep, Trajectory};

/// A case as this service knows it: what the policy proposed, what holds, and what runs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// Counts changes, from 1; the outside sees it as an ETag.
    pub version: u64,
    /// Percent of the minimum wage, as last stated; partners are chosen by it.
    pub earning_capacity: Option<u32>,
    /// What the policy last made of the facts; it stays when a professional deviates.
    pub proposal: Proposal,
    /// The policy left it to a person, and no person has assigned a category since.
    pub awaits_person: bool,
    /// The category that holds; `None` as long as no one could assign one.
    pub assignment: Option<Assignment>,
    /// Oldest first.
    pub deviations: Vec<Deviation>,
    /// Oldest first.
    pub trajectories: Vec<Trajectory>,
    /// Steps on the participation ladder, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ladder: Vec<LadderStep>,
}

impl Proposal {
    /// Key of the category that the policy proposed.
    pub fn category(&self) -> Option<&str> {
        match self {
            Self::Category { key, .. } => Some(key),
            Self::NeedsPerson { .. } => None,
        }
    }
}

/// What the policy made of the facts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposal {
    Category {
        key: String,
        label: String,
        target_groups: Vec<String>,
    },
    /// A fact is missing, or the policy leaves it to a person.
    NeedsPerson {
        missing: Vec<FactKey>,
        explanation: Explanation,
    },
}

/// A category that was assigned. Never edited: a new one points at the one before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub id: Uuid,
    pub previous: Option<Uuid>,
    pub category: Assigned,
    pub target_groups: Vec<String>,
    pub by: AssignedBy,
    pub explanation: Explanation,
    /// Content hash of the policy it was decided under.
    pub policy_version: String,
    pub on: NaiveDate,
}

/// The category as the policy had it when it was assigned: a later version changes nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    pub key: String,
    pub label: String,
    pub direction: Direction,
    /// Plain Dutch.
    pub goal: String,
    pub lead_role: Role,
    pub review_months: u32,
    /// The instrument its trajectory starts with.
    pub instrument: Option<String>,
}

/// Who assigned a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignedBy {
    Policy,
    Deviation(DeviationId),
}

impl Assigned {
    /// The category as it is for someone of these target groups: a group may have another lead.
    pub fn of(category: &Category, target_groups: &[String], policy: &Policy) -> Self {
        Self {
            key: category.key.clone(),
            label: category.label.clone(),
            direction: category.direction,
            goal: category.goal.clone(),
            lead_role: policy.lead_role(category, target_groups),
            review_months: category.review_months,
            instrument: category.instrument.clone(),
        }
    }
}

impl Client {
    /// Key of the category that holds.
    pub fn category(&self) -> Option<&str> {
        self.assignment.as_ref().map(|assignment| assignment.category.key.as_str())
    }

    /// Label of the category that holds, as people know it.
    pub fn category_label(&self) -> Option<&str> {
        self.assignment.as_ref().map(|assignment| assignment.category.label.as_str())
    }

    /// Why the category holds; or, as long as there is none, why not.
    pub fn explanation(&self) -> Option<&Explanation> {
        match (&self.assignment, &self.proposal) {
            (Some(assignment), _) => Some(&assignment.explanation),
            (None, Proposal::NeedsPerson { explanation, .. }) => Some(explanation),
            (None, Proposal::Category { .. }) => None,
        }
    }

    /// The deviation that waits for a second person; there is never more than one.
    pub fn waiting_deviation(&self) -> Option<&Deviation> {
        self.deviations.iter().find(|deviation| deviation.state == DeviationState::Waiting)
    }

    pub fn running(&self) -> impl Iterator<Item = &Trajectory> {
        self.trajectories.iter().filter(|trajectory| trajectory.is_running())
    }
}

/// Facts in explanations and free text stay out of logs.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("case", &self.case)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Category { key, .. } => f.debug_tuple("Category").field(key).finish(),
            Self::NeedsPerson { missing, .. } => f.debug_tuple("NeedsPerson").field(missing).finish(),
        }
    }
}

impl fmt::Debug for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assignment")
            .field("id", &self.id)
            .field("category", &self.category.key)
            .field("by", &self.by)
            .finish_non_exhaustive()
    }
}
