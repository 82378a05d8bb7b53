//! A client is seen again in the case that runs.

use domain::{Caller, Moment, PersonId, Refusal};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, IntakeActor, Reply, Submit, World, facts, open_application, records};
use crate::messages::told;
use crate::model::{
    Application, Brought, Claims, Deadlines, Proof, Running, SeenAgain, Situation, Statement, StatementKind,
    behind_a_title, ended_by_death, never_seen,
};

impl World {
    /// The case that runs for whoever is seen again; `None` for a new application.
    pub(super) fn runs_for(&self, submit: &Submit) -> Option<&Application> {
        let person =
            self.persons.get(&submit.applicant.index).filter(|_| submit.situation != Situation::New)?;
        open_application(self, person.id, None)
    }

    fn is_decided(&self, of: &Application) -> bool {
        self.deadlines.get(&of.case).is_none_or(Deadlines::is_decided_on)
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
        self.are_theirs(of, &submit.claims, moment)?;

        let past = world.past(of.case);
        let stated = stated_again(of, &submit.caller, &submit.claims, submit.proof.as_ref(), moment);
        self.fits_the_case(submit, (of, stated.as_ref()), world, moment)?;
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

    /// That nothing is wrong with what comes by what the case knows, all of it at once.
    fn fits_the_case(
        &self,
        submit: &Submit,
        (of, stated): (&Application, Option<&Statement>),
        world: &World,
        moment: &Moment,
    ) -> Result<(), Refusal> {
        let partner = submit.partner.as_ref().and_then(|partner| world.persons.get(&partner.who.index));
        let brought = Brought {
            stated,
            acts: &submit.acts,
            intake_complete: submit.intake_complete,
            names_partner: submit.partner.is_some(),
            partner: partner.map(|person| person.id),
            names_representatives: !submit.representatives.is_empty(),
        };
        let running = Running {
            of,
            past: world.past(of.case),
            records: world.records_of(of.case),
            handling: world.handlings.get(&of.case),
        };
        let wrong = running.violations(&brought, &self.asks(of, moment)?);
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::invalid(wrong)) }
    }
}

/// What is stated when a client is seen again in a case; `None` where nothing is.
pub fn stated_again(
    of: &Application,
    caller: &Caller,
    claims: &Claims,
    proof: Option<&Proof>,
    moment: &Moment,
) -> Option<Statement> {
    let kind = StatementKind::Facts;
    (!claims.is_empty()).then(|| facts::stated(of, kind, caller, claims, proof, moment))
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

/// That whoever is seen again was seen here before, and is there.
pub(super) fn is_known_here(submit: &Submit, world: &World) -> Result<(), Refusal> {
    if submit.situation == Situation::New {
        return Ok(());
    }
    let wrong = match world.persons.get(&submit.applicant.index) {
        Some(person) => ended_by_death(world.applications.values().filter(|one| one.is_of(person.id))),
        None => Some(never_seen()),
    };
    wrong.map_or(Ok(()), |wrong| Err(Refusal::invalid(vec![wrong])))
}
