//! A piece of evidence and what may happen to it (IN-15).

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use domain::{CaseId, FactKey, Id, Municipality, Refusal, months_after};
use policy::{National, NoAmount};
use serde::{Deserialize, Serialize};
use terms::Calendar;

use super::{Application, Objections, Stage};
use crate::documents::MediaType;

/// Marks an [`Id`] of a document; it says nothing of what the document holds.
pub enum DocumentKind {}
pub type DocumentId = Id<DocumentKind>;

/// What is kept of a document besides its bytes and its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub id: DocumentId,
    pub case: CaseId,
    pub municipality: Municipality,
    /// By its content.
    pub media: MediaType,
    /// In bytes, as received.
    pub size: u64,
    /// SHA-256 of the bytes as received, in hexadecimal digits.
    pub sha256: String,
    /// What it proves, as its sender says.
    pub facts: BTreeSet<FactKey>,
    /// The request for evidence that it came for, by its number within the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<u32>,
    /// Those of the documents of that request that it is.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub answers: BTreeSet<String>,
    /// The last day on which it is valid; `None` when it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    pub received_on: NaiveDate,
    pub received_by: String,
    pub standing: Standing,
    /// What the scanner said; `None` while it has not.
    pub scan: Option<Scan>,
    pub proposed: Option<Signed>,
    pub destroyed: Option<Signed>,
}

/// Whether a document may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Waits for the scanner.
    Quarantined,
    Available,
    /// The scanner found something: its bytes are gone.
    Infected,
    /// Its term was over: its bytes are gone.
    Destroyed,
}

impl Standing {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Quarantined => "quarantined",
            Self::Available => "available",
            Self::Infected => "infected",
            Self::Destroyed => "destroyed",
        }
    }

    /// Whether its bytes are kept.
    pub const fn has_bytes(self) -> bool {
        matches!(self, Self::Quarantined | Self::Available)
    }
}

/// What came of looking for viruses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scan {
    Clean,
    Infected,
    /// There is no scanner here.
    NotScanned,
}

impl Scan {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::NotScanned => "not-scanned",
        }
    }
}

/// Who did something, and on which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub by: String,
    pub on: NaiveDate,
}

/// When a document may be destroyed, and which rule says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// The first day on which it may.
    pub until: NaiveDate,
    pub source: String,
    /// An objection or an appeal runs: until it is final it may not, whatever the day.
    pub objection_runs: bool,
}

impl Keeping {
    /// Whether it may be destroyed on a day.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        !self.objection_runs && self.until <= today
    }
}

impl Document {
    /// Whether its last day is past.
    pub fn has_expired(&self, today: NaiveDate) -> bool {
        self.valid_until.is_some_and(|until| until < today)
    }

    /// The scanner is done. `None` when another was first.
    pub fn scanned(&self, scan: Scan) -> Option<Self> {
        let standing = match scan {
            Scan::Clean | Scan::NotScanned => Standing::Available,
            Scan::Infected => Standing::Infected,
        };
        let waits = self.standing == Standing::Quarantined;
        waits.then(|| Self { standing, scan: Some(scan), ..self.clone() })
    }

    /// Whether its bytes may go to who may see the case.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] while it waits for the scanner, and when its bytes are gone.
    pub fn may_be_read(&self) -> Result<(), Refusal> {
        let (rule, reason) = match self.standing {
            Standing::Available => return Ok(()),
            Standing::Quarantined => (
                "document-quarantined",
                "Dit document is nog niet op virussen gecontroleerd. Probeer het straks opnieuw.",
            ),
            Standing::Infected => (
                "document-infected",
                "In dit document zat een virus. Het is weggegooid; vraag het opnieuw op.",
            ),
            Standing::Destroyed => (
                "document-destroyed",
                "Dit document is vernietigd: de bewaartermijn was voorbij. Alleen het kenmerk is er nog.",
            ),
        };
        Err(Refusal::precondition(rule, reason))
    }

    /// Someone asks for it to be destroyed.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] before its term is over, when it was asked already, or when its bytes are gone.
    pub fn propose(&self, keeping: Option<&Keeping>, by: &str, today: NaiveDate) -> Result<Self, Refusal> {
        self.is_due(keeping, today)?;
        if self.proposed.is_some() {
            let reason = "De vernietiging van dit document is al voorgesteld.";
            return Err(Refusal::conflict("destruction-already-proposed", reason));
        }
        Ok(Self { proposed: Some(Signed { by: by.into(), on: today }), ..self.clone() })
    }

