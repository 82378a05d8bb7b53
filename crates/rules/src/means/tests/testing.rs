//! What the tests share: the amounts of law as they are deployed, and facts written in one place.

use domain::Cents;
use serde_json::{Value, json};

use crate::facts::Facts;
use crate::{Answer, Days, Finding, Question, Step};

pub use crate::testing::{NATIONAL, day};

pub const fn cents(amount: i64) -> Cents {
    Cents::new(amount)
}

pub fn read(facts: Value) -> Facts {
    serde_json::from_value(facts).unwrap()
}

/// A single person of 35 (in 2026) who receives assistance, to whom no exemption applies but n; `more` is laid over.
pub fn single(more: Value) -> Facts {
    let mut facts = read(json!({
        "applicant": {
            "birth_date": "1990-06-15", "hour_limited": false, "subsidy_group": false, "incomes": [],
            "exemptions": {
                "months_of_n": 0, "months_of_r": 0, "months_of_z": 0, "helps_reintegration": true,
                "with_wage_cost_subsidy": false
            }
        },
        "household": { "kind": "single", "children": [], "housemates": [] },
        "capital": { "assets": [], "debts": [], "owns_home": false },
        "assistance": { "receives": true }
    }));
    facts.lay_over(&read(more));
    facts
}

/// The same with one income.
pub fn with_income(kind: &str, amount: i64, more: Value) -> Facts {
    let mut facts = single(json!({ "applicant": { "incomes": [{ "kind": kind, "amount": amount }] } }));
    facts.lay_over(&read(more));
    facts
}

/// Asks on one day that is all three.
pub fn on<T>(facts: &Facts, text: &str, ask: impl FnOnce(Question<'_>) -> T) -> T {
    ask(Question { facts, national: &NATIONAL, days: Days::all(day(text)) })
}

/// Decided on another day than the one judged.
pub fn decided_on<T>(facts: &Facts, text: &str, decided: &str, ask: impl FnOnce(Question<'_>) -> T) -> T {
    let days = Days { assessed: day(text), decided: day(decided), known: day(decided) };
    ask(Question { facts, national: &NATIONAL, days })
}

/// The value, or a failed test that says what came instead.
pub fn value<T: std::fmt::Debug>(answer: Answer<T>) -> T {
    let Answer { finding, explanations } = answer;
    match finding {
        Finding::Value(value) => value,
        other => panic!("{other:?}: {explanations:#?}"),
    }
}

pub fn step<T: std::fmt::Debug>(step: Step<T>) -> T {
    value(Answer { finding: step.finding, explanations: vec![step.explanation] })
}

/// What is missing, by path.
pub fn missing<T: std::fmt::Debug>(finding: Finding<T>) -> Vec<String> {
    match finding {
        Finding::FactMissing(paths) => paths,
        other => panic!("nothing is missing: {other:?}"),
    }
}
