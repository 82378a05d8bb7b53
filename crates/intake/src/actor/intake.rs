//! The intake is done.

use domain::{Caller, CaseId, Moment};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, IntakeActor, Reply, World, facts, handling, of_caller, records};
use crate::messages::told;
use crate::model::{About, ActsDone, Claims, Proof, StatementKind, behind_a_title};

/// What the intake ends with.
pub struct CompleteIntake {
    pub case: CaseId,
    pub caller: Caller,
    pub claims: Claims,
    pub proof: Option<Proof>,
    /// What was done at it and is not on record yet.
    pub acts: Vec<About>,
}

impl IntakeActor {
    pub(super) fn complete(&self, complete: &CompleteIntake, world: &World, moment: &Moment) -> Handled {
        let CompleteIntake { case, caller, claims, proof, acts } = complete;
        let application = of_caller(world, *case, caller)?;
        handling::does_the_intake(world, *case, caller)?;
        let past = world.past(*case);
        let stated =
            facts::stated(application, StatementKind::Intake, caller, claims, proof.as_ref(), moment);
        let asks = self.asks(application, moment)?;
        let known = application.facts_after(&stated, past);
        let before = world.records_of(*case);
        let (with_acts, added) = records::of_intake(application, caller, (acts, before), &known, moment)?;
        let done = ActsDone::by(before.iter().chain(&added).map(|record| &record.about));
        let next = with_acts.complete_intake(&stated, past, &done, &asks)?;
        let mut told = told::intake_completed(&next);
        told.extend(told::care_need(application.care_signal, &next));
        let title = format!("Intake afgerond{}", behind_a_title(acts));
        let line = StoryLine::new(next.case, &next.municipality, title);
        let change = Change { records: added, ..Change::of(next, Some(stated)) };
        Ok(Outcome::change(change).reply(Reply::Done).tell(told).story(line))
    }
}
