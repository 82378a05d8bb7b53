//! From rows in files to rows by key, each with the place where it is written.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Cents;

use super::rows::{AmountRow, BracketRow, LapsedRow, RateRow, RuleRow, TermRow, UnknownRow};
use crate::national::{Amount, Bracket, Held, Kind, Law, Period, Rate, Series, Table, Term, law_keys};
use crate::problem::Problem;
use crate::read::document::{Entries, Lined};
use crate::read::sections::AmountsFile;

/// A row and where it stands.
pub(super) struct Placed<T> {
    pub file: String,
    pub line: usize,
    pub period: Period<T>,
}

/// The rows of each key, in the order of files until they are checked.
pub(super) type Gathered<T> = BTreeMap<&'static str, Vec<Placed<T>>>;

/// Everything that is written, by kind.
#[derive(Default)]
pub(super) struct Written {
    pub amounts: Gathered<Amount>,
    pub rates: Gathered<Rate>,
    pub terms: Gathered<Term>,
    pub brackets: Gathered<Vec<Bracket>>,
    pub rules: Gathered<()>,
}

/// The file that is read, with its own days.
struct Reader<'a> {
    path: &'a str,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    problems: &'a mut Vec<Problem>,
}

impl Written {
    /// Reads one file.
    pub fn read(&mut self, path: &str, name: &str, text: &str, problems: &mut Vec<Problem>) {
        let file = AmountsFile::read(path, text, problems);
        let from = file.from.as_ref().map(|from| from.value);
        if let Some(from) = file.from.filter(|from| name != format!("{}.toml", from.value)) {
            let reason = format!("holds from {}, so the file is named {}.toml", from.value, from.value);
            problems.push(Problem::new(path, from.line, "date-mismatch", reason));
        }
        if let (Some(from), None) = (from, &file.until) {
            let reason = format!("the file holds from {from}, and does not say until when");
            problems.push(Problem::new(path, 1, "no-period", reason));
        }
        let until = file.until.map(|until| until.value);
        let mut reader = Reader { path, from, until, problems };
        reader.amounts(file.amounts, &mut self.amounts);
        reader.rates(file.rates, &mut self.rates);
        reader.terms(file.terms, &mut self.terms);
        reader.brackets(file.brackets, &mut self.brackets);
        reader.rules(file.rules, &mut self.rules);
        for row in file.unknown.read {
            self.not_known(&mut reader, row);
        }
        for row in file.lapsed.read {
            self.lapsed(&mut reader, row);
        }
    }

    fn not_known(&mut self, reader: &mut Reader<'_>, row: Lined<UnknownRow>) {
        let Lined { line, value: UnknownRow { keys, from, until, reason } } = row;
        if reason.trim().is_empty() {
            reader.problem(line, "no-reason", "says not why it is not known".into());
        }
        let from = from.unwrap_or(NaiveDate::MIN);
        for key in keys {
            let at = (reader.path, line);
            match key_of(&key) {
                Some((key, Kind::Amount)) => put(&mut self.amounts, key, at, from, until, Held::NotKnown),
                Some((key, Kind::Rate)) => put(&mut self.rates, key, at, from, until, Held::NotKnown),
                Some((key, Kind::Term)) => put(&mut self.terms, key, at, from, until, Held::NotKnown),
                Some((key, Kind::Brackets)) => put(&mut self.brackets, key, at, from, until, Held::NotKnown),
                Some((key, Kind::Rule)) => put(&mut self.rules, key, at, from, until, Held::NotKnown),
                None => reader.unknown_key(line, &key),
            }
        }
    }

