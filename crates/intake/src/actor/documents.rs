//! Documents in the turn.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Caller, CaseId, FactKey, Municipality, Refusal, Violation, day_in_dutch};
use messaging::{Outcome, StoryLine};
use terms::Calendar;
use uuid::Uuid;

use super::{Handled, IntakeActor, Reply, World, told_about};
use crate::documents::MediaType;
use crate::model::{
    Application, Document, DocumentId, Evidence, Keeping, Proof, Scan, Standing, Statement, keeping,
};

/// What people and the scanner do with documents. The bytes are on the shelf already, or still.
pub enum DocumentInput {
    Receive(Receive),
    Scanned { document: DocumentId, case: CaseId, municipality: Municipality, scan: Scan },
    Read { document: DocumentId, case: CaseId, caller: Caller },
    Propose { document: DocumentId, case: CaseId, caller: Caller },
    Destroy { document: DocumentId, case: CaseId, caller: Caller },
}

/// A document whose bytes were read, checked and put on the shelf.
pub struct Receive {
    pub caller: Caller,
    pub case: CaseId,
    pub id: DocumentId,
    pub media: MediaType,
    pub size: u64,
    pub sha256: String,
    pub title: String,
    pub facts: BTreeSet<FactKey>,
    /// The request for evidence that it comes for.
    pub request: Option<u32>,
    /// Those of the documents of that request that it is; may be empty where nothing else can be meant.
    pub answers: BTreeSet<String>,
    pub valid_until: Option<NaiveDate>,
    /// Whether somebody looks for viruses here.
    pub is_scanned: bool,
}

impl DocumentInput {
    pub const fn case(&self) -> CaseId {
        match self {
            Self::Receive(receive) => receive.case,
            Self::Scanned { case, .. }
            | Self::Read { case, .. }
            | Self::Propose { case, .. }
            | Self::Destroy { case, .. } => *case,
        }
    }

    /// The document that it is about; `None` for a new one.
    pub const fn document(&self) -> Option<DocumentId> {
        match self {
            Self::Receive(_) => None,
            Self::Scanned { document, .. }
            | Self::Read { document, .. }
            | Self::Propose { document, .. }
            | Self::Destroy { document, .. } => Some(*document),
        }
    }
}

/// Someone took the bytes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub id: Uuid,
    pub document: DocumentId,
    pub at: DateTime<Utc>,
    pub by: String,
}

/// The documents that a batch needs, and what has changed of them.
#[derive(Default)]
pub struct Documents {
    pub known: BTreeMap<DocumentId, Document>,
    pub changed: BTreeSet<DocumentId>,
    /// Sealed titles of new ones, with the instant they came.
    pub added: BTreeMap<DocumentId, (Vec<u8>, DateTime<Utc>)>,
    pub readings: Vec<Reading>,
    /// What documents prove: as they came, and as it was found since.
    pub proves: BTreeSet<(DocumentId, FactKey)>,
}

/// What one input changes of documents.
#[derive(Default)]
pub struct Change {
    document: Option<Document>,
    added: Option<(Vec<u8>, DateTime<Utc>)>,
    reading: Option<Reading>,
    proves: Vec<(DocumentId, FactKey)>,
}

impl Documents {
    pub fn apply(&mut self, change: Change) {
        if let Some(document) = change.document {
            self.added.extend(change.added.map(|added| (document.id, added)));
            self.changed.insert(document.id);
            self.known.insert(document.id, document);
        }
        self.readings.extend(change.reading);
        self.proves.extend(change.proves);
    }

    /// That nothing that came for a request waits for the scanner: nobody knows yet whether it is what was asked.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when something does.
    pub fn all_seen(&self, case: CaseId, request: u32) -> Result<(), Refusal> {
        let waits = |one: &Document| {
            one.case == case && one.request == Some(request) && one.standing == Standing::Quarantined
        };
        let Some(waiting) = self.known.values().find(|one| waits(one)) else { return Ok(()) };
        let reason = format!(
            "Op {} kwam een stuk voor dit verzoek. Het wordt nog op virussen gecontroleerd. Wacht tot dat klaar is.",
            day_in_dutch(waiting.received_on)
        );
        Err(Refusal::precondition("evidence-not-seen", reason))
    }
}

