//! A decision table as text: its columns, cells and outputs, and the form in which dsntk reads it.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate};
use domain::{Cents, FactKey, FactKind, FactValue};

/// A table cut into cells; nothing is understood but where they stand.
pub struct Table {
    pub hit_policy: String,
    pub inputs: Vec<FactKey>,
    rows: Vec<Row>,
}

struct Row {
    inputs: Vec<String>,
    output: String,
}

impl Table {
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let lines: Vec<Vec<String>> =
            text.lines().filter(|line| line.trim_start().starts_with('|')).map(cells).collect();
        let [header, _, kinds, rows @ ..] = lines.as_slice() else { anyhow::bail!("there is no table") };
        let of_kind = |kind: &str| -> Vec<usize> {
            kinds.iter().enumerate().filter(|(_, each)| *each == kind).map(|(place, _)| place).collect()
        };
        let inputs = of_kind("i");
        let output = of_kind("o").first().copied().context("no output column")?;
        let keys = inputs.iter().map(|place| FactKey::from_code(&header[*place]).context("an unknown fact"));
        let rows = rows.iter().map(|row| {
            ensure!(row.len() == header.len(), "a row with another number of cells");
            let inputs = inputs.iter().map(|place| row[*place].clone()).collect();
            Ok(Row { inputs, output: row[output].clone() })
        });
        Ok(Self {
            hit_policy: header[0].clone(),
            inputs: keys.collect::<anyhow::Result<_>>()?,
            rows: rows.collect::<anyhow::Result<_>>()?,
        })
    }

    /// The output of a row, from 1, without its quotes.
    pub fn output(&self, number: usize) -> &str {
        self.rows.get(number - 1).map_or("", |row| row.output.trim_matches('"'))
    }

    /// The same table with the number of the row as its output, so that rows can be compared and not only what they
    /// give; a table that adds up keeps its points.
    pub fn for_dsntk(&self) -> String {
        let header: Vec<_> = self.inputs.iter().map(|key| key.code()).collect();
        let mut text = format!("| {} | {} | outcome |\n", self.hit_policy, header.join(" | "));
        text.push_str(&format!("|{}\n", "---|".repeat(self.inputs.len() + 2)));
        text.push_str(&format!("|   | {} o |\n", "i | ".repeat(self.inputs.len())));
        for (place, row) in self.rows.iter().enumerate() {
            let number = (place + 1).to_string();
            let output = if self.hit_policy == "C+" { &row.output } else { &number };
            text.push_str(&format!("| {number} | {} | {output} |\n", row.inputs.join(" | ")));
        }
        text
    }

    /// For each column the values at which an outcome may change: every threshold with its neighbours, the ends, and
    /// every choice.
    pub fn cuts(&self) -> Vec<Vec<FactValue>> {
        let columns = self.inputs.iter().enumerate();
        columns
            .map(|(place, key)| cuts(*key, self.rows.iter().map(|row| row.inputs[place].as_str())))
            .collect()
    }
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|');
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
}

fn cuts<'a>(key: FactKey, cells: impl Iterator<Item = &'a str>) -> Vec<FactValue> {
    match key.kind() {
        FactKind::YesNo => vec![FactValue::YesNo(false), FactValue::YesNo(true)],
        FactKind::Choice(list) => list.iter().map(|one| FactValue::Choice(one.code.to_owned())).collect(),
        FactKind::Number { min, max } => {
            let near = cells.flat_map(numbers).flat_map(|number| [number - 1, number, number + 1]);
            let all: BTreeSet<_> =
                near.chain([min, max]).filter(|number| (min..=max).contains(number)).collect();
            all.into_iter().map(FactValue::Number).collect()
        }
        FactKind::Money => {
            let near = cells.flat_map(amounts).flat_map(|cents| [cents - 1, cents, cents + 1]);
            let all: BTreeSet<_> = near.chain([0, 100_000_000]).filter(|cents| *cents >= 0).collect();
            all.into_iter().map(|cents| FactValue::Money(Cents::new(cents))).collect()
        }
        FactKind::Day => {
            let some = NaiveDate::from_ymd_opt(1980, 5, 1).into_iter();
            let near = cells.flat_map(|cell| {
                cell.split('"').filter_map(|part| part.parse::<NaiveDate>().ok()).collect::<Vec<_>>()
            });
            let all: BTreeSet<_> =
                near.flat_map(|day| [day - Days::new(1), day, day + Days::new(1)]).chain(some).collect();
            all.into_iter().map(FactValue::Day).collect()
        }
    }
}

fn numbers(cell: &str) -> Vec<i64> {
    cell.split(|each: char| !each.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

/// Euros as a cell writes them, in cents.
fn amounts(cell: &str) -> Vec<i64> {
    let parts =
        cell.split(|each: char| !each.is_ascii_digit() && each != '.').map(|part| part.trim_matches('.'));
    let cents = |part: &str| {
        let (euros, cents) = part.split_once('.').unwrap_or((part, "0"));
        Some(euros.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?)
    };
    parts.flat_map(|part| part.split("..").filter_map(cents).collect::<Vec<_>>()).collect()
}
