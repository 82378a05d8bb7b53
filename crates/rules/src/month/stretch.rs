//! Stretches of days of a month with one outcome, and the line of each.

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month, TraceInput};

use super::assistance::ABOVE_NORM;
use super::calculation::{DayKind, DayOutcome, Level, MonthQuestion};
use super::estimate::{self, Estimated};
use super::gifts;
use super::line::{Line, LineKind};
use super::past::Past;
use super::settled::Standing;
use super::suspension;
use super::timeline::Timeline;
use super::whose::Whose;
use crate::means::{Exempted, is_above_limit, part_of_month};
use crate::{Claimant, Days, Part, PartKind, Question};

/// Days of a month that have one outcome.
pub(super) struct Stretch {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub outcome: DayOutcome,
    /// Whose earnings were exempt on any of its days.
    pub exempted: Vec<Exempted>,
    /// Income on any of its days that nobody stated of the month.
    pub estimated: Vec<Estimated>,
    /// Days that came to the same in another way: from which day on, and how.
    pieces: Vec<(NaiveDate, Vec<Part>)>,
    /// From which day on the household lives at what, as if the whole month were like it.
    levels: Vec<(NaiveDate, Level)>,
    /// From which day on whose it is.
    entitled: Vec<(NaiveDate, Vec<Claimant>)>,
    /// From which day up to the last capital leaves no right.
    pub above_capital: Option<NaiveDate>,
}

impl Stretch {
    fn of(first: NaiveDate, last: NaiveDate, mut outcome: DayOutcome) -> Self {
        let exempted = std::mem::take(&mut outcome.exempted);
        let estimated = std::mem::take(&mut outcome.estimated);
        let pieces = vec![(first, std::mem::take(&mut outcome.parts))];
        let levels = vec![(first, level_on(&outcome))];
        let entitled = vec![(first, std::mem::take(&mut outcome.entitled))];
        let above_capital = is_above_capital(&outcome).then_some(first);
        Self { first, last, outcome, exempted, estimated, pieces, levels, entitled, above_capital }
    }

    /// Goes on from a day with the same outcome.
    fn goes_on(&mut self, day: NaiveDate, outcome: DayOutcome) {
        let since = self.above_capital.unwrap_or(day);
        self.above_capital = is_above_capital(&outcome).then_some(since);
        let level = level_on(&outcome);
        if self.levels.last().is_none_or(|(_, before)| *before != level) {
            self.levels.push((day, level));
        }
        if self.entitled.last().is_none_or(|(_, before)| *before != outcome.entitled) {
            self.entitled.push((day, outcome.entitled));
        }
        self.exempted.extend(outcome.exempted);
        self.estimated.extend(outcome.estimated);
        let parts = outcome.parts;
        let same = self.pieces.last().is_some_and(|(_, before)| {
            before.len() == parts.len() && before.iter().zip(&parts).all(|(one, other)| one.is(other))
        });
        if !same {
            self.pieces.push((day, parts));
        }
    }
}

/// What a household lives at on a day; nothing where it has no assistance for another reason than its income.
fn level_on(outcome: &DayOutcome) -> Level {
    let known =
        outcome.norm.zip(outcome.income).map(|(norm, income)| Level { norm, income: income.min(norm) });
    match outcome.kind {
        DayKind::Granted(amount) if amount > Cents::ZERO => {
            known.unwrap_or(Level { norm: amount, income: Cents::ZERO })
        }
        DayKind::NoRight if outcome.reason.rule == ABOVE_NORM => known.unwrap_or_default(),
        DayKind::Granted(_) | DayKind::NoRight | DayKind::Open(_) => Level::default(),
    }
}

/// Whether it is their capital that leaves no right on a day (art. 34).
fn is_above_capital(outcome: &DayOutcome) -> bool {
    outcome.kind == DayKind::NoRight && is_above_limit(&outcome.reason.rule)
}

