//! Who moves, for those who may see it.

use std::io::Write;

use crate::caseload::Caseload;
use crate::compare::Comparison;
use crate::side::{Side, Standing};

/// A case that moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedCase<'a> {
    /// What the case is called in the caseload.
    pub case: &'a str,
    pub from: Standing,
    pub to: Standing,
    /// The rule of the later version that decides: `categories/3`; `None` when facts are missing.
    pub rule: Option<String>,
    /// The section behind the rule.
    pub source: &'a str,
}

/// Each case that moves, in the order of the caseload.
pub fn moved_cases<'a>(
    comparison: &'a Comparison<'a>,
    caseload: &'a Caseload,
) -> impl Iterator<Item = MovedCase<'a>> {
    let rules = comparison.then.policy.rules();
    comparison.moved.iter().map(move |moved| {
        let rule = moved.row.and_then(|row| rules.get(row));
        MovedCase {
            case: moved.person(caseload).case(),
            from: moved.from,
            to: moved.to,
            rule: rule.map(|rule| format!("categories/{}", rule.number)),
            source: rule.map_or("", |rule| rule.source),
        }
    })
}

/// Writes a row for each case that moves: from where, to where, and the rule of the later version with its source.
///
/// # Errors
///
/// When it cannot be written.
pub fn write(to: impl Write, comparison: &Comparison<'_>, caseload: &Caseload) -> Result<(), csv::Error> {
    let mut rows = csv::Writer::from_writer(to);
    rows.write_record(["case", "from", "to", "rule", "source"])?;
    for moved in moved_cases(comparison, caseload) {
        rows.write_record([
            &harmless(moved.case),
            key(&comparison.now, moved.from),
            key(&comparison.then, moved.to),
            moved.rule.as_deref().unwrap_or_default(),
            &harmless(moved.source),
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
