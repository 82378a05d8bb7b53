//! Guarantees 2, 8, 9 and 24 with two instances: partitions move by lease, and who lost one cannot write.

use std::time::Duration;

use rstest::rstest;
use sea_orm::{ConnectionTrait, EntityTrait};
use testkit::{Kind, eventually, eventually_within};

use crate::world::{Carrier, Pair, Station, effect, effect_count};

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
        operations.lag().await.unwrap().outbox_unpublished == 1
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
