//! A caseload from a file: a row a person, a column a fact.

use std::collections::HashSet;
use std::fmt;
use std::io::{BufRead, BufReader, Read};

use chrono::NaiveDate;
use csv::StringRecord;
use domain::{Bsn, Cents, FactKey, FactKind, FactValue};
use policy::number_of;

use super::Caseload;

/// So many faults are told before reading stops.
const MOST_FAULTS: usize = 20;
const CASE: &str = "case";
const MONTHS_TO_REVIEW: &str = "months_to_review";

/// Why a place in the file cannot be used; in plain Dutch, and never with the value that stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1.
    pub line: u64,
    /// Name of the column; `None` when the whole line is meant.
    pub column: Option<String>,
    pub reason: String,
}

/// Every fault until reading stopped; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub Vec<Fault>);

/// A caseload that is not one.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("het bestand kan niet worden gelezen: {0}")]
    File(#[from] std::io::Error),
    #[error("{0}")]
    Refused(Refused),
}

/// What a column of the file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Case,
    MonthsToReview,
    Fact(FactKey),
}

impl Caseload {
    /// Reads a caseload, a row at a time. The header names facts by their code; beside them may stand `case` and
    /// `months_to_review`. An empty cell is unknown. Ages are derived for `day` from birth dates.
    ///
    /// # Errors
    ///
    /// [`Unreadable`], with line, column and reason of each fault.
    pub fn read_csv(from: impl Read, day: NaiveDate) -> Result<Self, Unreadable> {
        let mut from = BufReader::new(from);
        let delimiter = delimiter(from.fill_buf()?);
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(from);
        let header = rows.headers().map_err(broken)?.clone();
        let mut reading = Reading {
            columns: columns(&header).map_err(|faults| Unreadable::Refused(Refused(faults)))?,
            header,
            caseload: Self::new(day),
            cases: HashSet::new(),
            faults: Vec::new(),
        };
        let mut row = StringRecord::new();
        while reading.faults.len() < MOST_FAULTS && rows.read_record(&mut row).map_err(broken)? {
            reading.person(&row);
        }
        if reading.faults.is_empty() {
            Ok(reading.caseload)
        } else {
            reading.faults.truncate(MOST_FAULTS);
            Err(Unreadable::Refused(Refused(reading.faults)))
        }
    }
}

/// What divides the first line: a spreadsheet set to Dutch writes semicolons.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if line.contains(&b';') && !line.contains(&b',') { b';' } else { b',' }
}

fn broken(error: csv::Error) -> Unreadable {
    let line = error.position().map_or(1, csv::Position::line);
    let reason = match error.into_kind() {
        csv::ErrorKind::Io(error) => return Unreadable::File(error),
        csv::ErrorKind::Utf8 { .. } => "is geen tekst in UTF-8",
        _ => "is geen regel van een CSV-bestand",
    };
    Unreadable::Refused(Refused(vec![Fault { line, column: None, reason: reason.into() }]))
}

fn columns(header: &StringRecord) -> Result<Vec<Holds>, Vec<Fault>> {
    let (mut holds, mut faults) = (Vec::new(), Vec::new());
    for name in header {
        let fault = |reason: &str| Fault { line: 1, column: Some(name.to_owned()), reason: reason.into() };
        let column = match name {
            CASE => Some(Holds::Case),
            MONTHS_TO_REVIEW => Some(Holds::MonthsToReview),
            name => FactKey::from_code(name).map(Holds::Fact),
        };
        match column {
            Some(column) if holds.contains(&column) => faults.push(fault("staat er twee keer")),
            Some(column) => holds.push(column),
            None => faults.push(fault("is geen gegeven dat het beleid kent")),
        }
    }
    if holds.is_empty() && faults.is_empty() {
        let reason = "de eerste regel noemt geen kolommen".into();
        faults.push(Fault { line: 1, column: None, reason });
    }
    if faults.is_empty() { Ok(holds) } else { Err(faults) }
}

