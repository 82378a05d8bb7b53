//! Recourse on whoever owes maintenance (Participation Act art. 61-62i).

use chrono::{Datelike, NaiveDate};
use domain::{Cents, day_in_dutch};
use schemars::JsonSchema;
use serde::Serialize;

use crate::conduct::of_law::{days_after, part, share_on, term_on};
use crate::facts::MaintenanceDebtor;
use crate::{Look, Question, Share, Step, Stop, apply};

/// What recourse is had for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Recourse {
    pub debtor: MaintenanceDebtor,
    /// Euro cents: a month for maintenance, once for a gift or an estate.
    pub amount: Cents,
    /// It is paid every month.
    pub monthly: bool,
    /// Last day to pay after the letter (art. 62g); absent before the letter.
    pub pay_by: Option<NaiveDate>,
}

/// What recourse is had for on the day judged (art. 62-62i). The municipality may; it need not.
///
/// What a court fixed (art. 62b), else what a person worked out by the civil standards, indexed each 1 January after it
/// was fixed (Civil Code 1:402a), each time a half cent up; at most what the assistance costs. A gift or an estate is
/// not indexed. A person decides without an amount, for a year whose index is not known, and when the debtor opposes:
/// then a court does.
pub fn recourse(question: Question<'_>) -> Step<Recourse> {
    apply(question, "recourse-62", "PW art. 61 tot en met 62i; BW art. 1:402a", |look| {
        let facts = &look.facts().recovery.recourse;
        let debtor = look.need("recovery.recourse.debtor", &facts.debtor)?;
        let monthly = !matches!(debtor, MaintenanceDebtor::Donee | MaintenanceDebtor::Estate);
        if look.see("recovery.recourse.opposes", &facts.opposes).unwrap_or_default() {
            look.rule("recourse-62h");
            return Err(Stop::person_decides(
                "De onderhoudsplichtige is het niet eens. De gemeente vraagt de rechter om een beslissing.",
            ));
        }
        let fixed = match look.see("recovery.recourse.court_amount", &facts.court_amount) {
            Some(amount) if monthly => {
                look.rule("recourse-62b");
                Some(amount)
            }
            _ => look.see("recovery.recourse.amount", &facts.amount),
        };
        let fixed = fixed.ok_or_else(|| {
            Stop::person_decides(
                "Een medewerker berekent de bijdrage volgens de maatstaven voor alimentatie.",
            )
        })?;
        let indexed = if monthly { indexed(look, fixed)? } else { fixed };
        let costs = look.need("recovery.recourse.costs", &facts.costs)?;
        let amount = indexed.min(costs).max(Cents::ZERO);
        let pay_by = match look.see("recovery.recourse.notified_on", &facts.notified_on) {
            Some(notified) => Some(days_after(notified, term_on(look, "62.days", notified)?)),
            None => None,
        };
        let how = if monthly { "per maand" } else { "in één keer" };
        let by = pay_by.map_or_else(String::new, |day| {
            format!(" De eerste betaling is uiterlijk {}.", day_in_dutch(day))
        });
        let text = format!("De gemeente verhaalt {amount} {how} op de {}.{by}", debtor.dutch());
        Ok((Recourse { debtor, amount, monthly, pay_by }, text))
    })
}

/// Raised on each 1 January after the day it was fixed.
fn indexed(look: &mut Look<'_>, fixed: Cents) -> Result<Cents, Stop> {
    let facts = &look.facts().recovery.recourse;
    if look.see("recovery.recourse.not_indexed", &facts.not_indexed).unwrap_or_default() {
        return Ok(fixed);
    }
    let fixed_on = look.need("recovery.recourse.fixed_on", &facts.fixed_on)?;
    let mut amount = fixed;
    for year in fixed_on.year().saturating_add(1)..=look.day().year() {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { break };
        let rise = share_on(look, "bw.1.402a", first).map_err(|_| {
            Stop::person_decides(format!(
                "De indexering van {year} is niet bekend. Een medewerker stelt de bijdrage vast."
            ))
        })?;
        amount = part(Share::basis_points(Share::WHOLE.get() + rise.get()), amount)?;
    }
    Ok(amount)
}
