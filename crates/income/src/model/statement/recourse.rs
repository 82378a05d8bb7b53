//! What is claimed of others for a case, and what came in.

use domain::{Cents, InvalidCents, day_in_dutch};
use rules::month::Timeline;

use super::books::{Books, Fault, compare, sum};
use super::page::{Amount, Page, Readable, Text, amount};
use crate::model::money::{Account, CaseName, GrantMonth, GrantVersion, Law, RecourseClaim, RecourseSources};

/// All recourse of a case (verhaal).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecourseStatement {
    pub case: CaseName,
    /// By number.
    pub claims: Vec<(u32, RecourseClaim)>,
}

impl RecourseStatement {
    /// From the books of a case.
    pub fn of(books: &Books) -> Self {
        let claims = books.account.state.recourse.iter();
        let claims = claims.map(|(number, claim)| (*number, claim.clone())).collect();
        Self { case: books.account.name(), claims }
    }
}

impl Readable for RecourseStatement {
    fn page(&self) -> String {
        let mut page = Page::new("Verhaal op anderen");
        page.says(&format!("Kenmerk van de zaak: {}.", self.case));
        if self.claims.is_empty() {
            page.says("Er wordt niets op een ander verhaald.");
        }
        for (number, claim) in &self.claims {
            page.part(&format!("Verhaal {number}: {}", claim.debtor.dutch()));
            let from = day_in_dutch(claim.from);
            let until = claim.until.map(|until| format!(" tot en met {}", day_in_dutch(until)));
            let how = if claim.once.is_some() { "In één keer, op" } else { "Elke maand, vanaf" };
            page.says(&format!("{how} {from}{}. Besluit {}.", until.unwrap_or_default(), claim.decision));
            let mut rows: Vec<_> = claim
                .months
                .iter()
                .map(|(month, fixed)| vec![format!("Over {}", month.in_dutch()), amount(fixed.gross)])
                .collect();
            rows.push(vec!["Ontvangen".to_owned(), amount(Cents::new(-claim.received.get()))]);
            let outstanding = claim.outstanding().unwrap_or_default();
            let (what, open) = if outstanding < Cents::ZERO {
                ("Te veel ontvangen, terug te betalen", Cents::new(outstanding.get().saturating_neg()))
            } else {
                ("Nog te ontvangen", outstanding)
            };
            rows.push(vec![what.to_owned(), amount(open)]);
            page.table(&[Text("Wat"), Amount("Bedrag")], rows, "");
        }
        page.text()
    }
}

/// Whether what is claimed for each month is its last version and follows from the facts, and whether claims and ledger
/// agree. Gives how much was looked at.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub(super) fn check_recourse(
    faults: &mut Vec<Fault>,
    books: &Books,
    (timeline, law): (&Timeline, Law<'_>),
) -> Result<u64, InvalidCents> {
    let state = &books.account.state;
    let sources = RecourseSources { timeline, law, state };
    // What was stated since the last version changed nothing in months that are not to be worked out anew.
    let newest = timeline.changes().iter().map(|change| change.known_on).max();
    let mut looked = 2;
    for (number, claim) in &state.recourse {
        let stale = [claim.stale_from, state.stale_from].into_iter().flatten().min();
        for (month, fixed) in &claim.months {
            looked += 1;
            let of = Some(*month);
            let mine = |version: &&GrantVersion| (version.grant, version.month) == (*number, *month);
            let last = books.grants.iter().rfind(mine);
            let found = last.map(|last| last.fixed.gross).unwrap_or_default();
            compare(faults, "Verhaal volgens de laatste berekening", of, (found, fixed.gross));
            let Some(last) = last.filter(|_| stale.is_none_or(|stale| *month < stale)) else { continue };
            let derived =
                claim.month(sources, (*month, newest.map_or(last.known, |day| day.max(last.known))))?;
            if let GrantMonth::WorkedOut { gross, .. } = derived {
                compare(faults, "Verhaal opnieuw uitgerekend", of, (gross, fixed.gross));
            }
        }
    }
    let claims = || state.recourse.values();
    let outstanding =
        claims().map(RecourseClaim::outstanding).try_fold(Cents::ZERO, |sum, one| sum.plus(one?))?;
    compare(
        faults,
        "Nog te ontvangen uit verhaal",
        None,
        (state.balances.of(Account::ClaimRecourse), outstanding),
    );
    let on_debts = sum(state.received.values().flatten().map(|receipt| receipt.cents))?;
    let received = sum(claims().map(|claim| claim.received))?.plus(on_debts)?;
    let what = "Ontvangen uit verhaal en op schulden";
    compare(faults, what, None, (state.balances.of(Account::Received), received));
    Ok(looked)
}
