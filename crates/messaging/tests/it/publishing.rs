//! Guarantees 3, 4 and 6: what is committed goes out whatever its number or place, what is not is told to nobody, and
//! what no queue takes stays in the outbox.

use std::time::Duration;

use lapin::options::{QueueDeclareOptions, QueuePurgeOptions};
use lapin::types::FieldTable;
use messaging::{EngineConfig, RequestError, partition_of};
use rstest::rstest;
use sea_orm::{ConnectionTrait, TransactionTrait};
use testkit::{Kind, OwnServers, eventually, eventually_within, long};

use crate::world::{
    Carrier, Pair, Station, Wire, case_of, channel, config, effect_count, effects, queue_of,
    waiting_for_locks,
};

/// A turn that stays open while others, begun later, are committed and sent: whichever of their ids is lower, its
/// messages still go out.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_commits_last_is_still_sent(
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(Kind::Postgres, carrier, "an open transaction").await else { return };
    let direct = pair.sender_database.connect().await.unwrap();
    let wire = &pair.wire;
    let other = pair.sender_database.connect().await.unwrap();
    let other = Station::start(wire.sender, wire.receiver, other, wire.transport(wire.sender)).await;
    pair.sender.tell("late", &["first"]).await.unwrap();
    pair.received(1).await;

    // The next entry of its story may come from elsewhere: the turn waits to see, with its transaction open.
    let hold = direct.begin().await.unwrap();
    let entry = format!(
        "INSERT INTO story SELECT case_id, 2, municipality, at, day, actor, payload, payload_hash, hash FROM story \
         WHERE case_id = '{}'",
        case_of("late")
    );
    hold.execute_unprepared(&entry).await.unwrap();
    let told = async { pair.sender.tell("late", &["second", "third"]).await.unwrap() };
    let meanwhile = async {
        eventually("the turn waits with its transaction open", || async {
            waiting_for_locks(&direct).await > 0
        })
        .await;
        for number in 0..20 {
            other.tell(&format!("key-{number}"), &["meanwhile"]).await.unwrap();
        }
        pair.received(21).await;
        if long() {
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        assert_eq!(pair.receiver.effects("late").await, ["first"]);
        hold.rollback().await.unwrap();
    };
    tokio::join!(told, meanwhile);

    pair.received(23).await;
    assert_eq!(pair.receiver.effects("late").await, ["first", "second", "third"]);
    other.engine.stop().await;
    pair.stop().await;
}

/// The commit fails for good: the person hears so, and the peer hears nothing, then or later.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_committed_is_told_to_nobody(#[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier) {
    let Some(pair) = Pair::start(Kind::Postgres, carrier, "not committed").await else { return };
    pair.sender.tell("key", &["before"]).await.unwrap();
    pair.received(1).await;
    let direct = pair.sender_database.connect().await.unwrap();
    for sql in [
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
        "CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON effects DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()",
    ] {
        direct.execute_unprepared(sql).await.unwrap();
    }
    let asked = pair.sender.tell("key", &["never"]).await;
    assert!(matches!(asked, Err(RequestError::Fault(_))), "{asked:?}");
    direct.execute_unprepared("DROP TRIGGER fail ON effects").await.unwrap();

    pair.sender.tell("key", &["after"]).await.unwrap();
    pair.received(2).await;
    assert_eq!(pair.receiver.effects("key").await, ["before", "after"]);
    pair.stop().await;
}

/// Nothing takes it: the broker says so, the outbox keeps it and shows it, and it goes out when the way is there again.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_binding_that_is_gone_loses_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Amqp, "a binding that is gone").await else { return };
    pair.sender.tell("key", &["before"]).await.unwrap();
    pair.received(1).await;

    let (wire, broker) = (&pair.wire, channel(&pair.wire).await);
    let (exchange, place) = (format!("meedoen.{}", wire.sender), partition_of("key", 8));
    let route = format!("{}.{place}", wire.receiver);
    let queue = queue_of(wire, "key");
    broker
        .queue_unbind(
            queue.as_str().into(),
            exchange.as_str().into(),
            route.as_str().into(),
            FieldTable::default(),
        )
        .await
        .unwrap();
    pair.sender.tell("key", &["one", "two"]).await.unwrap();
    let operations = pair.sender.engine.operations();
    eventually("they are seen to stay", || async {
        let lag = operations.lag().await.unwrap();
        lag.outbox_unpublished == 2 && lag.outbox_oldest_seconds >= 3
    })
    .await;
    assert_eq!(pair.receiver.effects("key").await, ["before"]);

    // Whoever starts declares what it needs.
    let db = pair.receiver_database.connect().await.unwrap();
    let next = Station::start(wire.receiver, wire.sender, db, wire.transport(wire.receiver)).await;
    pair.received(3).await;
    assert_eq!(pair.receiver.effects("key").await, ["before", "one", "two"]);
    next.engine.stop().await;
    pair.stop().await;
}

