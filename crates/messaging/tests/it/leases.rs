//! Guarantees 2, 8, 9 and 24 with two instances: partitions move by lease, and who lost one cannot write.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use messaging::{EngineConfig, LocalBroker, Transport, partition_of};
use rstest::rstest;
use sea_orm::{ConnectionTrait, EntityTrait, TransactionTrait};
use testkit::{Kind, eventually, eventually_within};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::counting::Counting;
use crate::world::{
    Carrier, Pair, Station, Wire, config, effect, effect_count, effects, envelope, publish, waiting_for_locks,
};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_share_the_work_and_one_takes_over(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "two instances").await else { return };
    let wire = &pair.wire;
    let db = pair.receiver_database.connect().await.unwrap();
    let second = Station::start(wire.receiver, wire.sender, db, wire.transport(wire.receiver)).await;

    let keys: Vec<String> = (0..40).map(|key| format!("key-{key}")).collect();
    for round in 0..10 {
        for key in &keys {
            pair.sender.tell(key, &[&round.to_string()]).await.unwrap();
        }
        if round == 3 {
            // Half-way one of the two stops in good order; the other goes on with its partitions.
            pair.receiver.engine.stop().await;
        }
    }
    eventually_within(Duration::from_secs(60), "all are handled", || async {
        effect_count(second.engine.db()).await == 400
    })
    .await;

    for key in &keys {
        let heard = second.effects(key).await;
        assert_eq!(heard, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], "{key}");
    }
    second.engine.stop().await;
    pair.sender.engine.stop().await;
}

/// A rolling restart under load: no request fails, and no more comes again than was in flight where partitions moved.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stops_in_good_order_hands_back_only_what_was_in_flight(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    const PREFETCH: u16 = 4;
    let Some(pair) = Pair::start(kind, carrier, "a rolling restart").await else { return };
    let wire = &pair.wire;
    pair.receiver.engine.stop().await;
    let deliveries = Arc::new(AtomicUsize::new(0));
    let start = || async {
        let db = pair.receiver_database.connect().await.unwrap();
        let transport = Counting::over(wire.transport(wire.receiver), Arc::clone(&deliveries));
        let config = EngineConfig { prefetch: PREFETCH, ..config(wire.receiver) };
        Station::start_with(config, wire.sender, db, transport).await
    };
    let partitions = usize::from(config(wire.receiver).partitions);

    let mut running = start().await;
    for restart in 0..3 {
        for number in 0..200 {
            let key = format!("key-{}", number % 40);
            pair.sender.tell(&key, &[&format!("{restart}/{number:03}")]).await.unwrap();
        }
        let next = start().await;
        running.engine.stop().await;
        running = next;
    }
    eventually_within(Duration::from_secs(60), "all are handled", || async {
        effect_count(running.engine.db()).await == 600
    })
    .await;

    for key in 0..40 {
        let heard = running.effects(&format!("key-{key}")).await;
        assert!(heard.len() == 15 && heard.is_sorted(), "{heard:?}");
    }
    // Each restart moves every partition at most twice: to share with the next one, and all of them to it.
    let again = deliveries.load(Ordering::SeqCst).saturating_sub(600);
    let in_flight = 3 * 2 * partitions * usize::from(PREFETCH);
    assert!(again <= in_flight, "{again} came again, {in_flight} could be in flight");
    running.engine.stop().await;
    pair.sender.engine.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_lost_its_lease_cannot_write(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "fencing").await else { return };
    pair.sender.tell("key", &["before"]).await.unwrap();
    pair.received(1).await;

    // Another instance claims every partition behind the back of this one, which goes on consuming.
    let db = pair.receiver_database.connect().await.unwrap();
    let stranger = "UPDATE leases SET epoch = epoch + 1, owner = instances.id, expires_at = '2999-01-01T00:00:00+00:00' \
        FROM instances WHERE instances.id <> leases.owner AND leases.name LIKE 'partition:%'";
    let insert = match kind {
        Kind::Sqlite => {
            "INSERT INTO instances (id, seen_at) VALUES (x'00000000000000000000000000000001', '2999-01-01T00:00:00+00:00')"
        }
        Kind::Postgres => {
            "INSERT INTO instances (id, seen_at) VALUES ('00000000-0000-0000-0000-000000000001', '2999-01-01T00:00:00+00:00')"
        }
    };
    db.execute_unprepared(insert).await.unwrap();
    db.execute_unprepared(stranger).await.unwrap();
    pair.sender.tell("key", &["after"]).await.unwrap();
    let operations = pair.sender.engine.operations();
    eventually("the message stays with its sender", || async {
        let lag = operations.lag().await.unwrap();
        lag.outbox_unpublished == 1 && lag.outbox_oldest_seconds >= 2
    })
    .await;
    assert_eq!(effect_count(&db).await, 1);

    // The stranger dies; its leases run out; the message is handled after all, once.
    db.execute_unprepared("DELETE FROM instances WHERE seen_at > '2990-01-01T00:00:00+00:00'").await.unwrap();
    db.execute_unprepared("UPDATE leases SET expires_at = '2000-01-01T00:00:00+00:00'").await.unwrap();
    pair.received(2).await;
    let texts: Vec<_> =
        effect::Entity::find().all(&db).await.unwrap().into_iter().map(|row| row.text).collect();
    assert_eq!(texts, ["before", "after"]);
    pair.stop().await;
}

