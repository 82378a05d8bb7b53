//! Which norm applies: one function per article, tried in the order of the law.

mod adult;
mod household;
mod institution;
mod lowering;
mod shared;
mod sharers;
mod spouse;
mod unproved;
mod young;

use domain::{Cents, Explanation};

use crate::{Finding, Local, Question, Step};

pub use adult::{norm_21, norm_22};
pub use household::{Entitled, Household, Member, household};
pub use institution::norm_23;
pub use lowering::{lowering_27, lowering_28};
pub use shared::norm_22a;
pub use sharers::cost_sharers;
pub use spouse::norm_24;
pub use unproved::norm_53a;
pub use young::{increase_20_3, norm_20};

/// The norm of a household, with increase and lowering, or why there is none (Participation Act art. 5(c), 20-28,
/// 53a(3)). Leaves a line for each article tried.
pub fn norm(
    question: Question<'_>,
    household: &Household,
    local: &Local,
    explanations: &mut Vec<Explanation>,
) -> Finding<Cents> {
    tried(question, household, local, &mut |explanation, _| explanations.push(explanation))
}

/// The same, and `keep` is handed each line with the norm that it came to, or nothing where the article does not apply.
pub(crate) fn norm_by_step(
    question: Question<'_>,
    household: &Household,
    local: &Local,
    keep: &mut dyn FnMut(Explanation, Option<Cents>),
) -> Finding<Cents> {
    tried(question, household, local, &mut |explanation, finding| {
        keep(explanation, finding.as_ref().value().copied());
    })
}

/// The same, with a line only for what gave the norm, changed it, or stood in its way.
pub(crate) fn norm_in_brief(
    question: Question<'_>,
    household: &Household,
    local: &Local,
    explanations: &mut Vec<Explanation>,
) -> Finding<Cents> {
    tried(question, household, local, &mut |explanation, finding| {
        if *finding != Finding::NotApplicable {
            explanations.push(explanation);
        }
    })
}

/// Tries every article; `keep` is handed the line of each and what it came to.
fn tried(
    question: Question<'_>,
    household: &Household,
    local: &Local,
    keep: &mut dyn FnMut(Explanation, &Finding<Cents>),
) -> Finding<Cents> {
    let articles = [norm_23, norm_24, norm_53a, norm_20, norm_22a, norm_22, norm_21];
    for article in articles {
        let Step { finding, explanation } = article(question, household);
        // Art. 27 lowers the norms of art. 20 and 21, and stays open beside art. 53a(3)(a); no other.
        let lowered_by_27 =
            ["norm-20", "norm-21", "norm-53a"].iter().any(|rule| explanation.rule.starts_with(rule));
        keep(explanation, &finding);
        match finding {
            Finding::NotApplicable => {}
            Finding::Value(norm) => {
                return altered(question, household, local, norm, lowered_by_27, keep);
            }
            other => return other,
        }
    }
    Finding::PersonDecides
}

/// Lays increase and lowering on a norm, where they apply.
fn altered(
    question: Question<'_>,
    household: &Household,
    local: &Local,
    norm: Cents,
    lowered_by_27: bool,
    keep: &mut dyn FnMut(Explanation, &Finding<Cents>),
) -> Finding<Cents> {
    let mut lay = |norm: Cents, step: Step<Cents>| {
        keep(step.explanation, &step.finding);
        match step.finding {
            Finding::NotApplicable => Finding::Value(norm),
            other => other,
        }
    };
    let mut found = Finding::Value(norm);
    if household.with_right().any(|member| member.young) {
        found = lay(norm, increase_20_3(question, household, norm));
    }
    if let (Finding::Value(norm), true) = (&found, lowered_by_27) {
        found = lay(*norm, lowering_27(question, local, *norm));
    }
    if let Finding::Value(norm) = found {
        found = lay(norm, lowering_28(question, household, local, norm));
    }
    found
}

#[cfg(test)]
mod tests;
