//! A term that turns out to have begun on another day.

use chrono::NaiveDate;
use policy::National;

use crate::stop::Over;
use crate::{Calendar, NoTerm, Stop, StopReason, Stopping, Term};

/// A stop as it would have been, whenever the term began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relaid {
    /// Its `until` is the last day that it could last to.
    pub stopping: Stopping,
    /// How it ended, oldest first: the first day that counted again, and since when that was known.
    pub resumed: Vec<(NaiveDate, NaiveDate)>,
}

impl Term {
    /// The same matter begun on another day, with the length of the law on that day. Every stop of `reason` is laid over it
    /// anew, from `stops`; all others, and a later last day that was told, stay as they are. Gives for each of `stops` whether
    /// it stops the term: not one that was over before the term begins, nor one from after its last day.
    ///
    /// # Errors
    ///
    /// [`NoTerm`] when the law of that day does not fix its length.
    pub fn restarted(
        &self,
        start: NaiveDate,
        (reason, stops): (StopReason, &[Relaid]),
        national: &National,
        calendar: &Calendar,
    ) -> Result<(Self, Vec<bool>), NoTerm> {
        let mut term = Self {
            stops: self.stops.iter().filter(|stop| stop.reason != reason).cloned().collect(),
            extension: self.extension.clone(),
            ended_on: self.ended_on,
            ended_because: self.ended_because.clone(),
            ..Self::by_law(self.kind, start, national)?
        };
        let laid = stops.iter().map(|relaid| term.lay(relaid, calendar)).collect();
        Ok((term, laid))
    }

    fn lay(&mut self, relaid: &Relaid, calendar: &Calendar) -> bool {
        let Stopping { reason, from, until, known_on } = relaid.stopping;
        let from = self.start.succ_opt().map_or(from, |first| first.max(from));
        let is_over = until.is_some_and(|until| until < from);
        if is_over || self.due(calendar).is_some_and(|due| due < from) {
            return false;
        }
        let before = |day: NaiveDate| day.pred_opt().unwrap_or(day);
        let over = |(on, known_on): &(NaiveDate, NaiveDate)| Over {
            until: before(*on).max(before(from)),
            known_on: *known_on,
        };
        let after_extension = self.extension.as_ref().is_some_and(|told| told.told_on < known_on);
        let over = relaid.resumed.iter().map(over).collect();
        self.stops.push(Stop { reason, from, known_on, over, after_extension });
        self.stops.sort_by_key(|stop| (stop.from, stop.reason));
        true
    }
}
