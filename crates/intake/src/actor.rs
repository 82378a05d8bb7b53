//! The inputs intake takes, what each needs, and the pure call into the model.

mod documents;
mod portfolios;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Caller, CaseId, Explanation, FactKey, Moment, Municipality, PersonId, Refusal};
use messaging::rows::Writes;
use messaging::{Actor, Envelope, Outcome, StoreError, StoryLine, Tx, Unreadable};
use policy::{IntakeAct, Policies};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use documents::{DocumentInput, Documents, Receive};
pub use portfolios::{KeepPortfolio, Portfolios, Version};

use crate::messages::{heard, told};
use crate::model::{
    Application, CaseNumber, Deadlines, DocumentId, Handling, Record, Statement, closing_in_dutch, no_efforts,
};
use crate::store;
pub use terms::{AskTerms, Decided, TermsAsked};

mod terms;

use crate::vault::{BlindIndex, Vault};

mod again;
mod assess;
mod education;
mod facts;
mod form;
mod gate;
mod handling;
mod household;
mod input;
mod intake;
mod leave;
mod named;
mod records;
mod reopen;
mod search;
mod submission;
mod visits;

pub use again::stated_again;
pub use form::AnswerForm;
pub use handling::{AskHandling, HandlingAsked};
pub use household::{Applicant, PartnerGiven, RepresentativeGiven};
pub use input::Input;
pub use intake::CompleteIntake;
pub use submission::Submit;
pub use visits::{VisitAsked, VisitGround};

/// Intake, to messaging.
pub struct IntakeActor {
    pub policies: Arc<Policies>,
    pub vault: Arc<Vault>,
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
    Submitted {
        case: CaseId,
        number: CaseNumber,
        search_until: Option<NaiveDate>,
        gate: Explanation,
    },
    Represented {
        id: Uuid,
    },
    Recorded {
        number: i64,
    },
    EvidenceAsked {
        number: u32,
    },
    /// Whether a second person must confirm it.
    Deviated {
        number: u32,
        waits: bool,
    },
    /// How it stands with a visit, and what refusing it means.
    Visit {
        number: u32,
        state: String,
        consequence: Box<Explanation>,
    },
    Answered {
        version: i64,
        missing: Vec<FactKey>,
        /// Replies that were kept before acts were asked name none.
        #[serde(default)]
        missing_acts: Vec<IntakeAct>,
    },
    Received(DocumentId),
    /// Done, with why.
    Explained(Box<Explanation>),
    /// The version of a portfolio.
    Kept(i64),
    Done,
}

/// What a batch needs, and what has changed of it.
#[derive(Default)]
pub struct World {
    pub persons: BTreeMap<BlindIndex, Person>,
    pub applications: BTreeMap<CaseId, Application>,
    /// What was stated in the cases that need it, oldest first.
    pub history: BTreeMap<CaseId, Vec<Statement>>,
    /// What was recorded in the cases that need it, oldest first.
    pub records: BTreeMap<CaseId, Vec<Record>>,
    /// Last running number by municipality and year.
    pub numbers: BTreeMap<(Municipality, i32), i64>,
    pub documents: Documents,
    pub portfolios: Portfolios,
    pub statements: Vec<Statement>,
    pub added_records: Vec<Record>,
    pub deadlines: BTreeMap<CaseId, Deadlines>,
    pub changed_deadlines: BTreeSet<CaseId>,
    pub handlings: BTreeMap<CaseId, Handling>,
    pub changed_handlings: BTreeSet<CaseId>,
    pub changed_persons: BTreeSet<BlindIndex>,
    pub changed_applications: BTreeSet<CaseId>,
    pub changed_numbers: BTreeSet<(Municipality, i32)>,
}

/// What one input changes: an application, and for a new one its person and number; or a document.
#[derive(Default)]
pub struct Change {
    application: Option<Application>,
    statement: Option<Statement>,
    records: Vec<Record>,
    persons: Vec<Person>,
    number: Option<((Municipality, i32), i64)>,
    deadlines: Option<Deadlines>,
    handling: Option<Handling>,
    document: documents::Change,
    portfolio: Option<Version>,
}

impl World {
    /// What was recorded in a case, as far as it was asked for.
    fn records_of(&self, case: CaseId) -> &[Record] {
        self.records.get(&case).map_or(&[][..], Vec::as_slice)
    }

