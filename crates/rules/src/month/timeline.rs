use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::Month;
use policy::National;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{deaths, terms};
use crate::facts::{Facts, Income, Known};

/// What someone stated about a household, from a day on. Never edited: what turns out otherwise is another change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// First day for which it holds.
    pub from: NaiveDate,
    /// The day on which it became known.
    pub known_on: NaiveDate,
    /// Order in which it was stated among all changes of the household; the last number so far says what was known.
    pub number: u32,
    /// Only what changed.
    pub facts: Facts,
}

impl Change {
    /// First day that it changes: that of a death it states, when that is earlier than the day it holds from.
    pub fn holds_from(&self) -> NaiveDate {
        deaths::stated(&self.facts).fold(self.from, NaiveDate::min)
    }
}

/// Everything that was ever stated about one household.
///
/// A field holds from the day of its change until the next change of that field by day, whenever each became known; of
/// two changes of one field from one day the one that became known later holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// By day, then by the day it became known, then by number.
    changes: Vec<Change>,
}

impl FromIterator<Change> for Timeline {
    fn from_iter<I: IntoIterator<Item = Change>>(changes: I) -> Self {
        let mut changes: Vec<_> = changes.into_iter().collect();
        changes.sort_by_key(|change| (change.from, change.known_on, change.number));
        Self { changes }
    }
}

impl Timeline {
    /// The facts of a day, as they were known on another. A death holds from its own day, whatever day its statement is from. Capital
    /// that is told again of an earlier day than it was told of meanwhile does not take its place.
    pub fn on(&self, day: NaiveDate, known: NaiveDate) -> Facts {
        let mut facts = Facts::default();
        let mut valued_from = None;
        for change in self.until(day).filter(|change| change.known_on <= known) {
            let capital = &change.facts.capital;
            if valued_from < Some(change.from) && capital.is_older_than(&facts.capital) {
                facts.lay_over(&Facts { capital: capital.without_value(), ..change.facts.clone() });
                continue;
            }
            facts.lay_over(&change.facts);
            facts.capital.told_from(capital, change.from);
            if capital.tells_value() {
                valued_from = Some(change.from);
            }
        }
        let later = self.changes.iter().skip_while(|change| change.from <= day);
        deaths::lay_over(&mut facts, later.filter(|change| change.known_on <= known));
        facts
    }

    /// First day of the last change that states something, of those that hold on a day and were known on another.
    pub fn stated_since(
        &self,
        day: NaiveDate,
        known: NaiveDate,
        states: impl Fn(&Facts) -> bool,
    ) -> Option<NaiveDate> {
        let held = self.until(day).filter(|change| change.known_on <= known && states(&change.facts));
        held.last().map(|change| change.from)
    }

