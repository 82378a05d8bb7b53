//! An application that goes on.

use chrono::NaiveDate;
use domain::{Moment, PersonId};
use messaging::{Outcome, StoryLine};

use super::{Change, Reply, World, changed, facts, open_application};
use crate::messages::told;
use crate::model::{Application, Informant, StatementKind, assistance_claim};

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
    if let Some(since) = application.left_beside() {
        return taken_up(application, since, world, moment);
    }
    match application.reopen(intake_complete, moment.day) {
        Some(next) => {
            let again = told::still_so(&next, world.handlings.get(&next.case));
            changed(Outcome::nothing().tell(again), next, None, "Aanvraag heropend")
        }
        None => Outcome::nothing(),
    }
}

/// Assistance beside support that was left without a decision, which did not hold: it is asked as it was then.
fn taken_up(
    application: &Application,
    since: NaiveDate,
    world: &World,
    moment: &Moment,
) -> Outcome<Change, Reply> {
    let claims = assistance_claim(true, Informant::Consultant, moment.day);
    let stated = facts::stated_by(application, StatementKind::Facts, "workflow", &claims, moment);
    // Of what stands, nothing contradicts that assistance is asked.
    let Ok((next, keys)) = application.taken_up(since, &stated, world.past(application.case)) else {
        return Outcome::nothing();
    };
    let told = told::asked_otherwise(&next, &keys);
    let title = "De aanvraag om bijstand gaat verder";
    changed(Outcome::nothing().tell(told), next, Some(stated), title)
}
