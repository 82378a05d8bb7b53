//! What an objection against a decision about money is called (Awb art. 7:1, 8:1). Workflow knows it by the same word.

use super::account::DebtKind;
use super::grant::{Matter, MoneyDecision};
use super::suspension::HeldState;

/// Who decides when an objection or the court made a decision fall.
pub const BY_OBJECTION: &str = "bezwaar";

/// What an objection is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// Assistance was lowered (Participation Act art. 18).
    Measure,
    /// Assistance is paid back, or was a loan (art. 48, 58).
    Recovery,
    /// art. 18a
    Fine,
    /// Payment stands still (art. 54(1)).
    Suspension,
    /// Corrections were taken off a payment (art. 58(4)).
    SetOff,
    /// Another scheme than general assistance.
    Grant,
    /// The right was withdrawn (art. 54(4)).
    Ending,
    /// All else about money.
    OtherMoney,
}

impl Against {
    /// As it goes over the line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::Recovery => "recovery",
            Self::Fine => "fine",
            Self::Suspension => "suspension",
            Self::SetOff => "set-off",
            Self::Grant => "grant",
            Self::Ending => "ending",
            Self::OtherMoney => "other-money",
        }
    }
}

/// Why nobody objects to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoObjection {
    /// It is about what somebody else pays: the civil court judges (art. 62g, 62h; Awb art. 8:5).
    OnOthers,
    /// It carries out what was decided on an objection: who does not agree goes to the court (Awb art. 7:1, 8:1).
    OnObjection,
}

impl MoneyDecision {
    /// What an objection against it is called. Whether it is one on recourse, or takes the place of one, its matter does not
    /// always say.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn objected_to_as(&self, on_others: bool) -> Result<Against, NoObjection> {
        if on_others {
            return Err(NoObjection::OnOthers);
        }
        if self.decided_by == BY_OBJECTION {
            return Err(NoObjection::OnObjection);
        }
        Ok(match &self.matter {
            Matter::Recourse { .. } => return Err(NoObjection::OnOthers),
            Matter::Reversed { .. } | Matter::SetOffReversed { .. } => return Err(NoObjection::OnObjection),
            Matter::Measure { lowers: true, .. } => Against::Measure,
            Matter::Debt { kind: DebtKind::Recovery | DebtKind::Loan, .. } => Against::Recovery,
            Matter::Debt { .. } if self.recovers_advance() => Against::Recovery,
            Matter::Debt { kind: DebtKind::Fine, .. } => Against::Fine,
            Matter::Suspension { state: HeldState::Suspended, .. } => Against::Suspension,
            Matter::Suspension { state: HeldState::Withdrawn, .. } => Against::Ending,
            Matter::SetOff { .. } => Against::SetOff,
            Matter::Granted { .. }
            | Matter::Refused { .. }
            | Matter::Ended { .. }
            | Matter::Withdrawn { .. }
            | Matter::Settled { .. } => Against::Grant,
            Matter::Debt { kind: DebtKind::Advance, .. }
            | Matter::Suspension { state: HeldState::Lifted, .. }
            | Matter::Measure { lowers: false, .. }
            | Matter::PaidToOther { .. }
            | Matter::NotRecovered { .. }
            | Matter::Warning { .. }
            | Matter::WarningWithdrawn { .. }
            | Matter::WrittenOff { .. } => Against::OtherMoney,
        })
    }
}
