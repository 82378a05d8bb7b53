//! A new application.

use chrono::{Datelike, NaiveDate};
use domain::{Caller, CaseId, Facts, Moment, Refusal, Violation};
use messaging::{Outcome, StoryLine};

use super::again::is_known_here;
use super::household::{partner_fits, second_application};
use super::{
    Applicant, Change, Handled, IntakeActor, PartnerGiven, Person, Reply, RepresentativeGiven, World, facts,
    records,
};
use crate::messages::told;
use crate::model::{
    About, ActsDone, Application, CaseNumber, Channel, Claims, FormRules, Opening, Proof, Reason, Recorded,
    Situation, Undecided, behind_a_title, form, gate, score, standing,
};

/// An application that was read and checked. Of a client who is seen again, what the form lacks is seen with what the
/// running case knows.
pub struct Submit {
    pub caller: Caller,
    pub applicant: Applicant,
    pub partner: Option<PartnerGiven>,
    pub representatives: Vec<RepresentativeGiven>,
    pub situation: Situation,
    pub reason: Option<Reason>,
    pub channel: Channel,
    pub reported_on: NaiveDate,
    pub applied_on: NaiveDate,
    pub claims: Claims,
    pub proof: Option<Proof>,
    pub intake_complete: bool,
    /// What was done at the intake that is complete.
    pub acts: Vec<About>,
}

impl IntakeActor {
    pub(super) fn submit(&self, submit: &Submit, world: &World, moment: &Moment) -> Handled {
        let municipality = &submit.caller.municipality;
        if let Some(running) = world.runs_for(submit) {
            return self.see_again(submit, running, world, moment);
        }
        second_application(world, &submit.applicant, None, false)?;
        is_known_here(submit, world)?;
        if let Some(partner) = &submit.partner {
            second_application(world, &partner.who, None, true)?;
        }
        let case = CaseId::new(moment.id("case"));
        let statement = facts::first(case, submit, moment);
        let now = standing(std::slice::from_ref(&statement), moment.day, moment.day);
        let gate = gate(&self.policies, municipality, submit.situation, &now.facts, submit.reported_on)
            .map_err(|undecided| Refusal::invalid(self.lacking(&undecided, submit, &now.facts, moment)))?;

        let known = world.persons.get(&submit.applicant.index);
        let person = self.person(&submit.applicant, &submit.caller, known, "person", moment);
        let partner = submit.partner.as_ref().map(|given| self.partner(given, &submit.caller, world, moment));
        if let Some((partner, _)) = &partner {
            partner_fits(person.id, partner, &now.facts)?;
        }
        let representatives = submit.representatives.iter().enumerate();
        let representatives =
            representatives.map(|(place, given)| self.representative(case, place, given, moment)).collect();
        let (partner, partner_person) = partner.unzip();
        let is_new = |person: &Person| world.persons.get(&person.index) != Some(person);
        let counter = (municipality.clone(), moment.day.year());
        let running = world.numbers.get(&counter).copied().unwrap_or(0) + 1;
        let opening = Opening {
            case,
            person: person.id,
            municipality: municipality.clone(),
            number: CaseNumber::new(counter.1, running),
            situation: submit.situation,
            channel: submit.channel,
            reported_on: submit.reported_on,
            applied_on: submit.applied_on,
            search_until: gate.search_until,
            stated: Recorded { facts: now.facts, until: now.until, ..Recorded::default() },
            intake_complete: submit.intake_complete,
        };
        let reason = submit.reason.clone();
        let application =
            Application { partner, representatives, reason, ..Application::open(opening, moment.day) };
        if submit.intake_complete {
            let asks = self.asks(&application, moment)?;
            let found = score(asks.policy, &application.facts.on(moment.day), moment.day);
            let level = found.as_ref().map(|found| &found.level);
            let mut left = application.unsettled(std::slice::from_ref(&statement), level, moment.day);
            // Of a new application that was seen at the edge.
            if submit.situation != Situation::New {
                left.extend(form(&asks, &application.facts).done(&ActsDone::by(&submit.acts)).lacking());
            }
            if !left.is_empty() {
                return Err(Refusal::invalid(left));
            }
        }
        let acts = (submit.acts.as_slice(), [].as_slice());
        let (application, records) =
            records::of_intake(&application, &submit.caller, acts, &application.facts, moment)?;
        let reply = Reply::Submitted {
            case: application.case,
            number: application.number.clone(),
            search_until: gate.search_until,
            gate: gate.explanation.clone(),
        };
        // Told with it.
        let application = application.with_acts_told().unwrap_or(application);
        let mut told = told::application_received(&application, submit.intake_complete);
        told.extend(told::care_need(None, &application));
        let title = match gate.search_until {
            Some(until) => format!(
                "Aanvraag {} ontvangen; zoektermijn tot en met {}",
                application.number,
                until.format("%d-%m-%Y")
            ),
            None => format!("Aanvraag {} ontvangen; geen zoektermijn", application.number),
        };
        let title = match &submit.reason {
            Some(reason) => format!("{title}; {}", reason.occasion.dutch()),
            None => title,
        };
        let title = format!("{title}{}", behind_a_title(&submit.acts));
        let line = StoryLine::new(application.case, municipality, title).because(gate.explanation);
        let change = Change {
            records,
            persons: [Some(person), partner_person].into_iter().flatten().filter(is_new).collect(),
            number: Some((counter, running)),
            ..Change::of(application, Some(statement))
        };
        Ok(Outcome::change(change).reply(reply).tell(told).story(line))
    }

    /// What the gate cannot be decided without; with it what an intake that was held lacks, of a client who was here before: of
    /// a new application that was seen at the edge.
    fn lacking(
        &self,
        undecided: &Undecided,
        submit: &Submit,
        facts: &Facts,
        moment: &Moment,
    ) -> Vec<Violation> {
        let mut wrong = undecided.violations();
        let held = submit.intake_complete && submit.situation != Situation::New;
        if held && let Ok(asks) = FormRules::on(&self.policies, &submit.caller.municipality, moment.day) {
            wrong.extend(form(&asks, facts).done(&ActsDone::by(&submit.acts)).lacking());
        }
        wrong
    }
}
