//! The stage of a case.

use super::process::Process;
use super::state::{
    CategoryKind, ClosureKind, EntitlementKind, Intake, ReferralKind, ReviewKind, TrajectoryKind,
};

/// The stage that the case index shows: where the case is busiest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Gate,
    Intake,
    Entitlement,
    Category,
    Referral,
    Trajectory,
    Review,
    Ending,
    Closed,
}

impl Stage {
    pub const ALL: [Self; 9] = [
        Self::Gate,
        Self::Intake,
        Self::Entitlement,
        Self::Category,
        Self::Referral,
        Self::Trajectory,
        Self::Review,
        Self::Ending,
        Self::Closed,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Intake => "intake",
            Self::Entitlement => "entitlement",
            Self::Category => "category",
            Self::Referral => "referral",
            Self::Trajectory => "trajectory",
            Self::Review => "review",
            Self::Ending => "ending",
            Self::Closed => "closed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

impl Process {
    /// Where the case is busiest.
    pub fn stage(&self) -> Stage {
        match self.closure.kind() {
            ClosureKind::Closed => return Stage::Closed,
            ClosureKind::Ending => return Stage::Ending,
            ClosureKind::Open => {}
        }
        if self.awaits_the_search() && !self.searches_beside() {
            return Stage::Gate;
        }
        if !matches!(self.intake, Intake::Complete { .. }) {
            return Stage::Intake;
        }
        if matches!(
            self.entitlement.kind(),
            EntitlementKind::Ahead | EntitlementKind::Asked | EntitlementKind::WithPerson
        ) {
            return Stage::Entitlement;
        }
        if self.category.kind() != CategoryKind::Settled {
            return Stage::Category;
        }
        if self.review.kind() == ReviewKind::Due {
            return Stage::Review;
        }
        if matches!(self.trajectory.kind(), TrajectoryKind::Requested | TrajectoryKind::Running) {
            return Stage::Trajectory;
        }
        match self.referral.kind() {
            ReferralKind::NotReferred | ReferralKind::Placed => Stage::Review,
            _ => Stage::Referral,
        }
    }
}
