//! A death that was stated: the right ends where nobody is left who has it, and who is left behind is asked after.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::{HERE, World};

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
async fn a_right_that_is_granted_after_the_death_ends_with_the_grant(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "died_before").await else { return };
    world.send(&world.assess("")).await;
    world.state("2026-03-10", r#"{ "applicant": { "died_on": "2026-03-10" } }"#).await;
    assert!(world.told::<pb::BenefitEnded>().await.is_empty(), "there is no right to end");
    world.decide(Role::IncomeConsultant, HERE, Some(100_000), None).await.unwrap();
    let ended: Vec<pb::BenefitEnded> = world.told().await;
    let told: Vec<_> = ended.iter().map(|one| (one.from_day.as_str(), one.reason.as_str())).collect();
    assert_eq!(told, [("2026-03-11", "died")]);
    let titles = world.titles().await;
    let places = ["Bijstand toegekend", "Uitkering beëindigd"]
        .map(|title| titles.iter().position(|told| told == title).unwrap_or_else(|| panic!("{titles:?}")));
    assert!(places[0] < places[1], "{titles:?}");
}

#[rstest]
#[tokio::test]
async fn a_widowed_parent_s_right_runs_a_month_after_the_own_death(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-02-02", kind, "both_died").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.couple().await;
    let child = r#"{ "household": { "children": [{ "birth_date": "2020-01-01", "dependent": true }] } }"#;
    world.state("2026-02-02", child).await;
    world.state("2026-02-02", r#"{ "partner": { "died_on": "2026-02-02" } }"#).await;
    world.advance("2026-06-10");
    world.state("2026-06-10", r#"{ "applicant": { "died_on": "2026-06-10" } }"#).await;
    let ended: Vec<pb::BenefitEnded> = world.told().await;
    let told: Vec<_> = ended.iter().map(|one| (one.from_day.as_str(), one.reason.as_str())).collect();
    assert_eq!(told, [("2026-07-11", "died")]);
}

#[rstest]
#[tokio::test]
async fn a_parent_whose_child_becomes_eighteen_is_paid_on(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "eighteen").await else { return };
    world.send(&world.assess("household=single-parent youngest_child_age=17 capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    assert_eq!(
        world.pay("2026-03").await.payments,
        1,
        "on which day the child becomes eighteen makes no difference"
    );
    let child = r#"{ "household": { "children": [{ "birth_date": "2008-06-10", "dependent": true }] } }"#;
    world.state("2026-02-02", child).await;
    world.advance("2026-06-20");
    let june = world.pay("2026-06").await;
    assert_eq!((june.payments, june.open_cases), (2, 0), "with what was saved as holiday allowance");
    assert_eq!(world.faults().await, Vec::<String>::new());
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
