use domain::Explanation;

use crate::{Answer, Finding, Step};

/// Gathers the lines of several rules, and what kept them from a value.
#[derive(Default)]
pub(super) struct Trail {
    explanations: Vec<Explanation>,
    missing: Vec<String>,
    person: bool,
}

impl Trail {
    /// The value of a step, if it has one. That a rule does not apply stops nothing.
    pub fn take<T>(&mut self, step: Step<T>) -> Option<T> {
        self.explanations.push(step.explanation);
        match step.finding {
            Finding::Value(value) => Some(value),
            Finding::NotApplicable => None,
            Finding::FactMissing(paths) => {
                let new: Vec<_> = paths.into_iter().filter(|path| !self.missing.contains(path)).collect();
                self.missing.extend(new);
                None
            }
            Finding::PersonDecides => {
                self.person = true;
                None
            }
        }
    }

    /// Whether every rule so far came to something.
    pub fn is_clear(&self) -> bool {
        self.missing.is_empty() && !self.person
    }

    /// All missing facts at once; then what a person decides; then the value.
    pub fn finish<T>(self, value: Option<T>) -> Answer<T> {
        let finding = if !self.missing.is_empty() {
            Finding::FactMissing(self.missing)
        } else if self.person {
            Finding::PersonDecides
        } else {
            value.map_or(Finding::NotApplicable, Finding::Value)
        };
        Answer { finding, explanations: self.explanations }
    }
}
