//! What the two services of the suite do: what one tells, the other writes in a ledger, once and in order, or not at
//! all.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use domain::{CaseId, Moment, Municipality, Refusal};
use messaging::rows::Writes;
use messaging::{Actor, Envelope, Outcome, StoreError, StoryLine, Told, Tx, Unreadable};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnAcquireErr, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
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

/// Begins a text that is told on when it is heard.
pub const PASS_ON: &str = "pass on: ";

#[derive(Debug)]
pub enum Input {
    /// Tell the peer these texts about this key, and write one line of our own.
    Tell { key: String, texts: Vec<String> },
    /// The peer told us; what begins with [`PASS_ON`] is told back without it.
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

/// How often the store is to fail as if it were away, and when it was asked.
#[derive(Default)]
pub struct Store {
    pub fails: u32,
    /// Keys whose row cannot be read, however often it is asked.
    pub spoiled: BTreeSet<String>,
    pub tries: Vec<Instant>,
}

pub struct Ledger {
    pub peer: String,
    pub store: Arc<Mutex<Store>>,
    /// Texts that make handling fail; a test empties it to mend the fault.
    pub poison: Arc<Mutex<HashSet<String>>>,
}

/// A key that is an id is the case's own.
pub fn case_of(key: &str) -> CaseId {
    key.parse().unwrap_or_else(|_| CaseId::new(Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes())))
}

pub fn municipality() -> Municipality {
    "a-tenant:0001".parse().unwrap()
}

impl Ledger {
    fn ask_store(&self, keys: &BTreeSet<&str>) -> Result<(), StoreError> {
        let mut store = self.store.lock().unwrap();
        store.tries.push(Instant::now());
        if let Some(key) = keys.iter().find(|key| store.spoiled.contains(**key)) {
            return Err(StoreError::unreadable("accounts", key, "spoiled"));
        }
        if store.fails == 0 {
            return Ok(());
        }
        store.fails -= 1;
        Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout).into())
    }

    fn told(&self, key: &str, text: &str) -> Told {
        Told {
            receiver: self.peer.clone(),
            key: key.to_owned(),
            kind: "nl.overheid.meedoen.test.told.v1".into(),
            subject: key.to_owned(),
            municipality: municipality(),
            body: text.as_bytes().to_vec(),
        }
    }
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
        self.ask_store(&keys)?;
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
                let told = texts.iter().map(|text| self.told(key, text));
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
                let told = text.strip_prefix(PASS_ON).map(|text| self.told(key, text));
                let line = StoryLine::new(case_of(key), &municipality(), format!("Gehoord: {text}"));
                Ok(Outcome::change((key.clone(), text.clone())).tell(told).story(line))
            }
        }
    }

    fn apply(&self, world: &mut World, (key, text): (String, String)) {
        let count = world.counts.entry(key.clone()).or_insert(0);
        *count += 1;
        world.new.push((key, *count, text));
    }

    fn save(&self, world: World) -> Result<Writes, StoreError> {
        let mut writes = Writes::default();
        if world.new.is_empty() {
            return Ok(writes);
        }
        let effects = world.new.into_iter().map(|(key, position, text)| effect::ActiveModel {
            key: Set(key),
            position: Set(position),
            text: Set(text),
        });
        writes.add(effects.collect());
        let counts = world.counts.into_iter();
        let counts = counts.map(|(key, count)| account::ActiveModel { key: Set(key), count: Set(count) });
        writes.put(counts.collect(), [account::Column::Count]);
        Ok(writes)
    }
}
