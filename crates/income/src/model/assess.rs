//! The right of a household on one day: the rules of law over the facts of intake.

use chrono::NaiveDate;
use domain::{Cents, Explanation, FactKey, Facts};
use policy::National;
use rules::{Days, Local, Question};

use super::facts::{keys, name, stated};

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

/// Tests the right to assistance on `day` (Participation Act art. 11-34); no rule is skipped, so that every ground is
/// known.
///
/// The income of a couple is one sum. When one spouse has no right and there is income, it matters whose it is
/// (art. 32(3)): a consultant decides.
pub fn assess(facts: &Facts, national: &National, day: NaiveDate) -> Assessment {
    let law_facts = stated(facts, national, day);
    let question = Question { facts: &law_facts, national, days: Days::all(day) };
    let found = rules::assess::assess(question, &Local::default());
    let mut explanations = found.explanations;
    for line in &mut explanations {
        for input in &mut line.inputs {
            input.name = name(&input.name);
        }
    }
    let income = law_facts.applicant.incomes.as_ref().is_some_and(|incomes| !incomes.is_empty());
    let one_of_two = facts.choice(FactKey::Household) == Some("couple") && found.entitled.len() == 1;
    let outcome = match found.outcome {
        rules::assess::Outcome::Denied if !(one_of_two && income) => Outcome::Denied,
        rules::assess::Outcome::PersonDecides { missing } => {
            Outcome::PersonDecides { missing: keys(&missing, facts) }
        }
        rules::assess::Outcome::Granted(amount) if !(one_of_two && income) => {
            Outcome::Granted { amount: amount.assistance }
        }
        rules::assess::Outcome::Granted(_) | rules::assess::Outcome::Denied => {
            explanations.push(whose_income(national));
            Outcome::PersonDecides { missing: Vec::new() }
        }
    };
    Assessment { outcome, norm: found.norm, explanations }
}

fn whose_income(national: &National) -> Explanation {
    Explanation {
        rule: "spouse-32-3".into(),
        source: "PW art. 24 en 32 lid 3".into(),
        policy_version: national.version().into(),
        inputs: Vec::new(),
        text: "Een inkomensconsulent beslist. Een van beide partners heeft geen recht op bijstand. Van wie het inkomen is, telt dan mee."
            .into(),
    }
}

#[cfg(test)]
mod tests;
