//! The last day of a term, counted day by day: the last of its days that count, or the first working day after it.

use chrono::NaiveDate;

use crate::span::Ending;
use crate::{Calendar, Stop, Term};

/// What came of counting a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Count {
    /// For each stop, in the order of the term, the days that it alone or first kept from counting.
    pub lost: Vec<i64>,
    /// The last day that counts by length and stops, before the law moves it; `None` while it stands still.
    pub last: Option<NaiveDate>,
    /// The last day; `None` while it stands still.
    pub due: Option<NaiveDate>,
    /// Since when it stands still without end in sight.
    pub open_since: Option<NaiveDate>,
    /// Days that do not count, apart and in order.
    still: Vec<(NaiveDate, Option<NaiveDate>)>,
}

impl Count {
    pub fn of(term: &Term, calendar: &Calendar) -> Self {
        let all: Vec<_> = term.stops.iter().map(Some).collect();
        let (end, mut lost, still) = walk(term.start, term.span_end(), &all);
        let extended = term.extension.as_ref().map(|extension| {
            let later: Vec<_> = term.stops.iter().map(|stop| stop.after_extension.then_some(stop)).collect();
            let (end, more, _) = walk(extension.told_on, extension.until, &later);
            lost.iter_mut().zip(more).for_each(|(lost, more)| *lost = more.max(*lost));
            end
        });
        // What was told stands, unless the law gives more.
        let last = match extended {
            None => end,
            Some(extended) => end.zip(extended).map(|(end, extended)| end.max(extended)),
        };
        let due = last.and_then(|last| moved(term, last, &still, calendar));
        let open_since = still.last().filter(|(_, until)| until.is_none()).map(|(from, _)| *from);
        Self { lost, last, due, open_since: open_since.filter(|_| due.is_none()), still }
    }

    pub fn lost_up_to(&self, day: NaiveDate) -> i64 {
        self.still
            .iter()
            .filter(|(from, _)| *from <= day)
            .map(|(from, until)| days(*from, until.map_or(day, |until| until.min(day))))
            .sum()
    }
}

type Walked = (Option<NaiveDate>, Vec<i64>, Vec<(NaiveDate, Option<NaiveDate>)>);

/// From the day after `start` to the last of the days that count, when `end` is that without stops. A stop that is
/// `None` keeps its place and loses no day.
fn walk(start: NaiveDate, end: NaiveDate, stops: &[Option<&Stop>]) -> Walked {
    let mut end = Some(end);
    let mut lost = vec![0; stops.len()];
    let mut still: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    let mut counted_until = start;
    for (stop, lost) in stops.iter().zip(&mut lost) {
        let Some((from, until)) = stop.and_then(Stop::days) else { continue };
        let from = from.max(counted_until.succ_opt().unwrap_or(counted_until));
        if until.is_some_and(|until| until < from) {
            continue;
        }
        still.push((from, until));
        let Some(until) = until else {
            // Past its last day nothing is lost.
            end = end.filter(|end| from > *end);
            break;
        };
        counted_until = until;
        if end.is_some_and(|end| from <= end) {
            *lost = days(from, until);
            end = end.and_then(|end| end.checked_add_signed(chrono::TimeDelta::days(*lost)));
        }
    }
    (end, lost, still)
}

/// The first day from `last` on which the law lets a term end. A day on which the term stands still is none.
fn moved(
    term: &Term,
    last: NaiveDate,
    still: &[(NaiveDate, Option<NaiveDate>)],
    calendar: &Calendar,
) -> Option<NaiveDate> {
    let Ending::WorkingDay { working_days } = term.ending else { return Some(last) };
    let stands = |day: NaiveDate| {
        still.iter().any(|(from, until)| *from <= day && until.is_none_or(|until| day <= until))
    };
    let counts = |day: NaiveDate| calendar.is_working_day(day) && !stands(day);
    let enough = |day: NaiveDate| {
        let working =
            term.start.iter_days().skip(1).take_while(|each| *each <= day).filter(|each| counts(*each));
        working.take(usize::try_from(working_days).unwrap_or(usize::MAX)).count()
            == usize::try_from(working_days).unwrap_or(usize::MAX)
    };
    let open_from = still.last().filter(|(_, until)| until.is_none()).map(|(from, _)| *from);
    last.iter_days()
        .take_while(|day| open_from.is_none_or(|open| *day < open))
        .find(|day| counts(*day) && enough(*day))
}

/// Both days included.
fn days(from: NaiveDate, until: NaiveDate) -> i64 {
    (until.signed_duration_since(from).num_days() + 1).max(0)
}