    fn lapsed(&mut self, reader: &mut Reader<'_>, row: Lined<LapsedRow>) {
        let Lined { line, value: LapsedRow { keys, from, source } } = row;
        reader.sourced(line, "lapsed", &source);
        for key in keys {
            let at = (reader.path, line);
            match key_of(&key) {
                Some((key, Kind::Amount)) => put(&mut self.amounts, key, at, from, None, Held::Lapsed),
                Some((key, Kind::Rate)) => put(&mut self.rates, key, at, from, None, Held::Lapsed),
                Some((key, Kind::Term)) => put(&mut self.terms, key, at, from, None, Held::Lapsed),
                Some((key, Kind::Brackets)) => put(&mut self.brackets, key, at, from, None, Held::Lapsed),
                Some((key, Kind::Rule)) => put(&mut self.rules, key, at, from, None, Held::Lapsed),
                None => reader.unknown_key(line, &key),
            }
        }
    }

    /// For look-ups; the rows are in order.
    pub fn into_law(self) -> Law {
        Law {
            amounts: table(self.amounts),
            rates: table(self.rates),
            terms: table(self.terms),
            brackets: table(self.brackets),
            rules: table(self.rules),
        }
    }
}

fn table<T>(rows: Gathered<T>) -> Table<T> {
    rows.into_iter()
        .map(|(key, rows)| (key.to_owned(), Series(rows.into_iter().map(|row| row.period).collect())))
        .collect()
}

fn key_of(key: &str) -> Option<(&'static str, Kind)> {
    law_keys().find(|known| known.key == key).map(|known| (known.key, known.unit.kind()))
}

fn put<T>(
    rows: &mut Gathered<T>,
    key: &'static str,
    (file, line): (&str, usize),
    from: NaiveDate,
    until: Option<NaiveDate>,
    held: Held<T>,
) {
    let period = Period { from, until, held };
    rows.entry(key).or_default().push(Placed { file: file.into(), line, period });
}

