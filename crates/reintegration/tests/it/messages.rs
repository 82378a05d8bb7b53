use domain::CaseId;
use proto::reintegration::v1 as pb;
use rstest::rstest;
use sea_orm::{ConnectionTrait, Statement};
use testkit::{Kind, eventually};
use uuid::Uuid;

use crate::world::{World, case_ref, categorise, job_seeker};

#[rstest]
#[case(Kind::Sqlite)]
#[case(Kind::Postgres)]
#[tokio::test]
async fn a_message_that_comes_twice_has_its_effect_once(#[case] kind: Kind) {
    let Some(world) = World::new(kind, "a_message_that_comes_twice_has_its_effect_once").await else {
        return;
    };
    let case = CaseId::new(Uuid::new_v4());
    let envelope = world.envelope(case, &categorise(case, &job_seeker()));

    world.publish(&[envelope.clone(), envelope.clone()]).await;
    world.publish(&[envelope]).await;

    world.heard::<pb::CategoryAssigned>(case, 1).await;
    assert_eq!(world.look(case).await.version, 1);
    assert_eq!(world.story(case).await.len(), 1);
}

#[rstest]
#[case(Kind::Sqlite)]
#[case(Kind::Postgres)]
#[tokio::test]
async fn many_cases_at_once_each_get_their_category_and_history(#[case] kind: Kind) {
    let Some(world) = World::new(kind, "many_cases_at_once").await else { return };
    let cases: Vec<_> = (0..200).map(|_| CaseId::new(Uuid::new_v4())).collect();
    let facts = job_seeker();
    let all =
        || -> Vec<_> { cases.iter().map(|case| world.envelope(*case, &categorise(*case, &facts))).collect() };

    world.publish(&all()).await;
    world.publish(&all()).await;

    for case in &cases {
        let again: pb::CategoryAssigned = world.heard(*case, 2).await;
        assert_eq!(again.previous_category, again.category, "told also when unchanged");
    }
    let db = world.database.connect().await.unwrap();
    let count = |sql: &str| {
        let (db, statement) = (db.clone(), Statement::from_string(db.get_database_backend(), sql));
        async move { db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap() }
    };
    assert_eq!(count("SELECT count(*) FROM clients").await, 200);
    assert_eq!(count("SELECT count(*) FROM assignments WHERE previous IS NULL").await, 200);
    let linked = "SELECT count(*) FROM assignments new JOIN assignments old ON new.previous = old.id";
    assert_eq!(count(linked).await, 200);
}

/// What was never heard of, was ended before or cannot start is answered, never parked.
#[rstest]
#[case(Kind::Sqlite)]
#[case(Kind::Postgres)]
#[tokio::test]
async fn a_message_is_never_refused(#[case] kind: Kind) {
    let Some(world) = World::new(kind, "a_message_is_never_refused").await else { return };
    let case = CaseId::new(Uuid::new_v4());

    world.deliver(case, &pb::EndTrajectory { case: case_ref(case), reason: "withdrawn".into() }).await;
    let start = pb::StartTrajectory { case: case_ref(case), partner: String::new(), preparatory: false };
    world.deliver(case, &start).await;

    world.heard::<pb::TrajectoriesClosed>(case, 1).await;
    assert_eq!(world.heard::<pb::TrajectoryRefused>(case, 1).await.rule, "no-category");
    assert_eq!(world.story(case).await, ["Er kan geen traject beginnen"]);
    assert_eq!(world.service.operations.lag().await.unwrap().parked, 0);
}

#[tokio::test]
async fn what_cannot_be_read_is_parked_without_what_it_held() {
    let Some(world) = World::new(Kind::Sqlite, "what_cannot_be_read_is_parked").await else { return };
    let case = CaseId::new(Uuid::new_v4());
    let mut wrong = categorise(case, &job_seeker());
    wrong.facts[0].key = "999990000".into();

    world.deliver(case, &wrong).await;

    let operations = &world.service.operations;
    eventually("it is parked", || async { operations.lag().await.unwrap().parked == 1 }).await;
    let (parked, _) = operations.parked(1, 10).await.unwrap();
    assert!(!parked[0].error.contains("999990000"), "{}", parked[0].error);
    assert!(world.told::<pb::CategoryAssigned>(case).is_empty());
}
