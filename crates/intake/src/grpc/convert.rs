//! Wire to input, once, with every violation at once; and back.

use chrono::NaiveDate;
use domain::{Bsn, Caller, CaseId, FactKey, FactSource, Facts, InvalidBsn, Role, Violation};
use policy::Policies;
use proto::common::v1::Fact;
use proto::intake::v1 as pb;
use proto::{day_text, fact_from, fact_to, facts_to, parse_day};
use service::{IDEMPOTENCY_KEY, require};
use tonic::Status;

use super::stating;
use service::sealing::CannotOpen;

use crate::actor::{Identity, Input, Reply, Submit};
use crate::model::{Application, Channel, Draft, SearchResult, Situation, Stage, of_claims, without_days};
use crate::store::Found;
use crate::vault::Vault;

const LONGEST_NAME: usize = 200;
const LONGEST_TEXT: usize = 2_000;
const MOST_VACANCIES: u32 = 1_000;
const PAGE: u32 = 25;
const LARGEST_PAGE: u32 = 100;

/// What reading an application needs to know.
pub struct Edge<'a> {
    pub policies: &'a Policies,
    pub vault: &'a Vault,
    pub today: NaiveDate,
}

/// A consultant uses the consultant's channel, a system its own.
pub fn channel_allowed(wire: &pb::SubmitApplicationRequest, caller: &Caller) -> Result<(), Status> {
    match wire.channel() {
        pb::Channel::Consultant => require(caller, &[Role::IntakeConsultant]),
        pb::Channel::EForm | pb::Channel::System => require(caller, &[Role::ClientSystem]),
        pb::Channel::Unspecified => Ok(()),
    }
}

impl Edge<'_> {
    /// An application, or everything that is wrong with it.
    pub fn submit(
        &self,
        wire: &pb::SubmitApplicationRequest,
        caller: &Caller,
        keyed: bool,
    ) -> Result<Submit, Vec<Violation>> {
        let mut wrong = Wrong(Vec::new());
        if !keyed {
            let reason = "ontbreekt: geef elke aanvraag een eigen sleutel mee";
            wrong.0.push(Violation::new(IDEMPOTENCY_KEY, reason, "idempotency-key-required"));
        }
        let number = wrong.keep(citizen_service_number(&wire.citizen_service_number));
        let name = wrong.keep(name(&wire.name));
        let situation = wrong.keep(situation(wire.situation()));
        let channel = wrong.keep(channel(wire.channel()));
        let reported_on = wrong.keep(parse_day("reported_on", &wire.reported_on));
        let applied_on = if wire.applied_on.is_empty() {
            reported_on
        } else {
            wrong.keep(parse_day("applied_on", &wire.applied_on))
        };
        let facts = wrong.facts(&wire.facts);
        let draft = Draft {
            municipality: &caller.municipality,
            situation,
            reported_on,
            // An empty one is the report day, whose violation is named once.
            applied_on: applied_on.filter(|_| !wire.applied_on.is_empty()),
            facts: &facts,
            intake_complete: wire.intake_complete,
            stating: stating(caller),
        };
        wrong.0.extend(draft.violations(self.policies, self.today));
        match (number, name, situation, channel, reported_on, applied_on) {
            (
                Some(number),
                Some(name),
                Some(situation),
                Some(channel),
                Some(reported_on),
                Some(applied_on),
            ) if wrong.0.is_empty() => Ok(Submit {
                index: self.vault.index_of(&caller.municipality, &number),
                caller: caller.clone(),
                number,
                name,
                situation,
                channel,
                reported_on,
                applied_on,
                facts,
                intake_complete: wire.intake_complete,
            }),
            _ => Err(wrong.0),
        }
    }
}

pub fn end_search(wire: pb::RecordSearchResultRequest, caller: Caller) -> Result<Input, Vec<Violation>> {
    let mut wrong = Wrong(Vec::new());
    let result = match wire.result() {
        pb::SearchResult::Searched => Some(SearchResult::Searched),
        pb::SearchResult::TooLittle => Some(SearchResult::TooLittle),
        pb::SearchResult::FoundWork => Some(SearchResult::FoundWork),
        pb::SearchResult::Withdrew => Some(SearchResult::Withdrew),
        pb::SearchResult::ToEducation => Some(SearchResult::ToEducation),
        pb::SearchResult::Unspecified => wrong.keep(Err(not_chosen("result"))),
    };
    let case = wrong.keep(case(&wire.case_id));
    let evidence = wrong.keep(text("evidence", &wire.evidence, LONGEST_TEXT));
    match (case, result, evidence) {
        (Some(case), Some(result), Some(evidence)) => Ok(Input::EndSearch { case, caller, result, evidence }),
        _ => Err(wrong.0),
    }
}

