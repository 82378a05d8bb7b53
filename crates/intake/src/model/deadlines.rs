//! The legal clock of an application: by when it is decided, what was asked to complete it, and what is noticed when
//! time passes.

mod advance;
mod ages;
mod evidence;
mod expiry;
mod notice;
mod recheck;
mod reopening;
mod supplied;
mod time;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CaseId, FactKey, Facts, Municipality, PersonId, Refusal, SignalKind, day_in_dutch};
use policy::{National, TaskTerms};
use serde::{Deserialize, Serialize};
use terms::{Calendar, Extension, Kind, Reason, Register, Stopping, Term};

use super::{Application, Document, SearchLifted, Stage};

use advance::AdvanceSettled;
pub use advance::NoAdvance;
pub use ages::young_by_law;
pub use evidence::{Asking, EvidenceRequest, Receipt};
pub use expiry::Evidence;
pub use notice::DefaultNotice;
use recheck::Recheck;
pub use supplied::{Outstanding, Supplied};

/// What a deadline is counted and warned by.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    pub national: &'a National,
    pub calendar: &'a Calendar,
    /// How long tasks may take; so long before a last day someone is warned.
    pub tasks: &'a TaskTerms,
    pub today: NaiveDate,
}

/// The deadlines of one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadlines {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// When the application was registered: what was so before is not noticed.
    pub opened_on: NaiveDate,
    /// Whether the case is open.
    pub open: bool,
    /// The search period, where there was one.
    pub search: Option<Term>,
    /// To decide on the application (Awb art. 4:13).
    pub decision: Term,
    /// Each time that there was another decision to take, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reopened: Vec<Reopened>,
    /// Assistance is asked: while nothing is decided an advance is due (Participation Act art. 52).
    #[serde(default)]
    pub assistance: bool,
    /// Since when assistance is asked in a case that ran for support only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assistance_since: Option<NaiveDate>,
    /// What was done about an advance, by term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advances_settled: Vec<AdvanceSettled>,
    /// What was asked to complete the application, oldest first.
    pub requests: Vec<EvidenceRequest>,
    /// What shows a fact to be true, where that is valid until a day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<FactKey, Evidence>,
    /// Until when each fact was shown, through time.
    #[serde(default, skip_serializing_if = "Register::is_empty")]
    pub evidence_terms: Register,
    /// Notices of default, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<DefaultNotice>,
    pub raised: Vec<Raised>,
    /// When the facts are verified again; `None`: not by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck: Option<Recheck>,
    /// The first day on which other facts hold by themselves: one begins or lapses; `None`: not by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turns_on: Option<NaiveDate>,
    /// The next day on which something is due.
    pub wakes_on: Option<NaiveDate>,
    /// Counts changes, from 1.
    pub version: i64,
}

/// From then on there is another decision to take: one was revoked after an objection, or assistance was asked in a case that
/// ran for support only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// The decision term as it ended before.
    pub decision: Term,
    /// How many requests belong to that decision; they say nothing about the new one.
    pub requests: usize,
    /// The objection after which it is decided anew while the application is open: what was granted goes on meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<String>,
}

/// A signal that was raised; each kind and subject once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    pub kind: SignalKind,
    /// What it is about, without personal data.
    pub subject: String,
    /// Last day to see to it; `None` where it may not be told, or there is none.
    pub due_on: Option<NaiveDate>,
    /// It is no longer so.
    pub settled: bool,
    /// The case ended and went on after it: where it still holds it is raised once more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forgotten: bool,
}

impl Deadlines {
    /// Those of a new application. `None` when the law of that day is not known.
    pub fn open(application: &Application, law: Law<'_>) -> Option<Self> {
        let search = search(application);
        let opened = Self {
            case: application.case,
            person: application.person,
            municipality: application.municipality.clone(),
            opened_on: law.today,
            open: true,
            search,
            decision: decision_from(handled_from(application, law), application.applied_on, law)?,
            reopened: Vec::new(),
            assistance: application.asks_assistance(),
            assistance_since: None,
            advances_settled: Vec::new(),
            requests: Vec::new(),
            evidence: BTreeMap::new(),
            evidence_terms: Register::default(),
            notices: Vec::new(),
            raised: Vec::new(),
            recheck: None,
            turns_on: None,
            wakes_on: None,
            version: 1,
        };
        Some(opened.closing(application, law).turning(application).scheduled(&application.facts, law))
    }

