//! Guarantees 12 and 13: what cannot be handled is parked and holds up its own key only; nothing is dropped.

use std::sync::Arc;

use messaging::{Envelope, SCHEMA, story_of};
use rstest::rstest;
use testkit::{Kind, eventually};
use uuid::Uuid;

use crate::world::{Carrier, Pair, case_of, effect_count, envelope, publish, publish_raw};

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
    assert_eq!(operations.replay(None, "operator").await.unwrap(), (0, 1));
    assert_eq!(operations.get(parked[0].id).await.unwrap().unwrap().attempts, 2);

    pair.receiver.poison.lock().unwrap().clear();
    assert_eq!(operations.replay(Some(&[parked[0].id]), "operator").await.unwrap(), (3, 0));
    assert_eq!(pair.receiver.effects("ill").await, ["before", poison, "behind", "further behind"]);
    assert_eq!(operations.parked(1, 10).await.unwrap().1, 0);
    pair.stop().await;
}

/// A key is one case: what another service says about it must not overtake what is parked.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_sender_waits_behind_a_parked_message_of_the_same_key(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "two senders").await else { return };
    pair.receiver.poison.lock().unwrap().insert("refuse".to_owned());
    let by_hand = pair.wire.transport(pair.wire.receiver);
    let from_another = |key, number, text| {
        let message = (*envelope(&pair.wire, key, number, text)).clone();
        Arc::new(Envelope { id: Uuid::new_v4(), sender: pair.wire.receiver.into(), ..message })
    };
    pair.sender.tell("ill", &["refuse"]).await.unwrap();
    let operations = pair.receiver.engine.operations();
    eventually("it is parked", || async { operations.lag().await.unwrap().parked == 1 }).await;

    publish(&by_hand, &[from_another("ill", 1, "behind"), from_another("ill", 2, "further behind")]).await;
    publish(&by_hand, &[from_another("well", 1, "flows on")]).await;
    pair.received(1).await;
    eventually("two wait", || async { operations.lag().await.unwrap().waiting_behind == 2 }).await;
    assert!(pair.receiver.effects("ill").await.is_empty());

    pair.receiver.poison.lock().unwrap().clear();
    assert_eq!(operations.replay(None, "operator").await.unwrap(), (3, 0));
    assert_eq!(pair.receiver.effects("ill").await, ["refuse", "behind", "further behind"]);
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
    let case = case_of("ill");
    let ill = case.to_string();
    let operations = pair.receiver.engine.operations();
    pair.sender.tell(&ill, &["refuse", "behind"]).await.unwrap();
    eventually("one is parked with one behind it", || async {
        let lag = operations.lag().await.unwrap();
        (lag.parked, lag.waiting_behind) == (1, 1)
    })
    .await;

    let parked = operations.parked(1, 10).await.unwrap().0;
    assert!(operations.discard(parked[0].id, "operator", "made by a fault that is mended").await.unwrap());
    assert!(!operations.discard(Uuid::nil(), "operator", "no such message").await.unwrap());
    pair.sender.tell(&ill, &["later"]).await.unwrap();
    pair.received(2).await;

    assert_eq!(pair.receiver.effects(&ill).await, ["behind", "later"]);
    let story = story_of(pair.receiver.engine.db(), case).await.unwrap();
    let told = &story.entries[0];
    assert!(told.title.starts_with("Een beheerder geeft een bericht op"), "{}", told.title);
    assert_eq!(told.actor, "operator");
    assert_eq!(told.explanation.as_ref().unwrap().text, "made by a fault that is mended");
    assert_eq!((story.entries.len(), story.first_broken), (3, None));
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

/// A broken step piles them up; once mended all go through once and in order, however often they are replayed.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_that_piled_up_go_through_once_and_in_order(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "a pile").await else { return };
    pair.receiver.poison.lock().unwrap().extend((0..10).map(|key| format!("refuse {key}")));
    let texts: Vec<String> = (1..50).map(|number| format!("{number:02}")).collect();
    for key in 0..10 {
        let poison = format!("refuse {key}");
        let told: Vec<&str> = [poison.as_str()].into_iter().chain(texts.iter().map(String::as_str)).collect();
        pair.sender.tell(&format!("key-{key}"), &told).await.unwrap();
    }
    let operations = pair.receiver.engine.operations();
    eventually("ten are parked with all others behind them", || async {
        let lag = operations.lag().await.unwrap();
        (lag.parked, lag.waiting_behind) == (10, 490)
    })
    .await;

    pair.receiver.poison.lock().unwrap().clear();
    // An operator who is in doubt, at two screens.
    let (one, other) = tokio::join!(operations.replay(None, "operator"), operations.replay(None, "operator"));
    let ((handled, again), (handled_too, again_too)) = (one.unwrap(), other.unwrap());
    assert_eq!((handled + handled_too, again + again_too), (500, 0));
    assert_eq!(operations.replay(None, "operator").await.unwrap(), (0, 0));

    for key in 0..10 {
        let heard = pair.receiver.effects(&format!("key-{key}")).await;
        let mut expected = vec![format!("refuse {key}")];
        expected.extend(texts.iter().cloned());
        assert_eq!(heard, expected);
    }
    assert_eq!(effect_count(pair.receiver.engine.db()).await, 500);
    pair.stop().await;
}

