//! From files to checked policies. All I/O of this crate is here.

mod checks;
mod document;
mod national;
mod sections;
mod shared;
mod sources;
mod tenant;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub(crate) use sections::{
    AmountsFile, DutiesFile, ExamplesFile, FinanceFile, IncomeFile, PolicyFile, SharedFile, TermsFile,
};
use sha2::{Digest, Sha256};
pub(crate) use sources::Sources;

pub(crate) use document::{Document, Lines};
pub(crate) use tenant::EXAMPLES;

use crate::policies::Policies;
use crate::problem::{Problem, Problems};

/// Reads and checks everything below `folder`.
pub(crate) fn load(folder: &Path) -> Result<Policies, Problems> {
    let mut problems = Vec::new();
    let sources = Sources::read(folder, &mut problems);
    sources.checked(problems)
}

/// The files of one folder by name.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    /// Path below the folder that was loaded.
    pub folder: String,
    pub texts: BTreeMap<String, String>,
}

impl Files {
    /// The path of a file as problems name it.
    pub fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    /// SHA-256 over names and contents, in hexadecimal digits.
    pub fn hash(&self) -> String {
        self.hash_with(&[])
    }

    /// As [`Self::hash`], with names and contents of other files after its own.
    pub fn hash_with(&self, others: &[(String, String)]) -> String {
        let own = self.texts.iter().filter(|(name, _)| *name != tenant::EXAMPLES);
        let others = others.iter().map(|(name, text)| (name, text));
        let mut hash = Sha256::new();
        for part in own.chain(others).flat_map(|(name, text)| [name, text]) {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Names of the folders in a folder, sorted; those that begin with a dot are left alone.
fn folders_in(root: &Path, below: &str, problems: &mut Vec<Problem>) -> Vec<String> {
    list(root, below, problems)
        .into_iter()
        .filter_map(|(name, is_folder)| {
            if !is_folder && !below.is_empty() {
                let file = format!("{below}/{name}");
                problems.push(Problem::new(
                    &file,
                    1,
                    "unknown-file",
                    "only folders, named by date, belong here",
                ));
            }
            is_folder.then_some(name)
        })
        .collect()
}

fn files_in(root: &Path, below: &str, problems: &mut Vec<Problem>) -> Files {
    let mut texts = BTreeMap::new();
    for (name, is_folder) in list(root, below, problems) {
        let file = format!("{below}/{name}");
        if is_folder {
            problems.push(Problem::new(&file, 1, "unknown-file", "a folder does not belong here"));
            continue;
        }
        match fs::read_to_string(root.join(below).join(&name)) {
            Ok(text) => {
                texts.insert(name, text);
            }
            Err(error) => problems.push(Problem::new(&file, 1, "unreadable-file", error.to_string())),
        }
    }
    Files { folder: below.to_owned(), texts }
}

/// Entries of a folder with whether each is a folder itself, sorted by name.
fn list(root: &Path, below: &str, problems: &mut Vec<Problem>) -> Vec<(String, bool)> {
    let shown = if below.is_empty() { "." } else { below };
    let entries = match fs::read_dir(root.join(below)) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(Problem::new(shown, 1, "unreadable-folder", error.to_string()));
            return Vec::new();
        }
    };
    let mut names: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().is_dir()))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}