impl Reader<'_> {
    fn problem(&mut self, line: usize, rule: &'static str, reason: String) {
        self.problems.push(Problem::new(self.path, line, rule, reason));
    }

    fn unknown_key(&mut self, line: usize, key: &str) {
        self.problem(line, "unknown-key", format!("`{key}` is no key of national law, or none of this list"));
    }

    fn sourced(&mut self, line: usize, name: &str, source: &str) {
        if source.trim().is_empty() {
            self.problem(line, "no-source", format!("{name} names no source"));
        }
    }

    /// The days of a row: its own, or else those of the file.
    fn days(
        &mut self,
        (line, key): (usize, &str),
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
    ) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let last = until.or(if from.is_none() { self.until } else { None });
        let first = from.or(self.from);
        if first.is_none() {
            self.problem(line, "no-period", format!("{key} names no first day, and the file has none"));
        }
        first.map(|first| (first, last))
    }

    /// The key as the rules know it, when it belongs in a list of this kind.
    fn key(&mut self, line: usize, key: &str, kind: Kind) -> Option<&'static str> {
        let known = key_of(key).filter(|(_, known)| *known == kind).map(|(key, _)| key);
        if known.is_none() {
            self.unknown_key(line, key);
        }
        known
    }

    fn within(&mut self, (line, key): (usize, &str), name: &str, value: i64, least: i64, most: i64) -> bool {
        let fits = (least..=most).contains(&value);
        if !fits {
            self.problem(line, "out-of-bounds", format!("{key}: {name} is {value}, not {least} to {most}"));
        }
        fits
    }

    fn amounts(&mut self, rows: Entries<AmountRow>, amounts: &mut Gathered<Amount>) {
        for Lined { line, value: row } in rows.read {
            let key = self.key(line, &row.key, Kind::Amount);
            let days = self.days((line, &row.key), row.from, row.until);
            self.sourced(line, &row.key, &row.source);
            let fits = self.within((line, &row.key), "cents", row.cents, 0, i64::MAX);
            let (Some(key), Some((from, until)), true) = (key, days, fits) else { continue };
            let cents = Cents::new(row.cents);
            let amount = Amount { cents, from, source: row.source, confidence: row.confidence };
            put(amounts, key, (self.path, line), from, until, Held::Known(amount));
        }
    }

    fn rates(&mut self, rows: Entries<RateRow>, rates: &mut Gathered<Rate>) {
        for Lined { line, value: row } in rows.read {
            let key = self.key(line, &row.key, Kind::Rate);
            let days = self.days((line, &row.key), row.from, row.until);
            self.sourced(line, &row.key, &row.source);
            let fits = self.within((line, &row.key), "basis_points", row.basis_points, 0, 20_000);
            let (Some(key), Some((from, until)), true) = (key, days, fits) else { continue };
            let RateRow { basis_points, source, confidence, .. } = row;
            let rate = Rate { basis_points, from, source, confidence };
            put(rates, key, (self.path, line), from, until, Held::Known(rate));
        }
    }

    fn terms(&mut self, rows: Entries<TermRow>, terms: &mut Gathered<Term>) {
        for Lined { line, value: row } in rows.read {
            let key = self.key(line, &row.key, Kind::Term);
            let days = self.days((line, &row.key), row.from, row.until);
            self.sourced(line, &row.key, &row.source);
            let fits = self.within((line, &row.key), "number", row.number, 1, i64::MAX);
            let (Some(key), Some((from, until)), true) = (key, days, fits) else { continue };
            let TermRow { number, source, confidence, .. } = row;
            let term = Term { number, from, source, confidence };
            put(terms, key, (self.path, line), from, until, Held::Known(term));
        }
    }

    /// Brackets of one key and the same days are one table: it goes from zero up, and each begins where the one before
    /// ends. Its place is that of its last bracket.
    fn brackets(&mut self, rows: Entries<BracketRow>, tables: &mut Gathered<Vec<Bracket>>) {
        for Lined { line, value: row } in rows.read {
            let key = self.key(line, &row.key, Kind::Brackets);
            let days = self.days((line, &row.key), row.from, row.until);
            self.sourced(line, &row.key, &row.source);
            let fits = self.within((line, &row.key), "basis_points", row.basis_points, 0, 20_000)
                && self.within((line, &row.key), "from_cents", row.from_cents, 0, i64::MAX)
                && self.within((line, &row.key), "less_cents", row.less_cents, 0, i64::MAX);
            let (Some(key), Some((from, until)), true) = (key, days, fits) else { continue };
            let bracket = Bracket {
                from_cents: Cents::new(row.from_cents),
                to_cents: row.to_cents.map(Cents::new),
                basis_points: row.basis_points,
                less_cents: Cents::new(row.less_cents),
                source: row.source,
                confidence: row.confidence,
            };
            let same = |each: &&mut Placed<Vec<Bracket>>| {
                each.period.from == from && each.period.until == until && each.file == self.path
            };
            let mut placed = tables.get_mut(key).and_then(|rows| rows.iter_mut().find(same));
            let before = placed.as_ref().and_then(|placed| match &placed.period.held {
                Held::Known(brackets) => brackets.last(),
                Held::NotKnown | Held::Lapsed => None,
            });
            let begins = before.map_or(Some(Cents::ZERO), |before| before.to_cents);
            let grows = bracket.to_cents.is_none_or(|to| to > bracket.from_cents);
            if begins != Some(bracket.from_cents) || !grows {
                let reason = format!(
                    "{key}: the bracket from {} does not follow the one before it",
                    bracket.from_cents
                );
                self.problems.push(Problem::new(self.path, line, "brackets", reason));
            }
            match &mut placed {
                Some(Placed { period: Period { held: Held::Known(brackets), .. }, line: last, .. }) => {
                    *last = line;
                    brackets.push(bracket);
                }
                _ => put(tables, key, (self.path, line), from, until, Held::Known(vec![bracket])),
            }
        }
    }

    fn rules(&mut self, rows: Entries<RuleRow>, rules: &mut Gathered<()>) {
        for Lined { line, value: row } in rows.read {
            let Some(key) = self.key(line, &row.key, Kind::Rule) else { continue };
            self.sourced(line, &row.key, &row.source);
            let at = (self.path, line);
            put(rules, key, at, row.from, row.until, Held::Known(()));
            if let Some(after) = row.until.and_then(|until| until.succ_opt()) {
                put(rules, key, at, after, None, Held::Lapsed);
            }
        }
    }
}
