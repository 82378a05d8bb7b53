//! The rows of cases as earlier versions stored them (`tests/stored/`): each must be read and led to its end for ever after.
//! Files are added when the form grows, and never changed.

use std::collections::BTreeSet;

use domain::{Cents, Month};
use rules::facts::Facts;
use sea_orm::{ActiveModelTrait, EntityTrait, TryIntoModel};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use testkit::Corpus;

use super::entity::{account, change, debt, money_decision, payment};
use super::grants::{decision_row, read_decision};
use super::rows::{
    account_row, change_row, debt_row, payment_row, read_account, read_change, read_debt, read_payment,
};
use crate::model::money::tests::{Story, may};
use crate::model::money::{
    Account, CaseAccount, Debt, DebtKind, DebtPaid, DebtPaymentAsked, Matter, MoneyDecision, Posting, Stated,
    debt_decision, decide_debt, decision,
};
use crate::model::testing::day;
use crate::store::entitlements::SCHEMA;

/// The day on which a stored case goes on, long after all that happened in it.
const LATER: &str = "2026-09-21";

/// The rows of one case.
#[derive(Default, Serialize, Deserialize)]
struct Stored {
    account: Value,
    changes: Vec<Value>,
    debts: Vec<Value>,
    decisions: Vec<Value>,
    payments: Vec<Value>,
    postings: Vec<StoredPosting>,
}

/// A posting, by the codes that stand for its accounts and its reason.
#[derive(Serialize, Deserialize)]
struct StoredPosting {
    number: u32,
    month: Month,
    debit: Account,
    credit: Account,
    cents: Cents,
    reason: crate::model::money::Reason,
}

fn corpus() -> Corpus {
    Corpus::of(env!("CARGO_MANIFEST_DIR"))
}

/// A row as JSON; what is JSON in a column is so here, to be read by people.
fn to_json<A>(row: A) -> Value
where
    A: ActiveModelTrait + TryIntoModel<<A::Entity as EntityTrait>::Model>,
    <A::Entity as EntityTrait>::Model: Serialize,
{
    let mut row = serde_json::to_value(row.try_into_model().unwrap()).unwrap();
    for column in row.as_object_mut().unwrap().values_mut() {
        let text = column.as_str().filter(|text| text.starts_with(['{', '[']));
        if let Some(inner) = text.map(|text| serde_json::from_str(text).unwrap()) {
            *column = inner;
        }
    }
    row
}

/// The row again. A list of bytes is the only list that is no JSON in a column.
fn of_json<M: DeserializeOwned>(row: &Value) -> M {
    let mut row = row.clone();
    for (name, column) in row.as_object_mut().unwrap() {
        if (column.is_object() || column.is_array()) && name != "sealed" {
            *column = Value::String(column.to_string());
        }
    }
    serde_json::from_value(row).unwrap()
}

impl Stored {
    fn of(story: &Story, decisions: &[MoneyDecision]) -> Self {
        let account = &story.account;
        let stated = story.timeline.changes().iter().cloned().map(|change| {
            let stated = Stated { case: account.case, change, by: "anna".into() };
            to_json(change_row(&stated).unwrap())
        });
        let postings = story.postings.iter().map(|posting| StoredPosting {
            number: posting.number,
            month: posting.month,
            debit: posting.debit,
            credit: posting.credit,
            cents: posting.cents,
            reason: posting.reason,
        });
        Self {
            account: to_json(account_row(account).unwrap()),
            changes: stated.collect(),
            debts: story.debts.values().map(|debt| to_json(debt_row(account.case, debt))).collect(),
            decisions: decisions.iter().map(|one| to_json(decision_row(one).unwrap())).collect(),
            payments: story.payments.values().map(|payment| to_json(payment_row(payment))).collect(),
            postings: postings.collect(),
        }
    }

    fn story(&self) -> (Story, Vec<MoneyDecision>) {
        let account: CaseAccount = read_account(of_json::<account::Model>(&self.account)).unwrap();
        let mut story = Story::of(account);
        // Others than those that were.
        story.runs = 1_000;
        let changes = self.changes.iter().map(|row| read_change(of_json::<change::Model>(row)).unwrap());
        story.timeline = changes.collect();
        for row in &self.debts {
            let (_, debt) = read_debt(&of_json::<debt::Model>(row)).unwrap();
            story.debts.insert(debt.id, debt);
        }
        for row in &self.payments {
            let payment = read_payment(of_json::<payment::Model>(row)).unwrap();
            story.payments.insert(payment.key, payment);
        }
        story.postings = self
            .postings
            .iter()
            .map(|&StoredPosting { number, month, debit, credit, cents, reason }| Posting {
                number,
                month,
                debit,
                credit,
                cents,
                reason,
            })
            .collect();
        let decisions = self.decisions.iter();
        let decisions =
            decisions.map(|row| read_decision(of_json::<money_decision::Model>(row)).unwrap()).collect();
        (story, decisions)
    }
}

