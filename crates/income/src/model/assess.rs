//! The whole test of the right on one day.

use chrono::NaiveDate;
use domain::{Cents, Explanation, FactKey, Facts};
use policy::National;

use super::exclusion::{Test, tests};
use super::household::{Household, Kind, household};
use super::look::{Finding, Question, Step};
use super::means;
use super::norm::{norm, norm_24};

/// What the rules came to on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    pub outcome: Outcome,
    /// The norm per month with holiday allowance, where it could be told.
    pub norm: Option<Cents>,
    /// Every rule that was tried, in order; the last one sums up and names the rule that decided.
    pub explanations: Vec<Explanation>,
}

/// The outcome of an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Granted {
        /// Assistance per month, holiday allowance included.
        amount: Cents,
    },
    Denied,
    PersonDecides {
        missing: Vec<FactKey>,
    },
}

/// Tests the right to assistance on `day`, in the order of the law; no rule is skipped, so that every ground is known.
pub fn assess(facts: &Facts, national: &National, day: NaiveDate) -> Assessment {
    let mut trial = Trial::new(facts, national, day);
    for step in tests(trial.question) {
        trial.test(step);
    }
    let means = trial.means();
    trial.conclude(means)
}

/// An assessment under way. Rules are known by their place among the explanations.
struct Trial<'a> {
    question: Question<'a>,
    explanations: Vec<Explanation>,
    missing: Vec<FactKey>,
    /// The first rule that says no.
    failed: Option<usize>,
    /// The first rule that a person must settle.
    open: Option<usize>,
}

struct Means {
    norm: Option<Cents>,
    amount: Option<Cents>,
}

impl<'a> Trial<'a> {
    fn new(facts: &'a Facts, national: &'a National, day: NaiveDate) -> Self {
        Self {
            question: Question { facts, national, day },
            explanations: Vec::new(),
            missing: Vec::new(),
            failed: None,
            open: None,
        }
    }

    /// Keeps the trace; gives the value if there is one and notes why not.
    fn keep<T>(&mut self, step: Step<T>) -> Option<T> {
        let place = self.explanations.len();
        self.explanations.push(step.explanation);
        self.settle(step.finding, place)
    }

    fn settle<T>(&mut self, finding: Finding<T>, place: usize) -> Option<T> {
        match finding {
            Finding::Value(value) => return Some(value),
            Finding::NotApplicable => {}
            Finding::FactMissing(keys) => {
                for key in keys {
                    if !self.missing.contains(&key) {
                        self.missing.push(key);
                    }
                }
                self.open.get_or_insert(place);
            }
            Finding::PersonDecides => {
                self.open.get_or_insert(place);
            }
        }
        None
    }

    fn test(&mut self, step: Step<Test>) {
        let place = self.explanations.len();
        if self.keep(step) == Some(Test::Failed) {
            self.failed.get_or_insert(place);
        }
    }

    fn means(&mut self) -> Means {
        let household = self.keep(household(self.question));
        // While someone's right is open the household may be another than it seems: its means decide nothing yet.
        let (settled, failed) = (self.open.is_none(), self.failed);
        let norm = household.and_then(|household| self.norm(&household));
        let income = self.keep(means::income(self.question));
        self.test(means::capital_test(self.question));
        if !settled {
            self.failed = failed;
            return Means { norm, amount: None };
        }
        let (Some(norm), Some(income)) = (norm, income) else {
            return Means { norm, amount: None };
        };
        self.test(means::income_test(self.question, norm, income));
        let granted = self.failed.is_none() && self.open.is_none();
        let amount = if granted { self.keep(means::amount(self.question, norm, income)) } else { None };
        Means { norm: Some(norm), amount }
    }

    fn norm(&mut self, household: &Household) -> Option<Cents> {
        if has_partner_under_18(household) {
            return self.keep(norm_24(self.question, household));
        }
        let finding = norm(self.question, household, &mut self.explanations);
        let place = self.explanations.len().saturating_sub(1);
        self.settle(finding, place)
    }

    fn conclude(mut self, means: Means) -> Assessment {
        let Means { norm, amount } = means;
        let outcome = match (self.failed, self.open, amount) {
            (Some(place), ..) => {
                self.sum_up(place, "Geen recht op bijstand.");
                Outcome::Denied
            }
            (None, None, Some(amount)) => Outcome::Granted { amount },
            (None, open, _) => {
                let place = open.unwrap_or_else(|| self.explanations.len().saturating_sub(1));
                self.sum_up(place, "Een inkomensconsulent beslist.");
                Outcome::PersonDecides { missing: self.missing }
            }
        };
        Assessment { outcome, norm, explanations: self.explanations }
    }

    /// Repeats the rule that decided as the last line.
    fn sum_up(&mut self, place: usize, verdict: &str) {
        if let Some(deciding) = self.explanations.get(place) {
            let text = format!("{verdict} {}", deciding.text);
            self.explanations.push(Explanation { text, ..deciding.clone() });
        }
    }
}

fn has_partner_under_18(household: &Household) -> bool {
    matches!(household.kind, Kind::Couple { partner_age } if partner_age < 18)
}

#[cfg(test)]
mod tests;
