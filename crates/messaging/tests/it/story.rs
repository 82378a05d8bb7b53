//! The story of a case is chained: what is changed, missing or moved is found.

use messaging::story_of;
use rstest::rstest;
use sea_orm::ConnectionTrait;
use testkit::Kind;

use crate::world::{Carrier, Pair, case_of};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_or_missing_entry_is_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "story").await else { return };
    pair.sender.tell("key", &["one", "two", "three", "four"]).await.unwrap();
    pair.received(4).await;
    let db = pair.receiver.engine.db();

    let story = story_of(db, case_of("key")).await.unwrap();
    assert_eq!(story.first_broken, None);
    let titles: Vec<_> = story.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Gehoord: one", "Gehoord: two", "Gehoord: three", "Gehoord: four"]);

    db.execute_unprepared("UPDATE story SET payload = replace(payload, 'three', 'seven') WHERE number = 3")
        .await
        .unwrap();
    assert_eq!(story_of(db, case_of("key")).await.unwrap().first_broken, Some(3));
    db.execute_unprepared("DELETE FROM story WHERE number = 2").await.unwrap();
    assert_eq!(story_of(db, case_of("key")).await.unwrap().first_broken, Some(3));
    pair.stop().await;
}
