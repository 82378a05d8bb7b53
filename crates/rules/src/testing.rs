//! What the tests of the rules share: the law as it is deployed, and facts in the form of the documents.

use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use policy::{National, Policies};
use serde_json::{Value, json};

use crate::facts::Facts;
use crate::{Days, Question};

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

pub fn facts(of: Value) -> Facts {
    serde_json::from_value(of.clone()).unwrap_or_else(|error| panic!("{error}: {of}"))
}

/// A question about facts, judged, decided and known on one day.
pub fn on<'a>(facts: &'a Facts, today: &str) -> Question<'a> {
    Question { facts, national: &NATIONAL, days: Days::all(day(today)) }
}

/// A single person born on 1990-06-15 with no means, to whom nothing special applies; `other` says what is otherwise.
pub fn single(other: Value) -> Facts {
    let mut single = facts(json!({
        "applicant": {
            "birth_date": "1990-06-15", "residence": "dutch", "lives_in_municipality": true, "detained": false,
            "in_institution": false, "weeks_abroad": 0, "incomes": []
        },
        "household": { "kind": "single", "children": [], "housemates": [] },
        "capital": { "assets": [], "debts": [], "owns_home": false },
        "assistance": { "receives": false }
    }));
    single.lay_over(&facts(other));
    single
}

/// A single parent with a child born on 2022-02-01.
pub fn single_parent(other: Value) -> Facts {
    let mut parent = single(json!({
        "household": {
            "kind": "single-parent", "children": [{ "birth_date": "2022-02-01", "dependent": true }]
        }
    }));
    parent.lay_over(&facts(other));
    parent
}

/// A couple born in 1990 and 1991 with no means; `other` says what is otherwise.
pub fn couple(other: Value) -> Facts {
    let mut couple = single(json!({
        "household": { "kind": "couple" },
        "partner": {
            "birth_date": "1991-06-15", "residence": "dutch", "detained": false, "in_institution": false,
            "weeks_abroad": 0, "incomes": []
        }
    }));
    couple.lay_over(&facts(other));
    couple
}

/// Someone with the main residence in the same dwelling who shares the costs on every day of these tests.
pub fn housemate() -> Value {
    json!({ "birth_date": "1980-01-01", "relation": "other", "contract": "none", "student": false })
}

/// So many of them.
pub fn housemates(count: usize) -> Value {
    json!({ "household": { "housemates": vec![housemate(); count] } })
}