/// What a household lives at over a month, each part rounded as the assistance is.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub(super) fn level_of(month: Month, stretches: &[Stretch]) -> Result<Level, InvalidCents> {
    let mut together = Level::default();
    for stretch in stretches {
        for (level, first, last) in spans(&stretch.levels, stretch.last) {
            together.norm = together.norm.plus(part_of_month(level.norm, month, first, last)?)?;
            together.income = together.income.plus(part_of_month(level.income, month, first, last)?)?;
        }
    }
    Ok(together)
}

/// Whose the assistance of a month is, each part rounded as the assistance is.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub(super) fn whose_of(month: Month, stretches: &[Stretch]) -> Result<Whose, InvalidCents> {
    let mut together = Whose::default();
    for stretch in stretches {
        let DayKind::Granted(amount) = stretch.outcome.kind else { continue };
        for (entitled, first, last) in spans(&stretch.entitled, stretch.last) {
            let part = part_of_month(amount, month, first, last)?;
            together = together.plus(Whose::all(entitled, part))?;
        }
    }
    Ok(together)
}

/// What holds from a day on, each with its first and last day.
fn spans<T>(from: &[(NaiveDate, T)], last: NaiveDate) -> impl Iterator<Item = (&T, NaiveDate, NaiveDate)> {
    let ends = from.iter().skip(1).map(|(day, _)| day.pred_opt()).chain([None]);
    from.iter().zip(ends).map(move |((first, held), end)| (held, *first, end.unwrap_or(last)))
}

