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
/// (art. 32(3)), and so it does of pay, over which each has a claim on holiday allowance of their own (art. 31(4)): a
/// consultant decides. A claim over the whole is never more than those of two, so that a denial holds.
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
    let whose = whose(facts, &law_facts, found.entitled.len());
    let outcome = match found.outcome {
        rules::assess::Outcome::Denied if whose != Some(Whose::Income) => Outcome::Denied,
        rules::assess::Outcome::PersonDecides { missing } => {
            Outcome::PersonDecides { missing: keys(&missing, facts) }
        }
        rules::assess::Outcome::Granted(_) if whose == Some(Whose::Pay) => {
            explanations.push(whose_pay(national));
            Outcome::PersonDecides { missing: Vec::new() }
        }
        rules::assess::Outcome::Granted(amount) if whose.is_none() => {
            Outcome::Granted { amount: amount.assistance }
        }
        rules::assess::Outcome::Granted(_) | rules::assess::Outcome::Denied => {
            explanations.push(whose_income(national));
            Outcome::PersonDecides { missing: Vec::new() }
        }
    };
    Assessment { outcome, norm: found.norm, explanations }
}

/// What is one sum of a couple, while it matters whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// One spouse has no right (art. 32(3)).
    Income,
    /// The claim on holiday allowance and the exemptions go by what each earns (art. 31(2), (4)).
    Pay,
}

fn whose(facts: &Facts, stated: &rules::facts::Facts, entitled: usize) -> Option<Whose> {
    if facts.choice(FactKey::Household) != Some("couple") {
        return None;
    }
    let income = stated.applicant.incomes.as_ref().is_some_and(|incomes| !incomes.is_empty());
    let pay = facts.money(FactKey::MonthlyEarnings).is_some_and(|pay| pay > Cents::ZERO);
    match (entitled == 1, income, pay) {
        (true, true, _) => Some(Whose::Income),
        (false, _, true) => Some(Whose::Pay),
        _ => None,
    }
}

/// The facts of a household by which its months are worked out. Income of a couple of which it matters whose it is, is stated
/// of nobody: until a consultant states what each has, what a person decided stands.
pub fn of_months(facts: &Facts, national: &National, day: NaiveDate) -> rules::facts::Facts {
    let mut stated = stated(facts, national, day);
    let question = Question { facts: &stated, national, days: Days::all(day) };
    let entitled = rules::assess::assess(question, &Local::default()).entitled.len();
    if whose(facts, &stated, entitled).is_some() {
        (stated.applicant.incomes, stated.partner.incomes) = (None, None);
    }
    stated
}

fn whose_income(national: &National) -> Explanation {
    left(
        national,
        ("spouse-32-3", "PW art. 24 en 32 lid 3"),
        "Een van beide partners heeft geen recht op bijstand. Van wie het inkomen is, telt dan mee.",
    )
}

fn whose_pay(national: &National) -> Explanation {
    left(
        national,
        ("holiday-claim-31-4", "PW art. 31 lid 4"),
        "Er is loon, en niet bekend is van wie van beide partners. Daar hangt van af hoeveel vakantietoeslag meetelt.",
    )
}

fn left(national: &National, (rule, source): (&str, &str), why: &str) -> Explanation {
    Explanation {
        rule: rule.into(),
        source: source.into(),
        policy_version: national.version().into(),
        inputs: Vec::new(),
        text: format!("Een inkomensconsulent beslist. {why}"),
    }
}

#[cfg(test)]
mod tests;
