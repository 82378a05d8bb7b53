//! Where a term stands on a day.

use chrono::NaiveDate;

use crate::count::Count;
use crate::{Calendar, Term};

/// Where a term stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has not begun. When nothing intervenes `due` is its last day; `None` where it will stand still without end in sight.
    Ahead { due: Option<NaiveDate> },
    /// Its last day has not passed.
    Running { due: NaiveDate },
    /// It stands still, and has no last day for now.
    Stopped { since: NaiveDate },
    /// Its last day has passed.
    Over { due: NaiveDate },
    /// What it was for was done.
    Ended { on: NaiveDate, in_time: bool },
}

impl Term {
    /// Where it stands on a day, by what was known then.
    pub fn state(&self, on: NaiveDate, calendar: &Calendar) -> State {
        let known = self.known(on);
        let count = Count::of(&known, calendar);
        match (known.ended_on, count.due) {
            (Some(ended), due) => State::Ended { on: ended, in_time: due.is_none_or(|due| ended <= due) },
            (None, due) if on < self.start => State::Ahead { due },
            (None, Some(due)) if on <= due => State::Running { due },
            (None, Some(due)) => State::Over { due },
            (None, None) => State::Stopped { since: count.open_since.unwrap_or(self.start) },
        }
    }

    /// The term as it was known on a day.
    #[must_use]
    pub fn known(&self, on: NaiveDate) -> Self {
        Self {
            stops: self.stops.iter().filter_map(|stop| stop.as_of(on)).collect(),
            extension: self.extension.clone().filter(|extension| extension.told_on <= on),
            ended_on: self.ended_on.filter(|ended| *ended <= on),
            ended_because: self
                .ended_because
                .clone()
                .filter(|_| self.ended_on.is_some_and(|ended| ended <= on)),
            ..self.clone()
        }
    }
}
