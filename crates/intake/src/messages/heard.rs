use messaging::{Envelope, Unreadable};
use prost::Message;
use proto::common::v1::CaseRef;
use proto::income::v1::{AdvanceGranted, EntitlementDecided};
use proto::intake::v1 as pb;
use proto::reintegration::v1::CategoryAssigned;
use proto::routes::type_of;

use crate::actor::{Decided, Input};
use crate::model::{Assessment, Objections};

/// A message from another service as an input.
///
/// # Errors
///
/// [`Unreadable`] when it is none of ours, or misses what it must hold.
pub fn read(envelope: &Envelope) -> Result<Input, Unreadable> {
    if envelope.kind == type_of::<pb::RequestAssessment>() {
        request_assessment(decode(envelope)?)
    } else if envelope.kind == type_of::<pb::CloseApplication>() {
        close_application(decode(envelope)?)
    } else if envelope.kind == type_of::<EntitlementDecided>() {
        entitlement_decided(decode(envelope)?)
    } else if envelope.kind == type_of::<AdvanceGranted>() {
        advance_granted(decode(envelope)?)
    } else if envelope.kind == type_of::<CategoryAssigned>() {
        category_assigned(decode(envelope)?)
    } else if envelope.kind == type_of::<pb::ReopenApplication>() {
        reopen_application(decode(envelope)?)
    } else if envelope.kind == type_of::<pb::NoteObjections>() {
        note_objections(decode(envelope)?)
    } else {
        Err(Unreadable::new(format!("intake does not take {}", envelope.kind)))
    }
}

fn decode<M: Message + Default>(envelope: &Envelope) -> Result<M, Unreadable> {
    M::decode(envelope.body.as_slice()).map_err(Unreadable::new)
}

fn request_assessment(wire: pb::RequestAssessment) -> Result<Input, Unreadable> {
    let assessment = match wire.assessment() {
        pb::Assessment::Entitlement => Assessment::Entitlement,
        pb::Assessment::Category => Assessment::Category,
        pb::Assessment::Sheltered => Assessment::Sheltered,
        pb::Assessment::Unspecified => return Err(Unreadable::new("names no assessment")),
    };
    let objection = Some(wire.objection_id).filter(|id| !id.is_empty());
    let (case, _, municipality) = case_of(wire.case)?;
    Ok(Input::Assess { case, municipality, assessment, objection })
}

fn close_application(wire: pb::CloseApplication) -> Result<Input, Unreadable> {
    let (case, _, municipality) = case_of(wire.case)?;
    if wire.reason.is_empty() || wire.reason.len() > 100 {
        return Err(Unreadable::new("names no reason"));
    }
    Ok(Input::Close { case, municipality, reason: wire.reason })
}

/// What a person must decide is no decision yet.
fn entitlement_decided(wire: EntitlementDecided) -> Result<Input, Unreadable> {
    use proto::income::v1::EntitlementOutcome::{Denied, Granted};
    let decided = matches!(wire.outcome(), Granted | Denied);
    let (case, _, municipality) = case_of(wire.case)?;
    Ok(Input::Decided { case, municipality, decision: decided.then_some(Decided::Entitlement) })
}

fn advance_granted(wire: AdvanceGranted) -> Result<Input, Unreadable> {
    let (case, _, municipality) = case_of(wire.case)?;
    let on = proto::parse_day("granted_on", &wire.granted_on)
        .map_err(|violation| Unreadable::new(format!("{} cannot be read", violation.field)))?;
    Ok(Input::Advanced { case, municipality, on })
}

fn category_assigned(wire: CategoryAssigned) -> Result<Input, Unreadable> {
    let (case, _, municipality) = case_of(wire.case)?;
    Ok(Input::Decided { case, municipality, decision: Some(Decided::Category) })
}

fn reopen_application(wire: pb::ReopenApplication) -> Result<Input, Unreadable> {
    let (case, person, municipality) = case_of(wire.case)?;
    Ok(Input::Reopen { case, person, municipality, intake_complete: wire.intake_complete })
}

fn note_objections(wire: pb::NoteObjections) -> Result<Input, Unreadable> {
    let day = |text: &str| proto::parse_day("over_on", text).map(Some);
    let over_on = if wire.over_on.is_empty() { Ok(None) } else { day(&wire.over_on) };
    let over_on =
        over_on.map_err(|violation| Unreadable::new(format!("{} cannot be read", violation.field)))?;
    let (case, _, municipality) = case_of(wire.case)?;
    Ok(Input::NoteObjections {
        case,
        municipality,
        objections: Objections { running: wire.running, over_on },
    })
}

fn case_of(
    case: Option<CaseRef>,
) -> Result<(domain::CaseId, domain::PersonId, domain::Municipality), Unreadable> {
    let case = case.ok_or_else(|| Unreadable::new("names no case"))?;
    case.read().map_err(|violation| Unreadable::new(format!("{} cannot be read", violation.field)))
}
