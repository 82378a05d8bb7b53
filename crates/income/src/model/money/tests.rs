use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CaseId, Cents, Month, PersonId};
use proptest::prelude::*;
use rules::facts::{Facts, Income, IncomeKind};
use rules::month::{Change, Timeline};
use uuid::Uuid;

use super::ledger::Reason;
use super::months::calculate;
use super::*;
use crate::model::testing::{NATIONAL, day, judged, law, single};

mod above_capital;
mod above_norm;
mod advances;
mod advances_over;
mod against;
mod children;
mod claims;
mod corrections;
mod deaths;
mod failing;
mod falls;
mod grants;
mod kept;
mod last_payment;
mod looked_at;
mod measures;
mod owed;
mod partners;
mod paying_off;
mod recourse;
mod repetitions;
mod runs;
mod settled;
mod suspensions;
mod taken;
mod warnings;
mod whose;
mod written_off;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn applicant_account() -> PayeeAccount {
    PayeeAccount { payee: Payee::Applicant, sealed: vec![1], monthly: None }
}

fn partner_account() -> PayeeAccount {
    PayeeAccount { payee: Payee::Partner(1), sealed: vec![2], monthly: None }
}

/// A household over time, run by run, with all that runs leave behind.
pub struct Story {
    pub account: CaseAccount,
    pub timeline: Timeline,
    payees: Vec<PayeeAccount>,
    pub debts: BTreeMap<Uuid, Debt>,
    pub payments: BTreeMap<PaymentKey, Payment>,
    pub postings: Vec<Posting>,
    versions: Vec<Version>,
    /// On other schemes.
    decisions: Vec<MoneyDecision>,
    pub runs: u128,
    law: Law<'static>,
    /// By a version that did not ask of advances.
    denied: bool,
}

impl Story {
    /// Of a case of which nothing else is known.
    pub fn of(account: CaseAccount) -> Self {
        Self {
            account,
            timeline: Timeline::default(),
            payees: vec![applicant_account()],
            debts: BTreeMap::new(),
            payments: BTreeMap::new(),
            postings: Vec::new(),
            versions: Vec::new(),
            decisions: Vec::new(),
            runs: 0,
            law: law(),
            denied: false,
        }
    }

    /// A single person with a right from a day on.
    pub fn from(right_from: &str) -> Self {
        let case = CaseId::new(Uuid::from_u128(7));
        let mut account =
            CaseAccount::new(case, PersonId::new(Uuid::from_u128(8)), "a-tenant:0001".parse().unwrap());
        account.state.right_from = Some(day(right_from));
        let mut story = Self::of(account);
        let mut facts = crate::model::of_months(&single(""), &NATIONAL, day(right_from));
        facts.lay_over(&judged());
        story.state(right_from, right_from, facts);
        story
    }

    pub fn state(&mut self, from: &str, known_on: &str, facts: Facts) {
        let number = u32::try_from(self.timeline.changes().len()).unwrap() + 1;
        let change = Change { from: day(from), known_on: day(known_on), number, facts };
        self.account.touch(Month::of(change.from));
        self.timeline = std::mem::take(&mut self.timeline).with(change);
    }

    /// Net pay from a day on.
    fn earns(&mut self, from: &str, known_on: &str, cents: i64) {
        let mut facts = Facts::default();
        facts.applicant.incomes = Some(vec![income(cents)]);
        self.state(from, known_on, facts);
    }

    /// A fine of January 2026, of which as much is withheld each month as may be.
    fn fined(&mut self, cents: Cents) {
        let (id, month) = (Uuid::from_u128(99), month("2026-01"));
        let instalment = Some(Cents::new(50_000));
        let debt = Debt { id, kind: DebtKind::Fine, month, cents, remaining: cents, instalment };
        let mut book = self.account.book();
        book.transfer((Account::DebtFine, Account::Fines), cents, month, Reason::TooMuch).unwrap();
        self.postings.extend(self.account.keep(book));
        self.debts.insert(id, debt);
    }

