//! A bank's answer to a file of payments, `CustomerPaymentStatusReport` (`pain.002.001.10`, and `.03` that some banks
//! still send).
//!
//! A bank says of the whole file, of a batch and of a payment how it stands, and leaves out what follows: of a file
//! that is taken or rejected as a whole it need not name a single payment. [`StatusReader`] gives what it says, in
//! order, in flat memory.

mod reader;

use chrono::NaiveDate;
use domain::Cents;

use crate::{Code, EndToEndId, Reason};

pub use reader::StatusReader;

/// What a report says, one after the other: of the file first, then of each batch and the payments in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusItem {
    /// About the file (`OrgnlGrpInfAndSts`).
    File(FileStatus),
    /// About a batch (`OrgnlPmtInfAndSts`); the payments that follow belong to it.
    Batch(BatchStatus),
    /// About a payment (`TxInfAndSts`).
    Payment(PaymentStatus),
}

/// How a file stands. Without payments of its own that are named, this holds for all that are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileStatus {
    /// `OrgnlMsgId`: the file it is about.
    pub message: String,
    /// `OrgnlMsgNmId`, such as `pain.001.001.09`.
    pub message_name: Option<String>,
    pub status: Option<Status>,
    pub reasons: Vec<Reason>,
}

/// How a batch stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchStatus {
    /// `OrgnlPmtInfId`.
    pub batch: String,
    pub status: Option<Status>,
    pub reasons: Vec<Reason>,
}

/// How a payment stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentStatus {
    /// `OrgnlPmtInfId` of the batch it was in.
    pub batch: String,
    /// `OrgnlEndToEndId` as the bank gives it; [`PaymentStatus::id`] for one of ours.
    pub end_to_end: Option<String>,
    pub status: Option<Status>,
    pub reasons: Vec<Reason>,
    /// `OrgnlTxRef/Amt/InstdAmt`, where the bank repeats it.
    pub amount: Option<Cents>,
    /// `OrgnlTxRef/ReqdExctnDt`, where the bank repeats it.
    pub execution: Option<NaiveDate>,
}

impl PaymentStatus {
    /// Which of our payments it is about, if it is one of ours.
    pub fn id(&self) -> Option<EndToEndId> {
        self.end_to_end.as_ref()?.parse().ok()
    }
}

/// How something stands, by a code of `ExternalPaymentTransactionStatus1Code` or its siblings for a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(pub Code);

/// What a status comes to for who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Paid: off the account of who pays.
    Settled,
    /// Taken, and to be paid. It can still be rejected.
    Taken,
    /// The bank is not sure yet, or waits for somebody.
    Pending,
    /// Not paid and not to be paid.
    Rejected,
    /// Of several some are rejected: their own statuses tell which.
    Partly,
    /// A status that this software does not know: somebody should look.
    Unknown,
}

impl Status {
    pub fn outcome(self) -> Outcome {
        match self.0.as_str() {
            "ACSC" | "ACCC" => Outcome::Settled,
            "ACCP" | "ACSP" | "ACTC" | "ACWC" | "ACWP" | "ACFC" | "RCVD" => Outcome::Taken,
            "PDNG" | "PATC" => Outcome::Pending,
            "RJCT" | "CANC" => Outcome::Rejected,
            "PART" => Outcome::Partly,
            _ => Outcome::Unknown,
        }
    }
}