struct Reading {
    columns: Vec<Holds>,
    header: StringRecord,
    caseload: Caseload,
    cases: HashSet<Box<str>>,
    faults: Vec<Fault>,
}

impl Reading {
    fn person(&mut self, row: &StringRecord) {
        let line = row.position().map_or(0, csv::Position::line);
        if row.len() != self.columns.len() {
            let reason = format!("heeft {} velden in plaats van {}", row.len(), self.columns.len());
            self.faults.push(Fault { line, column: None, reason });
            return;
        }
        let months = self.months(line, row);
        let case = self.case(line, row);
        self.caseload.add(&case, months);
        for place in 0..self.columns.len() {
            let (Holds::Fact(key), Some(text)) = (self.columns[place], row.get(place)) else { continue };
            if text.is_empty() {
                continue;
            }
            match number(key, text) {
                Ok(number) => self.caseload.state(key, number),
                Err(reason) => self.fault(line, place, reason),
            }
        }
    }

    /// What the case is called; without a column for it, the line it stands on.
    fn case(&mut self, line: u64, row: &StringRecord) -> String {
        let Some((place, text)) = self.cell(row, Holds::Case) else { return format!("regel {line}") };
        if text.is_empty() {
            self.fault(line, place, "is leeg; elke zaak heeft een eigen aanduiding".into());
        } else if text.parse::<Bsn>().is_ok() {
            self.fault(line, place, "lijkt op een burgerservicenummer; gebruik het zaaknummer".into());
        } else if !self.cases.insert(text.into()) {
            self.fault(line, place, "staat al op een eerdere regel".into());
        }
        text.to_owned()
    }

    fn months(&mut self, line: u64, row: &StringRecord) -> Option<u16> {
        let (place, text) = self.cell(row, Holds::MonthsToReview).filter(|(_, text)| !text.is_empty())?;
        let months = text.parse().ok().filter(|months| *months <= 600);
        if months.is_none() {
            self.fault(line, place, "moet een heel getal van 0 tot en met 600 zijn".into());
        }
        months
    }

    fn cell<'r>(&self, row: &'r StringRecord, holds: Holds) -> Option<(usize, &'r str)> {
        let place = self.columns.iter().position(|column| *column == holds)?;
        Some((place, row.get(place)?))
    }

    fn fault(&mut self, line: u64, place: usize, reason: String) {
        let column = self.header.get(place).map(str::to_owned);
        self.faults.push(Fault { line, column, reason });
    }
}

/// The number of a cell; else why not, in Dutch and without what stands there.
fn number(key: FactKey, text: &str) -> Result<i64, String> {
    let value = match key.kind() {
        FactKind::YesNo => match text {
            "ja" | "true" => FactValue::YesNo(true),
            "nee" | "false" => FactValue::YesNo(false),
            _ => return Err("moet ja of nee zijn".into()),
        },
        FactKind::Number { .. } => FactValue::Number(text.parse().map_err(|_| "moet een heel getal zijn")?),
        FactKind::Money => {
            let cents = text.parse().map_err(|_| "moet een bedrag in hele eurocenten zijn")?;
            FactValue::Money(Cents::new(cents))
        }
        FactKind::Day => {
            FactValue::Day(text.parse().map_err(|_| "moet een datum zijn, geschreven als 1990-12-31")?)
        }
        FactKind::Choice(_) => FactValue::Choice(text.to_owned()),
    };
    key.check(&value).map_err(|wrong| wrong.reason)?;
    number_of(key, &value).ok_or_else(|| "past niet bij dit gegeven".into())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "regel {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", kolom {column}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// One line per fault.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, fault) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        if self.0.len() >= MOST_FAULTS {
            write!(f, "\nNa {MOST_FAULTS} fouten is niet verder gelezen.")?;
        }
        Ok(())
    }
}
