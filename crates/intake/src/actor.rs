//! The inputs intake takes, what each needs, and the pure call into the model.

mod documents;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use domain::{Bsn, Caller, CaseId, Explanation, Facts, Moment, Municipality, PersonId, Refusal};
use messaging::rows::Writes;
use messaging::{Actor, Envelope, Outcome, StoreError, StoryLine, Tx, Unreadable};
use policy::Policies;
use serde::{Deserialize, Serialize};

pub use documents::{DocumentInput, Documents, Receive};

use crate::messages::{heard, told};
use crate::model::{
    Application, Assessment, CaseNumber, Channel, Deadlines, DocumentId, Opening, SearchResult, Situation,
    Statement, StatementKind, closing_in_dutch, gate, shared_for,
};
use crate::store;
pub use terms::{AskTerms, Decided, TermsAsked};

mod terms;

use crate::vault::{BlindIndex, Vault};

/// Intake, to messaging.
pub struct IntakeActor {
    pub policies: Arc<Policies>,
    pub vault: Arc<Vault>,
}

/// What intake is asked or told.
pub enum Input {
    Submit(Box<Submit>),
    EndSearch {
        case: CaseId,
        caller: Caller,
        result: SearchResult,
        evidence: Option<String>,
    },
    CompleteIntake {
        case: CaseId,
        caller: Caller,
        claims: Facts,
        vacancies_offered: u32,
    },
    RecordFacts {
        case: CaseId,
        caller: Caller,
        claims: Facts,
    },
    Assess {
        case: CaseId,
        municipality: Municipality,
        assessment: Assessment,
    },
    Close {
        case: CaseId,
        municipality: Municipality,
        reason: String,
    },
    Terms(Box<AskTerms>),
    /// What was due on a case by today.
    TimePassed {
        case: CaseId,
    },
    /// Another service decided on a case; `None` when it leaves that to a person.
    Decided {
        case: CaseId,
        municipality: Municipality,
        decision: Option<Decided>,
    },
    /// What ended the case did not hold.
    Reopen {
        case: CaseId,
        person: PersonId,
        municipality: Municipality,
        intake_complete: bool,
    },
    Document(Box<DocumentInput>),
}

impl Input {
    /// The case it is about; `None` for a new one.
    pub const fn case(&self) -> Option<CaseId> {
        match self {
            Self::Submit(_) => None,
            Self::EndSearch { case, .. }
            | Self::CompleteIntake { case, .. }
            | Self::RecordFacts { case, .. }
            | Self::Assess { case, .. }
            | Self::Close { case, .. }
            | Self::Reopen { case, .. }
            | Self::TimePassed { case }
            | Self::Decided { case, .. } => Some(*case),
            Self::Terms(asked) => Some(asked.case),
            Self::Document(input) => Some(input.case()),
        }
    }
}

/// An application that was read and checked.
pub struct Submit {
    pub caller: Caller,
    pub number: Bsn,
    pub index: BlindIndex,
    pub name: Option<String>,
    pub situation: Situation,
    pub channel: Channel,
    pub reported_on: NaiveDate,
    pub applied_on: NaiveDate,
    pub facts: Facts,
    pub intake_complete: bool,
}

/// A person, as the store keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub municipality: Municipality,
    pub index: BlindIndex,
    /// An [`Identity`], sealed for `id`.
    pub sealed: Vec<u8>,
}

/// What is sealed of a person.
#[derive(Serialize, Deserialize)]
pub struct Identity {
    pub citizen_service_number: String,
    pub name: Option<String>,
}

/// What people get back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Reply {
    Submitted { case: CaseId, number: CaseNumber, search_until: Option<NaiveDate>, gate: Explanation },
    EvidenceAsked { number: u32 },
    Received(DocumentId),
    Done,
}