/// A broker without room on its disk takes nothing: what is told is seen to stay, and goes out when there is room.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_with_a_disk_alarm_loses_nothing() {
    if testkit::amqp_url("a disk alarm").is_none() {
        return;
    }
    let own = OwnServers::start().await.unwrap();
    let (_, amqp) = own.urls().await.unwrap();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(pair) = Pair::start_at(kind, &amqp, "a disk alarm").await else { continue };
        pair.sender.tell("key", &["before"]).await.unwrap();
        pair.received(1).await;

        own.broker(&["set_disk_free_limit", "1000000GB"]).await.unwrap();
        pair.sender.tell("key", &["one"]).await.unwrap();
        pair.sender.tell("key", &["two"]).await.unwrap();
        let operations = pair.sender.engine.operations();
        eventually_within(Duration::from_secs(60), "they are seen to stay", || async {
            let lag = operations.lag().await.unwrap();
            lag.outbox_unpublished == 2 && lag.outbox_oldest_seconds >= 3
        })
        .await;
        assert_eq!(pair.receiver.effects("key").await, ["before"]);

        own.broker(&["set_disk_free_limit", "1MB"]).await.unwrap();
        pair.received(3).await;
        eventually("the outbox is empty", || async {
            operations.lag().await.unwrap().outbox_unpublished == 0
        })
        .await;
        assert_eq!(pair.receiver.effects("key").await, ["before", "one", "two"]);
        pair.stop().await;
    }
}

/// A broker that confirms and then loses what it has, while it keeps its queues: the kept span is sent again on
/// command, and only what was lost has an effect.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_broker_lost_after_its_word_is_sent_again_on_command(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Amqp, "purged").await else { return };
    pair.sender.tell("key", &["1", "2"]).await.unwrap();
    pair.received(2).await;
    pair.receiver.engine.stop().await;
    pair.sender.tell("key", &["3", "4"]).await.unwrap();
    let operations = pair.sender.engine.operations();
    eventually("all is confirmed", || async { operations.lag().await.unwrap().outbox_unpublished == 0 })
        .await;
    let (wire, broker, queue) = (&pair.wire, channel(&pair.wire).await, queue_of(&pair.wire, "key"));
    let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    eventually("the queue holds them", || async {
        let found = broker.queue_declare(queue.as_str().into(), passive, FieldTable::default()).await;
        found.unwrap().message_count() == 2
    })
    .await;
    broker.queue_purge(queue.as_str().into(), QueuePurgeOptions::default()).await.unwrap();

    let db = pair.receiver_database.connect().await.unwrap();
    let next = Station::start(wire.receiver, wire.sender, db.clone(), wire.transport(wire.receiver)).await;
    pair.sender.tell("key", &["5"]).await.unwrap();
    let held = next.engine.operations();
    eventually("the gap is seen", || async { held.lag().await.unwrap().early == 1 }).await;
    assert_eq!(effects(&db, "key").await, ["1", "2"]);
    assert_eq!(operations.resend(Some(wire.receiver)).await.unwrap(), 5);
    eventually("the gap is closed", || async { effects(&db, "key").await == ["1", "2", "3", "4", "5"] })
        .await;
    assert_eq!(effect_count(&db).await, 5);
    next.engine.stop().await;
    pair.sender.engine.stop().await;
}

/// A process dies between its commit and its publication: the sweep of the next one sends what it left.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_dead_instance_left_is_sent_by_another(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "left in the outbox").await else { return };
    pair.sender.engine.stop().await;
    let (wire, db) = (&pair.wire, pair.sender_database.connect().await.unwrap());
    // It commits what it tells, and has no way to send it; then it is gone with all that it had in memory.
    let nowhere = Wire::new(Carrier::Local, "nowhere").unwrap().transport(wire.sender);
    let first = Station::start(wire.sender, wire.receiver, db.clone(), nowhere).await;
    for text in ["1", "2", "3"] {
        first.tell("key", &[text]).await.unwrap();
    }
    first.engine.stop().await;

    let slow = EngineConfig { lease: Duration::from_secs(2), ..config(wire.sender) };
    let second = Station::start_with(slow, wire.receiver, db, wire.transport(wire.sender)).await;
    eventually_within(Duration::from_secs(20), "all were sent", || async {
        pair.receiver.effects("key").await == ["1", "2", "3"]
    })
    .await;
    second.engine.stop().await;
    pair.receiver.engine.stop().await;
}
