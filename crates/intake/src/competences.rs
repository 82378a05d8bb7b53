//! The list of competences: a code, a label in plain Dutch, and the same skill in ESCO.

use std::collections::BTreeMap;
use std::path::Path;

/// The list of this repository, used where the settings name no other.
const USUAL: &str = include_str!("../../../deploy/competences/competences.csv");
const COLUMNS: &str = "code,label,esco";
const ESCO: &str = "http://data.europa.eu/esco/skill/";

/// One competence of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competence {
    pub label: String,
    /// Empty when ESCO does not have it.
    pub esco_uri: String,
}

/// The competences that a portfolio may name, by code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competences(BTreeMap<String, Competence>);

/// A list that cannot be read. Names the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoList {
    #[error("cannot be read: {0}")]
    Unread(String),
    #[error("does not begin with the line code,label,esco")]
    Columns,
    #[error("line {0} is not a code, a label and an id of ESCO")]
    Line(usize),
    #[error("line {0} has a code that stands there already")]
    Twice(usize),
    #[error("is empty")]
    Empty,
}

impl Competences {
    /// The list of this repository.
    pub fn usual() -> Self {
        Self::read(USUAL).unwrap_or(Self(BTreeMap::new()))
    }

    /// # Errors
    ///
    /// [`NoList`].
    pub fn from_file(path: &Path) -> Result<Self, NoList> {
        let text = std::fs::read_to_string(path).map_err(|error| NoList::Unread(error.to_string()))?;
        Self::read(&text)
    }

    fn read(text: &str) -> Result<Self, NoList> {
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, first)| first.trim()) != Some(COLUMNS) {
            return Err(NoList::Columns);
        }
        let mut known = BTreeMap::new();
        for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let parts: Vec<_> = line.split(',').map(str::trim).collect();
            let [code, label, esco] = parts[..] else { return Err(NoList::Line(index + 1)) };
            let fits = !code.is_empty()
                && code.len() <= 60
                && code
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if !fits || label.is_empty() {
                return Err(NoList::Line(index + 1));
            }
            let esco_uri = if esco.is_empty() { String::new() } else { format!("{ESCO}{esco}") };
            let competence = Competence { label: label.to_owned(), esco_uri };
            if known.insert(code.to_owned(), competence).is_some() {
                return Err(NoList::Twice(index + 1));
            }
        }
        if known.is_empty() { Err(NoList::Empty) } else { Ok(Self(known)) }
    }

    /// What a person reads; `None` for a code that is not on the list.
    pub fn label(&self, code: &str) -> Option<&str> {
        self.0.get(code).map(|known| known.label.as_str())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Competence)> {
        self.0.iter().map(|(code, competence)| (code.as_str(), competence))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_list_of_this_repository_reads_and_leads_to_esco() {
        let list = Competences::read(USUAL).unwrap();
        assert!(list.iter().count() > 40);
        for (code, competence) in list.iter() {
            let id = competence.esco_uri.strip_prefix(ESCO).unwrap();
            assert!(uuid::Uuid::parse_str(id).is_ok(), "{code}");
        }
    }

    #[rstest]
    #[case("", NoList::Columns)]
    #[case("code,label,esco\n", NoList::Empty)]
    #[case("code,label,esco\nsew,Naaien\n", NoList::Line(2))]
    #[case("code,label,esco\nSEW,Naaien,\n", NoList::Line(2))]
    #[case("code,label,esco\nsew,Naaien,\n\nsew,Naaien,\n", NoList::Twice(4))]
    fn a_list_with_a_fault_names_the_line(#[case] text: &str, #[case] fault: NoList) {
        assert_eq!(Competences::read(text).unwrap_err(), fault);
    }
}
