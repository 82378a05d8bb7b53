use std::slice::from_ref;
use std::sync::Arc;

use domain::Role;
use proto::sheltered_work::v1 as pb;
use proto::terms::v1::GetCaseTermsRequest;
use proto::terms::v1::case_term_service_client::CaseTermServiceClient;

use crate::world::{HERE, World, case, on_both, release, request, request_with_support};

on_both!(
    a_repeated_request_asks_for_advice_once_and_tells_again_where_it_stands,
    a_place_then_the_waiting_list_and_a_freed_place_goes_to_the_first,
    a_negative_advice_is_told_and_a_second_request_asks_anew,
    whose_advice_ran_out_is_skipped_for_a_place_and_asked_anew,
    who_needs_support_waits_for_a_place_with_support,
    places_opened_twice_under_one_key_are_opened_once,
    many_cases_in_one_batch_keep_their_order,
);

const LATER: &str = "2026-12-31";

async fn a_repeated_request_asks_for_advice_once_and_tells_again_where_it_stands(world: Arc<World>) {
    let command = world.command(1, &request(1));
    world.deliver(from_ref(&command)).await;
    world.deliver(&[command]).await;
    assert_eq!(world.events(1).await, ["advice-requested"]);

    world.send(1, &request(1)).await;
    assert_eq!(world.events(1).await, ["advice-requested", "advice-requested"]);
    assert_eq!(world.indication(1).await.version, 1);
}

async fn a_place_then_the_waiting_list_and_a_freed_place_goes_to_the_first(world: Arc<World>) {
    for number in 1..=4 {
        world.send(number, &request(number)).await;
    }
    for number in 1..=4 {
        world.advise(number, Some(LATER)).await.unwrap();
        world.advise(number, Some(LATER)).await.unwrap();
    }
    assert_eq!(world.events(2).await, ["advice-requested", "place-assigned"]);
    assert_eq!(world.events(4).await, ["advice-requested", "put-on-waiting-list"]);
    let last = world.indication(4).await;
    assert_eq!((last.state.as_str(), last.position, last.valid_until.as_str()), ("waiting", 2, LATER));

    world.send(1, &release(1)).await;
    assert_eq!(world.events(1).await, ["advice-requested", "place-assigned", "place-released"]);
    let third = world.indication(3).await;
    assert_eq!((third.state.as_str(), third.position), ("placed", 0));
    assert!(!third.place_id.is_empty());
    assert_eq!(world.indication(4).await.position, 1);

    world.send(1, &release(1)).await;
    world.send(9, &release(9)).await;
    assert_eq!(world.events(9).await, ["place-released"]);
    assert_eq!(world.all::<pb::PlaceAssigned>().await.len(), 3);
    assert_eq!(world.indication(1).await.state, "released");

    let story = messaging::story_of(&world.db, case(3)).await.unwrap();
    assert_eq!(story.first_broken, None);
    let assigned = story.entries.last().unwrap();
    assert_eq!(assigned.title, "Een plek voor beschut werk is toegewezen");
    assert_eq!(assigned.explanation.as_ref().unwrap().rule, "waiting-order");
}

async fn a_negative_advice_is_told_and_a_second_request_asks_anew(world: Arc<World>) {
    world.send(1, &request(1)).await;
    world.advise(1, None).await.unwrap();
    world.advise(1, None).await.unwrap();
    assert_eq!(world.advise(1, Some(LATER)).await, Err("advice-not-asked".into()));
    world.send(1, &request(1)).await;
    assert_eq!(world.events(1).await, ["advice-requested", "advice-negative", "advice-requested"]);
    assert_eq!(world.advise(7, None).await, Err("not-found".into()));
}

async fn whose_advice_ran_out_is_skipped_for_a_place_and_asked_anew(world: Arc<World>) {
    for number in 1..=4 {
        world.send(number, &request(number)).await;
        world.advise(number, Some(if number == 3 { "2026-03-31" } else { LATER })).await.unwrap();
    }
    world.to("2026-04-01").await;
    assert_eq!(world.indication(3).await.asked_on, "2026-04-01");

    world.send(1, &release(1)).await;

    let told =
        ["advice-requested", "put-on-waiting-list", "signal-raised", "advice-requested", "signal-settled"];
    assert_eq!(world.events(3).await, told);
    assert_eq!(world.indication(4).await.state, "placed");
    world.advise(3, Some(LATER)).await.unwrap();
    assert_eq!(world.indication(3).await.position, 1);

    let now = ["indication ended 2026-03-31", "indication running 2026-12-31"];
    assert_eq!(terms(&world, 3, "").await, now);
    let before = terms(&world, 3, "2026-03-31").await;
    assert_eq!(before, ["indication running 2026-03-31"], "as it was known then");
}

