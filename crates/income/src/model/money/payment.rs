//! One payment order to one payee, from order to the bank's answer.

use std::fmt;

use domain::{CaseId, Cents, Month};
use sepa::{EndToEndId, PaymentKind};
use uuid::Uuid;

use super::orders::Payee;

/// What one payment pays: no two payments have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaymentKey {
    pub case: CaseId,
    /// The month of the run.
    pub month: Month,
    /// Number of the order in the case.
    pub order: u32,
    pub kind: PaymentKind,
    pub payee: Payee,
    /// 0 for the first time.
    pub attempt: u8,
}

impl PaymentKey {
    /// Whether a person ordered it, and not a run: a repeat, or an advance.
    pub fn is_of_person(&self) -> bool {
        self.attempt > 0 || self.kind == PaymentKind::Advance
    }

    /// The name of the payment at the bank. `None` outside the years 2000 to 2099, and after 99 attempts.
    pub fn end_to_end(&self) -> Option<EndToEndId> {
        let decision = Uuid::new_v5(&self.case.uuid(), format!("order:{}", self.order).as_bytes());
        let first = EndToEndId::new(decision, self.month.first_day(), self.kind).ok()?;
        let first = first.with_part(self.payee.part()).ok()?;
        (0..self.attempt).try_fold(first, |id, _| id.again().ok())
    }
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaymentStatus {
    /// Ordered by a person, and in no run yet: to be paid again, or an advance.
    Waiting,
    /// In a run that was not released.
    Prepared,
    /// Sent to the bank.
    Released,
    /// The bank paid.
    Settled,
    /// The bank rejected or returned it; a person must say what next.
    Rejected,
    /// Rejected, and paid again under the next attempt.
    Replaced,
    /// The run was discarded before release.
    Withdrawn,
}

impl PaymentStatus {
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Prepared,
        Self::Released,
        Self::Settled,
        Self::Rejected,
        Self::Replaced,
        Self::Withdrawn,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Prepared => "prepared",
            Self::Released => "released",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// A payment order.
#[derive(Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: EndToEndId,
    pub key: PaymentKey,
    /// Number of the grant that it pays; nothing for general assistance.
    pub grant: Option<u32>,
    pub cents: Cents,
    pub status: PaymentStatus,
    /// The run that pays it.
    pub run: Option<Uuid>,
    /// Name and account of the payee as they stood when the order was made, sealed for the case.
    pub sealed: Vec<u8>,
    /// The bank once said that it paid; it may have come back since.
    pub paid: bool,
    /// Why the bank did not pay, as it reads for a person; empty when it did, or has not answered.
    pub reason: String,
}

impl fmt::Debug for Payment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payment")
            .field("id", &self.id)
            .field("cents", &self.cents)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Payment {
    /// Whether the bank can know of it: its run was released.
    pub const fn went_to_the_bank(&self) -> bool {
        use PaymentStatus::{Rejected, Released, Replaced, Settled};
        matches!(self.status, Released | Settled | Rejected | Replaced)
    }
}
