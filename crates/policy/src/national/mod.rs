//! What national law fixes, as data: amounts, shares, terms, brackets and rules, each by key and day.

mod holidays;
mod keys;
mod kinds;
mod series;

use std::collections::{BTreeSet, HashMap};

use chrono::{Months, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;

pub use holidays::{EquatedDay, Holiday};
pub(crate) use keys::Kind;
pub use keys::{LawKey, Unit, law_keys};
pub use kinds::{Amount, Bracket, Confidence, NoAmount, Rate, Term};
pub(crate) use series::{Held, Period, Series};

use crate::model::{GateException, LoweringBounds, ProtectedFacts};

/// The rows of each key.
pub(crate) type Table<T> = HashMap<String, Series<T>>;

/// Amounts, shares, terms and rules of national law by day. Never derived from each other, never extrapolated.
#[derive(Debug, Clone)]
pub struct National {
    pub(crate) version: String,
    pub(crate) law: Law,
    /// Oldest first.
    pub(crate) pension_ages: Vec<PensionAge>,
    pub(crate) bounds: Bounds,
}

/// Everything that is looked up by key and day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Law {
    pub amounts: Table<Amount>,
    pub rates: Table<Rate>,
    pub terms: Table<Term>,
    pub brackets: Table<Vec<Bracket>>,
    pub rules: Table<()>,
}

/// What the law fixes for every policy.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bounds {
    /// Oldest first.
    pub search_law: Vec<SearchLaw>,
    pub holidays: Vec<Holiday>,
    /// Oldest first.
    pub equated_days: Vec<EquatedDay>,
    /// `None` only when the file has a fault.
    pub lowering: Option<LoweringBounds>,
    pub protected: ProtectedFacts,
}

/// Pension age for people born on or after a day (AOW art. 7a).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PensionAge {
    pub born_from: NaiveDate,
    pub months: u32,
    pub source: String,
}

/// Who is excepted from the search period of the law, from a day on (Participation Act art. 41(4), (11)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchExceptions {
    pub from: NaiveDate,
    pub exceptions: Vec<GateException>,
    pub source: String,
}

/// The search period of the law from a day on (Participation Act art. 41(4), (11)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SearchLaw {
    pub from: NaiveDate,
    /// Applies below this age; to a couple when both are.
    pub under_age: u32,
    pub weeks: u32,
    pub exceptions: Vec<GateException>,
    pub source: String,
}

impl SearchLaw {
    /// From every day on which the exceptions, the age or the number of weeks change.
    ///
    /// # Errors
    ///
    /// [`NoAmount`] for a day on which there are exceptions, and no age or no number of weeks.
    pub(crate) fn of(exceptions: &[SearchExceptions], law: &Law) -> Result<Vec<Self>, NoAmount> {
        let terms = [SEARCH_AGE, SEARCH_WEEKS].into_iter().filter_map(|key| law.terms.get(key));
        let changes = terms.flat_map(|series| series.0.iter().map(|period| period.from));
        let days: BTreeSet<NaiveDate> = exceptions.iter().map(|row| row.from).chain(changes).collect();
        let number = |key: &str, day| -> Result<u32, NoAmount> {
            let term = of(&law.terms, key, day)?;
            u32::try_from(term.number).map_err(|_| NoAmount::Unknown { key: key.to_owned() })
        };
        let mut rows = Vec::new();
        for day in days {
            let Some(row) = exceptions.iter().rfind(|row| row.from <= day) else { continue };
            rows.push(Self {
                from: day,
                under_age: number(SEARCH_AGE, day)?,
                weeks: number(SEARCH_WEEKS, day)?,
                exceptions: row.exceptions.clone(),
                source: row.source.clone(),
            });
        }
        Ok(rows)
    }
}

/// Below this age the law asks a search period.
const SEARCH_AGE: &str = "41.4.age";
/// For so many weeks.
const SEARCH_WEEKS: &str = "41.4.weeks";

impl National {
    /// The amount in force on `day`, by the key of its article: `21.b`, `34.3.a`, `wml.month`.
    ///
    /// # Errors
    ///
    /// [`NoAmount`] for an unknown key and for every day whose amount the table does not have.
    pub fn amount(&self, key: &str, day: NaiveDate) -> Result<&Amount, NoAmount> {
        of(&self.law.amounts, key, day)
    }

