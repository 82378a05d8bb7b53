//! What is left to a person: every row of the tables in the README, with facts for which the answer says so by name.

mod means;
mod right;
mod schemes;

use super::*;
use crate::testing::{NATIONAL, day, facts, single};

/// Facts that call for a row of a table.
struct Left {
    /// The first cell of the row, and how the second begins.
    row: (&'static str, &'static str),
    facts: Facts,
    on: &'static str,
    ask: Ask,
    local: Local,
    /// The rule that says so, and part of its sentence.
    says: (&'static str, &'static str),
}

fn left(
    row: (&'static str, &'static str),
    ask: Ask,
    (facts, on): (Facts, &'static str),
    says: (&'static str, &'static str),
) -> Left {
    Left { row, facts, on, ask, local: Local::default(), says }
}

fn all() -> Vec<Left> {
    use schemes::{not_worked_out, the_older, the_others};
    let tables = [right::the_right(), means::the_means(), the_older(), the_others(), not_worked_out()];
    tables.into_iter().flatten().collect()
}

#[test]
fn each_is_left_to_a_person_by_name_and_with_the_reason() {
    let mut wrong = Vec::new();
    for case in all() {
        let days = Days::all(day(case.on));
        let reply = answer(&case.facts, &NATIONAL, &case.local, days, case.ask);
        let (rule, text) = case.says;
        let said = reply.explanations.iter().any(|line| line.rule == rule && line.text.contains(text))
            && reply.reason.as_ref().is_some_and(|reason| reason.contains(text));
        if reply.outcome != Verdict::PersonDecides || !said {
            let lines: Vec<_> = reply.explanations.iter().map(|line| (&line.rule, &line.text)).collect();
            wrong.push(format!(
                "{:?}: {:?}, missing {:?}: {lines:#?}",
                case.row, reply.outcome, reply.missing
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every row of a table of the README that is about a person, by its first two cells.
fn rows() -> Vec<(String, String)> {
    let readme = include_str!("../../README.md");
    let tables = ["| rule | when |", "| rule | when it is left to a person |", "| question | why |"];
    let mut rows = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        if tables.iter().any(|head| line.starts_with(head)) {
            inside = true;
        } else if !line.starts_with('|') {
            inside = false;
        } else if inside && !line.starts_with("| ---") {
            let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
            rows.push((cells.next().unwrap(), cells.next().unwrap()));
        }
    }
    rows
}

#[test]
fn every_row_of_the_readme_has_facts_that_call_for_it() {
    let (rows, cases) = (rows(), all());
    assert!(rows.len() > 25, "only {} rows were found", rows.len());
    for (rule, when) in &rows {
        let called = cases.iter().any(|case| case.row.0 == rule && when.starts_with(case.row.1));
        assert!(called, "{rule}: {when}");
    }
    for case in cases {
        let found = rows.iter().filter(|(rule, when)| rule == case.row.0 && when.starts_with(case.row.1));
        assert_eq!(found.count(), 1, "{:?} is in no table", case.row);
    }
}
