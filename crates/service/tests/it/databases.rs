use std::time::Duration;

use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use service::config::DatabaseSettings;
use service::database::{connect, is_migrated, migrate};
use testkit::{Kind, TestDatabase};

use crate::counter::Counter;

fn settings(database: &TestDatabase) -> DatabaseSettings {
    DatabaseSettings {
        url: database.url.clone().into(),
        connections: 4,
        statement_timeout: Duration::from_secs(30),
        migrate_at_start: true,
    }
}

async fn number(db: &DatabaseConnection, query: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), query);
    db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn instances_that_start_together_migrate_once(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind, "migrations of two instances").await.unwrap() else {
        return;
    };
    let (one, other) =
        (connect(&settings(&database), 1).await.unwrap(), connect(&settings(&database), 1).await.unwrap());
    assert!(!is_migrated::<Counter>(&one.reading).await.unwrap());

    let (first, second) = tokio::join!(migrate::<Counter>(&one), migrate::<Counter>(&other));
    first.unwrap();
    second.unwrap();

    assert!(is_migrated::<Counter>(&other.reading).await.unwrap());
    migrate::<Counter>(&one).await.unwrap();
}

/// Polls so many times and then hangs up, which cuts it short at every point where it waits.
async fn give_up_after(polls: i64, work: impl Future) {
    let mut work = std::pin::pin!(work);
    for _ in 0..polls {
        if futures_util::poll!(work.as_mut()).is_ready() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Fails on PostgreSQL when a transaction begins in the caller's own task.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_begin_that_nobody_waits_for_loses_no_writes(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind, "cancelled begin").await.unwrap() else { return };
    let db = connect(&settings(&database), 1).await.unwrap();
    db.writing.execute_unprepared("CREATE TABLE written (number bigint NOT NULL)").await.unwrap();

    for number in 0..200i64 {
        give_up_after(number % 10, db.begin_write()).await;
        db.writing.execute_unprepared(&format!("INSERT INTO written VALUES ({number})")).await.unwrap();
    }
    // What is in a transaction that was left open goes with its connection.
    db.close().await.unwrap();

    let db = connect(&settings(&database), 1).await.unwrap();
    assert_eq!(number(&db.reading, "SELECT count(*) FROM written").await, 200, "every OK is in the database");
}

#[tokio::test]
async fn a_stopped_process_holds_nothing_for_long() {
    let Some(database) = TestDatabase::new(Kind::Postgres, "time-outs").await.unwrap() else { return };
    let db = connect(&settings(&database), 1).await.unwrap().writing;
    let shown = async |setting: &str| -> String {
        let statement = Statement::from_string(db.get_database_backend(), format!("SHOW {setting}"));
        db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    };
    assert_eq!(shown("lock_timeout").await, "5s");
    assert_eq!(shown("idle_in_transaction_session_timeout").await, "10s");
    assert_eq!(shown("statement_timeout").await, "30s");
    // A plan that was made while a table was empty never reads all of it later.
    assert_eq!(shown("enable_seqscan").await, "off");
}
