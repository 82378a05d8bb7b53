use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use domain::{CaseId, Fact, FactKey, FactSource, FactValue, Facts, PersonId, Role};
use messaging::Envelope;
use prost::{Message, Name};
use proto::common::v1::CaseRef;
use proto::reintegration::v1 as pb;
use proto::reintegration::v1::reintegration_service_client::ReintegrationServiceClient;
use proto::story::v1::GetStoryRequest;
use proto::story::v1::story_service_client::StoryServiceClient;
use proto::workflow::v1::StepsShown;
use reintegration::Reintegration;
use service::{Embedded, Refused, Settings, embed};
use testkit::{Asker, Kind, Neighbours, TestDatabase, eventually, municipality};
use tonic::Request;
use uuid::Uuid;

/// Asks four eyes, and has limits of every kind.
pub const HERE: &str = "midden-drenthe:1731";
pub const ELSEWHERE: &str = "landsmeer:0415";

pub fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies")
}

pub fn fact(value: FactValue) -> Fact {
    Fact { value, source: FactSource::Consultant, stated_on: "2026-01-05".parse().unwrap() }
}

/// Someone of 40 of whom each yes-or-no is no, without a household to look at twice: a job seeker.
pub fn job_seeker() -> Facts {
    let mut facts: Facts = FactKey::ALL
        .iter()
        .filter(|key| matches!(key.kind(), domain::FactKind::YesNo))
        .map(|key| (*key, fact(FactValue::YesNo(false))))
        .collect();
    for (key, value) in [
        (FactKey::BirthDate, FactValue::Day("1985-06-15".parse().unwrap())),
        (FactKey::AssistanceRequested, FactValue::YesNo(true)),
        (FactKey::Household, FactValue::Choice("single".into())),
        (FactKey::Language, FactValue::Choice("2f-or-higher".into())),
        (FactKey::EarningCapacity, FactValue::Number(70)),
    ] {
        facts.put(key, fact(value));
    }
    facts
}

/// The service with its database, a broker on which workflow listens, and people who ask.
pub struct World {
    pub database: TestDatabase,
    pub service: Embedded,
    pub around: Neighbours,
    senders: AtomicU64,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new(kind: Kind, test: &str) -> Option<Self> {
        let database = TestDatabase::new(kind, test).await.unwrap()?;
        let folder = tempfile::tempdir().unwrap();
        let around = Neighbours::around(reintegration::NAME, &[HERE, ELSEWHERE], "2026-01-05");
        around.listen();
        let mut settings = Settings::embedded(reintegration::NAME, folder.path(), &policies());
        settings.database.url = database.url.clone().into();
        let service = embed::<Reintegration>(settings, &around.house).await.unwrap();
        Some(Self { database, service, around, senders: AtomicU64::new(0), _folder: folder })
    }

    /// Sends a message as another service does, and waits until it is handled.
    pub async fn deliver<M: Message + Name>(&self, case: CaseId, message: &M) {
        self.publish(&[self.envelope(case, message)]).await;
    }

    /// A message that is next for its case: every message of a test has a sender of its own.
    pub fn envelope<M: Message + Name>(&self, case: CaseId, message: &M) -> Envelope {
        let sender = format!("sender-{}", self.senders.fetch_add(1, Ordering::SeqCst));
        self.around.tells(&sender, case, message)
    }

    pub async fn publish(&self, envelopes: &[Envelope]) {
        self.around.deliver(envelopes).await;
    }

    /// What workflow heard of this kind about a case, in order.
    pub fn told<M: Message + Name + Default>(&self, case: CaseId) -> Vec<M> {
        self.around.heard(|one| one.receiver == "workflow" && one.key == case.to_string())
    }

    /// Waits until workflow has heard so many of this kind about a case, and gives the last.
    pub async fn heard<M: Message + Name + Default>(&self, case: CaseId, count: usize) -> M {
        eventually(M::NAME, || async { self.told::<M>(case).len() >= count }).await;
        let mut told = self.told::<M>(case);
        assert_eq!(told.len(), count, "{}", M::NAME);
        told.pop().unwrap()
    }

    pub fn client(&self) -> ReintegrationServiceClient<service::Line> {
        ReintegrationServiceClient::new(self.service.line.clone())
    }

    /// A request of someone of the municipality.
    pub fn by<T>(&self, user: &str, role: Role, message: T) -> Request<T> {
        self.asks(HERE, user, None, role, message)
    }

    pub fn by_partner<T>(&self, organisation: Option<&str>, message: T) -> Request<T> {
        self.asks(HERE, "petra", organisation, Role::Partner, message)
    }

    pub fn asks<T>(
        &self,
        here: &str,
        user: &str,
        organisation: Option<&str>,
        role: Role,
        message: T,
    ) -> Request<T> {
        self.around.asks(Asker { organisation, ..Asker::new(user, role, here) }, message)
    }

    pub async fn look(&self, case: CaseId) -> pb::GetClientResponse {
        let message = pb::GetClientRequest { case_id: case.to_string() };
        let request = self.by("anna", Role::ReintegrationConsultant, message);
        self.client().get_client(request).await.unwrap().into_inner()
    }

    /// Titles of the story, with the chain intact.
    pub async fn story(&self, case: CaseId) -> Vec<String> {
        let message = GetStoryRequest { case_id: case.to_string() };
        let request = self.by("anna", Role::ReintegrationConsultant, message);
        let mut stories = StoryServiceClient::new(self.service.line.clone());
        let story = stories.get_story(request).await.unwrap().into_inner();
        assert!(story.intact);
        story.entries.into_iter().map(|entry| entry.title).collect()
    }

    /// Someone whose category the policy assigned.
    pub async fn given_categorised(&self, facts: &Facts) -> CaseId {
        let case = CaseId::new(Uuid::new_v4());
        self.shows(case, &["intake-completed"], &[]).await;
        self.deliver(case, &categorise(case, facts)).await;
        case
    }

    /// What workflow says was shown of the steps before a decision.
    pub async fn shows(&self, case: CaseId, proofs: &[&str], recorded: &[&str]) {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let (proofs, recorded) = (owned(proofs), owned(recorded));
        self.deliver(case, &StepsShown { case: case_ref(case), proofs, recorded }).await;
    }
}

pub fn case_ref(case: CaseId) -> Option<CaseRef> {
    Some(CaseRef::of(case, PersonId::new(Uuid::from_u128(2)), &municipality(HERE)))
}

pub fn categorise(case: CaseId, facts: &Facts) -> pb::Categorise {
    pb::Categorise { case: case_ref(case), facts: proto::facts_to(facts), ..Default::default() }
}

/// The rule that refused, whether as a whole or of one field.
pub fn rule<T>(answer: Result<T, tonic::Status>) -> String {
    let refused = Refused::from_status(&answer.err().expect("a refusal"));
    assert!(!refused.reason.is_empty());
    refused.violations.first().map_or(refused.rule, |violation| violation.rule.clone())
}
