//! Guarantees 2, 4, 7 and 8: once, in order per key, whatever comes twice, early or late.

use messaging::partition_of;
use rstest::rstest;
use testkit::Kind;

use crate::world::{Carrier, Pair, Station, effect_count, envelope, publish};

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

/// Every order in which four messages of a key can come, each of them twice.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_order_they_come_in_they_are_handled_in_order(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "every order").await else { return };
    let by_hand = pair.wire.transport(pair.wire.sender);
    let orders = permutations(&[1, 2, 3, 4]);
    let mut batch = Vec::new();
    for order in &orders {
        let key = format!("{order:?}");
        for number in order.iter().chain(order.iter().rev()) {
            let message = envelope(&pair.wire, &key, *number, &number.to_string());
            batch.push((partition_of(&key, 8), message));
        }
    }
    let probe = |place| (place, envelope(&pair.wire, &key_in(place), 1, "probe"));
    let probes: Vec<_> = (0..8).map(probe).collect();
    testkit::eventually("the receiver listens everywhere", || async {
        by_hand.publish(&probes).await.iter().all(Result::is_ok)
    })
    .await;
    assert!(by_hand.publish(&batch).await.iter().all(Result::is_ok));
    pair.received(96 + probes.len()).await;

    for order in &orders {
        assert_eq!(pair.receiver.effects(&format!("{order:?}")).await, ["1", "2", "3", "4"], "{order:?}");
    }
    let operations = pair.receiver.engine.operations();
    testkit::eventually("nothing is held", || async { operations.idle().await.unwrap() }).await;
    assert_eq!((orders.len(), effect_count(pair.receiver.engine.db()).await), (24, 96 + probes.len()));
    pair.stop().await;
}

/// Some key of a partition.
fn key_in(partition: u16) -> String {
    (0..).map(|number| format!("probe-{number}")).find(|key| partition_of(key, 8) == partition).unwrap()
}

fn permutations(of: &[u64]) -> Vec<Vec<u64>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (position, first) in of.iter().enumerate() {
        let rest: Vec<u64> = [&of[..position], &of[position + 1..]].concat();
        all.extend(permutations(&rest).into_iter().map(|rest| [&[*first][..], &rest].concat()));
    }
    all
}

/// One busy case among others, two instances: its messages keep their order, and nobody else waits for them.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_key_keeps_its_order_and_holds_up_nobody(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "a busy key").await else { return };
    let wire = &pair.wire;
    let db = pair.receiver_database.connect().await.unwrap();
    let second = Station::start(wire.receiver, wire.sender, db, wire.transport(wire.receiver)).await;
    let (hot, others) = if testkit::long() { (1_000, 10_000) } else { (100, 300) };

    let tell_hot = async {
        for number in 0..hot / 10 {
            let texts: Vec<String> = (0..10).map(|text| format!("{number:03}/{text}")).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            pair.sender.tell("hot", &texts).await.unwrap();
        }
    };
    let tell_others = async {
        for number in 0..others {
            pair.sender.tell(&format!("key-{number}"), &["once"]).await.unwrap();
        }
    };
    tokio::join!(tell_hot, tell_others);
    pair.received(hot + others).await;

    let heard = pair.receiver.effects("hot").await;
    assert!(heard.len() == hot && heard.is_sorted(), "{heard:?}");
    assert_eq!(effect_count(second.engine.db()).await, hot + others);
    second.engine.stop().await;
    pair.stop().await;
}
