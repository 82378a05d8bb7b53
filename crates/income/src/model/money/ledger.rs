//! The books of one case: double entry, each posting one transfer, so that they balance by construction.

use std::collections::BTreeMap;

use domain::{Cents, InvalidCents, Month};
use serde::{Deserialize, Serialize};

macro_rules! accounts {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal;)+) => {
        /// An account of the ledger.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Account { $($(#[doc = $doc])+ #[serde(rename = $code)] $variant),+ }

        impl Account {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it stands in the store.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

accounts! {
    /// Cost of general assistance (Participation Act art. 19).
    Assistance = "expense-assistance";
    /// Cost of the scheme for older unemployed (IOAW).
    Ioaw = "expense-ioaw";
    /// Cost of the scheme for former self-employed (IOAZ).
    Ioaz = "expense-ioaz";
    /// Cost of the scheme for the self-employed (Bbz 2004).
    Bbz = "expense-bbz";
    /// Cost of special assistance (art. 35).
    SpecialAssistance = "expense-special";
    /// Cost of the municipality's schemes for people on a low income.
    Minima = "expense-minima";
    /// Cost of supplements (art. 36, 36b).
    Supplement = "expense-supplement";
    /// Cost of wage-cost subsidy (art. 10d).
    WageCostSubsidy = "expense-wage-cost-subsidy";
    /// Holiday allowance kept for the client until June or the end (art. 45(1)).
    HolidayReserve = "holiday-reserve";
    /// What the client is owed and is not in a payment order.
    Payable = "payable";
    /// What is owed under other schemes than general assistance and is not in a payment order.
    PayableSchemes = "payable-schemes";
    /// In payment orders that were not released.
    Ordered = "ordered";
    /// Released to the bank, without an answer.
    InTransit = "in-transit";
    /// Paid.
    Bank = "bank";
    /// The bank rejected or returned it; it waits for a person.
    Returned = "returned";
    /// Assistance that was paid too much (art. 58).
    DebtRecovery = "debt-recovery";
    /// Advances that were not settled yet (art. 52).
    DebtAdvance = "debt-advance";
    /// Assistance as a loan (art. 48, 50, 51).
    DebtLoan = "debt-loan";
    /// Fines (art. 18a).
    DebtFine = "debt-fine";
    /// Income from fines that persons decided on.
    Fines = "income-fines";
    /// Claims on whoever owes maintenance (art. 61-62i).
    ClaimRecourse = "claim-recourse";
    /// What is claimed by recourse: it makes assistance cost less.
    Recourse = "income-recourse";
    /// Money of others that came in: it was paid outside payment runs.
    Received = "received";
    /// Wage tax and premiums that the municipality owes over assistance (art. 19(4)).
    WageTax = "wage-tax";
    /// Debts that were given up (art. 18a(13), 58(7), (8), 60c): a cost.
    WrittenOff = "written-off";
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal;)+) => {
        /// Why money was moved from one account to another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Reason { $($(#[doc = $doc])+ #[serde(rename = $code)] $variant),+ }

        impl Reason {
            /// As it stands in the store.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

reasons! {
    /// A month was calculated for the first time.
    Month = "month";
    /// A month was calculated again with facts that came later.
    Correction = "correction";
    /// The holiday allowance of earlier months fell due.
    Holiday = "holiday";
    /// An advance was granted.
    Advance = "advance";
    /// An advance was settled with what was granted later (art. 52(4)).
    AdvanceSettled = "advance-settled";
    /// More was paid than there was a right to: it became a debt.
    TooMuch = "too-much";
    /// A person decided on a debt (art. 18a, 48, 58).
    Decided = "decided";
    /// A debt was paid off from the assistance (art. 58(4), 60(4)).
    Offset = "offset";
    /// A month of another scheme was worked out, or worked out again.
    Scheme = "scheme";
    /// What was granted as a loan was paid: it became a debt (art. 48).
    Lent = "lent";
    /// The bank returned what was lent: the debt is taken back.
    LoanReturned = "loan-returned";
    /// The year of what was lent was settled: a gift after all, or the other way round (Bbz 2004 art. 12).
    YearSettled = "year-settled";
    /// Recourse over a month was worked out, or worked out again.
    Recourse = "recourse";
    /// Something came in of it; the other way round when it was paid back, or was noted wrongly.
    RecourseReceived = "recourse-received";
    /// Something came in on a debt outside the assistance; the other way round when it was taken back.
    DebtReceived = "debt-received";
    /// A payment order was made.
    Order = "order";
    /// The order was released to the bank.
    Release = "release";
    /// The bank paid.
    Settled = "settled";
    /// The bank rejected or returned it.
    Rejected = "rejected";
    /// A decision was reversed after an objection (Awb art. 7:11): what it did is taken back.
    Reversed = "reversed";
    /// A debt, or a part of it, was given up (art. 18a(13), 58(7), (8), 60c).
    WrittenOff = "written-off";
    /// What was found to be too much, and nobody decided on, was made good by what came out higher since.
    MadeGood = "made-good";
    /// A person decided that what was paid too much is not recovered (art. 58(2), (8)).
    NotRecovered = "not-recovered";
    /// A person confirmed that it is to be paid again.
    Again = "again";
}

/// One transfer between two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Running number in the case, from 1.
    pub number: u32,
    /// The month it is about.
    pub month: Month,
    pub debit: Account,
    pub credit: Account,
    /// More than nothing.
    pub cents: Cents,
    pub reason: Reason,
}

/// Debits less credits of each account; what is nil is left out. The sum over all accounts is always nil.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Balances(BTreeMap<Account, Cents>);

impl Balances {
    /// Debits less credits.
    pub fn of(&self, account: Account) -> Cents {
        self.0.get(&account).copied().unwrap_or_default()
    }

    /// What is owed on an account that is normally in credit: credits less debits.
    pub fn owed(&self, account: Account) -> Cents {
        Cents::new(self.of(account).get().saturating_neg())
    }

    /// The sum over all accounts: nil, or there is a fault.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when the sum does not fit.
    pub fn total(&self) -> Result<Cents, InvalidCents> {
        self.0.values().try_fold(Cents::ZERO, |sum, cents| sum.plus(*cents))
    }

    fn put(&mut self, account: Account, cents: Cents) {
        if cents == Cents::ZERO {
            self.0.remove(&account);
        } else {
            self.0.insert(account, cents);
        }
    }
}

/// The books of one case while something is written in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    balances: Balances,
    last: u32,
    written: Vec<Posting>,
}

impl Book {
    /// Opens the books with what stands in them, and the number of the last posting.
    pub const fn open(balances: Balances, last: u32) -> Self {
        Self { balances, last, written: Vec::new() }
    }

    pub const fn balances(&self) -> &Balances {
        &self.balances
    }

    /// Number of the last posting.
    pub const fn last(&self) -> u32 {
        self.last
    }

    /// Moves an amount. Nothing for nil; the other way round for less than nil.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when an amount does not fit; then nothing was written.
    pub fn transfer(
        &mut self,
        (debit, credit): (Account, Account),
        cents: Cents,
        month: Month,
        reason: Reason,
    ) -> Result<(), InvalidCents> {
        if cents == Cents::ZERO || debit == credit {
            return Ok(());
        }
        if cents < Cents::ZERO {
            return self.transfer((credit, debit), Cents::ZERO.minus(cents)?, month, reason);
        }
        let more = self.balances.of(debit).plus(cents)?;
        let less = self.balances.of(credit).minus(cents)?;
        self.balances.put(debit, more);
        self.balances.put(credit, less);
        self.last = self.last.saturating_add(1);
        self.written.push(Posting { number: self.last, month, debit, credit, cents, reason });
        Ok(())
    }

    /// What stands in the books, the number of the last posting, and what was written since they were opened.
    pub fn close(self) -> (Balances, u32, Vec<Posting>) {
        (self.balances, self.last, self.written)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month() -> Month {
        "2026-03".parse().unwrap()
    }

    #[test]
    fn a_transfer_below_nil_goes_the_other_way_and_nil_goes_nowhere() {
        let mut book = Book::open(Balances::default(), 7);
        let pair = (Account::Assistance, Account::Payable);
        book.transfer(pair, Cents::new(-250), month(), Reason::Correction).unwrap();
        book.transfer(pair, Cents::ZERO, month(), Reason::Correction).unwrap();

        let (balances, last, written) = book.close();
        assert_eq!((last, written.len()), (8, 1));
        assert_eq!((written[0].debit, written[0].credit), (Account::Payable, Account::Assistance));
        assert_eq!((written[0].cents, written[0].number), (Cents::new(250), 8));
        assert_eq!(balances.owed(Account::Payable), Cents::new(-250));
    }

    #[test]
    fn an_amount_that_does_not_fit_leaves_no_trace() {
        let mut book = Book::open(Balances::default(), 0);
        let pair = (Account::Bank, Account::Payable);
        book.transfer(pair, Cents::new(i64::MAX), month(), Reason::Settled).unwrap();
        let before = book.clone();

        assert!(book.transfer(pair, Cents::new(1), month(), Reason::Settled).is_err());
        assert_eq!(book, before);
    }

    #[test]
    fn codes_are_read_back() {
        for account in Account::ALL {
            let text = serde_json::to_string(account).unwrap();
            assert_eq!(text, format!("\"{}\"", account.code()));
            assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), *account);
        }
    }

    fn any_account() -> impl Strategy<Value = Account> {
        (0..Account::ALL.len()).prop_map(|place| Account::ALL[place])
    }

    proptest! {
        #[test]
        fn the_trial_balance_is_nil_after_every_transfer(
            transfers in prop::collection::vec((any_account(), any_account(), -1_000_000i64..1_000_000), 0..60),
        ) {
            let mut book = Book::open(Balances::default(), 0);
            for (debit, credit, cents) in transfers {
                book.transfer((debit, credit), Cents::new(cents), month(), Reason::Month).unwrap();
                prop_assert_eq!(book.balances().total(), Ok(Cents::ZERO));
            }
            let (balances, _, written) = book.close();
            prop_assert!(written.iter().all(|posting| posting.cents > Cents::ZERO && posting.debit != posting.credit));
            for account in Account::ALL {
                let sum = |side: fn(&Posting) -> Account| -> i64 {
                    written.iter().filter(|posting| side(posting) == *account).map(|posting| posting.cents.get()).sum()
                };
                prop_assert_eq!(balances.of(*account).get(), sum(|p| p.debit) - sum(|p| p.credit));
            }
        }
    }
}