/// What makes one worth keeping.
fn features(stored: &Stored) -> BTreeSet<String> {
    let (story, decisions) = stored.story();
    let state = &story.account.state;
    let mut features: BTreeSet<String> = story
        .debts
        .values()
        .map(|debt| {
            let paid = if debt.remaining == Cents::ZERO { "paid" } else { "owed" };
            format!("{}-{paid}", debt.kind.code())
        })
        .collect();
    features.extend(decisions.iter().map(|decision| format!("decided-{}", decision.matter.code())));
    features.extend(story.payments.values().map(|payment| format!("payment-{}", payment.status.code())));
    features.extend(story.postings.iter().map(|posting| format!("posted-{}", posting.reason.code())));
    let parts = [
        ("applied", state.applied.is_some()),
        ("runs", state.right_from.is_some() && state.right_until.is_none()),
        ("ended", state.right_until.is_some()),
        ("without-right", state.without_right),
        ("undecided", !state.undecided.is_empty()),
        ("instalment", story.debts.values().any(|debt| debt.instalment.is_some())),
        ("agreed", !state.agreed.is_empty()),
        ("received", !state.received.is_empty()),
        ("must-offset", !state.must_offset.is_empty()),
        ("claimed", !state.claims.is_empty()),
        ("stale", state.stale_from.is_some()),
        ("recourse", !state.recourse.is_empty()),
        (
            "closed",
            !story.account.is_open() && story.debts.values().all(|debt| debt.remaining == Cents::ZERO),
        ),
    ];
    features.extend(parts.into_iter().filter(|(_, has)| *has).map(|(part, _)| part.to_owned()));
    features
}

/// Every part that a stored one must have had.
const WANTED: [&str; 24] = [
    "applied",
    "claimed",
    "recourse",
    "decided-not-claimed",
    "runs",
    "ended",
    "closed",
    "stale",
    "without-right",
    "undecided",
    "instalment",
    "agreed",
    "received",
    "must-offset",
    "recovery-owed",
    "recovery-paid",
    "fine-owed",
    "loan-owed",
    "advance-owed",
    "advance-paid",
    "decided-debt",
    "payment-prepared",
    "posted-correction",
    "posted-offset",
];

/// Leads a case to its end: the right is over, everything is paid out, and every debt is decided on and paid.
fn finish(story: &mut Story, decisions: &[MoneyDecision]) {
    let today = day(LATER);
    if story.account.state.right_from.is_some() && story.account.state.right_until.is_none() {
        story.account.state.right_until = Some(day("2026-06-30"));
        story.account.touch("2026-07".parse().unwrap());
    }
    if story.account.state.right_from.is_none() {
        let open: Vec<Debt> = story.debts.values().copied().collect();
        story.account.judge_advances(&open, Some(false));
    }
    for run in ["2026-07", "2026-08", "2026-09"] {
        story.run(run, &format!("{run}-20"));
    }
    for debt in story.account.state.undecided.clone().into_keys() {
        let decided = story.recovers((debt, None), &may(), LATER).unwrap();
        story.account = decided.account;
        story.postings.extend(decided.postings);
        story.debts.insert(debt, decided.debt);
    }
    let owed: Vec<Debt> = story.debts.values().copied().filter(|debt| debt.remaining > Cents::ZERO).collect();
    for debt in owed {
        let debts: Vec<Debt> = story.debts.values().copied().collect();
        let asked = DebtPaymentAsked {
            account: &story.account,
            debts: &debts,
            decisions,
            debt: debt.id,
            cents: debt.remaining,
            received_on: today,
            reference: "laatste betaling",
            payer: None,
            today,
        };
        let Ok(DebtPaid::Booked(booked)) = asked.receive() else { panic!("{debt:?} is not paid") };
        story.account = booked.account;
        story.postings.extend(booked.postings);
        story.debts.insert(debt.id, booked.debt);
    }
    story.check();
}

#[test]
fn every_stored_case_is_read_and_comes_to_its_end() {
    for (name, stored) in corpus().read::<Stored>().unwrap() {
        let (mut story, decisions) = stored.story();
        story.check();
        finish(&mut story, &decisions);
        assert!(!story.account.is_open(), "{name} is left open: {:#?}", story.account.state);
        assert!(story.debts.values().all(|debt| debt.remaining == Cents::ZERO), "{name} leaves a debt");
        assert!(story.account.state.undecided.is_empty(), "{name} leaves something to decide");
        assert!(story.account.state.agreed.is_empty(), "{name} leaves an agreement");
    }
}