impl Change {
    /// Documents were found to prove facts.
    pub fn finds(&mut self, proves: impl IntoIterator<Item = (DocumentId, FactKey)>) {
        self.proves.extend(proves);
    }
}

impl IntakeActor {
    pub(super) fn document(&self, input: &DocumentInput, world: &World, moment: &domain::Moment) -> Handled {
        match input {
            DocumentInput::Receive(receive) => self.receive(receive, world, moment),
            DocumentInput::Scanned { document, case, municipality, scan } => {
                let application = told_about(world, *case, municipality)?;
                let next = known(world, *document, application)?.scanned(*scan);
                let title = match scan {
                    Scan::Clean => "Document gecontroleerd op virussen: schoon",
                    Scan::Infected => "Document gecontroleerd op virussen: besmet en weggegooid",
                    Scan::NotScanned => "Document vrijgegeven zonder controle op virussen",
                };
                let Some(next) = next else { return Ok(Outcome::nothing().reply(Reply::Done)) };
                Ok(self.readable(changed(next.clone(), title), &next, application, world, moment))
            }
            DocumentInput::Read { document, case, caller } => {
                let application = told_about(world, *case, &caller.municipality)?;
                known(world, *document, application)?.may_be_read()?;
                let (id, by) = (moment.id("reading"), caller.user.clone());
                let reading = Some(Reading { id, document: *document, at: moment.instant, by });
                let change = Change { reading, ..Change::default() };
                Ok(Outcome::change(super::Change { document: change, ..super::Change::default() })
                    .reply(Reply::Done))
            }
            DocumentInput::Propose { document, case, caller } => {
                let application = told_about(world, *case, &caller.municipality)?;
                let keeping = self.keeping(application)?;
                let document = known(world, *document, application)?;
                let next = document.propose(keeping.as_ref(), &caller.user, moment.day)?;
                let title = format!("Vernietiging voorgesteld van document (SHA-256 {})", next.sha256);
                Ok(changed(next, title))
            }
            DocumentInput::Destroy { document, case, caller } => {
                let application = told_about(world, *case, &caller.municipality)?;
                let keeping = self.keeping(application)?;
                let document = known(world, *document, application)?;
                let next = document.destroy(keeping.as_ref(), &caller.user, moment.day)?;
                let source = keeping.map(|keeping| keeping.source).unwrap_or_default();
                let title =
                    format!("Document vernietigd na zijn bewaartermijn ({source}; SHA-256 {})", next.sha256);
                Ok(changed(next, title))
            }
        }
    }

    fn receive(&self, receive: &Receive, world: &World, moment: &domain::Moment) -> Handled {
        let application = told_about(world, receive.case, &receive.caller.municipality)?;
        let same = world.documents.known.values().find(|known| {
            known.case == receive.case
                && known.sha256 == receive.sha256
                && known.standing != Standing::Destroyed
        });
        if let Some(same) = same {
            let reason = format!("Dit document hebben wij al bij deze zaak: {}.", same.id);
            return Err(Refusal::conflict("document-already-received", reason));
        }
        let answers = answers(receive, world)?;
        let (standing, scan) = if receive.is_scanned {
            (Standing::Quarantined, None)
        } else {
            (Standing::Available, Some(Scan::NotScanned))
        };
        let document = Document {
            id: receive.id,
            case: receive.case,
            municipality: application.municipality.clone(),
            media: receive.media,
            size: receive.size,
            sha256: receive.sha256.clone(),
            facts: receive.facts.clone(),
            request: receive.request,
            answers,
            valid_until: receive.valid_until,
            received_on: moment.day,
            received_by: receive.caller.user.clone(),
            standing,
            scan,
            proposed: None,
            destroyed: None,
        };
        let once = moment.id("document:title");
        let title = self.vault.seal(document.id.uuid(), once, receive.title.as_bytes());
        let line = StoryLine::new(document.case, &document.municipality, document.title());
        let reply = Reply::Received(document.id);
        let change = Change {
            document: Some(document.clone()),
            added: Some((title, moment.instant)),
            proves: document.facts.iter().map(|key| (document.id, *key)).collect(),
            reading: None,
        };
        let outcome = Outcome::change(super::Change { document: change, ..super::Change::default() });
        Ok(self.readable(outcome.reply(reply).story(line), &document, application, world, moment))
    }

