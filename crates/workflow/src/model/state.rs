//! The regions of the process. Each is an enum that holds its own dates and no others.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{PlaceId, ReferralId, TrajectoryId};
use serde::{Deserialize, Serialize};

use super::event::Assignment;
use super::objection::ObjectionOutcome;

/// The parts of the process that go on beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    Gate,
    Intake,
    Entitlement,
    Category,
    Referral,
    Trajectory,
    Review,
    Objection,
    Closure,
}

impl Region {
    pub const ALL: [Self; 9] = [
        Self::Gate,
        Self::Intake,
        Self::Entitlement,
        Self::Category,
        Self::Referral,
        Self::Trajectory,
        Self::Review,
        Self::Objection,
        Self::Closure,
    ];

    /// As the wire and the diagram name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Intake => "intake",
            Self::Entitlement => "entitlement",
            Self::Category => "category",
            Self::Referral => "referral",
            Self::Trajectory => "trajectory",
            Self::Review => "review",
            Self::Objection => "objection",
            Self::Closure => "closure",
        }
    }
}

/// Which state a region is in, without its dates.
pub trait Kind: Copy + Eq + std::fmt::Debug + 'static {
    const REGION: Region;
    const ALL: &'static [Self];

    /// As the wire and the diagram name it.
    fn name(self) -> &'static str;
}

