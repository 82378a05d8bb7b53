//! A policy with one place changed.

use std::fmt;
use std::ops::Range;

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A row of a decision table is gone.
    Row,
    /// A bound or value in a cell of a decision table is another.
    Cell,
    /// A row gives something else.
    Output,
    /// A `[[list]]` entry or a `[table]` is gone.
    Entry,
    /// A field is gone.
    Field,
    /// A list lost one of its parts.
    Element,
    /// A whole number is one more or less.
    Number,
    /// Yes became no, or no yes.
    Boolean,
    /// A date is a day earlier or later.
    Date,
}

impl Kind {
    /// As it stands in the list of survivors and in the score.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Cell => "cell",
            Self::Output => "output",
            Self::Entry => "entry",
            Self::Field => "field",
            Self::Element => "element",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
        }
    }
}

/// One replacement in a text.
#[derive(Debug, Clone)]
pub struct Edit {
    pub place: Range<usize>,
    pub by: String,
}

/// One changed place in one file.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Path below the folder of policies.
    pub file: String,
    pub line: usize,
    pub kind: Kind,
    /// Where and what: `categories[group-1].term_months: 6 -> 7`.
    pub what: String,
    /// In the order of their places, never overlapping.
    pub edits: Vec<Edit>,
}

impl Mutant {
    /// The folder of the tenant, or `shared`.
    pub fn tenant(&self) -> &str {
        self.file.split('/').next().unwrap_or("")
    }

    /// The text with the change made.
    pub fn apply(&self, text: &str) -> String {
        let mut changed = text.to_owned();
        for edit in self.edits.iter().rev() {
            changed.replace_range(edit.place.clone(), &edit.by);
        }
        changed
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.kind.name(), self.what)
    }
}

/// The line, from 1, of a place in a text.
pub fn line_of(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}

/// The day before and the day after, when `text` is a date.
pub fn days_around(text: &str) -> Vec<String> {
    let Ok(day) = text.parse::<chrono::NaiveDate>() else { return Vec::new() };
    [day.pred_opt(), day.succ_opt()].into_iter().flatten().map(|day| day.to_string()).collect()
}
