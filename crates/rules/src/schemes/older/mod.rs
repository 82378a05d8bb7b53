//! Income for older people who lost their work (IOAW) or stopped their business (IOAZ). Amounts are gross; the person is the
//! applicant. There is no test of capital; IOAZ counts a notional return on it.

mod base;
mod exclusion;
mod exemption;
mod income;
pub mod ioaw;
pub mod ioaz;
mod revival;
#[cfg(test)]
mod tests;

use domain::Cents;
use schemars::JsonSchema;
use serde::Serialize;

use super::lines::{Right, Ruling, condition, judge};
use crate::{Answer, Claimant, Finding, Question, Step, apply};

pub use base::{base, base_after_work};
pub use exemption::{Exempt, exempt, exempted};
pub use income::income;

/// What is paid for a month, gross, in euro cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Benefit {
    /// The base of the household.
    pub base: Cents,
    /// Income that counts.
    pub income: Cents,
    /// Base less income, never negative.
    pub benefit: Cents,
}

/// Below pension age (IOAW art. 2, IOAZ art. 2).
fn below_pension_age(question: Question<'_>, rule: &'static str, source: &str) -> Step<Ruling> {
    condition(question, rule, source, |look| {
        let birth = look.need("applicant.birth_date", &look.person(Claimant::Applicant).birth_date)?;
        let pension_day = look.national().pension_day(birth)?;
        let met = look.day() < pension_day;
        let text = if met {
            "De aanvrager heeft de AOW-leeftijd nog niet."
        } else {
            "De aanvrager heeft de AOW-leeftijd."
        };
        Ok((met, text.into()))
    })
}

/// Base, then income, then what is between them.
fn benefit(
    question: Question<'_>,
    (rule, source): (&'static str, &str),
    base: Step<Cents>,
    income: Answer<Cents>,
) -> Answer<Benefit> {
    let mut explanations = vec![base.explanation];
    explanations.extend(income.explanations);
    let (base, income) = match (base.finding, income.finding) {
        (Finding::Value(base), Finding::Value(income)) => (base, income),
        (Finding::FactMissing(mut paths), Finding::FactMissing(more)) => {
            paths.extend(more.into_iter().filter(|path| !paths.contains(path)).collect::<Vec<_>>());
            return Answer { finding: Finding::FactMissing(paths), explanations }.decided_at(0);
        }
        // The base is the first line.
        (Finding::FactMissing(paths), _) => {
            return Answer { finding: Finding::FactMissing(paths), explanations }.decided_at(0);
        }
        (_, Finding::FactMissing(paths)) => {
            return Answer { finding: Finding::FactMissing(paths), explanations };
        }
        (Finding::PersonDecides, _) => {
            return Answer { finding: Finding::PersonDecides, explanations }.decided_at(0);
        }
        (_, Finding::PersonDecides) => return Answer { finding: Finding::PersonDecides, explanations },
        (Finding::NotApplicable, _) | (_, Finding::NotApplicable) => {
            return Answer { finding: Finding::NotApplicable, explanations };
        }
    };
    let step = apply(question, rule, source, |look| {
        look.given("base", base, source);
        look.given("income", income, source);
        let benefit = base.minus(income)?.max(Cents::ZERO);
        Ok((
            Benefit { base, income, benefit },
            format!(
                "De grondslag is {base} en het inkomen dat meetelt is {income}. De uitkering is {benefit} bruto."
            ),
        ))
    });
    explanations.push(step.explanation);
    Answer { finding: step.finding, explanations }
}

/// All conditions, and as the last one that the income is lower than the base. Where that cannot be said, the lines that
/// say why come before it.
fn judged(
    question: Question<'_>,
    (rule, source): (&'static str, &str),
    mut steps: Vec<Step<Ruling>>,
    found: Answer<Benefit>,
) -> Answer<Right> {
    steps.push(below_base(question, rule, source, &found));
    let mut answer = judge(steps);
    if found.finding.value().is_none() {
        let last = answer.explanations.len().saturating_sub(1);
        answer.explanations.splice(last..last, found.explanations);
    }
    answer
}

/// Right only when the income is lower than the base: equal means none.
fn below_base(
    question: Question<'_>,
    rule: &'static str,
    source: &str,
    found: &Answer<Benefit>,
) -> Step<Ruling> {
    match &found.finding {
        Finding::Value(Benefit { base, income, .. }) => condition(question, rule, source, |look| {
            look.given("base", base, source);
            look.given("income", income, source);
            let met = income < base;
            let what = if met { "lager dan" } else { "niet lager dan" };
            Ok((met, format!("Het inkomen van {income} is {what} de grondslag van {base}.")))
        }),
        other => {
            let why = found.explanations.last().map(|line| line.text.as_str()).unwrap_or_default();
            let mut step = condition(question, rule, source, |_| {
                Ok((false, format!("Of het inkomen lager is dan de grondslag, is nog niet te zeggen. {why}")))
            });
            step.finding = other.as_ref().map(|_| Ruling::NotMet);
            step
        }
    }
}
