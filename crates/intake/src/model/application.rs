//! An application and what may happen to it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CaseId, FactKey, Facts, Municipality, PersonId, Refusal};
use serde::{Deserialize, Serialize};

use super::acts::WorkActs;
use super::again::SeenAgain;
use super::completeness::asks_assistance;
use super::decided::ApplicationDecision;
use super::household::{Partner, Representative};
use super::standing::Recorded;
use super::{CaseNumber, Channel, Reason, SearchResult, Situation};

mod search;
mod stated;

/// One household's application, from the first report until the case ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    pub number: CaseNumber,
    pub situation: Situation,
    /// Why a client is seen again, when that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    pub channel: Channel,
    /// The report (melding): rights run from it.
    pub reported_on: NaiveDate,
    pub applied_on: NaiveDate,
    /// Last day of the search period; `None` when there was none.
    pub search_until: Option<NaiveDate>,
    /// What came of it; `None` while it runs, and when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<SearchResult>,
    pub stage: Stage,
    /// The facts as they stood when something was last stated; statements keep their past.
    pub facts: Facts,
    /// The last day on which `facts` hold by themselves; `None`: until something is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts_until: Option<NaiveDate>,
    /// The other one of a couple, when one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Partner>,
    /// Who acts for the applicant, the first named first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub representatives: Vec<Representative>,
    /// Vacancies put to the applicant at intake.
    pub vacancies_offered: u32,
    /// The day on which the applicant's portfolio was first kept up in this case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio_begun_on: Option<NaiveDate>,
    /// What workflow was told of what was done to help the applicant to work.
    #[serde(default, skip_serializing_if = "WorkActs::is_nothing")]
    pub work_acts_told: WorkActs,
    /// How many records there are of what was done at the gate and at intake.
    #[serde(default)]
    pub records: i64,
    /// The last day on which rights and duties were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights_told_on: Option<NaiveDate>,
    /// The statement by which a need for care came to light, as long as it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care_signal: Option<i64>,
    /// Facts that sources disagree about and nobody looked into, each with the statement by which that came to light.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contested: BTreeMap<FactKey, i64>,
    /// The search period fell away before it was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_lifted: Option<SearchLifted>,
    /// What intake decided on it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<ApplicationDecision>,
    /// It was closed after there was a decision on the right: how long its documents are kept goes by that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed_after_decision: bool,
    /// How objections in the case stand, once there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objections: Option<Objections>,
    /// Each time that the client was seen again while the case ran, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen_again: Vec<SeenAgain>,
    /// The day on which assistance was asked in a case that ran for support only: who needs it reports anew for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assistance_asked_on: Option<NaiveDate>,
    /// How many statements there are.
    pub statements: i64,
    /// Counts changes, from 1.
    pub version: i64,
}

/// How objections and appeals in a case stand, as workflow told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objections {
    pub running: bool,
    /// The day on which the last one was over.
    pub over_on: Option<NaiveDate>,
}

/// The day on which a search period fell away, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchLifted {
    pub on: NaiveDate,
    /// A sentence in plain Dutch, of this household.
    pub why: String,
    /// The article, or section of the policy.
    pub source: String,
}

/// Where an application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Stage {
    /// The applicant looks for work first; intake may be complete already.
    Searching {
        until: NaiveDate,
        intake_complete: bool,
    },
    Intake,
    Complete {
        on: NaiveDate,
    },
    Closed {
        on: NaiveDate,
        because: String,
    },
}

impl Stage {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Searching { .. } => "searching",
            Self::Intake => "intake",
            Self::Complete { .. } => "complete",
            Self::Closed { .. } => "closed",
        }
    }

    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Closed { .. })
    }
}

/// What a new application is made of.
#[derive(Debug, Clone)]
pub struct Opening {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    pub number: CaseNumber,
    pub situation: Situation,
    pub channel: Channel,
    pub reported_on: NaiveDate,
    pub applied_on: NaiveDate,
    pub search_until: Option<NaiveDate>,
    /// With what was seen of them, when something was.
    pub stated: Recorded,
    pub intake_complete: bool,
}

