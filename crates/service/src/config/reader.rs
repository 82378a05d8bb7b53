use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use secrecy::SecretString;
use toml::{Table, Value};

/// One thing that is wrong with the settings. Names the place and the reason, never a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The setting, and where it was read: `partitions (environment, MEEDOEN__PARTITIONS)`.
    pub place: String,
    pub reason: String,
}

impl Problem {
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// Everything that is wrong with the settings, at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "one problem in the settings:")?,
            count => write!(f, "{count} problems in the settings:")?,
        }
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

/// Reads settings key by key and keeps every problem it meets; a key that nobody asked for is one too.
pub struct Reader<'a> {
    tree: Table,
    path: String,
    places: &'a BTreeMap<String, String>,
    problems: &'a RefCell<Vec<Problem>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        tree: Table,
        places: &'a BTreeMap<String, String>,
        problems: &'a RefCell<Vec<Problem>>,
    ) -> Self {
        Self { tree, path: String::new(), places, problems }
    }

    fn full(&self, key: &str) -> String {
        if self.path.is_empty() { key.into() } else { format!("{}.{key}", self.path) }
    }

    /// Records a problem with a setting of this table.
    pub fn wrong(&self, key: &str, reason: impl Into<String>) {
        let path = self.full(key);
        let place = match self.places.get(&path) {
            Some(place) => format!("{path} ({place})"),
            None => path,
        };
        self.problems.borrow_mut().push(Problem::new(place, reason));
    }

    /// A value if it is there and can be read; what cannot be read is a problem.
    pub fn optional<T: FromStr>(&mut self, key: &str, expected: &str) -> Option<T> {
        self.parsed(key, |text| text.parse().map_err(|_| format!("must be {expected}")))
    }

    /// The same, and its absence is a problem.
    pub fn required<T: FromStr>(&mut self, key: &str, expected: &str) -> Option<T> {
        if !self.tree.contains_key(key) {
            self.wrong(key, format!("is missing; must be {expected}"));
        }
        self.optional(key, expected)
    }

    /// A value, or this one when it is not there.
    pub fn or<T: FromStr>(&mut self, key: &str, default: T, expected: &str) -> T {
        self.optional(key, expected).unwrap_or(default)
    }

    /// A whole number within bounds, or this one when it is not there.
    pub fn number(&mut self, key: &str, default: u64, bounds: std::ops::RangeInclusive<u64>) -> u64 {
        let expected = format!("must be a whole number from {} to {}", bounds.start(), bounds.end());
        let read =
            |text: &str| text.parse().ok().filter(|number| bounds.contains(number)).ok_or(expected.clone());
        self.parsed(key, read).unwrap_or(default)
    }

    /// A value read by `parse`, whose error is the reason.
    pub fn parsed<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let value = self.tree.remove(key)?;
        match scalar(&value).ok_or_else(|| "must be a single value".to_owned()).and_then(|text| parse(&text))
        {
            Ok(value) => Some(value),
            Err(reason) => {
                self.wrong(key, reason);
                None
            }
        }
    }

    /// Several texts: a list, or in the environment one text with commas.
    pub fn texts(&mut self, key: &str) -> Vec<String> {
        match self.tree.remove(key) {
            None => Vec::new(),
            Some(Value::Array(values)) => {
                let texts: Vec<_> = values.iter().filter_map(scalar).collect();
                if texts.len() < values.len() {
                    self.wrong(key, "must be a list of texts");
                }
                texts
            }
            Some(value) => match scalar(&value) {
                Some(text) => {
                    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Into::into).collect()
                }
                None => {
                    self.wrong(key, "must be a list of texts");
                    Vec::new()
                }
            },
        }
    }

    /// A secret: `<key>` itself, or the content of the file that `<key>_file` names, without its last line end.
    pub fn secret(&mut self, key: &str) -> Option<SecretString> {
        let file_key = format!("{key}_file");
        let file: Option<std::path::PathBuf> = self.optional(&file_key, "a path");
        let direct = self.parsed(key, |text| Ok(SecretString::from(text)));
        match (direct, file) {
            (Some(_), Some(_)) => {
                self.wrong(key, format!("is given twice: here and as {file_key}"));
                None
            }
            (Some(secret), None) => Some(secret),
            (None, Some(path)) => match std::fs::read_to_string(&path) {
                Ok(text) if text.trim().is_empty() => {
                    self.wrong(&file_key, format!("{} is empty", path.display()));
                    None
                }
                Ok(text) => Some(SecretString::from(text.trim_end_matches(['\n', '\r']))),
                Err(error) => {
                    self.wrong(&file_key, format!("{} cannot be read: {error}", path.display()));
                    None
                }
            },
            (None, None) => None,
        }
    }

    /// The same, and its absence is a problem.
    pub fn required_secret(&mut self, key: &str) -> Option<SecretString> {
        if !self.tree.contains_key(key) && !self.tree.contains_key(&format!("{key}_file")) {
            self.wrong(key, format!("is missing; give it, or a file that holds it as {key}_file"));
        }
        self.secret(key)
    }

    /// Whether anything is said under this key.
    pub fn has(&self, key: &str) -> bool {
        self.tree.contains_key(key)
    }

    /// The keys of this table that nobody asked for yet.
    pub fn keys(&self) -> Vec<String> {
        self.tree.keys().cloned().collect()
    }

    /// Reads a table within this one; an absent one reads as empty.
    pub fn table<T>(&mut self, key: &str, read: impl FnOnce(&mut Reader<'a>) -> T) -> T {
        let tree = match self.tree.remove(key) {
            None => Table::new(),
            Some(Value::Table(tree)) => tree,
            Some(_) => {
                self.wrong(key, "must be a table");
                Table::new()
            }
        };
        self.within(key, tree, read)
    }

    /// Reads a list of tables: `[[issuers]]`, or `MEEDOEN__ISSUERS__0__…` in the environment.
    pub fn tables<T>(&mut self, key: &str, mut read: impl FnMut(&mut Reader<'a>) -> T) -> Vec<T> {
        let trees: Vec<(String, Value)> = match self.tree.remove(key) {
            None => Vec::new(),
            Some(Value::Array(values)) => {
                values.into_iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
            }
            Some(Value::Table(tree)) => tree.into_iter().collect(),
            Some(_) => {
                self.wrong(key, "must be a list of tables");
                Vec::new()
            }
        };
        let mut all = Vec::new();
        for (index, value) in trees {
            let key = format!("{key}.{index}");
            match value {
                Value::Table(tree) => all.push(self.within(&key, tree, &mut read)),
                _ => self.wrong(&key, "must be a table"),
            }
        }
        all
    }

    fn within<T>(&self, key: &str, tree: Table, read: impl FnOnce(&mut Reader<'a>) -> T) -> T {
        let mut inner = Reader { tree, path: self.full(key), places: self.places, problems: self.problems };
        let value = read(&mut inner);
        inner.finish();
        value
    }

    /// Whatever is left is unknown here.
    pub(super) fn finish(&mut self) {
        for key in self.keys() {
            self.wrong(&key, "is not a setting");
        }
        self.tree.clear();
    }
}

/// A single value as text, whether a file wrote it as number, switch or text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(switch) => Some(switch.to_string()),
        Value::Datetime(moment) => Some(moment.to_string()),
        Value::Array(_) | Value::Table(_) => None,
    }
}
