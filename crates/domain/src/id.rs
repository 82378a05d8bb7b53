use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An identifier of one kind of thing; two kinds cannot be mixed up.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<K> {
    value: Uuid,
    #[serde(skip)]
    kind: PhantomData<fn() -> K>,
}

/// Marks an [`Id`] of one household's run through the chain.
pub enum CaseKind {}
/// Marks an [`Id`] of a person: a pseudonym, never derived from the citizen service number.
pub enum PersonKind {}
/// Marks an [`Id`] of a referral to a partner.
pub enum ReferralKind {}
/// Marks an [`Id`] of a task for a person.
pub enum TaskKind {}
/// Marks an [`Id`] of a trajectory with an instrument.
pub enum TrajectoryKind {}
/// Marks an [`Id`] of a sheltered work place.
pub enum PlaceKind {}
/// Marks an [`Id`] of a professional's deviation from a proposed category.
pub enum DeviationKind {}
/// Marks an [`Id`] of an objection against a decision.
pub enum ObjectionKind {}

pub type CaseId = Id<CaseKind>;
pub type PersonId = Id<PersonKind>;
pub type ReferralId = Id<ReferralKind>;
pub type TaskId = Id<TaskKind>;
pub type TrajectoryId = Id<TrajectoryKind>;
pub type PlaceId = Id<PlaceKind>;
pub type DeviationId = Id<DeviationKind>;
pub type ObjectionId = Id<ObjectionKind>;

/// The text is not an identifier (a UUID).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a UUID")]
pub struct InvalidId;

impl<K> Id<K> {
    pub const fn new(value: Uuid) -> Self {
        Self { value, kind: PhantomData }
    }

    pub const fn uuid(&self) -> Uuid {
        self.value
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value, f)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value, f)
    }
}

impl<K> FromStr for Id<K> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::parse_str(text).map(Self::new).map_err(|_| InvalidId)
    }
}

impl<K> From<Uuid> for Id<K> {
    fn from(value: Uuid) -> Self {
        Self::new(value)
    }
}
