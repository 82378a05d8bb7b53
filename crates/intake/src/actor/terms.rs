//! What people ask of the legal clock, what time does to it, and what follows from any other change.

use std::borrow::Cow;

use chrono::NaiveDate;
use domain::{Caller, CaseId, Explanation, FactKey, FactSource, Moment, Municipality, Refusal, day_in_dutch};
use messaging::{Outcome, StoryLine, Told};
use terms::{Calendar, StopReason, Stopping};

use super::{Change, Handled, IntakeActor, Reply, World, documents, facts, of_caller, told_about};
use crate::messages::told;
use crate::model::{
    Application, Asking, Deadlines, EvidenceRequest, FormRules, Law, NoAdvance, Receipt, form,
};

/// What a person asks of the clock of a case.
pub struct AskTerms {
    pub case: CaseId,
    pub caller: Caller,
    pub ask: TermsAsked,
}

#[derive(Clone)]
pub enum TermsAsked {
    RequestEvidence { facts: Vec<FactKey>, documents: Vec<String>, until: NaiveDate },
    RecordEvidence { number: u32, received_on: Option<NaiveDate>, complete: bool },
    LeaveUnprocessed,
    Extend { until: NaiveDate, reason: String },
    Suspend { reason: StopReason, from: NaiveDate, until: Option<NaiveDate> },
    Resume { reason: StopReason, from: Option<NaiveDate> },
    NoAdvance { ground: NoAdvance },
    DefaultNoticed { received_on: Option<NaiveDate> },
}

/// What another service decided on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// The right to assistance.
    Entitlement,
    /// The category.
    Category,
}

impl IntakeActor {
    /// What a person asked.
    pub(super) fn of_terms(&self, asked: &AskTerms, world: &World, moment: &Moment) -> Handled {
        let application = of_caller(world, asked.case, &asked.caller)?;
        let calendar = Calendar::of(self.policies.national());
        let before = world.deadlines.get(&asked.case);
        let (Some(before), Some(law)) = (before, self.law(&calendar, &application.municipality, moment.day))
        else {
            let reason = "Voor deze aanvraag is de termijn van de wet niet bekend.";
            return Err(Refusal::precondition("term-not-known", reason));
        };
        if let TermsAsked::LeaveUnprocessed = asked.ask {
            return self.leave((application, &asked.caller), before, world, (law, moment));
        }
        let ask = self.completed(&asked.ask, application, law.today);
        let (next, title) = ask.applied(&asked.caller.user, application, before, law)?;
        let reply = match asked.ask {
            TermsAsked::RequestEvidence { .. } => {
                Reply::EvidenceAsked { number: next.requests.last().map_or(0, |request| request.number) }
            }
            _ => Reply::Done,
        };
        let outcome = match next.since(before) {
            Some(next) => self.with_terms(Outcome::nothing(), application, (before, next), law, Some(title)),
            None => Outcome::nothing(),
        };
        Ok(outcome.reply(reply))
    }

