use domain::{CaseId, PlaceId};
use serde::{Deserialize, Serialize};

/// What the municipalities of one tenant share. Its row is the lock of all their places and waiting lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// The places that the policy opens at the start are there.
    pub started: bool,
    /// The last number given out to a place.
    pub last_place: u64,
    /// The last number given out in the order of waiting.
    pub last_turn: u64,
    /// Counts changes, from 1.
    #[serde(skip)]
    pub version: u64,
}

/// Where a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// At a regular employer.
    Employer,
    LearnWorkCompany,
    /// At the municipality itself.
    Municipality,
}

/// One sheltered place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub id: PlaceId,
    /// Places are numbered in the order in which they were opened.
    pub number: u64,
    pub kind: PlaceKind,
    /// Hours a week of support that come with it.
    pub support_hours: u32,
    /// The case that holds it.
    pub held_by: Option<CaseId>,
    /// Counts changes, from 1.
    pub version: u64,
}

impl Place {
    /// Whether someone who needs support, or does not, can work there.
    ///
    /// Who needs support needs a place that comes with it, or one at the municipality itself, which sees to it
    /// (Participation Act art. 10b(1)). Who needs none can work anywhere.
    pub const fn fits(&self, needs_support: bool) -> bool {
        !needs_support || self.support_hours > 0 || matches!(self.kind, PlaceKind::Municipality)
    }

    /// Which of the fitting places is taken first, the lowest: one that the fewest others could take, then the one
    /// that was opened first.
    pub(crate) const fn choice(&self, needs_support: bool) -> (u8, u64) {
        let rank = match (self.support_hours > 0, self.kind, needs_support) {
            (false, PlaceKind::Employer | PlaceKind::LearnWorkCompany, _) | (true, _, true) => 0,
            (false, PlaceKind::Municipality, _) => 1,
            (true, _, false) => 2,
        };
        (rank, self.number)
    }
}
