use proto::income::v1::EntitlementDecided;
use rstest::rstest;
use testkit::Kind;

use crate::world::{DENIED, GRANTED, PERSON_DECIDES, World};

#[rstest]
#[tokio::test]
async fn a_repeated_command_has_its_effect_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "a repeated command").await else { return };
    let envelope = world.envelope(&world.assess("capital=0"));

    world.deliver(&envelope).await;
    world.deliver(&envelope).await;

    let told = world.told::<EntitlementDecided>().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].outcome().as_str_name(), GRANTED);
    assert_eq!((told[0].rule.as_str(), told[0].source.as_str()), ("amount-19-2", "PW art. 19 lid 2 en 3"));
    let found = world.entitlement().await;
    assert_eq!((found.version, found.from_day.as_str(), found.until_day.as_str()), (1, "2026-02-02", ""));
    assert_eq!((found.norm_cents, found.amount_cents), (Some(140_150), Some(140_150)));
    assert_eq!(found.explanations.last().unwrap().rule, "amount-19-2");
    assert_eq!(world.titles().await, ["Bijstand toegekend"]);
}

#[rstest]
#[tokio::test]
async fn new_facts_give_a_new_decision_and_the_old_one_stays(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "new facts").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.advance("2026-07-06");
    world.send(&world.assess("capital=0 cost_sharers=2")).await;

    assert_eq!(world.told::<EntitlementDecided>().await.len(), 2);
    let found = world.entitlement().await;
    assert_eq!((found.version, found.from_day.as_str()), (2, "2026-02-02"));
    assert_eq!(found.amount_cents, Some(87_871));
    assert!(found.explanations.iter().any(|line| line.rule == "norm-22a-1"));
    assert!(
        found.explanations.iter().all(|line| line.rule != "norm-21a"),
        "those of the old decision stay with it"
    );
    assert!(world.story().await.intact);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_told_is_left_to_a_person(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "a missing fact").await else { return };
    world.send(&world.assess("")).await;

    let told = world.told::<EntitlementDecided>().await;
    assert_eq!(told[0].outcome().as_str_name(), PERSON_DECIDES);
    let found = world.entitlement().await;
    assert_eq!(found.missing_facts, ["capital"]);
    assert_eq!((found.norm_cents, found.amount_cents), (Some(140_150), None));
}

#[rstest]
#[tokio::test]
async fn a_denial_names_its_ground(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "a denial").await else { return };
    world.send(&world.assess("capital=800001")).await;

    let told = world.told::<EntitlementDecided>().await;
    assert_eq!((told[0].outcome().as_str_name(), told[0].rule.as_str()), (DENIED, "capital-34-3"));
    let found = world.entitlement().await;
    assert_eq!((found.from_day.as_str(), found.amount_cents), ("", None));
    assert_eq!(world.titles().await, ["Bijstand afgewezen"]);
}
