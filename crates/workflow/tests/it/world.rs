use std::path::Path;
use std::sync::Arc;

use domain::{CaseId, PersonId, Role};
use messaging::Envelope;
use prost::{Message, Name};
use proto::common::v1::CaseRef;
use proto::workflow::v1 as pb;
use proto::workflow::v1::workflow_service_client::WorkflowServiceClient;
use proto::{income, intake, partner_contracts, reintegration};
use sea_orm::DatabaseConnection;
use service::{Embedded, Line, Refused, Settings, embed};
use testkit::{Asker, Kind, Neighbours, TestDatabase, copy_folder, eventually, municipality};
use tonic::{Request, Status};
use uuid::Uuid;
use workflow::Workflow;

pub const HERE: &str = "a-tenant:0001";
pub const THERE: &str = "a-tenant:0002";
pub const TODAY: &str = "2026-01-05";

pub type Client = WorkflowServiceClient<service::Line>;

/// One workflow with its own database, and services around it that keep all they hear.
pub struct World {
    _database: TestDatabase,
    _folder: tempfile::TempDir,
    pub db: DatabaseConnection,
    settings: Settings,
    around: Neighbours,
    service: Option<Embedded>,
}

pub fn case(number: u128) -> CaseId {
    CaseId::new(Uuid::from_u128(number))
}

pub fn case_ref(number: u128) -> Option<CaseRef> {
    Some(CaseRef::of(case(number), PersonId::new(Uuid::from_u128(number + 1_000_000)), &municipality(HERE)))
}

impl World {
    /// `None` when the test is skipped.
    pub async fn on(kind: Kind, test: &str) -> Option<Self> {
        Self::with_policy(kind, test, "").await
    }

    /// With more in the policy of the municipality than the others have.
    pub async fn with_policy(kind: Kind, test: &str, more: &str) -> Option<Self> {
        let database = TestDatabase::new(kind, test).await.unwrap()?;
        let folder = tempfile::tempdir().unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy_folder(&here.join("tests/policies"), folder.path());
        copy_folder(&here.join("../../deploy/policies/national"), &folder.path().join("national"));
        let policy = folder.path().join("a-tenant/2020-01-01/policy.toml");
        let text = std::fs::read_to_string(&policy).unwrap();
        std::fs::write(&policy, format!("{text}\n{more}")).unwrap();
        let around = Neighbours::around("workflow", &[HERE, THERE], TODAY);
        around.listen();
        let mut settings = Settings::embedded("workflow", folder.path(), folder.path());
        settings.database.url = database.url.clone().into();
        let service = Some(embed::<Workflow>(settings.clone(), &around.house).await.unwrap());
        let db = database.connect().await.unwrap();
        Some(Self { _database: database, _folder: folder, db, settings, around, service })
    }

    pub fn client(&self) -> Client {
        WorkflowServiceClient::new(self.service.as_ref().unwrap().line.clone())
    }

    pub fn line(&self) -> Line {
        self.service.as_ref().unwrap().line.clone()
    }

    /// Ends the service and starts it again on the same database.
    pub async fn restart(&mut self) {
        self.service.take().unwrap().stop().await.unwrap();
        self.service = Some(embed::<Workflow>(self.settings.clone(), &self.around.house).await.unwrap());
    }

    pub fn advance(&self, day: &str) {
        self.around.advance(day);
    }

    pub fn policies(&self) -> std::path::PathBuf {
        self.settings.process.policies.clone()
    }

    pub fn clock(&self) -> Arc<dyn messaging::Clock> {
        self.around.house.clock.shared()
    }

    pub async fn next_due(&self) -> Option<String> {
        let idle = self.service.as_ref().unwrap().idle().await.unwrap();
        idle.next_due.map(|day| day.to_string())
    }

    /// Waits until nothing is asked, unsent, held or due.
    pub async fn rests(&self) {
        eventually("the service rests", || async {
            self.service.as_ref().unwrap().idle().await.unwrap().idle
        })
        .await;
    }

    /// Delivers what a service tells of a case, and waits until its turn is committed.
    pub async fn told_by<M: Message + Name>(&self, sender: &str, number: u128, message: &M) {
        let told = self.around.tells(sender, case(number), message);
        self.around.deliver(&[Envelope { actor: "anna".into(), ..told }]).await;
    }