    /// Days after `first` up to `last` on which the facts, someone's age, or what follows from a death, a stay abroad or the end
    /// of a term of law may be other than the day before.
    pub fn turns(
        &self,
        first: NaiveDate,
        last: NaiveDate,
        known: NaiveDate,
        national: &National,
    ) -> Vec<NaiveDate> {
        let held = || self.until(last).filter(|change| change.known_on <= known);
        let stated = held().map(|change| change.from);
        let facts = self.on(last, known);
        let mut turns: Vec<_> = stated.chain(birthdays(&facts, first)).collect();
        turns.extend(held().flat_map(|change| terms::turns(&change.facts, national, first)));
        turns.extend(first.iter_days().take_while(|day| *day <= last).filter(|day| may_turn(&facts, *day)));
        turns.retain(|day| first < *day && *day <= last);
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    /// Every day of death, as it is known on a day.
    pub fn deaths(&self, known: NaiveDate) -> BTreeSet<NaiveDate> {
        deaths::stated(&self.on(NaiveDate::MAX, known)).collect()
    }

    /// The earliest month whose facts became known after `known`, or none.
    pub fn first_touched(&self, known: NaiveDate) -> Option<Month> {
        let later = self.changes.iter().filter(|change| change.known_on > known);
        later.map(|change| Month::of(change.holds_from())).min()
    }

    /// The same with one more change; what was there stays.
    #[must_use]
    pub fn with(mut self, change: Change) -> Self {
        let key = |change: &Change| (change.from, change.known_on, change.number);
        let place = self.changes.partition_point(|known| key(known) <= key(&change));
        self.changes.insert(place, change);
        self
    }

    /// What was stated up to a number.
    #[must_use]
    pub fn up_to(&self, number: u32) -> Self {
        Self { changes: self.changes.iter().filter(|change| change.number <= number).cloned().collect() }
    }

    /// Whether anything that a right rests on was stated after a number, of what holds on a day and was known on another.
    /// Breaches of duties and what follows from them are weighed beside the right.
    pub fn is_stated_after(&self, number: u32, (day, known): (NaiveDate, NaiveDate)) -> bool {
        let later = self.changes.iter().filter(|change| change.number > number && change.known_on <= known);
        let about_right = |facts: &Facts| {
            let conduct = facts.conduct.clone();
            *facts != Facts { conduct, ..Facts::default() }
        };
        later.filter(|change| change.holds_from() <= day).any(|change| about_right(&change.facts))
    }

    /// Whether what somebody received in a month was stated after a number, of what holds on a day and was known on another.
    pub fn is_income_stated_after(&self, number: u32, (day, known): (NaiveDate, NaiveDate)) -> bool {
        let later = self.until(day).filter(|change| change.number > number && change.known_on <= known);
        let both = later.flat_map(|change| [&change.facts.applicant, &change.facts.partner]);
        let incomes = both.flat_map(|person| person.incomes.iter().flatten());
        let mut months = incomes.filter_map(Income::one_month);
        months.any(|month| month <= Month::of(day))
    }

    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    fn until(&self, day: NaiveDate) -> impl Iterator<Item = &Change> {
        self.changes.iter().take_while(move |change| change.from <= day)
    }
}

/// Days of a stay abroad and the first one after it, and days in the year after a death: which of them are the last ones with a
/// right is for the rules to say (art. 13(1)(e), 45(5)).
fn may_turn(facts: &Facts, day: NaiveDate) -> bool {
    let persons = [&facts.applicant, &facts.partner];
    let stays = persons.into_iter().flat_map(|person| person.stays_abroad.iter().flatten());
    let abroad = stays.map(|stay| (stay.first, stay.last));
    let deaths = persons.into_iter().filter_map(|person| person.died_on.as_ref()).map(|died| died.value);
    let children = facts.household.children.iter().flatten().filter_map(|child| child.died_on);
    let deaths = deaths.chain(children).map(|died| (died, died.checked_add_signed(TimeDelta::days(366))));
    abroad.chain(deaths).any(|(first, last)| {
        first <= day && last.is_none_or(|last| day.pred_opt().is_some_and(|before| before <= last))
    })
}

/// Birthdays, the first one too, of everyone in the household in the month of a day: norms, exemptions and cost sharing turn on ages.
fn birthdays(facts: &Facts, day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let stated = |fact: &Known<NaiveDate>| fact.as_ref().map(|stated| stated.value);
    let claimants = [stated(&facts.applicant.birth_date), stated(&facts.partner.birth_date)];
    let children = facts.household.children.iter().flatten();
    let children = children.flat_map(|child| [Some(child.birth_date), child.born_from]).flatten();
    let housemates = facts.household.housemates.iter().flatten().map(|mate| mate.birth_date);
    let births: Vec<_> = claimants.into_iter().flatten().chain(children).chain(housemates).collect();
    births.into_iter().filter(move |birth| birth.month() == day.month()).filter_map(move |birth| {
        // Someone born on 29 February turns a year older on 1 March of other years, which is a month of its own.
        day.with_day(birth.day()).filter(|birthday| *birthday >= birth)
    })
}
