//! Which norm applies: one function per article, tried in the order of the law.

mod adult;
mod cost_sharers;
mod institution;
mod spouse;
mod young;

use domain::{Cents, Explanation};

use super::household::Household;
use super::look::{Finding, Question, Step};

pub use adult::norm_21;
pub use cost_sharers::norm_22a;
pub use institution::norm_23;
pub use spouse::norm_24;
pub use young::{increase_20_3, norm_20};

/// The norm of a household in which everyone has a right, or why there is none. Leaves a line for each article tried.
///
/// Art. 22 (pension age) is not among them: those households are the SVB's. Lowerings of art. 27 and 28 are
/// municipal and come with a later issue.
pub fn norm(
    question: Question<'_>,
    household: &Household,
    explanations: &mut Vec<Explanation>,
) -> Finding<Cents> {
    let articles = [norm_23, norm_20, norm_22a, norm_21];
    for article in articles {
        let step = article(question, household);
        explanations.push(step.explanation);
        match step.finding {
            Finding::NotApplicable => {}
            Finding::Value(norm) => return increased(question, household, norm, explanations),
            other => return other,
        }
    }
    Finding::PersonDecides
}

/// Lays the increase of art. 20(3) on the norm of a household with someone under 21.
fn increased(
    question: Question<'_>,
    household: &Household,
    norm: Cents,
    explanations: &mut Vec<Explanation>,
) -> Finding<Cents> {
    if household.under_21() == 0 {
        return Finding::Value(norm);
    }
    let Step { finding, explanation } = increase_20_3(question, household, norm);
    explanations.push(explanation);
    match finding {
        Finding::NotApplicable => Finding::Value(norm),
        other => other,
    }
}

#[cfg(test)]
mod tests;
