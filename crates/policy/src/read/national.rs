//! The national amounts: one file for each effective date, and the terms that are no amounts in `terms.toml`.

use std::collections::HashMap;

use domain::Cents;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Files;
use super::sections::{AmountsFile, TermsFile};
use crate::national::{Amount, Bounds, Confidence, National, PensionAge};
use crate::problem::Problem;

/// The file with pension ages and the search period.
const TERMS: &str = "terms.toml";

/// An amount of law.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmountRow {
    /// Article and part of it: `21.b`, `wml.month`.
    key: String,
    /// Euro cents, never negative.
    #[schemars(range(min = 0))]
    cents: i64,
    source: String,
    confidence: Confidence,
}

/// Reads all files; `None` when there was a fault.
pub(super) fn read(files: &Files, problems: &mut Vec<Problem>) -> Option<National> {
    let before = problems.len();
    let mut amounts: HashMap<String, Vec<Amount>> = HashMap::new();
    let (mut pension_ages, mut bounds) = (Vec::new(), Bounds::default());
    for (name, text) in &files.texts {
        let path = files.path(name);
        if name == TERMS {
            (pension_ages, bounds) = terms(&path, text, problems);
        } else {
            amounts_of(&path, name, text, &mut amounts, problems);
        }
    }
    if !files.texts.contains_key(TERMS) {
        problems.push(Problem::new(&files.path(TERMS), 1, "missing-file", "the file is not there"));
    }
    for rows in amounts.values_mut() {
        rows.sort_by_key(|row| row.from);
    }
    let version = files.hash();
    (problems.len() == before).then_some(National { version, amounts, pension_ages, bounds })
}

fn amounts_of(
    path: &str,
    name: &str,
    text: &str,
    amounts: &mut HashMap<String, Vec<Amount>>,
    problems: &mut Vec<Problem>,
) {
    let AmountsFile { from, amounts: rows } = AmountsFile::read(path, text, problems);
    let Some(from) = from else { return };
    if name != format!("{}.toml", from.value) {
        let reason = format!("holds from {}, so the file is named {}.toml", from.value, from.value);
        problems.push(Problem::new(path, from.line, "date-mismatch", reason));
    }
    for row in rows.read {
        let (line, row) = (row.line, row.value);
        let mut problem = |rule, reason| problems.push(Problem::new(path, line, rule, reason));
        let Some(cents) = Cents::non_negative(row.cents) else {
            problem("out-of-bounds", format!("{} is negative", row.key));
            continue;
        };
        if row.source.trim().is_empty() {
            problem("no-source", format!("{} names no source", row.key));
        }
        let known = amounts.entry(row.key.clone()).or_default();
        if known.iter().any(|each| each.from == from.value) {
            problem("duplicate-key", format!("{} stands twice for {}", row.key, from.value));
        }
        known.push(Amount { cents, from: from.value, source: row.source, confidence: row.confidence });
    }
}

fn terms(path: &str, text: &str, problems: &mut Vec<Problem>) -> (Vec<PensionAge>, Bounds) {
    let TermsFile { lowering, protected, pension_age, search_period } = TermsFile::read(path, text, problems);
    let not_in_order =
        |name: &str| Problem::new(path, 1, "order", format!("{name}: rows go from old to new"));
    let (pension_ages, search_law) = (pension_age.values(), search_period.values());
    if pension_ages.is_empty() || pension_ages.windows(2).any(|pair| pair[0].born_from >= pair[1].born_from) {
        problems.push(not_in_order("pension_age"));
    }
    if search_law.is_empty() || search_law.windows(2).any(|pair| pair[0].from >= pair[1].from) {
        problems.push(not_in_order("search_period"));
    }
    let protected = protected.map(|protected| protected.value).unwrap_or_default();
    (pension_ages, Bounds { search_law, lowering: lowering.map(|lowering| lowering.value), protected })
}
