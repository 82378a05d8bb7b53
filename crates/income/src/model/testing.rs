//! What tests of the rules share: the real amounts of law, and facts that are written in one line.

use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use domain::{Cents, Fact, FactKey, FactKind, FactSource, FactValue, Facts};
use policy::{National, Policies};

/// The amounts as they are deployed, without any tenant.
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

/// Facts from `key=value` words; money in cents.
pub fn facts(words: &str) -> Facts {
    words.split_whitespace().map(fact).collect()
}

fn fact(word: &str) -> (FactKey, Fact) {
    let (key, value) = word.split_once('=').unwrap();
    let key = FactKey::from_code(key).unwrap_or_else(|| panic!("{key} is no fact"));
    let value = match key.kind() {
        FactKind::YesNo => FactValue::YesNo(value == "yes"),
        FactKind::Number { .. } => FactValue::Number(value.parse().unwrap()),
        FactKind::Money => FactValue::Money(Cents::new(value.parse().unwrap())),
        FactKind::Day => FactValue::Day(day(value)),
        FactKind::Choice(_) => FactValue::Choice(value.into()),
    };
    key.check(&value).unwrap();
    (key, Fact { value, source: FactSource::Applicant, stated_on: day("2026-01-05") })
}

/// A single person of 35 (on 2026-01-05) with no means, to whom nothing special applies; `words` say what is otherwise.
pub fn single(words: &str) -> Facts {
    let mut facts = facts(
        "birth_date=1990-06-15 household=single cost_sharers=0 residence=dutch lives_in_municipality=yes \
         in_institution=no detained=no weeks_abroad=0 monthly_earnings=0 other_income=0 capital=0",
    );
    facts.lay_over(self::facts(words));
    facts
}

/// A couple of 35 and 34 with no means; `words` say what is otherwise.
pub fn couple(words: &str) -> Facts {
    let mut facts = single("household=couple partner_birth_date=1991-06-15");
    facts.lay_over(self::facts(words));
    facts
}

/// What the municipality judged of the work of both: no exemption of earnings is left for them.
pub fn judged() -> rules::facts::Facts {
    let person = r#"{ "hour_limited": false, "exemptions": {
        "months_of_n": 6, "months_of_r": 30, "helps_reintegration": false, "with_wage_cost_subsidy": false } }"#;
    serde_json::from_str(&format!(r#"{{ "applicant": {person}, "partner": {person} }}"#)).unwrap()
}

/// The facts without one of them.
pub fn without(facts: &Facts, key: FactKey) -> Facts {
    facts.iter().filter(|(known, _)| *known != key).map(|(key, fact)| (key, fact.clone())).collect()
}

/// The same, where no municipality's ordinance matters.
pub fn law() -> super::money::Law<'static> {
    super::money::Law { national: &NATIONAL, ordinances: None }
}