/// A lease that was lost and taken again: the old consumer may end after the new one began.
#[tokio::test]
async fn a_consumer_that_ends_late_leaves_the_next_one_its_place() {
    let wire = Wire::new(Carrier::Local, "a late end").unwrap();
    let broker = LocalBroker::new();
    let (sink, mut delivered) = mpsc::channel(8);
    let consume = |stop: &CancellationToken| {
        let (broker, sink, stop) = (Arc::clone(&broker), sink.clone(), stop.clone());
        tokio::spawn(async move { broker.consume(wire.receiver, 0, 8, sink, stop).await })
    };
    let (first, second) = (CancellationToken::new(), CancellationToken::new());
    let ends = consume(&first);
    tokio::task::yield_now().await;
    let goes_on = consume(&second);
    tokio::task::yield_now().await;

    first.cancel();
    ends.await.unwrap();
    let batch = [(0, envelope(&wire, "key", 1, "after"))];
    let published = broker.publish(&batch);
    let acknowledged = async {
        let delivery = delivered.recv().await.unwrap();
        broker.acknowledge(vec![delivery.receipt]).await;
    };

    let results = tokio::select! {
        (results, ()) = async { tokio::join!(published, acknowledged) } => results,
        () = tokio::time::sleep(Duration::from_secs(5)) => Vec::new(),
    };
    assert_eq!(results, [Ok(())]);
    second.cancel();
    goes_on.await.unwrap();
}

