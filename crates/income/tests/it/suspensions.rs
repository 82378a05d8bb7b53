//! Payment that stands still while nobody decides (Participation Act art. 54).

use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::World;

const KIND: &str = "suspension-undecided";

impl World {
    pub async fn suspends(&self, repair_until: &str, more: &str) {
        let facts_json = format!(
            r#"{{ "conduct": {{ "suspension": {{ "culpable": true, "suspended_from": "2026-03-01",
                "repair_until": "{repair_until}"{more} }} }} }}"#
        );
        self.state("2026-03-01", &facts_json).await;
    }

    /// What was raised and what was settled, by subject.
    async fn undecided(&self) -> (Vec<(String, String)>, Vec<String>) {
        let raised: Vec<pb::SignalRaised> = self.told().await;
        let settled: Vec<pb::SignalSettled> = self.told().await;
        let raised = raised.into_iter().filter(|one| one.kind == KIND).map(|one| (one.subject, one.due_on));
        (
            raised.collect(),
            settled.into_iter().filter(|one| one.kind == KIND).map(|one| one.subject).collect(),
        )
    }

    async fn raises(&self, count: usize) {
        let all = || async { self.undecided().await.0.len() == count };
        testkit::eventually("who decides is told", all).await;
    }
}

/// The data could be given until 15 March, and payment may stand still until 25 April.
#[rstest]
#[tokio::test]
async fn who_decides_is_told_when_the_time_is_over_and_a_longer_one_or_lifting_settles_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "held_lifted").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.suspends("2026-03-15", "").await;
    world.advance("2026-03-15");
    assert_eq!(world.undecided().await, (vec![], vec![]), "its last day");
    world.advance("2026-03-16");
    world.raises(1).await;
    let (raised, settled) = world.undecided().await;
    assert_eq!((raised[0].1.as_str(), settled.len()), ("2026-04-25", 0));
    let titles = world.titles().await;
    assert!(titles.iter().any(|title| title.starts_with("De betaling staat stil")), "{titles:?}");

    world.suspends("2026-03-20", "").await;
    let (raised, settled) = world.undecided().await;
    assert_eq!((raised.len(), settled[0].clone()), (1, raised[0].0.clone()));
    world.advance("2026-03-21");
    world.raises(2).await;
    world.suspends("2026-03-20", r#", "repaired_on": "2026-03-20""#).await;
    let (raised, settled) = world.undecided().await;
    assert_eq!(settled, [raised[0].0.clone(), raised[1].0.clone()]);
    assert_ne!(raised[0].0, raised[1].0, "each time has a signal of its own");
}

#[rstest]
#[tokio::test]
async fn a_right_that_is_withdrawn_leaves_nothing_to_decide(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "held_withdrawn").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.suspends("2026-03-15", "").await;
    world.advance("2026-03-16");
    world.raises(1).await;
    world.suspends("2026-03-15", r#", "withdrawn": true"#).await;
    let (raised, settled) = world.undecided().await;
    assert_eq!(settled, [raised[0].0.clone()]);
    assert_eq!(world.told::<pb::BenefitEnded>().await.len(), 1);
}

/// Of a right that ended later there are days to decide on; of one that ended before there are none.
#[rstest]
#[tokio::test]
async fn a_right_that_ends_is_decided_on_over_the_days_that_payment_stood_still(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(("2026-03-11", 0), ("2026-03-01", 1))] (ends, settled): (&str, usize),
) {
    let Some(world) = World::on("2026-03-02", kind, "held_ended").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.suspends("2026-03-15", "").await;
    world.advance("2026-03-16");
    world.raises(1).await;
    world.send(&world.end(ends)).await;
    assert_eq!(world.undecided().await.1.len(), settled);
}
