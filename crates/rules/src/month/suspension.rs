//! A suspension in a month, and the withdrawal that follows it (Participation Act art. 54(1), (2), (4)).

use chrono::NaiveDate;
use domain::{Cents, Explanation};

use super::calculation::{DayKind, DayOutcome, MonthQuestion};
use crate::conduct::{Suspension, SuspensionState, suspension};
use crate::facts::{Field, Known};
use crate::{Days, Finding, Question};

/// From which day on a suspension changes what a day comes to, and to what.
pub(super) struct Stop {
    pub from: NaiveDate,
    kind: DayKind,
    reason: Explanation,
}

/// The suspension that is known, where it stands on that day: payment waits from its first day on, and a withdrawal ends the
/// right from that day. One that was lifted stops nothing, so that a month worked out anew pays what was held back.
///
/// What was stated last counts, whatever day it holds from: that it was put right in April lifts it in March too.
pub(super) fn stop(question: &MonthQuestion<'_>) -> Option<Stop> {
    if question.timeline.changes().iter().all(|change| change.facts.conduct.suspension.is_nothing()) {
        return None;
    }
    let facts = question.timeline.on(NaiveDate::MAX, question.known);
    let days = Days { assessed: question.known, decided: question.decided, known: question.known };
    let step = suspension(Question { facts: &facts, national: question.national, days });
    let stated: &Known<NaiveDate> = &facts.conduct.suspension.suspended_from;
    let from = stated.as_ref().map_or(NaiveDate::MIN, |stated| stated.value);
    let kind = match step.finding {
        Finding::Value(Suspension { state, .. }) => match state {
            SuspensionState::Lifted => return None,
            SuspensionState::Suspended | SuspensionState::MayWithdraw => DayKind::Granted(Cents::ZERO),
            SuspensionState::Withdrawn => DayKind::NoRight,
        },
        Finding::NotApplicable => return None,
        Finding::FactMissing(paths) => DayKind::Open(paths),
        Finding::PersonDecides => DayKind::Open(Vec::new()),
    };
    Some(Stop { from, kind, reason: step.explanation })
}

impl Stop {
    /// What a day comes to while it holds; a day without a right has none with it.
    pub fn over(&self, day: NaiveDate, outcome: DayOutcome) -> DayOutcome {
        if day < self.from || outcome.kind == DayKind::NoRight {
            return outcome;
        }
        DayOutcome {
            estimated: Vec::new(),
            kind: self.kind.clone(),
            norm: None,
            income: None,
            entitled: outcome.entitled,
            exempted: Vec::new(),
            parts: Vec::new(),
            reason: self.reason.clone(),
        }
    }
}
