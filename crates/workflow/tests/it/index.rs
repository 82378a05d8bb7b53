use domain::Role;
use proto::common::v1::PageRequest;
use proto::workflow::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::{HERE, World, inner};

async fn list(world: &World, message: pb::ListCasesRequest) -> pb::ListCasesResponse {
    let request = world.asks("anna", Role::IncomeConsultant, HERE, message);
    inner(world.client().list_cases(request).await).unwrap()
}

fn numbers(listed: &pb::ListCasesResponse) -> Vec<&str> {
    listed.cases.iter().map(|case| case.case_number.as_str()).collect()
}

#[rstest]
#[tokio::test]
async fn cases_are_paged_newest_first_and_filtered(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "the case index").await else { return };
    for number in 1..=5 {
        world.applies(number, "", number % 2 == 1).await;
    }
    world.is_granted(1).await;
    world.is_assigned(1, "alone", "own-strength").await;

    let first = list(
        &world,
        pb::ListCasesRequest { page: Some(PageRequest { page: 1, page_size: 2 }), ..Default::default() },
    )
    .await;
    assert_eq!((numbers(&first), first.total), (vec!["2026-000005", "2026-000004"], 5));
    let last = list(
        &world,
        pb::ListCasesRequest { page: Some(PageRequest { page: 3, page_size: 2 }), ..Default::default() },
    )
    .await;
    assert_eq!(numbers(&last), ["2026-000001"]);
    let intake = list(&world, pb::ListCasesRequest { stage: "intake".into(), ..Default::default() }).await;
    assert_eq!(numbers(&intake), ["2026-000004", "2026-000002"]);
    let alone = list(&world, pb::ListCasesRequest { category: "alone".into(), ..Default::default() }).await;
    assert_eq!((numbers(&alone), alone.cases[0].stage.as_str()), (vec!["2026-000001"], "review"));
    let by_number = list(&world, pb::ListCasesRequest { number: "0003".into(), ..Default::default() }).await;
    assert_eq!(numbers(&by_number), ["2026-000003"]);
    // A sign with a meaning for the database is only a sign.
    let percent = list(&world, pb::ListCasesRequest { number: "%".into(), ..Default::default() }).await;
    assert_eq!(percent.total, 0);
}
