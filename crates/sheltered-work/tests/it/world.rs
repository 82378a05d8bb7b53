use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::{CaseId, Municipality, PersonId, Role};
use messaging::{Envelope, LocalBroker, SCHEMA, Told, partition_of};
use proto::common::v1::{CaseRef, Fact, fact};
use proto::sheltered_work::v1 as pb;
use proto::sheltered_work::v1::sheltered_work_service_client::ShelteredWorkServiceClient;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use service::identity::{Identity, LocalIssuer, TokenFor};
use service::{BusinessClock, Embedded, House, Refused, Settings, embed, on_behalf};
use sheltered_work::ShelteredWork;
use testkit::{Kind, TestDatabase, eventually};
use tonic::Request;
use uuid::Uuid;

pub const HERE: &str = "a-tenant:0001";
pub const THERE: &str = "a-tenant:0002";
pub const TODAY: &str = "2026-03-02";

/// The service with a database of its own, and who talks to it.
pub struct World {
    _database: TestDatabase,
    _folder: tempfile::TempDir,
    pub db: DatabaseConnection,
    settings: Settings,
    house: House,
    issuer: LocalIssuer,
    service: Embedded,
    /// The last number workflow gave out.
    sent: AtomicU64,
}

pub fn municipality(text: &str) -> Municipality {
    text.parse().unwrap()
}

pub fn case(number: u128) -> CaseId {
    CaseId::new(Uuid::from_u128(number + 1))
}

fn case_ref(number: u128) -> Option<CaseRef> {
    let person = PersonId::new(Uuid::from_u128(number + 1_000_001));
    Some(CaseRef::of(case(number), person, &municipality(HERE)))
}

pub fn request(number: u128) -> pb::RequestPlace {
    pb::RequestPlace { case: case_ref(number), facts: Vec::new() }
}

/// Of someone who needs care and has no own network for it.
pub fn request_with_support(number: u128) -> pb::RequestPlace {
    let facts = vec![Fact {
        key: "care_needed".into(),
        value: Some(fact::Value::YesNo(true)),
        source: "consultant".into(),
        stated_on: TODAY.into(),
    }];
    pb::RequestPlace { facts, ..request(number) }
}

pub fn release(number: u128) -> pb::ReleasePlace {
    pb::ReleasePlace { case: case_ref(number), reason: "ended".into() }
}

impl World {
    /// `None` when the test is skipped.
    pub async fn on(kind: Kind, test: &str) -> Option<Self> {
        let database = TestDatabase::new(kind, test).await.unwrap()?;
        let folder = tempfile::tempdir().unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&here.join("tests/policies"), folder.path());
        copy(&here.join("../../deploy/policies/national"), &folder.path().join("national"));

