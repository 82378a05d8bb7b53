use std::path::Path;
use std::sync::Arc;

use domain::{CaseId, PersonId, Role};
use messaging::Envelope;
use proto::common::v1::{CaseRef, Fact, fact};
use proto::sheltered_work::v1 as pb;
use proto::sheltered_work::v1::sheltered_work_service_client::ShelteredWorkServiceClient;
use sea_orm::DatabaseConnection;
use service::{Embedded, Refused, Settings, embed};
use sheltered_work::ShelteredWork;
use testkit::{Asker, Kind, Neighbours, TestDatabase, copy_folder, eventually, municipality, outbox};
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
    around: Neighbours,
    service: Embedded,
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
        Some(Self::over(TestDatabase::new(kind, test).await.unwrap()?).await)
    }

    /// On a database that may hold something already.
    pub async fn over(database: TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy_folder(&here.join("tests/policies"), folder.path());
        copy_folder(&here.join("../../deploy/policies/national"), &folder.path().join("national"));
        let around = Neighbours::around("sheltered-work", &[HERE, THERE], TODAY);
        let mut settings = Settings::embedded("sheltered-work", folder.path(), folder.path());
        settings.database.url = database.url.clone().into();
        let service = embed::<ShelteredWork>(settings.clone(), &around.house).await.unwrap();
        let db = database.connect().await.unwrap();
        Self { _database: database, _folder: folder, db, settings, around, service }
    }

    /// A command of workflow on its way; commands keep their order.
    pub fn command<M: prost::Message + prost::Name>(&self, number: u128, message: &M) -> Envelope {
        self.around.tells("workflow", case(number), message)
    }

    /// Another instance of the service on the same database.
    pub async fn another(&self) -> Embedded {
        embed::<ShelteredWork>(self.settings.clone(), &self.around.house).await.unwrap()
    }

    /// Delivers, and waits until the service has committed.
    pub async fn deliver(&self, envelopes: &[Envelope]) {
        self.around.deliver(envelopes).await;
    }

    pub async fn send<M: prost::Message + prost::Name>(&self, number: u128, message: &M) {
        self.deliver(&[self.command(number, message)]).await;
    }

    /// The bare names of the events about a case, oldest first.
    pub async fn events(&self, number: u128) -> Vec<String> {
        let own = outbox(&self.db).await.into_iter().filter(|told| told.subject == case(number).to_string());
        own.map(|told| told.kind.split('.').nth(4).unwrap_or_default().to_owned()).collect()
    }

    /// All events of one kind.
    pub async fn all<M: prost::Message + prost::Name + Default>(&self) -> Vec<M> {
        let kind = proto::routes::type_of::<M>();
        let own = outbox(&self.db).await.into_iter().filter(|told| told.kind == kind);
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
        self.around.asks(Asker { key, ..Asker::new("someone", role, at) }, message)
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
        self.around.advance(day);
    }

    /// Moves the clock, and waits until everything that the day brings has been handled.
    pub async fn to(&self, day: &str) {
        self.on_day(day);
        self.rests().await;
    }

    pub async fn rests(&self) {
        let today = self.around.house.clock.today();
        eventually("nothing is due", || async {
            self.service.idle().await.unwrap().next_due.is_none_or(|due| due > today)
        })
        .await;
    }
}

/// Runs a test on SQLite, and on PostgreSQL when there is one.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => { testkit::on_both!(crate::world::run; $($name),+); };
}
pub(crate) use on_both;

pub async fn run<F: Future<Output = ()>>(kind: Kind, name: &str, test: impl FnOnce(Arc<World>) -> F) {
    if let Some(world) = World::on(kind, name).await {
        test(Arc::new(world)).await;
    }
}
