//! A decision table as it was written, with names instead of keys.

use domain::FactKey;

use super::cell;
use super::markdown::Page;
use crate::table::{CollectTable, DecisionTable, Row};

/// A table that gives one outcome. `names` gives the name of an output.
pub(super) fn decision(
    page: &mut Page,
    table: &DecisionTable,
    outcome: &str,
    names: impl Fn(&str) -> String,
) {
    let keys: Vec<_> = table.keys().collect();
    rows(page, &keys, table.rows(), outcome, names);
}

/// A table that gives all outcomes of rows that hold.
pub(super) fn collect(page: &mut Page, table: &CollectTable, outcome: &str, names: impl Fn(&str) -> String) {
    let keys: Vec<_> = table.keys().collect();
    rows(page, &keys, table.rows(), outcome, names);
}

fn rows(page: &mut Page, keys: &[FactKey], rows: &[Row], outcome: &str, names: impl Fn(&str) -> String) {
    let noted = rows.iter().any(|row| !row.note.is_empty());
    let columns: Vec<_> = keys.iter().map(|key| capital(key.dutch())).collect();
    let mut header = vec!["Regel"];
    header.extend(columns.iter().map(String::as_str));
    header.push(outcome);
    header.extend(noted.then_some("Uitleg"));
    header.push("Bron");
    let lines = rows.iter().map(|row| {
        let mut cells = vec![row.number.to_string()];
        cells.extend(keys.iter().zip(&row.written).map(|(key, text)| cell::words(*key, text)));
        cells.push(names(&row.output));
        cells.extend(noted.then(|| row.note.clone()));
        cells.push(row.source.clone());
        cells
    });
    page.table(&header, lines);
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
