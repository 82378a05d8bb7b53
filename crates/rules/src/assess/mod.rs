//! The whole test of the right to general assistance on one day.

mod income;
mod standing;

use domain::{Cents, Explanation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::means::{self, Amount, Exempted};
use crate::norm::{Entitled, Household, household, norm_by_step};
use crate::right::{self, Composition, Test};
use crate::schemes::self_employment::small_scale::within_bounds;
use crate::{Answer, Claimant, Finding, Local, Part, PartKind, Question, Step};

use standing::{Standing, standing};

/// What the rules came to on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    pub outcome: Outcome,
    /// Those with a right of their own, as far as it could be told (art. 11(4)).
    pub entitled: Vec<Claimant>,
    /// The norm per month with holiday allowance, where it could be told.
    pub norm: Option<Cents>,
    /// The income that counts, with the claim on holiday allowance, where it could be told.
    pub income: Option<Cents>,
    /// Whose earnings are exempt in part, and by what (art. 31(2)).
    pub exempted: Vec<Exempted>,
    /// From the norm to the assistance step by step: where it is granted they sum to it.
    pub parts: Vec<Part>,
    /// Every ground on which there is no right, in the order of the law; the first decides.
    pub grounds: Vec<Ground>,
    /// Every rule that was tried, in order; the last one sums up and names the rule that decided.
    pub explanations: Vec<Explanation>,
}

/// The outcome of an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Granted(Amount),
    Denied,
    /// A fact is missing, or the law leaves it to a person.
    PersonDecides {
        /// Paths of the missing facts; empty when none is.
        missing: Vec<String>,
    },
}

/// A rule that says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    pub rule: String,
    pub source: String,
    pub text: String,
}

/// Tests the right to general assistance on the day judged, in the order of the law: competence, the right of each
/// claimant, norm, means, amount. No rule is skipped, so that every ground is known.
///
/// Of a couple of whom one has no right the other keeps theirs (art. 11(4), 24, 32(3)).
pub fn assess(question: Question<'_>, local: &Local) -> Assessment {
    let mut trial = Trial::new(question, local);
    let standing = standing(&mut trial);
    let means = trial.means(&standing);
    trial.conclude(&standing, means)
}

/// The norm alone (art. 20-28, 53a(3)), after who has a right: every rule that was tried and the norm per month.
pub fn norm_of(question: Question<'_>, local: &Local) -> Answer<Cents> {
    let mut trial = Trial::new(question, local);
    let standing = standing(&mut trial);
    // Whose right is open decides which norm holds only for couples.
    let opened = trial.open.take().filter(|_| standing.composition.is_none_or(Composition::is_couple));
    let open_before = opened.is_some();
    let missing_before = std::mem::take(&mut trial.missing);
    let found = standing
        .composition
        .and_then(|composition| trial.household(composition, standing.entitled()))
        .and_then(|household| trial.norm(&household));
    let finding = match found {
        Some(norm) if !open_before => Finding::Value(norm),
        _ if !missing_before.is_empty() && open_before => Finding::FactMissing(missing_before),
        _ if !trial.missing.is_empty() => Finding::FactMissing(trial.missing),
        _ => Finding::PersonDecides,
    };
    let settled = matches!(finding, Finding::Value(_));
    let deciding = opened.or(trial.open).filter(|_| !settled);
    let answer = Answer { finding, explanations: trial.explanations };
    match deciding {
        Some(place) => answer.decided_at(place),
        None => answer,
    }
}

/// An assessment under way. Rules are known by their place among the explanations.
struct Trial<'a> {
    question: Question<'a>,
    local: &'a Local,
    explanations: Vec<Explanation>,
    missing: Vec<String>,
    /// The rules that say no.
    failed: Vec<usize>,
    /// The first rule that a person must settle.
    open: Option<usize>,
    exempted: Vec<Exempted>,
    parts: Vec<Part>,
}

#[derive(Default)]
struct Means {
    norm: Option<Cents>,
    income: Option<Cents>,
    amount: Option<Amount>,
}