    pub fn run(&mut self, run_month: &str, today: &str) -> CaseResult {
        self.runs += 1;
        let open: Vec<Debt> =
            self.debts.values().filter(|debt| debt.remaining > Cents::ZERO).copied().collect();
        let waiting: Vec<Payment> = self
            .payments
            .values()
            .filter(|payment| payment.status == PaymentStatus::Waiting)
            .cloned()
            .collect();
        let case = CaseInRun {
            account: &self.account,
            timeline: &self.timeline,
            debts: &open,
            payees: &self.payees,
            waiting: &waiting,
            denied: self.denied,
        };
        let (run, law) = (Uuid::from_u128(self.runs), self.law);
        let run = RunDay { run, month: month(run_month), day: day(today), law };
        let result = decide(case, run).unwrap();
        self.account = result.account.clone();
        self.postings.extend(result.postings.iter().copied());
        self.versions.extend(result.versions.iter().cloned());
        self.debts.extend(result.debts.changed.iter().map(|debt| (debt.id, *debt)));
        for payment in &result.payments {
            let before = self.payments.insert(payment.key, payment.clone());
            assert!(
                before.is_none_or(|before| before.status == PaymentStatus::Waiting),
                "paid twice: {:?}",
                payment.key
            );
        }
        self.check();
        result
    }

    /// What must hold after every run.
    pub fn check(&self) {
        let balances = &self.account.state.balances;
        assert_eq!(balances.total(), Ok(Cents::ZERO), "the books balance");
        assert!(balances.owed(Account::Payable) >= Cents::ZERO, "nobody owes on what is payable");
        for account in Account::ALL {
            let side = |side: fn(&Posting) -> Account| -> i64 {
                self.postings.iter().filter(|p| side(p) == *account).map(|p| p.cents.get()).sum()
            };
            assert_eq!(balances.of(*account).get(), side(|p| p.debit) - side(|p| p.credit), "{account:?}");
        }
        let owed: i64 = self.account.state.grants.values().map(|grant| grant.owed.get()).sum();
        assert_eq!(balances.owed(Account::PayableSchemes).get(), owed, "each scheme's part of it");
        for kind in DebtKind::ALL {
            let of_kind = self.debts.values().filter(|debt| debt.kind == kind);
            let open: i64 = of_kind.map(|debt| debt.remaining.get()).sum();
            assert_eq!(balances.of(kind.account()).get(), open, "{kind:?}");
        }
        let in_orders = [PaymentStatus::Prepared, PaymentStatus::Waiting];
        let ordered = self.payments.values().filter(|payment| in_orders.contains(&payment.status));
        let ordered: i64 = ordered.map(|payment| payment.cents.get()).sum();
        assert_eq!(balances.owed(Account::Ordered).get(), ordered);
        assert!(self.payments.values().all(|payment| payment.cents > Cents::ZERO));
    }

    /// What a person decides on what a run found.
    pub fn recovers(
        &self,
        (debt, cents): (Uuid, Option<Cents>),
        said: &ClaimSaid,
        today: &str,
    ) -> Result<RecoveryDecided, domain::Refusal> {
        let open: Vec<Debt> =
            self.debts.values().filter(|debt| debt.remaining > Cents::ZERO).copied().collect();
        let asked = RecoveryAsked {
            account: &self.account,
            open: &open,
            debt,
            cents,
            said,
            timeline: &self.timeline,
            national: &NATIONAL,
            today: day(today),
        };
        asked.decide()
    }

    fn paid(result: &CaseResult) -> Vec<(String, i64)> {
        result.payments.iter().map(|payment| (payment.key.payee.to_string(), payment.cents.get())).collect()
    }
}

/// That it may be recovered (art. 58(2)).
pub fn may() -> ClaimSaid {
    ClaimSaid { article: "58 lid 2".into(), ..ClaimSaid::default() }
}

fn income(cents: i64) -> Income {
    Income::counted(IncomeKind::Earnings, Cents::new(cents))
}

fn couple() -> Facts {
    crate::model::of_months(&crate::model::testing::couple(""), &NATIONAL, day("2026-02-01"))
}
