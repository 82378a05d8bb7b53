//! An operator finds cases that do not go on, and sets them going again.

use domain::Role;
use proto::intake::v1::RequestAssessment;
use proto::workflow::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;

use crate::world::{HERE, THERE, World, case, inner};

async fn stuck(world: &World, here: &str, days: u32) -> Vec<(String, Vec<(String, String)>)> {
    let message = pb::ListStuckCasesRequest { page: None, days };
    let request = world.asks("olga", Role::Operator, here, message);
    let found = inner(world.client().list_stuck_cases(request).await).unwrap();
    let snags = |one: pb::StuckCase| {
        let snags = one.snags.into_iter().map(|snag| (snag.what, snag.since)).collect();
        (one.case_number, snags)
    };
    found.cases.into_iter().map(snags).collect()
}

async fn redrive(world: &World, role: Role, dry_run: bool, reason: &str) -> Result<Vec<String>, Refused> {
    let (case_id, reason) = (case(1).to_string(), reason.into());
    let message = pb::RedriveCaseRequest { case_id, reason, dry_run, replayed: 0 };
    let request = world.asks("olga", role, HERE, message);
    inner(world.client().redrive_case(request).await).map(|done| done.asked)
}

#[rstest]
#[tokio::test]
async fn a_case_that_waits_too_long_is_found_and_asked_for_again(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "stuck").await else { return };
    world.applies(1, "", true).await;
    world.applies(2, "", false).await;
    world.rests().await;
    assert!(stuck(&world, HERE, 7).await.is_empty());
    world.advance("2026-01-27");
    world.rests().await;
    let found = stuck(&world, HERE, 7).await;
    let text = |what: &str, since: &str| (what.to_owned(), since.to_owned());
    assert_eq!(found[0].0, "2026-000001");
    assert_eq!(found[0].1, [text("EntitlementDecided", "2026-01-05")]);
    assert_eq!(found[1], ("2026-000002".to_owned(), vec![text("hold-intake", "2026-01-19")]));
    assert!(stuck(&world, THERE, 7).await.is_empty());
    assert!(stuck(&world, HERE, 60).await.is_empty());

    assert_eq!(world.sent::<RequestAssessment>().await.len(), 1);
    let asked = redrive(&world, Role::Operator, true, "").await.unwrap();
    assert_eq!(asked, ["het recht op bijstand beoordelen"]);
    assert_eq!(world.sent::<RequestAssessment>().await.len(), 1, "a dry run asks nothing");
    assert_eq!(redrive(&world, Role::Manager, false, "Stil.").await.unwrap_err().rule, "role-missing");
    let empty = redrive(&world, Role::Operator, false, "").await.unwrap_err();
    assert_eq!(empty.violations[0].rule, "reason-required");
    redrive(&world, Role::Operator, false, "De broker lag stil.").await.unwrap();

    assert_eq!(world.sent::<RequestAssessment>().await.len(), 2);
    let (titles, intact) = world.story(1).await;
    let told = titles.iter().filter(|title| title.starts_with("Een beheerder zet de zaak weer in gang."));
    assert_eq!((told.count(), intact), (1, true));
    world.is_granted(1).await;
    world.is_granted(1).await;
    assert_eq!(world.state(1, "entitlement").await, "granted", "the answer comes twice and counts once");
}
