//! The rows of cases as earlier versions stored them (`tests/stored/`): each must be read and led to its end for ever after.
//! Files are added when the form grows, and never changed.

mod writing;

use std::collections::BTreeSet;

use domain::{Cents, Month};
use sea_orm::{ActiveModelTrait, EntityTrait, TryIntoModel};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use testkit::Corpus;

use super::entity::{account, change, debt, money_decision, payment};
use super::grants::{decision_row, read_decision};
use super::rows::{
    account_row, change_row, debt_row, payment_row, read_account, read_change, read_debt, read_payment,
};
use crate::model::money::tests::{Story, may};
use crate::model::money::{
    Account, BY_OBJECTION, CaseAccount, Debt, DebtPaid, DebtPaymentAsked, MoneyDecision, Posting, Stated,
};
use crate::model::testing::day;
use crate::model::{Decision, Entitlement, Right, Stage};
use crate::store::entitlements::{self, SCHEMA};
use crate::store::entity;

/// The day on which a stored case goes on, long after all that happened in it.
const LATER: &str = "2026-09-21";

/// The rows of one case.
#[derive(Default, Serialize, Deserialize)]
struct Stored {
    /// The head of the right, and every decision on it, oldest first; nothing where it was never assessed, and in what was
    /// stored before they were looked at here.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    entitlement: Value,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rights: Vec<Value>,
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

/// A case as the model has it.
struct Case {
    story: Story,
    /// About money.
    decisions: Vec<MoneyDecision>,
    right: Option<Entitlement>,
    /// On the right.
    rights: Vec<Decision>,
}

impl Case {
    fn of(story: Story) -> Self {
        Self { story, decisions: Vec::new(), right: None, rights: Vec::new() }
    }

    /// Each decision on the right takes the place of the one before, and the last one stands.
    fn check_rights(&self) {
        for (before, decision) in (0..).zip(&self.rights) {
            let replaces = (before > 0).then_some(before);
            assert_eq!((decision.number, decision.replaces), (before + 1, replaces));
        }
        let last = self.rights.last().map(|last| (last.number, &last.stage));
        assert_eq!(self.right.as_ref().map(|right| (right.version, &right.stage)), last);
    }
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
    fn of(case: &Case) -> Self {
        let Case { story, decisions, right, rights } = case;
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
        let head = right.clone().map(|head| to_json(entitlements::head_row(head).unwrap()));
        let rights = rights.iter().cloned();
        Self {
            entitlement: head.unwrap_or_default(),
            rights: rights.map(|one| to_json(entitlements::decision_row(one).unwrap())).collect(),
            account: to_json(account_row(account).unwrap()),
            changes: stated.collect(),
            debts: story.debts.values().map(|debt| to_json(debt_row(account.case, debt))).collect(),
            decisions: decisions.iter().map(|one| to_json(decision_row(one).unwrap())).collect(),
            payments: story.payments.values().map(|payment| to_json(payment_row(payment))).collect(),
            postings: postings.collect(),
        }
    }

    fn case(&self) -> Case {
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
        let head = Some(&self.entitlement).filter(|row| !row.is_null());
        let right = head.map(|row| entitlements::read(of_json::<entity::entitlement::Model>(row)).unwrap());
        let on_right = |row| entitlements::read_decision(of_json::<entity::decision::Model>(row)).unwrap();
        Case { story, decisions, right, rights: self.rights.iter().map(on_right).collect() }
    }
}

/// What makes one worth keeping.
fn features(stored: &Stored) -> BTreeSet<String> {
    let Case { story, decisions, right, rights } = stored.case();
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
    features.extend(rights.iter().map(|decision| format!("right-{}", decision.kind.code())));
    features.extend(right.map(|head| format!("right-{}", word_of(&head.stage))));
    let mut rules = rights.iter().flat_map(|decision| &decision.explanations).map(|why| why.rule.as_str());
    let parts = [
        ("right-anew", rules.any(|rule| rule == "objection-upheld")),
        ("measure", state.measures.values().any(|measure| !measure.breach.withdrawn)),
        ("measure-withdrawn", state.measures.values().any(|measure| measure.breach.withdrawn)),
        ("objection-upheld", !state.reversed.is_empty()),
        ("by-objection", decisions.iter().any(|decision| decision.decided_by == BY_OBJECTION)),
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

/// Where a right stands.
const fn word_of(stage: &Stage) -> &'static str {
    match stage {
        Stage::Ended { .. } => "over",
        Stage::Decided { right: Right::Granted { .. }, .. } => "granted",
        Stage::Decided { right: Right::Denied { .. }, .. } => "denied",
        Stage::Decided { right: Right::PersonDecides { .. }, .. } => "with-person",
    }
}

/// Every part that a stored one must have had.
const WANTED: [&str; 38] = [
    "right-assessed",
    "right-settled",
    "right-ended",
    "right-granted",
    "right-denied",
    "right-with-person",
    "right-over",
    "right-anew",
    "measure",
    "measure-withdrawn",
    "decided-measure",
    "decided-reversed",
    "objection-upheld",
    "by-objection",
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
fn finish(case: &mut Case) {
    if case.right.is_some() {
        case.right_ends("2026-07-01", LATER);
    }
    let Case { story, decisions, .. } = case;
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
        let mut case = stored.case();
        case.story.check();
        case.check_rights();
        finish(&mut case);
        case.check_rights();
        let is_over = case.right.as_ref().is_none_or(|right| matches!(right.stage, Stage::Ended { .. }));
        assert!(is_over, "{name} leaves a right: {:?}", case.right);
        let story = case.story;
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
        let again = serde_json::to_value(Stored::of(&stored.case())).unwrap();
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
