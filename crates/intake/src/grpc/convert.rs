//! Wire to input, once, with every violation at once; and back.

use chrono::NaiveDate;
use domain::{Bsn, Caller, CaseId, FactSource, Facts, InvalidBsn, Violation, optional_wording};
use proto::common::v1::Fact;
use proto::intake::v1 as pb;
use proto::{day_text, fact_to, facts_to};

use super::acts::acts;
use super::provenance::{claims, day_or_empty};
use super::records::counted;
use super::stating;
use super::wrong::Wrong;
use service::sealing::CannotOpen;

use crate::actor::{CompleteIntake, Identity, Input, Person, Reply};
use crate::model::{
    Application, Channel, Claims, Proof, SearchResult, SeenAgain, Situation, Stage, of_claims, standing,
    without_days,
};
use crate::store::{Found, Past};
use crate::vault::Vault;

const LONGEST_NAME: usize = 200;
const LONGEST_TEXT: usize = 2_000;
const PAGE: u32 = 25;
const LARGEST_PAGE: u32 = 100;

pub fn end_search(wire: pb::RecordSearchResultRequest, caller: Caller) -> Result<Input, Vec<Violation>> {
    let mut wrong = Wrong::default();
    let result = match wire.result() {
        pb::SearchResult::Searched => Some(SearchResult::Searched),
        pb::SearchResult::TooLittle => Some(SearchResult::TooLittle),
        pb::SearchResult::FoundWork => Some(SearchResult::FoundWork),
        pb::SearchResult::Withdrew => Some(SearchResult::Withdrew),
        pb::SearchResult::ToEducation => Some(SearchResult::ToEducation),
        pb::SearchResult::Unspecified => wrong.keep(Err(not_chosen("result"))),
    };
    let case = wrong.keep(case(&wire.case_id));
    let evidence = wrong.keep(optional_wording("evidence", &wire.evidence, LONGEST_TEXT));
    match (case, result, evidence) {
        (Some(case), Some(result), Some(evidence)) => {
            let counted = counted(&wire.counted_efforts);
            Ok(Input::EndSearch { case, caller, result, evidence, counted })
        }
        _ => Err(wrong.0),
    }
}

pub fn complete_intake(
    wire: &pb::CompleteIntakeRequest,
    caller: Caller,
    today: NaiveDate,
) -> Result<Input, Vec<Violation>> {
    let mut wrong = Wrong::default();
    let case = wrong.keep(case(&wire.case_id));
    let (claims, proof) = stated(&wire.facts, wire.provenance.as_ref(), &caller, today, &mut wrong);
    let acts = acts(&wire.vacancies, &wire.rights_told, today, &mut wrong);
    match case {
        Some(case) if wrong.0.is_empty() => {
            let complete = CompleteIntake { case, caller, claims, proof, acts };
            Ok(Input::CompleteIntake(Box::new(complete)))
        }
        _ => Err(wrong.0),
    }
}

pub fn record_facts(
    wire: pb::RecordFactsRequest,
    caller: Caller,
    today: NaiveDate,
) -> Result<Input, Vec<Violation>> {
    let mut wrong = Wrong::default();
    let case = wrong.keep(case(&wire.case_id));
    if wire.facts.is_empty() {
        wrong.0.push(Violation::new("facts", "is leeg: noem ten minste één gegeven", "facts-required"));
    }
    let (claims, proof) = stated(&wire.facts, wire.provenance.as_ref(), &caller, today, &mut wrong);
    match case {
        Some(case) if wrong.0.is_empty() => Ok(Input::RecordFacts { case, caller, claims, proof }),
        _ => Err(wrong.0),
    }
}

