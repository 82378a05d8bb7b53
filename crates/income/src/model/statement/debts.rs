//! What a case owes: how each debt arose, what was paid off, what is left, and when it would be over.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month};
use uuid::Uuid;

use super::books::{Books, Entry, Fault, compare, sum};
use super::collection::Advice;
use super::page::{Amount, Page, Readable, Text, amount};
use super::words::debt_in_dutch;
use crate::model::money::{
    Agreed, CaseName, Claim, Debt, DebtKind, DebtReceipt, DebtorPart, Instalment, Reason, debtors_of,
};

/// The debts of one case (schuldenoverzicht).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtStatement {
    pub case: CaseName,
    /// Oldest first.
    pub debts: Vec<DebtRow>,
    pub remaining: Cents,
    /// Where debts and books do not agree.
    pub faults: Vec<Fault>,
}

/// One debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtRow {
    pub id: Uuid,
    pub kind: DebtKind,
    /// The month in which it arose.
    pub month: Month,
    pub cents: Cents,
    /// Re-derived from the instalments.
    pub paid_off: Cents,
    /// What became a gift when a year was settled (Bbz 2004 art. 12).
    pub gift: Cents,
    /// What was given up.
    pub written_off: Cents,
    pub remaining: Cents,
    /// What is taken off each month, as a person decided.
    pub instalment: Option<Cents>,
    /// The decision was reversed: what was left is not owed any more.
    pub reversed: bool,
    /// A run found it, and nobody decided yet whether it is recovered (art. 58).
    pub undecided: bool,
    /// There is no right that would settle an advance.
    pub without_right: bool,
    /// There was a right: it is over, and left something of the advance.
    pub had_right: bool,
    /// It must be set off and nobody said how much a month: a run takes what may be withheld.
    pub by_itself: bool,
    /// The run that found it was withdrawn, and none has weighed it since: it is nothing that anybody owes.
    pub withdrawn: bool,
    /// What is not recovered, as a person decided, or turned out not to be too much.
    pub not_recovered: Cents,
    /// What the debtor pays each month outside the assistance, as was agreed.
    pub agreed: Option<Agreed>,
    /// Months of that which were due by the day and are not paid.
    pub behind: u32,
    /// What the scorecard of collection says of it, where it was asked.
    pub advice: Option<Advice>,
    /// Everybody who owes it or paid on it; nobody of what waits for a decision.
    pub debtors: Vec<DebtorPart>,
    /// What came in outside the assistance, in the order in which it was booked; less than nil was taken back.
    pub received: Vec<DebtReceipt>,
    /// What was taken off in each month so far.
    pub instalments: Vec<(Month, Cents)>,
    /// The months that were worked out anew and turned out lower, when that is how it arose.
    pub because_of: Vec<Month>,
    /// Of which months it is, why, and who owes it too; nothing of a fine, a loan, or what an earlier version found.
    pub claim: Option<Claim>,
    /// The month of the last instalment, when each one is taken off in full.
    pub last_month: Option<Month>,
}

/// The longest that a last month is worked out for.
const LONGEST_MONTHS: i64 = 1_200;

