//! An application that is left without a decision on what it asks.

use domain::{Caller, Explanation, Moment, TraceInput, day_in_dutch};
use messaging::{Outcome, StoryLine};

use super::terms::asked_for;
use super::{Change, Handled, IntakeActor, Reply, World, facts};
use crate::messages::told;
use crate::model::{
    Application, Deadlines, DecidedOn, Informant, Law, NOT_PROCESSED, Outstanding, StatementKind,
    assistance_claim,
};

impl IntakeActor {
    /// The application is closed without a decision on what it asks (Awb art. 4:5); of assistance that was asked beside
    /// support, only what asks that.
    pub(super) fn leave(
        &self,
        (of, caller): (&Application, &Caller),
        before: &Deadlines,
        world: &World,
        (law, moment): (Law<'_>, &Moment),
    ) -> Handled {
        let request = before.may_be_left(law)?;
        world.documents.all_seen(of.case, request.number)?;
        let Outstanding { facts, documents } = request.outstanding(&of.facts);
        let explanation = Explanation {
            rule: "not-processed-4-5".into(),
            source: "Awb art. 4:5".into(),
            policy_version: self.policies.national().version().into(),
            inputs: vec![TraceInput {
                name: "laatste dag van de hersteltermijn".into(),
                value: day_in_dutch(request.until(law.calendar)),
                source: "Awb art. 4:5 lid 1".into(),
            }],
            text: format!(
                "De aanvrager is op {} gevraagd de aanvraag aan te vullen, uiterlijk op {}. Niet alles is gekomen: {}.",
                day_in_dutch(request.term.start()),
                day_in_dutch(request.until(law.calendar)),
                asked_for(&facts, &documents),
            ),
        };
        let ground = DecidedOn::EvidenceMissing;
        let (left, stated, title) = match of.assistance_asked_on.filter(|_| of.asks_beside()) {
            Some(since) => {
                let claims = assistance_claim(false, Informant::Consultant, law.today);
                let stated = facts::stated(of, StatementKind::Facts, caller, &claims, None, moment);
                let (next, keys) = of.without_assistance(&stated, world.past(of.case))?;
                let next = next.decided((ground, Some(since)), explanation.clone(), law.today);
                let title = "De aanvraag om bijstand wordt niet behandeld. De ondersteuning gaat door";
                ((next, keys), Some(stated), title)
            }
            None => {
                let Some(closed) = of.close(NOT_PROCESSED, false, law.today) else {
                    return Ok(Outcome::nothing().reply(Reply::Done));
                };
                let closed = closed.decided((ground, None), explanation.clone(), law.today);
                ((closed, Vec::new()), None, "De aanvraag wordt niet behandeld")
            }
        };
        let (next, keys) = left;
        let told = told::not_processed(&next, ground.code());
        let otherwise = told::asked_otherwise(&next, &keys);
        let line = StoryLine::new(next.case, &next.municipality, title).because(explanation);
        let outcome = Outcome::change(Change::of(next, stated)).tell(told).tell(otherwise).story(line);
        Ok(outcome.reply(Reply::Done))
    }
}
