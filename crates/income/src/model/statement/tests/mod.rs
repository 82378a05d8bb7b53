mod controller;
mod figures;
mod pages;
mod truth;

use chrono::NaiveDate;
use domain::{CaseId, Cents, Explanation, Month, PersonId};
use rules::facts::{Facts, Income, IncomeKind};
use rules::month::{Change, Timeline};
use uuid::Uuid;

use super::{Books, Entry, Order, Sources, verify};
use crate::model::entitlement::{Decision, DecisionKind, Right, Stage};
use crate::model::money::{
    BankAnswer, CaseAccount, CaseInRun, Payee, PayeeAccount, PaymentStatus, RunDay, decide,
};
use crate::model::testing::{NATIONAL, day, judged, law, single};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn cents(cents: i64) -> Cents {
    Cents::new(cents)
}

/// A case with all that its runs leave behind, as the store would keep it.
struct Kept {
    books: Books,
    changes: Vec<Change>,
    decisions: Vec<Decision>,
    runs: u128,
}

impl Kept {
    /// A single person to whom a right was granted, without income.
    fn from(right_from: &str) -> Self {
        let case = CaseId::new(Uuid::from_u128(7));
        let mut account =
            CaseAccount::new(case, PersonId::new(Uuid::from_u128(8)), "a-tenant:0001".parse().unwrap());
        account.state.right_from = Some(day(right_from));
        let books = Books {
            account,
            grants: Vec::new(),
            versions: Vec::new(),
            entries: Vec::new(),
            orders: Vec::new(),
            debts: Vec::new(),
            instalments: Vec::new(),
        };
        let right = Right::Granted {
            from_day: day(right_from),
            norm: Some(cents(140_150)),
            amount: cents(140_150),
            earlier: None,
        };
        let granted = decision(1, DecisionKind::Assessed, right_from, Stage::Decided { right, assessed: 1 });
        let mut kept = Self { books, changes: Vec::new(), decisions: vec![granted], runs: 0 };
        let mut facts = crate::model::of_months(&single(""), &NATIONAL, day(right_from));
        facts.lay_over(&judged());
        kept.state(right_from, right_from, facts);
        kept
    }

    fn state(&mut self, from: &str, known_on: &str, facts: Facts) {
        let number = u32::try_from(self.changes.len()).unwrap() + 1;
        self.books.account.touch(Month::of(day(from)));
        self.changes.push(Change { from: day(from), known_on: day(known_on), number, facts });
    }

    fn earns(&mut self, from: &str, known_on: &str, cents: i64) {
        let mut facts = Facts::default();
        facts.applicant.incomes = Some(vec![Income::counted(IncomeKind::Earnings, Cents::new(cents))]);
        self.state(from, known_on, facts);
    }

    fn ends(&mut self, last_day: &str) {
        let until = day(last_day);
        self.books.account.state.right_until = Some(until);
        self.books.account.touch(Month::of(until));
        let right = self.decisions[0].stage.right().cloned();
        let stage = Stage::Ended { from_day: until.succ_opt().unwrap(), right, assessed: 1 };
        self.decisions.push(decision(2, DecisionKind::Ended, last_day, stage));
    }

    /// A run on a day, released on that day; the bank pays on another, or not at all.
    fn run(&mut self, run_month: &str, today: &str, paid_on: Option<&str>) {
        self.runs += 1;
        let timeline: Timeline = self.changes.iter().cloned().collect();
        let open: Vec<_> =
            self.books.debts.iter().filter(|debt| debt.remaining > Cents::ZERO).copied().collect();
        let payees = [PayeeAccount { payee: Payee::Applicant, sealed: vec![1], monthly: None }];
        let run =
            RunDay { run: Uuid::from_u128(self.runs), month: month(run_month), day: day(today), law: law() };
        let in_run = CaseInRun {
            account: &self.books.account,
            timeline: &timeline,
            debts: &open,
            payees: &payees,
            waiting: &[],
            denied: false,
        };
        let result = decide(in_run, run).unwrap();
        self.books.account = result.account;
        self.books.versions.extend(result.versions);
        self.books.grants.extend(result.grants);
        self.books.instalments.extend(result.debts.instalments);
        for debt in result.debts.changed {
            self.books.debts.retain(|known| known.id != debt.id);
            self.books.debts.push(debt);
        }
        let entry = |posting, on: NaiveDate, run| Entry { posting, day: on, run, withdrawn: false };
        let of_run = Some(month(run_month));
        self.books
            .entries
            .extend(result.postings.into_iter().map(|posting| entry(posting, day(today), of_run)));
        for payment in result.payments {
            let released = payment.released(&self.books.account).unwrap().unwrap();
            self.books.account = released.account;
            let postings = released.postings.into_iter();
            self.books.entries.extend(postings.map(|posting| entry(posting, day(today), of_run)));
            self.books.orders.push(Order {
                payment: released.payment,
                account: Some("NL.. .... .... .... 45".into()),
                execution: Some(day(today)),
                paid_on: None,
                returned_on: None,
            });
        }
        if let Some(paid_on) = paid_on {
            self.bank(paid_on, &BankAnswer::Settled);
        }
    }

    /// The bank answers on all that was released.
    fn bank(&mut self, on: &str, answer: &BankAnswer) {
        for order in &mut self.books.orders {
            if order.payment.status != PaymentStatus::Released && *answer == BankAnswer::Settled {
                continue;
            }
            let Some(booked) = order.payment.answered(&self.books.account, answer, &[]).unwrap() else {
                continue;
            };
            self.books.account = booked.account;
            order.payment = booked.payment;
            let postings = booked.postings.into_iter();
            self.books.entries.extend(postings.map(|posting| Entry {
                posting,
                day: day(on),
                run: None,
                withdrawn: false,
            }));
        }
        self.books.date_orders();
    }

    fn faults(&self) -> Vec<String> {
        let sources = Sources { changes: &self.changes, decisions: &self.decisions, law: law() };
        let checked = verify(&self.books, sources, (month("2020-01"), month("2030-12"))).unwrap();
        checked.faults.iter().map(ToString::to_string).collect()
    }

    /// Two months as they were known, and a third in which income of the second turned out: 200 euro from February on.
    fn with_late_income() -> Self {
        let mut kept = Self::from("2026-01-01");
        kept.run("2026-01", "2026-01-20", Some("2026-01-22"));
        kept.run("2026-02", "2026-02-20", Some("2026-02-24"));
        kept.earns("2026-02-01", "2026-03-05", 20_000);
        kept.run("2026-03", "2026-03-20", Some("2026-03-24"));
        kept
    }
}

fn decision(number: u32, kind: DecisionKind, decided_on: &str, stage: Stage) -> Decision {
    Decision {
        case: CaseId::new(Uuid::from_u128(7)),
        number,
        replaces: number.checked_sub(1).filter(|before| *before > 0),
        kind,
        decided_on: day(decided_on),
        holds_from: day(decided_on),
        stage,
        explanations: vec![Explanation {
            rule: "amount-19-2".into(),
            source: "PW art. 19 lid 2".into(),
            policy_version: "test".into(),
            inputs: Vec::new(),
            text: "De norm min het inkomen.".into(),
        }],
    }
}