    /// A request that names nothing asks everything that the form waits for and the applicant can give.
    fn completed<'a>(
        &self,
        ask: &'a TermsAsked,
        application: &Application,
        today: NaiveDate,
    ) -> Cow<'a, TermsAsked> {
        let TermsAsked::RequestEvidence { facts, documents, until } = ask else { return Cow::Borrowed(ask) };
        let rules = FormRules::on(&self.policies, &application.municipality, today);
        match rules {
            Ok(rules) if facts.is_empty() && documents.is_empty() => {
                let facts = form(&rules, &application.facts).missing_of(FactSource::Applicant);
                Cow::Owned(TermsAsked::RequestEvidence { facts, documents: Vec::new(), until: *until })
            }
            _ => Cow::Borrowed(ask),
        }
    }

    /// Lets the time of a case pass.
    pub(super) fn time_passed(&self, case: CaseId, world: &World, moment: &Moment) -> Handled {
        let nothing = || Ok(Outcome::nothing().reply(Reply::Done));
        let (Some(application), Some(before)) = (world.applications.get(&case), world.deadlines.get(&case))
        else {
            return nothing();
        };
        let calendar = Calendar::of(self.policies.national());
        let Some(law) = self.law(&calendar, &application.municipality, moment.day) else { return nothing() };
        let turned = application.turned(world.past(case), moment.day);
        let (application, outcome) = match &turned {
            Some((turned, keys)) => (turned, facts::turned(turned, keys)),
            None => (application, Outcome::nothing()),
        };
        let outcome = match before.clone().turning(application).pass(&application.facts, law).since(before) {
            Some(next) => self.with_terms(outcome, application, (before, next), law, None),
            None => outcome,
        };
        Ok(outcome.reply(Reply::Done))
    }

    /// The service that decides has decided: on the right, or without assistance on the category.
    pub(super) fn decided(
        &self,
        (case, municipality): (CaseId, &Municipality),
        decision: Option<Decided>,
        world: &World,
        moment: &Moment,
    ) -> Handled {
        self.told_of_the_clock(case, municipality, world, moment, |before, application, law| {
            // An application for assistance asks the right to it, any other the support that a category gives.
            let asked = if application.asks_assistance() { Decided::Entitlement } else { Decided::Category };
            let next = before.decided(&application.facts, law).filter(|_| decision == Some(asked))?;
            Some((next, "Op de aanvraag is beslist"))
        })
    }

    /// Income gave an advance.
    pub(super) fn advanced(
        &self,
        (case, municipality): (CaseId, &Municipality),
        on: NaiveDate,
        world: &World,
        moment: &Moment,
    ) -> Handled {
        self.told_of_the_clock(case, municipality, world, moment, |before, application, law| {
            let next = before.advance_given(on, &application.facts, law);
            Some((next, "Er is een voorschot gegeven; de termijn daarvoor is klaar"))
        })
    }

    /// What another service told means for the clock, and what the story says of it; nothing where it changes nothing.
    fn told_of_the_clock(
        &self,
        case: CaseId,
        municipality: &Municipality,
        world: &World,
        moment: &Moment,
        means: impl FnOnce(&Deadlines, &Application, Law<'_>) -> Option<(Deadlines, &'static str)>,
    ) -> Handled {
        let application = told_about(world, case, municipality)?;
        let calendar = Calendar::of(self.policies.national());
        let before = world.deadlines.get(&case);
        let (Some(before), Some(law)) = (before, self.law(&calendar, &application.municipality, moment.day))
        else {
            return Ok(Outcome::nothing());
        };
        let next =
            means(before, application, law).and_then(|(next, title)| Some((next.since(before)?, title)));
        Ok(next.map_or_else(Outcome::nothing, |(next, title)| {
            self.with_terms(Outcome::nothing(), application, (before, next), law, Some(title.to_owned()))
        }))
    }

    /// What the change of an application means for its clock.
    pub(super) fn follow(
        &self,
        mut outcome: Outcome<Change, Reply>,
        world: &World,
        moment: &Moment,
    ) -> Outcome<Change, Reply> {
        let Some(change) = outcome.change.as_mut().filter(|change| change.deadlines.is_none()) else {
            return outcome;
        };
        let Some(application) = change.application.clone() else { return outcome };
        let found = change.statement.as_ref().map(|stated| documents::found_true(stated, world));
        let found = found.unwrap_or_default();
        change.document.finds(found.iter().filter_map(|(key, _, by)| by.map(|document| (document, *key))));
        let found: Vec<_> = found.into_iter().map(|(key, evidence, _)| (key, evidence)).collect();
        let calendar = Calendar::of(self.policies.national());
        let Some(law) = self.law(&calendar, &application.municipality, moment.day) else { return outcome };
        let Some(before) = world.deadlines.get(&application.case) else {
            let opened = Deadlines::open(&application, law);
            change.deadlines = opened.map(|opened| opened.with_found(&found, &application.facts, law));
            return outcome;
        };
        let next = before.follow(&application, law).with_found(&found, &application.facts, law);
        match next.since(before) {
            Some(next) => self.with_terms(outcome, &application, (before, next), law, None),
            None => outcome,
        }
    }

    pub(super) fn law<'a>(
        &'a self,
        calendar: &'a Calendar,
        municipality: &Municipality,
        today: NaiveDate,
    ) -> Option<Law<'a>> {
        let tasks = &self.policies.of(municipality, today).ok()?.tasks;
        Some(Law { national: self.policies.national(), calendar, tasks, today })
    }

    /// The new deadlines, with what they tell and what the story says of them.
    pub(super) fn with_terms(
        &self,
        mut outcome: Outcome<Change, Reply>,
        application: &Application,
        (before, next): (&Deadlines, Deadlines),
        law: Law<'_>,
        title: Option<String>,
    ) -> Outcome<Change, Reply> {
        let line = |title: String| StoryLine::new(application.case, &application.municipality, title);
        let of_time = happened(before, &next, law).into_iter().map(|title| line(title).by_the_clock());
        let by_facts = answered_by_facts(before, &next).into_iter().map(line);
        for mut line in title.into_iter().map(line).chain(by_facts).chain(of_time) {
            if before.decision != next.decision {
                line = line.because(self.account(&next, law));
            }
            outcome = outcome.story(line);
        }
        outcome = outcome.tell(signals(application, before, &next));
        let change = outcome.change.take().unwrap_or_default();
        Outcome { change: Some(Change { deadlines: Some(next), ..change }), ..outcome }
    }

    /// How the last day for the decision came about.
    fn account(&self, deadlines: &Deadlines, law: Law<'_>) -> Explanation {
        let lines = deadlines.decision.explain(law.today, law.calendar);
        let text: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        Explanation {
            rule: "decision-term".into(),
            source: "Awb art. 4:13 tot en met 4:15".into(),
            policy_version: self.policies.national().version().into(),
            inputs: Vec::new(),
            text: text.join(" "),
        }
    }
}

