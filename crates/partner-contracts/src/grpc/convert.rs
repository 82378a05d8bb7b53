//! Wire to input, exactly once, naming all that is wrong; and replies to the wire.

use chrono::NaiveDate;
use domain::{Caller, ReferralId, Violation, optional_wording};
use policy::PartnerKind;
use proto::day_text;
use proto::partner_contracts::v1 as pb;

use crate::actor::Input;
use crate::model::{Answer, Pool, Referral, Stage};
use crate::store::Listed;

const PAGE: u64 = 25;
const LARGEST_PAGE: u64 = 100;
/// Of a reason, in characters.
const LONGEST: usize = 2_000;

pub fn answer(
    wire: pb::AnswerReferralRequest,
    caller: &Caller,
    organisation: String,
) -> Result<Input, Vec<Violation>> {
    let mut violations = Vec::new();
    let referral = referral_id(&wire.referral_id).map_err(|violation| violations.push(violation)).ok();
    let reason = optional_wording("reason", &wire.reason, LONGEST);
    let reason = reason.map_err(|violation| violations.push(violation)).ok();
    if !wire.accepted && reason == Some(None) {
        violations.push(Violation::new("reason", "is nodig als u de aanmelding afwijst", "decline-reason"));
    }
    let reason = reason.flatten().unwrap_or_default();
    let answer = if wire.accepted { Answer::Accept } else { Answer::Decline(reason) };
    match referral {
        Some(referral) if violations.is_empty() => {
            Ok(Input::Answer { municipality: caller.municipality.clone(), organisation, referral, answer })
        }
        _ => Err(violations),
    }
}

pub fn referral_id(text: &str) -> Result<ReferralId, Violation> {
    text.parse().map_err(|_| Violation::new("referral_id", "is geen geldig kenmerk", "uuid"))
}

pub fn listed(wire: &pb::ListReferralsRequest) -> Result<Listed, Vec<Violation>> {
    let mut violations = Vec::new();
    let stage = match pb::ReferralState::try_from(wire.state) {
        Ok(pb::ReferralState::Unspecified) => None,
        Ok(pb::ReferralState::Offered) => Some("offered"),
        Ok(pb::ReferralState::Accepted) => Some("accepted"),
        Ok(pb::ReferralState::Declined) => Some("declined"),
        Ok(pb::ReferralState::Expired) => Some("expired"),
        Ok(pb::ReferralState::Withdrawn) => Some("withdrawn"),
        Err(_) => {
            violations.push(Violation::new("state", "is geen bekende stand", "referral-state"));
            None
        }
    };
    let case = match wire.case_id.as_str() {
        "" => None,
        text => text
            .parse()
            .map_err(|_| violations.push(Violation::new("case_id", "is geen geldig kenmerk", "uuid")))
            .ok(),
    };
    let limit = match u64::from(wire.page_size) {
        0 => PAGE,
        size => size.min(LARGEST_PAGE),
    };
    let offset = u64::from(wire.page.saturating_sub(1)) * limit;
    if violations.is_empty() { Ok(Listed { stage, case, offset, limit }) } else { Err(violations) }
}

pub fn partner(partner: &policy::Partner, pool: &Pool, period: NaiveDate) -> pb::Partner {
    pb::Partner {
        partner: partner.key.clone(),
        label: partner.label.clone(),
        kind: kind(partner.kind).into(),
        capacity: partner.places,
        in_use: pool.in_use(&partner.key),
        referred: u32::try_from(pool.offered(period, &partner.key)).unwrap_or(u32::MAX),
        registration_number: partner.registration_number.clone(),
    }
}

fn kind(kind: PartnerKind) -> &'static str {
    match kind {
        PartnerKind::Intermediary => "intermediary",
        PartnerKind::LearnWorkCompany => "learn-work-company",
        PartnerKind::Care => "care",
        PartnerKind::Welfare => "welfare",
        PartnerKind::Education => "education",
        PartnerKind::Employer => "employer",
    }
}

/// Only what a partner needs to judge the fit: no person, no capacity, no category.
impl From<Referral> for pb::Referral {
    fn from(referral: Referral) -> Self {
        let (state, decline_reason) = match referral.stage {
            Stage::Offered => (pb::ReferralState::Offered, String::new()),
            Stage::Accepted { .. } => (pb::ReferralState::Accepted, String::new()),
            Stage::Declined { reason, .. } => (pb::ReferralState::Declined, reason),
            Stage::Expired { .. } => (pb::ReferralState::Expired, String::new()),
            Stage::Withdrawn { .. } => (pb::ReferralState::Withdrawn, String::new()),
        };
        Self {
            referral_id: referral.id.to_string(),
            case_id: referral.of.case.to_string(),
            partner: referral.partner,
            state: state.into(),
            direction: referral.request.direction.code().into(),
            offered_on: day_text(referral.offered_on),
            answer_by: day_text(referral.answer_by),
            decline_reason,
            target_groups: referral.request.target_groups,
            version: referral.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;

    use super::*;

    fn caller() -> Caller {
        Caller {
            user: "partner-user".into(),
            organisation: Some("a-partner".into()),
            roles: vec![Role::Partner],
            municipality: "a-tenant:0001".parse().unwrap(),
        }
    }

    fn rules(wire: pb::AnswerReferralRequest) -> Vec<String> {
        let violations = answer(wire, &caller(), "a-partner".into()).unwrap_err();
        violations.into_iter().map(|violation| violation.rule).collect()
    }

    #[test]
    fn everything_that_is_wrong_with_an_answer_is_named_at_once() {
        let wire = |accepted, reason: &str| pb::AnswerReferralRequest {
            referral_id: "no".into(),
            accepted,
            reason: reason.into(),
        };
        assert_eq!(rules(wire(false, "  ")), ["uuid", "decline-reason"]);
        assert_eq!(rules(wire(true, &"x".repeat(2_001))), ["uuid", "text-length"]);
    }

    #[test]
    fn a_page_counts_from_one_and_is_never_larger_than_a_hundred() {
        let wire = pb::ListReferralsRequest { page: 3, page_size: 1_000, ..Default::default() };
        let listed = listed(&wire).unwrap();
        assert_eq!((listed.offset, listed.limit), (200, 100));
    }

    #[test]
    fn an_unknown_state_and_a_wrong_case_are_both_named() {
        let wire = pb::ListReferralsRequest { state: 99, case_id: "x".into(), ..Default::default() };
        assert_eq!(listed(&wire).unwrap_err().len(), 2);
    }
}
