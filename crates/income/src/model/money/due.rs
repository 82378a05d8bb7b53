//! From what stands on the books to what may be ordered: holiday allowance that falls due, advances, debts.

use std::collections::BTreeMap;

use domain::{Cents, InvalidCents, Month, Rounding};
use policy::National;
use rules::month::Level;
use uuid::Uuid;

use super::account::{AccountState, CaseAccount, Debt, DebtKind, Fixed, Instalment};
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
    let kept = state.months.iter().filter(|(kept, _)| falls_due(state, month, **kept));
    let total = kept.map(|(_, fixed)| fixed.holiday).try_fold(Cents::ZERO, Cents::plus)?;
    total.minus(state.holiday_due)
}

/// Whether the holiday allowance of a month is paid with a run.
pub fn falls_due(state: &AccountState, run: Month, kept: Month) -> bool {
    state.right_until.is_some_and(|until| Month::of(until) <= run) || kept < last_june(run)
}

/// June of the year, or of the year before when it has not come yet.
fn last_june(month: Month) -> Month {
    let back = (month.number() + 12 - 6) % 12;
    (0..back).fold(month, |month, _| month.previous())
}

/// What of a month's assistance may be withheld for debts: the law protects a share of the norm (Rv art. 475d, applied
/// to offset by Awb art. 4:93(4)), so what income and assistance come to together above that share of the norm. A lowering for
/// conduct takes that room first: a third off the assistance leaves none.
///
/// No more than what the share leaves of the assistance itself, either: others may withhold of the income, so beside it as
/// much again is not taken of what is left of the assistance. The law bounds what is withheld from above and names no least.
///
/// Rounded down. A month that an earlier version worked out does not know its norm: there the assistance alone counts. Nil
/// when the share of the day is not known.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn room(fixed: &Fixed, month: Month, national: &National) -> Result<Cents, InvalidCents> {
    let Ok(share) = national.rate("475d.share", month.first_day()) else { return Ok(Cents::ZERO) };
    let free = |cents: Cents| cents.times(WHOLE - share.basis_points, WHOLE, Rounding::Down);
    let assistance = fixed.assistance.max(Cents::ZERO);
    let Level { norm, income } = fixed.level.unwrap_or(Level { norm: assistance, income: Cents::ZERO });
    let above = income.plus(assistance)?.minus(norm.minus(free(norm)?)?)?;
    Ok(above.max(Cents::ZERO).min(free(assistance)?))
}

/// Debts as they come out of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Debts {
    /// New ones, and those of which something was paid off.
    pub changed: Vec<Debt>,
    pub instalments: Vec<Instalment>,
    /// What a person decides on: it was too much, and is more than may be withheld, or may not be set off.
    pub too_much: Cents,
    /// What was taken off by instalments, by debt: an advance that is settled is none.
    pub taken: BTreeMap<Uuid, Cents>,
}

/// What may be taken off in a run.
#[derive(Debug, Clone, Copy)]
pub struct MayTake {
    /// What the month of the run itself gives.
    pub month_pays: Cents,
    /// See [`room`]; what earlier runs of the month took is in it.
    pub room: Cents,
    /// What corrections took off that may not be set off (art. 58(4)): it is paid, and a person decides on it.
    pub claimed: Cents,
}

