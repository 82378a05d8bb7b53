//! A decision table compiled to a decision diagram: one look per fact, and gaps, overlaps and unreachable rows
//! found by building it.

use std::collections::{BTreeSet, HashMap};

use domain::FactKey;

use super::{BoundTable, HitPolicy, Row, accepted, cell};
use crate::answers::Answers;
use crate::problem::Problem;

/// Rows are kept in the bits of one word.
pub(super) const MOST_ROWS: usize = 64;

/// Beyond this many places to look at a table is refused: nobody could read it, and compiling it takes memory and time
/// that whoever sends a draft should not be able to ask. Real tables have a few hundred.
const MOST_LOOKS: usize = 200_000;

/// A fact cut into the ranges between which no row makes a difference.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub key: FactKey,
    /// First number of each range, ascending; the first is the lowest of the fact.
    starts: Vec<i64>,
    /// For each range the rows that accept it, a bit each.
    rows: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// The row that counts.
    Leaf(usize),
    /// Look at this column; the node to go to for each of its ranges.
    Look { column: usize, next: Vec<usize> },
}

#[derive(Debug, Clone)]
pub(super) struct Diagram {
    pub columns: Vec<Column>,
    /// A node stands after every node that it leads to.
    pub nodes: Vec<Node>,
    pub root: usize,
    /// For each row the number of its output; rows with equal outputs share it.
    pub outcomes: Vec<usize>,
}

impl Diagram {
    /// Compiles a table. Gaps, overlaps and unreachable rows go to `problems`.
    pub fn build(file: &str, table: &BoundTable, problems: &mut Vec<Problem>) -> Self {
        let columns: Vec<_> = (0..table.keys.len()).map(|place| Column::of(table, place)).collect();
        let mut builder = Builder {
            file,
            table,
            columns: &columns,
            problems,
            nodes: Vec::new(),
            known: HashMap::new(),
            seen: HashMap::new(),
            reached: 0,
            overlaps: BTreeSet::new(),
            gaps: 0,
            is_too_complex: false,
        };
        let root = builder.start();
        let nodes = builder.nodes;
        Self { columns, nodes, root, outcomes: super::outcomes(&table.rows) }
    }

    pub fn keys(&self) -> impl Iterator<Item = FactKey> {
        self.columns.iter().map(|column| column.key)
    }
}

impl Column {
    fn of(table: &BoundTable, place: usize) -> Self {
        let key = table.keys[place];
        let (lowest, highest) = cell::domain_of(key);
        let ranges = || table.rows.iter().filter_map(|row| row.cells[place].as_ref()).flatten();
        let starts: BTreeSet<_> = ranges()
            .flat_map(|range| [*range.start(), range.end().saturating_add(1)])
            .filter(|start| (lowest..=highest).contains(start))
            .chain([lowest])
            .collect();
        let starts: Vec<_> = starts.into_iter().collect();
        let rows = starts.iter().map(|start| rows_accepting(&table.rows, place, *start)).collect();
        Self { key, starts, rows }
    }

    /// In which range the fact lies; `None` when it is unknown.
    pub fn range_of(&self, answers: &impl Answers) -> Option<usize> {
        let number = answers.answer(self.key)?;
        self.starts.partition_point(|start| *start <= number).checked_sub(1)
    }
}

fn rows_accepting(rows: &[Row], place: usize, number: i64) -> u64 {
    rows.iter().take(MOST_ROWS).enumerate().fold(0, |set, (bit, row)| {
        let accepts = row.cells[place].as_ref().is_none_or(|ranges| accepted(ranges, number));
        set | (u64::from(accepts) << bit)
    })
}

fn intern(nodes: &mut Vec<Node>, known: &mut HashMap<Node, usize>, node: Node) -> usize {
    *known.entry(node).or_insert_with_key(|node| {
        nodes.push(node.clone());
        nodes.len() - 1
    })
}

fn look(nodes: &mut Vec<Node>, known: &mut HashMap<Node, usize>, column: usize, next: Vec<usize>) -> usize {
    match next.split_first() {
        Some((first, others)) if others.iter().all(|each| each == first) => *first,
        _ => intern(nodes, known, Node::Look { column, next }),
    }
}

