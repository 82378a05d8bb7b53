//! Another decision in the same case: anew after an objection was upheld (Awb art. 7:11(2)), or on assistance that was asked
//! while the case ran for support only.

use chrono::NaiveDate;
use domain::{Facts, SearchPeriod, SignalKind};
use terms::{Kind, Reason, Term};

use super::{
    Application, Deadlines, EvidenceRequest, Law, Raised, Reopened, Stage, decision_from, young_by_law,
};
use crate::model::ApplicationDecision;

impl Deadlines {
    /// What closed the application did not hold: there is one to decide anew, and what was dropped when it closed is
    /// noticed again where it still holds.
    pub(super) fn goes_on(mut self, law: Law<'_>) -> Self {
        self.open = true;
        // Its day went on when it was raised: nobody else would ask it again.
        let recheck = self.recheck.and_then(|_| {
            let kind = SignalKind::RiskRecheck;
            self.raised.iter().rfind(|raised| raised.kind == kind && raised.settled).cloned()
        });
        self.raised.iter_mut().filter(|raised| raised.settled).for_each(|raised| raised.forgotten = true);
        self.raised.extend(recheck.map(|raised| Raised { settled: false, forgotten: false, ..raised }));
        self.anew(None, law)
    }

    /// An objection against the decision on an application that is open was upheld: it is decided anew, with a term of its
    /// own. `None` while the decision is still to come, and once it began for this objection.
    pub fn decided_anew(&self, objection: &str, facts: &Facts, law: Law<'_>) -> Option<Self> {
        let began = self.reopened.iter().any(|one| one.objection.as_deref() == Some(objection));
        (self.open && self.decision.ended_on().is_some() && !began)
            .then(|| self.clone().anew(Some(objection.to_owned()), law).scheduled(facts, law))
    }

    /// Whether the decision that runs, or ran last, is one anew after an objection: what was granted before goes on meanwhile.
    /// What is asked after it is no decision anew.
    pub fn is_decided_anew(&self) -> bool {
        self.reopened.last().is_some_and(|reopened| reopened.objection.is_some())
    }

    /// Whether a decision of before was taken anew, and so was taken.
    pub fn was_decided(&self) -> bool {
        self.reopened.iter().any(|reopened| reopened.objection.is_some())
    }

    /// Whether what the case asked first was decided on: support that ran before assistance was asked was.
    pub fn is_decided_on(&self) -> bool {
        self.decision.ended_on().is_some() || self.was_decided() || self.assistance_since.is_some()
    }

    /// Assistance is asked in a case that ran for support only, or not any more: that is an application of its own, with a
    /// term of its own (Awb art. 4:13).
    pub(super) fn asked_beside(mut self, application: &Application, law: Law<'_>) -> Self {
        let since = application.assistance_asked_on;
        let term = since.and_then(|day| term_beside(application, day, law));
        if since == self.assistance_since {
            // The gate was decided anew, and nothing was asked of the applicant that stopped the term. A search period that
            // was judged is not asked again, whoever joins the household later.
            let searches = matches!(application.stage, Stage::Searching { .. });
            let at_the_gate = searches || application.search_until.is_none();
            let moved = term.filter(|term| {
                let runs = self.decision.ended_on().is_none() && self.decision.kind() == Kind::Decision;
                at_the_gate && runs && self.asked_now().is_empty() && self.decision.start() != term.start()
            });
            self.decision = moved.unwrap_or(self.decision);
            return self;
        }
        self.assistance_since = since;
        let because = |text: &str| Reason { text: text.into(), source: "Awb art. 4:13".into() };
        match term {
            Some(asked) => {
                let before = std::mem::replace(&mut self.decision, asked);
                let text = "Er is ook bijstand gevraagd. Daarvoor loopt een eigen termijn.";
                let decision = before.ended_for(law.today, because(text));
                self.reopened.push(Reopened { decision, requests: self.requests.len(), objection: None });
            }
            None => {
                let text = "De aanvraag om bijstand loopt niet meer.";
                self.decision = self.decision.ended_for(law.today, because(text));
            }
        }
        self
    }

