use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::{Bsn, CaseId, Role};
use intake::{DocumentSettings, Intake, IntakeSettings};
use messaging::Envelope;
use proto::common::v1::{CaseRef, Fact, fact::Value};
use proto::intake::v1 as pb;
use proto::intake::v1::claim_service_client::ClaimServiceClient;
use proto::intake::v1::education_service_client::EducationServiceClient;
use proto::intake::v1::home_visit_service_client::HomeVisitServiceClient;
use proto::intake::v1::household_service_client::HouseholdServiceClient;
use proto::intake::v1::intake_form_service_client::IntakeFormServiceClient;
use proto::intake::v1::intake_service_client::IntakeServiceClient;
use proto::intake::v1::record_service_client::RecordServiceClient;
use proto::intake::v1::risk_service_client::RiskServiceClient;
use proto::intake::v1::route_service_client::RouteServiceClient;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use service::config::Own;
use service::{Embedded, Line, Refused, Settings, embed};
use testkit::{Asker, Kind, Neighbours, TestDatabase, eventually, municipality, outbox};
use tonic::Request;
use uuid::Uuid;

/// Asks a search period only of people under 27.
pub const HERE: &str = "emmen:0114";
/// Asks one of every new applicant.
pub const ASKS_EVERYONE: &str = "haarlem:0392";
/// Works with a scorecard, and has intakes of its own for some.
pub const JOINT: &str = "emmen-coevorden:0109";
pub const TODAY: &str = "2026-03-02";

pub const COMPLETE: &str = "birth_date=1985-06-01, household=single, residence=dutch, lives_in_municipality=yes, \
    monthly_earnings=0, other_income=0, capital=100000, earning_capacity=60, needs_sheltered=no";

/// The service with a database of its own, and who talks to it.
pub struct World {
    pub database: TestDatabase,
    pub folder: tempfile::TempDir,
    pub db: DatabaseConnection,
    pub around: Neighbours,
    services: Vec<Embedded>,
}

/// Synthetic numbers, from the range that is never issued.
pub fn number(which: u32) -> String {
    let candidates = (0u32..10_000).filter_map(|tail| {
        let digits: Vec<u8> = format!("9999{tail:04}").bytes().map(|byte| byte - b'0').collect();
        Bsn::from_first_eight(digits.try_into().unwrap())
    });
    candidates.map(|bsn| bsn.expose()).nth(usize::try_from(which).unwrap()).unwrap()
}

/// Who states a fact: the applicant, but what only a professional can judge comes from another system.
fn source_of(key: domain::FactKey) -> &'static str {
    if key.answered_by().contains(&domain::FactSource::Applicant) { "applicant" } else { "system" }
}

/// `birth_date=1985-06-01, capital=0`, stated today, by the applicant where it is theirs to state.
pub fn facts(text: &str) -> Vec<Fact> {
    use domain::{FactKey, FactKind};
    let fact = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap();
        let value = match FactKey::from_code(key).unwrap().kind() {
            FactKind::YesNo => Value::YesNo(value == "yes"),
            FactKind::Number { .. } => Value::Number(value.parse().unwrap()),
            FactKind::Money => Value::MoneyCents(value.parse().unwrap()),
            FactKind::Day => Value::Day(value.into()),
            FactKind::Choice(_) => Value::Choice(value.into()),
        };
        let source = source_of(FactKey::from_code(key).unwrap());
        Fact { key: key.into(), value: Some(value), source: source.into(), stated_on: TODAY.into() }
    };
    text.split(',').map(str::trim).filter(|pair| !pair.is_empty()).map(fact).collect()
}

/// An application by e-form, complete, without search period.
pub fn application(which: u32) -> pb::SubmitApplicationRequest {
    pb::SubmitApplicationRequest {
        intake_complete: true,
        vacancies: vec![vacancy(true)],
        rights_told: vec![told()],
        ..before_intake(which)
    }
}

