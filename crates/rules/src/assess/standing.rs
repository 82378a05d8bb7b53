//! Who of the claimants has a right of their own.

use super::{Trial, right};
use crate::facts::HouseholdKind;
use crate::norm::Entitled;
use crate::right::{Composition, PERSONAL, Test};
use crate::{Claimant, Finding};

/// What the tests of the right came to, person by person.
pub(super) struct Standing {
    /// `None` when it could not be told; then only the applicant was looked at.
    pub composition: Option<Composition>,
    persons: Vec<Personal>,
}

/// One claimant.
struct Personal {
    who: Claimant,
    /// The rules that say no.
    failed: Vec<usize>,
    /// The first rule that a person must settle.
    open: Option<usize>,
    missing: Vec<String>,
}

impl Standing {
    /// Who the norm is for. When nobody has a right it is told as if everyone had.
    pub fn entitled(&self) -> Entitled {
        match self.persons.as_slice() {
            [one, other] => match (one.has_right(), other.has_right()) {
                (true, false) => Entitled::Only(one.who),
                (false, true) => Entitled::Only(other.who),
                _ => Entitled::Everyone,
            },
            _ => Entitled::Everyone,
        }
    }

    /// Those of whom no rule says no.
    pub fn with_right(&self) -> Vec<Claimant> {
        self.persons.iter().filter(|person| person.has_right()).map(|person| person.who).collect()
    }
}

/// Tries competence, and each ground for each claimant. That everyone is without a right fails the assessment; that one
/// is does not. What is open about someone who is without a right anyhow is open no more.
pub(super) fn standing(trial: &mut Trial<'_>) -> Standing {
    let question = trial.question;
    let composition = trial.keep(right::composition(question));
    let looked_at = composition.unwrap_or(Composition { kind: HouseholdKind::Single, with_child: None });
    if let Some(found) = composition.filter(|_| right::somebody_died(question.facts, question.days.assessed))
    {
        trial.test(right::after_death(question, found));
    }
    trial.test(right::pension_age(question, looked_at));
    trial.test(right::domicile(question));
    let claimants = looked_at.claimants();
    let mut persons: Vec<_> = claimants
        .iter()
        .map(|who| Personal { who: *who, failed: Vec::new(), open: None, missing: Vec::new() })
        .collect();
    for test in PERSONAL {
        for person in &mut persons {
            person.try_one(trial, test(question, looked_at, person.who));
        }
    }
    for person in persons.iter_mut().filter(|person| !person.has_right()) {
        let urgent = right::urgent_reasons(question, person.who);
        let place = trial.explanations.len();
        let asked = urgent.finding == Finding::PersonDecides;
        trial.explanations.push(urgent.explanation);
        if asked {
            // A person may grant it all the same: nothing is lost yet.
            trial.open.get_or_insert(place);
            person.failed.clear();
        }
    }
    let everyone = !persons.iter().any(Personal::has_right);
    for person in &mut persons {
        if everyone {
            trial.failed.extend(&person.failed);
        }
        if person.has_right() {
            trial.lacks(std::mem::take(&mut person.missing));
            trial.open = earliest(trial.open, person.open);
        }
    }
    trial.failed.sort_unstable();
    Standing { composition, persons }
}

fn earliest(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    [one, other].into_iter().flatten().min()
}

impl Personal {
    /// No rule says no.
    fn has_right(&self) -> bool {
        self.failed.is_empty()
    }

    fn try_one(&mut self, trial: &mut Trial<'_>, step: crate::Step<Test>) {
        let place = trial.explanations.len();
        trial.explanations.push(step.explanation);
        match step.finding {
            Finding::Value(Test::Failed) => self.failed.push(place),
            Finding::Value(Test::Met) | Finding::NotApplicable => {}
            Finding::FactMissing(paths) => {
                self.missing.extend(paths);
                self.open.get_or_insert(place);
            }
            Finding::PersonDecides => {
                self.open.get_or_insert(place);
            }
        }
    }
}
