use chrono::NaiveDate;
use domain::{day_in_dutch, months_after};
use schemars::JsonSchema;
use serde::Serialize;

use crate::conduct::of_law::term_on;
use crate::{Question, Step, Stop, apply};

/// Until when a claim can be collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Limitation {
    /// Last day.
    pub until: NaiveDate,
    /// The day judged is later.
    pub lapsed: bool,
}

/// When a claim lapses (Awb art. 4:104, 4:105, 4:110): five years after it had to be paid, or after it was last
/// asserted within that time.
///
/// A person decides when it was asserted after the day to pay plus the term: whether it was also asserted before is
/// not in the facts.
pub fn limitation(question: Question<'_>) -> Step<Limitation> {
    apply(question, "limitation-4-104", "Awb art. 4:104 tot en met 4:110", |look| {
        let facts = &look.facts().recovery.claim;
        let due = look.need("recovery.claim.due_on", &facts.due_on)?;
        let term = term_on(look, "awb.4.104.months", due)?;
        let first = months_after(due, term);
        let asserted = look.see("recovery.claim.asserted_on", &facts.asserted_on).filter(|day| due <= *day);
        let until = match asserted {
            None => first,
            Some(day) if day <= first => months_after(day, term),
            Some(_) => {
                return Err(Stop::person_decides(format!(
                    "De vordering verjaarde op {} als zij niet eerder is gestuit. Een medewerker kijkt dat na.",
                    day_in_dutch(first)
                )));
            }
        };
        let lapsed = until < look.day();
        let text = if lapsed {
            format!("De schuld is verjaard sinds {}. U hoeft niet meer te betalen.", day_in_dutch(until))
        } else {
            format!("De gemeente kan de schuld innen tot en met {}.", day_in_dutch(until))
        };
        Ok((Limitation { until, lapsed }, text))
    })
}
