//! What a person decides about debts: what is taken off each month, and a debt that no run finds by itself.

use domain::{Cents, Month, Refusal, Violation};
use policy::National;
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind};
use super::due::room;
use super::ledger::{Account, Posting, Reason};

/// The debt after a person decided what is taken off it each month; nil: nothing any more.
///
/// The instalments of a case together stay within what may be withheld of its last month (see [`room`]); a run looks again,
/// with the assistance of its own month.
///
/// # Errors
///
/// A [`Refusal`] when the case has no such open debt, it settles itself, or there is no room for so much.
pub fn set_instalment(
    account: &CaseAccount,
    open: &[Debt],
    (id, cents): (Uuid, Cents),
    (national, month): (&National, Month),
) -> Result<Debt, Refusal> {
    let debt = open.iter().find(|debt| debt.id == id);
    let debt = debt.ok_or_else(|| Refusal::not_found("openstaande schuld"))?;
    if account.state.undecided.contains_key(&id) {
        let reason = "Over dit bedrag is nog niet besloten. Beslis eerst of het wordt teruggevorderd.";
        return Err(Refusal::precondition("recovery-undecided", reason));
    }
    let state = &account.state;
    let decided = state.without_right || state.decided_advances.contains(&id);
    if debt.kind == DebtKind::Advance && !decided {
        let reason =
            "Een voorschot wordt vanzelf verrekend met de eerste bijstand. Daar hoort geen termijn bij.";
        return Err(Refusal::precondition("advance-settles-itself", reason));
    }
    if cents <= Cents::ZERO {
        return Ok(Debt { instalment: None, ..*debt });
    }
    let last = account.state.months.last_key_value().map(|(_, fixed)| fixed.clone()).unwrap_or_default();
    let mut others = open.iter().filter(|other| other.id != id).filter_map(|other| other.instalment);
    let left = room(&last, month, national)
        .and_then(|room| others.try_fold(room, Cents::minus))
        .map_err(|_| wrong("cents", "is te groot om mee te rekenen", "amount"))?
        .max(Cents::ZERO);
    if cents > left {
        let reason = format!("is meer dan er van de bijstand af mag: {left} per maand");
        return Err(wrong("cents", &reason, "protected-475d"));
    }
    Ok(Debt { instalment: Some(cents), ..*debt })
}

/// A debt that a person decided on, with what it does to the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedDebt {
    pub account: CaseAccount,
    pub debt: Debt,
    pub postings: Vec<Posting>,
}

/// Lays down a debt that a person decided on: assistance that is recovered or turns out to be a loan was given before and
/// is no cost any more; a fine is income.
///
/// # Errors
///
/// A [`Refusal`] when no such debt is decided on, the month has yet to come, or more would be recovered than was given.
pub fn decide_debt(
    account: &CaseAccount,
    (id, kind, cents, month): (Uuid, DebtKind, Cents, Month),
    today: Month,
) -> Result<DecidedDebt, Refusal> {
    let against = match kind {
        DebtKind::Recovery | DebtKind::Loan => Account::Assistance,
        DebtKind::Fine => Account::Fines,
        DebtKind::Advance => {
            return Err(wrong("kind", "ontstaat als er een voorschot wordt gegeven", "debt-kind"));
        }
    };
    if month > today {
        return Err(wrong("month", "ligt in de toekomst", "month-ahead"));
    }
    let given = account.state.balances.of(Account::Assistance);
    if against == Account::Assistance && cents > given {
        let reason = format!("is meer dan de bijstand die is gegeven: {given}");
        return Err(wrong("cents", &reason, "more-than-given"));
    }
    let mut account = account.clone();
    let mut book = account.book();
    book.transfer((kind.account(), against), cents, month, Reason::Decided)
        .map_err(|_| wrong("cents", "is te groot om mee te rekenen", "amount"))?;
    let postings = account.keep(book);
    account.version = account.version.saturating_add(1);
    let debt = Debt { id, kind, month, cents, remaining: cents, instalment: None };
    Ok(DecidedDebt { account, debt, postings })
}

fn wrong(field: &str, reason: &str, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