/// The days `first` to `last` of the month asked, cut where what they come to changes.
pub(super) fn stretches(
    question: &MonthQuestion<'_>,
    first: NaiveDate,
    last: NaiveDate,
    scheme: impl Fn(Question<'_>) -> DayOutcome,
) -> Vec<Stretch> {
    let mut turns = question.timeline.turns(first, last, question.known, question.national);
    let settled = question.settled.iter().flat_map(|settled| [Some(settled.from), settled.until]).flatten();
    turns.extend(settled.filter(|day| (first..=last).contains(day)));
    let stop = suspension::stop(question);
    turns.extend(stop.as_ref().map(|stop| stop.from).filter(|day| (first..=last).contains(day)));
    turns.sort_unstable();
    turns.dedup();
    let settled: Vec<_> = question.settled.iter().map(Standing::of).collect();
    let mut stretches: Vec<Stretch> = Vec::with_capacity(turns.len() + 1);
    for day in std::iter::once(first).chain(turns) {
        let outcome = outcome_on(question, &settled, day, &scheme);
        let outcome = match &stop {
            Some(stop) => stop.over(day, outcome),
            None => outcome,
        };
        match stretches.last_mut() {
            Some(before) if before.outcome.kind == outcome.kind => before.goes_on(day, outcome),
            before => {
                if let (Some(before), Some(yesterday)) = (before, day.pred_opt()) {
                    before.last = yesterday;
                }
                stretches.push(Stretch::of(day, last, outcome));
            }
        }
    }
    stretches
}

/// What a day comes to: by the rules, and by what a person settled as far as that stands over them.
fn outcome_on(
    question: &MonthQuestion<'_>,
    settled: &[Standing<'_>],
    day: NaiveDate,
    scheme: impl Fn(Question<'_>) -> DayOutcome,
) -> DayOutcome {
    let ruled = |timeline: &Timeline, day| {
        let mut facts = timeline.on(day, question.known);
        let estimated = estimate::lay_over(&mut facts, question.estimating(), Month::of(day));
        let past = Past {
            timeline: question.timeline,
            right_from: question.right_from,
            used: question.used,
            known: question.known,
        };
        past.lay_over(&mut facts, day);
        gifts::lay_over(&mut facts, timeline, question.national, (day, question.known));
        let days = Days { assessed: day, decided: question.decided, known: question.known };
        let outcome = scheme(Question { facts: &facts, national: question.national, days });
        let estimated = if rests_on_income(&outcome) { estimated } else { Vec::new() };
        DayOutcome { estimated, ..outcome }
    };
    let outcome = ruled(question.timeline, day);
    match settled.iter().rfind(|settled| settled.from() <= day) {
        Some(settled) => settled.over(outcome, question, day, ruled),
        None => outcome,
    }
}

/// Whether the income of the day tells what it comes to.
fn rests_on_income(outcome: &DayOutcome) -> bool {
    match outcome.kind {
        DayKind::Granted(_) => true,
        DayKind::NoRight => outcome.reason.rule == ABOVE_NORM,
        DayKind::Open(_) => false,
    }
}

/// The line of a stretch: its share of the month, and how it came about.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub(super) fn line_of(question: &MonthQuestion<'_>, stretch: &Stretch) -> Result<Line, InvalidCents> {
    let outcome = &stretch.outcome;
    let DayKind::Granted(amount) = outcome.kind else {
        let line = Line::note(LineKind::Assistance, outcome.reason.clone());
        return Ok(Line { parts: parts_of(question, stretch, Cents::ZERO, Cents::ZERO)?, ..line });
    };
    let part = part_of_month(amount, question.month, stretch.first, stretch.last)?;
    let mut explanation = outcome.reason.clone();
    if part != amount {
        let (first, last) = (stretch.first.format("%d-%m-%Y"), stretch.last.format("%d-%m-%Y"));
        explanation.text = format!(
            "{} Van {first} tot en met {last} is dat {part}: {} van de {} dagen van de maand.",
            explanation.text,
            days_between(stretch.first, stretch.last),
            question.month.days(),
        );
    }
    for (name, value) in [("norm", outcome.norm), ("income", outcome.income)] {
        if let Some(value) = value.filter(|_| explanation.inputs.iter().all(|input| input.name != name)) {
            let source = "PW art. 19".to_owned();
            explanation.inputs.push(TraceInput { name: name.into(), value: value.to_string(), source });
        }
    }
    let parts = parts_of(question, stretch, amount, part)?;
    Ok(Line { kind: LineKind::Assistance, cents: part, explanation, parts })
}

/// The steps to what a stretch comes to: of each piece those of a whole month, less the days that it is not about. The last
/// piece takes what rounding leaves, so that together they are the amount of the line.
fn parts_of(
    question: &MonthQuestion<'_>,
    stretch: &Stretch,
    amount: Cents,
    comes_to: Cents,
) -> Result<Vec<Part>, InvalidCents> {
    if stretch.pieces.iter().any(|(_, parts)| parts.is_empty()) {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    let mut left = comes_to;
    for (place, (first, parts)) in stretch.pieces.iter().enumerate() {
        let next = stretch.pieces.get(place.saturating_add(1)).and_then(|(day, _)| day.pred_opt());
        let last = next.unwrap_or(stretch.last);
        let share = match next {
            Some(_) => part_of_month(amount, question.month, *first, last)?,
            None => left,
        };
        left = left.minus(share)?;
        told.extend(parts.iter().cloned());
        let off = share.minus(amount)?;
        if off != Cents::ZERO {
            told.push(other_days(question, (*first, last), off));
        }
    }
    Ok(told)
}

/// The days of the month that were not meant.
fn other_days(question: &MonthQuestion<'_>, (first, last): (NaiveDate, NaiveDate), off: Cents) -> Part {
    let (days, of) = (days_between(first, last), question.month.days());
    Part {
        kind: PartKind::OtherDays,
        who: None,
        income: None,
        payer: None,
        cents: off,
        rule: "part-of-month".into(),
        source: "PW art. 45 lid 3".into(),
        inputs: vec![TraceInput {
            name: "dagen".into(),
            value: format!("{days} van {of}"),
            source: "PW art. 45 lid 3".into(),
        }],
        text: format!(
            "Dit geldt van {} tot en met {}: {days} van de {of} dagen van de maand.",
            first.format("%d-%m-%Y"),
            last.format("%d-%m-%Y")
        ),
    }
}

/// Days from the first to the last, both counted; none when they are out of order.
fn days_between(first: NaiveDate, last: NaiveDate) -> i64 {
    ((last - first).num_days() + 1).max(0)
}