/// Guarantees 1 and 9 over a broker: the lease of a partition is lost while deliveries of it are unacknowledged, and
/// comes back before the consumer notices. What it then handles and acknowledges must not speak for what it left.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_lost_lease_left_is_not_acknowledged_by_what_comes_later(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Amqp, "lease lost in mid-batch").await else { return };
    pair.receiver.engine.stop().await;
    let (wire, db) = (&pair.wire, pair.receiver_database.connect().await.unwrap());
    // It looks at its leases so seldom that it goes on consuming as if nothing had been.
    let config = EngineConfig { lease: Duration::from_secs(3_600), ..config(wire.receiver) };
    let transport = wire.transport(wire.receiver);
    let first = Station::start_with(config, wire.sender, db.clone(), transport).await;
    let partition = partition_of("left", 8);
    let in_partition = |number: &u32| partition_of(&format!("key-{number}"), 8) == partition;
    let beside = format!("key-{}", (0..).find(in_partition).unwrap());
    let elsewhere = format!("key-{}", (0..).find(|number| !in_partition(number)).unwrap());
    pair.sender.tell(&beside, &["before"]).await.unwrap();
    pair.received(1).await;

    let raise = async |by: i32| {
        let sql = format!("UPDATE leases SET epoch = epoch + {by} WHERE name = 'partition:{partition}'");
        db.execute_unprepared(&sql).await.unwrap();
    };
    raise(1).await;
    pair.sender.tell("left", &["1", "2", "3", "4", "5"]).await.unwrap();
    let operations = pair.sender.engine.operations();
    eventually("the broker has them", || async { operations.lag().await.unwrap().outbox_unpublished == 0 })
        .await;
    for number in 0..5 {
        // What came before these was delivered before them, and left alone.
        pair.sender.tell(&elsewhere, &["beside it"]).await.unwrap();
        pair.received(2 + number).await;
    }
    raise(-1).await;
    for number in 0..5 {
        pair.sender.tell(&beside, &["after"]).await.unwrap();
        pair.received(7 + number).await;
    }
    assert!(first.effects("left").await.is_empty(), "it was handled by who did not hold the lease");

    let transport = wire.transport(wire.receiver);
    let second = Station::start(wire.receiver, wire.sender, db.clone(), transport).await;
    first.engine.stop().await;
    pair.received(16).await;
    assert_eq!(second.effects("left").await, ["1", "2", "3", "4", "5"]);
    assert_eq!(effect_count(&db).await, 16);
    second.engine.stop().await;
    pair.sender.engine.stop().await;
}

/// A turn is under way when the partition goes to another instance, which is told the same: the second waits for the
/// first, and sees what it did.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_owners_of_a_key_at_once_have_its_effect_once() {
    let Some(pair) = Pair::start(Kind::Postgres, Carrier::Local, "two owners").await else { return };
    pair.receiver.engine.stop().await;
    let (wire, direct) = (&pair.wire, pair.receiver_database.connect().await.unwrap());
    let start = async || {
        // It claims all, and looks at its leases so seldom that it does not notice when they are gone.
        direct.execute_unprepared("DELETE FROM instances").await.unwrap();
        direct.execute_unprepared("UPDATE leases SET expires_at = '2000-01-01'").await.unwrap();
        let config = EngineConfig { lease: Duration::from_secs(3_600), ..config(wire.receiver) };
        let db = pair.receiver_database.connect().await.unwrap();
        Station::start_with(config, wire.sender, db, wire.transport(wire.receiver)).await
    };
    let by_hand = wire.transport(wire.sender);
    let tell = |number, text: &str| {
        let (by_hand, message) = (Arc::clone(&by_hand), envelope(wire, "key", number, text));
        tokio::spawn(async move { publish(&by_hand, &[message]).await })
    };
    let first = start().await;
    tell(1, "before").await.unwrap();
    // The next entry of its story may come from elsewhere: the turn waits to see, with its transaction open.
    let hold = direct.begin().await.unwrap();
    let entry = "INSERT INTO story SELECT case_id, 2, municipality, at, day, actor, payload, payload_hash, hash FROM story";
    hold.execute_unprepared(entry).await.unwrap();

    let told = tell(2, "during");
    eventually("the first has it in hand", || async { waiting_for_locks(&direct).await == 1 }).await;
    let second = start().await;
    eventually("the second has it too", || async {
        // What comes before the second listens goes to the first, which has its hands full.
        drop(tell(2, "during"));
        waiting_for_locks(&direct).await == 2
    })
    .await;
    hold.rollback().await.unwrap();
    told.await.unwrap();
    tell(3, "after").await.unwrap();

    assert_eq!(effects(&direct, "key").await, ["before", "during", "after"]);
    second.engine.stop().await;
    first.engine.stop().await;
    pair.sender.engine.stop().await;
}
