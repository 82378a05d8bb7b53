//! What is around one service in its tests: the services that tell it things and hear what it tells, people who ask, and a
//! day that the test sets.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::{CaseId, Municipality, Role};
use messaging::{Delivery, Envelope, LocalBroker, SCHEMA, Transport, partition_of};
use prost::{Message, Name};
use proto::routes::{SERVICES, type_of};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use service::identity::{Identity, LocalIssuer, TokenFor};
use service::{BusinessClock, House, on_behalf};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::Request;
use uuid::Uuid;

use crate::wait::eventually;

/// Partitions of a service in tests.
const PARTITIONS: u16 = 8;

/// Who asks something of the service.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    pub user: &'a str,
    pub role: Role,
    /// Of a partner: which.
    pub organisation: Option<&'a str>,
    /// The municipality that the call is about; a token is good for all that the neighbours know.
    pub at: &'a str,
    /// What makes a repeated call the same call.
    pub key: Option<&'a str>,
}

impl<'a> Asker<'a> {
    pub const fn new(user: &'a str, role: Role, at: &'a str) -> Self {
        Self { user, role, organisation: None, at, key: None }
    }
}

/// The house around one service.
pub struct Neighbours {
    service: &'static str,
    /// The first is where tests happen.
    municipalities: Vec<Municipality>,
    pub house: House,
    pub issuer: LocalIssuer,
    broker: Arc<LocalBroker>,
    heard: Arc<Mutex<Vec<Envelope>>>,
    /// The last number of each sender under each key.
    sent: Mutex<BTreeMap<(String, String), u64>>,
    stop: CancellationToken,
    _stops: DropGuard,
}

impl Neighbours {
    /// Around a service on a day. What others tell is about the first of the municipalities.
    pub fn around(service: &'static str, municipalities: &[&str], today: &str) -> Self {
        let municipalities: Vec<_> = municipalities.iter().map(|one| municipality(one)).collect();
        let issuer = LocalIssuer::fresh(&municipalities).unwrap();
        let broker = LocalBroker::new();
        let house = House {
            clock: BusinessClock::new(Some(today.parse().unwrap())),
            transport: Arc::<LocalBroker>::clone(&broker),
            identity: Identity::trying_out(&issuer, &[]),
        };
        let stop = CancellationToken::new();
        Self {
            service,
            municipalities,
            house,
            issuer,
            broker,
            heard: Arc::default(),
            sent: Mutex::default(),
            _stops: stop.clone().drop_guard(),
            stop,
        }
    }

    /// Moves the day.
    pub fn advance(&self, day: &str) {
        self.house.clock.simulated().unwrap().advance(day.parse().unwrap()).unwrap();
    }

    /// The next message of a sender about a case, as the service gets it.
    pub fn tells<M: Message + Name>(&self, sender: &str, case: CaseId, message: &M) -> Envelope {
        let told = service::tell(case, &self.municipalities[0], message);
        let told = told.into_iter().find(|told| told.receiver == self.service).unwrap();
        let number = {
            let mut sent = self.sent.lock().unwrap();
            let number = sent.entry((sender.to_owned(), told.key.clone())).or_default();
            *number += 1;
            *number
        };
        let (id, now) = (Uuid::new_v4(), self.house.clock.shared().now());
        Envelope {
            id,
            kind: told.kind,
            sender: sender.to_owned(),
            receiver: told.receiver,
            key: told.key,
            number,
            subject: told.subject,
            municipality: told.municipality,
            correlation: id,
            causation: id,
            story: None,
            views: None,
            traceparent: None,
            schema: SCHEMA,
            actor: sender.to_owned(),
            day: now.day,
            at: now.instant,
            body: told.body,
        }
    }

    /// Delivers, and waits until the service has committed.
    pub async fn deliver(&self, envelopes: &[Envelope]) {
        let with_partition = |one: &Envelope| (partition_of(&one.key, PARTITIONS), Arc::new(one.clone()));
        let batch: Vec<_> = envelopes.iter().map(with_partition).collect();
        // Until the service has its leases there is no queue.
        eventually("the service takes what it is told", || async {
            self.broker.publish(&batch).await.iter().all(Result::is_ok)
        })
        .await;
    }

    /// From now on the other services hear what they are told, each message once, as an inbox would.
    pub fn listen(&self) {
        for service in SERVICES.into_iter().filter(|service| *service != self.service) {
            for partition in 0..PARTITIONS {
                self.hear(service, partition);
            }
        }
    }

    fn hear(&self, service: &'static str, partition: u16) {
        let (sink, mut deliveries) = mpsc::channel::<Delivery>(64);
        let (consuming, stop) = (Arc::clone(&self.broker), self.stop.clone());
        tokio::spawn(async move { consuming.consume(service, partition, 64, sink, stop).await });
        let (heard, broker) = (Arc::clone(&self.heard), Arc::clone(&self.broker));
        tokio::spawn(async move {
            while let Some(delivery) = deliveries.recv().await {
                let envelope = delivery.message.unwrap();
                {
                    let mut heard = heard.lock().unwrap();
                    if heard.iter().all(|known| known.id != envelope.id) {
                        heard.push(envelope);
                    }
                }
                broker.acknowledge(vec![delivery.receipt]).await;
            }
        });
    }

    /// What was heard of this kind so far, where the envelope is one of those.
    pub fn heard<M>(&self, among: impl Fn(&Envelope) -> bool) -> Vec<M>
    where
        M: Message + Name + Default,
    {
        let heard = self.heard.lock().unwrap();
        let of_kind = heard.iter().filter(|one| one.kind == type_of::<M>() && among(one));
        of_kind.map(|one| M::decode(one.body.as_slice()).unwrap()).collect()
    }

    /// A token of someone.
    pub fn token(&self, who: Asker<'_>) -> String {
        let wanted = TokenFor {
            user: who.user.to_owned(),
            organisation: who.organisation.map(str::to_owned),
            roles: vec![who.role],
            municipalities: self.municipalities.clone(),
            valid_for: Duration::from_secs(600),
        };
        self.issuer.token(&wanted).unwrap()
    }

    /// What someone asks of the service.
    pub fn asks<T>(&self, who: Asker<'_>, message: T) -> Request<T> {
        on_behalf(message, &self.token(who), &municipality(who.at), who.key).unwrap()
    }
}

pub fn municipality(text: &str) -> Municipality {
    text.parse().unwrap()
}

/// What a service has told and nobody took yet, oldest first: all of it where no other service listens.
pub async fn outbox(db: &DatabaseConnection) -> Vec<Envelope> {
    let sql = "SELECT envelope, body FROM outbox ORDER BY at, number";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let envelope = |row: &sea_orm::QueryResult| {
        let text: String = row.try_get("", "envelope").unwrap();
        Envelope { body: row.try_get("", "body").unwrap(), ..serde_json::from_str(&text).unwrap() }
    };
    rows.iter().map(envelope).collect()
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Each test on SQLite, and on PostgreSQL where there is one: `on_both!(crate::world::run; this_test, that_test)`.
#[macro_export]
macro_rules! on_both {
    ($run:path; $($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { $run($crate::Kind::Sqlite, stringify!($name), super::$name).await; })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { $run($crate::Kind::Postgres, stringify!($name), super::$name).await; })+
        }
    };
}
