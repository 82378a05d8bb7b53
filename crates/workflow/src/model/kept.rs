//! Legal terms that the process keeps: the review and the next talk, as they were planned through time, and those of
//! objections. Timers run on the same days; here is how each came about, on any day.

use ::terms::{Entry, Kind as TermKind, Register, Term};
use chrono::NaiveDate;

use super::process::Process;
use super::state::{Objection, Review};
use super::terms::Terms;

/// The kinds of terms that the process keeps.
pub const KEPT: [TermKind; 5] = [
    TermKind::Review,
    TermKind::Progress,
    TermKind::Objection,
    TermKind::ObjectionDecision,
    TermKind::CommitteeDecision,
];

/// Keeps what is planned after an event.
pub(super) fn follow(process: &mut Process, terms: &Terms, day: NaiveDate) {
    let planned = planned(process, terms);
    process.kept_terms.follow(planned, day);
}

/// The review and the talk that are to come, by what the policy gave when they were planned.
fn planned(process: &Process, terms: &Terms) -> Vec<(String, Term)> {
    let review = match process.review {
        Review::Scheduled { since, due } => Some(by_months(TermKind::Review, (since, due), process, terms)),
        // It waits for the person who holds it.
        Review::Due { .. } => running(&process.kept_terms, TermKind::Review),
        Review::NotPlanned { .. } | Review::Over { .. } => None,
    };
    let talk = process.contact.filter(|_| process.is_guided());
    let talk = talk.map(|talk| by_months(TermKind::Progress, (talk.on, talk.next_by), process, terms));
    review.into_iter().chain(talk).map(|term| (String::new(), term)).collect()
}

fn running(kept: &Register, kind: TermKind) -> Option<Term> {
    let runs = |entry: &&Entry| entry.term.kind() == kind && entry.term.ended_on().is_none();
    kept.entries().iter().rfind(runs).map(|entry| entry.term.clone())
}

/// Of as many months as the policy gives.
fn by_months(kind: TermKind, days: (NaiveDate, NaiveDate), process: &Process, terms: &Terms) -> Term {
    let category = process.category.assignment().filter(|_| kind == TermKind::Review);
    let (number, of) = match category {
        Some(assignment) => (assignment.review_months, format!(", {}", terms.label(&assignment.key))),
        None => (terms.review_months, String::new()),
    };
    let source = format!("{}{of}", terms.document);
    Term::planned(kind, days, Some(number.max(1)), &source)
}

impl Process {
    /// The day on which what is to come was planned.
    pub fn planned_on(&self) -> Option<NaiveDate> {
        match self.review {
            Review::Scheduled { since, .. } => Some(since),
            _ => self.contact.map(|contact| contact.on),
        }
    }

    /// Every term that the process keeps. What an earlier version planned and did not keep is known since that day, by the
    /// policy of then.
    pub fn legal_terms(&self, of_then: Option<&Terms>) -> Vec<Entry> {
        let mut kept = self.kept_terms.clone();
        if let Some((day, terms)) = self.planned_on().zip(of_then) {
            kept.follow(planned(self, terms), day);
        }
        kept.entries().iter().cloned().chain(self.of_objections()).collect()
    }

    fn of_objections(&self) -> impl Iterator<Item = Entry> {
        self.objections.iter().flat_map(|file| {
            let (receipt, about) = (&file.receipt, file.id.to_string());
            let to_object = receipt.in_time_term.as_deref();
            // It can come before the decision was made known (Awb art. 6:10).
            let to_object = to_object.and_then(|term| term.end(receipt.received_on.max(term.start())).ok());
            // An earlier version kept the day of the last step only.
            let decided = file.decided_on.or(match &file.state {
                Objection::Decided { since, .. } | Objection::Appealed { since, .. } => Some(*since),
                _ => None,
            });
            let to_decide = receipt.decide_term.as_deref().map(|term| match decided {
                Some(day) => term.end(day.max(term.start())).unwrap_or_else(|_| term.clone()),
                None => term.clone(),
            });
            let known_on = receipt.received_on;
            to_object.into_iter().chain(to_decide).map(move |term| Entry {
                about: about.clone(),
                known_on,
                term,
            })
        })
    }
}
