use chrono::NaiveDate;
use domain::{Cents, InvalidCents};

use super::calculation::MonthQuestion;
use super::line::{Line, LineKind};
use crate::conduct::lowering_by_decision;
use crate::look::{Days, Finding, Question};

/// What is taken off the month for conduct (Participation Act art. 18, 18b), by the facts of the month's last day with a
/// right. While a person has yet to decide on one, it takes nothing off and the line says so: an open lowering keeps nobody without
/// an income.
pub(super) fn lowering_line(
    question: &MonthQuestion<'_>,
    last: NaiveDate,
    norm: Cents,
    assistance: Cents,
) -> Result<Option<Line>, InvalidCents> {
    let mut facts = question.timeline.on(last, question.known);
    // What nobody decided on takes nothing off a payment.
    facts.conduct.breaches.iter_mut().for_each(|all| all.retain(|breach| breach.applied_on.is_some()));
    let days = Days { assessed: last, decided: question.decided, known: question.known };
    let asked = Question { facts: &facts, national: question.national, days };
    let step = lowering_by_decision(asked, question.ordinance, question.month);
    Ok(match step.finding {
        Finding::Value(lowering) => {
            let less = lowering.amount(norm, assistance)?;
            let cents = Cents::ZERO.minus(less)?;
            (less > Cents::ZERO).then_some(Line::of(LineKind::Lowering, cents, step.explanation))
        }
        Finding::NotApplicable => None,
        Finding::FactMissing(_) | Finding::PersonDecides => {
            Some(Line::note(LineKind::Lowering, step.explanation))
        }
    })
}