pub async fn terms(world: &World, number: u128, on_day: &str) -> Vec<String> {
    let message = GetCaseTermsRequest { case_id: case(number).to_string(), on_day: on_day.into() };
    let mut client = CaseTermServiceClient::new(world.client_line());
    let found = client.get_case_terms(world.by(Role::QualityOfficer, message)).await.unwrap().into_inner();
    found.terms.iter().map(|term| format!("{} {} {}", term.kind, term.state, term.due_on)).collect()
}

async fn who_needs_support_waits_for_a_place_with_support(world: Arc<World>) {
    for number in 1..=2 {
        world.send(number, &request(number)).await;
        world.advise(number, Some(LATER)).await.unwrap();
    }
    world.send(3, &request_with_support(3)).await;
    world.advise(3, Some(LATER)).await.unwrap();
    world.send(4, &request(4)).await;
    world.advise(4, Some(LATER)).await.unwrap();

    let open = |kind: pb::PlaceKind, support_hours| pb::OpenPlacesRequest {
        kind: kind.into(),
        places: 1,
        support_hours,
    };
    let employer = world.by(Role::Manager, open(pb::PlaceKind::Employer, 0));
    world.client().open_places(employer).await.unwrap();
    assert_eq!(
        (world.indication(3).await.state, world.indication(4).await.state),
        ("waiting".into(), "placed".into())
    );

    let company = world.by(Role::ReintegrationConsultant, open(pb::PlaceKind::LearnWorkCompany, 4));
    world.client().open_places(company).await.unwrap();
    assert_eq!(world.indication(3).await.state, "placed");
}

async fn places_opened_twice_under_one_key_are_opened_once(world: Arc<World>) {
    let message =
        pb::OpenPlacesRequest { kind: pb::PlaceKind::Employer.into(), places: 1_000, support_hours: 2 };
    let mut opened = Vec::new();
    for _ in 0..2 {
        let request = world.with_key(Role::Manager, HERE, Some("a-key"), message);
        opened.push(world.client().open_places(request).await.unwrap().into_inner().place_ids);
    }
    assert_eq!(opened[0], opened[1]);
    assert_eq!(opened[0].len(), 1_000);

    let listed =
        world.client().list_places(world.by(Role::PolicyOfficer, pb::ListPlacesRequest::default())).await;
    let listed = listed.unwrap().into_inner();
    assert_eq!((listed.total, listed.free, listed.places.len()), (1_002, 1_002, 25));
}

async fn many_cases_in_one_batch_keep_their_order(world: Arc<World>) {
    let asked: Vec<_> = (0..60).map(|number| world.command(number, &request(number))).collect();
    world.deliver(&asked).await;
    for number in 0..60 {
        world.advise(number, Some(LATER)).await.unwrap();
    }
    let waiting = |page| world.by(Role::Manager, pb::ListWaitingRequest { page, page_size: 50 });
    let first = world.client().list_waiting(waiting(1)).await.unwrap().into_inner();
    let second = world.client().list_waiting(waiting(2)).await.unwrap().into_inner();
    assert_eq!((first.total, first.waiting.len(), second.waiting.len()), (58, 50, 8));
    let positions: Vec<_> = first.waiting.iter().chain(&second.waiting).map(|each| each.position).collect();
    assert_eq!(positions, (1..=58).collect::<Vec<_>>());

    let given_back: Vec<_> = (0..60).map(|number| world.command(number, &release(number))).collect();
    world.deliver(&given_back).await;
    assert_eq!(world.all::<pb::PlaceReleased>().await.len(), 60);
    let listed = world.client().list_places(world.by(Role::Manager, pb::ListPlacesRequest::default())).await;
    let listed = listed.unwrap().into_inner();
    assert_eq!((listed.total, listed.free), (2, 2));
    assert_eq!(world.client().list_waiting(waiting(1)).await.unwrap().into_inner().total, 0);
}
