use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::{CaseId, Fact, FactKey, FactKind, FactSource, FactValue, Facts, Municipality, PersonId, Role};
use messaging::{Envelope, LocalBroker, SCHEMA, Transport, partition_of};
use prost::{Message, Name};
use proto::common::v1::CaseRef;
use proto::income::v1 as pb;
use proto::income::v1::income_service_client::IncomeServiceClient;
use proto::routes::type_of;
use proto::story::v1::story_service_client::StoryServiceClient;
use proto::story::v1::{GetStoryRequest, GetStoryResponse};
use service::identity::{Identity, LocalIssuer, TokenFor};
use service::{BusinessClock, Embedded, House, Settings, embed, on_behalf};
use testkit::{Kind, TestDatabase, eventually};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub const HERE: &str = "a-tenant:0001";
pub const THERE: &str = "a-tenant:0002";
pub const GRANTED: &str = "ENTITLEMENT_OUTCOME_GRANTED";
pub const DENIED: &str = "ENTITLEMENT_OUTCOME_DENIED";
pub const PERSON_DECIDES: &str = "ENTITLEMENT_OUTCOME_PERSON_DECIDES";
pub const UNDECIDED: &str = "ENTITLEMENT_OUTCOME_UNSPECIFIED";
const PARTITIONS: u16 = 8;

/// One income service with its own database, a broker, and a workflow that keeps all it hears.
pub struct World {
    database: TestDatabase,
    _folder: tempfile::TempDir,
    issuer: LocalIssuer,
    house: House,
    broker: Arc<LocalBroker>,
    service: Embedded,
    heard: Arc<Mutex<Vec<Envelope>>>,
    stop: CancellationToken,
    sent: AtomicU64,
    pub case: CaseId,
    pub person: PersonId,
}

impl World {
    /// The service on a day, or `None` when this database is not here.
    pub async fn on(today: &str, kind: Kind, test: &str) -> Option<Self> {
        Self::with(today, kind, test, |_| ()).await
    }

    /// The same under a policy by which it takes so many people to pay.
    pub async fn paid_by(people: u32, today: &str, kind: Kind, test: &str) -> Option<Self> {
        Self::with(today, kind, test, |folder| write_policy(folder, people)).await
    }

    /// The same under the smallest policy that there is, and what a test adds to it.
    pub async fn with_policy(today: &str, kind: Kind, test: &str, more: &str) -> Option<Self> {
        Self::with(today, kind, test, |folder| copy_policy(folder, more)).await
    }

    async fn with(today: &str, kind: Kind, test: &str, policies: impl FnOnce(&Path)) -> Option<Self> {
        let database = TestDatabase::new(kind, test).await.unwrap()?;
        let folder = tempfile::tempdir().unwrap();
        copy(NATIONAL, &folder.path().join("national"));
        policies(folder.path());
        let issuer = LocalIssuer::fresh(&[municipality(HERE), municipality(THERE)]).unwrap();
        let broker = LocalBroker::new();
        let house = House {
            clock: BusinessClock::new(Some(today.parse().unwrap())),
            transport: broker.clone(),
            identity: Identity::trying_out(&issuer, &[]),
        };
        let mut settings = Settings::embedded("income", folder.path(), folder.path());
        settings.database.url = database.url.clone().into();
        settings.secrets = income::local_secrets(folder.path()).unwrap();
        let stop = CancellationToken::new();
        let heard = listen(&broker, &stop);
        let service = embed::<income::Income>(settings, &house).await.unwrap();
        Some(Self {
            database,
            _folder: folder,
            issuer,
            house,
            broker,
            service,
            heard,
            stop,
            sent: AtomicU64::new(0),
            case: CaseId::new(Uuid::new_v4()),
            person: PersonId::new(Uuid::new_v4()),
        })
    }

    pub fn advance(&self, day: &str) {
        self.house.clock.simulated().unwrap().advance(day.parse().unwrap()).unwrap();
    }

