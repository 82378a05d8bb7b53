use chrono::{Days, NaiveDate};
use domain::{Refusal, day_in_dutch};
use policy::National;
use serde::{Deserialize, Serialize};

use crate::count::Count;
use crate::span::Ending;
use crate::stop::Over;
use crate::stored::Stored;
use crate::{Calendar, Kind, Length, NoTerm, Span, Stop, StopReason};

/// A new date further away than this is a slip of the pen.
const LONGEST_EXTENSION: Days = Days::new(366);

/// One legal term of one case: what started it, what did not count, and what ended it.
///
/// Counting begins on the day after `start`. Every change gives a new term; what it refuses, it refuses with a reason
/// that a consultant reads. Days are those of Amsterdam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Term {
    pub(crate) kind: Kind,
    pub(crate) start: NaiveDate,
    pub(crate) span: Span,
    pub(crate) ending: Ending,
    /// How long it may be made longer at most, where the law says so.
    pub(crate) longer: Option<Length>,
    /// By first day, then reason.
    pub(crate) stops: Vec<Stop>,
    pub(crate) extension: Option<Extension>,
    pub(crate) ended_on: Option<NaiveDate>,
    /// Why, where that is more than that it was done.
    pub(crate) ended_because: Option<Reason>,
    /// What made it begin on that day, where that is not what such a term begins with.
    pub(crate) begun_by: Option<Reason>,
}

/// Why something is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// A sentence in plain Dutch.
    pub text: String,
    /// The article.
    pub source: String,
}

/// A later last day, as the applicant was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub until: NaiveDate,
    /// The day on which the applicant is told.
    pub told_on: NaiveDate,
    /// Plain Dutch.
    pub reason: String,
}

/// What stops a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopping {
    pub reason: StopReason,
    /// First day that does not count.
    pub from: NaiveDate,
    /// Last day that does not count, when it is known beforehand.
    pub until: Option<NaiveDate>,
    /// The day on which this became known: today, or the day of the letter.
    pub known_on: NaiveDate,
}

impl Term {
    /// A term whose length is that of the law on the day it starts.
    ///
    /// # Errors
    ///
    /// [`NoTerm`] when no law fixes its length, or not for that day.
    pub fn by_law(kind: Kind, start: NaiveDate, national: &National) -> Result<Self, NoTerm> {
        let length = Length::of_law(kind.law_key().ok_or(NoTerm::Given(kind))?, start, national)?;
        let longer = kind.longer().and_then(|(_, key)| key);
        Ok(Self {
            ending: Ending::of(kind, &length, start, national)?,
            longer: longer.map(|key| Length::of_law(key, start, national)).transpose()?,
            ..Self::new(kind, start, Span::Lasting(length))
        })
    }

    /// A term up to and including a day that someone gave. It ends on that day, whatever day of the week it is.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when that day lies before its start.
    pub fn until(kind: Kind, start: NaiveDate, day: NaiveDate, source: &str) -> Result<Self, Refusal> {
        if day < start {
            return refused("term-out-of-order", "De laatste dag ligt voor het begin van de termijn.");
        }
        Ok(Self::new(kind, start, Span::Until { day, source: source.into() }))
    }

    /// The one of a row of terms, each beginning where the one before ended, in which a day lies: an advance at four
    /// weeks and every four weeks after (Participation Act art. 52).
    ///
    /// # Errors
    ///
    /// As [`Term::by_law`].
    pub fn in_row(kind: Kind, first: NaiveDate, day: NaiveDate, national: &National) -> Result<Self, NoTerm> {
        let mut term = Self::by_law(kind, first, national)?;
        while term.span_end() < day {
            let next = Self::by_law(kind, term.span_end(), national)?;
            if next.span_end() <= term.span_end() {
                break;
            }
            term = next;
        }
        Ok(term)
    }

    pub(crate) fn new(kind: Kind, start: NaiveDate, span: Span) -> Self {
        Self {
            kind,
            start,
            span,
            ending: Ending::AsItFalls,
            longer: None,
            stops: Vec::new(),
            extension: None,
            ended_on: None,
            ended_because: None,
            begun_by: None,
        }
    }

