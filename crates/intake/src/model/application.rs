//! An application and what may happen to it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CaseId, Explanation, FactKey, Facts, Municipality, PersonId, Refusal, SearchPeriod};
use serde::{Deserialize, Serialize};

use super::acts::{ActsDone, WorkActs};
use super::again::SeenAgain;
use super::claims::Statement;
use super::completeness::asks_assistance;
use super::decided::ApplicationDecision;
use super::form::{FormRules, form};
use super::gate::AtTheGate;
use super::household::{Partner, Representative};
use super::standing::{self, Recorded, lay, standing};
use super::{CaseNumber, Channel, Level, Reason, SearchResult, Situation, rules};

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

    /// What came of the search period.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] unless it is searching; or when the period still runs, the intake would go on, and the facts as
    /// they stand now have not `lifted` the period (Participation Act art. 41(4), (11)).
    pub fn end_search(&self, result: SearchResult, lifted: bool, today: NaiveDate) -> Result<Self, Refusal> {
        let Stage::Searching { until, intake_complete } = self.stage else {
            return Err(self.not_searching());
        };
        let stage = match result.prevention() {
            Some(because) => Stage::Closed { on: today, because: because.into() },
            None if today <= until && !lifted => {
                let reason = format!(
                    "De zoektermijn loopt tot en met {}. Daarna kan de intake verder.",
                    until.format("%d-%m-%Y")
                );
                return Err(Refusal::precondition("search-period-running", reason));
            }
            None if intake_complete => Stage::Complete { on: today },
            None => Stage::Intake,
        };
        let search_until = self.search_until.filter(|_| !lifted);
        Ok(Self { stage, search: Some(result), search_until, statements: self.statements + 1, ..self.next() })
    }

    /// The search period is over on a day; from the next on it waits for who judges it.
    pub fn search_is_over(&self, today: NaiveDate) -> bool {
        matches!(self.stage, Stage::Searching { until, .. } if until < today)
    }

    /// With why the search period fell away.
    pub fn lifted(self, why: &Explanation, today: NaiveDate) -> Self {
        let (text, source) = (why.text.clone(), why.source.clone());
        Self { search_lifted: Some(SearchLifted { on: today, why: text, source }), ..self }
    }

    /// What the gate, decided anew, means before the intake is complete: a search period falls away, or comes after all
    /// while it is not over yet. `None` when it stays as it is; a period that was judged is not asked again.
    pub fn at_the_gate(&self, until: Option<NaiveDate>, today: NaiveDate) -> Option<(Self, AtTheGate)> {
        let (stage, moved) = match (&self.stage, until) {
            (Stage::Searching { intake_complete: true, .. }, None) => {
                (Stage::Complete { on: today }, AtTheGate::Lifted)
            }
            (Stage::Searching { .. }, None) => (Stage::Intake, AtTheGate::Lifted),
            (Stage::Intake, Some(until)) if self.search_until.is_none() && today <= until => {
                (Stage::Searching { until, intake_complete: false }, AtTheGate::Started(until))
            }
            // Asked beside support, which goes on meanwhile.
            (Stage::Complete { .. }, Some(until))
                if self.asks_beside() && self.search_until.is_none() && today <= until =>
            {
                (Stage::Searching { until, intake_complete: true }, AtTheGate::Started(until))
            }
            _ => return None,
        };
        let (search, search_lifted) = (None, None);
        Some((Self { stage, search_until: until, search, search_lifted, ..self.clone() }, moved))
    }

    /// First day on which it is handled: the application, or the day after the search period.
    pub fn handled_from(&self) -> NaiveDate {
        let after = self.search_until.map(|until| SearchPeriod::until(until).handled_from());
        after.map_or(self.applied_on, |first| first.max(self.applied_on))
    }

    /// The intake is done.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] unless it awaits its intake; or with all contradictions, all questions and acts of the form that it
    /// still waits for, and all that is to be settled first at this `level` of verification.
    pub fn complete_intake(
        &self,
        stated: &Statement,
        history: &[Statement],
        done: &ActsDone,
        asks: &FormRules<'_>,
        level: Option<&Level>,
    ) -> Result<Self, Refusal> {
        let today = stated.day;
        match &self.stage {
            Stage::Intake => {}
            Stage::Searching { .. } => {
                let reason =
                    "De zoektermijn is nog niet afgesloten. Leg eerst vast wat die heeft opgeleverd.";
                return Err(Refusal::precondition("search-not-ended", reason));
            }
            Stage::Complete { .. } => {
                return Err(Refusal::conflict("intake-already-complete", "De intake is al afgerond."));
            }
            Stage::Closed { .. } => return Err(self.closed()),
        }
        let recorded = self.after(stated, history);
        let mut violations = rules::contradictions(&recorded.facts, today);
        violations.extend(form(asks, &recorded.facts).done(done).lacking());
        let all: Vec<_> = history.iter().chain([stated]).cloned().collect();
        // What is not known is not verified either: it is named once.
        let mut left = self.unsettled(&all, level, today);
        left.retain(|one| violations.iter().all(|named| named.field != one.field));
        violations.extend(left);
        if !violations.is_empty() {
            return Err(Refusal::invalid(violations));
        }
        let stage = Stage::Complete { on: today };
        Ok(Self { stage, ..self.with(recorded, self.statements + 1) })
    }

    /// New or changed facts, or facts that were verified; gives the keys that have another value now. `history` is
    /// every earlier statement; without it, while the facts hold by themselves and nothing was verified, it is not seen
    /// whether sources disagree.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is closed, or the facts would contradict each other.
    pub fn record_facts(
        &self,
        stated: &Statement,
        history: &[Statement],
    ) -> Result<(Self, Vec<FactKey>), Refusal> {
        if !self.stage.is_open() {
            return Err(self.closed());
        }
        let recorded = self.after(stated, history);
        let violations = rules::contradictions(&recorded.facts, stated.day);
        if !violations.is_empty() {
            return Err(Refusal::invalid(violations));
        }
        let changed = recorded.changed.clone();
        Ok((self.with(recorded, self.statements + 1), changed))
    }

    /// The facts that hold on a day, by every statement there is.
    pub fn facts_on(&self, history: &[Statement], day: NaiveDate) -> Cow<'_, Facts> {
        if self.facts_until.is_none_or(|until| day <= until) {
            Cow::Borrowed(&self.facts)
        } else {
            Cow::Owned(standing(history, day, day).facts)
        }
    }

    /// With the facts of today, and the keys that have another value now, once some began or lapsed since they were looked
    /// at; `None` while what was known still holds.
    pub fn turned(&self, history: &[Statement], today: NaiveDate) -> Option<(Self, Vec<FactKey>)> {
        self.facts_until.filter(|until| *until < today && self.stage.is_open())?;
        let now = standing(history, today, today);
        let changed = standing::changed(&self.facts, &now.facts);
        let contested = Some(now.contested);
        let turned = Recorded { facts: now.facts, changed, until: now.until, contested };
        let changed = turned.changed.clone();
        Some((self.with(turned, self.statements), changed))
    }

    /// Facts of which sources contradict each other on a day, and nobody has looked into it.
    pub fn contested_on(&self, history: &[Statement], day: NaiveDate) -> Vec<FactKey> {
        standing(history, day, day).contested
    }

    /// Whether it has not been handed over yet to who decides on it.
    pub const fn is_pending(&self) -> bool {
        matches!(self.stage, Stage::Searching { .. } | Stage::Intake)
    }

    /// The facts after one more statement.
    pub fn facts_after(&self, stated: &Statement, history: &[Statement]) -> Facts {
        self.after(stated, history).facts
    }

    fn after(&self, stated: &Statement, history: &[Statement]) -> Recorded {
        let is_whole = i64::try_from(history.len()).is_ok_and(|told| told == self.statements);
        if self.facts_until.is_none() && stated.verified.is_empty() && !is_whole {
            return lay(&self.facts, &stated.claims, stated.day);
        }
        let mut all = history.to_vec();
        all.push(stated.clone());
        let now = standing(&all, stated.day, stated.day);
        let changed = standing::changed(&self.facts, &now.facts);
        Recorded { facts: now.facts, changed, until: now.until, contested: Some(now.contested) }
    }

    /// With what stands now, after so many statements.
    fn with(&self, recorded: Recorded, statements: i64) -> Self {
        let Recorded { facts, until, contested, .. } = recorded;
        let contested = match contested {
            Some(keys) => {
                let since = |key: &FactKey| self.contested.get(key).copied().unwrap_or(statements);
                keys.into_iter().map(|key| (key, since(&key))).collect()
            }
            None => self.contested.clone(),
        };
        let care_signal = needs_care(&facts).then(|| self.care_signal.unwrap_or(statements));
        let assistance_asked_on = self.assistance_asked_by(&facts);
        Self {
            assistance_asked_on,
            facts,
            facts_until: until,
            care_signal,
            contested,
            statements,
            ..self.next()
        }
    }

    /// Since when assistance is asked in a case that ran for support only.
    fn assistance_asked_by(&self, facts: &Facts) -> Option<NaiveDate> {
        match (self.asks_assistance(), asks_assistance(facts)) {
            (false, true) if matches!(self.stage, Stage::Complete { .. }) => {
                facts.get(FactKey::AssistanceRequested).map(|fact| fact.stated_on.max(self.reported_on))
            }
            (true, true) => self.assistance_asked_on,
            _ => None,
        }
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

    fn not_searching(&self) -> Refusal {
        if self.stage.is_open() {
            Refusal::precondition("not-searching", "Er loopt geen zoektermijn voor deze aanvraag.")
        } else {
            self.closed()
        }
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