/// A vacancy that is put to an applicant today.
pub fn vacancy(regular: bool) -> pb::Vacancy {
    pb::Vacancy { day: TODAY.into(), reference: "VAC-17".into(), regular }
}

/// That rights and duties are told today.
pub fn told() -> pb::RightsTold {
    pb::RightsTold {
        day: TODAY.into(),
        how: "interpreter".into(),
        text_version: "rechten-en-plichten 2026-1".into(),
    }
}

/// The same before its intake.
pub fn before_intake(which: u32) -> pb::SubmitApplicationRequest {
    pb::SubmitApplicationRequest {
        citizen_service_number: number(which),
        situation: pb::Situation::New.into(),
        channel: pb::Channel::EForm.into(),
        reported_on: TODAY.into(),
        applied_on: String::new(),
        facts: facts(COMPLETE),
        name: "Fenna Voorbeeld".into(),
        ..Default::default()
    }
}

/// The same where every applicant searches, with what is needed there too.
pub fn application_elsewhere(which: u32) -> pb::SubmitApplicationRequest {
    let facts = facts(&format!("{COMPLETE}, debts=no, care_needed=no"));
    pb::SubmitApplicationRequest { facts, ..application(which) }
}

/// An application of someone who looks for work first.
pub fn young(which: u32) -> pb::SubmitApplicationRequest {
    let facts = facts("birth_date=2004-06-01, household=single");
    pb::SubmitApplicationRequest { facts, ..before_intake(which) }
}

impl World {
    /// `None` when the test is skipped.
    pub async fn on(kind: Kind, test: &str, instances: usize) -> Option<Self> {
        Some(Self::over(TestDatabase::new(kind, test).await.unwrap()?, instances).await)
    }

    /// On a database that may hold something already.
    pub async fn over(database: TestDatabase, instances: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let around = Neighbours::around("intake", &[HERE, ASKS_EVERYONE, JOINT], TODAY);
        let db = database.connect().await.unwrap();
        let mut world = Self { database, folder, db, around, services: Vec::new() };
        for _ in 0..instances {
            let started = embed::<Intake>(world.settings(), &world.around.house).await.unwrap();
            world.services.push(started);
        }
        world
    }

