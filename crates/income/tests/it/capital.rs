//! Capital that turns out to be above the limit while a right runs: somebody decides on the right (Participation Act art. 34).

use rstest::rstest;
use testkit::Kind;

use crate::world::World;

const SINCE: &str = "income-above-norm vanaf 11 april 2026 is er geen recht op bijstand, want het vermogen is hoger dan de grens (melding 1)";

impl World {
    /// What is told of a right by which nothing is paid: `+` what was raised, `-` what was settled.
    async fn told_of_the_right(&self) -> Vec<String> {
        let mut told = self.signals().await;
        told.retain(|signal| signal.contains("income-above-norm"));
        told
    }
}

/// Ten days of April are paid. The run tells it with its first day, and the statement by which it is within the limit again that it
/// is over.
#[rstest]
#[tokio::test]
async fn somebody_is_asked_from_the_first_day_until_capital_is_within_the_limit(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "above capital").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.with_accounts().await;
    world.paid("2026-03").await;
    world.advance("2026-04-20");
    world.state("2026-04-11", r#"{"capital": {"countable": 2500000}}"#).await;
    assert_eq!(world.told_of_the_right().await, Vec::<String>::new(), "no month was worked out with it");
    assert_eq!(world.paid("2026-04").await, 46_717 - 2_336);
    assert_eq!(world.told_of_the_right().await, [format!("+{SINCE}")]);

    world.advance("2026-05-04");
    world.state("2026-05-01", r#"{"capital": {"countable": 790000}}"#).await;
    assert_eq!(world.told_of_the_right().await, [format!("+{SINCE}"), format!("-{SINCE}")]);
    world.advance("2026-05-20");
    assert!(world.paid("2026-05").await > 0);
    assert_eq!(world.told_of_the_right().await.len(), 2, "nothing is told anew");
    assert_eq!(world.faults().await, Vec::<String>::new());
}
