//! What becomes of each decision about money that falls after an objection or before the court (Awb art. 7:11, 8:72). The table
//! in `docs/objections-upheld.md` says the same in words.

use chrono::NaiveDate;

use super::account::{CaseAccount, DebtKind};
use super::against::{Against, NoObjection};
use super::grant::{Matter, MoneyDecision};
use super::reverse::NotReversed;
use super::suspension::HeldState;

/// Who sees to it that what a decision did is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Falls {
    /// Income takes it back by new lines; where it cannot tell what, a person does.
    TakenBack,
    /// A person decides anew. The decision that takes its place says that it is done.
    DecidedAnew,
    /// The process goes on anew from it: workflow opens the case, and a person decides on the right.
    CaseOpens,
    /// Nothing that income did is to be taken back as a whole: a person corrects it, and says so.
    ByHand,
    /// Nobody objects to it.
    Never(NoObjection),
}

impl MoneyDecision {
    /// What becomes of it when it falls. Of recourse its matter does not always say that it is about somebody else.
    pub fn falls(&self, on_others: bool) -> Falls {
        if let Err(why) = self.objected_to_as(on_others) {
            return Falls::Never(why);
        }
        match &self.matter {
            Matter::Measure { lowers: true, .. }
            | Matter::Debt { kind: DebtKind::Recovery | DebtKind::Loan | DebtKind::Fine, .. }
            | Matter::Suspension { state: HeldState::Suspended, .. }
            | Matter::SetOff { .. }
            | Matter::Ended { .. }
            | Matter::Withdrawn { .. }
            | Matter::PaidToOther { .. }
            | Matter::Warning { .. } => Falls::TakenBack,
            Matter::Debt { kind: DebtKind::Advance, .. } if self.recovers_advance() => Falls::TakenBack,
            Matter::Granted { .. } | Matter::Refused { .. } | Matter::Settled { .. } => Falls::DecidedAnew,
            Matter::Suspension { state: HeldState::Withdrawn, .. } => Falls::CaseOpens,
            // They favour who objects: more is wanted, and that is another decision.
            Matter::Debt { kind: DebtKind::Advance, .. }
            | Matter::Suspension { state: HeldState::Lifted, .. }
            | Matter::Measure { lowers: false, .. }
            | Matter::NotRecovered { .. }
            | Matter::WarningWithdrawn { .. }
            | Matter::WrittenOff { .. } => Falls::ByHand,
            Matter::Recourse { .. } => Falls::Never(NoObjection::OnOthers),
            Matter::Reversed { .. } | Matter::SetOffReversed { .. } => Falls::Never(NoObjection::OnObjection),
        }
    }
}

/// Which decision fell, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionMeant {
    /// Number among the decisions about money of the case.
    pub number: Option<u32>,
    /// The day on which it was made known.
    pub notified_on: NaiveDate,
}

impl DecisionMeant {
    /// The decision of a kind that stands: by its number; else the one of its day; else the only one.
    ///
    /// # Errors
    ///
    /// [`NotReversed`] when there is none, or more than one can be meant.
    pub fn among<'a>(
        self,
        decisions: &'a [MoneyDecision],
        account: &CaseAccount,
        against: Against,
    ) -> Result<&'a MoneyDecision, NotReversed> {
        let of_grant = |number: u32| account.state.grants.values().any(|grant| grant.decision == number);
        let is_such = |decision: &&MoneyDecision| {
            let replaced = decisions.iter().any(|later| later.replaces == Some(decision.number));
            // Recourse ends by the same word.
            let ends_another = matches!(decision.matter, Matter::Ended { .. }) && !of_grant(decision.number);
            !replaced && !ends_another && decision.objected_to_as(false) == Ok(against)
        };
        let all: Vec<_> = decisions.iter().filter(is_such).collect();
        let chosen: Vec<_> = match self.number {
            Some(number) => all.into_iter().filter(|decision| decision.number == number).collect(),
            None => {
                let of_day = |decision: &&&MoneyDecision| decision.decided_on == self.notified_on;
                let of_day: Vec<_> = all.iter().filter(of_day).copied().collect();
                if of_day.is_empty() { all } else { of_day }
            }
        };
        match chosen.as_slice() {
            [] => Err(NotReversed::Nothing),
            [one] => Ok(*one),
            _ => Err(NotReversed::Unclear),
        }
    }
}
