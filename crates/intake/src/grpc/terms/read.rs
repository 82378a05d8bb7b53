//! Wire to what is asked, with every violation at once.

use chrono::NaiveDate;
use domain::{FactKey, Violation, wording};
use proto::intake::v1 as pb;
use proto::parse_day;
use terms::StopReason;

use super::Read;
use crate::actor::TermsAsked;
use crate::model::NoAdvance;

const MOST_DOCUMENTS: usize = 30;
const LONGEST_DOCUMENT: usize = 200;
const LONGEST_REASON: usize = 500;

pub fn request_evidence(wire: &pb::RequestEvidenceRequest) -> Read {
    let mut wrong = Vec::new();
    let until = keep(parse_day("until", &wire.until), &mut wrong);
    let mut facts = Vec::new();
    for code in &wire.facts {
        match FactKey::from_code(code) {
            Some(key) if facts.contains(&key) => {
                wrong.push(Violation::new("facts", "staat er twee keer in", "fact-once"));
            }
            Some(key) => facts.push(key),
            None => wrong.push(Violation::new("facts", "is geen gegeven dat wij kennen", "known-fact")),
        }
    }
    let mut documents: Vec<String> = Vec::new();
    if wire.documents.len() > MOST_DOCUMENTS {
        let reason = format!("mogen er niet meer zijn dan {MOST_DOCUMENTS}");
        wrong.push(Violation::new("documents", reason, "document-count"));
    } else {
        for document in &wire.documents {
            match keep(wording("documents", document, LONGEST_DOCUMENT), &mut wrong) {
                Some(name) if documents.contains(&name) => {
                    wrong.push(Violation::new("documents", "staat er twee keer in", "document-once"));
                }
                Some(name) => documents.push(name),
                None => {}
            }
        }
    }
    match until {
        Some(until) if wrong.is_empty() => {
            Ok((wire.case_id.clone(), TermsAsked::RequestEvidence { facts, documents, until }))
        }
        _ => Err(wrong),
    }
}

pub fn record_evidence(wire: &pb::RecordEvidenceRequest) -> Read {
    let received_on = optional_day("received_on", &wire.received_on).map_err(|violation| vec![violation])?;
    let (number, complete) = (wire.number, wire.complete);
    Ok((wire.case_id.clone(), TermsAsked::RecordEvidence { number, received_on, complete }))
}

pub fn extend(wire: &pb::ExtendDecisionTermRequest) -> Read {
    let mut wrong = Vec::new();
    let until = keep(parse_day("until", &wire.until), &mut wrong);
    let reason = keep(wording("reason", &wire.reason, LONGEST_REASON), &mut wrong);
    match (until, reason) {
        (Some(until), Some(reason)) => Ok((wire.case_id.clone(), TermsAsked::Extend { until, reason })),
        _ => Err(wrong),
    }
}

pub fn suspend(wire: &pb::SuspendDecisionTermRequest) -> Read {
    let mut wrong = Vec::new();
    let reason = keep(ground(wire.ground()), &mut wrong);
    let from = keep(parse_day("from_day", &wire.from_day), &mut wrong);
    let until = keep(optional_day("until", &wire.until), &mut wrong);
    if reason == Some(StopReason::Consent) && until == Some(None) {
        let why = "is nodig: de aanvrager stemt in met uitstel tot een bepaalde dag";
        wrong.push(Violation::new("until", why, "Awb art. 4:15 lid 2 a"));
    }
    match (reason, from, until) {
        (Some(reason), Some(from), Some(until)) if wrong.is_empty() => {
            Ok((wire.case_id.clone(), TermsAsked::Suspend { reason, from, until }))
        }
        _ => Err(wrong),
    }
}

pub fn resume(wire: &pb::ResumeDecisionTermRequest) -> Read {
    let mut wrong = Vec::new();
    let reason = keep(ground(wire.ground()), &mut wrong);
    let from = keep(optional_day("from_day", &wire.from_day), &mut wrong);
    match (reason, from) {
        (Some(reason), Some(from)) => Ok((wire.case_id.clone(), TermsAsked::Resume { reason, from })),
        _ => Err(wrong),
    }
}

pub fn no_advance(wire: &pb::RecordNoAdvanceRequest) -> Read {
    let ground = match wire.ground() {
        pb::NoAdvanceGround::DataWithheld => NoAdvance::DataWithheld,
        pb::NoAdvanceGround::ClearlyNoRight => NoAdvance::ClearlyNoRight,
        pb::NoAdvanceGround::Unspecified => {
            return Err(vec![Violation::new("ground", "is niet gekozen", "choice-required")]);
        }
    };
    Ok((wire.case_id.clone(), TermsAsked::NoAdvance { ground }))
}

pub fn default_noticed(wire: &pb::RecordNoticeOfDefaultRequest, today: NaiveDate) -> Read {
    let received_on = optional_day("received_on", &wire.received_on).map_err(|violation| vec![violation])?;
    if received_on.is_some_and(|day| day > today) {
        let ahead = Violation::new("received_on", "ligt in de toekomst", "not-in-the-future");
        return Err(vec![ahead]);
    }
    Ok((wire.case_id.clone(), TermsAsked::DefaultNoticed { received_on }))
}

fn ground(wire: pb::SuspensionGround) -> Result<StopReason, Violation> {
    match wire {
        pb::SuspensionGround::Consent => Ok(StopReason::Consent),
        pb::SuspensionGround::Applicant => Ok(StopReason::Applicant),
        pb::SuspensionGround::ForceMajeure => Ok(StopReason::ForceMajeure),
        pb::SuspensionGround::Abroad => Ok(StopReason::Abroad),
        pb::SuspensionGround::Unspecified => {
            Err(Violation::new("ground", "is niet gekozen", "choice-required"))
        }
    }
}

fn optional_day(field: &str, text: &str) -> Result<Option<NaiveDate>, Violation> {
    if text.is_empty() { Ok(None) } else { parse_day(field, text).map(Some) }
}

fn keep<T>(read: Result<T, Violation>, wrong: &mut Vec<Violation>) -> Option<T> {
    read.map_err(|violation| wrong.push(violation)).ok()
}