    /// Begun by something else than such a term begins with, told in a sentence that names its day.
    #[must_use]
    pub fn begun_by(self, because: Reason) -> Self {
        Self { begun_by: Some(because), ..self }
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The day of what started it; the day after is the first that counts.
    pub const fn start(&self) -> NaiveDate {
        self.start
    }

    /// The last day as someone gave it; `None` where a length gives it.
    pub const fn last_given(&self) -> Option<NaiveDate> {
        match &self.span {
            Span::Until { day, .. } => Some(*day),
            Span::Lasting(_) => None,
        }
    }

    /// By first day.
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    pub const fn extension(&self) -> Option<&Extension> {
        self.extension.as_ref()
    }

    /// The day on which what it was for was done.
    pub const fn ended_on(&self) -> Option<NaiveDate> {
        self.ended_on
    }

    /// The stop that lasts, of this reason.
    pub fn open_stop(&self, reason: StopReason) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.reason == reason && stop.is_open())
    }

    /// The last day; `None` while it stands still without end in sight.
    pub fn due(&self, calendar: &Calendar) -> Option<NaiveDate> {
        Count::of(self, calendar).due
    }

    /// How many days did not count up to and including a day; days of two stops at once are one.
    pub fn stopped_days(&self, up_to: NaiveDate, calendar: &Calendar) -> i64 {
        Count::of(&self.known(up_to), calendar).lost_up_to(up_to)
    }

    /// So many days before its last day someone is warned; never before it began.
    pub fn warns_on(&self, days: u32, calendar: &Calendar) -> Option<NaiveDate> {
        let due = self.due(calendar)?;
        Some(due.checked_sub_days(Days::new(u64::from(days))).unwrap_or(due).max(self.start))
    }

    /// Stops counting. The same stop again changes nothing.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when this term cannot stop for that reason, has ended or is over; when days are out of order; or
    /// when a stop for the same reason says otherwise.
    pub fn stop(&self, stopping: Stopping, calendar: &Calendar) -> Result<Self, Refusal> {
        let Stopping { reason, from, until, known_on } = stopping;
        self.can_stop(reason)?;
        let same = |stop: &&Stop| {
            stop.reason == reason && stop.from == from && (until.is_none() || stop.until() == until)
        };
        if self.stops.iter().any(|stop| same(&stop)) {
            return Ok(self.clone());
        }
        if self.ended_on.is_some() {
            return self.has_ended();
        }
        if from <= self.start {
            return refused(
                "term-out-of-order",
                "De termijn kan pas stilstaan vanaf de dag na die waarop hij begon.",
            );
        }
        if until.is_some_and(|until| until < from) {
            return refused(
                "term-out-of-order",
                "De laatste dag dat de termijn stilstaat ligt voor de eerste.",
            );
        }
        if let Some(due) = self.due(calendar).filter(|due| from > *due) {
            let reason =
                format!("De termijn liep tot en met {}. Hij kan niet meer stoppen.", day_in_dutch(due));
            return Err(Refusal::precondition("term-over", reason));
        }
        if let Some(other) = self.stops.iter().find(|stop| stop.reason == reason && stop.meets(from, until)) {
            let day = day_in_dutch(other.from);
            let reason = format!("De termijn staat om dezelfde reden al stil vanaf {day}.");
            return Err(Refusal::conflict("term-stop-contradicts", reason));
        }
        let over = until.map(|until| Over { until, known_on }).into_iter().collect();
        let after_extension = self.extension.is_some();
        let mut stops = self.stops.clone();
        stops.push(Stop { reason, from, known_on, over, after_extension });
        stops.sort_by_key(|stop| (stop.from, stop.reason));
        Ok(Self { stops, ..self.clone() })
    }

    /// Goes on counting with `on` as the first day that counts again. The same again changes nothing.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it did not stand still for that reason, or from a later day; or when it has ended.
    pub fn resume(&self, reason: StopReason, on: NaiveDate, known_on: NaiveDate) -> Result<Self, Refusal> {
        let Some(place) = self.stops.iter().position(|stop| stop.reason == reason && stop.is_open()) else {
            let again =
                |stop: &Stop| stop.reason == reason && stop.until() == Some(last_before(on, stop.from));
            return if self.stops.iter().any(again) {
                Ok(self.clone())
            } else {
                refused("term-not-stopped", "De termijn staat om deze reden niet stil.")
            };
        };
        if self.ended_on.is_some() {
            return self.has_ended();
        }
        let mut stops = self.stops.clone();
        let Some(stop) = stops.get_mut(place) else { return Ok(self.clone()) };
        if on < stop.from.pred_opt().unwrap_or(stop.from) {
            let since = day_in_dutch(stop.from);
            let reason = format!("De termijn staat pas stil vanaf {since}; hij kan niet eerder weer lopen.");
            return Err(Refusal::precondition("term-resumed-before-stop", reason));
        }
        stop.over.push(Over { until: last_before(on, stop.from), known_on });
        Ok(Self { stops, ..self.clone() })
    }

    /// What ended a stop came to light later, and lies earlier than was thought: `on` is the first day that counts again.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when no stop of this reason ended later than that, or when the term has ended.
    pub fn resumed_earlier(
        &self,
        reason: StopReason,
        on: NaiveDate,
        known_on: NaiveDate,
    ) -> Result<Self, Refusal> {
        let Some(place) = self.stops.iter().position(|stop| {
            let begun = stop.from.pred_opt().is_some_and(|before| before <= on);
            stop.reason == reason && begun && stop.until().is_some_and(|until| on <= until)
        }) else {
            return refused("term-not-stopped", "De termijn stond op die dag om deze reden niet stil.");
        };
        if self.ended_on.is_some() {
            return self.has_ended();
        }
        let mut stops = self.stops.clone();
        if let Some(stop) = stops.get_mut(place) {
            stop.over.push(Over { until: last_before(on, stop.from), known_on });
        }
        Ok(Self { stops, ..self.clone() })
    }

    /// Gives a later last day, of which the applicant is told. The same again changes nothing.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when this term cannot be longer, was made longer already, stands still, has ended or is over; or
    /// when the new day is no later day, no working day, or beyond what the law gives.
    pub fn extend(&self, extension: Extension, calendar: &Calendar) -> Result<Self, Refusal> {
        if self.extension.as_ref().is_some_and(|known| known.until == extension.until) {
            return Ok(self.clone());
        }
        if self.kind.longer().is_none() {
            return refused("term-not-extendable", "Deze termijn kan niet langer worden gemaakt.");
        }
        if self.ended_on.is_some() {
            return self.has_ended();
        }
        if let Some(known) = &self.extension {
            let reason = format!("De termijn is al verlengd tot en met {}.", day_in_dutch(known.until));
            return Err(Refusal::conflict("term-already-extended", reason));
        }
        let Some(due) = self.due(calendar) else {
            return refused("term-stands-still", "De termijn staat stil. Verleng hem als hij weer loopt.");
        };
        if extension.told_on < self.start {
            return refused("term-out-of-order", "De verlenging is van voor het begin van de termijn.");
        }
        if extension.told_on > due {
            let reason =
                format!("De termijn liep tot en met {}. Verlengen moet daarvoor.", day_in_dutch(due));
            return Err(Refusal::precondition("term-over", reason));
        }
        if extension.until <= due {
            let reason =
                format!("De termijn loopt al tot en met {}. Kies een latere dag.", day_in_dutch(due));
            return Err(Refusal::precondition("term-out-of-order", reason));
        }
        if !calendar.is_working_day(extension.until) {
            return refused("term-ends-on-working-day", "De nieuwe dag is geen werkdag. Kies een werkdag.");
        }
        let most = match &self.longer {
            Some(longer) => calendar.working_day_from(longer.after(due)),
            None => due.checked_add_days(LONGEST_EXTENSION).unwrap_or(due),
        };
        if extension.until > most {
            let reason = format!("De termijn kan ten hoogste tot en met {}.", day_in_dutch(most));
            return Err(Refusal::precondition("term-too-long", reason));
        }
        Ok(Self { extension: Some(extension), ..self.clone() })
    }

    /// What it was for was done. The same day again changes nothing.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it ended on another day, or that day lies before its start.
    pub fn end(&self, on: NaiveDate) -> Result<Self, Refusal> {
        match self.ended_on {
            Some(ended) if ended == on => Ok(self.clone()),
            Some(_) => self.has_ended(),
            None if on < self.start => {
                refused("term-out-of-order", "Die dag ligt voor het begin van de termijn.")
            }
            None => Ok(Self { ended_on: Some(on), ..self.clone() }),
        }
    }

    /// The last day when every day counts.
    pub(crate) fn span_end(&self) -> NaiveDate {
        match &self.span {
            Span::Lasting(length) if self.kind.counts_first_day() => {
                length.after(self.start.pred_opt().unwrap_or(self.start))
            }
            Span::Lasting(length) => length.after(self.start),
            Span::Until { day, .. } => *day,
        }
    }

    fn can_stop(&self, reason: StopReason) -> Result<(), Refusal> {
        if self.kind.stops_by(reason).is_some() {
            return Ok(());
        }
        let reason = format!("De {} staat hiervoor niet stil.", self.kind.dutch());
        Err(Refusal::precondition("term-does-not-stop", reason))
    }

    fn has_ended<T>(&self) -> Result<T, Refusal> {
        let day = self.ended_on.map(day_in_dutch).unwrap_or_default();
        Err(Refusal::conflict("term-ended", format!("De termijn is op {day} geëindigd.")))
    }
}

/// The last day of a stop that is over on `on`; never before the day before it began.
fn last_before(on: NaiveDate, from: NaiveDate) -> NaiveDate {
    let before = |day: NaiveDate| day.pred_opt().unwrap_or(day);
    before(on).max(before(from))
}

fn refused<T>(rule: &str, reason: &str) -> Result<T, Refusal> {
    Err(Refusal::precondition(rule, reason))
}
