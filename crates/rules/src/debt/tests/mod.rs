mod claim;
mod late;
mod limitation;
mod plan;
mod protected;
mod recourse;
mod score;
mod stop;
mod work;

use serde_json::{Value, json};

use crate::conduct::tests::{facts, with};
use crate::facts::Facts;

/// A debtor at assistance level, who does not start to work, with the norm of a single person in 2026.
fn debtor(other: Value) -> Facts {
    let base = json!({
        "norm": 140_150, "income": 140_150, "withholds_information": false, "first_month": "2026-04",
        "work": { "starts": false }
    });
    facts(json!({ "recovery": with(base, other) }))
}
