//! A table read row after row, for whoever wants to know why one row holds and another does not.

use domain::{FactKey, Facts};

use super::{CollectTable, DecisionTable, HitPolicy, Row, accepted};
use crate::answers::Answers as _;
use crate::page::cell_in_dutch;

/// A row and what came of trying it.
pub(crate) struct TriedRow<'t> {
    pub row: &'t Row,
    pub tried: Tried<'t>,
}

pub(crate) enum Tried<'t> {
    Holds,
    /// The first cell that the facts do not fit.
    Fails(Cell<'t>),
    /// No known fact is against it; these cells look at unknown ones.
    Open(Vec<Cell<'t>>),
    /// An earlier row of a table of hit policy `F` holds.
    NotLookedAt,
}

/// One cell that asks something.
pub(crate) struct Cell<'t> {
    pub key: FactKey,
    /// As it stands in the table: `[50..80]`.
    pub asks: &'t str,
}

impl DecisionTable {
    /// Every row in order, with what came of trying it.
    pub fn tried(&self, facts: &Facts) -> Vec<TriedRow<'_>> {
        let keys: Vec<_> = self.keys().collect();
        tried(&keys, &self.rows, self.hit_policy, facts)
    }
}

impl CollectTable {
    /// Every row in order, with what came of trying it.
    pub fn tried(&self, facts: &Facts) -> Vec<TriedRow<'_>> {
        tried(&self.keys, &self.rows, HitPolicy::Collect, facts)
    }
}

fn tried<'t>(keys: &[FactKey], rows: &'t [Row], hit_policy: HitPolicy, facts: &Facts) -> Vec<TriedRow<'t>> {
    let mut over = false;
    let mut result = Vec::with_capacity(rows.len());
    for row in rows {
        let tried = if over { Tried::NotLookedAt } else { row.tried(keys, facts) };
        over |= hit_policy == HitPolicy::First && matches!(tried, Tried::Holds);
        result.push(TriedRow { row, tried });
    }
    result
}

impl Row {
    fn tried(&self, keys: &[FactKey], facts: &Facts) -> Tried<'_> {
        let mut open = Vec::new();
        for ((key, accepts), asks) in keys.iter().zip(&self.cells).zip(&self.written) {
            let Some(ranges) = accepts else { continue };
            let cell = Cell { key: *key, asks };
            match facts.answer(*key) {
                Some(number) if !accepted(ranges, number) => return Tried::Fails(cell),
                Some(_) => {}
                None => open.push(cell),
            }
        }
        if open.is_empty() { Tried::Holds } else { Tried::Open(open) }
    }
}

impl Cell<'_> {
    /// What the cell asks in plain Dutch: `50 tot en met 80 %`, `ja`, `enige of hoog`.
    pub fn asks_in_dutch(&self) -> String {
        cell_in_dutch(self.key, self.asks)
    }
}

#[cfg(test)]
mod tests {
    use super::super::cell;
    use super::*;

    #[test]
    fn the_first_cell_that_does_not_fit_is_named_and_later_rows_of_first_are_left() {
        let text = "| F | `debts` | `age` | `output` | bron |\n|---|---|---|---|---|\n| | i | i | o | a |\n\
                    | 1 | true | < 27 | \"a\" | x |\n| 2 | - | >= 27 | \"b\" | x |\n| 3 | - | - | \"c\" | x |\n";
        let table = DecisionTable::read("a/table.md", text, &mut Vec::new()).unwrap();
        let known = |key: FactKey, number: i64| {
            let value = cell::value_of(key, number);
            let stated_on = "2026-01-05".parse().unwrap();
            (key, domain::Fact { value, source: domain::FactSource::Consultant, stated_on })
        };

        let facts = Facts::from_iter([known(FactKey::Debts, 0), known(FactKey::Age, 40)]);
        let tried: Vec<_> = table.tried(&facts).into_iter().map(|row| row.tried).collect();

        assert!(matches!(&tried[0], Tried::Fails(cell) if cell.key == FactKey::Debts && cell.asks == "true"));
        assert!(matches!(tried[1], Tried::Holds));
        assert!(matches!(tried[2], Tried::NotLookedAt));
        // a cell that does not fit decides, whatever another is
        let facts = Facts::from_iter([known(FactKey::Age, 40)]);
        assert!(matches!(&table.tried(&facts)[0].tried, Tried::Fails(cell) if cell.key == FactKey::Age));
    }
}
