//! One TOML file, read section by section so that a fault in one entry hides none in another.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::problem::Problem;

/// A value with the line where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Lined<T> {
    pub line: usize,
    pub value: T,
}

/// The entries of a list that could be read, and the keys of all, so that a reference to a broken entry is no
/// second fault.
#[derive(Debug)]
pub(crate) struct Entries<T> {
    pub read: Vec<Lined<T>>,
    pub keys: HashSet<String>,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { read: Vec::new(), keys: HashSet::new() }
    }
}

impl<T> Entries<T> {
    pub fn values(self) -> Vec<T> {
        self.read.into_iter().map(|entry| entry.value).collect()
    }

    /// Adds the entries of another file; faults in them are named at `line` of this one.
    pub fn take(&mut self, others: &Self, line: usize)
    where
        T: Clone,
    {
        self.read.extend(others.read.iter().map(|entry| Lined { line, value: entry.value.clone() }));
        self.keys.extend(others.keys.iter().cloned());
    }
}

/// So many faults are named in one entry: each costs another reading of it.
const MOST_FAULTS: usize = 100;

pub(crate) struct Document<'a> {
    file: &'a str,
    lines: Lines,
    rest: DeTable<'a>,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Document<'a> {
    /// Parses the text; syntax faults go to `problems`.
    pub fn parse(file: &'a str, text: &'a str, problems: &'a mut Vec<Problem>) -> Self {
        let lines = Lines::of(text);
        let (table, faults) = DeTable::parse_recoverable(text);
        for fault in faults {
            let line = lines.at(fault.span().map_or(0, |span| span.start));
            problems.push(Problem::new(file, line, "toml-syntax", fault.message()));
        }
        Self { file, lines, rest: table.into_inner(), problems }
    }

    /// A required field at the top, or a required table.
    pub fn one<T: DeserializeOwned>(&mut self, name: &str) -> Option<Lined<T>> {
        match self.rest.remove(name) {
            Some(value) => self.read(value),
            None => {
                self.problem(1, "missing-field", format!("missing field `{name}`"));
                None
            }
        }
    }

    /// A field at the top, or a table, that may be absent.
    pub fn maybe<T: DeserializeOwned>(&mut self, name: &str) -> Option<Lined<T>> {
        let value = self.rest.remove(name)?;
        self.read(value)
    }

    /// A list of tables; absent is empty.
    pub fn many<T: DeserializeOwned>(&mut self, name: &str) -> Entries<T> {
        let mut entries = Entries::default();
        let Some(value) = self.rest.remove(name) else { return entries };
        let line = self.lines.at(value.span().start);
        let DeValue::Array(array) = value.into_inner() else {
            self.problem(line, "wrong-type", format!("`{name}` is a list of tables: [[{name}]]"));
            return entries;
        };
        for value in array {
            if let DeValue::Table(table) = value.get_ref()
                && let Some(key) = table.get("key").and_then(|key| key.get_ref().as_str())
            {
                entries.keys.insert(key.to_owned());
            }
            entries.read.extend(self.read(value));
        }
        entries
    }

    /// Whatever was not asked for is a mistake.
    pub fn finish(mut self) {
        for (name, _) in std::mem::take(&mut self.rest) {
            let line = self.lines.at(name.span().start);
            self.problem(line, "unknown-field", format!("unknown field `{}`", name.get_ref()));
        }
    }

    /// Reads one value. A field that is unknown or wrong is named, taken out, and the rest is read on, so that
    /// every such fault is named at once.
    fn read<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'a>>) -> Option<Lined<T>> {
        let span = value.span();
        let mut value = value;
        let mut removed: Vec<String> = Vec::new();
        loop {
            let fault = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(read) => {
                    let line = self.lines.at(span.start);
                    return removed.is_empty().then_some(Lined { line, value: read });
                }
                Err(fault) => fault,
            };
            let at = fault.span().unwrap_or(span.clone());
            if !removed.iter().any(|name| fault.message() == format!("missing field `{name}`")) {
                let rule = rule_of(fault.message());
                self.problem(self.lines.at(at.start), rule, fault.message().to_owned());
            }
            if removed.len() >= MOST_FAULTS {
                return None;
            }
            let DeValue::Table(table) = value.get_mut() else { return None };
            let guilty = table.iter().find(|(name, value)| {
                name.span() == at || (value.span().start <= at.start && at.end <= value.span().end)
            });
            let guilty = guilty.map(|(name, _)| name.get_ref().to_string())?;
            table.remove(guilty.as_str());
            removed.push(guilty);
        }
    }

    fn problem(&mut self, line: usize, rule: &'static str, reason: String) {
        self.problems.push(Problem::new(self.file, line, rule, reason));
    }
}

fn rule_of(message: &str) -> &'static str {
    if message.starts_with("unknown field") {
        "unknown-field"
    } else if message.starts_with("missing field") {
        "missing-field"
    } else if message.starts_with("unknown variant") || message.ends_with("is not a role") {
        "unknown-value"
    } else {
        "wrong-type"
    }
}

/// Where the lines of a text end: the line of a place is sought, not counted from the first.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(offset, _)| offset).collect())
    }

    /// The line, from 1, of a place in the text.
    pub fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|end| *end < offset) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_with_its_own_end() {
        let lines = Lines::of("one\ntwo\n\nfour");
        let places = [(0, 1), (3, 1), (4, 2), (7, 2), (8, 3), (9, 4), (12, 4), (99, 4)];
        for (offset, line) in places {
            assert_eq!(lines.at(offset), line, "{offset}");
        }
        assert_eq!(Lines::of("").at(0), 1);
    }
}
