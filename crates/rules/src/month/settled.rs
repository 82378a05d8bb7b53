//! What a person settled about a right, and how it stands to what the rules say of a day.

use std::cell::OnceCell;

use chrono::NaiveDate;
use domain::{Cents, Explanation};

use super::calculation::{DayKind, DayOutcome, MonthQuestion};
use super::timeline::Timeline;
use crate::{Part, PartKind};

/// What a person settled: where the rules leave it to a person, or otherwise than the rules said, as after an objection
/// (Awb art. 7:11(2)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// First day for which it holds.
    pub from: NaiveDate,
    /// Assistance per month, holiday allowance included; nothing when there is no right.
    pub amount: Cents,
    pub reason: Explanation,
    /// Number of the last statement that was known when it was decided; `None` where that was not kept: then it stands only
    /// where the rules leave it open.
    pub known: Option<u32>,
    /// The rules decided anew from this day on.
    pub until: Option<NaiveDate>,
}

/// A settled amount over the days of one month; how it stood to the rules when it was decided is worked out once.
pub(super) struct Standing<'a> {
    settled: &'a Settled,
    otherwise: OnceCell<bool>,
}

impl<'a> Standing<'a> {
    pub const fn of(settled: &'a Settled) -> Self {
        Self { settled, otherwise: OnceCell::new() }
    }

    pub const fn from(&self) -> NaiveDate {
        self.settled.from
    }

    /// What a day comes to with this over what the rules say of it.
    ///
    /// That there is no right stands until somebody decides anew. Where the rules left an amount open it stands as long as they
    /// do, and nobody states what was received in a month: who settled it did not know that. Where the person decided otherwise
    /// than the rules said of the same statements, it stands over them until they decide anew; what is stated after it is for a
    /// person again, since nobody has said what that means beside it.
    pub fn over(
        &self,
        outcome: DayOutcome,
        question: &MonthQuestion<'_>,
        day: NaiveDate,
        ruled: impl Fn(&Timeline, NaiveDate) -> DayOutcome,
    ) -> DayOutcome {
        let settled = self.settled;
        let later = |is: fn(&Timeline, u32, (NaiveDate, NaiveDate)) -> bool| {
            settled.known.is_some_and(|number| is(question.timeline, number, (day, question.known)))
        };
        // A right that a person denied is none until somebody decides anew: what is stated later brings none back.
        if settled.amount == Cents::ZERO && settled.known.is_some() {
            let anew = settled.until.is_some_and(|until| until <= day);
            return if anew { outcome } else { settled.instead_of(outcome) };
        }
        let open = matches!(outcome.kind, DayKind::Open(_));
        if !*self.otherwise.get_or_init(|| settled.is_otherwise(question.timeline, ruled)) {
            let stands = open && !later(Timeline::is_income_stated_after);
            return if stands { settled.instead_of(outcome) } else { outcome };
        }
        if settled.until.is_some_and(|until| until <= day) {
            return outcome;
        }
        if later(Timeline::is_stated_after) {
            return settled.to_weigh_anew(outcome, question);
        }
        settled.instead_of(outcome)
    }
}

impl Settled {
    /// Whether it is otherwise than the rules said of the statements that were known when it was decided.
    fn is_otherwise(&self, timeline: &Timeline, ruled: impl Fn(&Timeline, NaiveDate) -> DayOutcome) -> bool {
        self.known.is_some_and(|known| match ruled(&timeline.up_to(known), self.from).kind {
            DayKind::Open(_) => false,
            DayKind::Granted(amount) => amount != self.amount,
            DayKind::NoRight => true,
        })
    }

    fn instead_of(&self, outcome: DayOutcome) -> DayOutcome {
        let granted = self.amount > Cents::ZERO;
        DayOutcome {
            kind: if granted { DayKind::Granted(self.amount) } else { DayKind::NoRight },
            norm: outcome.norm,
            income: None,
            entitled: outcome.entitled,
            exempted: Vec::new(),
            estimated: Vec::new(),
            parts: vec![Part::told(PartKind::Settled, None, self.amount, &self.reason)],
            reason: self.reason.clone(),
        }
    }

    fn to_weigh_anew(&self, outcome: DayOutcome, question: &MonthQuestion<'_>) -> DayOutcome {
        let reason = Explanation {
            rule: "settled-otherwise".into(),
            source: self.reason.source.clone(),
            policy_version: question.national.version().into(),
            inputs: Vec::new(),
            text: format!(
                "Een inkomensconsulent besliste anders dan de regels: {} per maand. Daarna is er iets opgegeven. Een \
                 inkomensconsulent beslist wat dat betekent.",
                self.amount
            ),
        };
        DayOutcome { kind: DayKind::Open(Vec::new()), reason, ..outcome }
    }
}
