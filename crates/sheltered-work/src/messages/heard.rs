use domain::{FactKey, Violation};
use messaging::{Envelope, Unreadable};
use prost::{Message, Name};
use proto::common::v1 as common;
use proto::routes::type_of;
use proto::sheltered_work::v1 as pb;

use crate::actor::Input;
use crate::model::CaseRef;

/// A command of another service.
///
/// # Errors
///
/// [`Unreadable`] names the field, never what it held.
pub fn hear(envelope: &Envelope) -> Result<Input, Unreadable> {
    let kind = envelope.kind.as_str();
    if kind == type_of::<pb::RequestPlace>() {
        return request(decode(envelope)?);
    }
    if kind == type_of::<pb::ReleasePlace>() {
        let message: pb::ReleasePlace = decode(envelope)?;
        return Ok(Input::Release { of: case(message.case)?, reason: message.reason });
    }
    Err(Unreadable::new(format!("this service takes no {kind}")))
}

/// Of the facts only what the fit looks at goes further.
fn request(message: pb::RequestPlace) -> Result<Input, Unreadable> {
    let facts = proto::facts_from(&message.facts).map_err(|wrong| {
        let fields: Vec<_> = wrong.into_iter().map(|violation| violation.field).collect();
        Unreadable::new(format!("{} cannot be read", fields.join(", ")))
    })?;
    let needs_support = facts.yes_no(FactKey::CareNeeded).unwrap_or(false);
    Ok(Input::Request { of: case(message.case)?, needs_support })
}

fn decode<M: Message + Name + Default>(envelope: &Envelope) -> Result<M, Unreadable> {
    M::decode(envelope.body.as_slice()).map_err(|_| Unreadable::new(format!("the body is no {}", M::NAME)))
}

fn case(wire: Option<common::CaseRef>) -> Result<CaseRef, Unreadable> {
    let wire = wire.ok_or_else(|| Unreadable::new("case is missing"))?;
    let unreadable = |wrong: Violation| Unreadable::new(format!("{} cannot be read", wrong.field));
    let (case, person, municipality) = wire.read().map_err(unreadable)?;
    Ok(CaseRef { case, person, municipality })
}