    /// The share in force on `day`: `52.share`, `19.3`, `lks.charges`.
    ///
    /// # Errors
    ///
    /// As [`National::amount`].
    pub fn rate(&self, key: &str, day: NaiveDate) -> Result<&Rate, NoAmount> {
        of(&self.law.rates, key, day)
    }

    /// The age or term in force on `day`: `19a.age`, `31.2.n.months`, `13.1.e.weeks`.
    ///
    /// # Errors
    ///
    /// As [`National::amount`].
    pub fn term(&self, key: &str, day: NaiveDate) -> Result<&Term, NoAmount> {
        of(&self.law.terms, key, day)
    }

    /// The brackets in force on `day`, from low to high and contiguous from zero to no end: `31.4.work`.
    ///
    /// # Errors
    ///
    /// As [`National::amount`].
    pub fn brackets(&self, key: &str, day: NaiveDate) -> Result<&[Bracket], NoAmount> {
        of(&self.law.brackets, key, day).map(Vec::as_slice)
    }

    /// Whether a rule of law is in force on `day`: `34.4` (room for capital fixed at the start), `34.present`.
    ///
    /// # Errors
    ///
    /// [`NoAmount::Unknown`] for an unknown key, [`NoAmount::Unsupported`] when it is not known for that day.
    pub fn in_force(&self, key: &str, day: NaiveDate) -> Result<bool, NoAmount> {
        match of(&self.law.rules, key, day) {
            Ok(()) => Ok(true),
            Err(NoAmount::NotYet { .. } | NoAmount::Ended { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// The share of the full adult minimum wage, by month and by hour, at `age` in years on `day` (minimum wage act
    /// art. 7, 8). `work_based_track`: in a vocational work-based track (bbl).
    ///
    /// # Errors
    ///
    /// As [`National::amount`]; [`NoAmount::Unknown`] below fifteen.
    pub fn youth_wage(&self, age: i32, work_based_track: bool, day: NaiveDate) -> Result<&Rate, NoAmount> {
        if i64::from(age) >= self.term("wml.adult-age", day)?.number {
            return self.rate("wml.youth.adult", day);
        }
        let key = match (age, work_based_track) {
            (20, true) => "wml.youth.20.bbl",
            (19, true) => "wml.youth.19.bbl",
            (18, true) => "wml.youth.18.bbl",
            (22, _) => "wml.youth.22",
            (21, _) => "wml.youth.21",
            (20, _) => "wml.youth.20",
            (19, _) => "wml.youth.19",
            (18, _) => "wml.youth.18",
            (17, _) => "wml.youth.17",
            (16, _) => "wml.youth.16",
            (15, _) => "wml.youth.15",
            _ => return Err(NoAmount::Unknown { key: format!("wml.youth.{age}") }),
        };
        self.rate(key, day)
    }

    /// Pension age in months of someone born on `birth` (AOW art. 7a). For those whose age has not been announced
    /// it is the last announced one, which the law never lowers.
    ///
    /// # Errors
    ///
    /// [`NoAmount::Unsupported`] when the table does not reach back to `birth`.
    pub fn pension_age_months(&self, birth: NaiveDate) -> Result<u32, NoAmount> {
        let place = self.pension_ages.partition_point(|row| row.born_from <= birth);
        let row = place.checked_sub(1).and_then(|place| self.pension_ages.get(place));
        row.map(|row| row.months).ok_or_else(|| NoAmount::Unsupported { key: "aow.7a".into(), day: birth })
    }

    /// The day on which someone born on `birth` reaches pension age; before it the Participation Act holds.
    ///
    /// # Errors
    ///
    /// As [`National::pension_age_months`].
    pub fn pension_day(&self, birth: NaiveDate) -> Result<NaiveDate, NoAmount> {
        let months = self.pension_age_months(birth)?;
        Ok(birth.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX))
    }

    /// The days of every year that are no working days (Algemene termijnenwet art. 3).
    pub fn holidays(&self) -> &[Holiday] {
        &self.bounds.holidays
    }

    /// Single days that count as public holidays, oldest first (Algemene termijnenwet art. 3(3)).
    pub fn equated_days(&self) -> &[EquatedDay] {
        &self.bounds.equated_days
    }

    /// SHA-256 over the files of the law, in hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }
}

fn of<'a, T>(table: &'a Table<T>, key: &str, day: NaiveDate) -> Result<&'a T, NoAmount> {
    table.get(key).ok_or_else(|| NoAmount::Unknown { key: key.into() })?.on(key, day)
}