impl Application {
    /// Opens an application that was checked: it searches, awaits its intake, or is complete.
    pub fn open(opening: Opening, today: NaiveDate) -> Self {
        let intake_complete = opening.intake_complete;
        let care_signal = needs_care(&opening.stated.facts).then_some(1);
        let stage = match opening.search_until {
            Some(until) => Stage::Searching { until, intake_complete },
            None if intake_complete => Stage::Complete { on: today },
            None => Stage::Intake,
        };
        Self {
            case: opening.case,
            person: opening.person,
            municipality: opening.municipality,
            number: opening.number,
            situation: opening.situation,
            reason: None,
            channel: opening.channel,
            reported_on: opening.reported_on,
            applied_on: opening.applied_on,
            search_until: opening.search_until,
            search: None,
            stage,
            facts: opening.stated.facts,
            facts_until: opening.stated.until,
            partner: None,
            representatives: Vec::new(),
            vacancies_offered: 0,
            portfolio_begun_on: None,
            work_acts_told: WorkActs::default(),
            care_signal,
            contested: BTreeMap::new(),
            search_lifted: None,
            decisions: Vec::new(),
            records: 0,
            rights_told_on: None,
            closed_after_decision: false,
            objections: None,
            seen_again: Vec::new(),
            assistance_asked_on: None,
            statements: 1,
            version: 1,
        }
    }

    pub fn asks_assistance(&self) -> bool {
        asks_assistance(&self.facts)
    }

    /// Number of the area, 0 when unknown.
    pub fn area(&self) -> u32 {
        self.facts.number(FactKey::Area).and_then(|area| u32::try_from(area).ok()).unwrap_or(0)
    }

    /// Whether it has not been handed over yet to who decides on it.
    pub const fn is_pending(&self) -> bool {
        matches!(self.stage, Stage::Searching { .. } | Stage::Intake)
    }

    /// The day of the report that the right to assistance counts from (Participation Act art. 44(1)).
    pub fn reported_for_right(&self) -> NaiveDate {
        self.assistance_asked_on.unwrap_or(self.reported_on)
    }

    /// The day of the application for assistance.
    pub fn applied_for_right(&self) -> NaiveDate {
        self.assistance_asked_on.unwrap_or(self.applied_on)
    }

    /// The case ended, whether or not the right was decided on by then. `None` when it is closed already: the first reason
    /// stands.
    pub fn close(&self, because: &str, closed_after_decision: bool, today: NaiveDate) -> Option<Self> {
        let stage = Stage::Closed { on: today, because: because.into() };
        self.stage.is_open().then(|| Self { stage, closed_after_decision, ..self.next() })
    }

    /// What ended the case did not hold: the application goes on. `None` when it is open.
    pub fn reopen(&self, intake_complete: bool, today: NaiveDate) -> Option<Self> {
        let stage = if intake_complete { Stage::Complete { on: today } } else { Stage::Intake };
        (!self.stage.is_open()).then(|| Self { stage, ..self.next() }.revoked(&self.stage, today))
    }

    /// With how objections stand; `None` when that is known.
    pub fn objected(&self, objections: Objections) -> Option<Self> {
        (self.objections != Some(objections)).then(|| Self { objections: Some(objections), ..self.next() })
    }

    /// The day on which the case ended.
    pub const fn closed_on(&self) -> Option<NaiveDate> {
        match self.stage {
            Stage::Closed { on, .. } => Some(on),
            Stage::Searching { .. } | Stage::Intake | Stage::Complete { .. } => None,
        }
    }

    pub(super) fn next(&self) -> Self {
        Self { version: self.version + 1, ..self.clone() }
    }

    /// That it is closed.
    pub fn closed(&self) -> Refusal {
        let reason = format!("Aanvraag {} is gesloten. Daar verandert niets meer aan.", self.number);
        Refusal::precondition("application-closed", reason)
    }
}

/// Care that is needed belongs with others (S2 §4.1 point 3).
fn needs_care(facts: &Facts) -> bool {
    facts.yes_no(FactKey::CareNeeded) == Some(true)
}

#[cfg(test)]
mod tests;
