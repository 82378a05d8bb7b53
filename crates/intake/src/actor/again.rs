//! A client is seen again in the case that runs.

use domain::{Moment, PersonId, Refusal, Violation};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, IntakeActor, Reply, Submit, World, facts, open_application, records};
use crate::messages::told;
use crate::model::{
    ActsDone, Application, Handling, SeenAgain, Situation, Statement, StatementKind, behind_a_title,
    ended_by_death, form, score,
};

impl World {
    /// The case that runs for whoever is seen again; `None` for a new application.
    pub(super) fn runs_for(&self, submit: &Submit) -> Option<&Application> {
        let person =
            self.persons.get(&submit.applicant.index).filter(|_| submit.situation != Situation::New)?;
        open_application(self, person.id, None)
    }

    fn is_decided(&self, of: &Application) -> bool {
        self.deadlines.get(&of.case).is_none_or(|terms| {
            // Support that ran before assistance was asked was decided on.
            terms.decision.ended_on().is_some() || terms.was_decided() || terms.assistance_since.is_some()
        })
    }
}

impl IntakeActor {
    /// A reassessment or a recall stands on the case that runs: what was stated is recorded there, and workflow has it
    /// reviewed. It is no application: there is no search period, and what was granted goes on.
    pub(super) fn see_again(
        &self,
        submit: &Submit,
        of: &Application,
        world: &World,
        moment: &Moment,
    ) -> Handled {
        let known = world.persons.get(&submit.applicant.index);
        let person = self.person(&submit.applicant, &submit.caller, known, "person", moment);
        is_the_applicant(of, person.id)?;
        of.may_be_seen_again(world.is_decided(of))?;
        is_of_the_case(submit, of, world)?;
        self.are_theirs(of, &submit.claims, moment)?;

        let past = world.past(of.case);
        let kind = StatementKind::Facts;
        let stated = (!submit.claims.is_empty())
            .then(|| facts::stated(of, kind, &submit.caller, &submit.claims, submit.proof.as_ref(), moment));
        let seen = SeenAgain {
            situation: submit.situation,
            reason: submit.reason.clone(),
            channel: submit.channel,
            reported_on: submit.reported_on,
            on: moment.day,
            intake_complete: submit.intake_complete,
        };
        let (next, keys) = of.seen_again(seen.clone(), stated.as_ref(), past)?;
        let keys = match &stated {
            Some(stated) => facts::with_contested(keys, past, stated),
            None => keys,
        };
        let before = world.records_of(of.case);
        let acts = (submit.acts.as_slice(), before);
        let known_now = next.facts.clone();
        let (next, records) = records::of_intake(&next, &submit.caller, acts, &known_now, moment)?;
        if submit.intake_complete {
            let history: Vec<_> = past.iter().chain(&stated).cloned().collect();
            let done = ActsDone::by(before.iter().chain(&records).map(|record| &record.about));
            self.is_complete_again(&next, &history, &done, world, moment)?;
        }
        let mut told = if keys.is_empty() { Vec::new() } else { told::facts_changed(&next, &keys) };
        told.extend(told::care_need(of.care_signal, &next));
        told.extend(told::seen_again(&next, &seen));
        let policy_version = self.asks(&next, moment)?.policy.version.clone();
        let gate = next.no_search_again(submit.situation, &policy_version);
        let reply = Reply::Submitted {
            case: next.case,
            number: next.number.clone(),
            search_until: None,
            gate: gate.clone(),
        };
        let title = format!("Opnieuw gezien in deze zaak: {}{}", seen.dutch(), behind_a_title(&submit.acts));
        let line = StoryLine::new(next.case, &next.municipality, title);
        // Of assistance that is asked by it beside support, the gate says whether there is a search period.
        let line = if next.asked_beside_since(of) { line } else { line.because(gate) };
        let renamed = known != Some(&person);
        let persons = renamed.then_some(person).into_iter().collect();
        let change = Change { records, persons, ..Change::of(next, stated) };
        Ok(Outcome::change(change).reply(reply).tell(told).story(line))
    }

    /// That the intake which was held with it leaves nothing to ask, as every complete intake.
    fn is_complete_again(
        &self,
        next: &Application,
        history: &[Statement],
        done: &ActsDone,
        world: &World,
        moment: &Moment,
    ) -> Result<(), Refusal> {
        let asks = self.asks(next, moment)?;
        let mut wrong = form(&asks, &next.facts).done(done).lacking();
        let handling = world.handlings.get(&next.case).cloned().unwrap_or_else(|| Handling::of(next));
        let found = score(asks.policy, &next.facts.on(moment.day), moment.day);
        let scored = handling.weighed(found).unwrap_or(handling);
        let level = scored.level().map(|(level, _)| level);
        let left = next.unsettled(history, level, moment.day);
        wrong.extend(
            left.into_iter()
                .filter(|one| wrong.iter().all(|named| named.field != one.field))
                .collect::<Vec<_>>(),
        );
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::invalid(wrong)) }
    }
}

/// That it is the applicant of the case whom the facts are about, not the partner.
fn is_the_applicant(of: &Application, person: PersonId) -> Result<(), Refusal> {
    if of.person == person {
        return Ok(());
    }
    let reason = format!(
        "Deze persoon is de partner in zaak {}. Meld dit voor de aanvrager van die zaak: zij zijn samen één huishouden.",
        of.number
    );
    Err(Refusal::conflict("partner-of-running-case", reason))
}

/// That it names nobody whom the case does not know: who joins it, or acts in it, is recorded in the case itself.
fn is_of_the_case(submit: &Submit, of: &Application, world: &World) -> Result<(), Refusal> {
    let mut wrong = Vec::new();
    if let Some(partner) = &submit.partner {
        let known = world.persons.get(&partner.who.index).map(|person| person.id);
        if known.is_none() || known != of.present_partner().map(|partner| partner.person) {
            let reason =
                format!("is geen partner in zaak {}. Leg de partner eerst vast in die zaak.", of.number);
            wrong.push(Violation::new("partner", reason, "known-in-the-case"));
        }
    }
    if !submit.representatives.is_empty() {
        let reason =
            format!("horen bij zaak {}. Leg in die zaak vast wie voor de cliënt handelt.", of.number);
        wrong.push(Violation::new("representatives", reason, "known-in-the-case"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::invalid(wrong)) }
}

/// That whoever is seen again was seen here before, and is there.
pub(super) fn is_known_here(submit: &Submit, world: &World) -> Result<(), Refusal> {
    if submit.situation == Situation::New {
        return Ok(());
    }
    let wrong = match world.persons.get(&submit.applicant.index) {
        Some(person) => ended_by_death(world.applications.values().filter(|one| one.is_of(person.id))),
        None => {
            let reason = "past niet: deze persoon is hier niet eerder geweest. Kies een nieuwe aanvraag.";
            Some(Violation::new("situation", reason, "known-here"))
        }
    };
    wrong.map_or(Ok(()), |wrong| Err(Refusal::invalid(vec![wrong])))
}
