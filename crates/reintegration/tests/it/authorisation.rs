use domain::Role;
use proto::reintegration::v1 as pb;
use testkit::Kind;
use tonic::{Code, Request, Status};
use uuid::Uuid;

use crate::world::{ELSEWHERE, HERE, World, job_seeker, rule};

/// Every call, with what it takes from a case that exists.
const CALLS: [&str; 7] = [
    "get_client",
    "deviate_category",
    "confirm_deviation",
    "start_instrument",
    "extend_trajectory",
    "record_trajectory_result",
    "record_ladder_step",
];

fn may(call: &str) -> &'static [Role] {
    match call {
        "get_client" => &[
            Role::IntakeConsultant,
            Role::IncomeConsultant,
            Role::ReintegrationConsultant,
            Role::QualityOfficer,
        ],
        "confirm_deviation" => &[Role::QualityOfficer],
        "record_trajectory_result" | "record_ladder_step" => &[Role::ReintegrationConsultant, Role::Partner],
        _ => &[Role::ReintegrationConsultant],
    }
}

async fn call(world: &World, call: &str, here: &str, role: Role, case_id: &str) -> Result<(), Status> {
    fn asked<T>(world: &World, here: &str, role: Role, message: T) -> Request<T> {
        let organisation = (role == Role::Partner).then_some("stark");
        world.asks(here, "anna", organisation, role, message)
    }
    let (mut client, case_id) = (world.client(), case_id.to_owned());
    let other = Uuid::from_u128(9).to_string();
    match call {
        "get_client" => {
            client.get_client(asked(world, here, role, pb::GetClientRequest { case_id })).await.map(drop)
        }
        "deviate_category" => {
            let (category, reasons) = ("no-such".into(), "Omdat.".into());
            let message = pb::DeviateCategoryRequest { case_id, category, reasons };
            client.deviate_category(asked(world, here, role, message)).await.map(drop)
        }
        "confirm_deviation" => {
            let message = pb::ConfirmDeviationRequest {
                case_id,
                deviation_id: other,
                confirmed: true,
                reasons: String::new(),
            };
            client.confirm_deviation(asked(world, here, role, message)).await.map(drop)
        }
        "start_instrument" => {
            let instrument = "no-such".into();
            let message = pb::StartInstrumentRequest { case_id, instrument, ..Default::default() };
            client.start_instrument(asked(world, here, role, message)).await.map(drop)
        }
        "extend_trajectory" => {
            let message = pb::ExtendTrajectoryRequest {
                case_id,
                trajectory_id: other,
                exceptional_reason: String::new(),
            };
            client.extend_trajectory(asked(world, here, role, message)).await.map(drop)
        }
        "record_ladder_step" => {
            let message = pb::RecordLadderStepRequest { case_id, rung: 3, ..Default::default() };
            client.record_ladder_step(asked(world, here, role, message)).await.map(drop)
        }
        _ => {
            let result = pb::TrajectoryResult::Completed.into();
            let message = pb::RecordTrajectoryResultRequest {
                case_id,
                trajectory_id: other,
                result,
                contract_months: None,
                first_day_of_work: String::new(),
            };
            client.record_trajectory_result(asked(world, here, role, message)).await.map(drop)
        }
    }
}

#[test]
fn no_call_is_forgotten() {
    let text = include_str!("../../../../proto/meedoen/reintegration/v1/reintegration_service.proto");
    assert_eq!(text.matches("  rpc ").count(), CALLS.len());
}

#[tokio::test]
async fn each_call_is_for_its_roles_only() {
    let Some(world) = World::new(Kind::Sqlite, "each_call_is_for_its_roles_only").await else { return };
    let case = world.given_categorised(&job_seeker()).await.to_string();
    for name in CALLS {
        for role in Role::ALL {
            let answer = call(&world, name, HERE, *role, &case).await;
            let role_missing = answer.as_ref().is_err_and(|status| status.code() == Code::PermissionDenied);
            assert_eq!(role_missing, !may(name).contains(role), "{name} by {role}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn the_case_of_another_municipality_does_not_exist() {
    let Some(world) = World::new(Kind::Sqlite, "the_case_of_another_municipality").await else { return };
    let case = world.given_categorised(&job_seeker()).await.to_string();
    let nobody = Uuid::from_u128(404).to_string();
    for name in CALLS {
        let role = may(name)[0];
        let (theirs, none) = (
            call(&world, name, ELSEWHERE, role, &case).await,
            call(&world, name, ELSEWHERE, role, &nobody).await,
        );
        assert_eq!((rule(theirs), rule(none)), ("not-found".to_owned(), "not-found".to_owned()), "{name}");
    }
}

#[tokio::test]
async fn a_repeat_with_the_same_key_deviates_once() {
    let Some(world) = World::new(Kind::Sqlite, "a_repeat_with_the_same_key").await else { return };
    let case = world.given_categorised(&job_seeker()).await;
    let wish = || {
        let message = pb::DeviateCategoryRequest {
            case_id: case.to_string(),
            category: "labour-disabled".into(),
            reasons: "Kan alleen met steun werken.".into(),
        };
        let mut request = world.by("anna", Role::ReintegrationConsultant, message);
        request.metadata_mut().insert(service::IDEMPOTENCY_KEY, "wish-1".parse().unwrap());
        request
    };

    let first = world.client().deviate_category(wish()).await.unwrap().into_inner();
    let second = world.client().deviate_category(wish()).await.unwrap().into_inner();

    assert!(first == second);
    assert_eq!(world.look(case).await.deviations.len(), 1);
}