/// The debts of a case on a day. Instalments are expected from `next` on: the month of the next run.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn debts(books: &Books, next: Month, today: NaiveDate) -> Result<DebtStatement, InvalidCents> {
    let mut faults = Vec::new();
    let mut rows = Vec::with_capacity(books.debts.len());
    let reasons: BTreeMap<u32, Reason> =
        books.entries.iter().map(|entry| (entry.posting.number, entry.posting.reason)).collect();
    for debt in &books.debts {
        let of_debt: Vec<_> =
            books.instalments.iter().filter(|instalment| instalment.debt == debt.id).collect();
        let by = |reason: Reason| {
            let taken = of_debt.iter().filter(|one| reasons.get(&one.posting) == Some(&reason));
            sum(taken.map(|one| one.cents))
        };
        let (gift, written_off) = (by(Reason::YearSettled)?, by(Reason::WrittenOff)?);
        let not_recovered = by(Reason::NotRecovered)?.plus(by(Reason::MadeGood)?)?;
        let paid = |one: &&&Instalment| {
            use Reason::{DebtReceived, MadeGood, NotRecovered, WrittenOff, YearSettled};
            let reason = reasons.get(&one.posting);
            !matches!(reason, Some(YearSettled | WrittenOff | NotRecovered | MadeGood | DebtReceived))
        };
        let instalments: Vec<_> = of_debt.iter().filter(paid).map(|one| (one.month, one.cents)).collect();
        let came_in = by(Reason::DebtReceived)?;
        let paid_off = sum(instalments.iter().map(|(_, cents)| *cents))?.plus(came_in)?;
        let remaining = debt.cents.minus(paid_off)?.minus(gift)?.minus(written_off)?.minus(not_recovered)?;
        compare(&mut faults, "Wat er van een schuld over is", Some(debt.month), (remaining, debt.remaining));
        let received = books.account.state.received.get(&debt.id).cloned().unwrap_or_default();
        let noted = sum(received.iter().map(|receipt| receipt.cents))?;
        compare(&mut faults, "Ontvangen op een schuld", Some(debt.month), (came_in, noted));
        let after = instalments.last().map_or(next, |(month, _)| month.next().max(next));
        let agreed = books.account.state.agreed.get(&debt.id).copied();
        let monthly = debt.instalment.map(|cents| (cents, after));
        let monthly = monthly.or_else(|| agreed.map(|agreed| (agreed.cents, agreed.first.max(next))));
        rows.push(DebtRow {
            id: debt.id,
            kind: debt.kind,
            month: debt.month,
            cents: debt.cents,
            paid_off,
            gift,
            written_off,
            remaining,
            instalment: debt.instalment,
            undecided: books.account.state.undecided.contains_key(&debt.id),
            withdrawn: books.account.state.undecided.contains_key(&debt.id) && is_of_withdrawn(books, debt),
            not_recovered,
            without_right: is_owed_back(books, debt),
            had_right: books.account.state.right_from.is_some(),
            by_itself: books.account.state.goes_off_by_itself(debt),
            reversed: of_debt.iter().any(|one| reasons.get(&one.posting) == Some(&Reason::Reversed)),
            instalments,
            because_of: if debt.kind == DebtKind::Recovery { lowered(books, debt.month) } else { Vec::new() },
            claim: books.account.state.claims.get(&debt.id).cloned(),
            last_month: monthly.and_then(|(cents, first)| last_month(remaining, cents, first)),
            behind: agreed.map_or(Ok(0), |agreed| behind(&agreed, &received, (today, remaining)))?,
            advice: None,
            agreed,
            debtors: debtors(books, debt, &received)?,
            received,
        });
    }
    for kind in DebtKind::ALL {
        let open = sum(rows.iter().filter(|row| row.kind == kind).map(|row| row.remaining))?;
        let posted = sum(books.entries.iter().map(|entry| entry.owed(kind.account())))?;
        compare(&mut faults, debt_in_dutch(kind), None, (Cents::ZERO.minus(posted)?, open));
    }
    rows.sort_by_key(|row| (row.month, row.id));
    let remaining = sum(rows.iter().map(|row| row.remaining))?;
    Ok(DebtStatement { case: books.account.name(), debts: rows, remaining, faults })
}

/// Everybody who owes a debt or paid on it, once it is decided.
fn debtors(books: &Books, debt: &Debt, received: &[DebtReceipt]) -> Result<Vec<DebtorPart>, InvalidCents> {
    let state = &books.account.state;
    if state.undecided.contains_key(&debt.id) {
        return Ok(Vec::new());
    }
    debtors_of(debt, state.claims.get(&debt.id), received)
}

/// Months that an agreement is behind.
fn behind(
    agreed: &Agreed,
    received: &[DebtReceipt],
    (today, remaining): (NaiveDate, Cents),
) -> Result<u32, InvalidCents> {
    let since = received.iter().filter(|receipt| receipt.received_on >= agreed.since);
    let months = agreed.behind(today, (sum(since.map(|receipt| receipt.cents))?, remaining))?;
    Ok(u32::try_from(months).unwrap_or(u32::MAX))
}

/// Whether no assistance settles an advance: there is no right, or a person decides or decided whether it is recovered.
fn is_owed_back(books: &Books, debt: &Debt) -> bool {
    let state = &books.account.state;
    (state.without_right && !state.last_months)
        || state.undecided.contains_key(&debt.id)
        || state.decided_advances.contains(&debt.id)
}

