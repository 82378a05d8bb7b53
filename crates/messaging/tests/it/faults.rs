//! Guarantees 1, 4, 5 and 6: crashes, a broker or database that goes away, a broker that comes back empty.

use std::time::Duration;

use lapin::options::{QueueDeclareOptions, QueueDeleteOptions};
use lapin::types::FieldTable;
use lapin::{Connection, ConnectionProperties};
use messaging::{EngineConfig, RequestError};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Statement};
use testkit::{Kind, Proxy, TestDatabase, eventually, eventually_within, long};

use crate::world::{Carrier, Pair, Station, Wire, channel, config, effect_count, effects, prepare, queue_of};

/// How long something is away: long enough to notice, or as long as the guarantee says.
fn away() -> Duration {
    if long() { Duration::from_secs(30) } else { Duration::from_secs(2) }
}

fn host_of(url: &str) -> String {
    let (_, rest) = url.split_once('@').unwrap();
    rest.split_once('/').unwrap().0.to_owned()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_goes_away_loses_and_doubles_nothing(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(wire) = Wire::new(Carrier::Amqp, "broker away") else { return };
    let Some(first) = TestDatabase::new(kind, "broker away").await.unwrap() else { return };
    let second = TestDatabase::new(kind, "broker away").await.unwrap().unwrap();
    let (first, second) = (first.connect().await.unwrap(), second.connect().await.unwrap());
    prepare(&first).await;
    prepare(&second).await;
    let proxy = Proxy::to(&host_of(&wire.amqp)).await.unwrap();
    let through = wire.amqp.replace(&host_of(&wire.amqp), &proxy.address.to_string());
    let sender =
        Station::start(wire.sender, wire.receiver, first, wire.transport_at(wire.sender, &through)).await;
    let receiver = Station::start(
        wire.receiver,
        wire.sender,
        second.clone(),
        wire.transport_at(wire.receiver, &through),
    )
    .await;

    let mut told = 0;
    let mut tell_some = async |count: usize| {
        for _ in 0..count {
            sender.tell(&format!("key-{}", told % 7), &[&format!("{told:04}")]).await.unwrap();
            told += 1;
        }
    };
    tell_some(100).await;
    proxy.cut();
    tell_some(100).await;
    tokio::time::sleep(away()).await;
    assert!(sender.engine.operations().lag().await.unwrap().outbox_unpublished >= 100);
    proxy.restore();
    tell_some(100).await;
    eventually_within(Duration::from_secs(60), "all 300 come through", || async {
        effect_count(&second).await == 300
    })
    .await;

    for key in 0..7 {
        let heard = effects(&second, &format!("key-{key}")).await;
        assert!(heard.is_sorted(), "{heard:?}");
    }
    sender.engine.stop().await;
    receiver.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_loses_and_doubles_nothing() {
    let wire = Wire::new(Carrier::Local, "database away").unwrap();
    let Some(first) = TestDatabase::new(Kind::Postgres, "database away").await.unwrap() else { return };
    let second = TestDatabase::new(Kind::Postgres, "database away").await.unwrap().unwrap();
    let (first, direct) = (first.connect().await.unwrap(), second.connect().await.unwrap());
    prepare(&first).await;
    prepare(&direct).await;
    let proxy = Proxy::to(&second.address().unwrap()).await.unwrap();
    let through = second.connect_at(&second.url_at(&proxy.address.to_string())).await.unwrap();
    let sender = Station::start(wire.sender, wire.receiver, first, wire.transport(wire.sender)).await;
    let receiver = Station::start(wire.receiver, wire.sender, through, wire.transport(wire.receiver)).await;

    for number in 0..50 {
        sender.tell("key", &[&format!("{number:04}")]).await.unwrap();
    }
    proxy.cut();
    for number in 50..100 {
        sender.tell("key", &[&format!("{number:04}")]).await.unwrap();
    }
    let asked = receiver.tell("another", &["asked while the store is away"]).await;
    assert!(matches!(asked, Err(RequestError::Unavailable)), "{asked:?}");
    tokio::time::sleep(away()).await;
    proxy.restore();
    eventually_within(Duration::from_secs(60), "all 100 come through", || async {
        effects(&direct, "key").await.len() == 100
    })
    .await;

    assert!(effects(&direct, "key").await.is_sorted());
    assert!(effects(&direct, "another").await.is_empty(), "what was unavailable was not done");
    sender.engine.stop().await;
    receiver.engine.stop().await;
}

/// What a process has in hand and could not commit is not acknowledged: it comes back to the next one.
#[test]
fn a_process_that_dies_while_its_store_is_away_loses_nothing() {
    let outside = runtime();
    let Some(wire) = Wire::new(Carrier::Amqp, "death without a store") else { return };
    let database = |test| outside.block_on(TestDatabase::new(Kind::Postgres, test)).unwrap();
    let Some(first) = database("death without a store") else { return };
    let second = database("death without a store").unwrap();
    let (sender, proxy) = outside.block_on(async {
        let db = first.connect().await.unwrap();
        prepare(&db).await;
        prepare(&second.connect().await.unwrap()).await;
        let proxy = Proxy::to(&second.address().unwrap()).await.unwrap();
        (Station::start(wire.sender, wire.receiver, db, wire.transport(wire.sender)).await, proxy)
    });
    let through = second.url_at(&proxy.address.to_string());
    let start = async || {
        let db = second.connect_at(&through).await.unwrap();
        Station::start(wire.receiver, wire.sender, db, wire.transport(wire.receiver)).await
    };

    let process = runtime();
    let _receiver = process.block_on(async {
        let receiver = start().await;
        sender.tell("key", &["before"]).await.unwrap();
        eventually("it works", || async { !receiver.effects("key").await.is_empty() }).await;
        receiver
    });
    proxy.cut();
    outside.block_on(async {
        for number in 0..20 {
            sender.tell("key", &[&format!("during {number:02}")]).await.unwrap();
        }
        let (operations, broker) = (sender.engine.operations(), channel(&wire).await);
        eventually("the broker has them", || async {
            operations.lag().await.unwrap().outbox_unpublished == 0
        })
        .await;
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        eventually("the process has them", || async {
            let queue = broker.queue_declare(queue_of(&wire, "key").into(), passive, FieldTable::default());
            queue.await.unwrap().message_count() == 0
        })
        .await;
        tokio::time::sleep(away() / 4).await;
    });
    process.shutdown_background();
    proxy.restore();

    outside.block_on(async {
        let receiver = start().await;
        eventually_within(Duration::from_secs(60), "all come through", || async {
            receiver.effects("key").await.len() == 21
        })
        .await;
        assert!(receiver.effects("key").await.is_sorted());
        receiver.engine.stop().await;
        sender.engine.stop().await;
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Every task of a process ends at once, wherever it is; a new process goes on from the database.
#[rstest]
fn a_crash_at_any_moment_loses_and_doubles_nothing(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let outside = tokio::runtime::Runtime::new().unwrap();
    let Some(wire) = Wire::new(carrier, "crash") else { return };
    let Some(first) = outside.block_on(TestDatabase::new(kind, "crash")).unwrap() else { return };
    let second = outside.block_on(TestDatabase::new(kind, "crash")).unwrap().unwrap();
    outside.block_on(async {
        prepare(&first.connect().await.unwrap()).await;
        prepare(&second.connect().await.unwrap()).await;
    });
    let crashes: u32 = if long() { 40 } else { 6 };
    for crash in 0..crashes {
        let process = runtime();
        process.block_on(async {
            let sender = first.connect().await.unwrap();
            let receiver = second.connect().await.unwrap();
            let sender =
                Station::start(wire.sender, wire.receiver, sender, wire.transport(wire.sender)).await;
            let _receiver =
                Station::start(wire.receiver, wire.sender, receiver, wire.transport(wire.receiver)).await;
            for number in 0..30 {
                sender
                    .tell(&format!("key-{}", number % 3), &[&format!("{crash:02}/{number:02}")])
                    .await
                    .unwrap();
            }
            // A different place in the flow each time.
            tokio::time::sleep(Duration::from_millis(u64::from(crash * 37 % 200))).await;
        });
        process.shutdown_background();
    }
    outside.block_on(async {
        let (first, second) = (first.connect().await.unwrap(), second.connect().await.unwrap());
        let sender = Station::start(wire.sender, wire.receiver, first, wire.transport(wire.sender)).await;
        let receiver =
            Station::start(wire.receiver, wire.sender, second.clone(), wire.transport(wire.receiver)).await;
        let all = usize::try_from(crashes).unwrap() * 30;
        eventually_within(Duration::from_secs(60), "all come through", || async {
            effect_count(&second).await == all
        })
        .await;
        for key in 0..3 {
            let heard = effects(&second, &format!("key-{key}")).await;
            assert!(heard.is_sorted(), "{heard:?}");
        }
        sender.engine.stop().await;
        receiver.engine.stop().await;
    });
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_comes_back_empty_is_sent_the_kept_span(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Amqp, "broker emptied").await else { return };
    for number in 0..20 {
        pair.sender.tell("key", &[&format!("{number:02}")]).await.unwrap();
    }
    pair.received(20).await;
    // The receiver is stopped, so that what follows is in the broker only when it is emptied.
    pair.receiver.engine.stop().await;
    for number in 20..40 {
        pair.sender.tell("key", &[&format!("{number:02}")]).await.unwrap();
    }
    let operations = pair.sender.engine.operations();
    eventually("all is confirmed", || async { operations.lag().await.unwrap().outbox_unpublished == 0 })
        .await;
    pair.sender.engine.stop().await;

    let broker = Connection::connect(&pair.wire.amqp, ConnectionProperties::default()).await.unwrap();
    let channel = broker.create_channel().await.unwrap();
    for service in [pair.wire.sender, pair.wire.receiver] {
        let partitions = (0..8).map(|partition| format!("meedoen.{service}.{partition}"));
        for name in partitions.chain([format!("meedoen.{service}.mark")]) {
            channel.queue_delete(name.as_str().into(), QueueDeleteOptions::default()).await.unwrap();
        }
    }

    let wire = &pair.wire;
    let (first, second) =
        (pair.sender_database.connect().await.unwrap(), pair.receiver_database.connect().await.unwrap());
    let sender = Station::start(wire.sender, wire.receiver, first, wire.transport(wire.sender)).await;
    let receiver =
        Station::start(wire.receiver, wire.sender, second.clone(), wire.transport(wire.receiver)).await;
    eventually_within(Duration::from_secs(60), "all 40 come through", || async {
        effects(&second, "key").await.len() == 40
    })
    .await;
    assert!(effects(&second, "key").await.is_sorted());
    sender.engine.stop().await;
    receiver.engine.stop().await;
}

/// Guarantee 25: what was confirmed is forgotten after the kept span, what was not never is.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirmed_messages_are_forgotten_after_the_kept_span(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let wire = Wire::new(Carrier::Local, "pruning").unwrap();
    let Some(first) = TestDatabase::new(kind, "pruning").await.unwrap() else { return };
    let second = TestDatabase::new(kind, "pruning").await.unwrap().unwrap();
    let (first, second) = (first.connect().await.unwrap(), second.connect().await.unwrap());
    prepare(&first).await;
    prepare(&second).await;
    let forgetful = EngineConfig { kept: Duration::ZERO, ..config(wire.sender) };
    let sender =
        Station::start_with(forgetful, wire.receiver, first.clone(), wire.transport(wire.sender)).await;
    let outbox = async || {
        let statement = "SELECT count(*) AS rows FROM outbox".to_owned();
        let row = first
            .query_one_raw(Statement::from_string(first.get_database_backend(), statement))
            .await
            .unwrap();
        row.unwrap().try_get::<i64>("", "rows").unwrap()
    };

    // Nobody listens yet: nothing is confirmed, and nothing forgotten.
    for number in 0..10 {
        sender.tell("key", &[&format!("{number:02}")]).await.unwrap();
    }
    eventually("the first pruning came by", || async {
        sender.engine.operations().lag().await.unwrap().outbox_oldest_seconds > 11
    })
    .await;
    assert_eq!(outbox().await, 10);

    let receiver =
        Station::start(wire.receiver, wire.sender, second.clone(), wire.transport(wire.receiver)).await;
    eventually("all was forgotten", || async { outbox().await == 0 }).await;
    assert_eq!(effects(&second, "key").await.len(), 10);
    sender.engine.stop().await;
    receiver.engine.stop().await;
}