/// What a batch needs, and what has changed of it.
#[derive(Default)]
pub struct World {
    pub persons: BTreeMap<BlindIndex, Person>,
    pub applications: BTreeMap<CaseId, Application>,
    /// Last running number by municipality and year.
    pub numbers: BTreeMap<(Municipality, i32), i64>,
    pub documents: Documents,
    pub statements: Vec<Statement>,
    pub deadlines: BTreeMap<CaseId, Deadlines>,
    pub changed_deadlines: BTreeSet<CaseId>,
    pub changed_persons: BTreeSet<BlindIndex>,
    pub changed_applications: BTreeSet<CaseId>,
    pub changed_numbers: BTreeSet<(Municipality, i32)>,
}

/// What one input changes: an application, and for a new one its person and number; or a document.
#[derive(Default)]
pub struct Change {
    application: Option<Application>,
    statement: Option<Statement>,
    person: Option<Person>,
    number: Option<((Municipality, i32), i64)>,
    deadlines: Option<Deadlines>,
    document: documents::Change,
}

impl Change {
    fn of(application: Application, statement: Option<Statement>) -> Self {
        Self { application: Some(application), statement, ..Self::default() }
    }
}

type Handled = Result<Outcome<Change, Reply>, Refusal>;

impl Actor for IntakeActor {
    type Input = Input;
    type World = World;
    type Change = Change;
    type Reply = Reply;

    fn hear(&self, envelope: &Envelope) -> Result<Input, Unreadable> {
        heard::read(envelope)
    }

    async fn load(&self, tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
        store::load(tx, inputs).await
    }

    fn handle(&self, input: &Input, world: &World, moment: &Moment) -> Handled {
        let outcome: Handled = match input {
            Input::Submit(submit) => self.submit(submit, world, moment),
            Input::EndSearch { case, caller, result, evidence } => {
                let application = of_caller(world, *case, caller)?;
                self.end_search(application, caller, *result, evidence.as_deref(), moment)
            }
            Input::CompleteIntake { case, caller, claims, vacancies_offered } => {
                let application = of_caller(world, *case, caller)?;
                let next = application.complete_intake(claims, *vacancies_offered, moment.day)?;
                let statement = statement(&next, StatementKind::Intake, &caller.user, claims.clone(), moment);
                let title = format!("Intake afgerond; vacatures voorgelegd: {vacancies_offered}");
                let outcome = Outcome::nothing().reply(Reply::Done).tell(told::intake_completed(&next));
                Ok(changed(outcome, next, Some(statement), title))
            }
            Input::RecordFacts { case, caller, claims } => {
                record_facts(of_caller(world, *case, caller)?, caller, claims, moment)
            }
            Input::Assess { case, municipality, assessment } => {
                self.assess(told_about(world, *case, municipality)?, *assessment, moment)
            }
            Input::Close { case, municipality, reason } => {
                let application = told_about(world, *case, municipality)?;
                Ok(match application.close(reason, moment.day) {
                    Some(next) => changed(
                        Outcome::nothing(),
                        next,
                        None,
                        format!("Aanvraag gesloten: {}", closing_in_dutch(reason)),
                    ),
                    None => Outcome::nothing(),
                })
            }
            Input::Reopen { case, person, municipality, intake_complete } => {
                let application = told_about(world, *case, municipality)?;
                Ok(reopen(application, open_application(world, *person), *intake_complete, moment))
            }
            Input::Document(input) => self.document(input, world, moment),
            Input::Terms(asked) => self.of_terms(asked, world, moment),
            Input::TimePassed { case } => self.time_passed(*case, world, moment),
            Input::Decided { case, municipality, decision } => {
                self.decided((*case, municipality), *decision, world, moment)
            }
        };
        Ok(self.follow(outcome?, world, moment))
    }

    fn apply(&self, world: &mut World, change: Change) {
        if let Some(application) = change.application {
            world.changed_applications.insert(application.case);
            world.applications.insert(application.case, application);
        }
        world.documents.apply(change.document);
        world.statements.extend(change.statement);
        if let Some(deadlines) = change.deadlines {
            world.changed_deadlines.insert(deadlines.case);
            world.deadlines.insert(deadlines.case, deadlines);
        }
        if let Some(person) = change.person {
            world.changed_persons.insert(person.index);
            world.persons.insert(person.index, person);
        }
        if let Some((counter, running)) = change.number {
            world.numbers.insert(counter.clone(), running);
            world.changed_numbers.insert(counter);
        }
    }

