use std::sync::Arc;

use domain::Role;
use proto::sheltered_work::v1 as pb;
use tonic::Code;

use crate::world::{THERE, World, case, on_both, request};

on_both!(
    a_case_is_seen_by_its_own_municipality_only,
    advice_requests_come_in_pages_the_oldest_first,
    only_who_may_is_let_in
);

async fn a_case_is_seen_by_its_own_municipality_only(world: Arc<World>) {
    for number in 1..=3 {
        world.send(number, &request(number)).await;
        world.advise(number, Some("2026-12-31")).await.unwrap();
    }
    let mut client = world.client();
    let get = || pb::GetIndicationRequest { case_id: case(1).to_string() };
    let elsewhere = client.get_indication(world.by_at(Role::Manager, THERE, get())).await.err().unwrap();
    assert_eq!(elsewhere.code(), Code::NotFound);
    let advice = pb::RecordAdviceRequest { case_id: case(1).to_string(), ..Default::default() };
    let elsewhere = client.record_advice(world.by_at(Role::ClientSystem, THERE, advice)).await.err().unwrap();
    assert_eq!(elsewhere.code(), Code::NotFound);
    let waiting = world.by_at(Role::Manager, THERE, pb::ListWaitingRequest::default());
    assert_eq!(client.list_waiting(waiting).await.unwrap().into_inner().total, 0);

    // Places are shared: they show as taken everywhere, and whose they are only at home.
    for (at, seen) in [(crate::world::HERE, 2), (THERE, 0)] {
        let places = world.by_at(Role::Manager, at, pb::ListPlacesRequest::default());
        let places = client.list_places(places).await.unwrap().into_inner();
        assert_eq!((places.total, places.free), (2, 0));
        assert!(places.places.iter().all(|place| place.taken));
        assert_eq!(places.places.iter().filter(|place| !place.case_id.is_empty()).count(), seen);
    }
}

async fn advice_requests_come_in_pages_the_oldest_first(world: Arc<World>) {
    world.send(5, &request(5)).await;
    world.on_day("2026-03-03");
    world.send(1, &request(1)).await;
    world.send(2, &request(2)).await;
    let page = |page| world.by(Role::ClientSystem, pb::ListAdviceRequestsRequest { page, page_size: 2 });
    let first = world.client().list_advice_requests(page(1)).await.unwrap().into_inner();
    let second = world.client().list_advice_requests(page(2)).await.unwrap().into_inner();

    assert_eq!(first.total, 3);
    assert_eq!(
        (first.requests[0].case_id.as_str(), first.requests[0].asked_on.as_str()),
        (case(5).to_string().as_str(), "2026-03-02")
    );
    assert_eq!((first.requests.len(), second.requests.len()), (2, 1));
}

async fn only_who_may_is_let_in(world: Arc<World>) {
    let mut client = world.client();
    let denied = |status: tonic::Status| status.code() == Code::PermissionDenied;
    for role in Role::ALL.iter().copied() {
        let advises = matches!(role, Role::ClientSystem | Role::ReintegrationConsultant);
        let answer = client.record_advice(world.by(role, pb::RecordAdviceRequest::default())).await;
        assert_eq!(denied(answer.err().unwrap()), !advises, "{role} advises");

        let opens = matches!(role, Role::Manager | Role::ReintegrationConsultant);
        let answer = client.open_places(world.by(role, pb::OpenPlacesRequest::default())).await;
        assert_eq!(denied(answer.err().unwrap()), !opens, "{role} opens");

        let reads =
            !matches!(role, Role::Partner | Role::ClientSystem | Role::PolicyOfficer | Role::Operator);
        let answer = client.get_indication(world.by(role, pb::GetIndicationRequest::default())).await;
        assert_eq!(denied(answer.err().unwrap()), !reads, "{role} reads");
        let answer = client.list_waiting(world.by(role, pb::ListWaitingRequest::default())).await;
        assert_eq!(answer.is_ok(), reads, "{role} reads the waiting list");
        let answer = client.list_places(world.by(role, pb::ListPlacesRequest::default())).await;
        assert_eq!(answer.is_ok(), reads || role == Role::PolicyOfficer, "{role} reads places");
        let answer =
            client.list_advice_requests(world.by(role, pb::ListAdviceRequestsRequest::default())).await;
        assert_eq!(answer.is_ok(), reads || role == Role::ClientSystem, "{role} reads requests");
    }
}