/// What is written again is what was read: nothing that is stored gets lost on the way.
#[test]
fn what_is_read_is_written_as_it_was() {
    for (name, stored) in corpus().read::<Stored>().unwrap() {
        let (story, decisions) = stored.story();
        let again = serde_json::to_value(Stored::of(&story, &decisions)).unwrap();
        let stored = serde_json::to_value(&stored).unwrap();
        for (part, rows) in stored.as_object().unwrap() {
            let holds = |new: &Value, old: &Value| match (new, old) {
                (Value::Object(new), Value::Object(old)) => old.iter().all(|(key, value)| {
                    new.get(key).is_some_and(|found| found == value || found.is_object() && value.is_object())
                }),
                (new, old) => new == old,
            };
            let same = match (&again[part], rows) {
                (Value::Array(new), Value::Array(old)) => {
                    new.len() == old.len() && new.iter().zip(old).all(|(new, old)| holds(new, old))
                }
                (new, old) => holds(new, old),
            };
            assert!(same, "{name}: {part}");
        }
    }
}

#[test]
fn a_case_is_stored_in_every_state() {
    let stored = corpus().features(features).unwrap();
    let missed: Vec<_> = WANTED.iter().filter(|wanted| !stored.contains(**wanted)).collect();
    assert!(missed.is_empty(), "write them: cargo test -p income --lib write_cases -- --ignored: {missed:?}");
}

/// No number of a person is in what is stored here, not even one for tests.
#[test]
fn nobody_is_named_in_what_is_stored() {
    for (name, stored) in corpus().read::<Value>().unwrap() {
        let text = stored.to_string();
        let words = text.split(|sign: char| !sign.is_ascii_alphanumeric());
        let numbers: Vec<_> = words.filter(|word| word.parse::<domain::Bsn>().is_ok()).collect();
        assert!(numbers.is_empty(), "{name}: {numbers:?}");
    }
}

/// A case while it is brought into a state, with the decisions about money that it has.
struct Writing {
    story: Story,
    decisions: Vec<MoneyDecision>,
}

impl Writing {
    /// A right from February on, and so many months of it that were run.
    fn paid(months: u32) -> Self {
        let mut story = Story::from("2026-02-01");
        let runs = ["2026-02", "2026-03", "2026-04", "2026-05"];
        for run in runs.iter().take(months as usize) {
            story.run(run, &format!("{run}-20"));
        }
        Self { story, decisions: Vec::new() }
    }

    fn state(mut self, from: &str, known_on: &str, facts: &Value) -> Self {
        let facts: Facts = serde_json::from_value(facts.clone()).unwrap();
        self.story.state(from, known_on, facts);
        self
    }

    fn owes(mut self, kind: DebtKind, cents: i64, instalment: Option<i64>) -> Self {
        let story = &mut self.story;
        let id = uuid::Uuid::from_u128(500 + story.debts.len() as u128);
        let asked = (id, kind, Cents::new(cents), "2026-02".parse().unwrap());
        let mut decided = decide_debt(&story.account, asked, "2026-03".parse().unwrap()).unwrap();
        let by = ("anna", day("2026-03-20"));
        self.decisions.push(debt_decision(&mut decided.account, &decided.debt, by, Vec::new()));
        story.account = decided.account;
        story.postings.extend(decided.postings);
        story.debts.insert(id, Debt { instalment: instalment.map(Cents::new), ..decided.debt });
        self
    }

    fn run(mut self, month: &str) -> Self {
        self.story.run(month, &format!("{month}-20"));
        self
    }

    fn ends(mut self, last_day: &str) -> Self {
        self.story.account.state.right_until = Some(day(last_day));
        self.story.account.touch(Month::of(day(last_day)).next());
        self
    }

    /// An advance of February, before anything was decided.
    fn advanced() -> Self {
        let mut story = Story::from("2026-02-01");
        story.account.state.right_from = None;
        let (reported_on, applied_on) = (day("2026-01-26"), day("2026-02-01"));
        story.account.state.applied = Some(crate::model::Applied { reported_on, applied_on });
        let (id, month, cents) = (uuid::Uuid::from_u128(1), "2026-02".parse().unwrap(), Cents::new(100_000));
        let debt = Debt { id, kind: DebtKind::Advance, month, cents, remaining: cents, instalment: None };
        let mut book = story.account.book();
        let reason = crate::model::money::Reason::Advance;
        book.transfer((Account::DebtAdvance, Account::Bank), cents, month, reason).unwrap();
        story.postings.extend(story.account.keep(book));
        story.debts.insert(id, debt);
        Self { story, decisions: Vec::new() }
    }

    fn kept(&self) -> Stored {
        Stored::of(&self.story, &self.decisions)
    }
}

fn earns(cents: i64) -> Value {
    json!({ "applicant": { "incomes": [{ "kind": "earnings", "amount": cents }] } })
}