    /// What was stated in a case, as far as it was asked for.
    fn past(&self, case: CaseId) -> &[Statement] {
        self.history.get(&case).map_or(&[][..], Vec::as_slice)
    }
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
        named::are_of_the_case(input, world, moment.day)?;
        let outcome: Handled = match input {
            Input::Submit(submit) => self.submit(submit, world, moment),
            Input::EndSearch { case, caller, result, evidence, counted } => {
                let application = of_caller(world, *case, caller)?;
                let wrong = no_efforts(counted, world.records_of(*case));
                if !wrong.is_empty() {
                    return Err(Refusal::invalid(wrong));
                }
                self.end_search(
                    (application, world.past(*case)),
                    caller,
                    *result,
                    (evidence.as_deref(), counted),
                    moment,
                )
            }
            Input::CompleteIntake(complete) => self.complete(complete, world, moment),
            Input::RecordFacts { case, caller, claims, proof } => {
                let application = of_caller(world, *case, caller)?;
                self.are_theirs(application, claims, moment)?;
                facts::record(application, world.past(*case), caller, claims, proof.as_ref(), moment)
            }
            Input::Answer(answer) => self.answer(answer, world, moment),
            Input::Verify { case, caller, number, key, proof } => {
                let application = of_caller(world, *case, caller)?;
                facts::verify(application, world.past(*case), caller, (*number, *key), proof, moment)
            }
            Input::Reuse { case, caller, from, keys, proof } => {
                facts::reuse(&self.policies, world, (*case, *from), caller, keys, proof, moment)
            }
            Input::Record { case, caller, about, note } => {
                self.record(*case, caller, (about, note.as_deref()), world, moment)
            }
            Input::ToEducation { case, caller } => self.to_education(*case, caller, world, moment),
            Input::Join { case, caller, partner } => self.join(*case, caller, partner, world, moment),
            Input::Part { case, caller, left_on } => {
                household::part(of_caller(world, *case, caller)?, *left_on, moment)
            }
            Input::Represent { case, caller, by } => {
                self.represent(of_caller(world, *case, caller)?, by, moment)
            }
            Input::EndRepresentation { case, caller, id, until } => {
                household::end_representation(of_caller(world, *case, caller)?, *id, *until)
            }
            Input::Assess { case, municipality, assessment, objection } => {
                let application = told_about(world, *case, municipality)?;
                let asked = (*assessment, objection.as_deref());
                self.assess(application, world, asked, moment)
            }
            Input::Close { case, municipality, reason } => {
                let application = told_about(world, *case, municipality)?;
                // A decision term that ended while the application was open ended by a decision.
                let terms = world.deadlines.get(case);
                let decided =
                    terms.is_some_and(|terms| terms.decision.ended_on().is_some() || terms.was_decided());
                Ok(match application.close(reason, decided, moment.day) {
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
                Ok(reopen::reopen(application, world, *person, *intake_complete, moment))
            }
            Input::NoteObjections { case, municipality, objections } => {
                let noted = told_about(world, *case, municipality)?.objected(*objections);
                Ok(noted.map_or_else(Outcome::nothing, |next| {
                    let title = if objections.running {
                        "Er loopt een bezwaar of beroep: documenten blijven bewaard tot dat vaststaat"
                    } else {
                        "Er loopt geen bezwaar of beroep meer"
                    };
                    changed(Outcome::nothing(), next, None, title)
                }))
            }
            Input::Document(input) => self.document(input, world, moment),
            Input::Portfolio(keep) => self.portfolio(keep, world, moment),
            Input::Terms(asked) => self.of_terms(asked, world, moment),
            Input::Handling(asked) => self.of_handling(asked, world, moment),
            Input::TimePassed { case } => self.time_passed(*case, world, moment),
            Input::Advanced { case, municipality, on } => {
                self.advanced((*case, municipality), *on, world, moment)
            }
            Input::Decided { case, municipality, decision } => {
                self.decided((*case, municipality), *decision, world, moment)
            }
        };
        let outcome = self.at_the_gate(outcome?, world, moment);
        let outcome = self.follow(outcome, world, moment);
        let outcome = self.weigh(outcome, input, world, moment);
        let changed = outcome.change.as_ref().and_then(|change| change.application.as_ref());
        let noted = changed.map(|next| told::noted(world.applications.get(&next.case), next));
        let outcome = outcome.tell(noted.unwrap_or_default());
        Ok(records::show_acts(outcome, input, world, moment))
    }

    fn apply(&self, world: &mut World, change: Change) {
        if let Some(application) = change.application {
            world.changed_applications.insert(application.case);
            world.applications.insert(application.case, application);
        }
        world.documents.apply(change.document);
        if let Some(version) = change.portfolio {
            world.portfolios.apply(version);
        }
        if let Some(statement) = change.statement {
            if let Some(history) = world.history.get_mut(&statement.case) {
                history.push(statement.clone());
            }
            world.statements.push(statement);
        }
        for record in change.records {
            if let Some(records) = world.records.get_mut(&record.case) {
                records.push(record.clone());
            }
            world.added_records.push(record);
        }
        if let Some(deadlines) = change.deadlines {
            world.changed_deadlines.insert(deadlines.case);
            world.deadlines.insert(deadlines.case, deadlines);
        }
        if let Some(handling) = change.handling {
            world.changed_handlings.insert(handling.case);
            world.handlings.insert(handling.case, handling);
        }
        for person in change.persons {
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

fn changed(
    outcome: Outcome<Change, Reply>,
    next: Application,
    statement: Option<Statement>,
    title: impl Into<String>,
) -> Outcome<Change, Reply> {
    let line = StoryLine::new(next.case, &next.municipality, title);
    Outcome { change: Some(Change::of(next, statement)), ..outcome }.story(line)
}

/// The application that runs for a person, alone or with a partner; not the one `beside`.
fn open_application(world: &World, person: PersonId, beside: Option<CaseId>) -> Option<&Application> {
    let mut open = world.applications.values().filter(|one| one.stage.is_open() && Some(one.case) != beside);
    open.find(|one| one.is_of(person))
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