    pub fn case_ref(&self) -> CaseRef {
        CaseRef::of(self.case, self.person, &municipality(HERE))
    }

    /// Facts of a single person without means; `words` say what is otherwise.
    pub fn assess(&self, words: &str) -> pb::AssessEntitlement {
        let facts: Facts = format!(
            "birth_date=1990-06-15 household=single cost_sharers=0 residence=dutch lives_in_municipality=yes \
             in_institution=no detained=no weeks_abroad=0 monthly_earnings=0 other_income=0 {words}"
        )
        .split_whitespace()
        .map(fact)
        .collect();
        let reported_on = "2026-02-02".into();
        pb::AssessEntitlement { case: Some(self.case_ref()), reported_on, facts: proto::facts_to(&facts) }
    }

    pub fn end(&self, from_day: &str) -> pb::EndBenefit {
        pb::EndBenefit { case: Some(self.case_ref()), reason: "withdrawn".into(), from_day: from_day.into() }
    }

    /// The next message of this case from intake.
    pub fn envelope<M: Message + Name>(&self, message: &M) -> Envelope {
        Envelope {
            id: Uuid::new_v4(),
            kind: type_of::<M>(),
            sender: "intake".into(),
            receiver: "income".into(),
            key: self.case.to_string(),
            number: self.sent.fetch_add(1, Ordering::Relaxed) + 1,
            subject: self.case.to_string(),
            municipality: municipality(HERE),
            correlation: Uuid::new_v4(),
            causation: Uuid::new_v4(),
            story: None,
            traceparent: None,
            schema: SCHEMA,
            actor: "anna".into(),
            day: "2026-02-02".parse().unwrap(),
            at: Default::default(),
            body: message.encode_to_vec(),
        }
    }

    /// Delivers a message and waits until the turn that handled it is committed.
    pub async fn deliver(&self, envelope: &Envelope) {
        let partition = partition_of(&envelope.key, PARTITIONS);
        eventually("the service takes it", || async {
            self.broker.publish(&[(partition, Arc::new(envelope.clone()))]).await[0].is_ok()
        })
        .await;
    }

    pub async fn send<M: Message + Name>(&self, message: &M) {
        self.deliver(&self.envelope(message)).await;
    }

    /// What workflow was told of this kind so far, once the service rests.
    pub async fn told<M: Message + Name + Default>(&self) -> Vec<M> {
        eventually("the service rests", || async { self.service.idle().await.unwrap().idle }).await;
        let heard = self.heard.lock().unwrap();
        let of_kind = heard.iter().filter(|envelope| envelope.kind == type_of::<M>());
        of_kind.map(|envelope| M::decode(envelope.body.as_slice()).unwrap()).collect()
    }

    pub fn line(&self) -> service::Line {
        self.service.line.clone()
    }

    pub fn issuer(&self) -> &LocalIssuer {
        &self.issuer
    }

    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    pub fn token(&self, role: Role) -> String {
        let wanted = TokenFor {
            user: "anna".into(),
            organisation: None,
            roles: vec![role],
            municipalities: vec![municipality(HERE), municipality(THERE)],
            valid_for: Duration::from_secs(600),
        };
        self.issuer.token(&wanted).unwrap()
    }

    /// The entitlement as someone of a municipality reads it.
    pub async fn entitlement_as(
        &self,
        role: Role,
        here: &str,
    ) -> Result<pb::GetEntitlementResponse, tonic::Status> {
        let message = pb::GetEntitlementRequest { case_id: self.case.to_string() };
        let request = on_behalf(message, &self.token(role), &municipality(here), None)?;
        let mut client = IncomeServiceClient::new(self.service.line.clone());
        client.get_entitlement(request).await.map(tonic::Response::into_inner)
    }

    pub async fn entitlement(&self) -> pb::GetEntitlementResponse {
        self.entitlement_as(Role::IncomeConsultant, HERE).await.unwrap()
    }