    /// The folder with the policies that the service reads.
    pub fn policies() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies")
    }

    fn settings(&self) -> Settings {
        let mut settings = Settings::embedded("intake", self.folder.path(), &Self::policies());
        settings.database.url = self.database.url.clone().into();
        settings.secrets = intake::local_secrets(self.folder.path()).unwrap();
        settings.own = Own::new(IntakeSettings::of(self.documents()));
        settings
    }

    /// Documents in the folder of this world; nobody looks for viruses.
    pub fn documents(&self) -> DocumentSettings {
        DocumentSettings::in_folder(&self.folder.path().join("files"))
    }

    /// One more instance, that takes documents in another way.
    pub async fn with_documents(&self, documents: DocumentSettings) -> Embedded {
        let settings = Settings { own: Own::new(IntakeSettings::of(documents)), ..self.settings() };
        embed::<Intake>(settings, &self.around.house).await.unwrap()
    }

    /// The line to the first instance.
    pub fn line(&self) -> Line {
        self.services[0].line.clone()
    }

    pub fn client(&self) -> IntakeServiceClient<Line> {
        self.client_of(0)
    }

    pub fn claims(&self) -> ClaimServiceClient<Line> {
        ClaimServiceClient::new(self.services[0].line.clone())
    }

    pub fn form(&self) -> IntakeFormServiceClient<Line> {
        IntakeFormServiceClient::new(self.services[0].line.clone())
    }

    pub fn household(&self) -> HouseholdServiceClient<Line> {
        HouseholdServiceClient::new(self.services[0].line.clone())
    }

    pub fn records(&self) -> RecordServiceClient<Line> {
        RecordServiceClient::new(self.services[0].line.clone())
    }

    pub fn risk(&self) -> RiskServiceClient<Line> {
        RiskServiceClient::new(self.services[0].line.clone())
    }

    pub fn visits(&self) -> HomeVisitServiceClient<Line> {
        HomeVisitServiceClient::new(self.services[0].line.clone())
    }

    pub fn routes(&self) -> RouteServiceClient<Line> {
        RouteServiceClient::new(self.services[0].line.clone())
    }

    pub fn education(&self) -> EducationServiceClient<Line> {
        EducationServiceClient::new(self.services[0].line.clone())
    }

    pub fn client_of(&self, instance: usize) -> IntakeServiceClient<Line> {
        IntakeServiceClient::new(self.services[instance].line.clone())
    }

    /// A request of someone with this role, acting here, with a key of its own.
    pub fn by<T>(&self, role: Role, message: T) -> Request<T> {
        self.by_at(role, HERE, &Uuid::new_v4().to_string(), message)
    }

    pub fn by_at<T>(&self, role: Role, at: &str, key: &str, message: T) -> Request<T> {
        self.request("someone", role, at, key, message)
    }

    /// The same of someone by this name.
    pub fn by_user<T>(&self, user: &str, role: Role, message: T) -> Request<T> {
        self.request(user, role, HERE, &Uuid::new_v4().to_string(), message)
    }

    fn request<T>(&self, user: &str, role: Role, at: &str, key: &str, message: T) -> Request<T> {
        let key = (!key.is_empty()).then_some(key);
        self.around.asks(Asker { key, ..Asker::new(user, role, at) }, message)
    }

    /// An application by a system; what it is refused with otherwise.
    pub async fn submit(
        &self,
        message: pb::SubmitApplicationRequest,
    ) -> Result<pb::SubmitApplicationResponse, Refused> {
        let answer = self.client().submit_application(self.by(Role::ClientSystem, message)).await;
        answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
    }

    pub async fn see(&self, case: &str) -> pb::GetApplicationResponse {
        let message = pb::GetApplicationRequest { case_id: case.into() };
        let found = self.client().get_application(self.by(Role::IntakeConsultant, message)).await;
        found.unwrap().into_inner()
    }

    /// What the policy of this day says of a case; of today when the day is empty.
    pub async fn account(&self, case: &str, on_day: &str) -> Result<pb::ExplainPolicyResponse, Refused> {
        let message = pb::ExplainPolicyRequest { case_id: case.into(), on_day: on_day.into() };
        let answer = self.client().explain_policy(self.by(Role::QualityOfficer, message)).await;
        answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
    }

    /// What came of a search, said by a consultant; the rule when it is refused.
    pub async fn end_search(&self, case: &str, result: pb::SearchResult) -> Result<(), String> {
        let evidence = "Gesolliciteerd bij Voorbeeld BV".into();
        let (case_id, result) = (case.into(), result.into());
        let message = pb::RecordSearchResultRequest { case_id, result, evidence, ..Default::default() };
        let answer = self.client().record_search_result(self.by(Role::IntakeConsultant, message)).await;
        answer.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
    }

    pub async fn record(&self, case: &str, stated: &str) -> Result<(), Refused> {
        self.record_of(TODAY, case, stated).await
    }

    /// The same, stated on a day.
    pub async fn record_of(&self, stated_on: &str, case: &str, stated: &str) -> Result<(), Refused> {
        let facts =
            facts(stated).into_iter().map(|fact| Fact { stated_on: stated_on.into(), ..fact }).collect();
        let message = pb::RecordFactsRequest { case_id: case.into(), facts, ..Default::default() };
        let answer = self.client().record_facts(self.by(Role::IncomeConsultant, message)).await;
        answer.map(|_| ()).map_err(|status| Refused::from_status(&status))
    }

    /// Completes an intake, with all that is done at it or with nothing done.
    pub async fn complete(&self, case: &str, stated: &str, all_done: bool) -> Result<(), Refused> {
        let message = pb::CompleteIntakeRequest {
            case_id: case.into(),
            facts: facts(stated),
            vacancies: all_done.then(|| vacancy(true)).into_iter().collect(),
            rights_told: all_done.then(told).into_iter().collect(),
            provenance: None,
        };
        let answer = self.client().complete_intake(self.by(Role::IntakeConsultant, message)).await;
        answer.map(|_| ()).map_err(|status| Refused::from_status(&status))
    }

    /// Someone applied here before, and that case ended.
    pub async fn seen_before(&self, which: u32) {
        let case = self.submit(before_intake(which)).await.unwrap().case_id;
        let (id, wire) = self.case_ref(&case).await;
        self.send(id, &pb::CloseApplication { case: Some(wire), reason: "withdrawn".into() }).await;
    }

    /// Moves the business clock.
    pub fn advance(&self, day: &str) {
        self.around.advance(day);
    }

    /// Waits until everything that the day brings has been handled.
    pub async fn rests(&self) {
        let (service, today) = (&self.services[0], self.around.house.clock.today());
        eventually("nothing is due", || async {
            service.idle().await.unwrap().next_due.is_none_or(|due| due > today)
        })
        .await;
    }

    /// Delivers a command as workflow sends it, and waits until the service has committed.
    pub async fn send<M: prost::Message + prost::Name>(&self, case: CaseId, message: &M) {
        self.around.deliver(&[self.around.tells("workflow", case, message)]).await;
    }

    /// The reference of a case, as workflow knows it from what it was told.
    pub async fn case_ref(&self, case: &str) -> (CaseId, CaseRef) {
        let person = self.see(case).await.person_id.parse().unwrap();
        let case = case.parse().unwrap();
        (case, CaseRef::of(case, person, &municipality(HERE)))
    }

    /// What was told about a case, oldest first.
    pub async fn told(&self, case: &str) -> Vec<Envelope> {
        outbox(&self.db).await.into_iter().filter(|told| told.subject == case).collect()
    }

    /// Receiver and bare name of what was told about a case.
    pub async fn names(&self, case: &str) -> Vec<String> {
        let name = |told: Envelope| {
            format!("{}: {}", told.receiver, told.kind.split('.').nth(4).unwrap_or_default())
        };
        self.told(case).await.into_iter().map(name).collect()
    }

    /// The last message of this kind about a case.
    pub async fn last<M: prost::Message + prost::Name + Default>(&self, case: &str) -> M {
        let kind = proto::routes::type_of::<M>();
        let told = self.told(case).await.into_iter().rfind(|told| told.kind == kind).unwrap();
        M::decode(told.body.as_slice()).unwrap()
    }

    pub async fn story(&self, case: &str) -> Vec<String> {
        let story = messaging::story_of(&self.db, case.parse().unwrap()).await.unwrap();
        assert_eq!(story.first_broken, None);
        story.entries.into_iter().map(|entry| entry.title).collect()
    }

    /// Who saw which data of a case, the newest first.
    pub async fn views(&self, case: &str) -> Vec<(String, Vec<String>)> {
        let found = messaging::views_of(&self.db, &municipality(HERE), case.parse().unwrap(), 0, 100).await;
        found.unwrap().0.into_iter().map(|seen| (seen.who, seen.fields)).collect()
    }

    pub async fn count(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        self.db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }
}

/// Runs a test on SQLite, and on PostgreSQL when there is one.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => { crate::world::on_both!(1; $($name),+); };
    ($instances:literal; $($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                crate::world::run(testkit::Kind::Sqlite, stringify!($name), $instances, super::$name).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                crate::world::run(testkit::Kind::Postgres, stringify!($name), $instances, super::$name).await;
            })+
        }
    };
}
pub(crate) use on_both;

pub async fn run<F: Future<Output = ()>>(
    kind: Kind,
    name: &str,
    instances: usize,
    test: impl FnOnce(Arc<World>) -> F,
) {
    if let Some(world) = World::on(kind, name, instances).await {
        test(Arc::new(world)).await;
    }
}
