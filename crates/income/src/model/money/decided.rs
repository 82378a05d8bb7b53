//! Every debt that is owed has a decision: its rule, article, amount and reason, written once.

use chrono::NaiveDate;
use domain::{Cents, Explanation};

use super::account::{CaseAccount, Debt, DebtKind};
use super::grant::{Matter, MoneyDecision};

/// The reasons of who decided that something is recovered.
pub const RECOVERY_DECIDED: &str = "recovery-decided";

/// The decision by which a debt was laid down; it gets the next number of the case.
pub fn debt_decision(
    account: &mut CaseAccount,
    debt: &Debt,
    (by, today): (&str, NaiveDate),
    explanations: Vec<Explanation>,
) -> MoneyDecision {
    let Debt { id, kind, cents, month, .. } = *debt;
    let matter = Matter::Debt { debt: id, kind, cents, month, recovered: false };
    decision(account, matter, (by, today), explanations)
}

/// The decision that so much of a debt that was found is recovered (art. 58).
pub fn recovery_decision(
    account: &mut CaseAccount,
    debt: &Debt,
    cents: Cents,
    (by, today): (&str, NaiveDate),
    explanations: Vec<Explanation>,
) -> MoneyDecision {
    let Debt { id, kind, month, .. } = *debt;
    let matter = Matter::Debt { debt: id, kind, cents, month, recovered: true };
    decision(account, matter, (by, today), explanations)
}

impl MoneyDecision {
    /// Whether it says that an advance is recovered (art. 58(2)(d)), and not that it was given (art. 52).
    pub fn recovers_advance(&self) -> bool {
        let Matter::Debt { kind: DebtKind::Advance, recovered, .. } = self.matter else { return false };
        recovered || self.explanations.iter().any(|why| why.rule == RECOVERY_DECIDED)
    }
}

/// A decision about money that takes the place of no other; it gets the next number of the case.
pub fn decision(
    account: &mut CaseAccount,
    matter: Matter,
    (by, today): (&str, NaiveDate),
    explanations: Vec<Explanation>,
) -> MoneyDecision {
    account.state.money_decisions = account.state.money_decisions.saturating_add(1);
    MoneyDecision {
        case: account.case,
        number: account.state.money_decisions,
        replaces: None,
        decided_on: today,
        decided_by: by.to_owned(),
        matter,
        explanations,
    }
}
