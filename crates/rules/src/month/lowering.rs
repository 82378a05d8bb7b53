use chrono::NaiveDate;
use domain::{Cents, InvalidCents};

use super::calculation::MonthQuestion;
use super::line::{Line, LineKind};
use crate::conduct::{lowering_by_decision, lowerings_open};
use crate::look::{Days, Question};

/// What is taken off the month for conduct (Participation Act art. 18, 18b), by the facts of the month's last day with a
/// right. A lowering that was decided and of which a person has yet to say something takes nothing off, and a line says so: what is
/// open keeps nobody without an income, and gives nothing back of the other ones.
pub(super) fn lowering_lines(
    question: &MonthQuestion<'_>,
    last: NaiveDate,
    norm: Cents,
    assistance: Cents,
) -> Result<Vec<Line>, InvalidCents> {
    let mut facts = question.timeline.on(last, question.known);
    // What nobody decided on takes nothing off a payment.
    facts.conduct.breaches.iter_mut().for_each(|all| all.retain(|breach| breach.applied_on.is_some()));
    let days = Days { assessed: last, decided: question.decided, known: question.known };
    let asked = Question { facts: &facts, national: question.national, days };
    let step = lowering_by_decision(asked, question.ordinance, question.month);
    let less = match step.value() {
        Some(lowering) => lowering.amount(norm, assistance)?,
        None => Cents::ZERO,
    };
    let off = (less > Cents::ZERO).then(|| Cents::ZERO.minus(less)).transpose()?;
    let mut lines: Vec<_> =
        off.into_iter().map(|cents| Line::of(LineKind::Lowering, cents, step.explanation.clone())).collect();
    let open = lowerings_open(asked, question.ordinance, question.month);
    lines.extend(open.into_iter().map(|why| Line::note(LineKind::Lowering, why)));
    Ok(lines)
}
