use domain::{Direction, Violation};
use messaging::{Envelope, Unreadable};
use prost::{Message, Name};
use proto::common::v1 as common;
use proto::partner_contracts::v1 as pb;
use proto::routes::type_of;

use crate::actor::Input;
use crate::model::{CaseRef, Request};

/// A command of another service.
///
/// # Errors
///
/// [`Unreadable`] names the field, never what it held.
pub fn hear(envelope: &Envelope) -> Result<Input, Unreadable> {
    let kind = envelope.kind.as_str();
    if kind == type_of::<pb::OfferReferral>() {
        return offer(decode(envelope)?);
    }
    if kind == type_of::<pb::ExpireOffer>() {
        let message: pb::ExpireOffer = decode(envelope)?;
        let referral =
            message.referral_id.parse().map_err(|_| Unreadable::new("referral_id is no identifier"))?;
        return Ok(Input::Expire { of: case(message.case)?, referral });
    }
    if kind == type_of::<pb::WithdrawReferral>() {
        let message: pb::WithdrawReferral = decode(envelope)?;
        return Ok(Input::Withdraw { of: case(message.case)?, reason: message.reason });
    }
    Err(Unreadable::new(format!("this service takes no {kind}")))
}

fn offer(message: pb::OfferReferral) -> Result<Input, Unreadable> {
    let direction = Direction::from_code(&message.direction)
        .ok_or_else(|| Unreadable::new("direction is not one of the directions"))?;
    let request = Request {
        direction,
        category: message.category,
        earning_capacity: message.earning_capacity,
        area: (message.area != 0).then_some(message.area),
        target_groups: message.target_groups,
    };
    Ok(Input::Offer { of: case(message.case)?, request })
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
