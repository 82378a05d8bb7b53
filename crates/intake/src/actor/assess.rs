//! What a service that decides gets of a case.

use domain::{Moment, Refusal};
use messaging::{Outcome, StoryLine};
use terms::Calendar;

use super::{Change, Handled, IntakeActor, Reply, World};
use crate::messages::told;
use crate::model::{Application, Assessment, shared_for, shared_since, stretches};

impl IntakeActor {
    /// The facts of a case to the service that decides.
    pub(super) fn assess(
        &self,
        application: &Application,
        world: &World,
        (assessment, objection): (Assessment, Option<&str>),
        moment: &Moment,
    ) -> Handled {
        let line = |title: &str| StoryLine::new(application.case, &application.municipality, title);
        if !application.stage.is_open() {
            return Ok(Outcome::nothing()
                .story(line("Vraag om gegevens kwam na het sluiten van de aanvraag; niets verstrekt")));
        }
        // Not here yet, or taken away: the message is parked until the policy is there.
        let policy = self
            .policies
            .of(&application.municipality, moment.day)
            .map_err(|error| Refusal::precondition("policy-in-force", error.to_string()))?;
        let history = world.past(application.case);
        let facts = shared_for(assessment, &application.facts_on(history, moment.day), policy);
        let contested = application.contested_on(history, moment.day);
        let since_report = match assessment {
            Assessment::Entitlement => {
                shared_since(&stretches(history, application.reported_for_right(), moment.day))
            }
            Assessment::Category | Assessment::Sheltered => Vec::new(),
        };
        let known = (&facts, since_report.as_slice(), contested.as_slice());
        let told = told::assessment(application, (assessment, objection), known);
        let outcome = Outcome::nothing().tell(told).story(line(assessment.dutch()));
        Ok(match objection {
            Some(objection) => self.anew(outcome, application, world, (assessment, objection), moment),
            None => outcome,
        })
    }

    /// The term for the decision that is taken anew, when what the application asks was decided before (Awb art. 7:11(2)).
    fn anew(
        &self,
        outcome: Outcome<Change, Reply>,
        application: &Application,
        world: &World,
        (assessment, objection): (Assessment, &str),
        moment: &Moment,
    ) -> Outcome<Change, Reply> {
        let asked =
            if application.asks_assistance() { Assessment::Entitlement } else { Assessment::Category };
        let calendar = Calendar::of(self.policies.national());
        let law = self.law(&calendar, &application.municipality, moment.day);
        let (Some(before), Some(law)) = (world.deadlines.get(&application.case), law) else { return outcome };
        let next = before.decided_anew(objection, &application.facts, law).filter(|_| assessment == asked);
        match next.and_then(|next| next.since(before)) {
            Some(next) => {
                let title = "Er komt een nieuw besluit na bezwaar; de termijn daarvoor loopt".to_owned();
                self.with_terms(outcome, application, (before, next), law, Some(title))
            }
            None => outcome,
        }
    }
}
