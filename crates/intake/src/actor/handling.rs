//! How deeply an application is verified: what follows from its facts, and what people decide.

use domain::{Caller, CaseId, Moment, Refusal};
use messaging::{Outcome, StoryLine};
use terms::Calendar;

use super::{Change, Handled, Input, IntakeActor, Reply, World, of_caller};
use crate::model::{Application, Deciding, Handling, score};

/// What a person decides on how a case is handled.
pub struct AskHandling {
    pub case: CaseId,
    pub caller: Caller,
    pub ask: HandlingAsked,
}

pub enum HandlingAsked {
    /// Verify at another level than the scorecard gives.
    Deviate { level: String, reasons: String },
    /// A second person judges that; with reasons when it is rejected.
    Settle { number: u32, rejected: Option<String> },
}

impl IntakeActor {
    /// What the scorecard makes of the facts as they are after an input.
    pub(super) fn weigh(
        &self,
        outcome: Outcome<Change, Reply>,
        input: &Input,
        world: &World,
        moment: &Moment,
    ) -> Outcome<Change, Reply> {
        let changed = outcome.change.as_ref().and_then(|change| change.application.clone());
        let application = match (changed, input) {
            (Some(changed), _) => changed,
            (None, Input::TimePassed { case }) => match world.applications.get(case) {
                Some(found) => found.clone(),
                None => return outcome,
            },
            _ => return outcome,
        };
        let policy = self.policies.of(&application.municipality, moment.day);
        let Some(policy) = policy.ok().filter(|_| application.stage.is_open()) else { return outcome };
        let facts = application.facts_on(world.past(application.case), moment.day).on(moment.day);
        let known = world.handlings.get(&application.case).cloned();
        let before = known.unwrap_or_else(|| Handling::of(&application));
        let Some(next) = before.weighed(score(policy, &facts, moment.day)) else {
            return self.rechecked(outcome, &application, &before, world, moment);
        };
        let outcome = match next.risk.last() {
            Some(found) => outcome.story(
                StoryLine::new(application.case, &application.municipality, found.title())
                    .because(found.explanation()),
            ),
            None => outcome,
        };
        self.with_handling(outcome, &application, next, world, moment)
    }

    /// What a person asked.
    pub(super) fn of_handling(&self, asked: &AskHandling, world: &World, moment: &Moment) -> Handled {
        let application = of_caller(world, asked.case, &asked.caller)?;
        if !application.stage.is_open() {
            return Err(application.closed());
        }
        let policy = self
            .policies
            .of(&application.municipality, moment.day)
            .map_err(|error| Refusal::precondition("policy-in-force", error.to_string()))?;
        let known = world.handlings.get(&asked.case).cloned();
        let before = known.unwrap_or_else(|| Handling::of(application));
        let seal = |text: &str, name: &str| self.vault.seal_text(asked.case.uuid(), moment.id(name), text);
        let deciding = Deciding { by: &asked.caller.user, policy, today: moment.day };
        let (next, reply, title) = match &asked.ask {
            HandlingAsked::Deviate { level, reasons } => {
                let (next, waits) = before.deviate(level, seal(reasons, "reasons:seal"), deciding)?;
                let (number, to) = next
                    .deviations
                    .last()
                    .map_or_else(Default::default, |one| (one.number, one.to.label.clone()));
                let title = if waits {
                    format!("Andere diepte van de controle voorgesteld: ‘{to}’; een tweede persoon beslist")
                } else {
                    format!("Andere diepte van de controle gekozen: ‘{to}’")
                };
                (next, Reply::Deviated { number, waits }, title)
            }
            HandlingAsked::Settle { number, rejected } => {
                let sealed = rejected.as_deref().map(|reasons| seal(reasons, "reasons:seal"));
                let next = before.settle(*number, sealed, &asked.caller.user, moment.day)?;
                let what = if rejected.is_some() { "afgewezen" } else { "goedgekeurd" };
                (next, Reply::Done, format!("Andere diepte van de controle {what}"))
            }
        };
        let line = StoryLine::new(application.case, &application.municipality, title);
        let outcome = Outcome::nothing().reply(reply).story(line);
        Ok(self.with_handling(outcome, application, next, world, moment))
    }

    fn with_handling(
        &self,
        outcome: Outcome<Change, Reply>,
        application: &Application,
        next: Handling,
        world: &World,
        moment: &Moment,
    ) -> Outcome<Change, Reply> {
        let mut outcome = self.rechecked(outcome, application, &next, world, moment);
        let change = outcome.change.take().unwrap_or_default();
        Outcome { change: Some(Change { handling: Some(next), ..change }), ..outcome }
    }

    /// The day on which the facts are verified again follows the level that holds.
    fn rechecked(
        &self,
        mut outcome: Outcome<Change, Reply>,
        application: &Application,
        handling: &Handling,
        world: &World,
        moment: &Moment,
    ) -> Outcome<Change, Reply> {
        let every = handling.level().and_then(|(level, _)| level.recheck_months);
        let calendar = Calendar::of(self.policies.national());
        let Some(law) = self.law(&calendar, &application.municipality, moment.day) else { return outcome };
        let counted = outcome.change.as_mut().and_then(|change| change.deadlines.take());
        if let Some(counted) = counted {
            let next = counted.rechecked(every, &application.facts, law);
            outcome = outcome.tell(super::terms::signals(application, &counted, &next));
            let change = outcome.change.take().unwrap_or_default();
            return Outcome { change: Some(Change { deadlines: Some(next), ..change }), ..outcome };
        }
        let Some(before) = world.deadlines.get(&application.case) else { return outcome };
        match before.rechecked(every, &application.facts, law).since(before) {
            Some(next) => self.with_terms(outcome, application, (before, next), law, None),
            None => outcome,
        }
    }
}
