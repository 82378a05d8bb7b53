//! Months that were paid on what was stated of an earlier one: each is told to a person once, until somebody states what was
//! received, or that it was nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Month;
use policy::National;
use rules::month::{Timeline, not_stated};
use serde::{Deserialize, Serialize};

/// What a case waits for that was estimated, as it was told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unstated {
    /// How often something was told: what happens anew is told under a number of its own.
    told: u32,
    months: BTreeMap<Month, u32>,
    /// Months of which nobody is told yet, with the first day on which somebody is.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    due: BTreeMap<Month, NaiveDate>,
}

impl Unstated {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// A month was worked out, on an estimate or not. Nobody is told before the day from which it is asked.
    pub fn found(&mut self, month: Month, is_estimate: bool, (asked_from, today): (NaiveDate, NaiveDate)) {
        if !is_estimate {
            self.months.remove(&month);
            self.due.remove(&month);
        } else if !self.months.contains_key(&month) {
            self.due.insert(month, asked_from);
            self.tell(today);
        }
    }

    /// When somebody is to be told of one.
    pub fn wakes_on(&self) -> Option<NaiveDate> {
        self.due.values().min().copied()
    }

    /// Tells of the months of which it is time, once.
    pub fn tell(&mut self, today: NaiveDate) {
        let (now, later) = std::mem::take(&mut self.due).into_iter().partition(|(_, day)| *day <= today);
        self.due = later;
        for month in now.into_keys() {
            self.told = self.told.saturating_add(1);
            self.months.insert(month, self.told);
        }
    }

    /// Something was stated: the months of which nothing is missing any more need nobody.
    pub fn follow(&mut self, timeline: &Timeline, (known, national): (NaiveDate, &National)) {
        self.months.retain(|month, _| lacks(timeline, *month, (known, national)));
        self.due.retain(|month, _| lacks(timeline, *month, (known, national)));
    }

    /// The subject of each, in plain Dutch.
    pub fn subjects(&self) -> impl Iterator<Item = String> {
        self.months.iter().map(|(month, number)| format!("{} (melding {number})", month.in_dutch()))
    }
}

/// What the report of a run says of such a month.
pub fn is_estimate(month: Month) -> String {
    let text = "zijn nog niet alle inkomsten opgegeven. Gerekend is met wat het laatst is opgegeven.";
    format!("Over {} {text}", month.in_dutch())
}

/// Whether on any day of the month income is missing that somebody had in the last month that was stated.
fn lacks(timeline: &Timeline, month: Month, (known, national): (NaiveDate, &National)) -> bool {
    let (first, last) = (month.first_day(), month.last_day());
    let mut days = std::iter::once(first).chain(timeline.turns(first, last, known, national));
    days.any(|day| !not_stated(&timeline.on(day, known), month, known).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn asked(unstated: &Unstated) -> Vec<String> {
        unstated.subjects().collect()
    }

    #[test]
    fn a_month_is_asked_from_its_day_on_and_once() {
        let march: Month = "2026-03".parse().unwrap();
        let mut unstated = Unstated::default();
        unstated.found(march, true, (day("2026-04-11"), day("2026-03-20")));
        unstated.found(march, true, (day("2026-04-11"), day("2026-04-10")));
        assert_eq!((asked(&unstated), unstated.wakes_on()), (vec![], Some(day("2026-04-11"))));
        unstated.tell(day("2026-04-10"));
        assert!(asked(&unstated).is_empty());
        unstated.tell(day("2026-04-11"));
        assert_eq!(
            (asked(&unstated), unstated.wakes_on()),
            (vec!["maart 2026 (melding 1)".to_owned()], None)
        );
        unstated.found(march, true, (day("2026-04-11"), day("2026-04-20")));
        assert_eq!(asked(&unstated), ["maart 2026 (melding 1)"]);
        unstated.found(march, false, (day("2026-04-11"), day("2026-04-21")));
        assert!(asked(&unstated).is_empty());
        // Late: at once, and under another number.
        unstated.found(march, true, (day("2026-04-11"), day("2026-04-22")));
        assert_eq!(asked(&unstated), ["maart 2026 (melding 2)"]);
    }

    #[test]
    fn what_is_stated_before_its_day_is_asked_of_nobody() {
        let march: Month = "2026-03".parse().unwrap();
        let mut unstated = Unstated::default();
        unstated.found(march, true, (day("2026-04-11"), day("2026-03-20")));
        unstated.found(march, false, (day("2026-04-11"), day("2026-04-01")));
        unstated.tell(day("2026-05-01"));
        assert!(asked(&unstated).is_empty());
        unstated.found(march, true, (day("2026-04-11"), day("2026-03-20")));
        let national = &crate::model::testing::NATIONAL;
        unstated.follow(&Timeline::default(), (day("2026-04-01"), national));
        assert_eq!(unstated.wakes_on(), None);
    }

    /// What an earlier version told stays told.
    #[test]
    fn what_was_told_before_there_were_days_is_read() {
        let kept: Unstated = serde_json::from_str(r#"{"told":1,"months":{"2026-03":1}}"#).unwrap();
        assert_eq!((asked(&kept), kept.wakes_on()), (vec!["maart 2026 (melding 1)".to_owned()], None));
    }
}