    fn save(&self, world: World) -> Result<Writes, StoreError> {
        store::save(world)
    }
}

impl IntakeActor {
    fn submit(&self, submit: &Submit, world: &World, moment: &Moment) -> Handled {
        let municipality = &submit.caller.municipality;
        let known = world.persons.get(&submit.index);
        if let Some(first) = known.and_then(|person| open_application(world, person.id)) {
            let reason = format!(
                "Er loopt al een aanvraag van deze persoon: {}. Ga daarmee verder, of sluit die eerst.",
                first.number
            );
            return Err(Refusal::conflict("second-open-application", reason));
        }
        let gate = gate(&self.policies, municipality, submit.situation, &submit.facts, submit.reported_on)
            .map_err(|undecided| Refusal::invalid(undecided.violations()))?;

        let person = self.person(submit, known, moment);
        let counter = (municipality.clone(), moment.day.year());
        let running = world.numbers.get(&counter).copied().unwrap_or(0) + 1;
        let opening = Opening {
            case: CaseId::new(moment.id("case")),
            person: person.id,
            municipality: municipality.clone(),
            number: CaseNumber::new(counter.1, running),
            situation: submit.situation,
            channel: submit.channel,
            reported_on: submit.reported_on,
            applied_on: submit.applied_on,
            search_until: gate.search_until,
            facts: submit.facts.clone(),
            intake_complete: submit.intake_complete,
        };
        let application = Application::open(opening, moment.day);
        let reply = Reply::Submitted {
            case: application.case,
            number: application.number.clone(),
            search_until: gate.search_until,
            gate: gate.explanation.clone(),
        };
        let told = told::application_received(&application, submit.intake_complete);
        let (kind, user) = (StatementKind::Submission, &submit.caller.user);
        let statement = statement(&application, kind, user, submit.facts.clone(), moment);
        let title = match gate.search_until {
            Some(until) => format!(
                "Aanvraag {} ontvangen; zoektermijn tot en met {}",
                application.number,
                until.format("%d-%m-%Y")
            ),
            None => format!("Aanvraag {} ontvangen; geen zoektermijn", application.number),
        };
        let line = StoryLine::new(application.case, municipality, title).because(gate.explanation);
        let change = Change {
            person: (known != Some(&person)).then_some(person),
            number: Some((counter, running)),
            ..Change::of(application, Some(statement))
        };
        Ok(Outcome::change(change).reply(reply).tell(told).story(line))
    }

