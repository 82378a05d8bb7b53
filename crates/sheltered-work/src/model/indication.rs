use chrono::NaiveDate;
use domain::{CaseId, Municipality, PersonId, PlaceId};
use serde::{Deserialize, Serialize};

/// The case an indication is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRef {
    pub case: CaseId,
    /// A pseudonym.
    pub person: PersonId,
    pub municipality: Municipality,
}

/// One case on its way to a sheltered place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indication {
    #[serde(flatten)]
    pub of: CaseRef,
    /// The day UWV was asked for the advice that holds, or is awaited.
    pub asked_on: NaiveDate,
    /// Needs care and has no own network for it: all that the fit looks at, and all that is kept of the facts.
    pub needs_support: bool,
    pub stage: Stage,
    /// Counts changes, from 1.
    pub version: u64,
}

/// Someone's turn in the order of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The lowest goes first.
    pub number: u64,
    /// The first day of waiting.
    pub since: NaiveDate,
}

/// How long a positive advice holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advised {
    /// The day that UWV named.
    pub named: NaiveDate,
    /// The last day on which it holds: that day, or earlier where the policy lets no advice hold so long.
    pub until: NaiveDate,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// UWV was asked.
    AdviceAsked {
        /// The turn of someone whose earlier advice ran out while waiting: nobody loses it by that.
        turn: Option<Turn>,
    },
    /// UWV advised against.
    Negative {
        on: NaiveDate,
    },
    Waiting {
        turn: Turn,
        advice: Advised,
    },
    Placed {
        on: NaiveDate,
        place: PlaceId,
        advice: Advised,
    },
    /// Place, turn or request was given back.
    Released {
        on: NaiveDate,
        reason: String,
    },
}

impl Stage {
    /// The name in the store and on the wire.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AdviceAsked { .. } => "advice-asked",
            Self::Negative { .. } => "negative",
            Self::Waiting { .. } => "waiting",
            Self::Placed { .. } => "placed",
            Self::Released { .. } => "released",
        }
    }

    /// The turn of someone who waits.
    pub const fn waiting(&self) -> Option<Turn> {
        match self {
            Self::Waiting { turn, .. } => Some(*turn),
            Self::AdviceAsked { .. }
            | Self::Negative { .. }
            | Self::Placed { .. }
            | Self::Released { .. } => None,
        }
    }
}
