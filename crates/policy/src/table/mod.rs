//! Decision tables: DMN in Markdown, bound to the catalogue of facts, checked and compiled at load.

mod cell;
mod diagram;
mod markdown;
#[cfg(test)]
mod tests;
mod trace;
mod walk;

use std::ops::RangeInclusive;

use domain::{FactKey, Facts};

use crate::answers::{Answers, FactSet};
use crate::problem::Problem;
pub use cell::number_of;
use diagram::{Diagram, MOST_ROWS};
pub(crate) use markdown::HitPolicy;
pub(crate) use trace::{Cell, Tried, TriedRow};
pub use walk::Walk;

/// One row: what it says and where that comes from.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// From 1, as it stands in the table.
    pub number: usize,
    pub line: usize,
    pub output: String,
    pub source: String,
    pub note: String,
    /// The cells as they were written, in the order of the columns.
    pub written: Vec<String>,
    /// For each column what it accepts; `None` is anything.
    cells: Vec<cell::Accepts>,
}

impl Row {
    fn always_holds(&self) -> bool {
        self.cells.iter().all(Option::is_none)
    }
}

/// A table whose columns and cells could be read; not yet checked as a whole.
#[derive(Debug, Clone)]
struct BoundTable {
    hit_policy: HitPolicy,
    keys: Vec<FactKey>,
    rows: Vec<Row>,
    header_line: usize,
}

/// A table of hit policy `U` or `F`: exactly one row for every set of facts.
#[derive(Debug, Clone)]
pub(crate) struct DecisionTable {
    hit_policy: HitPolicy,
    rows: Vec<Row>,
    diagram: Diagram,
}

/// What a decision table makes of the facts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// This row (from 0), by these facts.
    Row { row: usize, tested: Vec<FactKey> },
    /// These unknown facts can change the outcome.
    Missing(Vec<FactKey>),
}

impl DecisionTable {
    /// Reads and checks a table. Every fault goes to `problems`; `None` when there was one.
    pub fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        let before = problems.len();
        let bound = bind(file, text, problems)?;
        if !matches!(bound.hit_policy, HitPolicy::Unique | HitPolicy::First) {
            let reason = "this table gives one outcome: hit policy U or F";
            problems.push(Problem::new(file, bound.header_line, "hit-policy", reason));
        }
        if problems.len() > before {
            return None;
        }
        let diagram = Diagram::build(file, &bound, problems);
        (problems.len() == before).then_some(Self { hit_policy: bound.hit_policy, rows: bound.rows, diagram })
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub fn keys(&self) -> impl Iterator<Item = FactKey> {
        self.diagram.keys()
    }

    /// The row (from 0), by the facts that stand in the walk. `None` when unknown facts can change the outcome: they
    /// stand there too.
    pub fn walk(&self, answers: &impl Answers, walk: &mut Walk) -> Option<usize> {
        self.diagram.walk(answers, walk)
    }

    pub fn find(&self, facts: &Facts) -> Found {
        let mut walk = Walk::default();
        match self.walk(facts, &mut walk) {
            Some(row) => Found::Row { row, tested: walk.tested },
            None => Found::Missing(walk.missing.iter().collect()),
        }
    }

    /// What a row accepts of a fact; `None` is anything.
    pub fn accepts<'r>(&self, row: &'r Row, key: FactKey) -> Option<&'r [RangeInclusive<i64>]> {
        let column = self.keys().position(|each| each == key)?;
        row.cells.get(column)?.as_deref()
    }
}

/// The output of a row of a collect table that gives nothing: "nobody asks this of these people".
pub(crate) const NONE: &str = "none";

/// A table of hit policy `C` or `C+`: every row that holds counts. For every set of facts some row holds, be it one
/// that gives [`NONE`].
#[derive(Debug, Clone)]
pub(crate) struct CollectTable {
    keys: Vec<FactKey>,
    rows: Vec<Row>,
    /// For each row the number of its output; rows with equal outputs share it.
    outcomes: Vec<usize>,
}

/// The rows of a collect table that count, a bit each, and the unknown facts that could add an output.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    /// One for each output: the first that holds.
    pub rows: u64,
    pub missing: FactSet,
}

/// The numbers of the bits that are set, from low to high.
pub(crate) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = usize::try_from(set.trailing_zeros()).ok().filter(|bit| *bit < MOST_ROWS)?;
        set &= set - 1;
        Some(lowest)
    })
}

/// What a collect table makes of the facts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Collected {
    /// Rows that hold (from 0), one for each output.
    pub rows: Vec<usize>,
    /// Facts that those rows looked at.
    pub tested: Vec<FactKey>,
    /// Unknown facts that could add an output.
    pub missing: Vec<FactKey>,
}

