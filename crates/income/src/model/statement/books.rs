//! All that stands on the books of one case, and which part of it belongs to which month.

use std::fmt;

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month};

use crate::model::money::{
    Account, CaseAccount, Debt, GrantVersion, Instalment, Payment, PaymentStatus, Posting, Reason, Version,
};

/// A posting with its day and the month of the run that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub posting: Posting,
    /// The day on which it was written.
    pub day: NaiveDate,
    /// Nothing when no run wrote it.
    pub run: Option<Month>,
    /// That run was withdrawn.
    pub withdrawn: bool,
}

impl Entry {
    /// What it adds to what is owed on an account: credits less debits.
    pub(super) fn owed(&self, account: Account) -> Cents {
        let cents = self.posting.cents;
        if self.posting.credit == account {
            cents
        } else if self.posting.debit == account {
            Cents::new(cents.get().saturating_neg())
        } else {
            Cents::ZERO
        }
    }
}

/// A payment with what is to be shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub payment: Payment,
    /// The account paid to, readable for its holder only; nothing when it was not looked up.
    pub account: Option<String>,
    /// The day on which the bank was asked to pay; nothing while it is in no run.
    pub execution: Option<NaiveDate>,
    /// The day on which the books tell that the bank paid.
    pub paid_on: Option<NaiveDate>,
    /// The day on which the books tell that it came back after it was paid.
    pub returned_on: Option<NaiveDate>,
}

/// All that stands on the books of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Books {
    pub account: CaseAccount,
    /// Of each month every version, oldest first.
    pub versions: Vec<Version>,
    /// Of each month of each grant every version, oldest first.
    pub grants: Vec<GrantVersion>,
    /// In the order of their numbers.
    pub entries: Vec<Entry>,
    pub orders: Vec<Order>,
    pub debts: Vec<Debt>,
    /// In the order of their postings.
    pub instalments: Vec<Instalment>,
}

/// Two figures that must be equal and are not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// What was compared, in plain Dutch.
    pub what: String,
    pub month: Option<Month>,
    /// As it follows from what lies beneath.
    pub expected: Cents,
    /// As it stands.
    pub found: Cents,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = self.month.map(|month| format!(" ({})", month.in_dutch())).unwrap_or_default();
        write!(f, "{}{month}: {} in plaats van {}", self.what, self.found, self.expected)
    }
}

/// Notes a fault when two figures differ.
pub(super) fn compare(
    faults: &mut Vec<Fault>,
    what: &str,
    month: Option<Month>,
    (expected, found): (Cents, Cents),
) {
    if expected != found {
        faults.push(Fault { what: what.to_owned(), month, expected, found });
    }
}

/// The sum of amounts.
pub(super) fn sum(all: impl IntoIterator<Item = Cents>) -> Result<Cents, InvalidCents> {
    all.into_iter().try_fold(Cents::ZERO, Cents::plus)
}

impl Books {
    /// The month in whose specification each posting is told: that of the run that wrote it, or of the next one that
    /// did; of an advance, which a person orders, its own. So every posting is told once, and what is left of one month is what the next begins with.
    pub(super) fn told_in(&self) -> Vec<Option<Month>> {
        let mut told = vec![None; self.entries.len()];
        let mut next = None;
        for (place, entry) in told.iter_mut().zip(&self.entries).rev() {
            next = entry.run.or(next);
            let by_person =
                entry.run.is_none() && matches!(entry.posting.reason, Reason::Advance | Reason::Order);
            *place = if by_person { Some(entry.posting.month) } else { next };
        }
        told
    }

    /// The versions of one month, oldest first.
    pub(super) fn versions_of(&self, month: Month) -> impl Iterator<Item = &Version> {
        self.versions.iter().filter(move |version| version.calculation.month == month)
    }

    /// What the postings of first calculations and corrections of a month come to on an account.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub(super) fn posted_for(&self, month: Month, account: Account) -> Result<Cents, InvalidCents> {
        let of_month = self.entries.iter().filter(|entry| entry.posting.month == month);
        let calculated =
            of_month.filter(|entry| matches!(entry.posting.reason, Reason::Month | Reason::Correction));
        sum(calculated.map(|entry| entry.owed(account)))
    }

    /// Lays the days of payment and return on the orders: the books tell of which month an amount was, not which of two
    /// equal ones. Those that stand as paid come first.
    pub fn date_orders(&mut self) {
        let mut answers: Vec<_> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let posting = &entry.posting;
                match (posting.reason, posting.debit, posting.credit) {
                    (Reason::Settled, _, _) => Some((true, posting.month, posting.cents, entry.day)),
                    (Reason::Rejected, Account::Bank, _) => {
                        Some((false, posting.month, posting.cents, entry.day))
                    }
                    _ => None,
                }
            })
            .collect();
        let mut places: Vec<usize> = (0..self.orders.len()).collect();
        places.sort_by_key(|place| {
            let payment = self.orders.get(*place).map(|order| &order.payment);
            payment.map(|payment| (payment.status != PaymentStatus::Settled, payment.key))
        });
        for place in places {
            let Some(order) = self.orders.get_mut(place) else { continue };
            let payment = &order.payment;
            if !matches!(
                payment.status,
                PaymentStatus::Settled | PaymentStatus::Rejected | PaymentStatus::Replaced
            ) {
                continue;
            }
            let mut take = |paid: bool| {
                let wanted = (paid, payment.key.month, payment.cents);
                let found =
                    answers.iter().position(|(is, month, cents, _)| (*is, *month, *cents) == wanted)?;
                Some(answers.remove(found).3)
            };
            order.paid_on = take(true);
            if payment.status != PaymentStatus::Settled && order.paid_on.is_some() {
                order.returned_on = take(false);
            }
        }
    }
}
