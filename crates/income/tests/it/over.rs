//! A right that ended, of which the decision fell by an objection since: a person decides over its days (WF-10).

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;

use crate::world::{GRANTED, HERE, World};

const BY: (Role, &str) = (Role::IncomeConsultant, HERE);

fn rule(result: Result<(), tonic::Status>) -> String {
    Refused::from_status(&result.unwrap_err()).rule
}

/// February and March were paid, and the right ended with March. In April more turns out to be due.
#[rstest]
#[tokio::test]
async fn what_is_decided_over_an_ended_right_is_paid_by_the_next_run(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "decided over").await else { return };
    world.paid_run("2026-03").await;
    world.send(&world.end("2026-04-01")).await;
    world.advance("2026-04-14");
    assert_eq!(rule(world.decide_from("", BY, Some(150_000), None).await), "benefit-ended");

    for _ in 0..2 {
        assert_eq!(world.reverse(1, "entitlement", 0).await, "person-decides");
    }
    assert_eq!(rule(world.decide_from("", BY, None, None).await), "right-ran");
    world.decide_from("2026-03-01", BY, Some(150_000), Some("over")).await.unwrap();

    assert_eq!(world.told::<pb::DecisionReversed>().await.len(), 1);
    assert_eq!(world.reverse(1, "entitlement", 0).await, "", "asked again it is done");
    let decided = world.told::<pb::EntitlementDecided>().await;
    assert_eq!(decided.len(), 1, "nobody is told of a right that runs");
    let found = world.entitlement().await;
    assert_eq!((found.from_day.as_str(), found.until_day.as_str()), ("2026-02-02", "2026-03-31"));
    assert_eq!((found.outcome().as_str_name(), found.amount_cents), (GRANTED, Some(150_000)));
    assert_eq!(rule(world.decide_from("", BY, Some(150_000), None).await), "benefit-ended", "once");

    let before: Vec<_> = march(&world).await;
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;
    let after = march(&world).await;
    assert_eq!((before.len(), after.len()), (1, 2), "March is worked out anew");
    assert!(after.iter().max() > before.iter().max(), "{before:?} and {after:?}");
    assert!(world.money().await.months.iter().all(|month| month.month.as_str() < "2026-04"));
}

/// What each version of March gives.
async fn march(world: &World) -> Vec<i64> {
    let months = world.money().await.months.into_iter().filter(|month| month.month == "2026-03");
    months.map(|month| month.assistance_cents).collect()
}

/// A person is asked to decide over the days of a right that ended, and the ending falls too, so that the right runs on. When it
/// ends a second time nobody is asked to decide over its days.
#[rstest]
#[tokio::test]
async fn what_is_asked_of_an_ended_right_is_not_asked_of_one_that_ran_on(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "ran on").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.send(&world.end("2026-04-01")).await;
    world.advance("2026-04-14");
    assert_eq!(world.reverse(1, "entitlement", 0).await, "person-decides");
    world.upheld("capital=0").await;
    world.decide_from("", BY, Some(140_150), None).await.unwrap();
    let found = world.entitlement().await;
    assert_eq!((found.outcome().as_str_name(), found.until_day.as_str()), (GRANTED, ""));

    world.send(&world.end("2026-06-01")).await;
    assert_eq!(rule(world.decide_from("", BY, Some(140_150), None).await), "benefit-ended");
}

/// There was no right over which anything can be decided: whoever corrects it says what they did.
#[rstest]
#[tokio::test]
async fn nothing_is_decided_over_a_right_that_never_was(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "never a right").await else { return };
    world.send(&world.assess("")).await;
    world.send(&world.end("2026-03-02")).await;
    assert_eq!(world.reverse(1, "entitlement", 0).await, "nothing-to-reverse");
    assert_eq!(rule(world.decide_from("", BY, Some(100_000), None).await), "benefit-ended");
}
