//! An application that goes on.

use domain::{Moment, PersonId};
use messaging::{Outcome, StoryLine};

use super::{Change, Reply, World, changed, open_application};
use crate::messages::told;
use crate::model::Application;

/// A case that goes on; not beside another open application of the same people (IN-11): a consultant chooses then.
pub fn reopen(
    application: &Application,
    world: &World,
    person: PersonId,
    intake_complete: bool,
    moment: &Moment,
) -> Outcome<Change, Reply> {
    let partner = application.present_partner().map(|partner| partner.person);
    let people = [Some(person), partner].into_iter().flatten();
    let mut other = people.filter_map(|one| open_application(world, one, Some(application.case)));
    if let Some(other) = other.next() {
        let title = format!("Niet heropend: er loopt al een andere aanvraag, {}", other.number);
        let line = StoryLine::new(application.case, &application.municipality, title);
        return Outcome::nothing().tell(told::not_reopened(application, other)).story(line);
    }
    match application.reopen(intake_complete, moment.day) {
        Some(next) => {
            let again = told::still_so(&next, world.handlings.get(&next.case));
            changed(Outcome::nothing().tell(again), next, None, "Aanvraag heropend")
        }
        None => Outcome::nothing(),
    }
}
