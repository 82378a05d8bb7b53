//! How an application is handled: what follows from its facts, and what people decide.

use domain::{Caller, CaseId, Moment, Refusal, Role};
use messaging::{Outcome, StoryLine};
use terms::Calendar;

use super::visits::VisitAsked;
use super::{Change, Handled, Input, IntakeActor, Reply, World, of_caller};
use crate::messages::told;
use crate::model::{Application, Deciding, Handling, route, score};

/// What a person decides on how a case is handled.
pub struct AskHandling {
    pub case: CaseId,
    pub caller: Caller,
    pub ask: HandlingAsked,
}

impl AskHandling {
    /// Whether facts are stated with it: what was found at a visit.
    pub const fn states_facts(&self) -> bool {
        matches!(self.ask, HandlingAsked::Visit(VisitAsked::Hold { .. }))
    }
}

pub enum HandlingAsked {
    /// Verify at another level than the scorecard gives.
    Deviate { level: String, reasons: String },
    /// A second person judges that; with reasons when it is rejected.
    Settle { number: u32, rejected: Option<String> },
    /// A visit to the home.
    Visit(VisitAsked),
    /// Where letters go was agreed with the resident.
    AgreeAddress { address: String },
}

impl IntakeActor {
    /// What scorecard and routes of the policy make of the facts as they are after an input.
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
        let changed = outcome.change.as_ref().and_then(|change| change.handling.as_ref());
        let known = changed.or_else(|| world.handlings.get(&application.case)).cloned();
        let before = known.unwrap_or_else(|| Handling::of(&application));
        let line = |title: String| StoryLine::new(application.case, &application.municipality, title);
        let (mut next, mut outcome) = (before.clone(), outcome);
        if let Some(weighed) = next.weighed(score(policy, &facts, moment.day)) {
            if let Some(found) = weighed.risk.last() {
                outcome = outcome.story(line(found.title()).because(found.explanation()));
            }
            next = weighed;
        }
        if let Some(routed) = next.routed(route(policy, &facts, moment.day)) {
            if let Some(found) = routed.routes.last() {
                outcome = outcome.story(line(found.title()).because(found.explanation()));
            }
            next = routed;
        }
        if next == before {
            return self.rechecked(outcome, &application, &before, world, moment);
        }
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
            HandlingAsked::Visit(visit) => {
                return self.of_visit((asked, visit), (application, &before), deciding, world, moment);
            }
            HandlingAsked::AgreeAddress { address } => {
                let sealed = seal(address, "address:seal");
                let next = before.agree_address(sealed, &asked.caller.user, moment.day)?;
                (next, Reply::Done, "Briefadres afgesproken".to_owned())
            }
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

    pub(super) fn with_handling(
        &self,
        outcome: Outcome<Change, Reply>,
        application: &Application,
        next: Handling,
        world: &World,
        moment: &Moment,
    ) -> Outcome<Change, Reply> {
        let waits = told::risk_deviation(application, world.handlings.get(&application.case), &next);
        let mut outcome = self.rechecked(outcome, application, &next, world, moment).tell(waits);
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

/// That the caller is who does the intake of a case, by the policy.
pub fn does_the_intake(world: &World, case: CaseId, caller: &Caller) -> Result<(), Refusal> {
    let route = world.handlings.get(&case).and_then(Handling::route);
    let by = route.map_or(Role::IntakeConsultant, |route| route.intake_by);
    if caller.has(by) {
        return Ok(());
    }
    let reason = format!("Deze intake doet een {}.", by.dutch());
    Err(Refusal::not_allowed("role-missing", reason))
}
