use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a term stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// The applicant was asked to complete the application (Awb art. 4:15(1)(a), 7:10(2)).
    MissingEvidence,
    /// Information was asked of an authority abroad (Awb art. 4:15(1)(b)).
    Abroad,
    /// The applicant agreed in writing to a later decision (Awb art. 4:15(2)(a), 7:10(4)).
    Consent,
    /// The delay is the applicant's (Awb art. 4:15(2)(b)).
    Applicant,
    /// The authority is not able to decide (Awb art. 4:15(2)(c)).
    ForceMajeure,
}

impl StopReason {
    pub const ALL: [Self; 5] =
        [Self::MissingEvidence, Self::Abroad, Self::Consent, Self::Applicant, Self::ForceMajeure];

    /// Stable, on the wire and in stores.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingEvidence => "missing-evidence",
            Self::Abroad => "abroad",
            Self::Consent => "consent",
            Self::Applicant => "applicant",
            Self::ForceMajeure => "force-majeure",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// As an account says it after a semicolon.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::MissingEvidence => "wij wachtten op gegevens die wij hebben gevraagd",
            Self::Abroad => "wij wachtten op gegevens van een instantie in het buitenland",
            Self::Consent => "de aanvrager stemde schriftelijk in met uitstel",
            Self::Applicant => "de vertraging komt door de aanvrager",
            Self::ForceMajeure => "wij konden door overmacht niet beslissen",
        }
    }

    /// What the applicant is told when it ends (Awb art. 4:15(4)).
    pub(crate) const fn told_when_over(self) -> bool {
        matches!(self, Self::Abroad | Self::Applicant | Self::ForceMajeure)
    }
}

/// A stretch of days that do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    pub reason: StopReason,
    /// First day that does not count.
    pub from: NaiveDate,
    /// Since when it was known that it stops.
    pub known_on: NaiveDate,
    /// How it ended, newest last: what came to light later corrects, and erases nothing. Empty while the term stands
    /// still.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<Over>,
    /// It came after the term was made longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) after_extension: bool,
}

/// The end of a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Over {
    /// Last day that does not count; the day before `from` when no day was lost.
    pub until: NaiveDate,
    /// Since when it was known.
    pub known_on: NaiveDate,
}

impl Stop {
    /// Last day that does not count; `None` while it lasts.
    pub fn until(&self) -> Option<NaiveDate> {
        self.over.last().map(|over| over.until)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.over.is_empty()
    }

    pub(crate) fn days(&self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let until = self.until();
        until.is_none_or(|until| until >= self.from).then_some((self.from, until))
    }

    /// Whether both stops have a day in common.
    pub(crate) fn meets(&self, from: NaiveDate, until: Option<NaiveDate>) -> bool {
        self.until().is_none_or(|mine| from <= mine) && until.is_none_or(|theirs| self.from <= theirs)
    }

    /// As it was known on a day; `None` when nobody knew of it.
    pub(crate) fn as_of(&self, day: NaiveDate) -> Option<Self> {
        let known = || self.over.iter().filter(|over| over.known_on <= day).copied().collect();
        (self.known_on <= day).then(|| Self { over: known(), ..self.clone() })
    }
}