    /// What a change of the application means: it closed, its search ended sooner, or what was asked is there.
    pub fn follow(&self, application: &Application, law: Law<'_>) -> Self {
        self.searched(application, law)
            .asked_beside(application, law)
            .answered_by(&application.facts, law)
            .closing(application, law)
            .turning(application)
            .scheduled(&application.facts, law)
    }

    /// With the day on which its facts turn by themselves.
    pub fn turning(self, application: &Application) -> Self {
        Self { turns_on: application.facts_until.and_then(|until| until.succ_opt()), ..self }
    }

    /// What the search period is now, and from when the application is handled.
    fn searched(&self, application: &Application, law: Law<'_>) -> Self {
        let searches = matches!(application.stage, Stage::Searching { .. });
        let mut next = Self { assistance: application.asks_assistance(), ..self.clone() };
        // Another one than was over before: assistance was asked beside support.
        if searches && next.search.as_ref().is_none_or(|term| term.ended_on().is_some()) {
            next.search = search(application);
        }
        if let Some(term) = next.search.as_ref().filter(|_| !searches) {
            next.search = Some(term.ended_for(law.today, why_no_search(application)));
        }
        let from = handled_from(application, law);
        let at_the_gate = searches || application.search_until.is_none();
        // Of assistance that is asked beside support, see `asked_beside`.
        let beside = application.asks_beside();
        let runs = next.decision.ended_on().is_none() && next.reopened.is_empty() && !beside;
        // The gate was decided anew: an exception holds from the application, whenever it was recorded.
        if at_the_gate && runs && next.decision.start() != from {
            let moved = next.counted_from(from, law);
            return Self { decision: after_search(moved.decision.clone(), application.applied_on), ..moved };
        }
        next
    }

    /// A document can be read: what that means for the request that it came for, and for what it proves.
    pub fn with_document(&self, document: &Document, facts: &Facts, law: Law<'_>) -> Self {
        let mut next = self.clone();
        if let Some(number) = document.request {
            next = next.supplied(number, Supplied::of(document), facts, law);
        }
        if let Some(until) = document.valid_until {
            next = next.brought(&document.facts, &Evidence::document(document.id, until), law.today);
        }
        next.scheduled(facts, law)
    }

    /// Facts were found to be true, each by what shows it; `None` where that does not expire.
    pub fn with_found(self, found: &[(FactKey, Option<Evidence>)], facts: &Facts, law: Law<'_>) -> Self {
        if found.is_empty() {
            return self;
        }
        let add =
            |next: Self, (key, by): &(FactKey, Option<Evidence>)| next.verified(*key, by.clone(), law.today);
        found.iter().fold(self, add).scheduled(facts, law)
    }

    /// The application was decided on. `None` when that was known.
    pub fn decided(&self, facts: &Facts, law: Law<'_>) -> Option<Self> {
        if self.decision.ended_on().is_some() {
            return None;
        }
        let decision = self.decision.end(law.today.max(self.decision.start())).ok()?;
        Some(Self { decision, ..self.clone() }.scheduled(facts, law))
    }

    /// The decision comes later, as the applicant is told today (Awb art. 4:14).
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the case is closed, or by [`Term::extend`].
    pub fn extend(
        &self,
        until: NaiveDate,
        reason: &str,
        facts: &Facts,
        law: Law<'_>,
    ) -> Result<Self, Refusal> {
        self.is_running()?;
        let extension = Extension { until, told_on: law.today, reason: reason.to_owned() };
        let decision = self.decision.extend(extension, law.calendar)?;
        Ok(Self { decision, ..self.clone() }.scheduled(facts, law))
    }

