//! A credit transfer initiation, `CustomerCreditTransferInitiation` (`pain.001.001.09`), as EPC132-08 asks for SEPA.
//!
//! The file is written while the payments come by and never held: [`CreditTransferFile`]. Its totals stand at its top,
//! so they are given beforehand (a first pass, or a query) and the file is refused when the payments do not come out
//! at them. The same input gives the same bytes; their hash is what is approved and what is released.

mod output;
mod writer;

use chrono::{NaiveDate, NaiveDateTime};
use domain::{Cents, Iban};

use crate::{Bic, CreditorReference, EndToEndId, InvalidCode, Message, Name, Purpose, Reference, Totals};

pub use output::{FileHash, InvalidHash};
pub use writer::{BatchWriter, CreditTransferFile, write};

/// The least that can be paid: one cent (EPC132-08, AT-T002).
pub const LEAST: Cents = Cents::new(1);
/// The most that can be paid at once: € 999.999.999,99 (EPC132-08, AT-T002).
pub const MOST: Cents = Cents::new(99_999_999_999);

/// The file as a whole (`GrpHdr`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `MsgId`: never used for another file.
    pub message: Reference,
    /// `CreDtTm`: local time, to the second. Part of the bytes, so it is kept with the run and not read from a clock.
    pub created: NaiveDateTime,
    /// `InitgPty`: who sends the file.
    pub initiator: Name,
}

/// Payments from one account on one day (`PmtInf`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// `PmtInfId`: once in a file.
    pub id: Reference,
    /// `ReqdExctnDt`: the day the money leaves the account.
    pub execution: NaiveDate,
    pub debtor: Name,
    pub account: Iban,
    pub bank: Option<Bic>,
    /// `CtgyPurp`, for the bank; [`Purpose::SOCIAL_SECURITY_BENEFIT`] for assistance.
    pub category: Option<Purpose>,
    /// `BtchBookg`: one line on the statement for all of them, which keeps the payees' names off it.
    pub booked_as_one: bool,
}

/// One payment (`CdtTrfTxInf`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub id: EndToEndId,
    /// From [`LEAST`] to [`MOST`].
    pub amount: Cents,
    pub creditor: Name,
    pub account: Iban,
    pub bank: Option<Bic>,
    /// `Purp`, for the payee's bank.
    pub purpose: Option<Purpose>,
    pub remittance: Remittance,
}

/// What the payee is told (`RmtInf`): in words or by the payee's own reference, in SEPA never both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remittance {
    Nothing,
    Message(Message),
    Reference(CreditorReference),
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 of the file: what a second person approves.
    pub hash: FileHash,
    pub bytes: u64,
    pub totals: Totals,
    /// Payments whose payee or message the bank gets in other characters than on record.
    pub altered: u64,
    /// Of those, the ones that lost characters: without a counterpart, or cut off.
    pub damaged: u64,
}

/// Why a file, batch or payment is refused. Names payments by their end-to-end id and nobody by name or account.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("payment {0} is not between € 0,01 and € 999.999.999,99")]
    Amount(EndToEndId),
    #[error("payment {0} stands in the file twice")]
    Repeated(EndToEndId),
    #[error("payment {0} goes to a country outside SEPA")]
    OutsideSepa(EndToEndId),
    #[error("batch {} stands in the file twice", .0.as_str())]
    RepeatedBatch(Reference),
    #[error("batch {} pays from an account outside SEPA", .0.as_str())]
    BatchOutsideSepa(Reference),
    #[error("batch {} is to be executed before the day of the file", .0.as_str())]
    Past(Reference),
    #[error("{} holds no payment", .0.as_str())]
    Empty(Reference),
    #[error("{} was announced as {} payments of together {}, and came to {} of {}",
        .name.as_str(), .announced.count, .announced.sum, .came.count, .came.sum)]
    Totals { name: Reference, announced: Totals, came: Totals },
    #[error("{} comes to more than a file can say", .0.as_str())]
    TooMuch(Reference),
    #[error("a batch before this one was not finished, or could not be written")]
    Unfinished,
    #[error("the file could not be written: {0}")]
    Output(#[from] std::io::Error),
}

impl Remittance {
    /// A message in words.
    ///
    /// # Errors
    ///
    /// [`crate::InvalidText`] as [`Message::new`] gives.
    pub fn message(text: &str) -> Result<Self, crate::InvalidText> {
        Message::new(text).map(Self::Message)
    }

    /// A reference that the payee gave.
    ///
    /// # Errors
    ///
    /// [`InvalidCode::CreditorReference`] when its check digits do not fit.
    pub fn reference(text: &str) -> Result<Self, InvalidCode> {
        text.parse().map(Self::Reference)
    }
}

/// The countries and territories of SEPA by the code their IBANs begin with (EPC409-09, list of SEPA scheme countries).
const SEPA: &[&str] = &[
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR",
    "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL",
    "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA",
];

/// Whether a payment in euros to this account goes by SEPA.
pub fn in_sepa(account: &Iban) -> bool {
    SEPA.contains(&account.country())
}
