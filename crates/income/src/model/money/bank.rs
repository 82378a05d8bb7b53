//! What the bank answers about a payment, and what it does to the books.

use domain::{Cents, InvalidCents, Refusal};
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind, Instalment};
use super::grant::GrantForm;
use super::ledger::{Account, Posting, Reason};
use super::payment::{Payment, PaymentStatus};

/// What a person reads of a payment of which the bank said two things.
const BOTH: &str = "de bank meldt dat deze betaling is afgewezen en ook dat zij is betaald; kijk op de rekening na wat er is gebeurd";

/// What the bank said of one payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankAnswer {
    /// Taken off the account of the municipality.
    Settled,
    /// Not paid, and not to be paid (a status report); why, as it reads for a person.
    Rejected(String),
    /// Paid, and it came back (a statement of the account); why, as it reads for a person.
    Returned(String),
}

/// A payment after an answer, with what was written in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    pub account: CaseAccount,
    pub payment: Payment,
    pub postings: Vec<Posting>,
    /// What was lent became a debt when it was paid, or is one no more when it came back.
    pub debt: Option<Debt>,
    pub instalment: Option<Instalment>,
    /// The bank said two things that cannot both be: a person looks what was paid.
    pub contradicts: bool,
}

impl Payment {
    /// Lays the answer of the bank on a payment. `None` when it says nothing new: a file that is read twice changes
    /// nothing, and what was settled once is not settled again. `open` are the debts of the case with something left.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn answered(
        &self,
        account: &CaseAccount,
        answer: &BankAnswer,
        open: &[Debt],
    ) -> Result<Option<Booked>, InvalidCents> {
        use Account::{Bank, InTransit, Returned};
        let (pair, status, text) = match (self.status, self.paid, answer) {
            (PaymentStatus::Released, _, BankAnswer::Settled) => {
                ((InTransit, Bank), PaymentStatus::Settled, String::new())
            }
            (PaymentStatus::Released, _, BankAnswer::Rejected(why) | BankAnswer::Returned(why)) => {
                ((InTransit, Returned), PaymentStatus::Rejected, why.clone())
            }
            (PaymentStatus::Settled, _, BankAnswer::Returned(why)) => {
                ((Bank, Returned), PaymentStatus::Rejected, why.clone())
            }
            // Off the account after all: it is not to be paid again.
            (PaymentStatus::Rejected, false, BankAnswer::Settled) => {
                ((Returned, Bank), PaymentStatus::Settled, BOTH.to_owned())
            }
            _ => return Ok(self.told_again(account, answer)),
        };
        let reason = if status == PaymentStatus::Settled { Reason::Settled } else { Reason::Rejected };
        let mut booked = self.moved(account, pair, reason, status)?;
        booked.contradicts = text == BOTH;
        booked.payment.reason = text;
        booked.payment.paid |= !matches!(answer, BankAnswer::Rejected(_));
        match reason {
            Reason::Settled => self.lend(&mut booked)?,
            _ if self.status == PaymentStatus::Settled => self.take_back(&mut booked, open)?,
            _ => {}
        }
        Ok(Some(booked))
    }

    /// An answer that moves no money: said before, or against what was said before. The latter is told once.
    fn told_again(&self, account: &CaseAccount, answer: &BankAnswer) -> Option<Booked> {
        let (paid, contradicts) = match (self.status, self.paid, answer) {
            // Paid by the statement of the account, which counts; a report says otherwise.
            (PaymentStatus::Settled, _, BankAnswer::Rejected(_)) if self.reason != BOTH => (true, true),
            // Paid again already: perhaps twice.
            (PaymentStatus::Replaced, false, BankAnswer::Settled) => (true, true),
            // That it went off the account first is to come, or was missed.
            (PaymentStatus::Rejected | PaymentStatus::Replaced, false, BankAnswer::Returned(_)) => {
                (true, false)
            }
            _ => return None,
        };
        let reason = if contradicts { BOTH.to_owned() } else { self.reason.clone() };
        let told = Self { paid, ..self.clone() }.told(account, reason);
        Some(Booked { contradicts, ..told })
    }

    /// The bank names another amount than was paid: nothing is booked, and a person looks. `None` when that was told.
    pub fn of_another_amount(&self, account: &CaseAccount, amount: Cents) -> Option<Booked> {
        let reason = format!(
            "de bank noemt voor deze betaling een ander bedrag, {amount}; er is niets geboekt: kijk op de rekening na wat er is \
             gebeurd"
        );
        (self.reason != reason).then(|| self.told(account, reason))
    }

    /// What a person reads of it, without a posting.
    fn told(&self, account: &CaseAccount, reason: String) -> Booked {
        let mut account = account.clone();
        account.version = account.version.saturating_add(1);
        let payment = Self { reason, ..self.clone() };
        let (postings, debt, instalment) = (Vec::new(), None, None);
        Booked { account, payment, postings, debt, instalment, contradicts: true }
    }

    /// The name of the debt that this payment makes when it pays a loan.
    fn loan(&self, account: &CaseAccount) -> Option<(Uuid, Account)> {
        let grant = account.state.grants.get(&self.grant?)?;
        let lent = grant.terms.form == GrantForm::Loan;
        let id = Uuid::new_v5(&account.case.uuid(), format!("loan:{}", self.id).as_bytes());
        lent.then(|| (id, grant.terms.scheme.cost()))
    }

    /// What was granted as a loan becomes a debt when it is paid (Participation Act art. 48).
    fn lend(&self, booked: &mut Booked) -> Result<(), InvalidCents> {
        let Some((id, cost)) = self.loan(&booked.account) else { return Ok(()) };
        let (cents, month) = (self.cents, self.key.month);
        let mut book = booked.account.book();
        book.transfer((Account::DebtLoan, cost), cents, month, Reason::Lent)?;
        booked.postings.extend(booked.account.keep(book));
        let grant = self.grant.and_then(|number| booked.account.state.grants.get_mut(&number));
        if let Some(grant) = grant {
            grant.lend(id, cents, month)?;
        }
        let kind = DebtKind::Loan;
        booked.debt = Some(Debt { id, kind, month, cents, remaining: cents, instalment: None });
        Ok(())
    }

    /// What was lent came back: what is left of its debt is owed no more.
    fn take_back(&self, booked: &mut Booked, open: &[Debt]) -> Result<(), InvalidCents> {
        let Some((id, cost)) = self.loan(&booked.account) else { return Ok(()) };
        let Some(debt) = open.iter().find(|debt| debt.id == id) else { return Ok(()) };
        let (cents, month) = (debt.remaining, self.key.month);
        let mut book = booked.account.book();
        book.transfer((cost, Account::DebtLoan), cents, month, Reason::LoanReturned)?;
        let posting = book.last();
        booked.postings.extend(booked.account.keep(book));
        if let Some(grant) = self.grant.and_then(|number| booked.account.state.grants.get_mut(&number)) {
            grant.loans.remove(&id);
        }
        booked.debt = Some(Debt { remaining: Cents::ZERO, instalment: None, ..*debt });
        booked.instalment = Some(Instalment { debt: id, month, posting, cents });
        Ok(())
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
            let (postings, debt, instalment) = (Vec::new(), None, None);
            return Ok(Some(Booked { account, payment, postings, debt, instalment, contradicts: false }));
        }
        let due = if self.grant.is_some() { Account::PayableSchemes } else { Account::Payable };
        let pair = (Account::Ordered, due);
        let mut booked = self.moved(account, pair, Reason::Order, PaymentStatus::Withdrawn)?;
        let grants = &mut booked.account.state.grants;
        if let Some(grant) = self.grant.and_then(|number| grants.get_mut(&number)) {
            grant.owed = grant.owed.plus(self.cents)?;
        }
        if self.grant.is_none() {
            booked.account.state.set_aside(self.key.payee, self.cents)?;
        }
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
        let next = Self { id, key, status, run, paid: false, reason: String::new(), ..self.clone() };
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
        let payment = Self { status, ..self.clone() };
        Ok(Booked { account, payment, postings, debt: None, instalment: None, contradicts: false })
    }
}