    /// What it means for the clock of the case that a document can be read.
    fn readable(
        &self,
        outcome: Outcome<super::Change, Reply>,
        document: &Document,
        application: &Application,
        world: &World,
        moment: &domain::Moment,
    ) -> Outcome<super::Change, Reply> {
        if document.standing != Standing::Available {
            return outcome;
        }
        let calendar = Calendar::of(self.policies.national());
        let law = self.law(&calendar, &application.municipality, moment.day);
        let (Some(before), Some(law)) = (world.deadlines.get(&application.case), law) else { return outcome };
        match before.with_document(document, &application.facts, law).since(before) {
            Some(next) => self.with_terms(outcome, application, (before, next), law, None),
            None => outcome,
        }
    }

    fn keeping(&self, application: &Application) -> Result<Option<Keeping>, Refusal> {
        let missing = |error: policy::NoAmount| Refusal::precondition("keeping-known", error.to_string());
        keeping(application, self.policies.national()).map_err(missing)
    }
}

/// What a new document is of the request that it comes for.
fn answers(receive: &Receive, world: &World) -> Result<BTreeSet<String>, Refusal> {
    let wrong = |violation| Refusal::invalid(vec![violation]);
    let Some(number) = receive.request else {
        let reason = "hoort bij een verzoek: noem ook het nummer daarvan";
        let alone = Violation::new("answers", reason, "answers-a-request");
        return if receive.answers.is_empty() { Ok(BTreeSet::new()) } else { Err(wrong(alone)) };
    };
    let request = world.deadlines.get(&receive.case).and_then(|deadlines| deadlines.request(number));
    let unknown =
        || wrong(Violation::new("evidence_request", "is geen verzoek bij deze zaak", "request-known"));
    request.ok_or_else(unknown)?.answered_with(&receive.answers, &receive.facts).map_err(wrong)
}

/// What a statement found to be true: the fact, what shows it where that expires, and the document that did.
pub(super) fn found_true(
    statement: &Statement,
    world: &World,
) -> Vec<(FactKey, Option<Evidence>, Option<DocumentId>)> {
    let of_verified = |verified: &crate::model::Verified| {
        let (number, key) = (verified.number, verified.key);
        let past = || world.past(statement.case).iter().find(|past| past.number == number);
        let stated = if number == statement.number { Some(statement) } else { past() };
        let claim = stated.and_then(|stated| stated.claims.get(key));
        let document = match &verified.proof {
            Proof::Document { id } => world.documents.known.get(&DocumentId::new(*id)),
            Proof::Register { .. } | Proof::Confirmed => None,
        };
        let by_claim = claim.and_then(|claim| claim.valid_until).map(|until| Evidence::claim(number, until));
        let until = document.and_then(|document| document.valid_until.map(|until| (document.id, until)));
        let by_document = until.map(|(id, until)| Evidence::document(id, until));
        let first = [by_claim, by_document].into_iter().flatten().min_by_key(|evidence| evidence.until);
        (key, first, document.map(|document| document.id))
    };
    statement.verified.iter().map(of_verified).collect()
}

fn changed(next: Document, title: impl Into<String>) -> Outcome<super::Change, Reply> {
    let line = StoryLine::new(next.case, &next.municipality, title);
    let document = Change { document: Some(next), ..Change::default() };
    Outcome::change(super::Change { document, ..super::Change::default() }).reply(Reply::Done).story(line)
}

/// A document of this application; another's looks like none.
fn known<'w>(
    world: &'w World,
    document: DocumentId,
    application: &Application,
) -> Result<&'w Document, Refusal> {
    let found = world.documents.known.get(&document).filter(|found| found.case == application.case);
    found.ok_or_else(|| Refusal::not_found("document"))
}
