//! The national amounts: one file for each effective date, and the terms that are no amounts in `terms.toml`.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Cents;
use serde::Deserialize;

use super::Files;
use super::document::Document;
use crate::model::{LoweringBounds, ProtectedFacts};
use crate::national::{Amount, Bounds, Confidence, National, PensionAge, SearchLaw};
use crate::problem::Problem;

/// The file with pension ages and the search period.
const TERMS: &str = "terms.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountRow {
    key: String,
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
    let mut document = Document::parse(path, text, problems);
    let from = document.one::<NaiveDate>("from");
    let rows = document.many::<AmountRow>("amounts");
    document.finish();
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
    let mut document = Document::parse(path, text, problems);
    let pension_ages = document.many::<PensionAge>("pension_age");
    let search_law = document.many::<SearchLaw>("search_period");
    let lowering = document.one::<LoweringBounds>("lowering");
    let protected = document.one::<ProtectedFacts>("protected");
    document.finish();
    let not_in_order =
        |name: &str| Problem::new(path, 1, "order", format!("{name}: rows go from old to new"));
    let (pension_ages, search_law) = (pension_ages.values(), search_law.values());
    if pension_ages.is_empty() || pension_ages.windows(2).any(|pair| pair[0].born_from >= pair[1].born_from) {
        problems.push(not_in_order("pension_age"));
    }
    if search_law.is_empty() || search_law.windows(2).any(|pair| pair[0].from >= pair[1].from) {
        problems.push(not_in_order("search_period"));
    }
    let protected = protected.map(|protected| protected.value).unwrap_or_default();
    (pension_ages, Bounds { search_law, lowering: lowering.map(|lowering| lowering.value), protected })
}