    /// What the other services were told of this kind, once the service rests.
    pub async fn sent<M: Message + Name + Default>(&self) -> Vec<M> {
        self.rests().await;
        self.around.heard(|_| true)
    }

    pub async fn applies(&self, number: u128, search_until: &str, intake_complete: bool) {
        let message = intake::v1::ApplicationReceived {
            case: case_ref(number),
            case_number: format!("2026-{number:06}"),
            situation: "new".into(),
            reported_on: TODAY.into(),
            applied_on: TODAY.into(),
            search_until: search_until.into(),
            intake_complete,
            assistance_requested: true,
            area: 3,
            work_acts: None,
        };
        self.told_by("intake", number, &message).await;
    }

    pub async fn is_granted(&self, number: u128) {
        self.is_decided(number, income::v1::EntitlementOutcome::Granted).await;
    }

    pub async fn is_decided(&self, number: u128, outcome: income::v1::EntitlementOutcome) {
        let message = income::v1::EntitlementDecided {
            case: case_ref(number),
            outcome: outcome.into(),
            rule: "norm".into(),
            source: "PW art. 21".into(),
        };
        self.told_by("income", number, &message).await;
    }

    pub async fn is_assigned(&self, number: u128, category: &str, direction: &str) {
        self.is_assigned_under(number, category, direction, "hash").await;
    }

    pub async fn is_assigned_under(&self, number: u128, category: &str, direction: &str, version: &str) {
        let message = reintegration::v1::CategoryAssigned {
            case: case_ref(number),
            category: category.into(),
            direction: direction.into(),
            lead_role: "reintegration-consultant".into(),
            review_months: 6,
            policy_version: version.into(),
            ..Default::default()
        };
        self.told_by("reintegration", number, &message).await;
    }

    /// As far as the review that follows a trajectory.
    pub async fn goes_to_review(&self, number: u128) {
        self.applies(number, "", true).await;
        self.is_granted(number).await;
        self.is_assigned(number, "work", "work").await;
        let referral_id = Uuid::from_u128(number + 7).to_string();
        let offered = partner_contracts::v1::ReferralOffered {
            case: case_ref(number),
            referral_id: referral_id.clone(),
            partner: "large".into(),
            answer_by: "2026-01-15".into(),
        };
        self.told_by("partner-contracts", number, &offered).await;
        let partner = "large".into();
        let accepted =
            partner_contracts::v1::ReferralAccepted { case: case_ref(number), referral_id, partner };
        self.told_by("partner-contracts", number, &accepted).await;
        let started = reintegration::v1::TrajectoryStarted {
            case: case_ref(number),
            trajectory_id: Uuid::from_u128(number + 8).to_string(),
            instrument: "mediation".into(),
            ends_on: "2026-07-04".into(),
        };
        self.told_by("reintegration", number, &started).await;
    }

    pub fn asks<M>(&self, user: &str, role: Role, here: &str, message: M) -> Request<M> {
        self.around.asks(Asker::new(user, role, here), message)
    }

    pub async fn case(&self, which: &str) -> Result<pb::GetCaseResponse, Refused> {
        let message = pb::GetCaseRequest { case: which.into() };
        let request = self.asks("anna", Role::IntakeConsultant, HERE, message);
        inner(self.client().get_case(request).await)
    }

    /// The state of a region of a case.
    pub async fn state(&self, number: u128, region: &str) -> String {
        let found = self.case(&case(number).to_string()).await.unwrap();
        found.regions.into_iter().find(|one| one.name == region).unwrap().state
    }

    /// Titles of the story of a case as this service tells it, and whether its chain holds.
    pub async fn story(&self, number: u128) -> (Vec<String>, bool) {
        let story = messaging::story_of(&self.db, case(number)).await.unwrap();
        (story.entries.into_iter().map(|entry| entry.title).collect(), story.first_broken.is_none())
    }

    /// Open tasks of all cases: kind and state, the earliest due first.
    pub async fn tasks(&self) -> Vec<pb::Task> {
        let request = self.asks("anna", Role::Manager, HERE, pb::ListTasksRequest::default());
        inner(self.client().list_tasks(request).await).unwrap().tasks
    }
}

pub fn inner<T>(response: Result<tonic::Response<T>, Status>) -> Result<T, Refused> {
    response.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
}
