//! School first, in the turn.

use domain::{Caller, CaseId, Moment};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, IntakeActor, Reply, World, of_caller};
use crate::messages::told;
use crate::model::DecidedOn;

impl IntakeActor {
    pub(super) fn to_education(
        &self,
        case: CaseId,
        caller: &Caller,
        world: &World,
        moment: &Moment,
    ) -> Handled {
        let application = of_caller(world, case, caller)?;
        let facts = application.facts_on(world.past(case), moment.day);
        let (closed, explanation) = application.to_education(&facts, self.policies.national(), moment.day)?;
        let ground = DecidedOn::ToEducation;
        let closed = closed.decided((ground, None), explanation.clone(), moment.day);
        let told = told::not_processed(&closed, ground.code());
        let line = StoryLine::new(case, &closed.municipality, "Aanvraag gesloten: eerst naar school")
            .because(explanation.clone());
        let reply = Reply::Explained(Box::new(explanation));
        Ok(Outcome::change(Change::of(closed, None)).reply(reply).tell(told).story(line))
    }
}
