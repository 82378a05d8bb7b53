//! What dsntk makes of a table.

use anyhow::{Context, bail};
use domain::{FactKey, FactValue};
use dsntk_feel::FeelScope;
use dsntk_feel::values::Value;
use dsntk_model::DecisionTable;

use crate::table::Table;

/// A table as dsntk has read it.
pub struct Theirs(DecisionTable);

impl Theirs {
    pub fn read(table: &Table) -> anyhow::Result<Self> {
        let read = dsntk_recognizer::from_markdown(&table.for_dsntk(), false);
        Ok(Self(read.map_err(|fault| anyhow::anyhow!("dsntk cannot read it: {fault}"))?.into()))
    }

    /// Every person in turn: the numbers of the rows that dsntk lets count, or the sum of points.
    pub fn outcomes(&self, keys: &[FactKey], people: &[Vec<FactValue>]) -> anyhow::Result<Vec<Vec<usize>>> {
        let Some(first) = people.first() else { return Ok(Vec::new()) };
        let names = scope(keys, first)?;
        let evaluate = dsntk_evaluator::build_decision_table_evaluator(&names, &self.0)
            .map_err(|fault| anyhow::anyhow!("dsntk cannot build it: {fault}"))?;
        people.iter().map(|person| numbers(&evaluate(&scope(keys, person)?))).collect()
    }
}

fn scope(keys: &[FactKey], values: &[FactValue]) -> anyhow::Result<FeelScope> {
    let entries: Vec<_> =
        keys.iter().zip(values).map(|(key, value)| format!("{}: {}", key.code(), written(value))).collect();
    let text = format!("{{{}}}", entries.join(", "));
    let context = dsntk_evaluator::evaluate_context(&FeelScope::default(), &text);
    Ok(context.map_err(|fault| anyhow::anyhow!("dsntk cannot read {text}: {fault}"))?.into())
}

/// A value in FEEL.
fn written(value: &FactValue) -> String {
    match value {
        FactValue::YesNo(yes) => yes.to_string(),
        FactValue::Number(number) => number.to_string(),
        FactValue::Money(amount) => format!("{}.{:02}", amount.get() / 100, amount.get() % 100),
        FactValue::Day(day) => format!("date(\"{day}\")"),
        FactValue::Choice(choice) => format!("\"{choice}\""),
    }
}

fn numbers(value: &Value) -> anyhow::Result<Vec<usize>> {
    match value {
        Value::Number(number) => Ok(vec![number.to_string().parse().context("no whole number")?]),
        Value::List(values) => {
            values.iter().map(numbers).collect::<anyhow::Result<Vec<_>>>().map(|lists| lists.concat())
        }
        other => bail!("dsntk gives {other}"),
    }
}
