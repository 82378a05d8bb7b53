//! What the bank answers about a payment, and what it does to the books.

use domain::{InvalidCents, Refusal};

use super::account::CaseAccount;
use super::ledger::{Account, Posting, Reason};
use super::payment::{Payment, PaymentStatus};

/// What the bank said of one payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankAnswer {
    Settled,
    /// Rejected, or returned after it was paid; why, as it reads for a person.
    Rejected(String),
}

/// A payment after an answer, with what was written in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    pub account: CaseAccount,
    pub payment: Payment,
    pub postings: Vec<Posting>,
}

impl Payment {
    /// Lays the answer of the bank on a payment. `None` when it says nothing new: a file that is read twice changes
    /// nothing, and what was settled once is not settled again.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn answered(
        &self,
        account: &CaseAccount,
        answer: &BankAnswer,
    ) -> Result<Option<Booked>, InvalidCents> {
        let (pair, reason, status, text) = match (self.status, answer) {
            (PaymentStatus::Released, BankAnswer::Settled) => {
                ((Account::InTransit, Account::Bank), Reason::Settled, PaymentStatus::Settled, String::new())
            }
            (PaymentStatus::Released, BankAnswer::Rejected(why)) => (
                (Account::InTransit, Account::Returned),
                Reason::Rejected,
                PaymentStatus::Rejected,
                why.clone(),
            ),
            (PaymentStatus::Settled, BankAnswer::Rejected(why)) => {
                ((Account::Bank, Account::Returned), Reason::Rejected, PaymentStatus::Rejected, why.clone())
            }
            _ => return Ok(None),
        };
        let mut booked = self.moved(account, pair, reason, status)?;
        booked.payment.reason = text;
        Ok(Some(booked))
    }

    /// The payment goes to the bank. `None` when it is not prepared.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn released(&self, account: &CaseAccount) -> Result<Option<Booked>, InvalidCents> {
        if self.status != PaymentStatus::Prepared {
            return Ok(None);
        }
        let pair = (Account::Ordered, Account::InTransit);
        self.moved(account, pair, Reason::Release, PaymentStatus::Released).map(Some)
    }

    /// The run is given up: what this payment paid is due again. One that a person ordered waits again. `None` when
    /// it is not prepared.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn withdrawn(&self, account: &CaseAccount) -> Result<Option<Booked>, InvalidCents> {
        if self.status != PaymentStatus::Prepared {
            return Ok(None);
        }
        if self.key.is_of_person() {
            let mut account = account.clone();
            account.version = account.version.saturating_add(1);
            account.state.waiting = account.state.waiting.saturating_add(1);
            let payment = Self { status: PaymentStatus::Waiting, run: None, ..self.clone() };
            return Ok(Some(Booked { account, payment, postings: Vec::new() }));
        }
        let pair = (Account::Ordered, Account::Payable);
        let mut booked = self.moved(account, pair, Reason::Order, PaymentStatus::Withdrawn)?;
        let ordered = &mut booked.account.state.ordered;
        if let Some(cents) = ordered.get_mut(&self.key.month) {
            *cents = cents.minus(self.cents)?;
        }
        Ok(Some(booked))
    }

    /// A person wants it paid again: this attempt is over, and the next one waits for a run.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the bank did not reject it, or it was confirmed before.
    pub fn again(&self, account: &CaseAccount) -> Result<(Self, Booked), Refusal> {
        match self.status {
            PaymentStatus::Rejected => {}
            PaymentStatus::Replaced => {
                return Err(Refusal::conflict("paid-again", "Deze betaling wordt al opnieuw gedaan."));
            }
            _ => {
                let reason = "De bank heeft deze betaling niet afgewezen. Zij wordt niet opnieuw gedaan.";
                return Err(Refusal::precondition("not-rejected", reason));
            }
        }
        let too_often = || Refusal::precondition("too-often", "Deze betaling is te vaak geprobeerd.");
        let id = self.id.again().map_err(|_| too_often())?;
        let key = super::payment::PaymentKey { attempt: id.attempt(), ..self.key };
        let (status, run) = (PaymentStatus::Waiting, None);
        let next = Self { id, key, status, run, reason: String::new(), ..self.clone() };
        let pair = (Account::Returned, Account::Ordered);
        let mut booked =
            self.moved(account, pair, Reason::Again, PaymentStatus::Replaced).map_err(|_| too_often())?;
        booked.account.state.waiting = booked.account.state.waiting.saturating_add(1);
        Ok((next, booked))
    }

    fn moved(
        &self,
        account: &CaseAccount,
        pair: (Account, Account),
        reason: Reason,
        status: PaymentStatus,
    ) -> Result<Booked, InvalidCents> {
        let mut account = account.clone();
        let mut book = account.book();
        book.transfer(pair, self.cents, self.key.month, reason)?;
        let postings = account.keep(book);
        account.version = account.version.saturating_add(1);
        Ok(Booked { account, payment: Self { status, ..self.clone() }, postings })
    }
}
