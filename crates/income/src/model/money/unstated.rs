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
}

impl Unstated {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// A month was worked out, on an estimate or not.
    pub fn found(&mut self, month: Month, is_estimate: bool) {
        if !is_estimate {
            self.months.remove(&month);
        } else if !self.months.contains_key(&month) {
            self.told = self.told.saturating_add(1);
            self.months.insert(month, self.told);
        }
    }

    /// Something was stated: the months of which nothing is missing any more need nobody.
    pub fn follow(&mut self, timeline: &Timeline, (known, national): (NaiveDate, &National)) {
        self.months.retain(|month, _| lacks(timeline, *month, (known, national)));
    }

    /// The subject of each, in plain Dutch.
    pub fn subjects(&self) -> impl Iterator<Item = String> {
        self.months.iter().map(|(month, number)| format!("{} (melding {number})", month.in_dutch()))
    }
}

/// Whether on any day of the month income is missing that somebody had in the last month that was stated.
fn lacks(timeline: &Timeline, month: Month, (known, national): (NaiveDate, &National)) -> bool {
    let (first, last) = (month.first_day(), month.last_day());
    let mut days = std::iter::once(first).chain(timeline.turns(first, last, known, national));
    days.any(|day| !not_stated(&timeline.on(day, known), month, known).is_empty())
}
