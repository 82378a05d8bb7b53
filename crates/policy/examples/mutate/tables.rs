//! Changes in a decision table: rows, cells, outputs.

use std::ops::Range;

use domain::{FactKey, FactKind};

use crate::mutant::{Edit, Kind, Mutant, days_around, line_of};

/// A line of the table with the places of its cells, spaces around them left out.
struct Line {
    whole: Range<usize>,
    cells: Vec<Range<usize>>,
}

/// Every mutant of the table in `text`.
pub fn mutants(file: &str, text: &str) -> Vec<Mutant> {
    let lines = lines(text);
    let [header, _, kinds, rows @ ..] = lines.as_slice() else { return Vec::new() };
    let at = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
    let of_kind = |kind: &str| -> Vec<usize> {
        (0..kinds.cells.len())
            .filter(|place| kinds.cells.get(*place).is_some_and(|cell| at(cell) == kind))
            .collect()
    };
    let (inputs, outputs) = (of_kind("i"), of_kind("o"));
    let mut found = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        found.push(without_row(file, text, rows, number));
        for input in &inputs {
            let (Some(name), Some(cell)) = (header.cells.get(*input), row.cells.get(*input)) else {
                continue;
            };
            let name = at(name).trim_matches('`');
            for changed in cell_changes(name, at(cell)) {
                found.push(change(file, text, number, Kind::Cell, name, cell, &changed));
            }
        }
        for output in &outputs {
            let Some(cell) = row.cells.get(*output) else { continue };
            let others = rows.iter().filter_map(|row| row.cells.get(*output)).map(at);
            for changed in output_changes(at(cell), others) {
                found.push(change(file, text, number, Kind::Output, "output", cell, &changed));
            }
        }
    }
    found
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let whole = start..start + line.len();
        start = whole.end;
        if !line.trim_start().starts_with('|') {
            continue;
        }
        let bars: Vec<_> = line.match_indices('|').map(|(place, _)| whole.start + place).collect();
        let cells = bars.windows(2).filter_map(|pair| {
            let inner = text.get(pair[0] + 1..pair[1])?;
            let from = pair[0] + 1 + inner.len() - inner.trim_start().len();
            Some(from..from + inner.trim().len())
        });
        lines.push(Line { whole, cells: cells.collect() });
    }
    lines
}

/// Without the row, the rows after it numbered anew.
fn without_row(file: &str, text: &str, rows: &[Line], number: usize) -> Mutant {
    let gone = rows.get(number).map_or(0..0, |row| row.whole.clone());
    let mut edits = vec![Edit { place: gone.clone(), by: String::new() }];
    for (place, row) in rows.iter().enumerate().skip(number + 1) {
        edits.extend(row.cells.first().map(|cell| Edit { place: cell.clone(), by: place.to_string() }));
    }
    Mutant {
        file: file.into(),
        line: line_of(text, gone.start),
        kind: Kind::Row,
        what: format!("row {} is gone: {}", number + 1, text.get(gone).unwrap_or("").trim()),
        edits,
    }
}

fn change(
    file: &str,
    text: &str,
    number: usize,
    kind: Kind,
    column: &str,
    cell: &Range<usize>,
    by: &str,
) -> Mutant {
    let was = text.get(cell.clone()).unwrap_or("");
    Mutant {
        file: file.into(),
        line: line_of(text, cell.start),
        kind,
        what: format!("row {} {column}: {was} -> {by}", number + 1),
        edits: vec![Edit { place: cell.clone(), by: by.into() }],
    }
}

/// Points are one more and one less; a key becomes each other key that the table gives.
fn output_changes<'a>(cell: &str, others: impl Iterator<Item = &'a str>) -> Vec<String> {
    if let Ok(points) = cell.parse::<i64>() {
        return vec![(points + 1).to_string(), (points - 1).to_string()];
    }
    let mut others: Vec<_> = others.filter(|other| *other != cell).map(str::to_owned).collect();
    others.sort();
    others.dedup();
    others
}

/// Each value one step further and back, each bound open and closed, each choice another, each yes a no.
fn cell_changes(name: &str, cell: &str) -> Vec<String> {
    if cell == "-" {
        return Vec::new();
    }
    let kind = FactKey::from_code(name).map(FactKey::kind);
    match kind {
        Some(FactKind::YesNo) if cell == "true" => vec!["false".into()],
        Some(FactKind::YesNo) => vec!["true".into()],
        Some(FactKind::Choice(list)) => {
            let codes: Vec<_> = list.iter().map(|one| one.code).collect();
            choice_changes(&codes, cell)
        }
        Some(FactKind::Day) => date_changes(cell),
        _ => number_changes(cell).into_iter().chain(bound_changes(cell)).collect(),
    }
}

fn choice_changes(codes: &[&str], cell: &str) -> Vec<String> {
    let mut changes = Vec::new();
    for code in codes {
        let quoted = format!("\"{code}\"");
        if !cell.contains(&quoted) {
            continue;
        }
        let free = codes.iter().filter(|other| !cell.contains(&format!("\"{other}\"")));
        changes.extend(free.map(|other| cell.replace(&quoted, &format!("\"{other}\""))));
    }
    changes
}

fn date_changes(cell: &str) -> Vec<String> {
    let mut changes = Vec::new();
    for date in cell.split('"') {
        changes.extend(days_around(date).iter().map(|day| cell.replace(date, day)));
    }
    changes
}

fn number_changes(cell: &str) -> Vec<String> {
    let mut changes = Vec::new();
    let mut from = 0;
    while let Some(start) = cell.get(from..).and_then(|rest| rest.find(|each: char| each.is_ascii_digit())) {
        let start = from + start;
        let rest = cell.get(start..).unwrap_or("");
        let end = start + rest.find(|each: char| !each.is_ascii_digit()).unwrap_or(rest.len());
        if let Some(Ok(number)) = cell.get(start..end).map(str::parse::<i64>) {
            for other in [number - 1, number + 1] {
                let mut changed = cell.to_owned();
                changed.replace_range(start..end, &other.to_string());
                changes.push(changed);
            }
        }
        from = end;
    }
    changes
}

fn bound_changes(cell: &str) -> Vec<String> {
    let mut changes = Vec::new();
    if cell.contains("..") {
        let pairs = [("[", "("), ("(", "["), ("]", ")"), (")", "]")];
        let plain = cell.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')'));
        let inner = plain.unwrap_or(cell);
        for (from, to) in pairs {
            if inner.contains(from) {
                let changed = inner.replacen(from, to, 1);
                changes.push(if plain.is_some() { format!("not({changed})") } else { changed });
            }
        }
    }
    for (from, to) in [("<=", "<"), (">=", ">")] {
        if cell.contains(from) {
            changes.push(cell.replacen(from, to, 1));
        }
    }
    for sign in ["<", ">"] {
        if cell.contains(sign) && !cell.contains(&format!("{sign}=")) {
            changes.push(cell.replacen(sign, &format!("{sign}="), 1));
        }
    }
    changes
}
