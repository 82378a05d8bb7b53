//! What tests of the model start from: a policy that exists only in tests, once with two eyes and once with four.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate};
use domain::{CaseId, Fact, FactKey, FactSource, FactValue, Facts, Moment, Municipality, PersonId};
use policy::{Instrument, Policies, Policy};
use uuid::Uuid;

use super::{Client, Decided, StartOf, categorise, start_for_case};

pub const TWO_EYES: &str = "two-eyes:0001";
pub const FOUR_EYES: &str = "four-eyes:0001";
pub const START: &str = "2026-01-05";

/// The policy of 2026 for both; from 2027 the tenant with two eyes never extends `learn-work`.
static POLICIES: LazyLock<Policies> = LazyLock::new(|| {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (tables, folder) = (here.join("tests/policies"), tempfile::tempdir().unwrap());
    let national = folder.path().join("national");
    fs::create_dir_all(&national).unwrap();
    for file in fs::read_dir(here.join("../../deploy/policies/national")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), national.join(file.file_name())).unwrap();
    }
    let text = fs::read_to_string(tables.join("policy.toml")).unwrap();
    let four_eyes = text.replace("four_eyes = false", "four_eyes = true");
    let stricter = text.replace("valid_from = \"2026-01-01\"", "valid_from = \"2027-01-01\"").replacen(
        "extensions = 2\nextension_months = 3",
        "extensions = 0\nextension_months = 0",
        1,
    );
    for (name, text) in [
        ("two-eyes/2026-01-01", &text),
        ("four-eyes/2026-01-01", &four_eyes),
        ("two-eyes/2027-01-01", &stricter),
    ] {
        let version = folder.path().join(name);
        fs::create_dir_all(&version).unwrap();
        for file in fs::read_dir(&tables).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), version.join(file.file_name())).unwrap();
        }
        fs::write(version.join("policy.toml"), text).unwrap();
    }
    Policies::load(folder.path()).unwrap_or_else(|problems| panic!("{problems}"))
});

pub fn policies() -> &'static Policies {
    &POLICIES
}

pub fn policy(municipality: &str, on: &str) -> &'static Policy {
    POLICIES.of(&municipality.parse().unwrap(), day(on)).unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A moment on a day; `input` tells inputs apart.
pub fn moment(on: &str, input: u128) -> Moment {
    Moment { day: day(on), instant: DateTime::UNIX_EPOCH, input: Uuid::from_u128(input) }
}

pub fn about(municipality: &Municipality) -> (CaseId, PersonId, &Municipality) {
    (CaseId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)), municipality)
}

/// Someone of 35 with this earning capacity, who need not work in a sheltered setting.
pub fn facts(earning_capacity: i64) -> Facts {
    let fact = |value| Fact { value, source: FactSource::Consultant, stated_on: day(START) };
    Facts::from_iter([
        (FactKey::BirthDate, fact(FactValue::Day(day("1990-02-03")))),
        (FactKey::EarningCapacity, fact(FactValue::Number(earning_capacity))),
        (FactKey::NeedsSheltered, fact(FactValue::YesNo(false))),
        (FactKey::Debts, fact(FactValue::YesNo(true))),
    ])
}

/// A first categorisation.
pub fn categorised(municipality: &str, facts: &Facts) -> Decided {
    let municipality: Municipality = municipality.parse().unwrap();
    let policy = policy(&municipality.to_string(), START);
    categorise(about(&municipality), None, facts, policy, &moment(START, 1))
}

/// A client in category `work`.
pub fn client(municipality: &str) -> Client {
    categorised(municipality, &facts(60)).client.unwrap()
}

/// A client with a running `learn-work` at `a-partner`.
pub fn on_trajectory(municipality: &str) -> Client {
    let start = StartOf { partner: Some("a-partner".into()), preparatory: false };
    let policy = policy(municipality, START);
    start_for_case(Some(&client(municipality)), &start, policy, &moment(START, 2)).client.unwrap()
}

pub fn instrument(key: &str) -> Instrument {
    Instrument {
        key: key.into(),
        label: key.replace('-', " "),
        months: 3,
        extensions: 2,
        extension_months: 3,
        extension_needs_reason: false,
        min_contract_months: None,
        only_without_study_finance: false,
        only_when_cost_covering: false,
        conditions: Vec::new(),
        euros: None,
        source: "Voorbeeldbeleid § 5.1".into(),
    }
}
