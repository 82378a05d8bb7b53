//! The compiled diagram against the plain reading of a table: row after row.

use std::collections::BTreeSet;

use domain::{Fact, FactKey, FactKind, FactSource, FactValue, Facts};
use proptest::prelude::*;
use rstest::rstest;

use super::*;

const TABLES: [&str; 5] = [
    include_str!("../../../../deploy/policies/emmen/2015-01-01/categories.md"),
    include_str!("../../../../deploy/policies/midden-drenthe/2021-01-01/categories.md"),
    include_str!("../../../../deploy/policies/haarlem/2013-01-01/categories.md"),
    include_str!("../../../../deploy/policies/emmen-coevorden/2007-01-01/categories.md"),
    include_str!("../../../../deploy/policies/landsmeer/2020-01-01/categories.md"),
];

fn read(text: &str) -> Result<DecisionTable, Vec<Problem>> {
    let mut problems = Vec::new();
    DecisionTable::read("a/table.md", text, &mut problems).ok_or(problems)
}

fn fact(key: FactKey, number: i64) -> (FactKey, Fact) {
    let value = cell::value_of(key, number);
    (key, Fact { value, source: FactSource::Consultant, stated_on: "2026-01-05".parse().unwrap() })
}

/// The first row that holds, read row after row.
fn plainly(table: &DecisionTable, facts: &Facts) -> Option<usize> {
    let keys: Vec<_> = table.keys().collect();
    table.rows.iter().position(|row| {
        keys.iter().zip(&row.cells).all(|(key, cell)| {
            cell.as_ref().is_none_or(|ranges| facts.answer(*key).is_some_and(|each| accepted(ranges, each)))
        })
    })
}

proptest! {
    #[test]
    fn the_diagram_finds_the_row_that_reading_finds(seed in proptest::collection::vec(any::<u32>(), 16)) {
        for text in TABLES {
            let table = read(text).unwrap();
            let facts: Facts = table.keys().zip(&seed).map(|(key, seed)| {
                let (lowest, highest) = cell::domain_of(key);
                fact(key, lowest + i64::from(*seed) % (highest - lowest + 1))
            }).collect();

            let Found::Row { row, .. } = table.find(&facts) else { panic!("all facts are known") };

            prop_assert_eq!(Some(row), plainly(&table, &facts));
        }
    }
}

/// For every subset of known facts: what is missing is exactly what can change the outcome.
#[test]
fn exactly_the_facts_that_can_change_the_outcome_are_missing() {
    let table = read(TABLES[3]).unwrap();
    let keys: Vec<_> = table.keys().collect();
    let every = |key: FactKey| (0..=cell::domain_of(key).1).map(Some).chain([None]);
    for first in every(keys[0]) {
        for second in every(keys[1]) {
            for third in every(keys[2]) {
                let known: Facts = keys
                    .iter()
                    .zip([first, second, third])
                    .filter_map(|(key, number)| Some(fact(*key, number?)))
                    .collect();
                let expected = decisive(&table, &keys, &known);
                match table.find(&known) {
                    Found::Missing(missing) => {
                        assert_eq!(BTreeSet::from_iter(missing), expected, "{known:?}")
                    }
                    Found::Row { .. } => assert!(expected.is_empty(), "{known:?}"),
                }
            }
        }
    }
}

/// The unknown keys for which two completions that differ in nothing else have different outputs.
fn decisive(table: &DecisionTable, keys: &[FactKey], known: &Facts) -> BTreeSet<FactKey> {
    let unknown: Vec<_> = keys.iter().copied().filter(|key| known.get(*key).is_none()).collect();
    let mut completions = vec![known.clone()];
    for key in &unknown {
        let numbers = 0..=cell::domain_of(*key).1;
        completions = completions
            .iter()
            .flat_map(|facts| {
                numbers.clone().map(|number| {
                    let mut facts = facts.clone();
                    facts.lay_over(Facts::from_iter([fact(*key, number)]));
                    facts
                })
            })
            .collect();
    }
    let output = |facts: &Facts| plainly(table, facts).map(|row| table.rows[row].output.clone());
    unknown
        .into_iter()
        .filter(|key| {
            completions.iter().any(|facts| {
                (0..=cell::domain_of(*key).1).any(|number| {
                    let mut other = facts.clone();
                    other.lay_over(Facts::from_iter([fact(*key, number)]));
                    output(&other) != output(facts)
                })
            })
        })
        .collect()
}

const HEAD: &str =
    "| U | `age` | `debts` | `category` | bron |\n|---|---|---|---|---|\n| | i | i | o | a |\n";

#[rstest]
#[case("| 1 | < 27 | - | \"a\" | x |\n| 2 | > 27 | - | \"b\" | x |\n", "gap", "no row holds for age = 27")]
#[case("| 1 | - | true | \"a\" | x |\n", "gap", "no row holds for debts = nee")]
#[case(
    "| 1 | <= 27 | - | \"a\" | x |\n| 2 | >= 27 | - | \"b\" | x |\n",
    "overlap",
    "rows 1 and 2 both hold for age = 27"
)]
#[case(
    "| 1 | - | true | \"a\" | x |\n| 2 | < 18 | - | \"b\" | x |\n| 3 | >= 18 | false | \"b\" | x |\n",
    "overlap",
    "rows 1 and 2 both hold for age = 0, debts = ja"
)]
fn gaps_and_overlaps_come_with_a_witness(#[case] rows: &str, #[case] rule: &str, #[case] reason: &str) {
    let problems = read(&format!("{HEAD}{rows}")).unwrap_err();

    assert_eq!((problems[0].rule, problems[0].reason.as_str()), (rule, reason));
}

#[test]
fn a_fact_of_the_wrong_kind_is_unknown() {
    let table =
        read(&format!("{HEAD}| 1 | - | true | \"a\" | x |\n| 2 | - | false | \"b\" | x |\n")).unwrap();
    assert!(matches!(FactKey::Debts.kind(), FactKind::YesNo));
    let (key, mut wrong) = fact(FactKey::Debts, 1);
    wrong.value = FactValue::Number(1);

    assert_eq!(table.find(&Facts::from_iter([(key, wrong)])), Found::Missing(vec![FactKey::Debts]));
}
