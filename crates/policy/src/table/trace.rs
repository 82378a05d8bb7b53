//! A table read row after row, for whoever wants to know why one row holds and another does not.

use domain::{FactKey, FactKind, Facts};
use std::ops::RangeInclusive;

use super::{CollectTable, DecisionTable, HitPolicy, Row, accepted, cell};
use crate::answers::Answers as _;

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
    ranges: &'t [RangeInclusive<i64>],
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
            let cell = Cell { key: *key, asks, ranges };
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
    /// What the cell asks in plain Dutch: `50 tot en met 80`, `ja`, `enige of hoog`.
    pub fn asks_in_dutch(&self) -> String {
        let (lowest, highest) = cell::domain_of(self.key);
        let ranges = self.ranges.iter().filter(|range| !range.is_empty());
        let one = |range: &RangeInclusive<i64>| {
            let reads = |number: i64| self.key.reads(&cell::value_of(self.key, number));
            let (from, to) = (reads(*range.start()), reads(*range.end()));
            match (*range.start() == lowest, *range.end() == highest) {
                _ if range.start() == range.end() => from,
                // Whoever chooses from a list reads the list.
                _ if matches!(self.key.kind(), FactKind::Choice(_) | FactKind::YesNo) => {
                    range.clone().map(reads).collect::<Vec<_>>().join(" of ")
                }
                (true, true) => "bekend".to_owned(),
                (true, false) => format!("{to} of {}", if self.is_day() { "eerder" } else { "lager" }),
                (false, true) => format!("{from} of {}", if self.is_day() { "later" } else { "hoger" }),
                (false, false) => format!("{from} tot en met {to}"),
            }
        };
        ranges.map(one).collect::<Vec<_>>().join(" of ")
    }

    fn is_day(&self) -> bool {
        matches!(self.key.kind(), FactKind::Day)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn asked(key: &str, cell: &str) -> String {
        let text = format!(
            "| F | `{key}` | `output` | bron |\n|---|---|---|---|\n| | i | o | a |\n| 1 | {cell} | \"a\" | x |\n\
             | 2 | - | \"b\" | x |\n"
        );
        let table = DecisionTable::read("a/table.md", &text, &mut Vec::new()).unwrap();
        match table.tried(&Facts::default()).remove(0).tried {
            Tried::Open(cells) => cells[0].asks_in_dutch(),
            _ => panic!("nothing is known, so the row is open"),
        }
    }

    #[rstest]
    #[case("age", "< 27", "26 of lager")]
    #[case("age", ">= 50", "50 of hoger")]
    #[case("age", "[18..27)", "18 tot en met 26")]
    #[case("age", "18, 20", "18 of 20")]
    #[case("age", "not([18..27))", "17 of lager of 27 of hoger")]
    #[case("debts", "true", "ja")]
    #[case("demand", "\"some\",\"high\"", "enige of hoog")]
    #[case("demand", "not(\"none\")", "enige of hoog")]
    #[case("capital", "<= 350.50", "€ 350,50 of lager")]
    #[case("birth_date", ">= date(\"1999-03-03\")", "03-03-1999 of later")]
    fn a_cell_reads_as_plain_dutch(#[case] key: &str, #[case] cell: &str, #[case] dutch: &str) {
        assert_eq!(asked(key, cell), dutch);
    }

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
