//! People who report that they are away, or back (WF-3).

use chrono::NaiveDate;
use domain::{Caller, Moment, Refusal, Role, Violation};
use messaging::Outcome;
use uuid::Uuid;

use super::{Change, Reply, World};
use crate::model::Absence;

/// What someone says of an absence, their own or that of someone they lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    pub person: String,
    pub from_day: NaiveDate,
    pub until_day: NaiveDate,
    pub deputy: Option<String>,
}

type Answer = Result<Outcome<Change, Reply>, Refusal>;

/// Someone will be away. The tasks they have go when the first day comes.
pub(super) fn record(away: &Away, caller: &Caller, world: &World, moment: &Moment) -> Answer {
    may_speak_for(caller, &away.person)?;
    let mut wrong = Vec::new();
    if away.until_day < away.from_day {
        wrong.push(Violation::new("last_day", "mag niet voor de eerste dag liggen", "until-after-from"));
    }
    if away.until_day < moment.day {
        wrong.push(Violation::new("last_day", "is al voorbij", "not-in-past"));
    }
    if away.deputy.as_ref() == Some(&away.person) {
        wrong.push(Violation::new("deputy", "is dezelfde persoon", "deputy-is-another"));
    }
    if !wrong.is_empty() {
        return Err(Refusal::invalid(wrong));
    }
    let then = |absence: &Absence| {
        absence.municipality == caller.municipality && absence.overlaps(away.from_day, away.until_day)
    };
    let of = |person: &str| world.absences.values().find(|known| known.person == person && then(known));
    if let Some(known) = of(&away.person) {
        let repeated = known.from_day == away.from_day && known.until_day == away.until_day;
        if repeated && known.deputy == away.deputy {
            return Ok(Outcome::nothing().reply(Reply::Absence(known.id)));
        }
        let reason = "Er staat al een afwezigheid in deze dagen. Meld die eerst af.";
        return Err(Refusal::conflict("absence-overlaps", reason));
    }
    if away.deputy.as_deref().is_some_and(|deputy| of(deputy).is_some()) {
        let reason = "De vervanger is in deze dagen zelf afwezig. Kies een ander.";
        return Err(Refusal::precondition("deputy-absent", reason));
    }
    let id = moment.id("absence");
    let absence = Absence {
        id,
        municipality: caller.municipality.clone(),
        person: away.person.clone(),
        from_day: away.from_day,
        until_day: away.until_day,
        deputy: away.deputy.clone(),
        recorded_by: caller.user.clone(),
    };
    Ok(Outcome::change(Change::Absence(absence)).reply(Reply::Absence(id)))
}

/// Someone is back: the absence ended yesterday, or never began.
pub(super) fn end(id: Uuid, caller: &Caller, world: &World, moment: &Moment) -> Answer {
    let known = world.absences.get(&id).filter(|absence| absence.municipality == caller.municipality);
    let Some(known) = known else { return Err(Refusal::not_found("afwezigheid")) };
    may_speak_for(caller, &known.person)?;
    if known.until_day < moment.day {
        return Ok(Outcome::nothing().reply(Reply::Done));
    }
    let mut ended = known.clone();
    ended.until_day = moment.day.pred_opt().unwrap_or(NaiveDate::MIN);
    Ok(Outcome::change(Change::Absence(ended)).reply(Reply::Done))
}

fn may_speak_for(caller: &Caller, person: &str) -> Result<(), Refusal> {
    if caller.user == person || caller.has(Role::Manager) {
        return Ok(());
    }
    let reason = "U kunt alleen uzelf afwezig melden. Een manager kan dat ook voor een ander.";
    Err(Refusal::not_allowed("absence-of-other", reason))
}
