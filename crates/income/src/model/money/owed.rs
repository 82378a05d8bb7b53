//! A debt that a person decides on and no run finds by itself.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, Explanation, Month, Refusal, Violation};
use policy::National;
use rules::facts::ClaimCause;
use rules::month::Timeline;
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind};
use super::claim::Claim;
use super::claim_asked::{ClaimAsked, ClaimSaid};
use super::ledger::{Account, Posting, Reason};

/// Whether it is decided that a debt is paid by the debtor.
///
/// # Errors
///
/// A [`Refusal`] when a person must decide on it first, or it settles itself.
pub(super) fn collectable(account: &CaseAccount, debt: &Debt) -> Result<(), Refusal> {
    let state = &account.state;
    if state.undecided.contains_key(&debt.id) {
        let reason = "Over dit bedrag is nog niet besloten. Beslis eerst of het wordt teruggevorderd.";
        return Err(Refusal::precondition("recovery-undecided", reason));
    }
    let without_right = state.without_right && !state.last_months;
    let decided = without_right || state.decided_advances.contains(&debt.id);
    if debt.kind == DebtKind::Advance && !decided {
        let reason =
            "Een voorschot wordt vanzelf verrekend met de eerste bijstand. Daar hoort geen termijn bij.";
        return Err(Refusal::precondition("advance-settles-itself", reason));
    }
    Ok(())
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

impl DecidedDebt {
    /// Holds a recovery against the law before it is laid down: all of it must be what may be recovered. Gives the rules that were
    /// asked.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the law does not let it be recovered, or something is not said that the rules ask.
    pub fn as_recovery(
        &mut self,
        said: &ClaimSaid,
        timeline: &Timeline,
        (national, today): (&National, NaiveDate),
    ) -> Result<Vec<Explanation>, Refusal> {
        let claim = Claim::new(ClaimCause::TooMuch, BTreeMap::from([(self.debt.month, self.debt.cents)]));
        let asked = ClaimAsked { claim: &claim, said, timeline, national, today };
        let mut judged = asked.judge()?;
        if judged.most < self.debt.cents {
            let why = judged.lines.first().map(|line| (&*line.text, &*line.rule)).unwrap_or_default();
            let field = if said.recognisable == Some(false) { "recognisable" } else { "month" };
            return Err(wrong(field, &format!("staat terugvorderen niet toe. {}", why.0), why.1));
        }
        asked.owed_by(&mut judged, self.debt.cents)?;
        let state = &mut self.account.state;
        state.claims.insert(self.debt.id, judged.claim);
        if judged.must_offset {
            state.must_offset.insert(self.debt.id);
        }
        Ok(judged.lines)
    }
}

fn wrong(field: &str, reason: &str, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
