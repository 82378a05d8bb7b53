//! What an income consultant decides on recourse, and what came in.

use chrono::NaiveDate;
use domain::{CaseId, Cents, Moment, Municipality, Refusal, day_in_dutch};
use messaging::{Outcome, StoryLine};
use policy::National;

use super::{MoneyReply, MoneyWorld};
use crate::model::money::{DecidedRecourse, RecourseAsked, RecourseWanted};
use crate::store::money::{MoneyWrites, posted};

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

/// What is asked about recourse.
#[derive(Debug, Clone, Copy)]
pub enum RecourseAct {
    Decide(RecourseWanted),
    End {
        recourse: u32,
        /// First day without it.
        from: NaiveDate,
    },
    Receive {
        recourse: u32,
        /// Less than nil takes back.
        cents: Cents,
    },
}

/// Decides on recourse, ends it, or takes in what was paid.
pub fn act(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, act): (CaseId, RecourseAct),
    (by, reasons): (&str, &str),
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(|| Refusal::not_found("zaak"))?;
    let asked = RecourseAsked { account, by, reasons, national, today: moment.day };
    let (done, title) = match act {
        RecourseAct::Decide(wanted) => {
            let facts = world.timelines.get(&case).map(|timeline| timeline.on(wanted.from, moment.day));
            let done = asked.decide(wanted, &facts.unwrap_or_default())?;
            let what = if wanted.corrects.is_some() { "verbeterd" } else { "besloten" };
            let title = format!("Verhaal {what} vanaf {}: {}", day_in_dutch(wanted.from), done.cents);
            (done, title)
        }
        RecourseAct::End { recourse, from } => {
            (asked.end(recourse, from)?, format!("Verhaal beëindigd per {}", day_in_dutch(from)))
        }
        RecourseAct::Receive { recourse, cents } => {
            let what = if cents < Cents::ZERO { "Teruggeboekt uit" } else { "Ontvangen uit" };
            (asked.receive(recourse, cents)?, format!("{what} verhaal {recourse}: {cents}. {reasons}"))
        }
    };
    let DecidedRecourse { account, recourse, decision, postings, cents } = done;
    let mut line = StoryLine::new(case, municipality, title);
    // The line of the consultant comes last.
    if let Some(reason) = decision.as_ref().and_then(|decision| decision.explanations.last()) {
        line = line.because(reason.clone());
    }
    let number = decision.as_ref().map(|decision| decision.number).unwrap_or_default();
    let person = account.person;
    let postings = postings.into_iter();
    let change = MoneyWrites {
        postings: posted((case, person), postings, moment).collect(),
        accounts: vec![account],
        decisions: decision.into_iter().collect(),
        ..MoneyWrites::default()
    };
    let reply = MoneyReply::Granted { grant: recourse, decision: number, cents };
    Ok(Outcome::change(change).reply(reply).story(line))
}
