use std::time::Duration;

use domain::{CaseId, Municipality, Role};
use messaging::{Clock, LocalBroker};
use proto::operation::v1 as operation;
use proto::operation::v1::operation_service_client::OperationServiceClient;
use proto::story::v1::GetStoryRequest;
use proto::story::v1::story_service_client::StoryServiceClient;
use service::identity::{Identity, LocalIssuer, TokenFor};
use service::{BusinessClock, Embedded, House, Refused, RefusedKind, Settings, StartError, embed, on_behalf};
use tonic::Request;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use uuid::Uuid;

use crate::counter::{Counter, count, failing, handover, policies};

const HERE: &str = "a-tenant:0001";
const THERE: &str = "a-tenant:0002";

struct World {
    _folder: tempfile::TempDir,
    issuer: LocalIssuer,
    house: House,
    service: Embedded,
}

fn municipality(text: &str) -> Municipality {
    text.parse().unwrap()
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let issuer = LocalIssuer::fresh(&[municipality(HERE), municipality(THERE)]).unwrap();
        let house = House {
            clock: BusinessClock::new("2026-01-05".parse().ok()),
            transport: LocalBroker::new(),
            identity: Identity::trying_out(&issuer, &[]),
        };
        let settings = Settings::embedded("intake", folder.path(), &policies());
        let service = embed::<Counter>(settings, &house).await.unwrap();
        Self { _folder: folder, issuer, house, service }
    }

    fn token(&self, role: Role, municipalities: &[&str]) -> String {
        let wanted = TokenFor {
            user: "anna".into(),
            organisation: None,
            roles: vec![role],
            municipalities: municipalities.iter().map(|text| municipality(text)).collect(),
            valid_for: Duration::from_secs(60),
        };
        self.issuer.token(&wanted).unwrap()
    }

    fn request<T>(&self, message: T, role: Role) -> Request<T> {
        on_behalf(message, &self.token(role, &[HERE]), &municipality(HERE), None).unwrap()
    }

    fn operations(&self) -> OperationServiceClient<service::Line> {
        OperationServiceClient::new(self.service.line.clone())
    }

    fn stories(&self) -> StoryServiceClient<service::Line> {
        StoryServiceClient::new(self.service.line.clone())
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_for_that_municipality() {
    let world = World::new().await;
    let mut client = world.operations();
    let token = world.token(Role::Operator, &[HERE]);
    let for_there = || on_behalf(operation::GetLagRequest {}, &token, &municipality(THERE), None).unwrap();
    let mut for_nobody = for_there();
    for_nobody.metadata_mut().remove("x-municipality");
    let mut scribbled = for_there();
    scribbled.metadata_mut().insert("authorization", "Bearer nonsense".parse().unwrap());

    for (request, kind, rule) in [
        (Request::new(operation::GetLagRequest {}), RefusedKind::NotKnown, "token-missing"),
        (scribbled, RefusedKind::NotKnown, "token-invalid"),
        (for_nobody, RefusedKind::NotAllowed, "municipality-missing"),
        (for_there(), RefusedKind::NotAllowed, "municipality-not-listed"),
        (world.request(operation::GetLagRequest {}, Role::Manager), RefusedKind::NotAllowed, "role-missing"),
    ] {
        let refused = Refused::from_status(&client.get_lag(request).await.err().unwrap());
        assert_eq!((refused.kind, refused.rule.as_str()), (kind, rule));
        assert!(!refused.reason.is_empty());
    }
    client.get_lag(world.request(operation::GetLagRequest {}, Role::Operator)).await.unwrap();
}

#[tokio::test]
async fn health_and_reflection_answer_anyone() {
    let world = World::new().await;
    let mut health = HealthClient::new(world.service.line.clone());
    for name in ["live", "ready", ""] {
        let serving = async {
            loop {
                let asked = health.check(HealthCheckRequest { service: name.into() }).await;
                if asked.is_ok_and(|answer| answer.get_ref().status == 1) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), serving).await.expect(name);
    }

    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
    use tonic_reflection::pb::v1::{ServerReflectionRequest, ServiceResponse};
    let question = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut reflection = ServerReflectionClient::new(world.service.line.clone());
    let mut answers =
        reflection.server_reflection_info(tokio_stream::iter([question])).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response.unwrap();
    let MessageResponse::ListServicesResponse(list) = answer else { panic!("it lists no services") };
    let names: Vec<_> = list.service.into_iter().map(|ServiceResponse { name }| name).collect();
    assert!(names.contains(&"meedoen.operation.v1.OperationService".to_owned()), "{names:?}");
    assert!(!names.contains(&"meedoen.income.v1.IncomeService".to_owned()), "it is not served here");
}

#[tokio::test]
async fn a_story_is_told_to_its_own_municipality_and_to_consultants() {
    let engine = handover();
    let world = World::new().await;
    let engine = engine.await.unwrap();
    let (ours, theirs) = (CaseId::new(Uuid::from_u128(1)), CaseId::new(Uuid::from_u128(2)));
    count(&engine, HERE, ours).await.unwrap();
    count(&engine, THERE, theirs).await.unwrap();
    let mut client = world.stories();
    let ask = |case: CaseId| GetStoryRequest { case_id: case.to_string() };

    let story =
        client.get_story(world.request(ask(ours), Role::IncomeConsultant)).await.unwrap().into_inner();
    assert!(story.intact);
    let entry = &story.entries[0];
    assert_eq!(
        (entry.title.as_str(), entry.actor.as_str(), entry.day.as_str()),
        ("Er is geteld.", "anna", "2026-01-05")
    );
    assert_eq!((entry.service.as_str(), entry.number, entry.hash.len()), ("intake", 1, 64));

    // What belongs to another, and what is not there, look the same.
    let unknown = GetStoryRequest { case_id: "no case".into() };
    for question in [ask(theirs), ask(CaseId::new(Uuid::from_u128(3))), unknown] {
        let status = client.get_story(world.request(question, Role::IntakeConsultant)).await.err().unwrap();
        assert_eq!(
            (status.code(), status.message()),
            (tonic::Code::NotFound, "Wij kennen geen zaak met dit kenmerk.")
        );
    }
    let status = client.get_story(world.request(ask(ours), Role::Operator)).await.err().unwrap();
    assert_eq!(status.code(), tonic::Code::PermissionDenied);
}

#[tokio::test]
async fn a_simulated_clock_is_moved_by_an_operator_and_only_forward() {
    let world = World::new().await;
    let mut client = world.operations();
    let to = |day: &str| world.request(operation::AdvanceClockRequest { day: day.into() }, Role::Operator);

    client.advance_clock(to("2026-01-09")).await.unwrap();
    assert_eq!(world.house.clock.now().day, "2026-01-09".parse().unwrap());
    let refused = Refused::from_status(&client.advance_clock(to("2026-01-08")).await.err().unwrap());
    assert_eq!((refused.kind, refused.rule.as_str()), (RefusedKind::Precondition, "clock-forward"));
    let refused = Refused::from_status(&client.advance_clock(to("9 januari")).await.err().unwrap());
    assert_eq!(refused.violations[0].field, "day");

    let rest = async {
        loop {
            let idle =
                client.get_idle(world.request(operation::GetIdleRequest {}, Role::Operator)).await.unwrap();
            assert_eq!(idle.get_ref().next_due, "2026-02-01");
            if idle.get_ref().idle {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), rest).await.expect("it comes to rest");
    client.advance_clock(to("2026-02-01")).await.unwrap();
    assert!(!world.service.idle().await.unwrap().idle, "something is due today");
}

#[tokio::test]
async fn an_operator_hears_what_is_wrong_with_a_question() {
    let world = World::new().await;
    let mut client = world.operations();
    let both = operation::ReplayParkedRequest { ids: vec![Uuid::from_u128(1).to_string()], all: true };
    for question in [both, operation::ReplayParkedRequest::default()] {
        let status = client.replay_parked(world.request(question, Role::Operator)).await.err().unwrap();
        assert_eq!(Refused::from_status(&status).violations[0].rule, "ids-or-all");
    }
    let long = "Onleesbaar. ".repeat(200);
    for (reason, rule) in [(" ", "text-required"), ("...", "says-something"), (long.as_str(), "text-length")]
    {
        let id = Uuid::from_u128(1).to_string();
        let question = operation::DiscardParkedRequest { id, reason: reason.into() };
        let status = client.discard_parked(world.request(question, Role::Operator)).await.err().unwrap();
        assert_eq!(Refused::from_status(&status).violations[0].rule, rule);
    }
    let question = operation::GetParkedRequest { id: Uuid::from_u128(1).to_string() };
    let status = client.get_parked(world.request(question, Role::Operator)).await.err().unwrap();
    assert_eq!(Refused::from_status(&status).kind, RefusedKind::NotFound);
    let list = client
        .list_parked(world.request(operation::ListParkedRequest::default(), Role::Operator))
        .await
        .unwrap();
    assert_eq!((list.get_ref().total, list.get_ref().messages.len()), (0, 0));
}

#[tokio::test]
async fn a_service_that_is_told_to_stop_stops_whole() {
    let engine = handover();
    let world = World::new().await;
    let engine = engine.await.unwrap();
    world.service.stop().await.unwrap();

    let late = count(&engine, HERE, CaseId::new(Uuid::from_u128(1))).await;
    assert!(late.is_err(), "it takes nothing any more");
}

#[tokio::test]
async fn a_part_that_ends_early_takes_the_service_down() {
    let fail = failing();
    let mut world = World::new().await;
    fail.send(()).unwrap();

    let ended = tokio::time::timeout(Duration::from_secs(10), world.service.ended()).await.unwrap();
    assert!(matches!(ended, Err(StartError::Ended("a task"))), "{ended:?}");
}
