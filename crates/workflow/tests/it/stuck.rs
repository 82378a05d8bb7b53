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
    assert_eq!(empty.violations[0].rule, "text-required");
    redrive(&world, Role::Operator, false, "De broker lag stil.").await.unwrap();

    assert_eq!(world.sent::<RequestAssessment>().await.len(), 2);
    let (titles, intact) = world.story(1).await;
    let told = titles.iter().filter(|title| title.starts_with("Een beheerder zet de zaak weer in gang."));
    assert_eq!((told.count(), intact), (1, true));
    world.is_granted(1).await;
    world.is_granted(1).await;
    assert_eq!(world.state(1, "entitlement").await, "granted", "the answer comes twice and counts once");
}

async fn park(world: &World, role: Role, number: u128, reason: &str) -> Result<bool, Refused> {
    let (case_id, reason) = (case(number).to_string(), reason.into());
    let message = pb::ParkCaseRequest { case_id, reason, dry_run: false };
    let request = world.asks("olga", role, HERE, message);
    inner(world.client().park_case(request).await).map(|done| done.was_parked)
}

async fn replay(world: &World, here: &str, dry_run: bool) -> Result<(bool, u32), Refused> {
    let (case_id, reason) = (case(1).to_string(), "Het is uitgezocht.".into());
    let message = pb::ReplayCaseRequest { case_id, reason, dry_run, replayed: 0 };
    let request = world.asks("olga", Role::Operator, here, message);
    inner(world.client().replay_case(request).await).map(|done| (done.was_parked, done.kept))
}

#[rstest]
#[tokio::test]
async fn nothing_happens_to_a_parked_case_until_it_is_replayed(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::on(kind, "parked by hand").await else { return };
    world.applies(1, "", true).await;
    assert_eq!(park(&world, Role::Manager, 1, "Stil.").await.unwrap_err().rule, "role-missing");
    assert_eq!(park(&world, Role::Operator, 1, "").await.unwrap_err().violations[0].rule, "text-required");
    assert_eq!(park(&world, Role::Operator, 9, "Stil.").await.unwrap_err().rule, "not-found");
    assert!(!park(&world, Role::Operator, 1, "Wij zoeken iets uit.").await.unwrap());
    assert!(park(&world, Role::Operator, 1, "Nog eens.").await.unwrap(), "once is enough");
    let found = stuck(&world, HERE, 0).await;
    assert_eq!(found[0].1[0].0, "case-parked");

    world.is_granted(1).await;
    assert_eq!(world.state(1, "entitlement").await, "asked", "what is told is kept");
    world.advance("2026-02-20");
    world.rests().await;
    assert!(world.tasks().await.is_empty(), "no clock does anything");
    assert_eq!(redrive(&world, Role::Operator, false, "Verder.").await.unwrap_err().rule, "case-parked");
    world.restart().await;

    assert_eq!(replay(&world, THERE, false).await.unwrap_err().rule, "not-found");
    assert_eq!(replay(&world, HERE, true).await.unwrap(), (true, 1));
    assert_eq!(world.state(1, "entitlement").await, "asked", "a dry run does nothing");
    assert_eq!(replay(&world, HERE, false).await.unwrap(), (true, 1));
    assert_eq!(world.state(1, "entitlement").await, "granted");
    assert_eq!(replay(&world, HERE, false).await.unwrap(), (false, 0), "again it does nothing");
    let (titles, intact) = world.story(1).await;
    let told = |what: &str| titles.iter().filter(|title| title.starts_with(what)).count();
    assert_eq!((told("Een beheerder parkeert"), told("Een beheerder hervat"), intact), (1, 1, true));
}
