//! What a file of the bank holds besides answers: whose account it is about, what it comes to, and what a person looks at.

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Municipality};
use sepa::EndToEndId;
use uuid::Uuid;

use super::bank::{BankAnswer, Booked};
use super::debt_reference::DebtReference;
use super::payment::Payment;

/// What the bank said of one payment, and what it said it of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub id: EndToEndId,
    pub answer: BankAnswer,
    /// The run whose file a report names; a statement names none.
    pub run: Option<Uuid>,
    /// Nothing where the bank does not repeat it.
    pub amount: Option<Cents>,
    pub day: Option<NaiveDate>,
    /// What the bank calls the report or the statement.
    pub file: String,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Laid {
    Settled,
    Rejected,
    /// Said before; nothing changed.
    Repeated,
    /// No payment of this municipality, or one that never went to the bank.
    Unknown,
    /// The report names another file than the payment went out with.
    OtherFile,
    /// Less or more than was paid: nothing is booked.
    OtherAmount,
    /// Paid after all, though the bank had rejected it.
    SettledAfterAll,
    /// Against what the bank said before; nothing is booked.
    Contradicts,
}

impl Laid {
    /// Whether the amount on a statement is accounted for by a payment of ours.
    pub const fn is_ours(self) -> bool {
        matches!(
            self,
            Self::Settled | Self::Rejected | Self::Repeated | Self::SettledAfterAll | Self::Contradicts
        )
    }

    /// What a person looks at; nothing where there is nothing to see.
    pub const fn item(self) -> Option<BankItemKind> {
        match self {
            Self::Settled | Self::Rejected | Self::Repeated => None,
            Self::Unknown => Some(BankItemKind::UnknownPayment),
            Self::OtherFile => Some(BankItemKind::OtherFile),
            Self::OtherAmount => Some(BankItemKind::OtherAmount),
            Self::SettledAfterAll | Self::Contradicts => Some(BankItemKind::Contradiction),
        }
    }
}

impl BankAnswer {
    /// What an answer that said something new comes to.
    pub fn laid(&self, booked: &Booked) -> Laid {
        let moved = !booked.postings.is_empty();
        match self {
            Self::Settled if moved && booked.contradicts => Laid::SettledAfterAll,
            _ if booked.contradicts => Laid::Contradicts,
            Self::Settled if moved => Laid::Settled,
            Self::Rejected(_) | Self::Returned(_) if moved => Laid::Rejected,
            _ => Laid::Repeated,
        }
    }

    /// The side of the account that it is on: of one payment each is seen by itself.
    pub const fn place(&self) -> &'static str {
        match self {
            Self::Settled => "debit",
            Self::Rejected(_) => "report",
            Self::Returned(_) => "credit",
        }
    }
}

impl Answered {
    /// More than nil to the account, less off it.
    pub fn signed(&self) -> Cents {
        let amount = self.amount.unwrap_or_default();
        match self.answer {
            BankAnswer::Settled => Cents::new(-amount.get()),
            BankAnswer::Rejected(_) | BankAnswer::Returned(_) => amount,
        }
    }

    /// What keeps the answer from being laid on the payment: it is about another file or another amount.
    pub fn unlike(&self, payment: &Payment) -> Option<Laid> {
        if self.run.is_some_and(|run| payment.run != Some(run)) {
            return Some(Laid::OtherFile);
        }
        self.amount.is_some_and(|amount| amount != payment.cents).then_some(Laid::OtherAmount)
    }
}

/// Why a person looks at something in a file of the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BankItemKind {
    /// A report about a file that is none of ours, or not the one that the payment was in.
    OtherFile,
    /// A payment that is none of ours.
    UnknownPayment,
    /// A payment or a batch of ours for another amount.
    OtherAmount,
    /// The bank said before that it did not, or did.
    Contradiction,
    /// A statement of an account from which the municipality does not pay: nothing of it was read.
    OtherAccount,
    /// Came to the account, and nothing tells of what.
    Credit,
    /// Went off the account, and is none of our payments.
    Debit,
    /// Came to the account, and names a debt that is not known here.
    UnknownDebt,
    /// Came to the account for a debt, and was not booked on it: it is more than is owed, or nothing is.
    DebtNotBooked,
}

