use domain::Explanation;

use crate::{Answer, Finding, Step};

/// Gathers the lines of several rules, and what kept them from a value.
#[derive(Default)]
pub(super) struct Trail {
    explanations: Vec<Explanation>,
    missing: Vec<String>,
    /// The place of the first line that missed something.
    unknown: Option<usize>,
    /// The place of the first line that left it to a person.
    person: Option<usize>,
}

impl Trail {
    /// The value of a step, if it has one. That a rule does not apply stops nothing.
    pub fn take<T>(&mut self, step: Step<T>) -> Option<T> {
        let place = self.explanations.len();
        self.explanations.push(step.explanation);
        match step.finding {
            Finding::Value(value) => Some(value),
            Finding::NotApplicable => None,
            Finding::FactMissing(paths) => {
                let new: Vec<_> = paths.into_iter().filter(|path| !self.missing.contains(path)).collect();
                self.missing.extend(new);
                self.unknown.get_or_insert(place);
                None
            }
            Finding::PersonDecides => {
                self.person.get_or_insert(place);
                None
            }
        }
    }

    /// The line of the step that was taken last.
    pub fn last(&self) -> Option<&Explanation> {
        self.explanations.last()
    }

    /// Whether every rule so far came to something.
    pub fn is_clear(&self) -> bool {
        self.missing.is_empty() && self.person.is_none()
    }

    /// All missing facts at once; then what a person decides; then the value. Without one the last line says why.
    pub fn finish<T>(self, value: Option<T>) -> Answer<T> {
        let explanations = self.explanations;
        match (self.unknown, self.person) {
            (Some(place), _) => {
                Answer { finding: Finding::FactMissing(self.missing), explanations }.decided_at(place)
            }
            (None, Some(place)) => Answer { finding: Finding::PersonDecides, explanations }.decided_at(place),
            (None, None) => {
                Answer { finding: value.map_or(Finding::NotApplicable, Finding::Value), explanations }
            }
        }
    }
}
