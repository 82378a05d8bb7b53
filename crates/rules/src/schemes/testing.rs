//! What tests of the schemes share: the law as it is deployed, and facts in JSON.

use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use policy::{National, Policies};

use super::Right;
use crate::facts::Facts;
use crate::{Days, Finding, Question};

/// The law as it is deployed, without any tenant.
pub static NATIONAL: LazyLock<National> = LazyLock::new(|| {
    let deployed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies/national");
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("national");
    std::fs::create_dir(&copy).unwrap();
    for file in std::fs::read_dir(deployed).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.join(file.file_name())).unwrap();
    }
    Policies::load(folder.path()).unwrap().national().clone()
});

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn facts(json: &str) -> Facts {
    serde_json::from_str(json).unwrap()
}

/// Facts by which nobody is excluded (art. 11, 13(1), 40(1)).
pub const RESIDENTS: &str = r#"{
    "applicant": { "birth_date": "1985-01-01", "residence": "dutch", "lives_in_municipality": true, "detained": false,
                   "weeks_abroad": 0 },
    "partner": { "residence": "dutch", "detained": false, "weeks_abroad": 0 } }"#;

/// Those facts with others laid over them.
pub fn residents(json: &str) -> Facts {
    with(&facts(RESIDENTS), json)
}

/// These facts, of two who live here.
pub fn residents_over(base: &Facts) -> Facts {
    with(base, RESIDENTS)
}

/// The facts with others laid over them.
pub fn with(base: &Facts, json: &str) -> Facts {
    let mut facts = base.clone();
    facts.lay_over(&self::facts(json));
    facts
}

/// Judged, decided and known on one day.
pub fn ask<'a>(facts: &'a Facts, on: &str) -> Question<'a> {
    Question { facts, national: &NATIONAL, days: Days::all(day(on)) }
}

/// `entitled`, the ground of a refusal, `missing: …` or `person`.
pub fn said(finding: &Finding<Right>) -> String {
    match finding {
        Finding::Value(Right::Entitled) => "entitled".into(),
        Finding::Value(Right::Refused { ground }) => ground.clone(),
        Finding::NotApplicable => "not applicable".into(),
        Finding::FactMissing(paths) => format!("missing: {}", paths.join(" ")),
        Finding::PersonDecides => "person".into(),
    }
}