impl CollectTable {
    /// Reads a table whose outputs are keys. Every fault goes to `problems`; `None` when there was one.
    pub fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        Self::read_as(HitPolicy::Collect, file, text, problems)
    }

    /// Reads a table whose outputs are points.
    pub fn read_points(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        Self::read_as(HitPolicy::Sum, file, text, problems)
    }

    fn read_as(hit_policy: HitPolicy, file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        let before = problems.len();
        let bound = bind(file, text, problems)?;
        if bound.hit_policy != hit_policy {
            let reason = match hit_policy {
                HitPolicy::Sum => "this table gives points: hit policy C+",
                _ => "this table gives several outcomes: hit policy C",
            };
            problems.push(Problem::new(file, bound.header_line, "hit-policy", reason));
        }
        // A row that always holds covers everyone; only without one is there anything to look for.
        if problems.len() == before && !bound.rows.iter().any(Row::always_holds) {
            Diagram::build(file, &bound, problems);
        }
        if bound.rows.len() > MOST_ROWS {
            let reason = format!("has {} rows; a table has 1 to {MOST_ROWS}", bound.rows.len());
            problems.push(Problem::new(file, bound.header_line, "columns", reason));
        }
        let outcomes = outcomes(&bound.rows);
        (problems.len() == before).then_some(Self { keys: bound.keys, rows: bound.rows, outcomes })
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub fn keys(&self) -> impl Iterator<Item = FactKey> {
        self.keys.iter().copied()
    }

    pub fn collect(&self, facts: &Facts) -> Collected {
        let held = self.held(facts);
        let rows: Vec<_> = bits(held.rows).collect();
        let tested = rows.iter().flat_map(|place| self.tested(&self.rows[*place])).collect();
        Collected { rows, tested, missing: held.missing.iter().collect() }
    }

    /// The rows that count. Allocates nothing.
    pub fn held(&self, answers: &impl Answers) -> Held {
        let (mut rows, mut given, mut open) = (0_u64, 0_u64, 0_u64);
        for (place, row) in self.rows.iter().enumerate().filter(|(_, row)| row.output != NONE) {
            let output = 1 << self.outcomes[place];
            match self.holds(row, answers) {
                Some(true) if given & output == 0 => {
                    rows |= 1 << place;
                    given |= output;
                }
                None => open |= 1 << place,
                _ => {}
            }
        }
        let mut missing = FactSet::EMPTY;
        for place in bits(open).filter(|place| given & (1 << self.outcomes[*place]) == 0) {
            let unknown = self.tested(&self.rows[place]).filter(|key| answers.answer(*key).is_none());
            unknown.for_each(|key| missing.insert(key));
        }
        Held { rows, missing }
    }

    /// The points of all rows that hold, with those rows (from 0) and the unknown facts that could add more. Unlike
    /// [`Self::collect`], equal outputs count each.
    pub fn sum(&self, facts: &Facts) -> (u32, Collected) {
        let mut summed = Collected::default();
        let mut points = 0_u32;
        for (place, row) in self.rows.iter().enumerate() {
            match self.holds(row, facts) {
                Some(true) => {
                    summed.rows.push(place);
                    summed.tested.extend(self.tested(row));
                    points = points.saturating_add(row.output.parse().unwrap_or(0));
                }
                None => summed.missing.extend(self.tested(row).filter(|key| facts.answer(*key).is_none())),
                Some(false) => {}
            }
        }
        (points, summed)
    }

    /// Whether the row holds; `None` while that hangs on an unknown fact.
    fn holds(&self, row: &Row, answers: &impl Answers) -> Option<bool> {
        let mut known = true;
        for (key, accepts) in self.keys.iter().zip(&row.cells) {
            let Some(ranges) = accepts else { continue };
            match answers.answer(*key) {
                Some(number) if !accepted(ranges, number) => return Some(false),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(true)
    }

    /// Facts that the row looks at.
    pub fn tested(&self, row: &Row) -> impl Iterator<Item = FactKey> {
        self.keys.iter().zip(&row.cells).filter(|(_, cell)| cell.is_some()).map(|(key, _)| *key)
    }
}

/// For each row the place of the first row with the same output.
fn outcomes(rows: &[Row]) -> Vec<usize> {
    rows.iter().map(|row| rows.iter().position(|first| first.output == row.output).unwrap_or(0)).collect()
}

fn accepted(ranges: &[RangeInclusive<i64>], number: i64) -> bool {
    ranges.iter().any(|range| range.contains(&number))
}

/// Binds columns to facts and reads every cell.
fn bind(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<BoundTable> {
    let raw = markdown::parse(file, text, problems)?;
    let mut keys = Vec::new();
    for header in &raw.inputs {
        match FactKey::from_code(header) {
            Some(key) if !keys.contains(&key) => keys.push(key),
            Some(_) => {
                let reason = format!("column `{header}` stands twice");
                problems.push(Problem::new(file, raw.header_line, "columns", reason));
            }
            None => {
                let reason = format!("column `{header}` is no fact of the catalogue");
                problems.push(Problem::new(file, raw.header_line, "unknown-fact", reason));
            }
        }
    }
    if keys.len() != raw.inputs.len() {
        return None;
    }
    let mut rows = Vec::with_capacity(raw.rows.len());
    for (place, row) in raw.rows.into_iter().enumerate() {
        let mut cells = Vec::with_capacity(keys.len());
        for (key, text) in keys.iter().zip(&row.inputs) {
            match cell::parse(*key, text) {
                Ok(accepts) => cells.push(accepts),
                Err((rule, reason)) => problems.push(Problem::new(file, row.line, rule, reason)),
            }
        }
        rows.push(Row {
            number: place + 1,
            line: row.line,
            output: row.output,
            source: row.source,
            note: row.note,
            written: row.inputs,
            cells,
        });
    }
    Some(BoundTable { hit_policy: raw.hit_policy, keys, rows, header_line: raw.header_line })
}
