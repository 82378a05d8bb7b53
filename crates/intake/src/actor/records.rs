//! What is done at the gate and at intake.

use domain::{Caller, CaseId, Facts, Moment, Refusal};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, Input, IntakeActor, Reply, World, of_caller};
use crate::messages::told;
use crate::model::{About, Application, Record};

impl IntakeActor {
    /// One more record of a case. `note` is a free text.
    pub(super) fn record(
        &self,
        case: CaseId,
        caller: &Caller,
        (about, note): (&About, Option<&str>),
        world: &World,
        moment: &Moment,
    ) -> Handled {
        let application = of_caller(world, case, caller)?;
        let facts = application.facts_on(world.past(case), moment.day);
        let next = application.recorded(about, world.records_of(case), &facts)?;
        let sealed = note.map(|text| self.vault.seal(case.uuid(), moment.id("record:seal"), text.as_bytes()));
        let record = Record { sealed_note: sealed, ..entry(&next, caller, about.clone(), moment) };
        let line = StoryLine::new(case, &next.municipality, about.dutch());
        let number = record.number;
        let change = Change { records: vec![record], ..Change::of(next, None) };
        Ok(Outcome::change(change).reply(Reply::Recorded { number }).story(line))
    }
}

/// Tells what was done to help the applicant to work, when that became something else than was told. A portfolio is kept
/// apart from the application, which only remembers that it was begun.
pub fn show_acts(
    outcome: Outcome<Change, Reply>,
    input: &Input,
    world: &World,
    moment: &Moment,
) -> Outcome<Change, Reply> {
    let Some(change) = &outcome.change else { return outcome };
    let shown = match (&change.application, input) {
        (Some(next), _) => next.with_acts_told(),
        (None, Input::Portfolio(keep)) => {
            let of = world.applications.get(&keep.case).filter(|of| of.stage.is_open());
            of.filter(|of| keep.person.is_none_or(|person| person == of.person)).and_then(|of| {
                let begun = of.portfolio_begun_on.or(Some(moment.day));
                Application { portfolio_begun_on: begun, ..of.clone() }.with_acts_told()
            })
        }
        _ => None,
    };
    let Some(next) = shown else { return outcome };
    let mut outcome = outcome.tell(told::work_acts_shown(&next));
    if let Some(change) = &mut outcome.change {
        change.application = Some(next);
    }
    outcome
}

/// What was done at one intake: the application that counts it, and its records. It is no change of its own, so the
/// version stays. `before` is what was on record.
pub fn of_intake(
    application: &Application,
    caller: &Caller,
    (acts, before): (&[About], &[Record]),
    facts: &Facts,
    moment: &Moment,
) -> Result<(Application, Vec<Record>), Refusal> {
    let mut all = before.to_vec();
    let mut next = application.clone();
    for about in acts {
        next = next.recorded(about, &all, facts)?;
        all.push(entry(&next, caller, about.clone(), moment));
    }
    let added = all.split_off(before.len());
    Ok((Application { version: application.version, ..next }, added))
}

/// The last record of an application that counts it already.
pub fn entry(of: &Application, caller: &Caller, about: About, moment: &Moment) -> Record {
    Record {
        case: of.case,
        number: of.records,
        day: moment.day,
        at: moment.instant,
        by: caller.user.clone(),
        about,
        sealed_note: None,
    }
}