/// What is too large to be true, and what cannot be made out at all: kept byte for byte, and nothing waits for it.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_megabytes_of_nothing_are_parked_and_others_flow_on(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "twenty megabytes").await else { return };
    let by_hand = pair.wire.transport(pair.wire.sender);
    let mut large = (*envelope(&pair.wire, "ill", 1, "")).clone();
    large.body = vec![0xff; 20 << 20];

    publish(&by_hand, &[large.into(), envelope(&pair.wire, "well", 1, "flows on")]).await;
    pair.received(1).await;

    let operations = pair.receiver.engine.operations();
    eventually("it is parked", || async { operations.lag().await.unwrap().parked == 1 }).await;
    let parked = operations.parked(1, 10).await.unwrap().0;
    assert_eq!((parked[0].body.len(), parked[0].attempts), (20 << 20, 1));
    pair.stop().await;
}

/// An envelope of a schema that this build does not know, and bytes that are no envelope, on the queue itself.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_envelope_of_the_future_and_no_envelope_at_all_are_parked(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Amqp, "no envelope").await else { return };
    let by_hand = pair.wire.transport(pair.wire.sender);
    let mut future = (*envelope(&pair.wire, "ill", 1, "from the future")).clone();
    future.schema = SCHEMA + 1;

    publish(&by_hand, &[future.into()]).await;
    publish_raw(&pair.wire, "ill", b"no envelope").await;
    publish(&by_hand, &[envelope(&pair.wire, "ill", 1, "flows on")]).await;
    pair.received(1).await;

    let operations = pair.receiver.engine.operations();
    eventually("both are parked", || async { operations.lag().await.unwrap().parked == 2 }).await;
    let parked = operations.parked(1, 10).await.unwrap().0;
    let mut why: Vec<_> = parked.iter().map(|one| (one.body.as_slice(), one.error.as_str())).collect();
    why.sort_unstable();
    assert_eq!(why[0].0, b"from the future");
    assert!(why[0].1.contains(&format!("schema {}", SCHEMA + 1)), "{why:?}");
    assert_eq!(why[1], (&b"no envelope"[..], "the message has no headers"));
    pair.stop().await;
}

/// A row that cannot be read: whoever needs it is parked, what comes later waits behind it and is not parked too, and
/// a replay that comes too soon is on record.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_needs_a_spoiled_row_is_parked_with_the_rest_behind_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "a spoiled row").await else { return };
    pair.receiver.store.lock().unwrap().spoiled.insert("ill".to_owned());
    let operations = pair.receiver.engine.operations();

    pair.sender.tell("ill", &["first", "second"]).await.unwrap();
    pair.sender.tell("well", &["one"]).await.unwrap();
    pair.received(1).await;
    pair.sender.tell("ill", &["third"]).await.unwrap();
    eventually("one is parked with two behind it", || async {
        let lag = operations.lag().await.unwrap();
        (lag.parked, lag.waiting_behind) == (1, 2)
    })
    .await;

    let (parked, _) = operations.parked(1, 10).await.unwrap();
    assert_eq!((parked[0].body.as_slice(), parked[0].attempts), (b"first".as_slice(), 1));
    assert!(parked[0].error.contains("row ill of accounts cannot be read"), "{}", parked[0].error);
    assert_eq!(operations.replay(None, "operator").await.unwrap(), (0, 1));
    assert_eq!(operations.get(parked[0].id).await.unwrap().unwrap().attempts, 2);

    pair.receiver.store.lock().unwrap().spoiled.clear();
    assert_eq!(operations.replay(None, "operator").await.unwrap(), (3, 0));
    assert_eq!(pair.receiver.effects("ill").await, ["first", "second", "third"]);
    pair.stop().await;
}

/// Someone asks for something about the same case while messages about it wait: they are still known to wait.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_not_forgotten_when_someone_asks_about_the_same_key(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "asked meanwhile").await else { return };
    pair.receiver.poison.lock().unwrap().insert("refuse this".to_owned());
    let operations = pair.receiver.engine.operations();
    pair.sender.tell("ill", &["refuse this", "behind"]).await.unwrap();
    eventually("one is parked with one behind it", || async {
        let lag = operations.lag().await.unwrap();
        (lag.parked, lag.waiting_behind) == (1, 1)
    })
    .await;

    pair.receiver.tell("ill", &["asked meanwhile"]).await.unwrap();
    pair.receiver.poison.lock().unwrap().clear();
    assert_eq!(operations.replay(None, "operator").await.unwrap(), (2, 0));
    assert_eq!(pair.receiver.effects("ill").await, ["asked asked meanwhile", "refuse this", "behind"]);
    pair.stop().await;
}

/// It came before the one that it follows, and its row cannot be read: it waits for the first, and is not parked in its
/// place.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_early_message_is_held_even_when_its_row_is_spoiled(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "early and spoiled").await else { return };
    pair.receiver.store.lock().unwrap().spoiled.insert("ill".to_owned());
    let operations = pair.receiver.engine.operations();
    let by_hand = pair.wire.transport(pair.wire.sender);
    publish(&by_hand, &[envelope(&pair.wire, "ill", 2, "second")]).await;
    eventually("it is held", || async { operations.lag().await.unwrap().early == 1 }).await;

    publish(&by_hand, &[envelope(&pair.wire, "ill", 1, "first")]).await;
    eventually("the first is parked, the second behind it", || async {
        let lag = operations.lag().await.unwrap();
        (lag.parked, lag.waiting_behind) == (1, 1)
    })
    .await;
    pair.receiver.store.lock().unwrap().spoiled.clear();
    assert_eq!(operations.replay(None, "operator").await.unwrap(), (2, 0));
    assert_eq!(pair.receiver.effects("ill").await, ["first", "second"]);
    pair.stop().await;
}
