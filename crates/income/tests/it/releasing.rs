//! How many people it takes to pay: as the policy says, each step by another person or one of two who release.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;
use tonic::Code;

use crate::world::World;

/// A run that Anna started and Bert approved, under a policy of so many people.
async fn approved(kind: Kind, people: u32) -> Option<(World, String)> {
    let world = World::paid_by(people, "2026-03-20", kind, "releasing").await?;
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    world.run_at(&run, "ready").await;
    let own = world.approve("anna", &run).await.unwrap_err();
    assert_eq!(own.code(), Code::PermissionDenied, "nobody approves what they started");
    for user in ["anna", "bert", "carla"] {
        let early = world.release(user, &run).await.unwrap_err();
        assert_eq!(early.code(), Code::FailedPrecondition, "not approved: {user}");
    }
    world.approve("bert", &run).await.unwrap();
    Some((world, run))
}

#[rstest]
#[tokio::test]
async fn of_two_people_either_releases(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values("anna", "bert")] by: &str,
) {
    let Some((world, run)) = approved(kind, 2).await else { return };
    let message = pb::ReleaseRunRequest { run_id: run.clone() };
    let request = world.by(by, Role::IntakeConsultant, message);
    let refused = world.client().release_run(request).await.err().unwrap();
    assert_eq!(refused.code(), Code::PermissionDenied, "two people, but not of any role");
    world.release(by, &run).await.unwrap();
    let released = world.run_at(&run, "released").await;
    assert_eq!((released.done, released.cents), (1, 135_145 - 6_757 + 133_142));
    let file = world.download(&run).await.unwrap();
    assert_eq!(sepa::transfer::FileHash::of(file.as_bytes()).to_string(), released.hash);
    let again = world.release("carla", &run).await.unwrap_err();
    assert_eq!(again.code(), Code::FailedPrecondition, "once");
    let money = world.money().await;
    assert_eq!((money.payments.len(), money.payments[0].status.as_str()), (1, "released"));
}

#[rstest]
#[tokio::test]
async fn where_the_policy_says_three_two_do_not_release(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values("anna", "bert")] by: &str,
) {
    let Some((world, run)) = approved(kind, 3).await else { return };
    let refused = world.release(by, &run).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    assert!(refused.message().contains("niet zelf vrij"), "{refused:?}");
    assert_eq!((world.run(&run).await.stage.as_str(), world.run(&run).await.done), ("approved", 0));
    assert!(world.download(&run).await.is_err(), "no file");
    assert_eq!(world.money().await.payments[0].status, "prepared");
    world.release("carla", &run).await.unwrap();
    assert_eq!(world.run_at(&run, "released").await.done, 1);
}
