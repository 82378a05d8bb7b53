//! Parts that several tenants share, written once: `shared/<name>/<valid-from>.toml`. A policy refers to one by name
//! and date, so that another version of a shared part changes no policy until that policy says so.

use std::collections::{BTreeMap, HashSet};

use super::Files;
use super::checks::Parts;
use super::document::Entries;
use super::sections::SharedFile;
use crate::model::{Instrument, Partner};
use crate::problem::Problem;

/// The folder of shared parts, among those of the tenants.
pub(super) const SHARED: &str = "shared";

/// Every shared part by `<name>/<valid-from>`.
#[derive(Default)]
pub(super) struct Shared(BTreeMap<String, Part>);

struct Part {
    text: String,
    instruments: Entries<Instrument>,
    partners: Entries<Partner>,
}

/// Names and texts of the parts that a policy took over; they belong to its version.
pub(super) type Taken = Vec<(String, String)>;

impl Shared {
    /// Reads the files of all shared parts.
    pub fn of(folders: &[Files], problems: &mut Vec<Problem>) -> Self {
        let mut parts = BTreeMap::new();
        for files in folders {
            let name = files.folder.rsplit('/').next().unwrap_or_default();
            for (file, text) in &files.texts {
                let path = files.path(file);
                let Some(day) = file.strip_suffix(".toml") else {
                    let reason = "a shared part is named by its date: 2015-01-01.toml";
                    problems.push(Problem::new(&path, 1, "unknown-file", reason));
                    continue;
                };
                parts.insert(format!("{name}/{day}"), Part::read(&path, day, text, problems));
            }
        }
        Self(parts)
    }

    /// Lays the parts that a policy names beside its own.
    pub fn take(&self, path: &str, parts: &mut Parts, problems: &mut Vec<Problem>) -> Taken {
        let Some(named) = parts.shared.clone() else { return Vec::new() };
        let mut taken = Vec::new();
        let mut seen = HashSet::new();
        for name in named.value {
            let Some(part) = self.0.get(&name).filter(|_| seen.insert(name.clone())) else {
                let reason = format!("shared part `{name}` does not exist, or stands twice");
                problems.push(Problem::new(path, named.line, "unknown-reference", reason));
                continue;
            };
            parts.instruments.take(&part.instruments, named.line);
            parts.partners.take(&part.partners, named.line);
            taken.push((name, part.text.clone()));
        }
        taken
    }
}

impl Part {
    fn read(path: &str, day: &str, text: &str, problems: &mut Vec<Problem>) -> Self {
        let read = SharedFile::read(path, text, problems);
        if let Some(from) = read.valid_from.filter(|from| from.value.to_string() != day) {
            let reason = format!("holds from {}, but the file is named {day}.toml", from.value);
            problems.push(Problem::new(path, from.line, "date-mismatch", reason));
        }
        Self { text: text.to_owned(), instruments: read.instruments, partners: read.partners }
    }
}
