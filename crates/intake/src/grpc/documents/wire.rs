//! Documents to the wire.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{FactKey, Refusal, Violation};
use proto::common::v1::PageRequest;
use proto::day_text;
use proto::intake::v1 as pb;
use service::refusal_status;
use service::sealing::CannotOpen;
use tonic::Status;

use crate::model::{DocumentId, Proof, Scan, Signed, Statement};
use crate::store::{FoundDocument, Which};
use crate::vault::Vault;

const PAGE: u32 = 25;
const LARGEST_PAGE: u32 = 100;

/// How many to pass over, and how many to give.
pub fn page(wire: Option<&PageRequest>) -> Result<(u64, u64), Status> {
    let (number, size) = wire.map_or((1, 0), |page| (page.page.max(1), page.page_size));
    if size > LARGEST_PAGE {
        let reason = format!("mag niet groter zijn dan {LARGEST_PAGE}");
        let violation = Violation::new("page.page_size", reason, "page-size");
        return Err(refusal_status(&Refusal::invalid(vec![violation])));
    }
    let size = u64::from(if size == 0 { PAGE } else { size });
    Ok((u64::from(number - 1) * size, size))
}

/// Which documents of a case are asked.
///
/// # Errors
///
/// A [`Violation`] for a fact that is not in the catalogue.
pub fn which(wire: &pb::ListDocumentsRequest) -> Result<Which, Violation> {
    let request = (wire.evidence_request > 0).then_some(wire.evidence_request);
    let unknown = || Violation::new("proves", "is geen bekend gegeven", "fact-catalogue");
    let stated = || FactKey::from_code(&wire.proves).filter(|key| key.is_stated());
    let proves = (!wire.proves.is_empty()).then(|| stated().ok_or_else(unknown));
    Ok(Which { request, proves: proves.transpose()? })
}

pub fn unknown() -> Status {
    refusal_status(&Refusal::not_found("document"))
}

pub fn id(text: &str) -> Result<DocumentId, Status> {
    text.parse().map_err(|_| unknown())
}

pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The claims of a case that were found to be true by a document, oldest first.
pub fn proofs(document: DocumentId, history: &[Statement]) -> Vec<pb::ProvenClaim> {
    let by_it = Proof::Document { id: document.uuid() };
    let found = history.iter().flat_map(|statement| {
        let by_it = statement.verified.iter().filter(|verified| verified.proof == by_it);
        by_it.map(|verified| pb::ProvenClaim {
            number: u64::try_from(verified.number).unwrap_or_default(),
            key: verified.key.code().into(),
            verified_on: day_text(statement.day),
            verified_by: statement.by.clone(),
        })
    });
    found.collect()
}

/// A document for the eyes of who may see the case.
///
/// # Errors
///
/// [`CannotOpen`] when a key is missing.
pub fn document(found: &FoundDocument, vault: &Vault) -> Result<pb::Document, CannotOpen> {
    let document = &found.document;
    let title = vault.open(document.id.uuid(), &found.title)?;
    let on = |signed: &Option<Signed>| signed.as_ref().map(|one| day_text(one.on)).unwrap_or_default();
    let by = |signed: &Option<Signed>| signed.as_ref().map(|one| one.by.clone()).unwrap_or_default();
    Ok(pb::Document {
        document_id: document.id.to_string(),
        case_id: document.case.to_string(),
        title: String::from_utf8(title.to_vec()).map_err(|_| CannotOpen)?,
        media_type: document.media.mime().into(),
        size_bytes: document.size,
        sha256: document.sha256.clone(),
        proves: document.facts.iter().map(|key| key.code().to_owned()).collect(),
        standing: document.standing.code().into(),
        scan: document.scan.map_or("", Scan::code).into(),
        received_on: day_text(document.received_on),
        received_by: document.received_by.clone(),
        destruction_proposed_on: on(&document.proposed),
        destruction_proposed_by: by(&document.proposed),
        destroyed_on: on(&document.destroyed),
        destroyed_by: by(&document.destroyed),
        evidence_request: document.request.unwrap_or_default(),
        answers: document.answers.iter().cloned().collect(),
        valid_until: document.valid_until.map(day_text).unwrap_or_default(),
    })
}
