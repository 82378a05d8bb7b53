//! Guarantees 2, 4, 7 and 8: once, in order per key, whatever comes twice, early or late.

use rstest::rstest;
use testkit::Kind;

use crate::world::{Carrier, Pair, effect_count, envelope, publish};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_told_is_heard_once_and_in_order(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "order").await else { return };

    let keys: Vec<String> = (0..20).map(|key| format!("key-{key}")).collect();
    for round in 0..5 {
        for key in &keys {
            let texts = [format!("{round}a"), format!("{round}b")];
            pair.sender.tell(key, &[&texts[0], &texts[1]]).await.unwrap();
        }
    }
    pair.received(200).await;

    for key in &keys {
        let heard = pair.receiver.effects(key).await;
        assert_eq!(heard, ["0a", "0b", "1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b"], "{key}");
    }
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_comes_twice_has_its_effect_once(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "duplicates").await else { return };
    for number in 0..10 {
        pair.sender.tell("key", &[&format!("text {number}")]).await.unwrap();
    }
    pair.received(10).await;

    let sent_again = pair.sender.engine.operations().resend(None).await.unwrap();
    pair.sender.tell("key", &["the last"]).await.unwrap();
    pair.received(11).await;
    let operations = pair.sender.engine.operations();
    testkit::eventually("all that was sent again is confirmed", || async {
        operations.lag().await.unwrap().outbox_unpublished == 0
    })
    .await;

    assert_eq!(sent_again, 10);
    assert_eq!(effect_count(pair.receiver.engine.db()).await, 11);
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_comes_early_waits_for_the_one_before_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "early").await else { return };
    let by_hand = pair.wire.transport(pair.wire.sender);
    let message = |number, text: &str| envelope(&pair.wire, "key", number, text);

    publish(&by_hand, &[message(3, "third"), message(2, "second"), message(3, "third")]).await;
    let operations = pair.receiver.engine.operations();
    testkit::eventually("two are held", || async { operations.lag().await.unwrap().early == 2 }).await;
    assert!(pair.receiver.effects("key").await.is_empty());
    publish(&by_hand, &[envelope(&pair.wire, "another", 1, "flows on")]).await;
    publish(&by_hand, &[message(1, "first")]).await;
    pair.received(4).await;

    assert_eq!(pair.receiver.effects("key").await, ["first", "second", "third"]);
    assert_eq!(pair.receiver.effects("another").await, ["flows on"]);
    assert_eq!(operations.lag().await.unwrap().early, 0);
    pair.stop().await;
}
