//! The page beside the files names every key with the unit that the code has for it.

use std::fs;

use crate::common::{folder, policies};
use policy::law_keys;

#[test]
fn the_page_names_every_key_with_its_unit() {
    let page = fs::read_to_string(folder().join("national/README.md")).unwrap();
    let table = page.split_once("## Keys").unwrap().1;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let written: Vec<_> = rows.iter().map(|row| (row[0].trim_matches('`'), row[1])).collect();
    let known: Vec<_> = law_keys().map(|known| (known.key, known.unit.text())).collect();

    assert_eq!(written, known, "the table of keys in deploy/policies/national/README.md");
    assert!(known.len() > 200);
    for row in &rows {
        assert!(row.len() == 3 && !row[2].is_empty(), "{row:?} says what it is");
    }
}

#[test]
fn no_key_stands_twice() {
    let mut keys: Vec<_> = law_keys().map(|known| known.key).collect();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
}

/// The page explains; it decides nothing, so it is no part of the version.
#[test]
fn the_page_is_no_part_of_the_version() {
    let root = crate::common::town();
    let before = crate::common::load(&root).national().version().to_owned();
    fs::write(root.path().join("national/README.md"), "other words").unwrap();
    assert_eq!(crate::common::load(&root).national().version(), before);
    assert_eq!(policies().national().version().len(), 64);
}