/// Takes off what may be taken off, and lays down as a debt what may not: afterwards nothing is owed to the municipality
/// on the account of what is payable. What is laid down waits for a person.
///
/// No more than the room goes to debts and corrections, what earlier runs of the month took included, for advances
/// (art. 52(4)) all that the month gives. A debt pays its instalment once in a month, also where a run was given up or another
/// follows. Those that must be set off go before others; without an instalment they take all the room: art. 60(4) leaves no
/// choice there, and the protected level says how much, so nobody has to decide on it first. A person may still agree on less, or
/// on nothing: where a debt arrangement runs.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn settle(
    book: &mut Book,
    account: &CaseAccount,
    open: &[Debt],
    (month, run): (Month, Uuid),
    may: MayTake,
) -> Result<Debts, InvalidCents> {
    let state = &account.state;
    let mut debts = Debts::default();
    let room = may.room.minus(state.withheld_in(month))?.max(Cents::ZERO);
    let month_pays = may.month_pays.max(Cents::ZERO);
    let payable = book.balances().owed(Account::Payable).plus(may.claimed)?;
    let least = month_pays.minus(room)?.max(Cents::ZERO);
    let cents = least.minus(payable)?.max(Cents::ZERO).plus(may.claimed)?;
    if cents > Cents::ZERO {
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
    for debt in in_turn(state, open) {
        let payable = book.balances().owed(Account::Payable);
        let decided = state.decided_advances.contains(&debt.id);
        let instalment = match debt.instalment {
            None => Some(may.room).filter(|_| state.goes_off_by_itself(debt)),
            agreed => agreed,
        };
        let (cents, reason) = match instalment {
            _ if debt.kind == DebtKind::Advance && !decided => {
                if state.undecided.contains_key(&debt.id) {
                    continue;
                }
                (debt.remaining.min(payable), Reason::AdvanceSettled)
            }
            Some(instalment) => {
                let to_take = instalment.minus(state.taken_in(month, debt.id))?;
                (to_take.min(debt.remaining).min(left).min(payable), Reason::Offset)
            }
            None => continue,
        };
        if cents <= Cents::ZERO {
            continue;
        }
        if reason == Reason::Offset {
            left = left.minus(cents)?;
            debts.taken.insert(debt.id, cents);
        }
        book.transfer((Account::Payable, debt.kind.account()), cents, month, reason)?;
        debts.changed.push(Debt { remaining: debt.remaining.minus(cents)?, ..*debt });
        debts.instalments.push(Instalment { debt: debt.id, month, posting: book.last(), cents });
    }
    Ok(debts)
}

/// What must be set off goes first, and of that what a person agreed on.
fn in_turn<'a>(state: &AccountState, open: &'a [Debt]) -> Vec<&'a Debt> {
    let mut debts: Vec<&Debt> = open.iter().collect();
    debts.sort_by_key(|debt| match debt.kind {
        DebtKind::Advance => (false, false),
        _ => (!state.must_be_set_off(debt), debt.instalment.is_none()),
    });
    debts
}

impl AccountState {
    /// What runs of this month took off for a debt so far.
    pub fn taken_in(&self, month: Month, debt: Uuid) -> Cents {
        self.instalments.get(&month).and_then(|debts| debts.get(&debt)).copied().unwrap_or_default()
    }

    /// Whether a debt must be set off against the assistance (art. 60(4)).
    pub fn must_be_set_off(&self, debt: &Debt) -> bool {
        debt.kind == DebtKind::Fine || self.must_offset.contains(&debt.id)
    }

    /// Whether a run sets it off where no person said how much a month.
    pub fn goes_off_by_itself(&self, debt: &Debt) -> bool {
        self.must_offset.contains(&debt.id) && !self.at_rest.contains(&debt.id)
    }
}

impl AccountState {
    /// The first of the last months in which income alone left no assistance, while the right goes on: nobody is paid, and the
    /// holiday allowance that was kept waits for June (art. 45(1)). Nothing once a month is paid again, or the right ended, or of
    /// fewer months than somebody is to be told of.
    pub fn above_norm_since(&self, told_after: Option<u32>) -> Option<Month> {
        let months = self.months.iter().rev().take_while(|(_, fixed)| fixed.is_above_norm());
        let (mut since, mut count) = (None, 0_u32);
        for (month, _) in months {
            (since, count) = (Some(*month), count.saturating_add(1));
        }
        since.filter(|_| self.right_until.is_none() && told_after.is_none_or(|least| least <= count))
    }
}

impl Fixed {
    fn is_above_norm(&self) -> bool {
        let whole = |level: Level| level.norm > Cents::ZERO && level.income >= level.norm;
        self.assistance == Cents::ZERO && self.level.is_some_and(whole)
    }
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