impl TermsAsked {
    /// The deadlines after it, and what the story says.
    fn applied(
        &self,
        user: &str,
        application: &Application,
        before: &Deadlines,
        law: Law<'_>,
    ) -> Result<(Deadlines, String), Refusal> {
        let facts = &application.facts;
        Ok(match self {
            Self::RequestEvidence { facts: asked, documents, until } => {
                let asking = Asking {
                    by: user.to_owned(),
                    facts: asked.clone(),
                    documents: documents.clone(),
                    until: *until,
                };
                let next = before.ask(&asking, facts, law)?;
                let asked = next
                    .requests
                    .last()
                    .map_or_else(String::new, |request| asked_for(&request.facts, &request.documents));
                let until = day_in_dutch(*until);
                (next, format!("Gevraagd de aanvraag aan te vullen, uiterlijk op {until}: {asked}"))
            }
            Self::RecordEvidence { number, received_on, complete } => {
                let on = received_on.unwrap_or(law.today);
                let receipt = Receipt {
                    on,
                    recorded_on: law.today,
                    recorded_by: user.to_owned(),
                    complete: *complete,
                    by_facts: false,
                };
                let how = if *complete { "alles" } else { "nog niet alles" };
                let title = format!(
                    "Ontvangen op {}: {how} van wat op verzoek {number} is gevraagd",
                    day_in_dutch(on)
                );
                (before.receive(*number, receipt, facts, law)?, title)
            }
            Self::Extend { until, reason } => {
                let title = format!("Beslistermijn verlengd tot en met {}", day_in_dutch(*until));
                (before.extend(*until, reason, facts, law)?, title)
            }
            Self::Suspend { reason, from, until } => {
                let stopping = Stopping { reason: *reason, from: *from, until: *until, known_on: law.today };
                let title =
                    format!("Beslistermijn staat stil vanaf {}: {}", day_in_dutch(*from), reason.dutch());
                (before.suspend(stopping, facts, law)?, title)
            }
            Self::Resume { reason, from } => {
                let from = from.unwrap_or(law.today);
                let title = format!("Beslistermijn loopt weer vanaf {}", day_in_dutch(from));
                (before.resume(*reason, from, facts, law)?, title)
            }
            Self::NoAdvance { ground } => {
                let title = format!("Er hoeft geen voorschot te komen: {}", ground.dutch());
                (before.no_advance(*ground, facts, law)?, title)
            }
            Self::DefaultNoticed { received_on } => {
                let on = received_on.unwrap_or(law.today);
                let title = format!("Ingebrekestelling ontvangen op {}", day_in_dutch(on));
                (before.default_noticed(on, user, facts, law)?, title)
            }
            Self::LeaveUnprocessed => (before.clone(), String::new()),
        })
    }
}

/// What the story says of what came by itself with the facts.
fn answered_by_facts(before: &Deadlines, next: &Deadlines) -> Vec<String> {
    let answered = |(was, request): (&EvidenceRequest, &EvidenceRequest)| {
        let last = request.receipts.last().filter(|receipt| receipt.by_facts)?;
        (request.receipts.len() > was.receipts.len() && last.complete)
            .then(|| format!("Alles wat op verzoek {} is gevraagd, is gekomen", request.number))
    };
    before.requests.iter().zip(&next.requests).filter_map(answered).collect()
}

/// What the story says of what time brought about.
fn happened(before: &Deadlines, next: &Deadlines, law: Law<'_>) -> Vec<String> {
    let mut titles = Vec::new();
    for (was, request) in before.requests.iter().zip(&next.requests) {
        if request.passed && !was.passed {
            let until = day_in_dutch(request.until(law.calendar));
            titles.push(format!("De hersteltermijn liep af op {until}; niet alles is gekomen"));
        }
    }
    let raised = next.raised.iter().skip(before.raised.len()).filter(|raised| !raised.settled);
    titles.extend(raised.map(|raised| raised.kind.dutch().to_owned()));
    titles
}

/// Signals that are new, and those that are no longer so.
pub(super) fn signals(application: &Application, before: &Deadlines, next: &Deadlines) -> Vec<Told> {
    let mut told = Vec::new();
    for (place, raised) in next.raised.iter().enumerate() {
        let known = before.raised.get(place);
        match (known, raised.settled) {
            (None, false) => {
                told.extend(told::signal_raised(application, raised.kind, &raised.subject, raised.due_on));
            }
            (Some(known), true) if !known.settled => {
                told.extend(told::signal_settled(application, raised.kind, &raised.subject));
            }
            _ => {}
        }
    }
    told
}

/// As a letter lists it.
pub(super) fn asked_for(facts: &[FactKey], documents: &[String]) -> String {
    let facts = facts.iter().map(|key| key.dutch());
    let all: Vec<_> = facts.chain(documents.iter().map(String::as_str)).collect();
    all.join(", ")
}
