//! An application that nobody decides on yet: its books are opened, so that an advance can be given (art. 52).

use domain::Moment;
use policy::National;

use super::facts::stated;
use crate::model::money::{CaseAccount, Debt};
use crate::model::{Entitlement, NoteApplication};
use crate::store::money::MoneyWrites;

/// Notes the days of an application and what is known so far. Nothing once there is a decision on the right, or its end:
/// then what is assessed says more.
pub fn noted(
    (account, known): (Option<&CaseAccount>, Option<&Entitlement>),
    noted: &NoteApplication,
    (open, national, moment): (&[Debt], &National, &Moment),
) -> MoneyWrites {
    let of_another = account.is_some_and(|account| account.municipality != noted.municipality);
    if known.is_some() || of_another {
        return MoneyWrites::default();
    }
    let mut next = account
        .cloned()
        .unwrap_or_else(|| CaseAccount::new(noted.case, noted.person, noted.municipality.clone()));
    next.state.applied = noted.applied;
    next.state.number = noted.number.clone().or(next.state.number);
    // Nothing is asked any more, and nobody decided that there is a right.
    next.judge_advances(open, noted.applied.is_none().then_some(false));
    let Some(applied) = noted.applied else {
        next.version = next.version.saturating_add(1);
        return MoneyWrites { accounts: vec![next], ..MoneyWrites::default() };
    };
    let stale_from = next.state.stale_from;
    let facts = crate::model::of_months(&noted.facts, national, moment.day);
    let mut change = stated(&next, "intake", applied.reported_on, facts, moment);
    for account in &mut change.accounts {
        // No month is worked out before there is a right.
        account.state.stale_from = stale_from;
    }
    change
}