    fn anew(mut self, objection: Option<String>, law: Law<'_>) -> Self {
        if let Ok(anew) = Term::by_law(Kind::NewDecision, law.today, law.national) {
            let decision = std::mem::replace(&mut self.decision, anew);
            self.reopened.push(Reopened { decision, requests: self.requests.len(), objection });
        }
        self
    }

    /// With the requests as they were known on a day.
    pub fn as_asked_on(&self, day: NaiveDate, requests: impl Iterator<Item = EvidenceRequest>) -> Self {
        let reopened = self.reopened.iter().zip(self.reopened_on()).filter(|(_, on)| *on <= day);
        Self {
            requests: requests.collect(),
            reopened: reopened.map(|(reopened, _)| reopened.clone()).collect(),
            ..self.clone()
        }
    }

    /// The day of each time that the application went on: that of the decision term that began with it.
    fn reopened_on(&self) -> impl Iterator<Item = NaiveDate> {
        let later = self.reopened.iter().skip(1).map(|reopened| reopened.decision.start());
        later.chain([self.decision.start()])
    }

    /// The decision term as it was on a day: that of a decision that was revoked later ran until then.
    pub fn decision_on(&self, day: NaiveDate) -> &Term {
        let begun = self.decisions().rfind(|term| term.start() <= day);
        begun.or_else(|| self.decisions().next()).unwrap_or(&self.decision)
    }

    /// The term of each decision that was to take, oldest first.
    pub fn decisions(&self) -> impl DoubleEndedIterator<Item = &Term> {
        self.reopened.iter().map(|reopened| &reopened.decision).chain([&self.decision])
    }

    /// The decision terms that began by a day: none that fell away with its search before it began.
    pub fn decisions_begun(&self, day: NaiveDate) -> impl Iterator<Item = &Term> {
        let searched = self.search.as_ref().and_then(Term::ended_on);
        self.decisions().filter(move |term| {
            let at_once = term.ended_on() == Some(term.start());
            term.start() <= day && !(at_once && searched.is_some_and(|on| on < term.start()))
        })
    }

    /// The decision term that was known on a day to begin after it, once the search period that the law asks is over.
    pub fn decision_ahead(&self, day: NaiveDate) -> Option<&Term> {
        let searches = self.search.as_ref().is_some_and(|term| term.ended_on().is_none_or(|on| day < on));
        // What ended before it began ended with its search: it was ahead until then.
        let stood = |term: &Term| searches || term.ended_on().is_none_or(|on| term.start() < on);
        let ahead = |term: &Term| term.kind() == Kind::Decision && day < term.start() && stood(term);
        let asked_beside = self.assistance_since.is_some_and(|since| since <= day);
        let known = |place: usize| place == 0 || asked_beside;
        self.decisions()
            .enumerate()
            .filter(|&(place, term)| known(place) && ahead(term))
            .last()
            .map(|(_, term)| term)
    }
}

/// The term for the decision on assistance that was asked beside support: from its report, or from after the search period
/// that the law asks; anew from today where it had been left, and that did not hold.
fn term_beside(application: &Application, asked_on: NaiveDate, law: Law<'_>) -> Option<Term> {
    let taken_up = |decision: &ApplicationDecision| {
        decision.beside_since == Some(asked_on) && decision.fell_on.is_some()
    };
    if let Some(day) =
        application.decisions.last().filter(|last| taken_up(last)).and_then(|last| last.fell_on)
    {
        return Term::by_law(Kind::NewDecision, day, law.national).ok();
    }
    let searched =
        application.search_until.filter(|_| young_by_law(&application.facts, asked_on, law.national));
    let from = searched.map_or(asked_on, |until| SearchPeriod::until(until).handled_from().max(asked_on));
    decision_from(from, asked_on, law)
}
