//! Two instances on one database: only where a database serves several processes.

use domain::Role;
use proto::partner_contracts::v1 as pb;
use proto::partner_contracts::v1::partner_contracts_service_client::PartnerContractsServiceClient;
use service::Refused;
use testkit::Kind;

use crate::world::{World, offer};

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_reach_two_instances_at_once_count_once() {
    let Some(world) = World::on(Kind::Postgres, "answers that reach two instances at once").await else {
        return;
    };
    let other = world.another().await;
    let all: Vec<_> = (0..10).map(|number| world.command(number, &offer(number, "work"))).collect();
    world.deliver(&all).await;

    let mut asked = tokio::task::JoinSet::new();
    for offered in world.all::<pb::ReferralOffered>().await {
        for (accepted, line) in [(true, other.line.clone()), (false, world.client_line())] {
            let reason = if accepted { "" } else { "vol" };
            let message = pb::AnswerReferralRequest {
                referral_id: offered.referral_id.clone(),
                accepted,
                reason: reason.into(),
            };
            let request = world.by(Role::Partner, Some(&offered.partner), message);
            asked.spawn(async move {
                let answered = PartnerContractsServiceClient::new(line).answer_referral(request).await;
                answered.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
            });
        }
    }
    let answers = asked.join_all().await;

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 10);
    assert!(answers.iter().flat_map(|answer| answer.as_ref().err()).all(|rule| rule == "referral-answered"));
    let (accepted, declined) =
        (world.all::<pb::ReferralAccepted>().await.len(), world.all::<pb::ReferralDeclined>().await.len());
    assert_eq!(accepted + declined, 10);
    let mut open = 0;
    for state in [pb::ReferralState::Offered, pb::ReferralState::Accepted] {
        let message = pb::ListReferralsRequest { state: state.into(), ..Default::default() };
        let listed = world.client().list_referrals(world.by(Role::Manager, None, message)).await.unwrap();
        open += listed.into_inner().total;
    }
    let in_use: u32 = world.in_use().await.iter().map(|(_, in_use)| in_use).sum();
    assert_eq!(u64::from(in_use), open);
}