/// Facts that someone states of a running case, with where they come from.
pub fn stated(
    wire: &[Fact],
    provenance: Option<&pb::Provenance>,
    caller: &Caller,
    today: NaiveDate,
    wrong: &mut Wrong,
) -> (Claims, Option<Proof>) {
    let facts = wrong.facts(wire);
    wrong.0.extend(of_claims(&facts, stating(caller), today));
    claims(provenance, &facts, caller, stating(caller), wrong)
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
    let mut wrong = Wrong::default();
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

/// Someone's name, for a consultant's eyes.
pub fn name(field: &str, wire: &str) -> Result<Option<String>, Violation> {
    let name = text(field, wire, LONGEST_NAME)?;
    match name {
        Some(name) if name.chars().any(char::is_control) => {
            Err(Violation::new(field, "mag alleen gewone tekens hebben", "plain-text"))
        }
        name => Ok(name),
    }
}

pub fn text(field: &str, wire: &str, longest: usize) -> Result<Option<String>, Violation> {
    let text = wire.trim();
    if text.chars().count() > longest {
        let reason = format!("mag niet langer zijn dan {longest} tekens");
        return Err(Violation::new(field, reason, "text-length"));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

pub fn case(text: &str) -> Result<CaseId, Violation> {
    text.parse().map_err(|_| Violation::new("case_id", "is geen geldig kenmerk", "uuid"))
}

fn not_chosen(field: &str) -> Violation {
    Violation::new(field, "is niet gekozen", "choice-required")
}

pub fn situation(wire: pb::Situation) -> Result<Situation, Violation> {
    match wire {
        pb::Situation::New => Ok(Situation::New),
        pb::Situation::Reassessment => Ok(Situation::Reassessment),
        pb::Situation::Recall => Ok(Situation::Recall),
        pb::Situation::Unspecified => Err(not_chosen("situation")),
    }
}

pub fn channel(wire: pb::Channel) -> Result<Channel, Violation> {
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
        _ => pb::SubmitApplicationResponse::default(),
    }
}

/// What is sealed of a person.
///
/// # Errors
///
/// [`CannotOpen`] when a key is missing.
pub fn identity(person: &Person, vault: &Vault) -> Result<Identity, CannotOpen> {
    let plain = vault.open(person.id.uuid(), &person.sealed)?;
    serde_json::from_slice(&plain).map_err(|_| CannotOpen)
}

/// The search period is over and nobody judged it.
const SEARCH_OVER: &str = "search-over";

/// An application for a consultant's eyes.
///
/// # Errors
///
/// [`CannotOpen`] when a key is missing.
pub fn application(
    found: &Found,
    vault: &Vault,
    today: NaiveDate,
) -> Result<pb::GetApplicationResponse, CannotOpen> {
    let application = &found.application;
    let lifted = application.search_lifted.as_ref();
    let now = standing(&found.history, today, today);
    let name = match &found.person {
        Some(person) => identity(person, vault)?.name,
        None => None,
    };
    let evidence = match found.evidence() {
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
        stage: if application.search_is_over(today) { SEARCH_OVER } else { application.stage.code() }.into(),
        search_lifted_on: day_or_empty(lifted.map(|lifted| lifted.on)),
        search_lifted_why: lifted.map(|lifted| lifted.why.clone()).unwrap_or_default(),
        search_lifted_source: lifted.map(|lifted| lifted.source.clone()).unwrap_or_default(),
        search_until: application.search_until.map(day_text).unwrap_or_default(),
        facts: facts_to(&now.facts),
        version: u64::try_from(application.version).unwrap_or_default(),
        closed_because,
        name: name.unwrap_or_default(),
        vacancies_offered: application.vacancies_offered,
        search_evidence: evidence,
        rights_told_on: day_or_empty(application.rights_told_on),
        occasion: application.reason.as_ref().map(|each| each.occasion.code().into()).unwrap_or_default(),
        changed: application
            .reason
            .iter()
            .flat_map(|each| &each.changed)
            .map(|key| key.code().into())
            .collect(),
        contested: now.contested.iter().map(|key| key.code().into()).collect(),
        seen_again: application.seen_again.iter().map(seen_again).collect(),
    })
}

fn seen_again(seen: &SeenAgain) -> pb::SeenAgain {
    pb::SeenAgain {
        situation: wire_situation(seen.situation).into(),
        occasion: seen.occasion().into(),
        changed: seen.changed().iter().map(|key| key.code().into()).collect(),
        channel: wire_channel(seen.channel).into(),
        reported_on: day_text(seen.reported_on),
        registered_on: day_text(seen.on),
        intake_complete: seen.intake_complete,
    }
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
    let mut wrong = Wrong::default();
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

pub fn caseload_entry(past: &Past, today: NaiveDate) -> pb::CaseloadEntry {
    let application = &past.application;
    let facts = without_days(&application.facts_on(&past.history, today), today);
    pb::CaseloadEntry {
        case_id: application.case.to_string(),
        case_number: application.number.to_string(),
        stage: application.stage.code().into(),
        facts: facts.iter().map(|(key, fact)| fact_to(key, fact)).collect(),
    }
}
