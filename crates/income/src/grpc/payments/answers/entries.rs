//! What stands on a statement of our account, entry by entry: payments of ours, whole batches, and all else.

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Municipality};
use sepa::statement::{
    Balance, BatchBooking, Closing, Currency, Entry, EntryState, Money, Payment, Side, Statement,
    StatementItem,
};
use tonic::Status;
use uuid::Uuid;

use super::in_dutch;
use crate::model::money::{Answered, BankAnswer, BankItemKind, BankStatement};

/// What an item of a statement comes to.
pub enum Part {
    /// A payment of ours, by its name; whether its amount still counts.
    Of(Answered, bool),
    /// A batch that the bank names, for so much.
    OfBatch(String, Cents),
    /// For a person: kind, place on the statement, reference, amount and day.
    Kept(BankItemKind, String, String, Cents, Option<NaiveDate>),
}

/// A statement while it is read.
#[derive(Default)]
pub struct OnStatement {
    account: String,
    name: String,
    number: Option<u64>,
    made: Option<NaiveDate>,
    opening: Option<Cents>,
    closing: Option<(Cents, Option<NaiveDate>)>,
    paid: Cents,
    returned: Cents,
    credits: Cents,
    debits: Cents,
    entries: u32,
    entry: Option<OpenEntry>,
}

/// The entry that is read now; only one that is booked in euros.
struct OpenEntry {
    side: Side,
    amount: Cents,
    day: Option<NaiveDate>,
    reference: String,
    /// Payments that were named within it.
    parts: u32,
    /// What those come to.
    named: Cents,
    /// What is known of a batch that was named: its name and whether it is a run of ours; that it fits.
    batch: Option<(String, bool)>,
    whole: bool,
}

