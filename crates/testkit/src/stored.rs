//! Aggregates as earlier versions stored them (`tests/stored/` of a service): each must be read and led to its end for ever
//! after. Files are added when the form grows, and never changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The stored aggregates of one service.
pub struct Corpus {
    folder: PathBuf,
}

impl Corpus {
    /// Of a crate, by its folder (`CARGO_MANIFEST_DIR`).
    pub fn of(package: &str) -> Self {
        Self { folder: Path::new(package).join("tests/stored") }
    }

    /// All of them by name, in the order in which they were written.
    ///
    /// # Errors
    ///
    /// When one is no longer read: this version lost a form that is stored somewhere.
    pub fn read<T: DeserializeOwned>(&self) -> anyhow::Result<Vec<(String, T)>> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let files = std::fs::read_dir(&self.folder)?.map(|file| Ok(file?.path()));
        let mut files = files.collect::<std::io::Result<Vec<_>>>()?;
        files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        let one = |path: PathBuf| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let stored = serde_json::from_slice(&std::fs::read(path)?);
            Ok((name.clone(), stored.with_context(|| format!("{name} is no longer read"))?))
        };
        files.into_iter().map(one).collect()
    }

    /// What the stored ones have between them.
    ///
    /// # Errors
    ///
    /// As [`Corpus::read`].
    pub fn features<T: DeserializeOwned>(
        &self,
        features: impl Fn(&T) -> BTreeSet<String>,
    ) -> anyhow::Result<BTreeSet<String>> {
        Ok(self.read()?.iter().flat_map(|(_, one)| features(one)).collect())
    }

    /// Adds a file for each that has a feature that no stored one has.
    ///
    /// # Errors
    ///
    /// As [`Corpus::read`].
    pub fn keeper<T: Serialize + DeserializeOwned, F: Fn(&T) -> BTreeSet<String>>(
        &self,
        schema: impl Into<i64>,
        features: F,
    ) -> anyhow::Result<Keeper<'_, F>> {
        let number = self.read::<T>()?.len();
        let seen = self.features(&features)?;
        std::fs::create_dir_all(&self.folder)?;
        Ok(Keeper { corpus: self, schema: schema.into(), features, seen, number })
    }
}

/// Adds to a [`Corpus`].
pub struct Keeper<'a, F> {
    corpus: &'a Corpus,
    schema: i64,
    features: F,
    seen: BTreeSet<String>,
    number: usize,
}

impl<F> Keeper<'_, F> {
    /// Keeps it when it has something that none before it has.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn keep<T: Serialize>(&mut self, one: &T) -> anyhow::Result<()>
    where
        F: Fn(&T) -> BTreeSet<String>,
    {
        let new: Vec<_> = (self.features)(one).difference(&self.seen).cloned().collect();
        let Some(first) = new.first() else { return Ok(()) };
        self.number += 1;
        let name = format!("{}-{:03}-{first}.json", self.schema, self.number);
        std::fs::write(self.corpus.folder.join(name), serde_json::to_string_pretty(one)? + "\n")?;
        self.seen.extend(new);
        Ok(())
    }

    /// How many are stored.
    pub const fn count(&self) -> usize {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_kept_for_what_none_before_it_has_and_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = Corpus::of(folder.path().to_str().unwrap());
        let features = |words: &Vec<String>| words.iter().cloned().collect::<BTreeSet<_>>();
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(corpus.read::<Vec<String>>().unwrap(), []);
        let mut keeper = corpus.keeper(1, features).unwrap();
        for text in ["a b", "b a", "b c"] {
            keeper.keep(&words(text)).unwrap();
        }
        let mut keeper = corpus.keeper(2, features).unwrap();
        keeper.keep(&words("c")).unwrap();
        keeper.keep(&words("d")).unwrap();
        assert_eq!(keeper.count(), 3);
        let names: Vec<_> = corpus.read::<Vec<String>>().unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["1-001-a", "1-002-c", "2-003-d"]);
        std::fs::write(folder.path().join("tests/stored/3-004-e.json"), "{").unwrap();
        assert!(corpus.read::<Vec<String>>().unwrap_err().to_string().starts_with("3-004-e"));
    }
}
