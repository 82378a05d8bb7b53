//! Who moves, for those who may see it.

use std::io::Write;

use crate::caseload::Caseload;
use crate::compare::Comparison;
use crate::side::{Side, Standing};

/// Writes a row for each case that moves: from where, to where, and the rule of the later version with its source.
///
/// # Errors
///
/// When it cannot be written.
pub fn write(to: impl Write, comparison: &Comparison<'_>, caseload: &Caseload) -> Result<(), csv::Error> {
    let rules = comparison.then.policy.rules();
    let mut rows = csv::Writer::from_writer(to);
    rows.write_record(["case", "from", "to", "rule", "source"])?;
    for moved in &comparison.moved {
        let rule = moved.row.and_then(|row| rules.get(row));
        let number = rule.map(|rule| format!("categories/{}", rule.number)).unwrap_or_default();
        rows.write_record([
            &harmless(moved.person(caseload).case()),
            key(&comparison.now, moved.from),
            key(&comparison.then, moved.to),
            &number,
            &harmless(rule.map_or("", |rule| rule.source)),
        ])?;
    }
    rows.flush()?;
    Ok(())
}

fn key<'p>(side: &Side<'p>, standing: Standing) -> &'p str {
    match standing {
        Standing::Category(place) => side.policy.categories.get(place).map_or("", |each| each.key.as_str()),
        Standing::Person => "person",
        Standing::Missing => "missing",
    }
}

/// A text that a spreadsheet does not take for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_spreadsheet_runs_a_case_number() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("2026-000001"), "2026-000001");
    }
}
