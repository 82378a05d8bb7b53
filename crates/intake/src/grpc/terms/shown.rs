//! The terms of an application as they were known on a day.

use chrono::NaiveDate;
use domain::{FactKey, Facts};
use policy::National;
use proto::day_text;
use proto::intake::v1 as pb;
use proto::terms::v1::LegalTerm;
use service::legal_term;
use terms::{Calendar, Entry, Term};

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
        let known = self.known(deadlines);
        let requests = known.as_ref().map(|known| self.requests(known)).unwrap_or_default();
        pb::GetTermsResponse {
            case_id: application.case.to_string(),
            on_day: day_text(self.day),
            terms: known
                .iter()
                .flat_map(|deadlines| self.terms(deadlines, &requests))
                .map(|(term, request)| LegalTerm { request, ..legal_term(&term, self.day, self.calendar) })
                .collect(),
            requests: requests.iter().map(|request| self.request(request, &application.facts)).collect(),
            missing: missing.iter().map(|key| key.code().into()).collect(),
        }
    }

    /// Everything that the clock of the application counts, and for how long its facts were shown.
    pub fn entries(&self, deadlines: Option<&Deadlines>) -> Vec<Entry> {
        let Some(known) = self.known(deadlines) else { return Vec::new() };
        let requests = self.requests(&known);
        let of_request = |number: u32| if number == 0 { String::new() } else { number.to_string() };
        let counted = self.terms(&known, &requests).into_iter();
        let counted = counted.map(|(term, request)| Entry {
            about: of_request(request),
            known_on: term.start().min(self.day),
            term,
        });
        counted.chain(known.evidence_terms()).collect()
    }

    /// As it was known on the day. No matter whether the clock has looked at it since: what is over on this day is over.
    fn known(&self, deadlines: Option<&Deadlines>) -> Option<Deadlines> {
        let opened = deadlines.filter(|deadlines| deadlines.opened_on <= self.day);
        opened.map(|deadlines| deadlines.caught_up(self.day, self.calendar))
    }

    fn requests<'k>(&self, known: &'k Deadlines) -> Vec<&'k EvidenceRequest> {
        known.requests.iter().filter(|request| request.term.start() <= self.day).collect()
    }

    /// Each with the number of the request that it belongs to; nought where that is none.
    fn terms(&self, deadlines: &Deadlines, requests: &[&EvidenceRequest]) -> Vec<(Term, u32)> {
        let decision = deadlines.decision_on(self.day);
        let begun = deadlines.decisions_begun(self.day);
        let decisions = begun.chain(deadlines.decision_ahead(self.day));
        let search = deadlines.search.iter().filter(|term| term.start() <= self.day);
        let mut shown: Vec<_> = search.chain(decisions).map(|term| (term.clone(), 0)).collect();
        let advances = deadlines.advances(self.day, self.calendar, self.national);
        shown.extend(advances.into_iter().filter(|term| term.start() <= self.day).map(|term| (term, 0)));
        let noticed = deadlines.notices.iter().filter(|notice| notice.recorded_on <= self.day);
        shown.extend(noticed.map(|notice| (notice.term.clone(), 0)));
        shown.extend(requests.iter().map(|request| (self.ended(request), request.number)));
        let undecided = decision.ended_on().is_none_or(|ended| ended > self.day);
        if let Some(request) = requests.last().filter(|_| undecided) {
            let as_of = deadlines.as_asked_on(self.day, requests.iter().map(|request| self.as_of(request)));
            let left = as_of.leave_by_on(self.day, self.calendar, self.national);
            shown.extend(left.map(|term| (term, request.number)));
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
