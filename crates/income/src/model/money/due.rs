//! From what stands on the books to what may be ordered: holiday allowance that falls due, advances, debts.

use domain::{Cents, InvalidCents, Month, Rounding};
use policy::National;
use uuid::Uuid;

use super::account::{AccountState, CaseAccount, Debt, DebtKind, Instalment};
use super::ledger::{Account, Book, Reason};

/// Basis points in a whole.
const WHOLE: i64 = 10_000;

/// The holiday allowance that falls due with a run (Participation Act art. 45(1)): from June on that of the months up to
/// May, and after the end of the right that of all months, in the first run that knows of the end. Less than nil when
/// months that were paid out turn out to come to less.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn holiday_due(state: &AccountState, month: Month) -> Result<Cents, InvalidCents> {
    let ended = state.right_until.is_some_and(|until| Month::of(until) <= month);
    let counts = |kept: Month| ended || kept < last_june(month);
    let kept = state.months.iter().filter(|(kept, _)| counts(**kept));
    let total = kept.map(|(_, fixed)| fixed.holiday).try_fold(Cents::ZERO, Cents::plus)?;
    total.minus(state.holiday_due)
}

/// June of the year, or of the year before when it has not come yet.
fn last_june(month: Month) -> Month {
    let back = (month.number() + 12 - 6) % 12;
    (0..back).fold(month, |month, _| month.previous())
}

/// What of a month's assistance may be withheld for debts: the law protects a share of the norm (Rv art. 475d, applied
/// to offset by Awb art. 4:93(4)). Counted over the assistance, which is never more than the norm, so never too much;
/// rounded down. Nil when the share of the day is not known.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn room(assistance: Cents, month: Month, national: &National) -> Result<Cents, InvalidCents> {
    match national.rate("475d.share", month.first_day()) {
        Ok(share) => assistance.max(Cents::ZERO).times(WHOLE - share.basis_points, WHOLE, Rounding::Down),
        Err(_) => Ok(Cents::ZERO),
    }
}

/// Debts as they come out of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Debts {
    /// New ones, and those of which something was paid off.
    pub changed: Vec<Debt>,
    pub instalments: Vec<Instalment>,
    /// What a person decides on: it was too much, and is more than may be withheld.
    pub too_much: Cents,
}

/// Takes off what may be taken off, and lays down as a debt what may not: afterwards nothing is owed to the municipality
/// on the account of what is payable.
///
/// `month_pays` is what the month of the run itself gives; no more than `room` of it goes to debts and corrections, what
/// earlier runs of the month took included, for advances (art. 52(4)) all of it. What is laid down waits for a person.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn settle(
    book: &mut Book,
    account: &CaseAccount,
    open: &[Debt],
    (month, run): (Month, Uuid),
    (month_pays, room): (Cents, Cents),
) -> Result<Debts, InvalidCents> {
    let mut debts = Debts::default();
    let room = room.minus(account.state.withheld_in(month))?.max(Cents::ZERO);
    let month_pays = month_pays.max(Cents::ZERO);
    let payable = book.balances().owed(Account::Payable);
    let least = month_pays.minus(room)?.max(Cents::ZERO);
    if payable < least {
        let cents = least.minus(payable)?;
        book.transfer((Account::DebtRecovery, Account::Payable), cents, month, Reason::TooMuch)?;
        let id = Uuid::new_v5(&account.case.uuid(), format!("debt:{run}").as_bytes());
        debts.too_much = cents;
        debts.changed.push(Debt {
            id,
            kind: DebtKind::Recovery,
            month,
            cents,
            remaining: cents,
            instalment: None,
        });
    }
    let taken = month_pays.minus(book.balances().owed(Account::Payable))?.max(Cents::ZERO);
    let mut left = room.minus(taken)?.max(Cents::ZERO);
    for debt in open {
        let payable = book.balances().owed(Account::Payable);
        let (cents, reason) = match (debt.kind, debt.instalment) {
            (DebtKind::Advance, _) if account.state.undecided.contains_key(&debt.id) => continue,
            (DebtKind::Advance, _) => (debt.remaining.min(payable), Reason::AdvanceSettled),
            (_, Some(instalment)) => (instalment.min(debt.remaining).min(left).min(payable), Reason::Offset),
            (_, None) => continue,
        };
        if cents <= Cents::ZERO {
            continue;
        }
        if reason == Reason::Offset {
            left = left.minus(cents)?;
        }
        book.transfer((Account::Payable, debt.kind.account()), cents, month, reason)?;
        debts.changed.push(Debt { remaining: debt.remaining.minus(cents)?, ..*debt });
        debts.instalments.push(Instalment { debt: debt.id, month, posting: book.last(), cents });
    }
    Ok(debts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn june_comes_once_a_year() {
        let june = |text: &str| last_june(text.parse().unwrap()).to_string();
        assert_eq!(june("2026-06"), "2026-06");
        assert_eq!(june("2026-07"), "2026-06");
        assert_eq!(june("2026-12"), "2026-06");
        assert_eq!(june("2026-05"), "2025-06");
        assert_eq!(june("2026-01"), "2025-06");
    }
}
