//! Answers to the intake form.

use domain::{Caller, CaseId, Moment, Refusal};
use messaging::Outcome;

use super::facts::{named, stated};
use super::{Handled, IntakeActor, Reply, World, changed, of_caller};
use crate::messages::told;
use crate::model::{ActsDone, Application, Claims, FormRules, Proof, StatementKind, not_theirs};

/// Answers that someone gives at one time.
pub struct AnswerForm {
    pub case: CaseId,
    pub caller: Caller,
    pub claims: Claims,
    pub proof: Option<Proof>,
    /// How many statements there were when the form was read.
    pub seen: i64,
}

impl IntakeActor {
    /// By what the form of an application is composed today.
    pub(super) fn asks(&self, application: &Application, moment: &Moment) -> Result<FormRules<'_>, Refusal> {
        FormRules::on(&self.policies, &application.municipality, moment.day)
            .map_err(|error| Refusal::precondition("policy-in-force", error.to_string()))
    }

    /// That each fact comes from a source that may state it, at whatever door.
    pub(super) fn are_theirs(
        &self,
        application: &Application,
        claims: &Claims,
        moment: &Moment,
    ) -> Result<(), Refusal> {
        let policy = self.asks(application, moment)?.policy;
        let wrong = not_theirs(policy, claims.iter().map(|(key, claim)| (key, claim.informant.source())));
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::invalid(wrong)) }
    }

    pub(super) fn answer(&self, answer: &AnswerForm, world: &World, moment: &Moment) -> Handled {
        let AnswerForm { case, caller, claims, proof, seen } = answer;
        let application = of_caller(world, *case, caller)?;
        let asks = self.asks(application, moment)?;
        let said = stated(application, StatementKind::Form, caller, claims, proof.as_ref(), moment);
        let answered = application.answer(said, world.past(*case), *seen, &asks)?;
        let missing = answered.missing;
        let done = ActsDone::by(world.records_of(*case).iter().map(|record| &record.about));
        let mut missing_acts = answered.acts;
        missing_acts.retain(|act| done.on(*act).is_none());
        let Some((next, statement)) = answered.recorded else {
            let reply = Reply::Answered { version: application.statements, missing, missing_acts };
            return Ok(Outcome::nothing().reply(reply));
        };
        let mut told = if answered.changed.is_empty() {
            Vec::new()
        } else {
            told::facts_changed(&next, &answered.changed)
        };
        told.extend(told::care_need(application.care_signal, &next));
        let keys = named(statement.claims.iter().map(|(key, _)| key));
        let title = format!("Intakeformulier ingevuld: {keys}");
        let reply = Reply::Answered { version: next.statements, missing, missing_acts };
        Ok(changed(Outcome::nothing().reply(reply).tell(told), next, Some(statement), title))
    }
}
