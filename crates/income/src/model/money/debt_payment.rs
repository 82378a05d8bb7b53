//! What comes in on a debt outside the assistance: of somebody who has none any more, or who pays more than is withheld.

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month, Refusal, Violation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::{CaseAccount, Debt, Instalment};
use super::debtor::{DebtPayer, debtors_of, paid_by};
use super::grant::{Matter, MoneyDecision};
use super::ledger::{Account, Posting, Reason};
use super::owed::collectable;

/// Something that came in on a debt, or was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtReceipt {
    /// By which the bank or the financial system knows it; once for each debt.
    pub reference: String,
    pub received_on: NaiveDate,
    /// Less than nil: it bounced, or was noted wrongly.
    pub cents: Cents,
    /// Number of the posting in the case.
    pub posting: u32,
    /// Who paid it, or of whom it is taken back; nothing where nobody told it, as in what an earlier version booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<DebtPayer>,
}

/// A payment on a debt that is to be booked.
#[derive(Clone, Copy)]
pub struct DebtPaymentAsked<'a> {
    pub account: &'a CaseAccount,
    /// All debts of the case, also those that were paid off.
    pub debts: &'a [Debt],
    /// All decisions about money of the case.
    pub decisions: &'a [MoneyDecision],
    pub debt: Uuid,
    pub cents: Cents,
    pub received_on: NaiveDate,
    pub reference: &'a str,
    /// Nothing: it is not told.
    pub payer: Option<DebtPayer>,
    pub today: NaiveDate,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DebtPaid {
    /// The same was booked under this reference before: nothing changes. What is left of the debt.
    Before(Cents),
    Booked(Box<BookedPayment>),
}

/// A payment that was booked, with what it does to the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedPayment {
    pub account: CaseAccount,
    pub debt: Debt,
    pub instalment: Instalment,
    pub postings: Vec<Posting>,
}

