//! Signals: what a person must see to, and that it is no longer so (WF-9).

use chrono::NaiveDate;
use domain::{Month, SignalKind};
use messaging::Told;
use proto::common::v1::CaseRef;
use proto::income::v1 as pb;
use uuid::Uuid;

use crate::model::money::{BankItem, CaseAccount, DebtPayer, FineReport, Payment, WaitChange};

/// Number of the grant in the case, and the year.
type OfYear = (u32, i32);

/// A year is over of what a grant lends, and nobody settled it.
pub fn year_unsettled(account: &CaseAccount, of: OfYear) -> Vec<Told> {
    raised(account, SignalKind::YearUnsettled, subject(of))
}

/// It was settled, or there is nothing to settle.
pub fn year_settled(account: &CaseAccount, of: OfYear) -> Vec<Told> {
    settled(account, SignalKind::YearUnsettled, subject(of))
}

/// What keeps someone from being paid, and what no longer does.
pub fn waits(account: &CaseAccount, changes: &[WaitChange]) -> Vec<Told> {
    let tell = |change: &WaitChange| {
        let WaitChange { kind, subject, begins } = change.clone();
        if begins { raised(account, kind, subject) } else { settled(account, kind, subject) }
    };
    changes.iter().flat_map(tell).collect()
}

/// The term to decide on a fine is nearly over.
pub fn fine_near(account: &CaseAccount, report: &FineReport) -> Vec<Told> {
    raised_until(account, SignalKind::FineTermNear, report.subject(), report.decide_by)
}

/// It was decided on, or another report took its place.
pub fn fine_decided(account: &CaseAccount, report: &FineReport) -> Vec<Told> {
    settled(account, SignalKind::FineTermNear, report.subject())
}

/// What begins to ask a person, and what does so no more: what stood before, against what stands now.
pub fn asked(account: &CaseAccount, before: Option<&CaseAccount>) -> Vec<Told> {
    let (before, now) = (before.map(|before| before.state.asks()).unwrap_or_default(), account.state.asks());
    let over = before.iter().filter(|stood| !now.contains(stood));
    let over = over.flat_map(|(kind, subject, _)| settled(account, *kind, subject.clone()));
    let begun = now.iter().filter(|stands| !before.contains(stands));
    let begun = begun.flat_map(|(kind, subject, last)| raised_until(account, *kind, subject.clone(), *last));
    over.chain(begun).collect()
}

fn raised(account: &CaseAccount, kind: SignalKind, subject: String) -> Vec<Told> {
    raised_until(account, kind, subject, None)
}

fn raised_until(
    account: &CaseAccount,
    kind: SignalKind,
    subject: String,
    last_day: Option<NaiveDate>,
) -> Vec<Told> {
    let event = pb::SignalRaised {
        case: Some(CaseRef::of(account.case, account.person, &account.municipality)),
        kind: kind.code().into(),
        subject,
        due_on: last_day.map(proto::day_text).unwrap_or_default(),
    };
    service::tell(account.case, &account.municipality, &event)
}

fn settled(account: &CaseAccount, kind: SignalKind, subject: String) -> Vec<Told> {
    let event = pb::SignalSettled {
        case: Some(CaseRef::of(account.case, account.person, &account.municipality)),
        kind: kind.code().into(),
        subject,
    };
    service::tell(account.case, &account.municipality, &event)
}

/// The bank said of a payment what cannot be, or what was not paid: a person looks. Says which payment, and nothing of how
/// much.
pub fn payment_unclear(account: &CaseAccount, payment: &Payment) -> Vec<Told> {
    raised(account, SignalKind::PaymentUnclear, payment.id.to_string())
}

/// A person decided that it is paid again.
pub fn payment_solved(account: &CaseAccount, payment: &Payment) -> Vec<Told> {
    settled(account, SignalKind::PaymentUnclear, payment.id.to_string())
}

/// Something came in for a debt and was not booked on it: a person looks. Says which item of the bank, and nothing of how
/// much.
pub fn receipt_not_booked(account: &CaseAccount, item: &BankItem) -> Vec<Told> {
    raised(account, SignalKind::ReceiptNotBooked, item.id.to_string())
}

/// A debt fell on which others than the household had paid: a person sees that it comes back to who paid.
pub fn paid_by_others(account: &CaseAccount, debt: Uuid, payer: DebtPayer) -> Vec<Told> {
    raised(account, SignalKind::ReceiptNotBooked, format!("{debt}-{}", payer.code()))
}

/// More was paid than there was a right to, and a person decides whether it is recovered; or there is nothing to decide any
/// more. Each by the name of its debt, and anew by how often it was asked.
pub fn overpaid(account: &CaseAccount, found: &[Uuid], over: &[Uuid]) -> Vec<Told> {
    let kind = SignalKind::RecoveryUndecided;
    let begun = found.iter().flat_map(|debt| raised(account, kind, account.state.asked_as(*debt)));
    begun.chain(over.iter().flat_map(|debt| settled(account, kind, account.state.asked_as(*debt)))).collect()
}

/// The same, of what waits for a decision after a change that did not before, and of what waited and does not any more.
pub fn undecided(before: Option<&CaseAccount>, after: &CaseAccount) -> Vec<Told> {
    let known = before.map(|before| &before.state.undecided);
    let now = &after.state.undecided;
    let begun = now.keys().filter(|debt| known.is_none_or(|known| !known.contains_key(debt)));
    let over = known.into_iter().flat_map(|known| known.keys()).filter(|debt| !now.contains_key(debt));
    overpaid(after, &begun.copied().collect::<Vec<_>>(), &over.copied().collect::<Vec<_>>())
}

/// Not all fixed costs of a month could be paid, or nothing was left beside them.
pub fn fixed_costs_short(account: &CaseAccount, month: Month) -> Vec<Told> {
    raised(account, SignalKind::FixedCostsShort, month.to_string())
}

fn subject((grant, year): OfYear) -> String {
    format!("grant-{grant}-{year}")
}
