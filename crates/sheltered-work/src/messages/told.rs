use domain::SignalKind;
use messaging::Told;
use proto::common::v1 as common;
use proto::day_text;
use proto::sheltered_work::v1 as pb;

use crate::model::{CaseRef, Event};

/// The one that this service raises.
const KIND: SignalKind = SignalKind::AdviceExpires;

/// What others are told of an event.
pub fn told(event: &Event) -> Vec<Told> {
    match event {
        Event::AdviceRequested(of) => tell(of, &pb::AdviceRequested { case: case(of) }),
        Event::AdviceNegative(of) => tell(of, &pb::AdviceNegative { case: case(of) }),
        Event::PlaceAssigned { of, place, valid_until } => tell(
            of,
            &pb::PlaceAssigned {
                case: case(of),
                place_id: place.to_string(),
                valid_until: day_text(*valid_until),
            },
        ),
        Event::PutOnWaitingList { of, position } => {
            tell(of, &pb::PutOnWaitingList { case: case(of), position: *position })
        }
        Event::Released(of) => tell(of, &pb::PlaceReleased { case: case(of) }),
        Event::AdviceExpires { of, expiring } => tell(
            of,
            &pb::SignalRaised {
                case: case(of),
                kind: KIND.code().into(),
                subject: expiring.subject(),
                due_on: day_text(expiring.until),
            },
        ),
        Event::AdviceSettled { of, expiring } => tell(
            of,
            &pb::SignalSettled { case: case(of), kind: KIND.code().into(), subject: expiring.subject() },
        ),
    }
}

fn tell<M: prost::Message + prost::Name>(of: &CaseRef, message: &M) -> Vec<Told> {
    service::tell(of.case, &of.municipality, message)
}

fn case(of: &CaseRef) -> Option<common::CaseRef> {
    Some(common::CaseRef::of(of.case, of.person, &of.municipality))
}
