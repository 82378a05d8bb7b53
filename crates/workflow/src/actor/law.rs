//! The last days of law for objections, each with its account: the one place where workflow counts them.

use chrono::NaiveDate;
use domain::{Refusal, day_in_dutch};
use policy::National;
use terms::{Calendar, Extension, Kind, Line, NoTerm, StopReason, Stopping, Term};

use crate::model::{Deadline, DeadlineLine, ObjectionFile};

/// A term of law and the last day that it comes to.
pub(crate) struct Counted {
    pub term: Box<Term>,
    pub deadline: Deadline,
}

/// To object to a decision that was made known on this day (Awb art. 6:7).
pub(crate) fn time_to_object(notified_on: NaiveDate, national: &National) -> Result<Counted, Refusal> {
    let term = by_law(Kind::Objection, notified_on, national)?;
    counted(term, notified_on, national)
}

/// Last day on which an objection may come that was posted in time (Awb art. 6:9(2); Algemene termijnenwet art. 1).
pub(crate) fn post_may_come_until(last: NaiveDate, national: &National) -> Result<NaiveDate, Refusal> {
    let term = national.term("awb.6.9.weeks", last).map_err(|missing| {
        Refusal::precondition("no-term-of-law", format!("Voor deze dag is geen termijn bekend: {missing}."))
    })?;
    let days = u64::try_from(term.number).unwrap_or_default().saturating_mul(7);
    let until = last.checked_add_days(chrono::Days::new(days)).unwrap_or(last);
    Ok(Calendar::of(national).working_day_from(until))
}

/// To decide on an objection, from the day after the last day to object, also when it came later (Awb art. 7:10).
pub(crate) fn time_to_decide(
    from: NaiveDate,
    committee: bool,
    national: &National,
) -> Result<Counted, Refusal> {
    counted(by_law(kind(committee), from, national)?, from, national)
}

/// To decide after a notice of default that was received on this day (Awb art. 4:17(3)).
pub(crate) fn time_after_notice(received_on: NaiveDate, national: &National) -> Result<Counted, Refusal> {
    counted(by_law(Kind::NoticeOfDefault, received_on, national)?, received_on, national)
}

/// The term to decide as it stands.
///
/// # Errors
///
/// A [`Refusal`] when a court gave its last day.
fn deciding(file: &ObjectionFile, national: &National) -> Result<Term, Refusal> {
    match &file.receipt.decide_term {
        Some(term) => Ok(term.as_ref().clone()),
        None if file.extended => {
            let reason = "De rechter gaf deze beslistermijn. Die kan niet veranderen.";
            Err(Refusal::precondition("term-of-the-court", reason))
        }
        None => by_law(kind(file.receipt.committee), file.receipt.in_time_until.day, national),
    }
}

/// The time to decide, made longer until a day (Awb art. 7:10(3)).
pub(crate) fn longer(
    file: &ObjectionFile,
    (until, reason): (NaiveDate, &str),
    national: &National,
    today: NaiveDate,
) -> Result<Counted, Refusal> {
    let term = deciding(file, national)?;
    // Told while the time to object still runs, it counts from the first day of the term.
    let extension = Extension { until, told_on: today.max(term.start()), reason: reason.into() };
    let on = extension.told_on;
    counted(term.extend(extension, &Calendar::of(national))?, on, national)
}

/// The time to decide stands still (Awb art. 7:10(2) and (4)); nothing of its last day is known when it is not known
/// until when.
pub(crate) fn stopped(
    file: &ObjectionFile,
    (reason, from, until): (StopReason, NaiveDate, Option<NaiveDate>),
    national: &National,
    today: NaiveDate,
) -> Result<(Box<Term>, Option<Deadline>), Refusal> {
    let term = deciding(file, national)?;
    // What stops it before it begins takes its first days.
    let first = term.start().succ_opt().unwrap_or(term.start());
    let stopping = Stopping { reason, from: from.max(first), until, known_on: today };
    let term = term.stop(stopping, &Calendar::of(national))?;
    let deadline = term.due(&Calendar::of(national)).map(|_| account(&term, today, national)).transpose()?;
    Ok((Box::new(term), deadline))
}

/// The time to decide goes on, with `on` as the first day that counts again.
pub(crate) fn resumed(
    file: &ObjectionFile,
    (reason, on): (StopReason, NaiveDate),
    national: &National,
    today: NaiveDate,
) -> Result<Counted, Refusal> {
    let term = deciding(file, national)?;
    let on = on.max(term.start());
    counted(term.resume(reason, on, today)?, today, national)
}

fn counted(term: Term, on: NaiveDate, national: &National) -> Result<Counted, Refusal> {
    let deadline = account(&term, on, national)?;
    Ok(Counted { term: Box::new(term), deadline })
}

/// A last day that a court gave.
pub(crate) fn given_by_the_court(day: NaiveDate) -> Deadline {
    let text = format!("De rechter gaf een termijn tot en met {}.", day_in_dutch(day));
    Deadline { day, lines: vec![DeadlineLine { text, source: "uitspraak van de rechter".into() }] }
}

const fn kind(committee: bool) -> Kind {
    if committee { Kind::CommitteeDecision } else { Kind::ObjectionDecision }
}

fn by_law(kind: Kind, start: NaiveDate, national: &National) -> Result<Term, Refusal> {
    Term::by_law(kind, start, national).map_err(|missing: NoTerm| {
        Refusal::precondition("no-term-of-law", format!("Voor deze dag is geen termijn bekend: {missing}."))
    })
}

/// Its last day and how that came about; not where it stands today, which changes every day.
fn account(term: &Term, on: NaiveDate, national: &National) -> Result<Deadline, Refusal> {
    let calendar = Calendar::of(national);
    let Some(day) = term.due(&calendar) else {
        return Err(Refusal::precondition("term-stands-still", "De termijn staat stil."));
    };
    // Nothing of a term is known before it begins.
    let mut lines: Vec<DeadlineLine> = term
        .explain(on.max(term.start()), &calendar)
        .into_iter()
        .map(|Line { text, source, .. }| DeadlineLine { text, source })
        .collect();
    lines.pop();
    Ok(Deadline { day, lines })
}
