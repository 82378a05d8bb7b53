//! A death that was stated: the right ends where nobody is left who has it, and who is left behind is asked after.

use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::World;

const KIND: &str = "left-behind";

impl World {
    async fn couple(&self) {
        let two = r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "1986-01-15" } }"#;
        self.state("2026-02-02", two).await;
    }

    /// How often it was asked after, and how often it need not be any more.
    async fn asked_after(&self) -> (usize, usize) {
        let raised: Vec<pb::SignalRaised> = self.told().await;
        let settled: Vec<pb::SignalSettled> = self.told().await;
        let raised = raised.iter().filter(|one| one.kind == KIND).count();
        (raised, settled.iter().filter(|one| one.kind == KIND).count())
    }
}

#[rstest]
#[tokio::test]
async fn the_death_of_someone_alone_ends_the_right_and_says_why(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "died_alone").await else { return };
    world.send(&world.assess("capital=0")).await;
    let dead = r#"{ "applicant": { "died_on": "2026-03-10" } }"#;
    world.state("2026-03-10", dead).await;
    world.state("2026-03-10", dead).await;
    let ended: Vec<pb::BenefitEnded> = world.told().await;
    let told: Vec<_> = ended.iter().map(|one| (one.from_day.as_str(), one.reason.as_str())).collect();
    assert_eq!(told, [("2026-03-11", "died")], "once");
    assert_eq!(world.asked_after().await, (0, 0));
}

#[rstest]
#[tokio::test]
async fn who_is_left_behind_is_asked_after_at_the_death_where_it_matters(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "left_behind").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.couple().await;
    world.state("2026-03-10", r#"{ "partner": { "died_on": "2026-03-10" } }"#).await;
    assert_eq!(world.asked_after().await, (0, 0), "with and without a child it is the same");
    world.state("2026-03-10", r#"{ "capital": { "countable": 900000 } }"#).await;
    assert_eq!(world.asked_after().await, (1, 0), "the limit is another with a child");
    world
        .state(
            "2026-03-10",
            r#"{ "household": { "children": [{ "birth_date": "2020-01-01", "dependent": true }] } }"#,
        )
        .await;
    assert_eq!(world.asked_after().await, (1, 1));
    assert!(world.told::<pb::BenefitEnded>().await.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_right_of_a_partner_is_judged_from_the_death_of_who_applied(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "applicant_died").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.couple().await;
    world.state("2026-03-10", r#"{ "applicant": { "died_on": "2026-03-10" } }"#).await;
    assert_eq!(world.asked_after().await, (1, 0));
    world.send(&world.end("2026-04-11")).await;
    assert_eq!(world.asked_after().await, (1, 1), "the right ended");
}
