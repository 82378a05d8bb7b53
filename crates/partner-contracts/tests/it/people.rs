use std::sync::Arc;

use domain::Role;
use proto::partner_contracts::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{THERE, World, case, offer, on_both};

on_both!(
    a_partner_sees_its_own_referrals_and_nobody_elses,
    lists_come_in_pages_filtered_by_state_and_case,
    only_who_may_is_let_in,
);

fn list() -> pb::ListReferralsRequest {
    pb::ListReferralsRequest::default()
}

async fn fill(world: &World, cases: u128) {
    let all: Vec<_> = (0..cases).map(|number| world.command(number, &offer(number, "work"))).collect();
    world.deliver(&all).await;
}

async fn a_partner_sees_its_own_referrals_and_nobody_elses(world: Arc<World>) {
    fill(&world, 10).await;
    let mut client = world.client();
    let mut seen = Vec::new();
    for partner in ["large", "small", "welfare"] {
        let listed = client.list_referrals(world.by(Role::Partner, Some(partner), list())).await.unwrap();
        let listed = listed.into_inner();
        assert!(listed.referrals.iter().all(|referral| referral.partner == partner));
        seen.push((listed.referrals.len(), listed.total));

        let partners =
            client.list_partners(world.by(Role::Partner, Some(partner), pb::ListPartnersRequest {}));
        assert_eq!(partners.await.unwrap().into_inner().partners.len(), 1);
    }
    assert_eq!(seen, [(6, 6), (4, 4), (0, 0)]);

    let of_all = client.list_referrals(world.by(Role::Manager, None, list())).await.unwrap().into_inner();
    assert_eq!(of_all.total, 10);
    let one = of_all.referrals.iter().find(|referral| referral.partner == "large").unwrap();
    assert_eq!(
        (one.offered_on.as_str(), one.target_groups.as_slice()),
        ("2026-03-02", &["young".to_owned()][..])
    );
    let get = || pb::GetReferralRequest { referral_id: one.referral_id.clone() };
    client.get_referral(world.by(Role::Partner, Some("large"), get())).await.unwrap();
    for request in [
        world.by(Role::Partner, Some("small"), get()),
        world.by_at(Role::Manager, None, THERE, get()),
        world.by_at(Role::Partner, Some("large"), THERE, get()),
    ] {
        assert_eq!(client.get_referral(request).await.err().unwrap().code(), Code::NotFound);
    }
    let elsewhere = client.list_referrals(world.by_at(Role::Manager, None, THERE, list())).await.unwrap();
    assert_eq!(elsewhere.into_inner().total, 0);
    // The partners are shared, so what is in use is seen there too.
    let shared = world.by_at(Role::Manager, None, THERE, pb::ListPartnersRequest {});
    let shared = client.list_partners(shared).await.unwrap().into_inner().partners;
    assert_eq!(
        shared.iter().map(|partner| (partner.in_use, partner.referred)).collect::<Vec<_>>(),
        [(6, 6), (4, 4), (0, 0)]
    );
}

async fn lists_come_in_pages_filtered_by_state_and_case(world: Arc<World>) {
    fill(&world, 10).await;
    let mut client = world.client();
    let mut ids = Vec::new();
    for page in 1..=4 {
        let message = pb::ListReferralsRequest { page, page_size: 3, ..list() };
        let listed = client.list_referrals(world.by(Role::IntakeConsultant, None, message)).await.unwrap();
        ids.extend(listed.into_inner().referrals.into_iter().map(|referral| referral.referral_id));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10);

    let of_case = pb::ListReferralsRequest { case_id: case(3).to_string(), ..list() };
    let of_case =
        client.list_referrals(world.by(Role::IncomeConsultant, None, of_case)).await.unwrap().into_inner();
    assert_eq!((of_case.total, of_case.referrals[0].case_id.as_str()), (1, case(3).to_string().as_str()));
    world.answer(&of_case.referrals[0].partner, &of_case.referrals[0].referral_id, true).await.unwrap();
    for (state, total) in [(pb::ReferralState::Accepted, 1), (pb::ReferralState::Offered, 9)] {
        let message = pb::ListReferralsRequest { state: state.into(), ..list() };
        let listed = client.list_referrals(world.by(Role::Manager, None, message)).await.unwrap();
        assert_eq!(listed.into_inner().total, total);
    }
}

async fn only_who_may_is_let_in(world: Arc<World>) {
    let mut client = world.client();
    let answer = || pb::AnswerReferralRequest { accepted: true, ..Default::default() };
    for role in Role::ALL.iter().filter(|role| **role != Role::Partner) {
        let refused = client.answer_referral(world.by(*role, Some("large"), answer())).await.err().unwrap();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role}");
    }
    let nobody = client.answer_referral(world.by(Role::Partner, None, answer())).await.err().unwrap();
    assert_eq!(Refused::from_status(&nobody).rule, "organisation-missing");
    let wrong = client.answer_referral(world.by(Role::Partner, Some("large"), answer())).await.err().unwrap();
    assert_eq!(wrong.code(), Code::InvalidArgument);

    for role in [Role::ClientSystem, Role::Operator] {
        let refused = client.list_referrals(world.by(role, None, list())).await.err().unwrap();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role}");
        let refused =
            client.list_partners(world.by(role, None, pb::ListPartnersRequest {})).await.err().unwrap();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role}");
        let get = world.by(role, None, pb::GetReferralRequest::default());
        assert_eq!(client.get_referral(get).await.err().unwrap().code(), Code::PermissionDenied, "{role}");
    }
    let policy_officer = world.by(Role::PolicyOfficer, None, pb::ListPartnersRequest {});
    assert_eq!(client.list_partners(policy_officer).await.unwrap().into_inner().partners.len(), 3);
}
