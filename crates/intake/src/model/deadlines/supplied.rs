//! Documents that came for a request to complete an application. What makes everything be there is the documents
//! themselves: nobody has to say so, and the term goes on from the day on which the last one was received.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{FactKey, Facts, Violation};
use serde::{Deserialize, Serialize};

use super::{Deadlines, EvidenceRequest, Law, Receipt};
use crate::model::{Document, DocumentId};

/// A document that came for a request and can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplied {
    pub document: DocumentId,
    /// The day on which it was received.
    pub on: NaiveDate,
    /// Facts that it proves.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub facts: BTreeSet<FactKey>,
    /// Those of the documents that were asked that it is.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub named: BTreeSet<String>,
}

impl Supplied {
    pub fn of(document: &Document) -> Self {
        Self {
            document: document.id,
            on: document.received_on,
            facts: document.facts.clone(),
            named: document.answers.clone(),
        }
    }
}

/// What was asked and has not come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outstanding {
    pub facts: Vec<FactKey>,
    pub documents: Vec<String>,
}

impl Outstanding {
    pub const fn is_nothing(&self) -> bool {
        self.facts.is_empty() && self.documents.is_empty()
    }
}

impl EvidenceRequest {
    /// What has not come, given the facts that are known.
    pub fn outstanding(&self, facts: &Facts) -> Outstanding {
        let proven = |key: &FactKey| self.supplied.iter().any(|one| one.facts.contains(key));
        let came = |name: &String| self.supplied.iter().any(|one| one.named.contains(name));
        let lacking = self.facts.iter().filter(|key| facts.get(**key).is_none() && !proven(key));
        Outstanding {
            facts: lacking.copied().collect(),
            documents: self.documents.iter().filter(|name| !came(name)).cloned().collect(),
        }
    }

    /// Which of the documents that were asked a new one is. One that answers nothing by itself is the only one that was
    /// asked.
    ///
    /// # Errors
    ///
    /// A [`Violation`] when it names what was not asked, or nothing says what it answers.
    pub fn answered_with(
        &self,
        named: &BTreeSet<String>,
        proves: &BTreeSet<FactKey>,
    ) -> Result<BTreeSet<String>, Violation> {
        if named.iter().any(|name| !self.documents.contains(name)) {
            let reason = "staat niet in het verzoek: noem een stuk zoals het daar staat";
            return Err(Violation::new("answers", reason, "answers-what-was-asked"));
        }
        if !named.is_empty() || self.facts.iter().any(|key| proves.contains(key)) {
            return Ok(named.clone());
        }
        match &self.documents[..] {
            [only] => Ok(BTreeSet::from([only.clone()])),
            _ => {
                let reason = "ontbreekt: noem welk stuk uit het verzoek dit is, of welk gegeven het bewijst";
                Err(Violation::new("answers", reason, "answers-something"))
            }
        }
    }

    /// The day on which the last of what was asked came, when nothing is outstanding. What a source said before it was asked
    /// comes on the day that it is recorded.
    pub(super) fn complete_on(&self, facts: &Facts, today: NaiveDate) -> NaiveDate {
        let proven = |key: &FactKey| self.supplied.iter().any(|one| one.facts.contains(key));
        let by_fact = self.facts.iter().filter(|key| !proven(key)).filter_map(|key| facts.get(*key));
        let came = |on: NaiveDate| if on < self.term.start() { today } else { on };
        let days = by_fact.map(|fact| came(fact.stated_on)).chain(self.supplied.iter().map(|one| one.on));
        days.max().unwrap_or(today).min(today).max(self.term.start())
    }
}

impl Deadlines {
    /// A request by its number.
    pub fn request(&self, number: u32) -> Option<&EvidenceRequest> {
        self.requests.iter().find(|request| request.number == number)
    }

    /// A document that came for a request can be read. When nothing is outstanding any more the request is answered, on
    /// the day on which the last document was received: that a scanner looked at it later costs the applicant nothing.
    pub fn supplied(&self, number: u32, supplied: Supplied, facts: &Facts, law: Law<'_>) -> Self {
        let mut next = self.clone();
        let Some(request) = next.requests.iter_mut().find(|request| request.number == number) else {
            return next;
        };
        if request.supplied.iter().any(|known| known.document == supplied.document) {
            return next;
        }
        request.supplied.push(supplied);
        let is_over = request.is_answered() || !request.outstanding(facts).is_nothing();
        let on = request.complete_on(facts, law.today);
        if is_over || self.is_running().is_err() {
            return next;
        }
        let receipt = Receipt {
            on,
            recorded_on: law.today,
            recorded_by: "intake".into(),
            complete: true,
            by_facts: true,
        };
        next.with_receipt(number, receipt, law).map_or(next, |answered| answered.scheduled(facts, law))
    }
}