    /// The decision term stops for a reason other than missing evidence (Awb art. 4:15).
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the case is closed, or by [`Term::stop`].
    pub fn suspend(&self, stopping: Stopping, facts: &Facts, law: Law<'_>) -> Result<Self, Refusal> {
        self.is_running()?;
        let decision = self.decision.stop(stopping, law.calendar)?;
        Ok(Self { decision, ..self.clone() }.scheduled(facts, law))
    }

    /// The decision term goes on, with `from` as the first day that counts.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the case is closed, or by [`Term::resume`].
    pub fn resume(
        &self,
        reason: terms::StopReason,
        from: NaiveDate,
        facts: &Facts,
        law: Law<'_>,
    ) -> Result<Self, Refusal> {
        self.is_running()?;
        let decision = self.decision.resume(reason, from, law.today)?;
        Ok(Self { decision, ..self.clone() }.scheduled(facts, law))
    }

    /// With the next version; `None` when it is as it was.
    pub fn since(self, before: &Self) -> Option<Self> {
        let unchanged = Self { version: before.version, ..self.clone() } == *before;
        (!unchanged).then(|| Self { version: before.version + 1, ..self })
    }

    /// Refuses when there is nothing to decide any more.
    fn is_running(&self) -> Result<(), Refusal> {
        if !self.open {
            let reason = "De aanvraag is gesloten. Er loopt geen beslistermijn meer.";
            return Err(Refusal::precondition("application-closed", reason));
        }
        if self.decision.ended_on().is_some() {
            let reason = "Over de aanvraag is al beslist. Er loopt geen beslistermijn meer.";
            return Err(Refusal::precondition("application-decided", reason));
        }
        Ok(())
    }

    /// A closed case has nothing to decide and nothing to notice.
    fn closing(self, application: &Application, law: Law<'_>) -> Self {
        if application.stage.is_open() {
            return if self.open { self } else { self.goes_on(law) };
        }
        let ended = self.decision.end(law.today.max(self.decision.start()));
        let decision = match self.decision.ended_on() {
            None => ended.unwrap_or_else(|_| self.decision.clone()),
            Some(_) => self.decision.clone(),
        };
        Self { open: false, decision, ..self }
    }
}

const SEARCH: &str = "Participatiewet art. 41 lid 4";

fn search(application: &Application) -> Option<Term> {
    let until = application.search_until?;
    Term::until(Kind::Search, application.at_the_report().1, until, SEARCH).ok()
}

/// Why nobody searches any more.
fn why_no_search(application: &Application) -> Reason {
    let source = SEARCH.to_owned();
    match (&application.search_lifted, application.search) {
        (Some(SearchLifted { why, source, .. }), _) => {
            Reason { text: format!("Hij verviel. {why}"), source: source.clone() }
        }
        (None, Some(result)) => Reason { text: format!("{}.", result.dutch()), source },
        (None, None) => Reason { text: "De aanvraag is gesloten.".into(), source },
    }
}

/// From when the decision term counts: the application, or the first day after the search period that the law asks, for
/// before it the application is not handled. A search period that only the policy asks stops no term of law.
fn handled_from(application: &Application, law: Law<'_>) -> NaiveDate {
    let by_law = young_by_law(&application.facts, application.reported_on, law.national);
    if by_law { application.handled_from() } else { application.applied_on }
}

/// The term to decide on what was asked on a day, when it is handled from another. `None` when the law of that day is not known.
fn decision_from(from: NaiveDate, asked_on: NaiveDate, law: Law<'_>) -> Option<Term> {
    let term = Term::by_law(Kind::Decision, from, law.national).ok()?;
    Some(after_search(term, asked_on))
}

/// A decision term with why it begins later than what was asked: the search period that the law asks goes first.
fn after_search(term: Term, asked_on: NaiveDate) -> Term {
    if term.start() <= asked_on {
        return term;
    }
    let from = day_in_dutch(term.start());
    let text = format!("Na de zoektermijn kan de aanvraag worden behandeld, vanaf {from}.");
    term.begun_by(Reason { text, source: SEARCH.into() })
}

#[cfg(test)]
mod tests;
