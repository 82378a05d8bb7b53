//! What the house makes of a table, by what the services ask.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use domain::{FactKey, FactValue, Facts};
use policy::{Categorisation, Policy, Support};

use crate::table::Table;

/// The tables of a policy.
pub const TABLES: [&str; 6] = [
    "categories.md",
    "target-groups.md",
    "intake-topics.md",
    "duties.md",
    "without-benefit.md",
    "scorecard.md",
];

/// What came out: a row, several outputs, or points.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Row(usize),
    Outputs(BTreeSet<String>),
    Points(usize),
}

/// What the policy says; `None` where it says nothing of this person.
pub fn outcome(policy: &Policy, table: &str, facts: &Facts) -> anyhow::Result<Option<Outcome>> {
    let keys = |keys: Vec<&String>| Some(Outcome::Outputs(keys.into_iter().cloned().collect()));
    Ok(match (table, policy.categorise(facts)) {
        (
            "categories.md",
            Categorisation::Assigned { explanation, .. } | Categorisation::PersonDecides { explanation },
        ) => Some(Outcome::Row(row(&explanation.rule)?)),
        ("target-groups.md", Categorisation::Assigned { target_groups, .. }) => {
            keys(target_groups.iter().collect())
        }
        ("target-groups.md", Categorisation::PersonDecides { .. }) => None,
        ("categories.md" | "target-groups.md", Categorisation::FactMissing { keys, .. }) => {
            bail!("misses {keys:?}")
        }
        ("intake-topics.md", _) => {
            keys(policy.topics(facts).items.iter().map(|each| &each.item.key).collect())
        }
        ("duties.md", _) => keys(policy.duties_of(facts).items.iter().map(|each| &each.item.key).collect()),
        ("without-benefit.md", _) => match policy.support_without_benefit(facts) {
            Some(
                Support::Given { explanation, .. }
                | Support::NotGiven { explanation }
                | Support::PersonDecides { explanation },
            ) => Some(Outcome::Row(row(&explanation.rule)?)),
            Some(Support::FactMissing { keys, .. }) => bail!("misses {keys:?}"),
            None => None,
        },
        ("scorecard.md", _) => {
            let risk = policy.risk(facts).context("there is a table but no scorecard")?;
            Some(Outcome::Points(usize::try_from(risk.points)?))
        }
        (other, _) => bail!("{other} is no table"),
    })
}

/// The number in `categories/2`.
fn row(rule: &str) -> anyhow::Result<usize> {
    rule.rsplit('/')
        .next()
        .and_then(|number| number.parse().ok())
        .with_context(|| format!("{rule} names no row"))
}

/// What dsntk says, in the same words. A table that collects gives each output once, and `none` is nothing.
pub fn as_ours(table: &Table, numbers: &[usize]) -> Outcome {
    match (table.hit_policy.as_str(), numbers) {
        ("C", _) => {
            let outputs = numbers.iter().map(|number| table.output(*number).to_owned());
            Outcome::Outputs(outputs.filter(|output| output != "none").collect())
        }
        ("C+", _) => Outcome::Points(numbers.iter().sum()),
        (_, [number]) => Outcome::Row(*number),
        (_, _) => Outcome::Outputs(numbers.iter().map(usize::to_string).collect()),
    }
}

/// The values that a table does not ask but the house may.
pub fn others(tables: &[Table]) -> Vec<(FactKey, FactValue)> {
    let columns = tables.iter().flat_map(|table| table.inputs.iter().copied().zip(table.cuts()));
    let firsts = columns.filter_map(|(key, cuts)| Some((key, cuts.into_iter().next()?)));
    // Whoever asks no assistance is asked of by every table.
    firsts.chain([(FactKey::AssistanceRequested, FactValue::YesNo(false))]).collect()
}
