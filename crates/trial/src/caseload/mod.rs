//! People in columns: a number per fact, so that a whole country fits in memory.

mod from_csv;

use chrono::{Datelike, Days, NaiveDate};
use domain::{FactKey, Facts, age_on};
use policy::{Answers, number_of};

pub use from_csv::{Fault, Refused, Unreadable};

/// What stands in a column of months when nothing is known.
const UNKNOWN: u16 = u16::MAX;

/// People of whom some facts are known, on one day.
#[derive(Debug)]
pub struct Caseload {
    /// Ages hold on this day.
    day: NaiveDate,
    /// For each fact of the catalogue its column, if anybody has the fact.
    columns: Vec<Option<Column>>,
    names: Names,
    /// Months until the planned review; [`UNKNOWN`] when none is known.
    reviews: Vec<u16>,
}

/// One fact of everybody. It may be shorter than there are people: whoever is past its end is unknown.
#[derive(Debug, Default)]
struct Column {
    numbers: Vec<i64>,
    /// A bit each.
    known: Vec<u64>,
}

/// What cases are called, one after the other.
#[derive(Debug, Default)]
struct Names {
    text: String,
    ends: Vec<usize>,
}

/// One person of a caseload.
#[derive(Debug, Clone, Copy)]
pub struct Person<'c> {
    caseload: &'c Caseload,
    place: usize,
}

impl Caseload {
    /// Nobody yet. Ages are derived for `day` where a birth date is known.
    pub fn new(day: NaiveDate) -> Self {
        let columns = FactKey::ALL.iter().map(|_| None).collect();
        Self { day, columns, names: Names::default(), reviews: Vec::new() }
    }

    pub fn day(&self) -> NaiveDate {
        self.day
    }

    pub fn len(&self) -> usize {
        self.reviews.len()
    }

    pub fn is_empty(&self) -> bool {
        self.reviews.is_empty()
    }

    /// Adds someone of whom no fact is known yet. `case` is what the case is called: never a name or a number of a
    /// person.
    pub fn add(&mut self, case: &str, months_to_review: Option<u16>) {
        self.names.text.push_str(case);
        self.names.ends.push(self.names.text.len());
        self.reviews.push(months_to_review.unwrap_or(UNKNOWN));
    }

    /// States a fact of whoever was added last, as [`Answers`] counts. An age follows from a birth date.
    pub fn state(&mut self, key: FactKey, number: i64) {
        let Some(place) = self.len().checked_sub(1) else { return };
        self.put(place, key, number);
        let age = match key {
            FactKey::BirthDate => FactKey::Age,
            FactKey::PartnerBirthDate => FactKey::PartnerAge,
            _ => return,
        };
        if let Some(birth) = day_of(number) {
            self.put(place, age, i64::from(age_on(birth, self.day)));
        }
    }

    /// Adds someone with these facts.
    pub fn add_facts(&mut self, case: &str, facts: &Facts) {
        self.add(case, None);
        for (key, fact) in facts.iter() {
            if let Some(number) = number_of(key, &fact.value) {
                self.state(key, number);
            }
        }
    }

    fn put(&mut self, place: usize, key: FactKey, number: i64) {
        let Some(column) = self.columns.get_mut(key as usize) else { return };
        let column = column.get_or_insert_default();
        column.numbers.resize(place + 1, 0);
        column.known.resize(place / 64 + 1, 0);
        column.numbers[place] = number;
        column.known[place / 64] |= 1 << (place % 64);
    }

    /// Whoever stands at this place, from 0 to [`Caseload::len`].
    pub fn person(&self, place: usize) -> Person<'_> {
        Person { caseload: self, place }
    }

    /// The numbers of a fact and for each whether it is known, as a plain loop reads them.
    pub fn column(&self, key: FactKey) -> impl Iterator<Item = Option<i64>> {
        (0..self.len()).map(move |place| self.number(place, key))
    }

    fn number(&self, place: usize, key: FactKey) -> Option<i64> {
        let column = self.columns.get(key as usize)?.as_ref()?;
        let known = column.known.get(place / 64)? & (1 << (place % 64)) != 0;
        if known { column.numbers.get(place).copied() } else { None }
    }
}

impl<'c> Person<'c> {
    /// What the case is called.
    pub fn case(&self) -> &'c str {
        let names = &self.caseload.names;
        let start = self.place.checked_sub(1).and_then(|before| names.ends.get(before)).copied().unwrap_or(0);
        names.ends.get(self.place).and_then(|end| names.text.get(start..*end)).unwrap_or("")
    }

    /// Months until the planned review; `None` when that is not known.
    pub fn months_to_review(&self) -> Option<u16> {
        self.caseload.reviews.get(self.place).copied().filter(|months| *months != UNKNOWN)
    }
}

impl Answers for Person<'_> {
    fn answer(&self, key: FactKey) -> Option<i64> {
        self.caseload.number(self.place, key)
    }
}

/// The day of a number, as [`Answers`] counts days.
fn day_of(number: i64) -> Option<NaiveDate> {
    let start = NaiveDate::from_ymd_opt(1, 1, 1)?;
    let past = u64::try_from(number.checked_sub(i64::from(start.num_days_from_ce()))?).ok()?;
    start.checked_add_days(Days::new(past))
}

#[cfg(test)]
mod tests {
    use domain::{Fact, FactSource, FactValue};

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_not_stated_is_unknown_for_everyone_else() {
        let mut caseload = Caseload::new(day("2026-03-02"));
        for place in 0..200 {
            caseload.add(&format!("zaak-{place}"), (place == 3).then_some(4));
            if place == 130 {
                caseload.state(FactKey::EarningCapacity, 0);
            }
        }
        let known: Vec<_> = (0..200)
            .filter(|place| caseload.person(*place).answer(FactKey::EarningCapacity).is_some())
            .collect();

        assert_eq!(known, [130]);
        assert_eq!(caseload.person(130).answer(FactKey::EarningCapacity), Some(0));
        assert_eq!((caseload.person(0).case(), caseload.person(199).case()), ("zaak-0", "zaak-199"));
        assert_eq!(caseload.person(3).months_to_review(), Some(4));
        assert_eq!(caseload.person(4).months_to_review(), None);
        assert_eq!(caseload.person(200).answer(FactKey::EarningCapacity), None);
    }

    #[test]
    fn an_age_follows_from_the_birth_date_and_the_day() {
        let mut caseload = Caseload::new(day("2026-03-02"));
        let fact = |date: &str| Fact {
            value: FactValue::Day(day(date)),
            source: FactSource::Applicant,
            stated_on: day("2026-03-02"),
        };
        caseload.add_facts("a", &Facts::from_iter([(FactKey::BirthDate, fact("1999-03-02"))]));
        caseload.add_facts("b", &Facts::from_iter([(FactKey::PartnerBirthDate, fact("1999-03-03"))]));

        assert_eq!(caseload.person(0).answer(FactKey::Age), Some(27));
        assert_eq!(caseload.person(1).answer(FactKey::PartnerAge), Some(26));
        assert_eq!(caseload.person(1).answer(FactKey::Age), None);
    }
}
