use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::{CaseId, Municipality, PersonId, Role};
use messaging::{Envelope, LocalBroker, SCHEMA, Told, partition_of};
use partner_contracts::PartnerContracts;
use proto::common::v1::CaseRef;
use proto::partner_contracts::v1 as pb;
use proto::partner_contracts::v1::partner_contracts_service_client::PartnerContractsServiceClient;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use service::identity::{Identity, LocalIssuer, TokenFor};
use service::{BusinessClock, Embedded, House, Refused, Settings, embed, on_behalf};
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

pub fn case_ref(number: u128) -> Option<CaseRef> {
    let person = PersonId::new(Uuid::from_u128(number + 1_000_001));
    Some(CaseRef::of(case(number), person, &municipality(HERE)))
}

pub fn offer(number: u128, direction: &str) -> pb::OfferReferral {
    pb::OfferReferral {
        case: case_ref(number),
        direction: direction.into(),
        category: "work".into(),
        earning_capacity: None,
        area: 0,
        target_groups: vec!["young".into()],
    }
}

pub fn withdraw(number: u128) -> pb::WithdrawReferral {
    pb::WithdrawReferral { case: case_ref(number), reason: "ended".into() }
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
        let mut settings = Settings::embedded("partner-contracts", folder.path(), folder.path());
        settings.database.url = database.url.clone().into();
        let service = embed::<PartnerContracts>(settings.clone(), &house).await.unwrap();
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

    /// Commands of workflow on their way, in order.
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
        embed::<PartnerContracts>(self.settings.clone(), &self.house).await.unwrap()
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

    pub fn client(&self) -> PartnerContractsServiceClient<service::Line> {
        PartnerContractsServiceClient::new(self.client_line())
    }

    pub fn client_line(&self) -> service::Line {
        self.service.line.clone()
    }

    /// A request of someone with this role, acting here.
    pub fn by<T>(&self, role: Role, organisation: Option<&str>, message: T) -> Request<T> {
        self.by_at(role, organisation, HERE, message)
    }

    pub fn by_at<T>(&self, role: Role, organisation: Option<&str>, at: &str, message: T) -> Request<T> {
        let wanted = TokenFor {
            user: "someone".into(),
            organisation: organisation.map(Into::into),
            roles: vec![role],
            municipalities: vec![municipality(at)],
            valid_for: Duration::from_secs(600),
        };
        on_behalf(message, &self.issuer.token(&wanted).unwrap(), &municipality(at), None).unwrap()
    }

    /// A partner answers; the rule when it is refused.
    pub async fn answer(&self, partner: &str, referral: &str, accepted: bool) -> Result<(), String> {
        let reason = if accepted { "" } else { "geen plek in de groep" };
        let message =
            pb::AnswerReferralRequest { referral_id: referral.into(), accepted, reason: reason.into() };
        let answered = self.client().answer_referral(self.by(Role::Partner, Some(partner), message)).await;
        answered.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
    }

    /// Places in use by partner, in the order of the policy.
    pub async fn in_use(&self) -> Vec<(String, u32)> {
        let request = self.by(Role::Manager, None, pb::ListPartnersRequest {});
        let partners = self.client().list_partners(request).await.unwrap().into_inner().partners;
        partners.into_iter().map(|partner| (partner.partner, partner.in_use)).collect()
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
