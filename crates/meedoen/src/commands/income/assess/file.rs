//! The file with facts: these alone, or with the question around them.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use chrono::NaiveDate;
use rules::facts::Facts;
use rules::read::{Fault, faults_on, read};
use rules::{Ask, Local};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What a file asks about which facts.
#[derive(Debug)]
pub struct Question {
    pub facts: Facts,
    pub ask: Vec<Ask>,
    pub on: Option<NaiveDate>,
    pub decided: Option<NaiveDate>,
    pub known: Option<NaiveDate>,
    pub local: Option<Local>,
}

/// Facts with a question around them, as in docs/examples/income.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wrapped {
    /// What it shows; for people.
    #[serde(default, rename = "about")]
    _about: Option<String>,
    on: Option<NaiveDate>,
    decided: Option<NaiveDate>,
    known: Option<NaiveDate>,
    ask: Option<Asked>,
    local: Option<Local>,
    facts: Facts,
    /// What is expected to come out; not looked at.
    #[serde(default, rename = "answer")]
    _answer: Option<Map<String, Value>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Asked {
    One(Ask),
    Some(Vec<Ask>),
}

/// The facts of a file, with the question when it holds one.
///
/// # Errors
///
/// When it cannot be read; names everything that is wrong in it.
pub fn question(path: &Path) -> anyhow::Result<Question> {
    let text = text(path)?;
    let has_facts = |value: Value| value.as_object().is_some_and(|fields| fields.contains_key("facts"));
    if !serde_json::from_str(&text).is_ok_and(has_facts) {
        let facts = read(&text).or_else(|faults| refuse(path, &faults))?;
        let (on, decided, known) = (None, None, None);
        return Ok(Question { facts, ask: vec![Ask::Assistance], on, decided, known, local: None });
    }
    let Wrapped { on, decided, known, ask, local, facts, .. } =
        read(&text).or_else(|faults| refuse(path, &faults))?;
    let ask = match ask {
        Some(Asked::One(ask)) => vec![ask],
        Some(Asked::Some(some)) => some,
        None => vec![Ask::Assistance],
    };
    Ok(Question { facts, ask, on, decided, known, local })
}

/// One document of the rules.
///
/// # Errors
///
/// As [`question`].
pub fn document<T: DeserializeOwned + JsonSchema>(path: &Path) -> anyhow::Result<T> {
    read(&text(path)?).or_else(|faults| refuse(path, &faults))
}

/// Whether facts can be on the day judged.
///
/// # Errors
///
/// Names what cannot.
pub fn possible(path: &Path, facts: &Facts, on: NaiveDate) -> anyhow::Result<()> {
    let faults = faults_on(facts, on);
    if faults.is_empty() { Ok(()) } else { refuse(path, &faults) }
}

fn text(path: &Path) -> anyhow::Result<String> {
    if path != Path::new("-") {
        return std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("the standard input cannot be read")?;
    Ok(text)
}

fn refuse<T>(path: &Path, faults: &[Fault]) -> anyhow::Result<T> {
    let lines = faults.iter().map(|Fault { path, rule, reason }| {
        let place = if path.is_empty() { "het document" } else { path };
        format!("\n  {place} {reason} ({rule})")
    });
    bail!("{} is not as it should be:{}", path.display(), lines.collect::<String>())
}