pub fn complete_intake(
    wire: pb::CompleteIntakeRequest,
    caller: Caller,
    today: NaiveDate,
) -> Result<Input, Vec<Violation>> {
    let mut wrong = Wrong(Vec::new());
    let case = wrong.keep(case(&wire.case_id));
    let claims = wrong.facts(&wire.facts);
    wrong.0.extend(of_claims(&claims, stating(&caller), today));
    if wire.vacancies_offered > MOST_VACANCIES {
        let reason = format!("kan niet hoger zijn dan {MOST_VACANCIES}");
        wrong.0.push(Violation::new("vacancies_offered", reason, "vacancies-plausible"));
    }
    match case {
        Some(case) if wrong.0.is_empty() => {
            Ok(Input::CompleteIntake { case, caller, claims, vacancies_offered: wire.vacancies_offered })
        }
        _ => Err(wrong.0),
    }
}

pub fn record_facts(
    wire: pb::RecordFactsRequest,
    caller: Caller,
    today: NaiveDate,
) -> Result<Input, Vec<Violation>> {
    let mut wrong = Wrong(Vec::new());
    let case = wrong.keep(case(&wire.case_id));
    if wire.facts.is_empty() {
        wrong.0.push(Violation::new("facts", "is leeg: noem ten minste één gegeven", "facts-required"));
    }
    let claims = wrong.facts(&wire.facts);
    wrong.0.extend(of_claims(&claims, stating(&caller), today));
    match case {
        Some(case) if wrong.0.is_empty() => Ok(Input::RecordFacts { case, caller, claims }),
        _ => Err(wrong.0),
    }
}

/// Collects what is wrong, and keeps what could be read.
struct Wrong(Vec<Violation>);

impl Wrong {
    fn keep<T>(&mut self, read: Result<T, Violation>) -> Option<T> {
        read.map_err(|violation| self.0.push(violation)).ok()
    }

    /// The facts that could be read; a fact that is given twice is wrong.
    fn facts(&mut self, wire: &[Fact]) -> Facts {
        let mut facts = Facts::default();
        if wire.len() > FactKey::ALL.len() {
            let reason = "zijn er meer dan er gegevens bestaan";
            self.0.push(Violation::new("facts", reason, "fact-once"));
            return facts;
        }
        for fact in wire {
            if let Some((key, fact)) = self.keep(fact_from("facts", fact)) {
                if facts.get(key).is_some() {
                    let field = format!("facts.{key}");
                    self.0.push(Violation::new(field, "staat er twee keer", "fact-once"));
                }
                facts.put(key, fact);
            }
        }
        facts
    }
}

/// The facts of someone who does not exist, as a consultant would state them on `day`.
pub fn made_up(wire: &[Fact], day: NaiveDate) -> Result<Facts, Vec<Violation>> {
    let stated: Vec<_> = wire
        .iter()
        .map(|fact| Fact {
            source: FactSource::Consultant.code().into(),
            stated_on: day_text(day),
            ..fact.clone()
        })
        .collect();
    let mut wrong = Wrong(Vec::new());
    let facts = wrong.facts(&stated);
    if wrong.0.is_empty() { Ok(facts) } else { Err(wrong.0) }
}

/// A citizen service number that passes the eleven-test.
pub fn citizen_service_number(text: &str) -> Result<Bsn, Violation> {
    text.parse().map_err(|error| {
        let (reason, rule) = match error {
            InvalidBsn::NotNineDigits => ("moet negen cijfers hebben", "bsn-nine-digits"),
            InvalidBsn::ElevenTest => {
                ("is geen bestaand burgerservicenummer: controleer de cijfers", "bsn-eleven-test")
            }
        };
        Violation::new("citizen_service_number", reason, rule)
    })
}

fn name(wire: &str) -> Result<Option<String>, Violation> {
    let name = text("name", wire, LONGEST_NAME)?;
    match name {
        Some(name) if name.chars().any(char::is_control) => {
            Err(Violation::new("name", "mag alleen gewone tekens hebben", "plain-text"))
        }
        name => Ok(name),
    }
}