/// Whether the run that found a debt was withdrawn, and no other wrote in the books since.
fn is_of_withdrawn(books: &Books, debt: &Debt) -> bool {
    let finds = |entry: &Entry| {
        let Entry { posting, .. } = entry;
        (posting.reason, posting.debit) == (Reason::TooMuch, debt.kind.account())
            && (posting.month, posting.cents) == (debt.month, debt.cents)
    };
    let Some(place) = books.entries.iter().rposition(finds) else { return false };
    let since = books.entries.iter().skip(place);
    since.filter(|entry| entry.run.is_some()).all(|entry| entry.withdrawn)
}

/// The month of the last instalment when the first one is in `first`; none when nothing is left.
fn last_month(remaining: Cents, instalment: Cents, first: Month) -> Option<Month> {
    if remaining <= Cents::ZERO || instalment <= Cents::ZERO {
        return None;
    }
    let times = (remaining.get() - 1) / instalment.get() + 1;
    (times <= LONGEST_MONTHS).then(|| first.plus(u32::try_from(times - 1).unwrap_or(0)))
}

/// The months whose recalculation in the run of `run` took something back.
fn lowered(books: &Books, run: Month) -> Vec<Month> {
    let told = books.told_in().into_iter().zip(&books.entries);
    let mut months: Vec<_> = told
        .filter(|(told, entry)| {
            *told == Some(run)
                && entry.posting.reason == Reason::Correction
                && entry.owed(crate::model::money::Account::Payable) < Cents::ZERO
        })
        .map(|(_, entry)| entry.posting.month)
        .collect();
    months.sort_unstable();
    months.dedup();
    months
}

impl DebtRow {
    /// How it arose, in plain Dutch.
    pub fn how(&self) -> String {
        let month = self.month.in_dutch();
        match self.kind {
            DebtKind::Recovery if self.because_of.is_empty() => {
                format!("In {month} bleek dat er te veel bijstand was betaald.")
            }
            DebtKind::Recovery => {
                let months: Vec<_> = self.because_of.iter().map(|month| month.in_dutch()).collect();
                format!(
                    "In {month} rekenden wij opnieuw uit: {}. Er bleek te veel bijstand te zijn betaald.",
                    months.join(", ")
                )
            }
            DebtKind::Advance if self.without_right && self.had_right => {
                format!(
                    "U kreeg in {month} een voorschot. Daarvan is niet alles verrekend met de bijstand die u kreeg."
                )
            }
            DebtKind::Advance if self.without_right => {
                format!("U kreeg in {month} een voorschot. Later bleek dat u geen recht op bijstand had.")
            }
            DebtKind::Advance => {
                format!("U kreeg in {month} een voorschot. Dat verrekenen wij met de bijstand die u krijgt.")
            }
            DebtKind::Loan => format!("U kreeg in {month} bijstand als lening. Die betaalt u terug."),
            DebtKind::Fine => format!("U kreeg een boete. Die gaat over {month}."),
        }
    }

    /// When it would be paid off, in plain Dutch.
    pub fn until(&self) -> String {
        if self.reversed {
            return "Het besluit is herroepen. Wat er nog open stond, is vervallen.".to_owned();
        }
        if self.withdrawn {
            return "De betaalrun die dit vond, is ingetrokken. De volgende betaalrun kijkt er opnieuw naar."
                .to_owned();
        }
        if self.undecided {
            return "Een consulent beslist nog of u dit terugbetaalt. U krijgt daar een besluit over."
                .to_owned();
        }
        if let (Some(agreed), true) = (self.agreed, self.remaining > Cents::ZERO) {
            let first = agreed.first.in_dutch();
            let last =
                self.last_month.map(|month| format!(" De laatste betaling is dan in {}.", month.in_dutch()));
            let last = last.unwrap_or_default();
            return format!("U betaalt zelf {} per maand, vanaf {first}.{last}", agreed.cents);
        }
        match (self.remaining > Cents::ZERO, self.instalment, self.last_month) {
            (false, ..) if self.not_recovered > Cents::ZERO && self.paid_off == Cents::ZERO => {
                "U hoeft dit niet terug te betalen.".to_owned()
            }
            (false, ..) if self.written_off > Cents::ZERO => {
                "Wat er nog open stond, hoeft u niet meer te betalen.".to_owned()
            }
            (false, ..) if self.gift > Cents::ZERO => "Van deze schuld is niets meer over.".to_owned(),
            (false, ..) => "Deze schuld is afbetaald.".to_owned(),
            (true, Some(instalment), Some(month)) => {
                format!("Met {instalment} per maand is de laatste betaling in {}.", month.in_dutch())
            }
            (true, None, _) if self.kind == DebtKind::Advance && !self.without_right => {
                "Wij halen dit van de eerste bijstand af die u krijgt.".to_owned()
            }
            (true, None, _) if self.by_itself => {
                "Wij moeten dit met uw bijstand verrekenen. Elke maand houden wij in wat er van uw bijstand af mag.".to_owned()
            }
            (true, ..) => "Er is nog niet besloten hoeveel u per maand terugbetaalt.".to_owned(),
        }
    }
}