struct Builder<'a> {
    file: &'a str,
    table: &'a BoundTable,
    columns: &'a [Column],
    problems: &'a mut Vec<Problem>,
    nodes: Vec<Node>,
    known: HashMap<Node, usize>,
    /// From a column and the rows still possible there to its node.
    seen: HashMap<(usize, u64), usize>,
    /// Rows that count for some facts.
    reached: u64,
    overlaps: BTreeSet<(usize, usize)>,
    gaps: usize,
    is_too_complex: bool,
}

impl Builder<'_> {
    fn start(&mut self) -> usize {
        let count = self.table.rows.len();
        if count == 0 || count > MOST_ROWS {
            let reason = format!("has {count} rows; a table has 1 to {MOST_ROWS}");
            self.problem(self.table.header_line, "columns", reason);
            return 0;
        }
        let all = u64::MAX >> (MOST_ROWS - count);
        let root = self.node(0, all, &mut Vec::new());
        for row in &self.table.rows {
            if self.reached & (1 << (row.number - 1)) == 0 && self.table.hit_policy == HitPolicy::First {
                let reason = format!("row {} is never reached: earlier rows take all its cases", row.number);
                self.problems.push(Problem::new(self.file, row.line, "unreachable-row", reason));
            }
        }
        root
    }

    fn node(&mut self, column: usize, rows: u64, path: &mut Vec<i64>) -> usize {
        if let Some(done) = self.seen.get(&(column, rows)) {
            return *done;
        }
        if self.seen.len() >= MOST_LOOKS {
            return self.too_many();
        }
        let done = match self.columns.get(column) {
            None => self.leaf(rows, path),
            Some(_) if rows == 0 => self.leaf(rows, path),
            Some(look_at) => {
                let mut next = Vec::with_capacity(look_at.starts.len());
                for (start, accepting) in look_at.starts.iter().zip(&look_at.rows) {
                    path.push(*start);
                    next.push(self.node(column + 1, rows & accepting, path));
                    path.pop();
                }
                look(&mut self.nodes, &mut self.known, column, next)
            }
        };
        self.seen.insert((column, rows), done);
        done
    }

    /// Says so once; what is made of the rest does not matter any more.
    fn too_many(&mut self) -> usize {
        if !self.is_too_complex {
            self.is_too_complex = true;
            let reason = format!("asks more than {MOST_LOOKS} different combinations of facts");
            self.problem(self.table.header_line, "too-complex", reason);
        }
        intern(&mut self.nodes, &mut self.known, Node::Leaf(0))
    }

    fn leaf(&mut self, rows: u64, path: &[i64]) -> usize {
        let mut bits = (0..self.table.rows.len()).filter(|bit| rows & (1 << bit) != 0);
        let first = bits.next();
        if let (Some(first), Some(second), HitPolicy::Unique) = (first, bits.next(), self.table.hit_policy)
            && self.overlaps.insert((first, second))
        {
            let reason =
                format!("rows {} and {} both hold for {}", first + 1, second + 1, self.witness(path));
            self.problem(self.table.rows[second].line, "overlap", reason);
        }
        if first.is_none() {
            self.gaps += 1;
            if self.gaps <= 5 {
                let reason = format!("no row holds for {}", self.witness(path));
                self.problem(self.table.header_line, "gap", reason);
            }
        }
        let row = first.unwrap_or(0);
        self.reached |= 1 << row;
        intern(&mut self.nodes, &mut self.known, Node::Leaf(row))
    }

    /// Facts that lead here, as people read them.
    fn witness(&self, path: &[i64]) -> String {
        let shown: Vec<_> = self
            .columns
            .iter()
            .zip(path)
            .filter(|(column, _)| column.starts.len() > 1)
            .map(|(column, number)| format!("{} = {}", column.key, cell::written(column.key, *number)))
            .collect();
        if shown.is_empty() { "any facts".to_owned() } else { shown.join(", ") }
    }

    fn problem(&mut self, line: usize, rule: &'static str, reason: String) {
        self.problems.push(Problem::new(self.file, line, rule, reason));
    }
}