impl DebtPaymentAsked<'_> {
    /// Books it, once by its reference. What is more than the debt is refused and not kept to be paid back: a slip of one
    /// digit would become a payment of the next run. Less than nil takes back what came in on this debt, never more, and of a
    /// payer no more than came from them. Told again without its payer it is the same payment.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such debt, it is not decided on or was reversed, the day is to come, another payment
    /// has this reference, the payer does not owe it or not so much of it, or there is not so much to receive or to take back.
    pub fn receive(self) -> Result<DebtPaid, Refusal> {
        let debt = self.debts.iter().find(|debt| debt.id == self.debt);
        let debt = *debt.ok_or_else(|| Refusal::not_found("schuld"))?;
        let received = self.account.state.received.get(&debt.id).map_or(&[][..], Vec::as_slice);
        if let Some(known) = received.iter().find(|known| known.reference == self.reference) {
            let same_payer = self.payer.is_none_or(|payer| known.payer == Some(payer));
            if same_payer && (known.cents, known.received_on) == (self.cents, self.received_on) {
                return Ok(DebtPaid::Before(debt.remaining));
            }
            let reason = format!(
                "Met dit kenmerk is al een ander bedrag, een andere dag of een andere betaler geboekt: {}.",
                known.cents
            );
            return Err(Refusal::conflict("reference-known", reason));
        }
        collectable(self.account, &debt)?;
        self.possible(&debt, received)?;
        self.booked(debt).map_err(too_large)
    }

    fn possible(&self, debt: &Debt, received: &[DebtReceipt]) -> Result<(), Refusal> {
        if self.received_on > self.today {
            return Err(wrong("received_on", "ligt in de toekomst", "day-ahead"));
        }
        if self.cents > debt.remaining {
            let reason = format!("is meer dan er van deze schuld openstaat: {}", debt.remaining);
            return Err(wrong("cents", &reason, "debt-outstanding"));
        }
        let of_payer = self.of_payer(debt, received)?;
        if self.cents >= Cents::ZERO {
            return match of_payer {
                Some(left) if self.cents > left => {
                    let reason =
                        format!("is meer dan wat deze betaler van de schuld nog moet betalen: {left}");
                    Err(wrong("cents", &reason, "debt-share"))
                }
                _ => Ok(()),
            };
        }
        self.came_in(received)?;
        let reversed = |decision: &MoneyDecision| matches!(decision.matter, Matter::Reversed { debt, .. } if debt == self.debt);
        if self.decisions.iter().any(reversed) {
            let reason = "Het besluit over deze schuld is herroepen. Wat was betaald, is al teruggegeven.";
            return Err(Refusal::precondition("debt-reversed", reason));
        }
        Ok(())
    }

    /// What the payer can still be held for; nothing where it is not told, or somebody else pays it for who owes it.
    fn of_payer(&self, debt: &Debt, received: &[DebtReceipt]) -> Result<Option<Cents>, Refusal> {
        let Some(payer) = self.payer.filter(|payer| *payer != DebtPayer::Other) else { return Ok(None) };
        let claim = self.account.state.claims.get(&debt.id);
        let parts = debtors_of(debt, claim, received).map_err(too_large)?;
        let part = parts.iter().find(|part| part.who == Some(payer) && part.owes > Cents::ZERO);
        let part = part.ok_or_else(|| {
            let reason = format!(
                "is geen schuldenaar van deze schuld: {}. Betaalt die voor een ander, geef dan op dat iemand anders betaalt",
                payer.in_dutch()
            );
            wrong("payer", &reason, "payer-debtor")
        })?;
        Ok(Some(part.remaining))
    }

    /// Whether there came in, of this payer, what is taken back.
    fn came_in(&self, received: &[DebtReceipt]) -> Result<(), Refusal> {
        let left = |came_in: Cents| came_in.plus(self.cents).map_err(too_large);
        let all = received.iter().map(|one| one.cents).try_fold(Cents::ZERO, Cents::plus);
        let all = all.map_err(too_large)?;
        if left(all)? < Cents::ZERO {
            let reason = format!("is meer dan er op deze schuld is ontvangen: {all}");
            return Err(wrong("cents", &reason, "debt-received"));
        }
        let own = paid_by(received, self.payer).map_err(too_large)?;
        if left(own)? >= Cents::ZERO {
            return Ok(());
        }
        Err(if self.payer.is_some() {
            wrong(
                "cents",
                &format!("is meer dan deze betaler op de schuld heeft betaald: {own}"),
                "debt-received",
            )
        } else {
            let reason = format!("is nodig: van wat zonder betaler is geboekt, is er nog {own}");
            wrong("payer", &reason, "payer-needed")
        })
    }

    fn booked(self, debt: Debt) -> Result<DebtPaid, InvalidCents> {
        let (mut account, month) = (self.account.clone(), Month::of(self.received_on));
        let mut book = account.book();
        book.transfer((Account::Received, debt.kind.account()), self.cents, month, Reason::DebtReceived)?;
        let posting = book.last();
        let postings = account.keep(book);
        account.version = account.version.saturating_add(1);
        let remaining = debt.remaining.minus(self.cents)?;
        let receipt = DebtReceipt {
            reference: self.reference.to_owned(),
            received_on: self.received_on,
            cents: self.cents,
            posting,
            payer: self.payer,
        };
        account.state.received.entry(debt.id).or_default().push(receipt);
        if remaining == Cents::ZERO {
            account.state.agreed.remove(&debt.id);
            account.state.at_rest.remove(&debt.id);
        }
        let instalment = Instalment { debt: debt.id, month, posting, cents: self.cents };
        let left = debt.instalment.filter(|_| remaining > Cents::ZERO);
        let debt = Debt { remaining, instalment: left, ..debt };
        Ok(DebtPaid::Booked(Box::new(BookedPayment { account, debt, instalment, postings })))
    }
}

fn too_large(_: InvalidCents) -> Refusal {
    wrong("cents", "is te groot om mee te rekenen", "amount")
}

fn wrong(field: &str, reason: &str, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
