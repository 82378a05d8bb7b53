//! The intake is done.

use domain::{Caller, CaseId, Facts, Moment, Refusal};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, IntakeActor, Reply, World, facts, handling, of_caller, records};
use crate::messages::told;
use crate::model::{
    About, ActsDone, Application, Claims, Handling, Proof, Statement, StatementKind, behind_a_title,
    gate_now, score,
};

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
        self.are_theirs(application, claims, moment)?;
        let asks = self.asks(application, moment)?;
        let known = application.facts_after(&stated, past);
        let before = world.records_of(*case);
        let (with_acts, added) = records::of_intake(application, caller, (acts, before), &known, moment)?;
        let done = ActsDone::by(before.iter().chain(&added).map(|record| &record.about));
        let handling = world.handlings.get(case).cloned().unwrap_or_else(|| Handling::of(application));
        let scored =
            handling.weighed(score(asks.policy, &known.on(moment.day), moment.day)).unwrap_or(handling);
        let level = scored.level().map(|(level, _)| level);
        self.keeps_its_gate(application, (past, &stated), &known)?;
        let next = with_acts.complete_intake(&stated, past, &done, &asks, level)?;
        // Told with it.
        let next = next.with_acts_told().unwrap_or(next);
        let mut told = told::intake_completed(&next);
        told.extend(told::care_need(application.care_signal, &next));
        let title = format!("Intake afgerond{}", behind_a_title(acts));
        let line = StoryLine::new(next.case, &next.municipality, title);
        let change = Change { records: added, ..Change::of(next, Some(stated)) };
        Ok(Outcome::change(change).reply(Reply::Done).tell(told).story(line))
    }

    /// That no search period comes to light by what the intake itself states.
    fn keeps_its_gate(
        &self,
        application: &Application,
        (past, stated): (&[Statement], &Statement),
        known: &Facts,
    ) -> Result<(), Refusal> {
        let today = stated.day;
        let history: Vec<_> = past.iter().chain([stated]).cloned().collect();
        let found = gate_now(&self.policies, application, &history, known, today);
        match found.ok().and_then(|gate| gate.search_until) {
            Some(until) if application.search_until.is_none() && today <= until => {
                let reason = format!(
                    "Met deze gegevens geldt er een zoektermijn tot en met {}. Leg de gegevens eerst vast; daarna loopt die.",
                    until.format("%d-%m-%Y")
                );
                Err(Refusal::precondition("search-period-asked", reason))
            }
            _ => Ok(()),
        }
    }
}