impl BankItemKind {
    pub const ALL: [Self; 9] = [
        Self::OtherFile,
        Self::UnknownPayment,
        Self::OtherAmount,
        Self::Contradiction,
        Self::OtherAccount,
        Self::Credit,
        Self::Debit,
        Self::UnknownDebt,
        Self::DebtNotBooked,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::OtherFile => "other-file",
            Self::UnknownPayment => "unknown-payment",
            Self::OtherAmount => "other-amount",
            Self::Contradiction => "contradiction",
            Self::OtherAccount => "other-account",
            Self::Credit => "credit",
            Self::Debit => "debit",
            Self::UnknownDebt => "unknown-debt",
            Self::DebtNotBooked => "debt-not-booked",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Something in a file of the bank that a person looks at: an open item until somebody says what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankItem {
    pub id: Uuid,
    pub municipality: Municipality,
    pub kind: BankItemKind,
    /// What the bank calls the report or the statement.
    pub file: String,
    /// How the bank names it: our payment or file, or its own reference; never a name of somebody.
    pub reference: String,
    /// More than nil to the account, less off it; nil where the bank gives no amount.
    pub cents: Cents,
    pub day: Option<NaiveDate>,
    pub found_on: NaiveDate,
    pub done: Option<ItemDone>,
}

/// Something that came to the account and names a debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankReceipt {
    /// What the bank calls the statement.
    pub file: String,
    /// Where it stands on the statement.
    pub place: String,
    /// What it names; never what else the payer wrote.
    pub names: DebtReference,
    pub cents: Cents,
    pub day: NaiveDate,
    /// By which it is known once it is booked: the statement with the bank's own reference, or its place.
    pub reference: String,
}

impl BankReceipt {
    /// As a person looks at it.
    pub fn item(&self, municipality: &Municipality, kind: BankItemKind, found_on: NaiveDate) -> BankItem {
        let names = self.names.to_string();
        // A name of a statement may come again, with another day in it.
        let place = format!("{} {} {}", self.place, self.reference, self.day);
        let at = (self.file.as_str(), place.as_str(), names.as_str());
        BankItem::found(municipality, kind, at, (self.cents, Some(self.day)), found_on)
    }
}

/// What became of something that came in for a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ReceiptLaid {
    Booked,
    /// Booked before, or a person looks at it already; nothing changed.
    Repeated,
    /// A person looks.
    NotBooked,
}

/// What somebody found out about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDone {
    pub by: String,
    pub on: NaiveDate,
    pub note: String,
}

impl BankItem {
    /// An item that is found; of the same place in the same file the same item.
    pub fn found(
        municipality: &Municipality,
        kind: BankItemKind,
        (file, place, reference): (&str, &str, &str),
        (cents, day): (Cents, Option<NaiveDate>),
        found_on: NaiveDate,
    ) -> Self {
        let name = format!("bank:{municipality}:{file}:{place}:{reference}:{}", cents.get());
        Self {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()),
            municipality: municipality.clone(),
            kind,
            file: file.to_owned(),
            reference: reference.to_owned(),
            cents,
            day,
            found_on,
            done: None,
        }
    }

    /// An answer that fits no payment, or not what was said of it before.
    pub fn of_answer(
        municipality: &Municipality,
        kind: BankItemKind,
        answered: &Answered,
        found_on: NaiveDate,
    ) -> Self {
        let reference = answered.id.to_string();
        let at = (answered.file.as_str(), answered.answer.place(), reference.as_str());
        Self::found(municipality, kind, at, (answered.signed(), answered.day), found_on)
    }
}

/// A statement of the account, as far as it was laid beside the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankStatement {
    pub id: Uuid,
    pub municipality: Municipality,
    pub account: String,
    /// What the bank calls it.
    pub name: String,
    /// Running number of the bank.
    pub number: Option<u64>,
    /// The day of the closing balance, else the day the bank made it.
    pub day: Option<NaiveDate>,
    pub opening: Option<Cents>,
    pub closing: Option<Cents>,
    /// Payments of ours that went off it.
    pub paid: Cents,
    /// Payments of ours that came back.
    pub returned: Cents,
    /// All else that came to the account.
    pub other_in: Cents,
    /// All else that went off it.
    pub other_out: Cents,
}

/// Why a statement does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementFault {
    /// The bank gives no opening or no closing balance.
    NoBalance,
    /// What was booked does not lead from the opening balance to the closing one: entries are missing.
    NotAddingUp,
    /// It does not begin where the statement before it ended: a statement is missing.
    NotFollowing,
}

impl StatementFault {
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoBalance => "no-balance",
            Self::NotAddingUp => "not-adding-up",
            Self::NotFollowing => "not-following",
        }
    }
}

impl BankStatement {
    /// What does not fit, given the statement of the same account that came before it.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn faults(&self, before: Option<&Self>) -> Result<Vec<StatementFault>, InvalidCents> {
        let (Some(opening), Some(closing)) = (self.opening, self.closing) else {
            return Ok(vec![StatementFault::NoBalance]);
        };
        let came = opening.plus(self.returned)?.plus(self.other_in)?;
        let adds_up = came.minus(self.paid)?.minus(self.other_out)? == closing;
        let follows = before.and_then(|before| before.closing).is_none_or(|closed| closed == opening);
        let faults = [(!adds_up, StatementFault::NotAddingUp), (!follows, StatementFault::NotFollowing)];
        Ok(faults.into_iter().filter_map(|(holds, fault)| holds.then_some(fault)).collect())
    }

    /// Where it stands among those of its account.
    pub fn order(&self) -> (Option<NaiveDate>, Option<u64>, &str) {
        (self.day, self.number, &self.name)
    }
}
