//! Guarantees 12 and 13: what cannot be handled is parked and holds up its own key only; nothing is dropped.

use rstest::rstest;
use testkit::{Kind, eventually};
use uuid::Uuid;

use crate::world::{Carrier, Pair, envelope, publish};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poisoned_message_is_parked_and_replayed_in_order(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
    #[values("panic at this", "refuse this")] poison: &str,
) {
    let Some(pair) = Pair::start(kind, carrier, "parking").await else { return };
    pair.receiver.poison.lock().unwrap().insert(poison.to_owned());
    let operations = pair.receiver.engine.operations();

    pair.sender.tell("ill", &["before", poison, "behind", "further behind"]).await.unwrap();
    pair.sender.tell("well", &["one", "two"]).await.unwrap();
    eventually("one is parked with two behind it", || async {
        let lag = operations.lag().await.unwrap();
        (lag.parked, lag.waiting_behind) == (1, 2)
    })
    .await;
    pair.received(3).await;
    assert_eq!(pair.receiver.effects("ill").await, ["before"]);
    assert_eq!(pair.receiver.effects("well").await, ["one", "two"]);

    let (parked, total) = operations.parked(1, 10).await.unwrap();
    assert_eq!((total, parked[0].number, parked[0].attempts, parked[0].waiting_behind), (1, 2, 1, 2));
    assert_eq!(parked[0].body, poison.as_bytes());

    // Not mended yet: it is parked again, with another attempt on record.
    assert_eq!(operations.replay(None).await.unwrap(), (0, 1));
    assert_eq!(operations.get(parked[0].id).await.unwrap().unwrap().attempts, 2);

    pair.receiver.poison.lock().unwrap().clear();
    assert_eq!(operations.replay(Some(&[parked[0].id])).await.unwrap(), (3, 0));
    assert_eq!(pair.receiver.effects("ill").await, ["before", poison, "behind", "further behind"]);
    assert_eq!(operations.parked(1, 10).await.unwrap().1, 0);
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discarding_lets_those_behind_go_on_and_keeps_the_record(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "discard").await else { return };
    pair.receiver.poison.lock().unwrap().insert("refuse".to_owned());
    let operations = pair.receiver.engine.operations();
    pair.sender.tell("ill", &["refuse", "behind"]).await.unwrap();
    eventually("one is parked with one behind it", || async {
        let lag = operations.lag().await.unwrap();
        (lag.parked, lag.waiting_behind) == (1, 1)
    })
    .await;

    let parked = operations.parked(1, 10).await.unwrap().0;
    assert!(operations.discard(parked[0].id, "operator", "made by a fault that is mended").await.unwrap());
    assert!(!operations.discard(Uuid::nil(), "operator", "no such message").await.unwrap());
    pair.sender.tell("ill", &["later"]).await.unwrap();
    pair.received(2).await;

    assert_eq!(pair.receiver.effects("ill").await, ["behind", "later"]);
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_no_text_are_parked_and_others_flow_on(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "unreadable").await else { return };
    let by_hand = pair.wire.transport(pair.wire.sender);
    let mut unreadable = (*envelope(&pair.wire, "ill", 1, "")).clone();
    unreadable.body = vec![0xff, 0xfe];

    publish(&by_hand, &[unreadable.into(), envelope(&pair.wire, "well", 1, "flows on")]).await;
    pair.received(1).await;

    let operations = pair.receiver.engine.operations();
    eventually("it is parked", || async { operations.lag().await.unwrap().parked == 1 }).await;
    assert_eq!(operations.parked(1, 10).await.unwrap().0[0].body, [0xff, 0xfe]);
    assert_eq!(pair.receiver.effects("well").await, ["flows on"]);
    pair.stop().await;
}