    /// A person's decision on this case.
    pub async fn decide(
        &self,
        role: Role,
        here: &str,
        amount_cents: Option<i64>,
        key: Option<&str>,
    ) -> Result<(), tonic::Status> {
        let message = pb::DecideEntitlementRequest {
            case_id: self.case.to_string(),
            granted: amount_cents.is_some(),
            amount_cents,
            reasons: "Het vermogen is alsnog aangetoond.".into(),
        };
        let request = on_behalf(message, &self.token(role), &municipality(here), key)?;
        let mut client = IncomeServiceClient::new(self.service.line.clone());
        client.decide_entitlement(request).await.map(drop)
    }

    pub async fn story(&self) -> GetStoryResponse {
        let message = GetStoryRequest { case_id: self.case.to_string() };
        let token = self.token(Role::IncomeConsultant);
        let request = on_behalf(message, &token, &municipality(HERE), None).unwrap();
        StoryServiceClient::new(self.service.line.clone()).get_story(request).await.unwrap().into_inner()
    }

    pub async fn titles(&self) -> Vec<String> {
        self.story().await.entries.into_iter().map(|entry| entry.title).collect()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub fn municipality(text: &str) -> Municipality {
    text.parse().unwrap()
}

/// The amounts of law as they are deployed.
const NATIONAL: &str = "../../deploy/policies/national";
/// The policy of a small tenant for tests.
const TENANT: &str = "../partner-contracts/tests/policies/a-tenant/2020-01-01";

fn write_policy(folder: &Path, people: u32) {
    let own = folder.join("a-tenant/2020-01-01");
    copy(TENANT, &own);
    let file = own.join("policy.toml");
    let policy = std::fs::read_to_string(&file).unwrap();
    let payments = format!("[payments]\npeople = {people}\nsource = \"mandaatregeling\"\n\n[deviation]");
    assert_eq!(policy.matches("[deviation]").count(), 1);
    std::fs::write(file, policy.replace("[deviation]", &payments)).unwrap();
}

fn copy(from: &str, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// What a test adds to the smallest policy that there is.
fn copy_policy(folder: &Path, more: &str) {
    let own = folder.join("a-tenant/2020-01-01");
    copy(TENANT, &own);
    let file = own.join("policy.toml");
    let policy = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, format!("{policy}\n{more}")).unwrap();
}

/// Stands in for workflow: keeps each message once, as an inbox would. What intake is told is taken too.
fn listen(broker: &Arc<LocalBroker>, stop: &CancellationToken) -> Arc<Mutex<Vec<Envelope>>> {
    listen_as("intake", broker, stop);
    listen_as("workflow", broker, stop)
}

fn listen_as(
    service: &'static str,
    broker: &Arc<LocalBroker>,
    stop: &CancellationToken,
) -> Arc<Mutex<Vec<Envelope>>> {
    let heard: Arc<Mutex<Vec<Envelope>>> = Arc::default();
    for partition in 0..PARTITIONS {
        let (sink, mut deliveries) = mpsc::channel(64);
        let (consuming, stop) = (Arc::clone(broker), stop.clone());
        tokio::spawn(async move { consuming.consume(service, partition, 64, sink, stop).await });
        let (heard, broker) = (Arc::clone(&heard), Arc::clone(broker));
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
    heard
}

fn fact(word: &str) -> (FactKey, Fact) {
    let (key, value) = word.split_once('=').unwrap();
    let key = FactKey::from_code(key).unwrap();
    let value = match key.kind() {
        FactKind::YesNo => FactValue::YesNo(value == "yes"),
        FactKind::Number { .. } => FactValue::Number(value.parse().unwrap()),
        FactKind::Money => FactValue::Money(domain::Cents::new(value.parse().unwrap())),
        FactKind::Day => FactValue::Day(value.parse().unwrap()),
        FactKind::Choice(_) => FactValue::Choice(value.into()),
    };
    (key, Fact { value, source: FactSource::Applicant, stated_on: "2026-02-02".parse().unwrap() })
}
