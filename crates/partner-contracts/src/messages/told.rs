use messaging::Told;
use proto::common::v1 as common;
use proto::day_text;
use proto::partner_contracts::v1 as pb;

use crate::model::{CaseRef, Event, Referral, Stage};

/// What others are told of an event.
pub fn told(event: &Event) -> Vec<Told> {
    match event {
        Event::Offered(referral) => tell(
            &referral.of,
            &pb::ReferralOffered {
                case: case(&referral.of),
                referral_id: referral.id.to_string(),
                partner: referral.partner.clone(),
                answer_by: day_text(referral.answer_by),
            },
        ),
        Event::Accepted(referral) => tell(
            &referral.of,
            &pb::ReferralAccepted {
                case: case(&referral.of),
                referral_id: referral.id.to_string(),
                partner: referral.partner.clone(),
            },
        ),
        Event::Declined(referral) => tell(&referral.of, &declined(referral)),
        Event::NoPartnerLeft(of) => tell(of, &pb::NoPartnerLeft { case: case(of) }),
        Event::Withdrawn(of) => tell(of, &pb::ReferralWithdrawn { case: case(of) }),
    }
}

/// The reason of a partner stays here: it may say something about the person.
fn declined(referral: &Referral) -> pb::ReferralDeclined {
    pb::ReferralDeclined {
        case: case(&referral.of),
        referral_id: referral.id.to_string(),
        partner: referral.partner.clone(),
        expired: matches!(referral.stage, Stage::Expired { .. }),
    }
}

fn tell<M: prost::Message + prost::Name>(of: &CaseRef, message: &M) -> Vec<Told> {
    service::tell(of.case, &of.municipality, message)
}

fn case(of: &CaseRef) -> Option<common::CaseRef> {
    Some(common::CaseRef::of(of.case, of.person, &of.municipality))
}
