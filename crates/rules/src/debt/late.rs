//! The penalty for a late decision (Awb art. 4:17).

use chrono::NaiveDate;
use domain::{Cents, day_in_dutch, weeks_after};
use schemars::JsonSchema;
use serde::Serialize;

use crate::conduct::of_law::{days_after, term_on};
use crate::{Look, Question, Step, Stop, apply};

/// What the municipality owes for deciding late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LatePenalty {
    /// First day that counts.
    pub from: NaiveDate,
    /// Days that count so far, at most what the law says.
    pub days: u32,
    /// Euro cents.
    pub amount: Cents,
}

/// The penalty for a late decision up to the day judged (Awb art. 4:17), by the amounts of the day on which the notice
/// of default came in.
///
/// It begins when two weeks have passed after that day, and counts every day after them on which there is no decision
/// yet; the day on which the decision is made known does not count. Not applicable without a notice, when it came
/// before the term had ended, and on the grounds of art. 4:17(6).
pub fn late_penalty(question: Question<'_>) -> Step<LatePenalty> {
    apply(question, "penalty-4-17", "Awb art. 4:17", |look| {
        let facts = &look.facts().recovery.late;
        let ended = look.need("recovery.late.term_ended_on", &facts.term_ended_on)?;
        let Some(notice) = look.see("recovery.late.notice_on", &facts.notice_on) else {
            return Err(Stop::not_applicable("Er is geen ingebrekestelling ontvangen."));
        };
        if notice <= ended {
            return Err(Stop::not_applicable(
                "De ingebrekestelling kwam binnen voordat de beslistermijn voorbij was.",
            ));
        }
        if look.see("recovery.late.no_penalty", &facts.no_penalty).unwrap_or_default() {
            return Err(Stop::not_applicable(
                "Er is een reden waarom er geen dwangsom is (artikel 4:17 lid 6).",
            ));
        }
        let from = days_after(weeks_after(notice, term_on(look, "awb.4.17.notice.weeks", notice)?), 1);
        let decided = look.see("recovery.late.decided_on", &facts.decided_on);
        // Every day up to the decision, and until then up to the day judged itself.
        let tomorrow = days_after(look.day(), 1);
        let end = decided.unwrap_or(tomorrow).min(tomorrow);
        let most = term_on(look, "awb.4.17.days", notice)?;
        let days = u32::try_from((end - from).num_days().max(0)).unwrap_or(u32::MAX).min(most);
        let amount = amount_of(look, notice, days)?;
        let late = if days == 1 { "1 dag".to_owned() } else { format!("{days} dagen") };
        let text = match days {
            0 => format!("De gemeente kan nog zonder dwangsom beslissen, tot {}.", day_in_dutch(from)),
            _ => format!(
                "De gemeente is {late} te laat vanaf {}. De dwangsom is {amount}.",
                day_in_dutch(from)
            ),
        };
        Ok((LatePenalty { from, days, amount }, text))
    })
}

/// Three steps of days, each with an amount a day; never more than the law says in all.
fn amount_of(look: &mut Look<'_>, notice: NaiveDate, days: u32) -> Result<Cents, Stop> {
    let step = term_on(look, "awb.4.17.step.days", notice)?;
    let mut left = days;
    let mut total = Cents::ZERO;
    for (key, in_step) in [("awb.4.17.first", step), ("awb.4.17.second", step), ("awb.4.17.third", u32::MAX)]
    {
        let each = look.amount_on(key, notice)?;
        let counted = left.min(in_step);
        left -= counted;
        total = total.plus(each.times(i64::from(counted), 1, domain::Rounding::Down)?)?;
    }
    Ok(total.min(look.amount_on("awb.4.17.most", notice)?))
}
