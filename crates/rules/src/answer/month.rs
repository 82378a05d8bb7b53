//! A whole month of one set of facts.

use super::{Reply, Verdict};
use crate::conduct::lowering_of;
use crate::facts::Facts;
use crate::month::{Change, MonthOutcome, MonthQuestion, Timeline, assistance, calculate};
use crate::{Finding, Local, Question, right};

/// The facts, with each lowering of which no day of decision is stated decided on the day of the question.
fn decided_now(question: Question<'_>) -> Facts {
    let mut facts = question.facts.clone();
    for breach in facts.conduct.breaches.iter_mut().flatten() {
        breach.applied_on.get_or_insert(question.days.decided);
    }
    facts
}

/// The month of the day judged, from the first day of the right where a report is stated, less a lowering that holds in
/// it. The facts hold on every day of the month.
pub(super) fn answer(mut reply: Reply, question: Question<'_>, local: &Local) -> Reply {
    let month = question.days.month();
    let mut right_from = month.first_day();
    if question.facts.application.reported_on.is_some() {
        let start = right::start(question);
        match start.finding {
            Finding::Value(day) => right_from = day,
            _ => return reply.of(start, |_, _| {}),
        }
        reply.explanations.extend(start.explanations);
    }
    let lowering = lowering_of(question, local.lowering.as_ref(), month);
    if matches!(lowering.finding, Finding::FactMissing(_) | Finding::PersonDecides) {
        return reply.of_step(lowering, |_, _| {});
    }
    let (decided, known) = (question.days.decided, question.days.known);
    let change = Change {
        from: chrono::NaiveDate::MIN,
        known_on: chrono::NaiveDate::MIN,
        number: 0,
        facts: decided_now(question),
    };
    let timeline: Timeline = [change].into_iter().collect();
    let asked = MonthQuestion {
        timeline: &timeline,
        national: question.national,
        month,
        decided,
        known,
        right_from,
        right_until: None,
        settled: &[],
        ordinance: local.lowering.as_ref(),
        used: &[],
        estimates: local.income_estimate.as_ref(),
    };
    let Ok(found) = calculate(&asked, |question| assistance(question, local)) else { return reply };
    reply.outcome = match &found.outcome {
        MonthOutcome::Calculated => Verdict::Granted,
        MonthOutcome::NoRight => Verdict::Denied,
        MonthOutcome::Open { .. } => Verdict::PersonDecides,
    };
    if let MonthOutcome::Open { missing } = &found.outcome
        && !missing.is_empty()
    {
        reply.lacks(missing.clone());
    }
    if reply.outcome == Verdict::Granted {
        reply.amount("assistance", found.assistance);
        reply.amount("holiday_allowance", found.holiday);
        reply.amount("payable", found.payable);
    }
    reply.explanations.extend(found.lines.iter().map(|line| line.explanation.clone()));
    reply.details(&found);
    reply
}
