//! Every debt that is owed has a decision: its rule, article, amount and reason, written once.

use chrono::NaiveDate;
use domain::Explanation;

use super::account::{CaseAccount, Debt};
use super::grant::{Matter, MoneyDecision};

/// The decision by which a debt was laid down; it gets the next number of the case.
pub fn debt_decision(
    account: &mut CaseAccount,
    debt: &Debt,
    (by, today): (&str, NaiveDate),
    explanations: Vec<Explanation>,
) -> MoneyDecision {
    let Debt { id, kind, cents, month, .. } = *debt;
    decision(account, Matter::Debt { debt: id, kind, cents, month }, (by, today), explanations)
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
