//! The terms of one matter through time: what ran on a day, as it was known on that day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Kind, Length, Reason, Span, Term, Unit};

/// A term, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which of its kind, without personal data; empty where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Nobody knew of it before this day.
    pub known_on: NaiveDate,
    pub term: Term,
}

/// Every term that a matter ever had, oldest first. What took the place of another ended it; nothing is taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Register(Vec<Entry>);

impl Register {
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every entry, also what was known later than any day asked.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// Takes over what runs from a day on: what runs no more ended on that day, what is new was not known before it. A
    /// term about the same, of the same days, stays as it is. What ended of itself may be handed in as such.
    pub fn follow(&mut self, now: Vec<(String, Term)>, on: NaiveDate) {
        let mut now: Vec<Option<(String, Term)>> = now.into_iter().map(Some).collect();
        for entry in self.0.iter_mut().filter(|entry| entry.term.ended_on().is_none()) {
            let same = now.iter_mut().find(|one| {
                one.as_ref()
                    .is_some_and(|(about, term)| *about == entry.about && term.is_of_days(&entry.term))
            });
            match same {
                Some(same) => drop(same.take()),
                None => entry.term = entry.term.ended(on),
            }
        }
        let new = now.into_iter().flatten();
        self.0.extend(new.map(|(about, term)| Entry { about, known_on: on, term }));
    }

    /// What was known on a day.
    pub fn known(&self, on: NaiveDate) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter(move |entry| entry.known_on <= on)
    }
}

impl Term {
    /// A term up to a day that no law gives: in months where the source gives so many and they come to that day, else as the
    /// day itself. It ends on that day, whatever day of the week it is, and never before its start.
    pub fn planned(
        kind: Kind,
        (start, last): (NaiveDate, NaiveDate),
        months: Option<u32>,
        source: &str,
    ) -> Self {
        let (last, source) = (last.max(start), source.to_owned());
        let in_months = months.map(|number| {
            let length = Length { number, unit: Unit::Months, source: source.clone() };
            Self::new(kind, start, Span::Lasting(length))
        });
        let given = || Self::new(kind, start, Span::Until { day: last, source });
        in_months.filter(|term| term.span_end() == last).unwrap_or_else(given)
    }

    /// Ended on a day, or on its first where that is later; one that ended before stays so.
    fn ended(&self, on: NaiveDate) -> Self {
        Self { ended_on: Some(self.ended_on.unwrap_or_else(|| on.max(self.start))), ..self.clone() }
    }

    /// Ended on a day, for a reason of its own; one that ended before stays so.
    #[must_use]
    pub fn ended_for(&self, on: NaiveDate, because: Reason) -> Self {
        if self.ended_on.is_some() {
            return self.clone();
        }
        Self { ended_because: Some(because), ..self.ended(on) }
    }

    /// Whether another is of the same kind and days, by whatever it is counted.
    fn is_of_days(&self, other: &Self) -> bool {
        (self.kind, self.start, self.span_end()) == (other.kind, other.start, other.span_end())
    }
}
