//! A bank's statement of an account, `BankToCustomerStatement` (`camt.053.001.08`, and `.02` that came before).
//!
//! Read in flat memory, item by item and in order: [`StatementReader`]. Payments that came back stand in it as
//! credits with the reason of their return, under the end-to-end id they went out with.

mod reader;

use std::fmt;

use chrono::NaiveDate;
use domain::{Cents, Iban};

use crate::{Code, EndToEndId, Private, Reason, Totals};

pub use reader::StatementReader;

/// What a file of statements says, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementItem {
    /// A statement begins; what follows belongs to it.
    Opened(Statement),
    Balance(Balance),
    /// A line on the account; the batch and the payments that follow belong to it.
    Entry(Entry),
    /// The entry is a whole batch of ours.
    Batch(BatchBooking),
    /// A payment within the entry.
    Payment(Box<Payment>),
    /// The statement ends.
    Closed(Closing),
}

/// One statement (`Stmt`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    pub id: String,
    /// `ElctrncSeqNb`: running number, to see that none is missing.
    pub number: Option<u64>,
    /// The day the bank made it.
    pub made: Option<NaiveDate>,
    /// Ours; none when the bank names the account otherwise than by IBAN.
    pub account: Option<Iban>,
}

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Hundredths of the currency.
    pub amount: Cents,
    pub currency: Currency,
}

/// A currency by its three capitals (ISO 4217).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(pub(crate) [u8; 3]);

impl Currency {
    pub const EURO: Self = Self(*b"EUR");

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which way money goes, seen from the account (`CdtDbtInd`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// To the account.
    Credit,
    /// From the account.
    Debit,
}

/// What was or is on the account (`Bal`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// `OPBD` at the beginning, `CLBD` at the end; others as the bank gives them.
    pub kind: Option<Code>,
    pub money: Money,
    /// Debit is below nought.
    pub side: Side,
    pub day: Option<NaiveDate>,
}

/// One line on the account (`Ntry`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub money: Money,
    pub side: Side,
    /// It takes back an earlier entry.
    pub reversal: bool,
    pub state: EntryState,
    pub booked: Option<NaiveDate>,
    /// The day from which it counts for interest.
    pub value: Option<NaiveDate>,
    /// `AcctSvcrRef`: the bank's own name of the entry.
    pub bank_reference: Option<String>,
    /// `BkTxCd/Domn`: what kind of transaction it is.
    pub kind: TransactionKind,
}

/// Whether an entry is final (`Sts`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryState {
    Booked,
    /// Announced; it may still be left out.
    Pending,
    /// For information, or a state of the bank's own: it changes no balance.
    Other,
}

/// Domain, family and sub-family of a transaction: `PMNT`, `ICDT`, `ESCT` is a SEPA payment from the account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TransactionKind {
    pub domain: Option<Code>,
    pub family: Option<Code>,
    pub sub_family: Option<Code>,
}

impl TransactionKind {
    /// Whether it is a credit transfer that came back (`RRTN`, or `RPCR` as a reversed one).
    pub fn is_return(&self) -> bool {
        self.sub_family.is_some_and(|code| matches!(code.as_str(), "RRTN" | "RPCR"))
    }
}

/// An entry for a whole batch (`NtryDtls/Btch`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchBooking {
    /// `MsgId` of our file.
    pub message: Option<String>,
    /// `PmtInfId` of our batch.
    pub batch: Option<String>,
    pub count: Option<u64>,
    pub total: Option<Money>,
}

/// One payment within an entry (`TxDtls`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payment {
    /// `EndToEndId` as the bank gives it; [`Payment::id`] for one of ours.
    pub end_to_end: Option<String>,
    pub message: Option<String>,
    pub batch: Option<String>,
    pub bank_reference: Option<String>,
    /// None where the bank leaves it to the entry, which is then this one payment.
    pub money: Option<Money>,
    pub side: Option<Side>,
    pub kind: TransactionKind,
    pub debtor: Party,
    pub creditor: Party,
    /// `RmtInf/Ustrd`: what the payer wrote.
    pub messages: Vec<Private>,
    /// `RmtInf/Strd/CdtrRefInf/Ref`: the payee's own reference.
    pub reference: Option<String>,
    /// `RtrInf`: it came back, for this reason.
    pub returned: Option<Reason>,
}

impl Payment {
    /// Which of our payments it is, if it is one of ours.
    pub fn id(&self) -> Option<EndToEndId> {
        self.end_to_end.as_ref()?.parse().ok()
    }
}

/// Who pays or is paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    pub name: Option<Private>,
    /// None as well when the bank gives something that is no IBAN: others' accounts stop no statement.
    pub account: Option<Iban>,
}

/// What a statement came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Closing {
    /// Booked entries to the account.
    pub credits: Totals,
    /// Booked entries from the account.
    pub debits: Totals,
    /// Whether the booked entries lead from the opening balance to the closing one. None when the bank gives not both,
    /// or currencies differ. When it is false, entries are missing: part of the statement is elsewhere.
    pub adds_up: Option<bool>,
}