    /// The person as known, with a new name when one is given; or a new one.
    fn person(&self, submit: &Submit, known: Option<&Person>, moment: &Moment) -> Person {
        let id = known.map_or_else(|| PersonId::new(moment.id("person")), |person| person.id);
        if let Some(person) = known {
            let before = self.identity(person);
            let same_name = before.is_some_and(|before| before.name == submit.name);
            if submit.name.is_none() || same_name {
                return person.clone();
            }
        }
        let identity = Identity { citizen_service_number: submit.number.expose(), name: submit.name.clone() };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&identity).unwrap_or_default());
        let sealed = self.vault.seal(id.uuid(), moment.id("person:seal"), &plain);
        Person { id, municipality: submit.caller.municipality.clone(), index: submit.index, sealed }
    }

    fn identity(&self, person: &Person) -> Option<Identity> {
        let plain = self.vault.open(person.id.uuid(), &person.sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    fn end_search(
        &self,
        application: &Application,
        caller: &Caller,
        result: SearchResult,
        evidence: Option<&str>,
        moment: &Moment,
    ) -> Handled {
        // Newer facts may lift the period: an exception that came to light while searching (art. 41(11)).
        let gate = gate(
            &self.policies,
            &application.municipality,
            application.situation,
            &application.facts,
            application.reported_on,
        );
        let lifted = gate.ok().filter(|gate| gate.search_until.is_none());
        let next = application.end_search(result, lifted.is_some(), moment.day)?;
        let told = told::search_ended(&next, result);
        let sealed_note = evidence
            .map(|text| self.vault.seal(next.case.uuid(), moment.id("evidence:seal"), text.as_bytes()));
        let kind = StatementKind::SearchResult;
        let noted =
            Statement { sealed_note, ..statement(&next, kind, &caller.user, Facts::default(), moment) };
        let line = StoryLine::new(next.case, &next.municipality, result.dutch());
        let line = match lifted {
            Some(gate) => line.because(gate.explanation),
            None => line,
        };
        let change = Change::of(next, Some(noted));
        Ok(Outcome::change(change).reply(Reply::Done).tell(told).story(line))
    }

    fn assess(&self, application: &Application, assessment: Assessment, moment: &Moment) -> Handled {
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
        let facts = shared_for(assessment, &application.facts, policy);
        let told = told::assessment(application, assessment, &facts);
        Ok(Outcome::nothing().tell(told).story(line(assessment.dutch())))
    }
}

fn record_facts(application: &Application, caller: &Caller, claims: &Facts, moment: &Moment) -> Handled {
    let (next, keys) = application.record_facts(claims, moment.day)?;
    let statement = statement(&next, StatementKind::Facts, &caller.user, claims.clone(), moment);
    let named: Vec<_> = claims.iter().map(|(key, _)| key.dutch()).collect();
    let title = format!("Gegevens vastgelegd: {}", named.join(", "));
    let told = if keys.is_empty() { Vec::new() } else { told::facts_changed(&next, &keys) };
    Ok(changed(Outcome::nothing().reply(Reply::Done).tell(told), next, Some(statement), title))
}

/// A case that goes on; not beside another open application of the same person (IN-11): a consultant chooses then.
fn reopen(
    application: &Application,
    other: Option<&Application>,
    intake_complete: bool,
    moment: &Moment,
) -> Outcome<Change, Reply> {
    if let Some(other) = other.filter(|other| other.case != application.case) {
        let title = format!("Niet heropend: er loopt al een andere aanvraag, {}", other.number);
        return Outcome::nothing().story(StoryLine::new(application.case, &application.municipality, title));
    }
    match application.reopen(intake_complete, moment.day) {
        Some(next) => changed(Outcome::nothing(), next, None, "Aanvraag heropend"),
        None => Outcome::nothing(),
    }
}

fn changed(
    outcome: Outcome<Change, Reply>,
    next: Application,
    statement: Option<Statement>,
    title: impl Into<String>,
) -> Outcome<Change, Reply> {
    let line = StoryLine::new(next.case, &next.municipality, title);
    Outcome { change: Some(Change::of(next, statement)), ..outcome }.story(line)
}

fn statement(
    application: &Application,
    kind: StatementKind,
    user: &str,
    claims: Facts,
    moment: &Moment,
) -> Statement {
    Statement {
        case: application.case,
        number: application.statements,
        kind,
        day: moment.day,
        at: moment.instant,
        by: user.to_owned(),
        claims,
        sealed_note: None,
    }
}

fn open_application(world: &World, person: PersonId) -> Option<&Application> {
    world.applications.values().find(|one| one.person == person && one.stage.is_open())
}

/// The application of a person's request; another municipality's looks like none.
fn of_caller<'w>(world: &'w World, case: CaseId, caller: &Caller) -> Result<&'w Application, Refusal> {
    told_about(world, case, &caller.municipality)
}

fn told_about<'w>(
    world: &'w World,
    case: CaseId,
    municipality: &Municipality,
) -> Result<&'w Application, Refusal> {
    let found = world.applications.get(&case).filter(|found| found.municipality == *municipality);
    found.ok_or_else(|| Refusal::not_found("zaak"))
}

#[cfg(test)]
mod tests;
