//! The terms of an application as they were known on a day.

use chrono::NaiveDate;
use domain::{FactKey, Facts};
use policy::National;
use proto::day_text;
use proto::intake::v1 as pb;
use terms::{Calendar, Line, State, Term};

use crate::model::{Application, Deadlines, EvidenceRequest, Outstanding, Supplied};

/// By what and for which day terms are shown.
pub struct Shown<'a> {
    pub calendar: &'a Calendar,
    pub national: &'a National,
    pub day: NaiveDate,
}

impl Shown<'_> {
    /// `missing`: what the application lacks today.
    pub fn response(
        &self,
        application: &Application,
        deadlines: Option<&Deadlines>,
        missing: &[FactKey],
    ) -> pb::GetTermsResponse {
        // No matter whether the clock has looked at it since: what is over on this day is over.
        let known = deadlines
            .filter(|deadlines| deadlines.opened_on <= self.day)
            .map(|deadlines| deadlines.caught_up(self.day, self.calendar));
        let requests: Vec<_> = known
            .iter()
            .flat_map(|deadlines| &deadlines.requests)
            .filter(|request| request.term.start() <= self.day)
            .collect();
        pb::GetTermsResponse {
            case_id: application.case.to_string(),
            on_day: day_text(self.day),
            terms: known.as_ref().map(|deadlines| self.terms(deadlines, &requests)).unwrap_or_default(),
            requests: requests.iter().map(|request| self.request(request, &application.facts)).collect(),
            missing: missing.iter().map(|key| key.code().into()).collect(),
        }
    }

    fn terms(&self, deadlines: &Deadlines, requests: &[&EvidenceRequest]) -> Vec<pb::LegalTerm> {
        let decision = deadlines.decision_on(self.day);
        let earlier = deadlines.reopened.iter().map(|reopened| &reopened.decision);
        let decisions = earlier.chain([&deadlines.decision]).filter(|term| term.start() <= decision.start());
        let mut shown: Vec<_> =
            deadlines.search.iter().chain(decisions).map(|term| self.term(term, 0)).collect();
        let advances = deadlines.advances(self.day, self.calendar, self.national);
        shown.extend(advances.iter().filter(|term| term.start() <= self.day).map(|term| self.term(term, 0)));
        shown.extend(requests.iter().map(|request| self.term(&self.ended(request), request.number)));
        let undecided = decision.ended_on().is_none_or(|ended| ended > self.day);
        if let Some(request) = requests.last().filter(|_| undecided) {
            let as_of = deadlines.as_asked_on(self.day, requests.iter().map(|request| self.as_of(request)));
            let left = as_of.leave_by_on(self.day, self.calendar, self.national);
            shown.extend(left.map(|term| self.term(&term, request.number)));
        }
        shown
    }

    /// The recovery term is done when everything is there.
    fn ended(&self, request: &EvidenceRequest) -> Term {
        let complete = request.receipts.iter().find(|receipt| receipt.complete);
        let ended = complete.and_then(|receipt| request.term.end(receipt.on).ok());
        ended.unwrap_or_else(|| request.term.clone())
    }

    /// A request as it was known on the day.
    fn as_of(&self, request: &EvidenceRequest) -> EvidenceRequest {
        let mut known = request.clone();
        known.receipts.retain(|receipt| receipt.recorded_on <= self.day);
        known.supplied.retain(|document| document.on <= self.day);
        known.passed = request.is_over(self.day, self.calendar);
        known
    }

    fn term(&self, term: &Term, request: u32) -> pb::LegalTerm {
        let (state, due, since) = match term.state(self.day, self.calendar) {
            State::Running { due } => ("running", Some(due), None),
            State::Over { due } => ("over", Some(due), None),
            State::Stopped { since } => ("stopped", None, Some(since)),
            State::Ended { on, .. } => ("ended", term.known(self.day).due(self.calendar), Some(on)),
        };
        pb::LegalTerm {
            kind: term.kind().code().into(),
            started_on: day_text(term.start()),
            state: state.into(),
            due_on: due.map(day_text).unwrap_or_default(),
            since: since.map(day_text).unwrap_or_default(),
            request,
            lines: term.explain(self.day, self.calendar).into_iter().map(line).collect(),
        }
    }

    fn request(&self, request: &EvidenceRequest, facts: &Facts) -> pb::EvidenceRequest {
        let known = self.as_of(request);
        let state = match (known.is_answered(), known.passed) {
            (true, _) => "answered",
            (false, true) => "passed",
            (false, false) => "running",
        };
        let outstanding = if known.is_answered() { Outstanding::default() } else { known.outstanding(facts) };
        pb::EvidenceRequest {
            number: known.number,
            asked_on: day_text(known.term.start()),
            asked_by: known.asked_by.clone(),
            facts: codes(&known.facts),
            documents: known.documents.clone(),
            until: day_text(known.until(self.calendar)),
            state: state.into(),
            receipts: known
                .receipts
                .iter()
                .map(|receipt| pb::EvidenceReceipt {
                    received_on: day_text(receipt.on),
                    recorded_on: day_text(receipt.recorded_on),
                    recorded_by: receipt.recorded_by.clone(),
                    complete: receipt.complete,
                })
                .collect(),
            supplied: known.supplied.iter().map(supplied).collect(),
            outstanding_facts: codes(&outstanding.facts),
            outstanding_documents: outstanding.documents,
        }
    }
}

fn codes<'k>(keys: impl IntoIterator<Item = &'k FactKey>) -> Vec<String> {
    keys.into_iter().map(|key| key.code().into()).collect()
}

fn supplied(one: &Supplied) -> pb::SuppliedDocument {
    pb::SuppliedDocument {
        document_id: one.document.to_string(),
        received_on: day_text(one.on),
        proves: codes(&one.facts),
        answers: one.named.iter().cloned().collect(),
    }
}

fn line(line: Line) -> pb::TermLine {
    pb::TermLine {
        text: line.text,
        source: line.source,
        day: line.day.map(day_text).unwrap_or_default(),
        days: line.days.and_then(|days| u32::try_from(days).ok()),
    }
}
