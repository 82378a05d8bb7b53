//! National law as data: files named by their first day with what changes then, files by subject, and `terms.toml`.

mod gather;
mod order;
mod ratios;
mod rows;

pub(crate) use rows::{AmountRow, BracketRow, LapsedRow, RateRow, RuleRow, TermRow, UnknownRow};

use super::Files;
use super::document::Lined;
use super::sections::TermsFile;
use crate::national::{Bounds, National, PensionAge, SearchExceptions, SearchLaw};
use crate::problem::Problem;

/// The file with pension ages and the search period.
const TERMS: &str = "terms.toml";

/// What every key means, for whoever reads the folder.
const ABOUT: &str = "README.md";

/// Reads all files; `None` when there was a fault.
pub(super) fn read(mut files: Files, problems: &mut Vec<Problem>) -> Option<National> {
    let before = problems.len();
    files.texts.remove(ABOUT);
    let (mut pension_ages, mut search, mut bounds) = (Vec::new(), Vec::new(), Bounds::default());
    let mut written = gather::Written::default();
    for (name, text) in &files.texts {
        let path = files.path(name);
        if name == TERMS {
            (pension_ages, search, bounds) = terms(&path, text, problems);
        } else {
            written.read(&path, name, text, problems);
        }
    }
    if !files.texts.contains_key(TERMS) {
        problems.push(Problem::new(&files.path(TERMS), 1, "missing-file", "the file is not there"));
    }
    order::check(&mut written, &files.folder, problems);
    ratios::check(&written.amounts, problems);
    let version = files.hash();
    let law = written.into_law();
    match SearchLaw::of(&search, &law) {
        Ok(rows) => bounds.search_law = rows,
        Err(error) => problems.push(Problem::new(&files.path(TERMS), 1, "no-amount", error.to_string())),
    }
    (problems.len() == before).then_some(National { version, law, pension_ages, bounds })
}

fn terms(
    path: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> (Vec<PensionAge>, Vec<SearchExceptions>, Bounds) {
    let TermsFile { lowering, protected, pension_age, search_period, holiday, equated_day } =
        TermsFile::read(path, text, problems);
    let not_in_order =
        |name: &str| Problem::new(path, 1, "order", format!("{name}: rows go from old to new"));
    for Lined { line, value: holiday } in &holiday.read {
        if !holiday.is_whole() {
            let reason = format!("{}: has a month and a day that exist, or days from Easter", holiday.name);
            problems.push(Problem::new(path, *line, "holiday", reason));
        }
    }
    let (holidays, equated_days) = (holiday.values(), equated_day.values());
    if equated_days.windows(2).any(|pair| pair[0].day >= pair[1].day) {
        problems.push(not_in_order("equated_day"));
    }
    if holidays.is_empty() {
        problems.push(Problem::new(path, 1, "missing-field", "holiday: the public holidays are not there"));
    }
    let (pension_ages, search) = (pension_age.values(), search_period.values());
    if pension_ages.is_empty() || pension_ages.windows(2).any(|pair| pair[0].born_from >= pair[1].born_from) {
        problems.push(not_in_order("pension_age"));
    }
    if search.is_empty() || search.windows(2).any(|pair| pair[0].from >= pair[1].from) {
        problems.push(not_in_order("search_period"));
    }
    let (line, protected) = protected.map(|one| (one.line, one.value)).unwrap_or_default();
    for key in protected.unclassified() {
        let reason = format!("protected: `{key}` stands once, under `allowed` or under one of the grounds");
        problems.push(Problem::new(path, line, "fact-classified", reason));
    }
    let lowering = lowering.map(|lowering| lowering.value);
    (pension_ages, search, Bounds { search_law: Vec::new(), holidays, equated_days, lowering, protected })
}
