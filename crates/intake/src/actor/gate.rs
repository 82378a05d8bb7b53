//! The gate while an application is open: decided anew when the facts that it rests on change before the intake is
//! complete, and what sources disagree about is told to whom it concerns.

use domain::{Explanation, Moment};
use messaging::{Outcome, StoryLine};

use super::{Change, IntakeActor, Reply, World};
use crate::messages::told;
use crate::model::{AtTheGate, Stage, Statement, gate_now, standing};

impl IntakeActor {
    /// What changed facts mean at the gate, with whatever else they changed.
    pub(super) fn at_the_gate(
        &self,
        outcome: Outcome<Change, Reply>,
        world: &World,
        moment: &Moment,
    ) -> Outcome<Change, Reply> {
        let change = outcome.change.as_ref();
        let stated = change.and_then(|change| change.statement.clone());
        let Some(next) = change.and_then(|change| change.application.clone()) else { return outcome };
        let Some(before) = world.applications.get(&next.case) else { return outcome };
        let beside = next.asked_beside_since(before);
        let outcome = outcome.tell(told::contested(before, &next));
        // What begins or lapses by itself later was not otherwise on the day of the report.
        let Some(stated) = stated else { return outcome };
        let mut history = world.past(next.case).to_vec();
        let reported_on = next.at_the_report().1;
        let of_the_report = |history: &[Statement]| standing(history, reported_on, moment.day).facts;
        let then = of_the_report(&history);
        history.push(stated);
        if before.facts == next.facts && then == of_the_report(&history) {
            return outcome;
        }
        // What is asked beside support has its gate when it is asked.
        if matches!(next.stage, Stage::Complete { .. }) && !beside {
            return outcome;
        }
        let Ok(found) = gate_now(&self.policies, &next, &history, &next.facts, moment.day) else {
            return outcome;
        };
        let Some((application, moved)) = next.at_the_gate(found.search_until, moment.day) else {
            return outcome;
        };
        let title = match moved {
            AtTheGate::Lifted => "De zoektermijn vervalt door nieuwe gegevens".to_owned(),
            AtTheGate::Started(until) => {
                format!("Zoektermijn tot en met {} door nieuwe gegevens", until.format("%d-%m-%Y"))
            }
        };
        let application = match moved {
            AtTheGate::Lifted => application.lifted(&found.explanation, moment.day),
            AtTheGate::Started(_) => application,
        };
        let why = found.explanation;
        let line = StoryLine::new(next.case, &next.municipality, title).because(why.clone());
        let told = told::at_the_gate(&application, moved);
        let mut outcome = outcome.story(line);
        answer(outcome.reply.as_mut(), moved, why);
        if beside {
            // Before what is asked: it waits for the search.
            outcome.told.splice(0..0, told);
        } else {
            outcome.told.extend(told);
        }
        if let Some(change) = &mut outcome.change {
            change.application = Some(application);
        }
        outcome
    }
}

/// Whoever is seen again and asks assistance by it hears of the search period at once.
fn answer(reply: Option<&mut Reply>, moved: AtTheGate, why: Explanation) {
    if let (AtTheGate::Started(until), Some(Reply::Submitted { search_until, gate, .. })) = (moved, reply) {
        (*search_until, *gate) = (Some(until), why);
    }
}
