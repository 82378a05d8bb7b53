//! A set-off that fell after an objection or before the court (Participation Act art. 58(4); Awb art. 7:11, 8:72): what it
//! withheld is paid after all. The months stay as they were worked out, so that it was too much stays true until they are
//! worked out otherwise: whether it is recovered, a person decides, as of anything else that is not set off.

use chrono::NaiveDate;
use domain::{Cents, Explanation, Month};
use policy::National;
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind};
use super::against::BY_OBJECTION;
use super::decided::decision;
use super::grant::{Matter, MoneyDecision};
use super::ledger::{Account, Posting, Reason};
use super::reverse::NotReversed;

/// A set-off that is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOffFell {
    pub account: CaseAccount,
    /// What was too much and is not set off any more; it waits for a person.
    pub debt: Debt,
    pub decision: MoneyDecision,
    pub postings: Vec<Posting>,
}

/// Pays back what a set-off withheld, with the next run. What came off the holiday allowance that was kept is no part of it:
/// that belongs to the months and follows them.
///
/// # Errors
///
/// [`NotReversed`] when the decision withheld nothing, a month that it was about gives more since (what was withheld, or a part of
/// it, was given back already: a person sees which), or the amount does not fit.
pub fn reverse_set_off(
    account: &CaseAccount,
    fallen: &MoneyDecision,
    objection: Uuid,
    (national, today): (&National, NaiveDate),
) -> Result<SetOffFell, NotReversed> {
    let Matter::SetOff { cents, ref months, .. } = fallen.matter else { return Err(NotReversed::Nothing) };
    if cents <= Cents::ZERO {
        return Err(NotReversed::Nothing);
    }
    for (month, then) in months {
        let now = account.state.months.get(month).cloned().unwrap_or_default();
        if now.payable.plus(now.holiday).map_err(|_| NotReversed::Amount)? > *then {
            return Err(NotReversed::PersonDecides);
        }
    }
    let kind = DebtKind::Recovery;
    let mut account = account.clone();
    let mut book = account.book();
    book.transfer((kind.account(), Account::Payable), cents, Month::of(today), Reason::Reversed)
        .map_err(|_| NotReversed::Amount)?;
    let postings = account.keep(book);
    account.version = account.version.saturating_add(1);
    // Of the month of the run that set it off: by that it is known which months were worked out anew.
    let month = Month::of(fallen.decided_on);
    let id = Uuid::new_v5(&objection, b"set-off");
    let debt = Debt { id, kind, month, cents, remaining: cents, instalment: None };
    account.state.undecided.insert(id, Account::Assistance);
    account.state.reversed.insert(objection);
    let why = Explanation {
        rule: "decision-reversed".into(),
        source: "Awb art. 7:11 en 8:72; PW art. 58 lid 4".into(),
        policy_version: national.version().into(),
        inputs: Vec::new(),
        text: format!(
            "Besluit over geld {} is na bezwaar of beroep herroepen. Wij betalen {cents} terug die wij met uw uitkering hadden \
             verrekend. Of u dit bedrag later nog moet terugbetalen, beslist een consulent apart.",
            fallen.number
        ),
    };
    let matter = Matter::SetOffReversed { debt: id, cents };
    let decided = decision(&mut account, matter, (BY_OBJECTION, today), vec![why]);
    let decision = MoneyDecision { replaces: Some(fallen.number), ..decided };
    Ok(SetOffFell { account, debt, decision, postings })
}
