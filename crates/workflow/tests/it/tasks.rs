use domain::Role;
use proto::partner_contracts::v1::NoPartnerLeft;
use proto::reintegration::v1::{DeviationProposed, DeviationSettled};
use proto::workflow::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;
use uuid::Uuid;

use crate::world::{HERE, World, case_ref, inner};

async fn claim(world: &World, user: &str, role: Role, task_id: &str) -> Result<(), Refused> {
    let message = pb::ClaimTaskRequest { task_id: task_id.into() };
    inner(world.client().claim_task(world.asks(user, role, HERE, message)).await).map(drop)
}

async fn complete(world: &World, user: &str, role: Role, task_id: &str) -> Result<(), Refused> {
    let (task_id, result) = (task_id.into(), "Opgelost.".into());
    let message =
        pb::CompleteTaskRequest { task_id, result, on_behalf_of: String::new(), ..Default::default() };
    inner(world.client().complete_task(world.asks(user, role, HERE, message)).await).map(drop)
}

#[rstest]
#[tokio::test]
async fn a_task_is_claimed_by_one_person_with_the_role(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "claiming").await else { return };
    world.applies(1, "", false).await;
    let task = world.tasks().await.remove(0);
    assert_eq!((task.title.as_str(), task.due.as_str()), ("Houd het intakegesprek", "2026-01-19"));
    assert_eq!(task.case_number, "2026-000001");

    let wrong = claim(&world, "bert", Role::IncomeConsultant, &task.task_id).await;
    assert_eq!(wrong.unwrap_err().rule, "task-role");
    claim(&world, "anna", Role::IntakeConsultant, &task.task_id).await.unwrap();
    claim(&world, "anna", Role::IntakeConsultant, &task.task_id).await.unwrap();
    let second = claim(&world, "carla", Role::IntakeConsultant, &task.task_id).await;
    assert_eq!(second.unwrap_err().rule, "task-claimed");

    let claimed = world.tasks().await.remove(0);
    assert_eq!((claimed.state.as_str(), claimed.claimed_by.as_str()), ("claimed", "anna"));
    let by_hand = complete(&world, "anna", Role::IntakeConsultant, &task.task_id).await;
    assert_eq!(by_hand.unwrap_err().rule, "task-has-a-form");
    let found = world.case("2026-000001").await.unwrap();
    assert_eq!((found.open_tasks[0].claimed_by.as_str(), found.version), ("anna", 2));
}

#[rstest]
#[tokio::test]
async fn a_task_without_a_form_is_completed_by_hand(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "completing").await else { return };
    world.applies(1, "", true).await;
    world.is_granted(1).await;
    world.is_assigned(1, "work", "work").await;
    world.told_by("partner-contracts", 1, &NoPartnerLeft { case: case_ref(1) }).await;
    let task = world.tasks().await.remove(0);
    assert_eq!(task.kind, "find-partner");

    complete(&world, "anna", Role::ReintegrationConsultant, &task.task_id).await.unwrap();

    assert!(world.tasks().await.is_empty());
    complete(&world, "anna", Role::ReintegrationConsultant, &task.task_id).await.unwrap();
    let other = complete(&world, "bert", Role::ReintegrationConsultant, &task.task_id).await.unwrap_err();
    assert_eq!(other.rule, "task-done");
    assert_eq!(other.reason, "anna heeft deze taak al gedaan op 5 januari 2026.");
    let taken = claim(&world, "bert", Role::ReintegrationConsultant, &task.task_id).await;
    assert_eq!(taken.unwrap_err().rule, "task-done");
    let (titles, intact) = world.story(1).await;
    let told = titles.iter().filter(|title| title.starts_with("Een taak is afgerond")).count();
    assert_eq!((told, intact), (1, true), "a task is done once");
    let done = pb::ListTasksRequest { state: "done".into(), ..Default::default() };
    let request = world.asks("anna", Role::Manager, HERE, done);
    assert_eq!(inner(world.client().list_tasks(request).await).unwrap().tasks[0].task_id, task.task_id);
    assert_eq!(world.state(1, "review").await, "scheduled");
}

#[rstest]
#[tokio::test]
async fn who_proposed_a_deviation_does_not_judge_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "four eyes").await else { return };
    world.applies(1, "", true).await;
    let deviation_id = Uuid::from_u128(5).to_string();
    let proposed =
        DeviationProposed { case: case_ref(1), deviation_id: deviation_id.clone(), by: "anna".into() };
    world.told_by("reintegration", 1, &proposed).await;
    let task = world.tasks().await.remove(0);
    assert_eq!((task.kind.as_str(), task.subject.as_str()), ("confirm-deviation", deviation_id.as_str()));

    let own = claim(&world, "anna", Role::QualityOfficer, &task.task_id).await;
    assert_eq!(own.unwrap_err().rule, "four-eyes");
    claim(&world, "bert", Role::QualityOfficer, &task.task_id).await.unwrap();
    let settled = DeviationSettled { case: case_ref(1), deviation_id, confirmed: false };
    world.told_by("reintegration", 1, &settled).await;
    assert!(world.tasks().await.is_empty());
}

#[rstest]
#[tokio::test]
async fn another_system_sees_only_what_it_is_asked(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "a client system").await else { return };
    world.applies(1, "", false).await;
    world.applies(2, "", true).await;
    world.is_granted(2).await;
    world.is_assigned(2, "sheltered", "sheltered").await;
    let asked = proto::sheltered_work::v1::AdviceRequested { case: case_ref(2) };
    world.told_by("sheltered-work", 2, &asked).await;
    assert_eq!(world.tasks().await.len(), 2);

    let request = world.asks("uwv", Role::ClientSystem, HERE, pb::ListTasksRequest::default());
    let seen = inner(world.client().list_tasks(request).await).unwrap();

    let kinds: Vec<_> = seen.tasks.iter().map(|task| task.kind.as_str()).collect();
    assert_eq!(kinds, ["give-advice"]);
}
