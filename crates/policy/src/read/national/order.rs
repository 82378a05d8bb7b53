//! Whether the rows of each key follow each other: every day once, from the first row to the end of the table.

use chrono::NaiveDate;
use domain::Cents;

use super::gather::{Gathered, Placed, Written};
use crate::national::{Amount, Bracket, Held, Kind, law_keys};
use crate::problem::Problem;

/// Puts the rows in order and names every gap, overlap, duplicate, and key that stops without a word.
pub(super) fn check(written: &mut Written, folder: &str, problems: &mut Vec<Problem>) {
    in_order(&mut written.amounts);
    in_order(&mut written.rates);
    in_order(&mut written.terms);
    in_order(&mut written.brackets);
    in_order(&mut written.rules);
    let ends = [ends(&written.amounts), ends(&written.rates), ends(&written.terms), ends(&written.brackets)];
    let horizon = ends.into_iter().flatten().max();
    follow(&written.amounts, horizon, problems);
    follow(&written.rates, horizon, problems);
    follow(&written.terms, horizon, problems);
    follow(&written.brackets, horizon, problems);
    follow(&written.rules, None, problems);
    for known in law_keys() {
        let there = match known.unit.kind() {
            Kind::Amount => written.amounts.contains_key(known.key),
            Kind::Rate => written.rates.contains_key(known.key),
            Kind::Term => written.terms.contains_key(known.key),
            Kind::Brackets => written.brackets.contains_key(known.key),
            Kind::Rule => written.rules.contains_key(known.key),
        };
        if !there {
            let reason = format!("the rules use `{}`, and no file has it", known.key);
            problems.push(Problem::new(folder, 1, "missing-key", reason));
        }
    }
    rise(&written.amounts, problems);
    for (key, rows) in &written.brackets {
        rows.iter().for_each(|row| endless(key, row, problems));
    }
}

fn in_order<T>(gathered: &mut Gathered<T>) {
    for rows in gathered.values_mut() {
        rows.sort_by_key(|row| row.period.from);
    }
}

/// The last day of every known row that has one.
fn ends<T>(gathered: &Gathered<T>) -> Option<NaiveDate> {
    let known = gathered.values().flatten().filter(|row| matches!(row.period.held, Held::Known(_)));
    known.filter_map(|row| row.period.until).max()
}

fn follow<T>(gathered: &Gathered<T>, horizon: Option<NaiveDate>, problems: &mut Vec<Problem>) {
    for (key, rows) in gathered {
        for row in rows {
            let until = row.period.until.filter(|until| *until < row.period.from);
            if let Some(until) = until {
                let reason =
                    format!("{key} holds from {} until {until}: the end comes first", row.period.from);
                problems.push(Problem::new(&row.file, row.line, "period", reason));
            }
        }
        for pair in rows.windows(2) {
            problems.extend(fault_between(key, &pair[0], &pair[1]));
        }
        let Some(last) = rows.last() else { continue };
        if let (Some(until), Some(horizon)) = (last.period.until, horizon)
            && until < horizon
        {
            let reason = format!(
                "{key} stops on {until}, while other rows go on until {horizon}: say what holds then, that it is not \
                 known, or that it has lapsed"
            );
            problems.push(Problem::new(&last.file, last.line, "stops", reason));
        }
    }
}

fn fault_between<T>(key: &str, earlier: &Placed<T>, later: &Placed<T>) -> Option<Problem> {
    let fault = |rule, reason: String| Some(Problem::new(&later.file, later.line, rule, reason));
    let (from, before) = (later.period.from, &earlier.file);
    if earlier.period.from == from {
        return fault(
            "duplicate-key",
            format!("{key} stands twice for {from}: also in {before}:{}", earlier.line),
        );
    }
    match earlier.period.until {
        Some(until) if until.succ_opt().is_some_and(|next| next < from) => {
            fault("gap", format!("{key} ends on {until} in {before}:{} and goes on on {from}", earlier.line))
        }
        Some(until) if until < from => None,
        _ => fault("overlap", format!("{key} from {from} overlaps the row in {before}:{}", earlier.line)),
    }
}

/// What the law raises every half-year never falls.
fn rise(amounts: &Gathered<Amount>, problems: &mut Vec<Problem>) {
    for known in law_keys().filter(|known| known.rises) {
        let mut highest = Cents::ZERO;
        for row in amounts.get(known.key).into_iter().flatten() {
            let Held::Known(amount) = &row.period.held else { continue };
            if amount.cents < highest {
                let reason = format!("{} falls from {highest} to {}", known.key, amount.cents);
                problems.push(Problem::new(&row.file, row.line, "falls", reason));
            }
            highest = amount.cents;
        }
    }
}

/// The last bracket has no end.
fn endless(key: &str, row: &Placed<Vec<Bracket>>, problems: &mut Vec<Problem>) {
    let Held::Known(brackets) = &row.period.held else { return };
    if brackets.last().is_some_and(|last| last.to_cents.is_some()) {
        let reason = format!("{key}: the last bracket has an end, so an income above it has no outcome");
        problems.push(Problem::new(&row.file, row.line, "brackets", reason));
    }
}
