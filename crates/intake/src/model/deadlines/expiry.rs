//! Evidence that is valid until a day: someone is told ahead of it, and newer evidence settles that.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use domain::FactKey;
use serde::{Deserialize, Serialize};
use terms::{Entry, Kind, Register, Term};

use super::{Deadlines, Law};
use crate::model::DocumentId;

/// How the subject of a document begins.
const DOCUMENT: &str = "document-";

/// What shows a fact to be true, for as long as it is valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What a signal about it is about, without personal data: the document, or the statement that holds the claim.
    pub subject: String,
    /// The last day on which it is valid.
    pub until: NaiveDate,
}

impl Evidence {
    pub fn document(document: DocumentId, until: NaiveDate) -> Self {
        Self { subject: format!("{DOCUMENT}{document}"), until }
    }

    /// A claim of a statement, by the number of that.
    pub fn claim(number: i64, until: NaiveDate) -> Self {
        Self { subject: format!("statement-{number}"), until }
    }
}

impl Evidence {
    /// What says until when it is valid, as a person reads it.
    fn source(&self) -> &'static str {
        if self.subject.starts_with(DOCUMENT) { "het bewijsstuk" } else { "de vastgelegde opgave" }
    }
}

/// The day on which the fact was shown until that day, where it still is.
fn began(kept: &Register, fact: &str, until: NaiveDate) -> Option<NaiveDate> {
    let same = |entry: &&Entry| {
        let term = &entry.term;
        entry.about == fact && term.ended_on().is_none() && term.last_given() == Some(until)
    };
    kept.entries().iter().find(same).map(|entry| entry.term.start())
}

impl Deadlines {
    /// Someone found a fact to be true: what showed it takes the place of what did before. `None` when that does not
    /// expire. What was valid in the past only says nothing of now.
    pub fn verified(mut self, key: FactKey, by: Option<Evidence>, today: NaiveDate) -> Self {
        match by {
            None => drop(self.evidence.remove(&key)),
            Some(evidence) if evidence.until >= today => drop(self.evidence.insert(key, evidence)),
            Some(_) => {}
        }
        self
    }

    /// A document came that says of itself what it proves and until when. It takes the place of what is valid for
    /// shorter only: nobody has looked at it yet.
    pub fn brought(mut self, keys: &BTreeSet<FactKey>, document: &Evidence, today: NaiveDate) -> Self {
        for key in keys.iter().filter(|_| document.until >= today) {
            let is_longer = self.evidence.get(key).is_none_or(|known| known.until < document.until);
            if is_longer {
                self.evidence.insert(*key, document.clone());
            }
        }
        self
    }

    /// Keeps until when each fact is shown by now; what was shown for a closed case serves nobody.
    pub(super) fn evidence_kept(&mut self, today: NaiveDate) {
        let now = self.shown_until(today);
        self.evidence_terms.follow(now, today);
    }

    /// For how long each fact was shown. What an earlier version did not keep is known since the case was registered.
    pub fn evidence_terms(&self) -> Vec<Entry> {
        let mut kept = self.evidence_terms.clone();
        if kept.is_empty() {
            kept.follow(self.shown_until(self.opened_on), self.opened_on);
        }
        kept.entries().to_vec()
    }

    fn shown_until(&self, today: NaiveDate) -> Vec<(String, Term)> {
        let open = self.evidence.iter().filter(|_| self.open);
        let term = |(key, evidence): (&FactKey, &Evidence)| {
            let since = began(&self.evidence_terms, key.code(), evidence.until).unwrap_or(today);
            let days = (since, evidence.until);
            (key.code().to_owned(), Term::planned(Kind::Evidence, days, None, evidence.source()))
        };
        open.map(term).collect()
    }

    /// Whether something rests on it still.
    pub(super) fn rests_on(evidence: &BTreeMap<FactKey, Evidence>, subject: &str) -> bool {
        evidence.values().any(|known| known.subject == subject)
    }

    /// By subject: the day to warn on, and the last day on which it is valid.
    pub(super) fn expiring(&self, law: Law<'_>) -> Vec<(String, NaiveDate, NaiveDate)> {
        let ahead = Days::new(law.tasks.review_days.into());
        // A claim of one statement may hold longer than another: the first to end is what is told.
        let mut first: BTreeMap<&str, NaiveDate> = BTreeMap::new();
        for evidence in self.evidence.values() {
            let until = first.entry(&evidence.subject).or_insert(evidence.until);
            *until = evidence.until.min(*until);
        }
        let warned = |until: NaiveDate| until.checked_sub_days(ahead).unwrap_or(until);
        first.into_iter().map(|(subject, until)| (subject.to_owned(), warned(until), until)).collect()
    }
}
