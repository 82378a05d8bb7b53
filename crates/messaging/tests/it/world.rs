//! Two small services that tell each other things: what one tells, the other writes in a ledger, once and in
//! order, or not at all.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, NaiveDate};
use domain::{CaseId, Moment, Municipality, Refusal};
use messaging::{
    Actor, AmqpTransport, Clock, Engine, EngineConfig, Envelope, LocalBroker, Now, Outcome, RequestContext,
    RequestError, SCHEMA, StoreError, StoryLine, Told, Transport, Tx, Unreadable,
};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use testkit::{Kind, TestDatabase, amqp_url, eventually_within};
use uuid::Uuid;

pub mod account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub count: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod effect {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "effects")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub text: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

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

#[derive(Debug)]
pub enum Input {
    /// Tell the peer these texts about this key, and write one line of our own.
    Tell { key: String, texts: Vec<String> },
    /// The peer told us.
    Heard { key: String, text: String },
}

impl Input {
    fn key(&self) -> &str {
        match self {
            Self::Tell { key, .. } | Self::Heard { key, .. } => key,
        }
    }
}

#[derive(Default)]
pub struct World {
    counts: BTreeMap<String, i64>,
    new: Vec<(String, i64, String)>,
}

pub struct Ledger {
    pub peer: String,
    /// Texts that make handling fail; a test empties it to mend the fault.
    pub poison: Arc<Mutex<HashSet<String>>>,
}

pub fn case_of(key: &str) -> CaseId {
    CaseId::new(Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()))
}

pub fn municipality() -> Municipality {
    "a-tenant:0001".parse().unwrap()
}

impl Actor for Ledger {
    type Input = Input;
    type World = World;
    type Change = (String, String);
    type Reply = u64;

    fn hear(&self, envelope: &Envelope) -> Result<Input, Unreadable> {
        let text = String::from_utf8(envelope.body.clone()).map_err(Unreadable::new)?;
        Ok(Input::Heard { key: envelope.key.clone(), text })
    }

    async fn load(&self, tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
        let keys: BTreeSet<&str> = inputs.iter().map(|input| input.key()).collect();
        let rows = account::Entity::find()
            .filter(account::Column::Key.is_in(keys))
            .order_by_asc(account::Column::Key)
            .lock(LockType::Update)
            .all(tx)
            .await?;
        Ok(World { counts: rows.into_iter().map(|row| (row.key, row.count)).collect(), new: Vec::new() })
    }

    fn handle(
        &self,
        input: &Input,
        world: &World,
        _moment: &Moment,
    ) -> Result<Outcome<(String, String), u64>, Refusal> {
        match input {
            Input::Tell { key, texts } => {
                if texts.is_empty() {
                    return Err(Refusal::precondition("nothing-to-tell", "Er is niets te vertellen."));
                }
                let told = texts.iter().map(|text| Told {
                    receiver: self.peer.clone(),
                    key: key.clone(),
                    kind: "nl.overheid.meedoen.test.told.v1".into(),
                    subject: key.clone(),
                    municipality: municipality(),
                    body: text.clone().into_bytes(),
                });
                let count = world.counts.get(key).copied().unwrap_or(0);
                Ok(Outcome::change((key.clone(), format!("asked {}", texts.join(","))))
                    .tell(told)
                    .story(StoryLine::new(case_of(key), &municipality(), "Er is iets verteld"))
                    .reply(u64::try_from(count + 1).unwrap()))
            }
            Input::Heard { key, text } => {
                if self.poison.lock().unwrap().contains(text) {
                    assert!(!text.starts_with("panic"), "a text that makes handling panic");
                    return Err(Refusal::precondition("poison", "Dit bericht is vergif."));
                }
                Ok(Outcome::change((key.clone(), text.clone())).story(StoryLine::new(
                    case_of(key),
                    &municipality(),
                    format!("Gehoord: {text}"),
                )))
            }
        }
    }

    fn apply(&self, world: &mut World, (key, text): (String, String)) {
        let count = world.counts.entry(key.clone()).or_insert(0);
        *count += 1;
        world.new.push((key, *count, text));
    }

    async fn save(&self, tx: &Tx, world: World) -> Result<(), StoreError> {
        if world.new.is_empty() {
            return Ok(());
        }
        let effects = world.new.into_iter().map(|(key, position, text)| effect::ActiveModel {
            key: Set(key),
            position: Set(position),
            text: Set(text),
        });
        effect::Entity::insert_many(effects).exec_without_returning(tx).await?;
        let counts = world
            .counts
            .into_iter()
            .map(|(key, count)| account::ActiveModel { key: Set(key), count: Set(count) });
        let newest =
            OnConflict::column(account::Column::Key).update_column(account::Column::Count).to_owned();
        account::Entity::insert_many(counts).on_conflict(newest).exec_without_returning(tx).await?;
        Ok(())
    }
}

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
        let unique = Uuid::new_v4().simple().to_string();
        let name =
            |role: &str| -> &'static str { Box::leak(format!("{role}-{}", &unique[..12]).into_boxed_str()) };
        Some(Self { carrier, local: LocalBroker::new(), amqp, sender: name("a"), receiver: name("b") })
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
        let poison = Arc::default();
        let ledger = Arc::new(Ledger { peer: peer.to_owned(), poison: Arc::clone(&poison) });
        let engine = Engine::start(ledger, db, Arc::new(TestClock), transport, config).await.unwrap();
        Self { engine, poison }
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
    effect::Entity::find().all(db).await.unwrap().len()
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
        let wire = Wire::new(carrier, test)?;
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