impl OnStatement {
    pub fn opened(opened: &Statement, account: String) -> Self {
        let (name, number, made) = (opened.id.clone(), opened.number, opened.made);
        Self { account, name, number, made, ..Self::default() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the next item comes to; an entry is known to be none of ours once the next one begins.
    pub fn take(&mut self, item: &StatementItem) -> Vec<Part> {
        match item {
            StatementItem::Opened(_) => Vec::new(),
            StatementItem::Balance(balance) => {
                self.weigh(balance);
                Vec::new()
            }
            StatementItem::Entry(entry) => {
                let left = self.end_entry();
                self.begin_entry(entry);
                left
            }
            StatementItem::Batch(batch) => self.batch(batch).into_iter().collect(),
            StatementItem::Payment(payment) => self.payment(payment).into_iter().collect(),
            StatementItem::Closed(closing) => {
                self.sums(closing);
                self.end_entry()
            }
        }
    }

    fn weigh(&mut self, balance: &Balance) {
        let amount = signed(balance.money.amount, balance.side);
        match balance.kind.as_ref().map(sepa::Code::as_str) {
            Some("OPBD" | "PRCD") if self.opening.is_none() => self.opening = Some(amount),
            Some("CLBD") => self.closing = Some((amount, balance.day)),
            _ => {}
        }
    }

    fn sums(&mut self, closing: &Closing) {
        (self.credits, self.debits) = (closing.credits.sum, closing.debits.sum);
    }

    fn begin_entry(&mut self, entry: &Entry) {
        self.entries += 1;
        let booked = entry.state == EntryState::Booked && entry.money.currency == Currency::EURO;
        self.entry = booked.then(|| OpenEntry {
            side: entry.side,
            amount: entry.money.amount,
            day: entry.booked,
            reference: entry.bank_reference.clone().unwrap_or_default(),
            parts: 0,
            named: Cents::ZERO,
            batch: None,
            whole: false,
        });
    }

    fn batch(&self, batch: &BatchBooking) -> Option<Part> {
        let entry = self.entry.as_ref().filter(|entry| entry.side == Side::Debit)?;
        let name = batch.batch.as_ref().or(batch.message.as_ref())?;
        let total = batch.total.map_or(entry.amount, |total| total.amount);
        Some(Part::OfBatch(name.clone(), total))
    }

    /// What became of a batch that was named: of a run of ours, and for what that run comes to.
    pub fn batch_was(&mut self, name: &str, known: bool, fits: bool) {
        if let Some(entry) = &mut self.entry {
            entry.batch = Some((name.to_owned(), known));
            entry.whole = fits;
        }
    }

    fn payment(&mut self, payment: &Payment) -> Option<Part> {
        let (place, file) = (format!("entry-{}", self.entries), self.name.clone());
        let entry = self.entry.as_mut()?;
        entry.parts += 1;
        let money = payment.money.unwrap_or(Money { amount: entry.amount, currency: Currency::EURO });
        entry.named = entry.named.plus(money.amount).unwrap_or(entry.named);
        let side = payment.side.unwrap_or(entry.side);
        let answer = match (&payment.returned, side) {
            (Some(reason), Side::Credit) => Some(BankAnswer::Returned(in_dutch(Some(reason)))),
            (None, Side::Debit) => Some(BankAnswer::Settled),
            _ => None,
        };
        let ours = payment.id().filter(|_| money.currency == Currency::EURO);
        if let (Some(id), Some(answer)) = (ours, answer) {
            let amount = Some(money.amount);
            let said = Answered { id, answer, run: None, amount, day: entry.day, file };
            return Some(Part::Of(said, !entry.whole));
        }
        // What others wrote may name somebody: only the bank's own reference is kept, or the name of a payment of ours.
        let reference = payment.id().map(|id| id.to_string());
        let reference = reference.or_else(|| payment.bank_reference.clone());
        let reference = reference.unwrap_or_else(|| entry.reference.clone());
        let place = format!("{place}-{}", entry.parts);
        Some(Part::Kept(kind(side), place, reference, signed(money.amount, side), entry.day))
    }

    /// What of the entry is accounted for by nothing that was named.
    fn end_entry(&mut self) -> Vec<Part> {
        let place = format!("entry-{}", self.entries);
        let Some(entry) = self.entry.take() else { return Vec::new() };
        let left = entry.amount.minus(entry.named).unwrap_or_default();
        if entry.whole || (entry.parts > 0 && left == Cents::ZERO) {
            return Vec::new();
        }
        let (kind, reference) = match entry.batch {
            Some((name, true)) if entry.parts == 0 => (BankItemKind::OtherAmount, name),
            Some((name, false)) if entry.parts == 0 => (kind(entry.side), name),
            _ => (kind(entry.side), entry.reference),
        };
        vec![Part::Kept(kind, place, reference, signed(left, entry.side), entry.day)]
    }

    /// A payment of ours stands on it.
    ///
    /// # Errors
    ///
    /// When amounts do not fit.
    pub fn ours(&mut self, answered: &Answered) -> Result<(), Status> {
        let amount = answered.amount.unwrap_or_default();
        let sum = match answered.answer {
            BankAnswer::Settled => &mut self.paid,
            BankAnswer::Rejected(_) | BankAnswer::Returned(_) => &mut self.returned,
        };
        *sum = sum.plus(amount).map_err(too_large)?;
        Ok(())
    }

    /// A whole batch of ours stands on it.
    ///
    /// # Errors
    ///
    /// When amounts do not fit.
    pub fn paid(&mut self, total: Cents) -> Result<(), Status> {
        self.paid = self.paid.plus(total).map_err(too_large)?;
        Ok(())
    }

    /// All of it, beside what is ours.
    ///
    /// # Errors
    ///
    /// When amounts do not fit.
    pub fn closed(self, municipality: &Municipality) -> Result<BankStatement, Status> {
        let day = self.closing.and_then(|(_, day)| day).or(self.made);
        let known = format!("{municipality}:{}:{}:{:?}:{day:?}", self.account, self.name, self.number);
        Ok(BankStatement {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, known.as_bytes()),
            municipality: municipality.clone(),
            account: self.account,
            name: self.name,
            number: self.number,
            day,
            opening: self.opening,
            closing: self.closing.map(|(cents, _)| cents),
            paid: self.paid,
            returned: self.returned,
            other_in: self.credits.minus(self.returned).map_err(too_large)?.max(Cents::ZERO),
            other_out: self.debits.minus(self.paid).map_err(too_large)?.max(Cents::ZERO),
        })
    }
}

fn too_large(_: InvalidCents) -> Status {
    Status::internal("the amounts of a statement do not add up")
}

const fn kind(side: Side) -> BankItemKind {
    match side {
        Side::Credit => BankItemKind::Credit,
        Side::Debit => BankItemKind::Debit,
    }
}

const fn signed(amount: Cents, side: Side) -> Cents {
    match side {
        Side::Credit => amount,
        Side::Debit => Cents::new(-amount.get()),
    }
}
