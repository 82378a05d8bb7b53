use std::time::Duration;

use proto::partner_contracts::v1::{ExpireOffer, ReferralOffered};
use rstest::rstest;
use testkit::{Kind, eventually_within};
use uuid::Uuid;

use crate::world::{World, case_ref};

#[rstest]
#[tokio::test]
async fn a_timer_fires_on_its_day_at_once_and_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(mut world) = World::on(kind, "timers").await else { return };
    world.applies(1, "2026-02-02", false).await;
    assert_eq!(world.next_due().await.as_deref(), Some("2026-02-03"));

    world.advance("2026-02-02");
    world.rests().await;
    assert!(world.tasks().await.is_empty());
    world.advance("2026-02-03");
    eventually_within(Duration::from_secs(3), "the turn of the day wakes the timers", || async {
        world.tasks().await.len() == 1
    })
    .await;
    world.restart().await;
    world.rests().await;
    let tasks = world.tasks().await;
    assert_eq!(tasks.len(), 1);
    assert_eq!((tasks[0].kind.as_str(), tasks[0].due.as_str()), ("assess-search", "2026-02-10"));
    assert_eq!(world.next_due().await.as_deref(), Some("2026-02-11"), "when the task is late");
}

#[rstest]
#[tokio::test]
async fn what_came_due_while_the_service_was_away_fires_when_it_is_back(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::on(kind, "catching up").await else { return };
    // More than one look takes.
    for number in 1..=230 {
        world.applies(number, "", true).await;
        world.is_granted(number).await;
        world.is_assigned(number, "work", "work").await;
        let offered = ReferralOffered {
            case: case_ref(number),
            referral_id: Uuid::from_u128(number).to_string(),
            partner: "large".into(),
            answer_by: "2026-01-15".into(),
        };
        world.told_by("partner-contracts", number, &offered).await;
    }
    world.rests().await;
    world.advance("2026-01-16");
    world.restart().await;

    let mut expired: Vec<_> =
        world.sent::<ExpireOffer>().await.into_iter().map(|expire| expire.referral_id).collect();
    assert_eq!(expired.len(), 230, "each once");
    expired.sort();
    expired.dedup();
    assert_eq!(expired.len(), 230);
}

#[rstest]
#[tokio::test]
async fn a_review_comes_when_it_is_due(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "a review").await else { return };
    world.goes_to_review(1).await;
    world.advance("2026-07-05");
    world.rests().await;
    assert_eq!(world.state(1, "review").await, "due");
    let tasks = world.tasks().await;
    assert_eq!(tasks.len(), 1, "the end of the trajectory and the review are one conversation");
    assert_eq!((tasks[0].kind.as_str(), tasks[0].role.as_str()), ("review-case", "reintegration-consultant"));
}
