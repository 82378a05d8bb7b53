//! Changes in a TOML file: entries, fields, parts of lists, numbers, yes and no, dates.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::mutant::{Edit, Kind, Mutant, days_around, line_of};

/// What people read, and names: changing them changes no outcome.
const TEXTS: [&str; 6] = ["key", "label", "source", "document", "goal", "name"];

struct Walk<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<Mutant>,
}

/// Every mutant of the file.
pub fn mutants(file: &str, text: &str) -> Vec<Mutant> {
    let mut walk = Walk { file, text, found: Vec::new() };
    walk.entries();
    if let Ok(table) = DeTable::parse(text) {
        walk.table("", table.get_ref(), true);
    }
    walk.found.sort_by_key(|mutant| mutant.line);
    walk.found
}

/// A `[table]` or `[[list]]` heading.
struct Heading<'a> {
    name: &'a str,
    start: usize,
}

fn headings(text: &str) -> Vec<Heading<'_>> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let name = line.trim().trim_matches(['[', ']']);
        let is_name =
            !name.is_empty() && name.chars().all(|each| each.is_ascii_alphanumeric() || "._-".contains(each));
        if line.starts_with('[') && line.trim().ends_with(']') && is_name {
            found.push(Heading { name, start });
        }
        start += line.len();
    }
    found
}

impl Walk<'_> {
    fn push(&mut self, kind: Kind, what: String, place: Range<usize>, by: &str) {
        self.found.push(Mutant {
            file: self.file.to_owned(),
            line: line_of(self.text, place.start),
            kind,
            what,
            edits: vec![Edit { place, by: by.to_owned() }],
        });
    }

    fn at(&self, place: Range<usize>) -> &str {
        self.text.get(place).unwrap_or("")
    }

    /// As it was written, on one line.
    fn was(&self, place: Range<usize>) -> String {
        self.at(place).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Each entry is gone, with what belongs below it.
    fn entries(&mut self) {
        let headings = headings(self.text);
        for (place, heading) in headings.iter().enumerate() {
            let below = format!("{}.", heading.name);
            let next = headings.iter().skip(place + 1).find(|other| !other.name.starts_with(&below));
            let end = next.map_or(self.text.len(), |next| next.start);
            let block = self.at(heading.start..end);
            let key = block.lines().find_map(|line| line.strip_prefix("key = "));
            let before = headings.iter().take(place).filter(|other| other.name == heading.name).count();
            let key = key.map_or_else(|| (before + 1).to_string(), |key| key.trim_matches('"').to_owned());
            let what = format!("{}[{key}] is gone", heading.name);
            self.push(Kind::Entry, what, heading.start..end, "");
        }
    }

    fn table(&mut self, path: &str, table: &DeTable<'_>, own_lines: bool) {
        for (name, value) in table.iter() {
            let name_text: &str = name.get_ref();
            let here = if path.is_empty() { name_text.to_owned() } else { format!("{path}.{name_text}") };
            if TEXTS.contains(&name_text) {
                continue;
            }
            if own_lines && !self.has_heading(value) {
                let place = self.whole_lines(name.span().start..value.span().end);
                let was = self.was(value.span());
                self.push(Kind::Field, format!("{here} = {was} is gone"), place, "");
            }
            self.value(&here, value);
        }
    }

    /// Whether the value stands under a heading of its own, which [`Self::entries`] takes out.
    fn has_heading(&self, value: &Spanned<DeValue<'_>>) -> bool {
        match value.get_ref() {
            DeValue::Table(_) => !self.at(value.span()).starts_with('{'),
            DeValue::Array(array) => array
                .iter()
                .next()
                .is_some_and(|first| matches!(first.get_ref(), DeValue::Table(_)) && self.has_heading(first)),
            _ => false,
        }
    }

    fn whole_lines(&self, place: Range<usize>) -> Range<usize> {
        let start = self.at(0..place.start).rfind('\n').map_or(0, |end| end + 1);
        let end =
            self.at(place.end..self.text.len()).find('\n').map_or(self.text.len(), |end| place.end + end + 1);
        start..end
    }

    fn value(&mut self, path: &str, value: &Spanned<DeValue<'_>>) {
        let place = value.span();
        let was = self.was(place.clone());
        let mut to = |kind, by: String| self.push(kind, format!("{path}: {was} -> {by}"), place.clone(), &by);
        match value.get_ref() {
            DeValue::Integer(_) => {
                if let Ok(number) = was.replace('_', "").parse::<i64>() {
                    to(Kind::Number, (number + 1).to_string());
                    to(Kind::Number, (number - 1).to_string());
                }
            }
            DeValue::Boolean(yes) => to(Kind::Boolean, (!yes).to_string()),
            DeValue::String(text) => {
                days_around(text).into_iter().for_each(|day| to(Kind::Date, format!("\"{day}\"")));
            }
            DeValue::Array(array) => {
                let parts: Vec<_> = array.iter().collect();
                if !self.has_heading(value) {
                    self.elements(path, &parts);
                }
                for (number, part) in parts.iter().enumerate() {
                    let own_lines = self.has_heading(value);
                    let here =
                        format!("{path}[{}]", key_of(part).unwrap_or_else(|| (number + 1).to_string()));
                    match part.get_ref() {
                        DeValue::Table(table) => self.table(&here, table, own_lines),
                        _ => self.value(&here, part),
                    }
                }
            }
            DeValue::Table(table) => {
                let own_lines = self.has_heading(value);
                self.table(path, table, own_lines);
            }
            DeValue::Float(_) | DeValue::Datetime(_) => {}
        }
    }

    /// Each part of a list is gone, with the comma beside it.
    fn elements(&mut self, path: &str, parts: &[&Spanned<DeValue<'_>>]) {
        for (number, part) in parts.iter().enumerate() {
            let place =
                match (parts.get(number + 1), number.checked_sub(1).and_then(|before| parts.get(before))) {
                    (Some(next), _) => part.span().start..next.span().start,
                    (None, Some(before)) => before.span().end..part.span().end,
                    (None, None) => part.span(),
                };
            let was = self.was(part.span());
            self.push(Kind::Element, format!("{path} without {was}"), place, "");
        }
    }
}

fn key_of(part: &Spanned<DeValue<'_>>) -> Option<String> {
    let DeValue::Table(table) = part.get_ref() else { return None };
    Some(table.get("key")?.get_ref().as_str()?.to_owned())
}
