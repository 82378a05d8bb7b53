//! The last days of law for objections, each with its account: the one place where workflow counts them.

use chrono::NaiveDate;
use domain::{Refusal, day_in_dutch};
use policy::National;
use terms::{Calendar, Extension, Kind, Line, NoTerm, Term};

use crate::model::{Deadline, DeadlineLine};

/// To object to a decision that was made known on this day (Awb art. 6:7).
pub(super) fn time_to_object(notified_on: NaiveDate, national: &National) -> Result<Deadline, Refusal> {
    account(&by_law(Kind::Objection, notified_on, national)?, notified_on, national)
}

/// To decide on an objection, from the day after its time (Awb art. 7:10).
pub(super) fn time_to_decide(
    from: NaiveDate,
    committee: bool,
    national: &National,
) -> Result<Deadline, Refusal> {
    account(&by_law(kind(committee), from, national)?, from, national)
}

/// The same, made longer until a day (Awb art. 7:10(3)).
pub(super) fn longer(
    from: NaiveDate,
    committee: bool,
    (until, reason): (NaiveDate, &str),
    national: &National,
    today: NaiveDate,
) -> Result<Deadline, Refusal> {
    let extension = Extension { until, told_on: today, reason: reason.into() };
    // Told while the time to object still runs, it counts from the first day of the term.
    let extension = Extension { told_on: extension.told_on.max(from), ..extension };
    let term = by_law(kind(committee), from, national)?.extend(extension, &Calendar::of(national))?;
    account(&term, today.max(from), national)
}

/// A last day that a court gave.
pub(super) fn given_by_the_court(day: NaiveDate) -> Deadline {
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
    let mut lines: Vec<DeadlineLine> = term
        .explain(on, &calendar)
        .into_iter()
        .map(|Line { text, source, .. }| DeadlineLine { text, source })
        .collect();
    lines.pop();
    Ok(Deadline { day, lines })
}