        let issuer = LocalIssuer::fresh(&[municipality(HERE), municipality(THERE)]).unwrap();
        let house = House {
            clock: BusinessClock::new(TODAY.parse().ok()),
            transport: LocalBroker::new(),
            identity: Identity::trying_out(&issuer, &[]),
        };
        let mut settings = Settings::embedded("sheltered-work", folder.path(), folder.path());
        settings.database.url = database.url.clone().into();
        let service = embed::<ShelteredWork>(settings.clone(), &house).await.unwrap();
        let db = database.connect().await.unwrap();
        Some(Self {
            _database: database,
            _folder: folder,
            db,
            settings,
            house,
            issuer,
            service,
            sent: AtomicU64::new(0),
        })
    }

    /// A command on its way; commands keep their order.
    pub fn command<M: prost::Message + prost::Name>(&self, number: u128, message: &M) -> Arc<Envelope> {
        let [told] =
            <[Told; 1]>::try_from(service::tell(case(number), &municipality(HERE), message)).unwrap();
        let (day, id) = (TODAY.parse().unwrap(), Uuid::new_v4());
        Arc::new(Envelope {
            id,
            kind: told.kind,
            sender: "workflow".into(),
            receiver: told.receiver,
            key: told.key,
            number: self.sent.fetch_add(1, Ordering::SeqCst) + 1,
            subject: told.subject,
            municipality: told.municipality,
            correlation: id,
            causation: id,
            story: None,
            traceparent: None,
            schema: SCHEMA,
            actor: "workflow".into(),
            day,
            at: self.house.clock.shared().now().instant,
            body: told.body,
        })
    }

    /// Another instance of the service on the same database.
    pub async fn another(&self) -> Embedded {
        embed::<ShelteredWork>(self.settings.clone(), &self.house).await.unwrap()
    }

    /// Delivers, and waits until the service has committed.
    pub async fn deliver(&self, envelopes: &[Arc<Envelope>]) {
        let batch: Vec<_> =
            envelopes.iter().map(|envelope| (partition_of(&envelope.key, 8), Arc::clone(envelope))).collect();
        eventually("the service takes what it is sent", || async {
            self.house.transport.publish(&batch).await.iter().all(Result::is_ok)
        })
        .await;
    }

    pub async fn send<M: prost::Message + prost::Name>(&self, number: u128, message: &M) {
        self.deliver(&[self.command(number, message)]).await;
    }

    /// What workflow was told, oldest first.
    pub async fn told(&self) -> Vec<Envelope> {
        let sql = "SELECT envelope, body FROM outbox ORDER BY number";
        let rows =
            self.db.query_all_raw(Statement::from_string(self.db.get_database_backend(), sql)).await.unwrap();
        rows.iter()
            .map(|row| {
                let text: String = row.try_get("", "envelope").unwrap();
                let body = row.try_get("", "body").unwrap();
                Envelope { body, ..serde_json::from_str(&text).unwrap() }
            })
            .collect()
    }

    /// The bare names of the events about a case, oldest first.
    pub async fn events(&self, number: u128) -> Vec<String> {
        let own = self.told().await.into_iter().filter(|told| told.subject == case(number).to_string());
        own.map(|told| told.kind.split('.').nth(4).unwrap_or_default().to_owned()).collect()
    }

    /// All events of one kind.
    pub async fn all<M: prost::Message + prost::Name + Default>(&self) -> Vec<M> {
        let kind = proto::routes::type_of::<M>();
        let own = self.told().await.into_iter().filter(|told| told.kind == kind);
        own.map(|told| M::decode(told.body.as_slice()).unwrap()).collect()
    }

    pub fn client(&self) -> ShelteredWorkServiceClient<service::Line> {
        ShelteredWorkServiceClient::new(self.client_line())
    }

    pub fn client_line(&self) -> service::Line {
        self.service.line.clone()
    }

    /// A request of someone with this role, acting here.
    pub fn by<T>(&self, role: Role, message: T) -> Request<T> {
        self.by_at(role, HERE, message)
    }

    pub fn by_at<T>(&self, role: Role, at: &str, message: T) -> Request<T> {
        self.with_key(role, at, None, message)
    }

    pub fn with_key<T>(&self, role: Role, at: &str, key: Option<&str>, message: T) -> Request<T> {
        let wanted = TokenFor {
            user: "someone".into(),
            organisation: None,
            roles: vec![role],
            municipalities: vec![municipality(at)],
            valid_for: Duration::from_secs(600),
        };
        on_behalf(message, &self.issuer.token(&wanted).unwrap(), &municipality(at), key).unwrap()
    }

    /// UWV advises; the rule when it is refused.
    pub async fn advise(&self, number: u128, valid_until: Option<&str>) -> Result<(), String> {
        let message = pb::RecordAdviceRequest {
            case_id: case(number).to_string(),
            positive: valid_until.is_some(),
            valid_until: valid_until.unwrap_or_default().into(),
        };
        let advised = self.client().record_advice(self.by(Role::ClientSystem, message)).await;
        advised.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
    }

    pub async fn indication(&self, number: u128) -> pb::GetIndicationResponse {
        let message = pb::GetIndicationRequest { case_id: case(number).to_string() };
        let request = self.by(Role::ReintegrationConsultant, message);
        self.client().get_indication(request).await.unwrap().into_inner()
    }

    /// Moves the clock.
    pub fn on_day(&self, day: &str) {
        self.house.clock.simulated().unwrap().advance(day.parse().unwrap()).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Runs a test on SQLite, and on PostgreSQL when there is one.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { crate::world::run(testkit::Kind::Sqlite, stringify!($name), super::$name).await; })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { crate::world::run(testkit::Kind::Postgres, stringify!($name), super::$name).await; })+
        }
    };
}
pub(crate) use on_both;

pub async fn run<F: Future<Output = ()>>(kind: Kind, name: &str, test: impl FnOnce(Arc<World>) -> F) {
    if let Some(world) = World::on(kind, name).await {
        test(Arc::new(world)).await;
    }
}
