//! Documents to the wire.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{Refusal, Violation};
use proto::common::v1::PageRequest;
use proto::day_text;
use proto::intake::v1 as pb;
use service::refusal_status;
use service::sealing::CannotOpen;
use tonic::Status;

use crate::model::{DocumentId, Scan, Signed};
use crate::store::FoundDocument;
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

pub fn unknown() -> Status {
    refusal_status(&Refusal::not_found("document"))
}

pub fn id(text: &str) -> Result<DocumentId, Status> {
    text.parse().map_err(|_| unknown())
}

pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
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
    })
}
