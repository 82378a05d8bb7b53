use chrono::NaiveDate;
use domain::{CaseId, Direction, Municipality, PersonId, ReferralId};
use serde::{Deserialize, Serialize};

/// The case a referral is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRef {
    pub case: CaseId,
    /// A pseudonym.
    pub person: PersonId,
    pub municipality: Municipality,
}

/// What is asked of a partner, and what the choice looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub direction: Direction,
    /// Key of the category in the policy.
    pub category: String,
    /// In percent of the minimum wage; `None` when nobody knows it yet.
    pub earning_capacity: Option<u32>,
    /// Number of the area, as the policy counts them; `None` when unknown.
    pub area: Option<u32>,
    pub target_groups: Vec<String>,
}

/// One offer of a case to one partner, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    pub id: ReferralId,
    #[serde(flatten)]
    pub of: CaseRef,
    /// Key of the partner in the policy.
    pub partner: String,
    pub request: Request,
    pub offered_on: NaiveDate,
    /// The last day on which the partner can answer.
    pub answer_by: NaiveDate,
    pub stage: Stage,
    /// The run it belongs to was taken back: it says nothing any more about whom to offer the case to.
    pub over: bool,
    /// Counts changes, from 1.
    pub version: u64,
}

/// Where a referral stands. Offered and accepted ones hold a place at the partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Offered,
    Accepted {
        on: NaiveDate,
    },
    Declined {
        on: NaiveDate,
        /// Plain Dutch, of the partner.
        reason: String,
    },
    /// The partner did not answer in time.
    Expired {
        on: NaiveDate,
    },
    Withdrawn {
        on: NaiveDate,
        reason: String,
    },
}

impl Stage {
    /// The name in the store.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Accepted { .. } => "accepted",
            Self::Declined { .. } => "declined",
            Self::Expired { .. } => "expired",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Whether it holds a place at the partner.
    pub const fn is_open(&self) -> bool {
        match self {
            Self::Offered | Self::Accepted { .. } => true,
            Self::Declined { .. } | Self::Expired { .. } | Self::Withdrawn { .. } => false,
        }
    }

    /// Whether the partner let it pass.
    pub const fn is_let_pass(&self) -> bool {
        match self {
            Self::Declined { .. } | Self::Expired { .. } => true,
            Self::Offered | Self::Accepted { .. } | Self::Withdrawn { .. } => false,
        }
    }
}

impl Referral {
    /// The same referral one step further.
    #[must_use]
    pub(crate) fn to(&self, stage: Stage) -> Self {
        Self { stage, version: self.version.saturating_add(1), ..self.clone() }
    }
}

/// What a partner says to an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Accept,
    /// With the reason, in plain Dutch.
    Decline(String),
}