fn stories() -> Vec<Writing> {
    let breach = json!({ "conduct": { "breaches": [{ "duty": "contact", "committed_on": "2026-02-10",
        "applied_on": "2026-03-02", "first_month": "2026-03", "blameless": false, "urgent_reasons": true,
        "tuned": { "percent": 30, "months": 1 } }] } });
    let parent = json!({ "recovery": { "recourse": { "debtor": "parent", "amount": 25_000,
        "fixed_on": "2026-01-01", "costs": 140_150 } } });
    let mut claims = Writing::paid(1).state("2026-03-01", "2026-03-01", &parent);
    let claim = crate::model::money::RecourseClaim::new(
        1,
        rules::facts::MaintenanceDebtor::Parent,
        day("2026-03-01"),
        None,
    );
    claims.story.account.state.recourse.insert(1, claim);
    let mut denied = Writing::advanced();
    let open: Vec<Debt> = denied.story.debts.values().copied().collect();
    denied.story.account.judge_advances(&open, Some(false));
    let mut granted = Writing::advanced();
    granted.story.account.state.right_from = Some(day("2026-02-01"));
    let mut duty = Writing::paid(2).owes(DebtKind::Recovery, 50_000, None);
    duty.story.account.state.must_offset.extend(duty.story.debts.keys().copied());

    let mut gone = Writing::paid(2).owes(DebtKind::Recovery, 30_000, None).ends("2026-03-31").run("2026-04");
    let debt = *gone.story.debts.keys().next().unwrap();
    let agreed =
        crate::model::money::Agreed::new(Cents::new(5_000), "2026-05".parse().unwrap(), day("2026-04-20"));
    gone.story.account.state.agreed.insert(debt, agreed);
    gone.receives(debt, 5_000, "bank 1");
    let mut closed = Writing::paid(2).owes(DebtKind::Fine, 9_000, None).ends("2026-03-31").run("2026-04");
    let debt = *closed.story.debts.keys().next().unwrap();
    closed.receives(debt, 9_000, "bank 1");
    let mut forgiven = Writing::paid(4).state("2026-03-01", "2026-05-25", &earns(20_000)).run("2026-06");
    forgiven.lets_go();

    vec![
        Writing::advanced(),
        denied,
        granted.run("2026-02").run("2026-03"),
        Writing::paid(0),
        Writing::paid(3),
        Writing::paid(2).state("2026-03-01", "2026-03-25", &earns(20_000)),
        Writing::paid(4).state("2026-03-01", "2026-05-25", &earns(20_000)).run("2026-06"),
        forgiven,
        Writing::paid(2).owes(DebtKind::Fine, 30_000, Some(5_000)).run("2026-04"),
        Writing::paid(2).owes(DebtKind::Loan, 40_000, Some(2_000)).run("2026-04"),
        duty.run("2026-04"),
        Writing::paid(1).state("2026-03-01", "2026-03-02", &breach).run("2026-03"),
        claims.run("2026-03"),
        gone,
        closed,
    ]
}

impl Writing {
    fn receives(&mut self, debt: uuid::Uuid, cents: i64, reference: &str) {
        let debts: Vec<Debt> = self.story.debts.values().copied().collect();
        let asked = DebtPaymentAsked {
            account: &self.story.account,
            debts: &debts,
            decisions: &self.decisions,
            debt,
            cents: Cents::new(cents),
            received_on: day("2026-05-04"),
            reference,
            payer: None,
            today: day("2026-05-20"),
        };
        let Ok(DebtPaid::Booked(booked)) = asked.receive() else { panic!("{reference} is not booked") };
        self.story.account = booked.account;
        self.story.postings.extend(booked.postings);
        self.story.debts.insert(debt, booked.debt);
    }

    /// A person decides that what a run found is not recovered.
    fn lets_go(&mut self) {
        for debt in self.story.account.state.undecided.clone().into_keys() {
            let asked = (debt, Some(Cents::ZERO));
            let mut decided = self.story.recovers(asked, &may(), "2026-06-22").unwrap();
            let matter = Matter::NotRecovered { debt, cents: decided.left };
            let by = ("anna", day("2026-06-22"));
            self.decisions.push(decision(&mut decided.account, matter, by, Vec::new()));
            self.story.account = decided.account;
            self.story.postings.extend(decided.postings);
            self.story.debts.insert(debt, decided.debt);
        }
    }
}

/// Adds a file for each feature that no stored case has yet.
#[test]
#[ignore = "writes tests/stored; run it when the form of a case's money grows"]
fn write_cases() {
    let corpus = corpus();
    let mut keeper = corpus.keeper(SCHEMA, features).unwrap();
    for writing in stories() {
        keeper.keep(&writing.kept()).unwrap();
    }
    println!("{} cases are stored", keeper.count());
}
