//! Two small services that tell each other things, and what carries their messages.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, NaiveDate};
use lapin::BasicProperties;
use lapin::options::BasicPublishOptions;
use messaging::{
    AmqpTransport, Clock, Engine, EngineConfig, Envelope, LocalBroker, Now, RequestContext, RequestError,
    SCHEMA, Transport,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    Statement,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use testkit::{Kind, TestDatabase, amqp_url, eventually_within};
use uuid::Uuid;

use crate::ledger::Store;
pub use crate::ledger::{Input, Ledger, PASS_ON, case_of, effect, municipality};

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        messaging::migrations()
    }
}

const TABLES: [&str; 2] = [
    "CREATE TABLE accounts (key varchar(80) NOT NULL PRIMARY KEY, count bigint NOT NULL)",
    "CREATE TABLE effects (key varchar(80) NOT NULL, position bigint NOT NULL, text text NOT NULL, PRIMARY KEY (key, position))",
];

pub struct TestClock;

impl Clock for TestClock {
    fn now(&self) -> Now {
        Now {
            day: NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(),
            instant: DateTime::from_timestamp(1_767_604_000, 0).unwrap(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    Local,
    Amqp,
}

/// What carries messages in one test, under names of its own on a shared broker.
#[derive(Clone)]
pub struct Wire {
    pub carrier: Carrier,
    local: Arc<LocalBroker>,
    pub amqp: String,
    pub sender: &'static str,
    pub receiver: &'static str,
}

impl Wire {
    pub fn new(carrier: Carrier, test: &str) -> Option<Self> {
        let amqp = match carrier {
            Carrier::Local => String::new(),
            Carrier::Amqp => amqp_url(test)?,
        };
        Some(Self::at(carrier, amqp))
    }

    fn at(carrier: Carrier, amqp: String) -> Self {
        let unique = Uuid::new_v4().simple().to_string();
        let name =
            |role: &str| -> &'static str { Box::leak(format!("{role}-{}", &unique[..12]).into_boxed_str()) };
        Self { carrier, local: LocalBroker::new(), amqp, sender: name("a"), receiver: name("b") }
    }

    pub fn transport(&self, service: &str) -> Arc<dyn Transport> {
        self.transport_at(service, &self.amqp)
    }

    pub fn transport_at(&self, service: &str, amqp: &str) -> Arc<dyn Transport> {
        match self.carrier {
            Carrier::Local => Arc::clone(&self.local) as Arc<dyn Transport>,
            Carrier::Amqp => Arc::new(AmqpTransport::new(amqp, service, &[self.sender, self.receiver])),
        }
    }
}

/// One running instance of one of the two services.
pub struct Station {
    pub engine: Engine<Ledger>,
    pub poison: Arc<Mutex<HashSet<String>>>,
    pub store: Arc<Mutex<Store>>,
}

pub async fn prepare(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    for table in TABLES {
        db.execute_unprepared(table).await.unwrap();
    }
}

pub fn config(service: &'static str) -> EngineConfig {
    EngineConfig { lease: Duration::from_secs(2), ..EngineConfig::new(service) }
}

impl Station {
    pub async fn start(
        service: &'static str,
        peer: &str,
        db: DatabaseConnection,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self::start_with(config(service), peer, db, transport).await
    }

    pub async fn start_with(
        config: EngineConfig,
        peer: &str,
        db: DatabaseConnection,
        transport: Arc<dyn Transport>,
    ) -> Self {
        let (poison, store) = (Arc::default(), Arc::default());
        let peer = peer.to_owned();
        let ledger = Arc::new(Ledger { peer, poison: Arc::clone(&poison), store: Arc::clone(&store) });
        let engine = Engine::start(ledger, db, Arc::new(TestClock), transport, config).await.unwrap();
        Self { engine, poison, store }
    }

    pub async fn tell(&self, key: &str, texts: &[&str]) -> Result<u64, RequestError> {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        self.engine.request(Input::Tell { key: key.to_owned(), texts }, RequestContext::by("tester")).await
    }

    pub async fn effects(&self, key: &str) -> Vec<String> {
        effects(self.engine.db(), key).await
    }
}

pub async fn effects(db: &DatabaseConnection, key: &str) -> Vec<String> {
    let rows = effect::Entity::find()
        .filter(effect::Column::Key.eq(key))
        .order_by_asc(effect::Column::Position)
        .all(db)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.text).collect()
}

pub async fn effect_count(db: &DatabaseConnection) -> usize {
    usize::try_from(effect::Entity::find().count(db).await.unwrap()).unwrap()
}

/// A sender and a receiver, each on its own database, on one wire.
pub struct Pair {
    pub wire: Wire,
    pub sender_database: TestDatabase,
    pub receiver_database: TestDatabase,
    pub sender: Station,
    pub receiver: Station,
}

impl Pair {
    pub async fn start(kind: Kind, carrier: Carrier, test: &str) -> Option<Self> {
        Self::on(Wire::new(carrier, test)?, kind, test).await
    }

    /// On a RabbitMQ of the test's own.
    pub async fn start_at(kind: Kind, amqp: &str, test: &str) -> Option<Self> {
        Self::on(Wire::at(Carrier::Amqp, amqp.to_owned()), kind, test).await
    }

    async fn on(wire: Wire, kind: Kind, test: &str) -> Option<Self> {
        let sender_database = TestDatabase::new(kind, test).await.unwrap()?;
        let receiver_database = TestDatabase::new(kind, test).await.unwrap()?;
        let (sender_db, receiver_db) =
            (sender_database.connect().await.unwrap(), receiver_database.connect().await.unwrap());
        prepare(&sender_db).await;
        prepare(&receiver_db).await;
        let sender = Station::start(wire.sender, wire.receiver, sender_db, wire.transport(wire.sender)).await;
        let receiver =
            Station::start(wire.receiver, wire.sender, receiver_db, wire.transport(wire.receiver)).await;
        Some(Self { wire, sender_database, receiver_database, sender, receiver })
    }

    /// Waits until the receiver wrote so many lines.
    pub async fn received(&self, count: usize) {
        eventually_within(Duration::from_secs(60), &format!("{count} messages are handled"), || async {
            effect_count(self.receiver.engine.db()).await >= count
        })
        .await;
    }

    pub async fn stop(self) {
        self.sender.engine.stop().await;
        self.receiver.engine.stop().await;
    }
}

/// A message made by hand, as if a sender told it.
pub fn envelope(wire: &Wire, key: &str, number: u64, text: &str) -> Arc<Envelope> {
    Arc::new(Envelope {
        id: Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{}/{key}/{number}", wire.sender).as_bytes()),
        kind: "nl.overheid.meedoen.test.told.v1".into(),
        sender: wire.sender.into(),
        receiver: wire.receiver.into(),
        key: key.into(),
        number,
        subject: key.into(),
        municipality: municipality(),
        correlation: Uuid::nil(),
        causation: Uuid::nil(),
        story: None,
        views: None,
        traceparent: None,
        schema: SCHEMA,
        actor: "tester".into(),
        day: NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(),
        at: DateTime::from_timestamp(1_767_604_000, 0).unwrap(),
        body: text.as_bytes().to_vec(),
    })
}

/// Publishes by hand until the broker takes it.
pub async fn publish(transport: &Arc<dyn Transport>, envelopes: &[Arc<Envelope>]) {
    for envelope in envelopes {
        let batch = [(messaging::partition_of(&envelope.key, 8), Arc::clone(envelope))];
        eventually_within(Duration::from_secs(30), "the broker takes it", || async {
            transport.publish(&batch).await.iter().all(Result::is_ok)
        })
        .await;
    }
}

/// A channel to the broker for what no transport of ours does.
pub async fn channel(wire: &Wire) -> lapin::Channel {
    let broker =
        lapin::Connection::connect(&wire.amqp, lapin::ConnectionProperties::default()).await.unwrap();
    broker.create_channel().await.unwrap()
}

/// The queue of the receiver on which messages about a key come.
pub fn queue_of(wire: &Wire, key: &str) -> String {
    format!("meedoen.{}.{}", wire.receiver, messaging::partition_of(key, 8))
}

/// Puts bytes that are no envelope on the receiver's queue.
pub async fn publish_raw(wire: &Wire, key: &str, body: &[u8]) {
    let (channel, queue) = (channel(wire).await, queue_of(wire, key));
    let (options, properties) = (BasicPublishOptions::default(), BasicProperties::default());
    channel
        .basic_publish("".into(), queue.as_str().into(), options, body, properties)
        .await
        .unwrap()
        .await
        .unwrap();
}

/// How many sessions of a PostgreSQL database wait for a lock.
pub async fn waiting_for_locks(db: &DatabaseConnection) -> i64 {
    let sql = "SELECT count(*) AS rows FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "rows").unwrap()
}