macro_rules! region {
    ($(#[$doc:meta])* $name:ident, $kind:ident {
        $( $(#[$state_doc:meta])* $state:ident = $text:literal { $($field:ident: $type:ty),* $(,)? } ),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "state")]
        pub enum $name {
            $( $(#[$state_doc])* #[serde(rename = $text)] $state { since: NaiveDate, $($field: $type),* } ),+
        }

        #[doc = concat!("The states of [`", stringify!($name), "`].")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind { $( $(#[$state_doc])* $state ),+ }

        impl $name {
            pub const fn kind(&self) -> $kind {
                match self { $(Self::$state { .. } => $kind::$state),+ }
            }

            /// The day on which this state was entered.
            pub const fn since(&self) -> NaiveDate {
                match self { $(Self::$state { since, .. } => *since),+ }
            }
        }

        impl Kind for $kind {
            const REGION: Region = Region::$name;
            const ALL: &'static [Self] = &[$(Self::$state),+];

            fn name(self) -> &'static str {
                match self { $(Self::$state => $text),+ }
            }
        }
    };
}

region! {
    /// Looking for work first.
    Gate, GateKind {
        /// The application is not heard of yet.
        Unknown = "unknown" {},
        /// No search period.
        Free = "free" {},
        /// Until this day the applicant looks for work.
        Searching = "searching" { until: NaiveDate },
        /// The search period is over; someone judges it.
        Assessing = "assessing" {},
        Passed = "passed" {},
        /// Left at the gate: found work, withdrew, went to school; or the case ended.
        Left = "left" {},
    }
}

region! {
    /// The facts of the household.
    Intake, IntakeKind {
        /// The gate comes first.
        Ahead = "ahead" {},
        Awaited = "awaited" {},
        /// `assistance`: asks for assistance, not only for support.
        Complete = "complete" { assistance: bool },
        /// The case ended before.
        Dropped = "dropped" {},
    }
}

region! {
    /// The right to assistance.
    Entitlement, EntitlementKind {
        Ahead = "ahead" {},
        /// Applies for support only.
        NotNeeded = "not-needed" {},
        Asked = "asked" {},
        WithPerson = "with-person" {},
        Granted = "granted" {},
        Denied = "denied" {},
        /// Income was asked to end it.
        Ending = "ending" {},
        Over = "over" {},
    }
}

region! {
    /// The category and where it leads. `before` is what held until now.
    Category, CategoryKind {
        Ahead = "ahead" {},
        Asked = "asked" { before: Option<Assignment> },
        LacksFacts = "lacks-facts" { before: Option<Assignment> },
        WithPerson = "with-person" { before: Option<Assignment> },
        /// Assigned; what was under way before is being taken back, or the right is not decided yet.
        Chosen = "chosen" { assignment: Assignment },
        /// Assigned and on its way.
        Settled = "settled" { assignment: Assignment },
        Over = "over" { before: Option<Assignment> },
    }
}

region! {
    /// To whom the case is referred: a partner, or a place in sheltered work.
    Referral, ReferralKind {
        NotReferred = "not-referred" {},
        /// Partner-contracts looks for a partner.
        Requested = "requested" {},
        Offered = "offered" { referral: ReferralId, partner: String, answer_by: NaiveDate },
        /// The answer came not in time: partner-contracts was told to go on.
        Overdue = "overdue" { referral: ReferralId, partner: String },
        Accepted = "accepted" { referral: ReferralId, partner: String },
        NoneLeft = "none-left" {},
        /// Partner-contracts was asked to take it back.
        Withdrawing = "withdrawing" {},
        PlaceAsked = "place-asked" {},
        AdviceAsked = "advice-asked" {},
        AdvisedAgainst = "advised-against" {},
        Waiting = "waiting" { position: u32 },
        Placed = "placed" { place: PlaceId },
        /// Sheltered-work was asked to give it back.
        Releasing = "releasing" {},
        Over = "over" {},
    }
}

/// A trajectory that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningTrajectory {
    pub instrument: String,
    /// Last day of its term.
    pub ends_on: NaiveDate,
    /// Someone was told that the term is over.
    #[serde(default)]
    pub noticed: bool,
}

region! {
    /// Instruments that run.
    Trajectory, TrajectoryKind {
        NotStarted = "not-started" {},
        Requested = "requested" {},
        Running = "running" { running: BTreeMap<TrajectoryId, RunningTrajectory> },
        Refused = "refused" {},
        /// Reintegration was asked to end them.
        Ending = "ending" {},
        Ended = "ended" {},
        Over = "over" {},
    }
}

region! {
    /// The periodic review.
    Review, ReviewKind {
        NotPlanned = "not-planned" {},
        Scheduled = "scheduled" { due: NaiveDate },
        Due = "due" {},
        Over = "over" {},
    }
}

region! {
    /// An objection against one decision, and an appeal after it. A case has as many as were made.
    Objection, ObjectionKind {
        NotMade = "not-made" {},
        /// It came after its term; a person judges whether there was a good reason.
        Late = "late" {},
        /// Who objects is heard, or not for a reason of law.
        Received = "received" {},
        /// It can be decided.
        Heard = "heard" {},
        Decided = "decided" { outcome: ObjectionOutcome },
        /// Before the court; `outcome` is what the municipality decided.
        Appealed = "appealed" { outcome: ObjectionOutcome },
    }
}

region! {
    /// Whether the case is over.
    Closure, ClosureKind {
        Open = "open" {},
        /// What was under way is being taken back.
        Ending = "ending" { reason: String, from_day: NaiveDate },
        Closed = "closed" { reason: String },
    }
}

impl Category {
    /// The category that holds, or held until now.
    pub const fn assignment(&self) -> Option<&Assignment> {
        match self {
            Self::Ahead { .. } => None,
            Self::Chosen { assignment, .. } | Self::Settled { assignment, .. } => Some(assignment),
            Self::Asked { before, .. }
            | Self::LacksFacts { before, .. }
            | Self::WithPerson { before, .. }
            | Self::Over { before, .. } => before.as_ref(),
        }
    }
}

impl Referral {
    /// The partner that was offered the case or has it.
    pub fn partner(&self) -> Option<&str> {
        match self {
            Self::Offered { partner, .. }
            | Self::Overdue { partner, .. }
            | Self::Accepted { partner, .. } => Some(partner),
            _ => None,
        }
    }

    pub const fn referral(&self) -> Option<ReferralId> {
        match self {
            Self::Offered { referral, .. }
            | Self::Overdue { referral, .. }
            | Self::Accepted { referral, .. } => Some(*referral),
            _ => None,
        }
    }
}
