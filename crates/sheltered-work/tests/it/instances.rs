//! Two instances on one database: only where a database serves several processes.

use domain::Role;
use proto::sheltered_work::v1 as pb;
use proto::sheltered_work::v1::sheltered_work_service_client::ShelteredWorkServiceClient;
use testkit::Kind;

use crate::world::{World, case, request};

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_that_meet_a_new_pool_open_its_places_once_and_give_each_place_once() {
    let Some(world) = World::on(Kind::Postgres, "two instances that meet a new pool").await else { return };
    let other = world.another().await;
    let lines = || [world.client_line(), other.line.clone()].into_iter().cycle();

    let mut opening = tokio::task::JoinSet::new();
    for line in lines().take(6) {
        let kind = pb::PlaceKind::Employer.into();
        let wanted = world.by(Role::Manager, pb::OpenPlacesRequest { kind, places: 1, support_hours: 0 });
        opening.spawn(async move { ShelteredWorkServiceClient::new(line).open_places(wanted).await.is_ok() });
    }
    assert!(opening.join_all().await.into_iter().all(|opened| opened));

    let asked: Vec<_> = (0..20).map(|number| world.command(number, &request(number))).collect();
    world.deliver(&asked).await;
    let mut advising = tokio::task::JoinSet::new();
    for (number, line) in (0..20).zip(lines()) {
        let message = pb::RecordAdviceRequest {
            case_id: case(number).to_string(),
            positive: true,
            valid_until: "2026-12-31".into(),
        };
        let advice = world.by(Role::ClientSystem, message);
        advising
            .spawn(async move { ShelteredWorkServiceClient::new(line).record_advice(advice).await.is_ok() });
    }
    assert!(advising.join_all().await.into_iter().all(|recorded| recorded));

    // Two of the policy and six that were opened.
    let assigned = world.all::<pb::PlaceAssigned>().await;
    let mut places: Vec<_> = assigned.iter().map(|assigned| assigned.place_id.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!((assigned.len(), places.len()), (8, 8));
    let mut positions: Vec<_> =
        world.all::<pb::PutOnWaitingList>().await.iter().map(|waiting| waiting.position).collect();
    positions.sort_unstable();
    assert_eq!(positions, (1..=12).collect::<Vec<_>>());
}
