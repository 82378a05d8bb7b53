//! What a run makes of a case, against the month before: for whoever approves it.

use domain::Cents;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// Paid for the first time, or again after a month without.
    New,
    /// Nothing is paid any more.
    Ended,
    /// Another amount than the month before.
    Changed,
    /// Facts are missing or a person must decide: the month is not paid.
    Open,
    /// There is no account to pay to, or for a part of it.
    NoAccount,
    /// The same as the month before; not written down.
    Same,
}

impl DifferenceKind {
    pub const ALL: [Self; 6] =
        [Self::New, Self::Ended, Self::Changed, Self::Open, Self::NoAccount, Self::Same];

    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Ended => "ended",
            Self::Changed => "changed",
            Self::Open => "open",
            Self::NoAccount => "no-account",
            Self::Same => "same",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One case in the report of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub kind: DifferenceKind,
    /// Ordered for the month before.
    pub before: Cents,
    /// Ordered for this month.
    pub after: Cents,
    /// Why, in plain Dutch; one sentence each.
    pub reasons: Vec<String>,
}
