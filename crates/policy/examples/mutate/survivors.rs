//! Survivors that are known, each with the reason why nothing has to see it.

use anyhow::Context;
use serde::Deserialize;

use crate::mutant::Mutant;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    survivors: Vec<Known>,
}

/// Mutants that may survive. In `file` and `what` a `*` stands for anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Path below the folder of policies.
    pub file: String,
    /// The kind of change; any when absent.
    kind: Option<String>,
    /// What was changed, as the campaign prints it.
    pub what: String,
    /// Why that is no hole.
    pub reason: String,
}

/// Reads the list.
pub fn read(text: &str) -> anyhow::Result<Vec<Known>> {
    let file: File = toml::from_str(text).context("the list of survivors cannot be read")?;
    if let Some(known) = file.survivors.iter().find(|known| known.reason.trim().is_empty()) {
        anyhow::bail!("{} {}: names no reason", known.file, known.what);
    }
    Ok(file.survivors)
}

impl Known {
    /// Whether this entry speaks of the mutant.
    pub fn names(&self, mutant: &Mutant) -> bool {
        self.kind.as_deref().is_none_or(|kind| kind == mutant.kind.name())
            && fits(&self.file, &mutant.file)
            && fits(&self.what, &mutant.what)
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).any(|place| rest.get(place..).is_some_and(|rest| fits(after, rest)))
        }),
    }
}