    /// Another person agrees: its bytes may go.
    ///
    /// # Errors
    ///
    /// As [`Document::propose`]; when nobody proposed it, or the same person did.
    pub fn destroy(&self, keeping: Option<&Keeping>, by: &str, today: NaiveDate) -> Result<Self, Refusal> {
        self.is_due(keeping, today)?;
        match &self.proposed {
            None => {
                let reason = "Laat eerst iemand de vernietiging voorstellen.";
                Err(Refusal::precondition("destruction-not-proposed", reason))
            }
            Some(proposed) if proposed.by == by => {
                let reason = "U heeft de vernietiging zelf voorgesteld. Een ander moet er ook naar kijken.";
                Err(Refusal::not_allowed("four-eyes", reason))
            }
            Some(_) => {
                let destroyed = Some(Signed { by: by.into(), on: today });
                Ok(Self { standing: Standing::Destroyed, destroyed, ..self.clone() })
            }
        }
    }

    fn is_due(&self, keeping: Option<&Keeping>, today: NaiveDate) -> Result<(), Refusal> {
        if self.standing == Standing::Destroyed {
            let reason = "Dit document is al vernietigd.";
            return Err(Refusal::conflict("document-already-destroyed", reason));
        }
        match keeping {
            Some(keeping) if keeping.is_over(today) => Ok(()),
            Some(keeping) if keeping.objection_runs => {
                let reason =
                    "Er loopt nog een bezwaar of beroep. De documenten blijven bewaard tot dat vaststaat.";
                Err(Refusal::precondition("objection-runs", reason))
            }
            Some(keeping) => {
                let until = domain::day_in_dutch(keeping.until);
                let reason =
                    format!("Dit document moet nog worden bewaard: tot {until} ({}).", keeping.source);
                Err(Refusal::precondition("document-kept", reason))
            }
            None => {
                let reason = "De zaak loopt nog. Haar documenten blijven bewaard.";
                Err(Refusal::precondition("case-open", reason))
            }
        }
    }

    /// What the story says of its arrival. Names no person and nothing that the document holds.
    pub fn title(&self) -> String {
        let proves = if self.facts.is_empty() {
            String::new()
        } else {
            let named: Vec<_> = self.facts.iter().map(|key| key.dutch()).collect();
            format!(", bewijs van: {}", named.join(", "))
        };
        let asked = self.request.map(|number| format!(", voor verzoek {number}")).unwrap_or_default();
        let scan = match self.scan {
            None => "; wacht op controle op virussen",
            Some(Scan::NotScanned) => "; niet op virussen gecontroleerd, want er is geen scanner ingesteld",
            Some(Scan::Clean | Scan::Infected) => "",
        };
        let (media, size) = (self.media.dutch(), self.size);
        format!("Document ontvangen ({media}, {size} bytes, SHA-256 {}{proves}{asked}){scan}", self.sha256)
    }
}

/// To appeal, after the decision on an objection.
const APPEAL: &str = "awb.6.7.weeks";

/// When documents of an application may be destroyed; `None` while it is open. The term goes by how it ended, and by whether
/// there was a decision on the right before: what was withdrawn then is kept as long as what was granted. While an objection
/// runs they stay, and after it until nobody can appeal any more (Awb art. 6:7).
///
/// # Errors
///
/// [`NoAmount`] when the law's tables do not have the term for that day.
pub fn keeping(application: &Application, national: &National) -> Result<Option<Keeping>, NoAmount> {
    let Stage::Closed { on, because } = &application.stage else { return Ok(None) };
    let (key, in_days) = match because.as_str() {
        "denied" | "not-processed" | "to-education" => ("keeping.refused.years", false),
        "withdrawn" | "prevention-work" | "prevention-withdrawn" | "prevention-education"
            if !application.closed_after_decision =>
        {
            ("keeping.withdrawn.days", true)
        }
        _ => ("keeping.granted.years", false),
    };
    let term = national.term(key, *on)?;
    let number = u32::try_from(term.number).unwrap_or(u32::MAX);
    let until = if in_days {
        on.checked_add_days(Days::new(number.into())).unwrap_or(NaiveDate::MAX)
    } else {
        months_after(*on, number.saturating_mul(12))
    };
    let source = term.source.clone();
    let Some(Objections { running, over_on }) = application.objections else {
        return Ok(Some(Keeping { until, source, objection_runs: false }));
    };
    let appeal = national.term(APPEAL, over_on.unwrap_or(*on))?;
    let weeks = u64::try_from(appeal.number).unwrap_or_default();
    let calendar = Calendar::of(national);
    let last = |over: NaiveDate| {
        let day = over.checked_add_days(Days::new(weeks.saturating_mul(7))).unwrap_or(NaiveDate::MAX);
        calendar.working_day_from(day)
    };
    let is_final = over_on.and_then(|over| last(over).succ_opt());
    Ok(Some(match is_final.filter(|day| *day > until) {
        Some(day) => Keeping { until: day, source: appeal.source.clone(), objection_runs: running },
        None => Keeping { until, source, objection_runs: running },
    }))
}

#[cfg(test)]
mod tests;