impl<'a> Trial<'a> {
    fn new(question: Question<'a>, local: &'a Local) -> Self {
        Self {
            question,
            local,
            explanations: Vec::new(),
            missing: Vec::new(),
            failed: Vec::new(),
            open: None,
            exempted: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Keeps the trace; gives the value if there is one and notes why not.
    fn keep<T>(&mut self, step: Step<T>) -> Option<T> {
        let place = self.explanations.len();
        self.explanations.push(step.explanation);
        self.settle(step.finding, place)
    }

    /// As [`Trial::keep`], of several rules.
    fn keep_all<T>(&mut self, answer: Answer<T>) -> Option<T> {
        self.explanations.extend(answer.explanations);
        self.settle(answer.finding, self.explanations.len().saturating_sub(1))
    }

    fn settle<T>(&mut self, finding: Finding<T>, place: usize) -> Option<T> {
        match finding {
            Finding::Value(value) => return Some(value),
            Finding::NotApplicable => {}
            Finding::FactMissing(paths) => {
                self.lacks(paths);
                self.open.get_or_insert(place);
            }
            Finding::PersonDecides => {
                self.open.get_or_insert(place);
            }
        }
        None
    }

    fn lacks(&mut self, paths: Vec<String>) {
        for path in paths {
            if !self.missing.contains(&path) {
                self.missing.push(path);
            }
        }
    }

    fn test(&mut self, step: Step<Test>) {
        if self.keep(step) == Some(Test::Failed) {
            self.failed.push(self.explanations.len().saturating_sub(1));
        }
    }

    fn household(&mut self, composition: Composition, entitled: Entitled) -> Option<Household> {
        let (step, sharers) = household(self.question, composition, entitled);
        let place = self.explanations.len();
        self.explanations.push(sharers.explanation);
        let household = self.keep(step);
        if household.is_none() {
            // A count that is missing stops only the norms that ask for it; when none can be tried, it is named too.
            self.settle(sharers.finding, place);
        }
        household
    }

    fn norm(&mut self, household: &Household) -> Option<Cents> {
        let (explanations, parts) = (&mut self.explanations, &mut self.parts);
        let mut so_far = None;
        let finding = norm_by_step(self.question, household, self.local, &mut |line, norm| {
            if let Some(norm) = norm {
                let kind = if so_far.is_none() { PartKind::Norm } else { PartKind::NormChange };
                let before = so_far.replace(norm).unwrap_or(Cents::ZERO);
                let more = Cents::new(norm.get().saturating_sub(before.get()));
                parts.push(Part::told(kind, None, more, &line));
            }
            explanations.push(line);
        });
        self.settle(finding, self.explanations.len().saturating_sub(1))
    }

    fn means(&mut self, standing: &Standing) -> Means {
        // While someone's right is open the household may be another than it seems: its means decide nothing yet.
        let (settled, failed) = (self.open.is_none(), self.failed.len());
        let household =
            standing.composition.and_then(|composition| self.household(composition, standing.entitled()));
        let norm = household.as_ref().and_then(|household| self.norm(household));
        let income = self.income(household.as_ref(), norm);
        if let Some(step) = within_bounds(self.question, self.local.schemes.small_business.as_ref()) {
            self.keep(step);
        }
        let capital = means::capital_test(self.question);
        if self.keep_all(capital) == Some(Test::Failed) {
            self.failed.push(self.explanations.len().saturating_sub(1));
        }
        if !settled {
            self.failed.truncate(failed);
            return Means { norm, income, amount: None };
        }
        let (Some(norm), Some(income)) = (norm, income) else {
            return Means { norm, income, amount: None };
        };
        self.test(means::income_test(self.question, norm, income));
        let granted = self.failed.is_empty() && self.open.is_none();
        let amount = if granted { self.keep(means::assistance(self.question, norm, income)) } else { None };
        Means { norm: Some(norm), income: Some(income), amount }
    }

    fn conclude(mut self, standing: &Standing, means: Means) -> Assessment {
        let grounds: Vec<_> =
            self.failed.iter().filter_map(|place| self.explanations.get(*place)).map(ground).collect();
        let outcome = match (self.failed.first().copied(), self.open, means.amount) {
            (Some(place), ..) => {
                self.sum_up(place, "Geen recht op bijstand.");
                Outcome::Denied
            }
            (None, None, Some(amount)) => Outcome::Granted(amount),
            (None, open, _) => {
                let place = open.unwrap_or_else(|| self.explanations.len().saturating_sub(1));
                self.sum_up(place, "Een inkomensconsulent beslist.");
                Outcome::PersonDecides { missing: self.missing }
            }
        };
        Assessment {
            outcome,
            entitled: standing.with_right(),
            norm: means.norm,
            income: means.income,
            exempted: self.exempted,
            parts: self.parts,
            grounds,
            explanations: self.explanations,
        }
    }

    /// Repeats the rule that decided as the last line.
    fn sum_up(&mut self, place: usize, verdict: &str) {
        if let Some(deciding) = self.explanations.get(place) {
            let text = format!("{verdict} {}", deciding.text);
            self.explanations.push(Explanation { text, ..deciding.clone() });
        }
    }
}

fn ground(line: &Explanation) -> Ground {
    Ground { rule: line.rule.clone(), source: line.source.clone(), text: line.text.clone() }
}

#[cfg(test)]
mod tests;
