use messaging::{EngineConfig, LocalBroker, RequestContext, RequestError};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Statement};
use testkit::Kind;

use crate::world::{World, case};

#[rstest]
#[tokio::test]
async fn a_process_of_a_newer_form_is_parked_and_not_guessed_at(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "a newer form").await else { return };
    world.applies(1, "", true).await;
    world.applies(2, "", true).await;
    world.rests().await;
    world.db.execute_unprepared("UPDATE cases SET schema = 99 WHERE number = '2026-000001'").await.unwrap();

    world.is_granted(1).await;
    world.is_granted(2).await;

    assert_eq!(world.state(2, "entitlement").await, "granted", "another case goes on");
    let parked = Statement::from_string(
        world.db.get_database_backend(),
        "SELECT error FROM waiting_messages WHERE parked",
    );
    let error: String = world.db.query_one_raw(parked).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert!(error.contains("newer"), "{error}");
}

#[tokio::test]
async fn looking_twice_fires_nothing_twice() {
    let Some(world) = World::on(Kind::Sqlite, "firing twice").await else { return };
    world.applies(1, "", false).await;
    let policies = policy::Policies::load(&world.policies()).unwrap();
    let flow = workflow::actor::Flow::new(std::sync::Arc::new(policies));
    let (clock, transport) = (world.clock(), LocalBroker::new());
    let engine = messaging::Engine::start(
        std::sync::Arc::new(flow),
        world.db.clone(),
        clock,
        transport,
        EngineConfig::new("workflow"),
    )
    .await
    .unwrap();
    world.advance("2026-01-20");
    for _ in 0..3 {
        // A second instance looks at the same time as the first.
        let input = workflow::actor::Input::TimersDue { case: case(1) };
        let fired: Result<_, RequestError> =
            engine.request(input, RequestContext::by(messaging::CLOCK)).await;
        fired.unwrap();
    }
    world.rests().await;
    let titles = Statement::from_string(
        world.db.get_database_backend(),
        "SELECT count(*) FROM story WHERE payload LIKE '%Te laat: Houd het intakegesprek%'",
    );
    let count: i64 = world.db.query_one_raw(titles).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(count, 1);
    engine.stop().await;
}