fn text(field: &str, wire: &str, longest: usize) -> Result<Option<String>, Violation> {
    let text = wire.trim();
    if text.chars().count() > longest {
        let reason = format!("mag niet langer zijn dan {longest} tekens");
        return Err(Violation::new(field, reason, "text-length"));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn case(text: &str) -> Result<CaseId, Violation> {
    text.parse().map_err(|_| Violation::new("case_id", "is geen geldig kenmerk", "uuid"))
}

fn not_chosen(field: &str) -> Violation {
    Violation::new(field, "is niet gekozen", "choice-required")
}

fn situation(wire: pb::Situation) -> Result<Situation, Violation> {
    match wire {
        pb::Situation::New => Ok(Situation::New),
        pb::Situation::Reassessment => Ok(Situation::Reassessment),
        pb::Situation::Recall => Ok(Situation::Recall),
        pb::Situation::Unspecified => Err(not_chosen("situation")),
    }
}

fn channel(wire: pb::Channel) -> Result<Channel, Violation> {
    match wire {
        pb::Channel::Consultant => Ok(Channel::Consultant),
        pb::Channel::EForm => Ok(Channel::EForm),
        pb::Channel::System => Ok(Channel::System),
        pb::Channel::Unspecified => Err(not_chosen("channel")),
    }
}

/// The answer to an application; empty for another reply.
pub fn submitted(reply: Reply) -> pb::SubmitApplicationResponse {
    match reply {
        Reply::Submitted { case, number, search_until, gate } => pb::SubmitApplicationResponse {
            case_id: case.to_string(),
            case_number: number.to_string(),
            search_until: search_until.map(day_text).unwrap_or_default(),
            gate: Some((&gate).into()),
        },
        Reply::EvidenceAsked { .. } | Reply::Received(_) | Reply::Done => {
            pb::SubmitApplicationResponse::default()
        }
    }
}

/// An application for a consultant's eyes.
///
/// # Errors
///
/// [`CannotOpen`] when a key is missing.
pub fn application(found: &Found, vault: &Vault) -> Result<pb::GetApplicationResponse, CannotOpen> {
    let application = &found.application;
    let name = match &found.person {
        Some(person) => {
            let plain = vault.open(person.id.uuid(), &person.sealed)?;
            serde_json::from_slice::<Identity>(&plain).map_err(|_| CannotOpen)?.name
        }
        None => None,
    };
    let evidence = match &found.evidence {
        Some(sealed) => {
            let plain = vault.open(application.case.uuid(), sealed)?;
            String::from_utf8(plain.to_vec()).map_err(|_| CannotOpen)?
        }
        None => String::new(),
    };
    let closed_because = match &application.stage {
        Stage::Closed { because, .. } => because.clone(),
        Stage::Searching { .. } | Stage::Intake | Stage::Complete { .. } => String::new(),
    };
    Ok(pb::GetApplicationResponse {
        case_id: application.case.to_string(),
        case_number: application.number.to_string(),
        person_id: application.person.to_string(),
        situation: wire_situation(application.situation).into(),
        channel: wire_channel(application.channel).into(),
        reported_on: day_text(application.reported_on),
        applied_on: day_text(application.applied_on),
        stage: application.stage.code().into(),
        search_until: application.search_until.map(day_text).unwrap_or_default(),
        facts: facts_to(&application.facts),
        version: u64::try_from(application.version).unwrap_or_default(),
        closed_because,
        name: name.unwrap_or_default(),
        vacancies_offered: application.vacancies_offered,
        search_evidence: evidence,
    })
}

const fn wire_situation(situation: Situation) -> pb::Situation {
    match situation {
        Situation::New => pb::Situation::New,
        Situation::Reassessment => pb::Situation::Reassessment,
        Situation::Recall => pb::Situation::Recall,
    }
}

const fn wire_channel(channel: Channel) -> pb::Channel {
    match channel {
        Channel::Consultant => pb::Channel::Consultant,
        Channel::EForm => pb::Channel::EForm,
        Channel::System => pb::Channel::System,
    }
}

pub fn found_case(application: &Application) -> pb::FoundCase {
    pb::FoundCase {
        case_id: application.case.to_string(),
        case_number: application.number.to_string(),
        stage: application.stage.code().into(),
        applied_on: day_text(application.applied_on),
    }
}

/// Past which case, and how many.
pub fn caseload_page(wire: &pb::ListCaseloadRequest) -> Result<(Option<CaseId>, u64), Vec<Violation>> {
    let mut wrong = Wrong(Vec::new());
    let after = if wire.after.is_empty() {
        None
    } else {
        let not_an_id = |_| Violation::new("after", "is geen geldig kenmerk", "uuid");
        wrong.keep(wire.after.parse().map_err(not_an_id))
    };
    if wire.page_size > LARGEST_PAGE {
        let reason = format!("mag niet groter zijn dan {LARGEST_PAGE}");
        wrong.0.push(Violation::new("page_size", reason, "page-size"));
    }
    let most = if wire.page_size == 0 { PAGE } else { wire.page_size };
    if wrong.0.is_empty() { Ok((after, most.into())) } else { Err(wrong.0) }
}

pub fn caseload_entry(application: &Application, today: NaiveDate) -> pb::CaseloadEntry {
    let facts = without_days(&application.facts, today);
    pb::CaseloadEntry {
        case_id: application.case.to_string(),
        case_number: application.number.to_string(),
        stage: application.stage.code().into(),
        facts: facts.iter().map(|(key, fact)| fact_to(key, fact)).collect(),
    }
}
