use std::sync::LazyLock;

use domain::Violation;
use messaging::{Envelope, Unreadable};
use prost::Message;
use proto::common::v1::CaseRef;
use proto::reintegration::v1 as pb;
use proto::routes::type_of;

use crate::actor::{About, Heard, Input};
use crate::model::StartOf;

static CATEGORISE: LazyLock<String> = LazyLock::new(type_of::<pb::Categorise>);
static START_TRAJECTORY: LazyLock<String> = LazyLock::new(type_of::<pb::StartTrajectory>);
static END_TRAJECTORY: LazyLock<String> = LazyLock::new(type_of::<pb::EndTrajectory>);

/// Reads a message from another service.
///
/// # Errors
///
/// [`Unreadable`] names what is wrong, never what it held.
pub fn hear(envelope: &Envelope) -> Result<Input, Unreadable> {
    let kind = &envelope.kind;
    if let Some(shown) = service::steps::heard(envelope)? {
        return Ok(Input::Steps(shown));
    }
    let (case, heard) = if *kind == *CATEGORISE {
        let message: pb::Categorise = decode(envelope)?;
        let facts = proto::facts_from(&message.facts).map_err(|violations| unreadable(&violations))?;
        (message.case, Heard::Categorise { facts, anew: !message.objection_id.is_empty() })
    } else if *kind == *START_TRAJECTORY {
        let message: pb::StartTrajectory = decode(envelope)?;
        let partner = Some(message.partner).filter(|partner| !partner.is_empty());
        (message.case, Heard::StartTrajectory(StartOf { partner, preparatory: message.preparatory }))
    } else if *kind == *END_TRAJECTORY {
        let message: pb::EndTrajectory = decode(envelope)?;
        (message.case, Heard::EndTrajectories { reason: message.reason })
    } else {
        return Err(Unreadable::new(format!("reintegration knows no message {kind}")));
    };
    Ok(Input::Heard { about: about(case)?, heard })
}

fn decode<M: Message + Default>(envelope: &Envelope) -> Result<M, Unreadable> {
    M::decode(envelope.body.as_slice()).map_err(Unreadable::new)
}

fn about(case: Option<CaseRef>) -> Result<About, Unreadable> {
    let case = case.ok_or_else(|| Unreadable::new("the message names no case"))?;
    let (case, person, municipality) = case.read().map_err(|violation| unreadable(&[violation]))?;
    Ok(About { case, person, municipality })
}

fn unreadable(violations: &[Violation]) -> Unreadable {
    let named: Vec<_> = violations.iter().map(|each| format!("{} ({})", each.field, each.rule)).collect();
    Unreadable::new(format!("wrong fields: {}", named.join(", ")))
}