impl Readable for DebtStatement {
    fn page(&self) -> String {
        let mut page = Page::new("Uw schulden bij de gemeente");
        page.says(&format!("Kenmerk van uw zaak: {}.", self.case));
        if !self.faults.is_empty() {
            page.says("Let op: dit overzicht sluit niet aan op het grootboek. Vorder niets op voordat dit is uitgezocht.");
            page.list(self.faults.iter().map(ToString::to_string));
        }
        let of = |which: fn(&DebtRow) -> bool| {
            let rows = self.debts.iter().filter(|debt| which(debt));
            sum(rows.map(|debt| debt.remaining)).unwrap_or_default()
        };
        let undecided = of(|debt| debt.undecided && !debt.withdrawn);
        let owed = of(|debt| !debt.undecided);
        page.says(&format!("Alles bij elkaar is er nog {owed} te betalen."));
        if undecided > Cents::ZERO {
            page.says(&format!("Over {undecided} beslist een consulent nog."));
        }
        let shown: Vec<_> = self.debts.iter().filter(|debt| !debt.withdrawn).collect();
        for (place, debt) in shown.iter().enumerate() {
            let what = if debt.undecided { "Nog niet besloten" } else { "Schuld" };
            page.part(&format!("{what} {}: {}", place + 1, debt_in_dutch(debt.kind)));
            page.says(&debt.told());
            if let Some(reference) = debt.payable_as() {
                let reference = reference.in_groups();
                page.says(&format!(
                    "Betaalt u zelf? Zet dan dit betalingskenmerk bij de betaling: {reference}."
                ));
            }
            let columns = [Text("Wat"), Amount("Bedrag")];
            let mut rows = vec![vec!["De schuld was".to_owned(), amount(debt.cents)]];
            rows.extend(debt.instalments.iter().map(|(month, cents)| {
                vec![format!("Afbetaald in {}", month.in_dutch()), amount(Cents::new(-cents.get()))]
            }));
            rows.extend(
                debt.received
                    .iter()
                    .map(|receipt| vec![debt.came_in(receipt), amount(Cents::new(-receipt.cents.get()))]),
            );
            if debt.gift > Cents::ZERO {
                rows.push(vec!["Is een gift geworden".to_owned(), amount(Cents::new(-debt.gift.get()))]);
            }
            if debt.not_recovered > Cents::ZERO {
                let cents = Cents::new(-debt.not_recovered.get());
                rows.push(vec!["Vorderen wij niet terug".to_owned(), amount(cents)]);
            }
            if debt.written_off > Cents::ZERO {
                let cents = Cents::new(-debt.written_off.get());
                rows.push(vec!["Hoeft u niet meer te betalen".to_owned(), amount(cents)]);
            }
            rows.push(vec!["Nog te betalen".to_owned(), amount(debt.remaining)]);
            page.table(&columns, rows, "");
            debt.who_pays(&mut page);
        }
        if !shown.is_empty() {
            page.says(
                "Wij laten altijd een deel van uw bijstand vrij om van te leven. Is er in een maand minder ruimte, dan houden \
                 wij minder in en duurt het langer. Gaat het niet? Neem contact op; een consulent kijkt dan met u mee.",
            );
        }
        page.text()
    }
}
