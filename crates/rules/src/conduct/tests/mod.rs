mod address;
mod duties;
mod fine;
mod fine_person;
mod language;
mod lowering;
mod month;
mod ordinance;
mod repetition;
mod suspension;

use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use domain::{Cents, Month};
use policy::Policies;
use serde_json::{Value, json};

use super::{LocalDuty, LocalMeasure, LoweringPolicy};
use crate::facts::Facts;
use crate::{Claimant, Days, Finding, Question, Step};

/// The law and the policies as they are deployed.
pub(crate) static DEPLOYED: LazyLock<Policies> = LazyLock::new(|| {
    Policies::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies")).unwrap()
});

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub(crate) fn euros(euros: i64) -> Cents {
    Cents::new(euros * 100)
}

pub(crate) fn facts(of: Value) -> Facts {
    serde_json::from_value(of.clone()).unwrap_or_else(|error| panic!("{error}: {of}"))
}

pub(crate) fn on<'a>(facts: &'a Facts, today: &str) -> Question<'a> {
    Question { facts, national: DEPLOYED.national(), days: Days::all(day(today)) }
}

/// The value, or what there was instead.
pub(crate) fn value<T: std::fmt::Debug>(step: Step<T>) -> T {
    match step.finding {
        Finding::Value(value) => value,
        other => panic!("{other:?}: {}", step.explanation.text),
    }
}

/// The paths of the facts that are missing.
pub(crate) fn missing<T: std::fmt::Debug>(step: Step<T>) -> Vec<String> {
    match step.finding {
        Finding::FactMissing(paths) => paths,
        other => panic!("{other:?}: {}", step.explanation.text),
    }
}

pub(crate) fn person_decides<T>(step: &Step<T>) -> bool {
    matches!(step.finding, Finding::PersonDecides)
}

pub(crate) fn not_applicable<T>(step: &Step<T>) -> bool {
    matches!(step.finding, Finding::NotApplicable)
}

/// Lays `other` over `base`, field by field.
pub(crate) fn with(mut base: Value, other: Value) -> Value {
    match (&mut base, other) {
        (Value::Object(base), Value::Object(other)) => {
            for (key, value) in other {
                let merged = with(base.remove(&key).unwrap_or(Value::Null), value);
                base.insert(key, merged);
            }
        }
        (base, other) => *base = other,
    }
    base
}

/// An ordinance: one month, two when repeated, spread over three at most; and a few duties of its own.
fn ordinance() -> LoweringPolicy {
    let measure = |duty, percent, months, repeat_months, spread_over| LocalMeasure {
        duty,
        percent,
        months,
        repeat_months,
        repeat_within_months: 12,
        spread_over,
        source: "verordening art. 1".into(),
    };
    LoweringPolicy {
        measures: vec![
            measure(LocalDuty::Labour, 100, 1, 2, Some(3)),
            measure(LocalDuty::Reintegration, 100, 2, 3, None),
            measure(LocalDuty::ReturnActivity, 20, 1, 2, None),
            measure(LocalDuty::Responsibility, 40, 3, 6, None),
        ],
    }
}

/// A breach of the duty to accept work, decided on and lowered by rule.
fn breach(other: Value) -> Value {
    let base = json!({
        "duty": "accept-work", "committed_on": "2026-01-10", "applied_on": "2026-01-20", "first_month": "2026-02",
        "blameless": false, "urgent_reasons": false
    });
    with(base, other)
}

fn breaches(each: &[Value]) -> Facts {
    facts(json!({ "conduct": { "breaches": each } }))
}

/// Days at the very ends of the calendar are refused or answered, never a panic.
#[test]
fn days_at_the_ends_of_the_calendar_do_no_harm() {
    for edge in [NaiveDate::MIN, NaiveDate::MAX] {
        let edge = edge.to_string();
        let facts = facts(json!({
            "applicant": { "birth_date": "1990-01-01" },
            "household": { "kind": "single-parent", "children": [{ "birth_date": edge, "dependent": true }] },
            "conduct": {
                "applicant": {
                    "fully_disabled": false, "care_exemption_asked": edge, "care_exemption_used": 0,
                    "care_exemption_ended": false, "care_allows_work": true
                },
                "breaches": [breach(json!({ "committed_on": edge, "applied_on": edge, "repented_on": edge }))],
                "suspension": { "culpable": true, "suspended_from": edge, "repair_until": edge, "repaired_on": edge },
                "language": { "suspected_on": edge, "tested_on": edge, "notified_on": edge }
            },
            "recovery": {
                "late": { "term_ended_on": "2024-12-01", "notice_on": edge, "decided_on": edge },
                "claim": { "due_on": edge, "asserted_on": edge },
                "recourse": { "debtor": "parent", "amount": 1, "fixed_on": edge, "costs": 1, "notified_on": edge }
            }
        }));
        let question = on(&facts, "2025-06-01");
        let texts = [
            super::duties(question, Claimant::Applicant).explanation.text,
            super::lowering(question, Some(&ordinance()), 0).explanation.text,
            super::suspension(question).explanation.text,
            super::language_terms(question, Claimant::Applicant).explanation.text,
            crate::debt::late_penalty(question).explanation.text,
            crate::debt::limitation(question).explanation.text,
            crate::debt::recourse(question).explanation.text,
        ];
        assert!(texts.iter().all(|text| !text.is_empty()), "{texts:?}");
    }
}
