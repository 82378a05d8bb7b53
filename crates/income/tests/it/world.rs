use std::path::Path;
use std::slice::from_ref;

use domain::{CaseId, Fact, FactKey, FactKind, FactSource, FactValue, Facts, PersonId, Role};
use messaging::Envelope;
use prost::{Message, Name};
use proto::common::v1::CaseRef;
use proto::income::v1 as pb;
use proto::income::v1::income_service_client::IncomeServiceClient;
use proto::story::v1::story_service_client::StoryServiceClient;
use proto::story::v1::{GetStoryRequest, GetStoryResponse};
use service::identity::LocalIssuer;
use service::{Embedded, Settings, embed, on_behalf};
use testkit::{Asker, Kind, Neighbours, TestDatabase, copy_folder, eventually, municipality};
use uuid::Uuid;

pub const HERE: &str = "a-tenant:0001";
pub const THERE: &str = "a-tenant:0002";
/// What intake calls the case by.
pub const NUMBER: &str = "2026-000123";
pub const GRANTED: &str = "ENTITLEMENT_OUTCOME_GRANTED";
pub const DENIED: &str = "ENTITLEMENT_OUTCOME_DENIED";
pub const PERSON_DECIDES: &str = "ENTITLEMENT_OUTCOME_PERSON_DECIDES";
pub const UNDECIDED: &str = "ENTITLEMENT_OUTCOME_UNSPECIFIED";

/// One income service with its own database, a broker, and a workflow that keeps all it hears.
pub struct World {
    database: TestDatabase,
    _folder: tempfile::TempDir,
    around: Neighbours,
    service: Embedded,
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

    /// The same under rules of the municipality on income.
    pub async fn with_income(today: &str, kind: Kind, test: &str, income: &str) -> Option<Self> {
        let write = |folder: &Path| {
            copy_policy(folder, "");
            std::fs::write(folder.join("a-tenant/2020-01-01/income.toml"), income).unwrap();
        };
        Self::with(today, kind, test, write).await
    }

    async fn with(today: &str, kind: Kind, test: &str, policies: impl FnOnce(&Path)) -> Option<Self> {
        let database = TestDatabase::new(kind, test).await.unwrap()?;
        let folder = tempfile::tempdir().unwrap();
        copy_folder(Path::new(NATIONAL), &folder.path().join("national"));
        policies(folder.path());
        let around = Neighbours::around("income", &[HERE, THERE], today);
        around.listen();
        let mut settings = Settings::embedded("income", folder.path(), folder.path());
        settings.database.url = database.url.clone().into();
        settings.secrets = income::local_secrets(folder.path()).unwrap();
        let service = embed::<income::Income>(settings, &around.house).await.unwrap();
        let (case, person) = (CaseId::new(Uuid::new_v4()), PersonId::new(Uuid::new_v4()));
        Some(Self { database, _folder: folder, around, service, case, person })
    }

    pub fn advance(&self, day: &str) {
        self.around.advance(day);
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
        let (case, facts) = (Some(self.case_ref()), proto::facts_to(&facts));
        let case_number = NUMBER.into();
        pb::AssessEntitlement { case, reported_on, facts, case_number, ..Default::default() }
    }

    pub fn end(&self, from_day: &str) -> pb::EndBenefit {
        pb::EndBenefit {
            case: Some(self.case_ref()),
            reason: "withdrawn".into(),
            from_day: from_day.into(),
            ..Default::default()
        }
    }

    /// The next message of this case from intake.
    pub fn envelope<M: Message + Name>(&self, message: &M) -> Envelope {
        let told = self.around.tells("intake", self.case, message);
        Envelope { actor: "anna".into(), ..told }
    }

    /// Delivers a message and waits until the turn that handled it is committed.
    pub async fn deliver(&self, envelope: &Envelope) {
        self.around.deliver(from_ref(envelope)).await;
    }

    pub async fn send<M: Message + Name>(&self, message: &M) {
        self.deliver(&self.envelope(message)).await;
    }

    /// What workflow was told of this kind so far, once the service rests.
    pub async fn told<M: Message + Name + Default>(&self) -> Vec<M> {
        eventually("the service rests", || async { self.service.idle().await.unwrap().idle }).await;
        self.around.heard(|one| one.receiver == "workflow")
    }

    pub fn line(&self) -> service::Line {
        self.service.line.clone()
    }

    pub fn issuer(&self) -> &LocalIssuer {
        &self.around.issuer
    }

    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    pub fn token(&self, role: Role) -> String {
        self.around.token(Asker::new("anna", role, HERE))
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
        self.decide_from("", (role, here), amount_cents, key).await
    }

    /// The same from a day that the person chooses.
    pub async fn decide_from(
        &self,
        from_day: &str,
        (role, here): (Role, &str),
        amount_cents: Option<i64>,
        key: Option<&str>,
    ) -> Result<(), tonic::Status> {
        let message = pb::DecideEntitlementRequest {
            case_id: self.case.to_string(),
            granted: amount_cents.is_some(),
            amount_cents,
            reasons: "Het vermogen is alsnog aangetoond.".into(),
            from_day: from_day.into(),
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

/// The amounts of law as they are deployed.
const NATIONAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/policies/national");
/// The policy of a small tenant for tests.
const TENANT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../partner-contracts/tests/policies/a-tenant/2020-01-01");

fn write_policy(folder: &Path, people: u32) {
    let own = folder.join("a-tenant/2020-01-01");
    copy_folder(Path::new(TENANT), &own);
    let file = own.join("policy.toml");
    let policy = std::fs::read_to_string(&file).unwrap();
    let payments = format!("[payments]\npeople = {people}\nsource = \"mandaatregeling\"\n\n[deviation]");
    assert_eq!(policy.matches("[deviation]").count(), 1);
    std::fs::write(file, policy.replace("[deviation]", &payments)).unwrap();
}

/// What a test adds to the smallest policy that there is.
fn copy_policy(folder: &Path, more: &str) {
    let own = folder.join("a-tenant/2020-01-01");
    copy_folder(Path::new(TENANT), &own);
    let file = own.join("policy.toml");
    let policy = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, format!("{policy}\n{more}")).unwrap();
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
