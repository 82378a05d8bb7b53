//! Advances while the right is not fixed (Participation Act art. 52).

use chrono::{Duration, NaiveDate};
use domain::{Cents, InvalidCents, Rounding};

use crate::facts::Reads;
use crate::law::percent;
use crate::{Look, Question, Step, Stop, apply};

const RULE: &str = "advance-52";
const SOURCE: &str = "PW art. 52";

/// An advance: a loan without interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advance {
    /// The last day on which it may be paid.
    pub due: NaiveDate,
    /// The least that is paid, in cents.
    pub least: Cents,
}

/// What is left when advances are set off against what was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// Still to be paid.
    pub to_pay: Cents,
    /// Paid too much.
    pub to_recover: Cents,
}

/// The latest advance that is due on the day judged, as [`advances`] says; before any is due, the first that will be
/// (Participation Act art. 52(1)).
pub fn advance(question: Question<'_>, applied: NaiveDate, assistance: Cents) -> Step<Advance> {
    apply(question, RULE, SOURCE, |look| {
        let weeks = weeks(look, applied, assistance)?;
        let first = due_days(applied, weeks).next().unwrap_or(applied);
        let until = look.day().max(first);
        due(look, (applied, weeks, until), assistance).map(|(_, last, text)| (last, text))
    })
}

/// Every advance that is due up to the day judged, oldest first (Participation Act art. 52(1)): the first at the latest
/// four weeks after the day of the *application*, not of the report, the next every four weeks, as long as the right is not
/// fixed. `assistance` is the amount of art. 19(2) as far as it can be seen.
///
/// The least is a share of it on the day it is due, rounded up to the cent: half up could leave less than the law's least.
///
/// *Not applicable* before the first is due, when data are withheld culpably, and when it is clear that there is no right.
pub fn advances(question: Question<'_>, applied: NaiveDate, assistance: Cents) -> Step<Vec<Advance>> {
    apply(question, RULE, SOURCE, |look| {
        let weeks = weeks(look, applied, assistance)?;
        let until = look.day();
        due(look, (applied, weeks, until), assistance).map(|(all, _, text)| (all, text))
    })
}

/// The weeks between advances, where there are any.
fn weeks(look: &mut Look<'_>, applied: NaiveDate, assistance: Cents) -> Result<i64, Stop> {
    look.given("applied_on", applied.reads(), "PW art. 52 lid 1");
    let facts = &look.facts().assistance;
    if look.see("assistance.withholds_data", &facts.withholds_data) == Some(true) {
        return Err(Stop::not_applicable("Geen voorschot: de aanvrager geeft verwijtbaar geen gegevens."));
    }
    let clear = look.see("assistance.clearly_no_right", &facts.clearly_no_right) == Some(true);
    if clear || assistance <= Cents::ZERO {
        return Err(Stop::not_applicable("Geen voorschot: het is duidelijk dat er geen recht is."));
    }
    Ok(look.term("52.weeks")?)
}

/// All that are due up to a day and the latest of them.
fn due(
    look: &mut Look<'_>,
    (applied, weeks, until): (NaiveDate, i64, NaiveDate),
    assistance: Cents,
) -> Result<(Vec<Advance>, Advance, String), Stop> {
    let mut advances = Vec::new();
    for due in due_days(applied, weeks).take_while(|due| *due <= until) {
        // The share of the day it is due: a later change of the law does not touch an advance that was due before.
        let share = look.national().rate("52.share", due)?;
        look.given("52.share", percent(share.basis_points), &share.source);
        advances.push(Advance { due, least: at_least(assistance, share.basis_points)? });
    }
    let Some(&last) = advances.last() else {
        return Err(Stop::not_applicable("Er hoeft nog geen voorschot te zijn betaald."));
    };
    let text = format!(
        "Uiterlijk op {} is een voorschot te betalen van ten minste {}, als deel van {assistance}. Het is nummer {}.",
        last.due.reads(),
        last.least,
        advances.len(),
    );
    Ok((advances, last, text))
}

/// Sets advances off against what was granted over the same time (Participation Act art. 52(4)); no mandate is needed.
///
/// # Errors
///
/// [`InvalidCents`] when the difference does not fit.
pub fn settlement(granted: Cents, advances: Cents) -> Result<Settlement, InvalidCents> {
    let left = granted.minus(advances)?;
    let owed = advances.minus(granted)?;
    Ok(Settlement { to_pay: left.max(Cents::ZERO), to_recover: owed.max(Cents::ZERO) })
}

/// The days, a number of weeks apart, after `applied`.
fn due_days(applied: NaiveDate, weeks: i64) -> impl Iterator<Item = NaiveDate> {
    let step = Duration::weeks(weeks.max(1));
    std::iter::successors(applied.checked_add_signed(step), move |due| due.checked_add_signed(step))
}

/// A share rounded up: the whole less the rest rounded down.
fn at_least(amount: Cents, basis_points: i64) -> Result<Cents, InvalidCents> {
    amount.minus(amount.times(10_000 - basis_points, 10_000, Rounding::Down)?)
}
