//! What the documents say about some people.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What one municipality's document says; a file in `expectations/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Four digits.
    pub municipality: String,
    /// Every new applicant looks for work first, not only the young.
    pub everyone_searches: bool,
    pub four_eyes: bool,
    /// What was done to find work is shown before it counts as searched.
    #[serde(default)]
    pub efforts_shown: bool,
    /// Facts are verified before an intake is complete, as deeply as a scorecard says.
    #[serde(default)]
    pub verifies: bool,
    pub work: Led,
    pub care: Led,
    pub sheltered: Option<Sheltered>,
    pub own_strength: Option<Alone>,
    pub person_decides: Option<Left>,
}

/// Someone whom a category leads to a partner.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Led {
    pub facts: Map<String, Value>,
    pub category: String,
    pub instrument: String,
    /// Everyone who serves this person.
    pub partners: Vec<String>,
}

/// Someone who can only work in a sheltered place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheltered {
    pub facts: Map<String, Value>,
    pub category: String,
    /// The instrument for who waits.
    pub preparation: String,
}

/// Someone who goes on alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alone {
    pub facts: Map<String, Value>,
    pub category: String,
    /// Whether this person asks for assistance.
    #[serde(default = "yes")]
    pub assistance: bool,
}

/// Someone whose category the policy leaves to a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    pub facts: Map<String, Value>,
}

const fn yes() -> bool {
    true
}

/// The tenant whose policy this file is: `deploy/policies/<tenant>/<day>/policy.toml`.
pub fn tenant_of(policy: &Path) -> anyhow::Result<String> {
    let folder = policy.ancestors().nth(2).and_then(Path::file_name).context("no tenant's folder")?;
    Ok(folder.to_string_lossy().into_owned())
}

impl Expectation {
    /// What is written about a tenant.
    pub fn of(tenant: &str) -> anyhow::Result<Self> {
        let file = folder().join(format!("{tenant}.toml"));
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("{tenant} has a policy but no file {}", file.display()))?;
        Ok(toml::from_str(&text)?)
    }

    /// Someone of forty without means, with these facts laid over.
    pub fn person(&self, over: &Map<String, Value>) -> anyhow::Result<Map<String, Value>> {
        let text = std::fs::read_to_string(folder().join("base.toml"))?;
        let mut facts: Map<String, Value> = toml::from_str(&text)?;
        facts.extend(over.clone());
        Ok(facts)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("expectations")
}
