//! What stands on a statement of our account, entry by entry: payments of ours, whole batches, and all else.

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Municipality};
use sepa::Private;
use sepa::statement::{
    Balance, BatchBooking, Closing, Currency, Entry, EntryState, Money, Payment, Side, Statement,
    StatementItem,
};
use tonic::Status;
use uuid::Uuid;

use super::in_dutch;
use crate::model::money::{Answered, BankAnswer, BankItemKind, BankReceipt, BankStatement, DebtReference};

/// What an item of a statement comes to.
pub enum Part {
    /// A payment of ours, by its name; whether its amount still counts.
    Of(Answered, bool),
    /// A batch that the bank names, for so much.
    OfBatch(String, Cents),
    /// It came in and names a debt.
    Received(BankReceipt),
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
    /// It takes back an earlier one.
    reversal: bool,
    /// Payments that were named within it.
    parts: u32,
    /// What those come to.
    named: Cents,
    /// What is known of a batch that was named: its name and whether it is a run of ours; that it fits.
    batch: Option<(String, bool)>,
    whole: bool,
    /// What names a debt and has no amount of its own: the amount of the entry is its own once nothing else is in the entry. And as
    /// a person looks at it otherwise.
    waiting: Option<(Part, Part)>,
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
            reversal: entry.reversal,
            parts: 0,
            named: Cents::ZERO,
            batch: None,
            whole: false,
            waiting: None,
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
        let day = entry.day.or(self.made);
        let receipt = entry.receipt((payment, money, side), (&self.name, self.entries), day);
        // What others wrote may name somebody: only the bank's own reference is kept, or the name of a payment of ours.
        let reference = payment.id().map(|id| id.to_string());
        let reference = reference.or_else(|| payment.bank_reference.clone());
        let reference = reference.unwrap_or_else(|| entry.reference.clone());
        let place = format!("{place}-{}", entry.parts);
        let kept = Part::Kept(kind(side), place, reference, signed(money.amount, side), entry.day);
        match receipt {
            Some(receipt) if payment.money.is_some() => Some(receipt),
            Some(receipt) => {
                let before = entry.waiting.replace((receipt, kept));
                before.map(|(_, kept)| kept)
            }
            None => Some(kept),
        }
    }

    /// What of the entry is accounted for by nothing that was named.
    fn end_entry(&mut self) -> Vec<Part> {
        let place = format!("entry-{}", self.entries);
        let Some(entry) = self.entry.take() else { return Vec::new() };
        let left = entry.amount.minus(entry.named).unwrap_or_default();
        let alone = entry.parts == 1;
        let waited = entry.waiting.map(|(receipt, kept)| if alone { receipt } else { kept });
        if entry.whole || (entry.parts > 0 && left == Cents::ZERO) {
            return waited.into_iter().collect();
        }
        let (kind, reference) = match entry.batch {
            Some((name, true)) if entry.parts == 0 => (BankItemKind::OtherAmount, name),
            Some((name, false)) if entry.parts == 0 => (kind(entry.side), name),
            _ => (kind(entry.side), entry.reference),
        };
        let rest = Part::Kept(kind, place, reference, signed(left, entry.side), entry.day);
        waited.into_iter().chain([rest]).collect()
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

impl OpenEntry {
    /// What came in and names a debt, by the reference of its payee, its end-to-end id or its words. Of two debts it does not
    /// say what is for which: it is none. What is more than the entry is no amount that came in.
    fn receipt(
        &self,
        (payment, money, side): (&Payment, Money, Side),
        (file, number): (&str, u32),
        day: Option<NaiveDate>,
    ) -> Option<Part> {
        let came_in = side == Side::Credit && !self.reversal && self.named <= self.amount;
        let ours = payment.id().is_some() || payment.returned.is_some();
        if !came_in || ours || money.currency != Currency::EURO || money.amount <= Cents::ZERO {
            return None;
        }
        let texts = payment.reference.iter().chain(&payment.end_to_end).map(String::as_str);
        let mut named = DebtReference::named_in(texts.chain(payment.messages.iter().map(Private::expose)));
        let names = named.pop_first().filter(|_| named.is_empty())?;
        let place = format!("entry-{number}-{}", self.parts);
        let of_bank = payment.bank_reference.as_deref().unwrap_or(&self.reference);
        let reference = if of_bank.is_empty() {
            format!("{file} {place}")
        } else {
            format!("{file} {of_bank}-{}", self.parts)
        };
        let file = file.to_owned();
        Some(Part::Received(BankReceipt { file, place, names, cents: money.amount, day: day?, reference }))
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

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use sepa::statement::TransactionKind;

    use super::*;

    const ENTRY: Cents = Cents::new(10_000);

    fn debt() -> DebtReference {
        DebtReference::of(Uuid::from_u128(0x0123_4567_89ab << 80))
    }

    fn other() -> DebtReference {
        DebtReference::of(Uuid::from_u128(0x0123_4567_89ac << 80))
    }

    fn entry(side: Side, reversal: bool) -> Entry {
        Entry {
            money: Money { amount: ENTRY, currency: Currency::EURO },
            side,
            reversal,
            state: EntryState::Booked,
            booked: Some("2026-03-22".parse().unwrap()),
            value: None,
            bank_reference: Some("b-1".into()),
            kind: TransactionKind::default(),
        }
    }

    fn worded(words: String) -> Payment {
        Payment { messages: vec![Private::new(words)], ..Payment::default() }
    }

    /// What of an entry came in for a debt; nothing where a person looks at it.
    fn received(entry: Entry, payments: Vec<Payment>) -> Vec<(String, i64)> {
        let mut statement = OnStatement { name: "s-1".into(), ..OnStatement::default() };
        assert!(statement.take(&StatementItem::Entry(entry)).is_empty());
        let items = payments.into_iter().map(|payment| StatementItem::Payment(Box::new(payment)));
        let items = items.chain([StatementItem::Closed(Closing::default())]);
        let parts: Vec<_> = items.flat_map(|item| statement.take(&item)).collect();
        let receipts = parts.into_iter().filter_map(|part| match part {
            Part::Received(receipt) => {
                assert_eq!(receipt.names, debt());
                Some((receipt.reference, receipt.cents.get()))
            }
            _ => None,
        });
        receipts.collect()
    }

    #[rstest]
    #[case::words(worded(format!("Aflossing schuld {}", debt().in_groups())))]
    #[case::reference_of_the_payee(Payment { reference: Some(debt().to_string()), ..Payment::default() })]
    #[case::end_to_end(Payment { end_to_end: Some(debt().to_string()), ..Payment::default() })]
    #[case::everywhere(Payment { reference: Some(debt().to_string()), ..worded(debt().to_string()) })]
    fn what_names_a_debt_came_in_for_it(#[case] payment: Payment) {
        assert_eq!(received(entry(Side::Credit, false), vec![payment]), [("s-1 b-1-1".to_owned(), 10_000)]);
    }

    #[rstest]
    #[case::went_off(entry(Side::Debit, false), worded(debt().to_string()))]
    #[case::taken_back(entry(Side::Credit, true), worded(debt().to_string()))]
    #[case::of_two(entry(Side::Credit, false), worded(format!("{} en {}", debt(), other())))]
    #[case::nothing_named(entry(Side::Credit, false), worded("Aflossing".into()))]
    #[case::came_back(entry(Side::Credit, false),
        Payment { returned: Some(sepa::Reason::default()), ..worded(debt().to_string()) })]
    fn what_is_not_sure_is_for_a_person(#[case] entry: Entry, #[case] payment: Payment) {
        assert!(received(entry, vec![payment]).is_empty());
    }

    #[test]
    fn of_parts_without_an_amount_none_has_that_of_the_entry() {
        let named = || worded(debt().to_string());
        assert_eq!(received(entry(Side::Credit, false), vec![named(), worded("Iets anders".into())]), []);
        assert_eq!(received(entry(Side::Credit, false), vec![named(), named()]), []);
    }

    #[test]
    fn each_part_of_an_entry_is_a_payment_and_they_come_to_no_more_than_the_entry() {
        let of = |cents: i64| Payment {
            money: Some(Money { amount: Cents::new(cents), currency: Currency::EURO }),
            ..worded(debt().to_string())
        };
        let parts = vec![of(4_000), of(6_000), of(1)];
        let expected = [("s-1 b-1-1".to_owned(), 4_000), ("s-1 b-1-2".to_owned(), 6_000)];
        assert_eq!(received(entry(Side::Credit, false), parts), expected);
    }
}
