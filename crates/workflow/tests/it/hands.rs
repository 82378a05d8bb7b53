//! Tasks between people: two at once, back, handed over, on behalf of, late, and how much there is.

use domain::Role;
use proto::partner_contracts::v1::NoPartnerLeft;
use proto::reintegration::v1::DeviationProposed;
use proto::workflow::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;
use uuid::Uuid;

use crate::world::{HERE, World, case_ref, inner};

const INTAKE: Role = Role::IntakeConsultant;

/// Somebody's word on a task.
struct By<'a>(&'a World, &'a str, Role);

impl By<'_> {
    async fn claims(&self, task: &str) -> Result<(), Refused> {
        let message = pb::ClaimTaskRequest { task_id: task.into() };
        inner(self.0.client().claim_task(self.0.asks(self.1, self.2, HERE, message)).await).map(drop)
    }

    async fn releases(&self, task: &str) -> Result<(), Refused> {
        let message = pb::ReleaseTaskRequest { task_id: task.into(), reason: "Naar huis.".into() };
        inner(self.0.client().release_task(self.0.asks(self.1, self.2, HERE, message)).await).map(drop)
    }

    async fn hands_over(&self, task: &str, person: &str, role: &str) -> Result<(), Refused> {
        let (task_id, reason) = (task.into(), "Zij kent deze klant.".into());
        let message = pb::HandOverTaskRequest { task_id, person: person.into(), role: role.into(), reason };
        inner(self.0.client().hand_over_task(self.0.asks(self.1, self.2, HERE, message)).await).map(drop)
    }

    async fn completes(&self, task: &str, on_behalf_of: &str) -> Result<(), Refused> {
        let (task_id, on_behalf_of) = (task.into(), on_behalf_of.into());
        let message = pb::CompleteTaskRequest {
            task_id,
            result: "Opgelost.".into(),
            on_behalf_of,
            ..Default::default()
        };
        inner(self.0.client().complete_task(self.0.asks(self.1, self.2, HERE, message)).await).map(drop)
    }

    async fn lists(&self, message: pb::ListTasksRequest) -> Vec<pb::Task> {
        inner(self.0.client().list_tasks(self.0.asks(self.1, self.2, HERE, message)).await).unwrap().tasks
    }
}

#[rstest]
#[tokio::test]
async fn of_two_people_at_once_one_gets_the_task_and_the_other_hears_who(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "two at once").await else { return };
    for number in 1..=10 {
        world.applies(number, "", false).await;
    }
    for task in world.tasks().await {
        let (anna, carla) = (By(&world, "anna", INTAKE), By(&world, "carla", INTAKE));
        let (first, second) = tokio::join!(anna.claims(&task.task_id), carla.claims(&task.task_id));
        let (winner, refused) = match (first, second) {
            (Ok(()), Err(refused)) => ("anna", refused),
            (Err(refused), Ok(())) => ("carla", refused),
            other => panic!("one of both: {other:?}"),
        };
        assert_eq!(refused.rule, "task-claimed");
        assert_eq!(refused.reason, format!("{winner} heeft deze taak al."));
        let mine = pb::ListTasksRequest { mine: true, ..Default::default() };
        let held = By(&world, winner, INTAKE).lists(mine).await;
        assert!(held.iter().any(|one| one.task_id == task.task_id));
    }
}

#[rstest]
#[tokio::test]
async fn a_task_goes_back_and_to_a_colleague_or_a_role(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "handing over").await else { return };
    world.applies(1, "", false).await;
    let task = world.tasks().await.remove(0).task_id;
    let (anna, carla) = (By(&world, "anna", INTAKE), By(&world, "carla", INTAKE));
    let manager = By(&world, "mo", Role::Manager);
    anna.claims(&task).await.unwrap();

    assert_eq!(carla.releases(&task).await.unwrap_err().rule, "task-claimed");
    assert_eq!(carla.hands_over(&task, "carla", "").await.unwrap_err().rule, "task-claimed");
    anna.hands_over(&task, "carla", "").await.unwrap();
    anna.hands_over(&task, "carla", "").await.unwrap_err();
    assert_eq!(world.tasks().await[0].claimed_by, "carla");
    carla.releases(&task).await.unwrap();
    carla.releases(&task).await.unwrap();
    assert_eq!(world.tasks().await[0].state, "open");
    carla.claims(&task).await.unwrap();
    manager.releases(&task).await.unwrap();
    manager.hands_over(&task, "anna", "").await.unwrap();
    let wrong = manager.hands_over(&task, "", "income-consultant").await.unwrap_err();
    assert_eq!(wrong.rule, "role-cannot-do-task", "a form of its own asks its own role");

    let (titles, intact) = world.story(1).await;
    let of = |start: &str| titles.iter().filter(|title| title.starts_with(start)).count();
    assert_eq!(of("Een medewerker pakt de taak op"), 2);
    assert_eq!(of("De taak is weer vrij"), 2);
    assert_eq!(of("De taak gaat naar een collega"), 2);
    assert!(intact);
}

#[rstest]
#[tokio::test]
async fn four_eyes_hold_however_a_task_comes_to_someone(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "eyes of two").await else { return };
    world.applies(1, "", true).await;
    let deviation_id = Uuid::from_u128(5).to_string();
    let proposed = DeviationProposed { case: case_ref(1), deviation_id, by: "anna".into() };
    world.told_by("reintegration", 1, &proposed).await;
    let task = world.tasks().await.remove(0);
    let quality = Role::QualityOfficer;
    let manager = By(&world, "mo", Role::Manager);

    assert_eq!(By(&world, "anna", quality).claims(&task.task_id).await.unwrap_err().rule, "four-eyes");
    assert_eq!(manager.hands_over(&task.task_id, "anna", "").await.unwrap_err().rule, "four-eyes");
    let behalf = By(&world, "bert", quality).completes(&task.task_id, "anna").await.unwrap_err();
    assert_eq!(behalf.rule, "four-eyes");
    let free = pb::ListTasksRequest { free_for_me: true, ..Default::default() };
    assert!(By(&world, "anna", quality).lists(free.clone()).await.is_empty());
    assert_eq!(By(&world, "bert", quality).lists(free).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_task_is_recorded_for_a_colleague(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "on behalf").await else { return };
    world.applies(1, "", true).await;
    world.is_granted(1).await;
    world.is_assigned(1, "work", "work").await;
    world.told_by("partner-contracts", 1, &NoPartnerLeft { case: case_ref(1) }).await;
    let task = world.tasks().await.remove(0).task_id;
    let (anna, bert) = (
        By(&world, "anna", Role::ReintegrationConsultant),
        By(&world, "bert", Role::ReintegrationConsultant),
    );
    anna.claims(&task).await.unwrap();
    assert_eq!(bert.completes(&task, "").await.unwrap_err().rule, "task-claimed");

    bert.completes(&task, "anna").await.unwrap();
    anna.completes(&task, "").await.unwrap();
    let done = anna.lists(pb::ListTasksRequest { state: "done".into(), ..Default::default() }).await;
    assert_eq!((done[0].done_by.as_str(), done[0].done_on.as_str()), ("anna", "2026-01-05"));
    let (titles, _) = world.story(1).await;
    assert!(titles.iter().any(|title| title.starts_with("De taak is afgerond namens een collega")));
}

const STEPS: &str = r#"
[[escalations]]
after_days = 2
to = "quality-officer"
source = "keuze bij inrichting"

[[escalations]]
after_days = 5
to = "manager"
release = true
source = "keuze bij inrichting"
"#;

#[rstest]
#[tokio::test]
async fn a_late_task_goes_further_step_by_step(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::with_policy(kind, "escalating", STEPS).await else { return };
    world.applies(1, "", false).await;
    let task = world.tasks().await.remove(0);
    assert_eq!(task.due, "2026-01-19");
    let manager = By(&world, "mo", Role::Manager);
    By(&world, "anna", INTAKE).claims(&task.task_id).await.unwrap();
    let of_manager = || pb::ListTasksRequest { role: "manager".into(), ..Default::default() };

    world.advance("2026-01-20");
    world.rests().await;
    assert_eq!(world.next_due().await.as_deref(), Some("2026-01-21"), "the next step");
    let late = world.tasks().await.remove(0);
    assert!(late.late && late.escalated_to.is_empty());
    world.advance("2026-01-21");
    world.rests().await;
    assert_eq!(world.tasks().await[0].escalated_to, ["quality-officer"]);
    assert!(manager.lists(of_manager()).await.is_empty());
    world.advance("2026-01-24");
    world.rests().await;

    let now = manager.lists(of_manager()).await.remove(0);
    assert_eq!(now.escalated_to, ["quality-officer", "manager"]);
    assert_eq!((now.state.as_str(), now.role.as_str()), ("open", "intake-consultant"));
    manager.claims(&task.task_id).await.unwrap();
    assert_eq!(world.next_due().await, None, "no further step");
    let (titles, _) = world.story(1).await;
    let told = titles.join(" ");
    for said in ["Te laat: Houd", "nu ook naar de kwaliteitsmedewerker", "nu ook naar de manager"] {
        assert_eq!(told.matches(said).count(), 1, "{said}");
    }
}

#[rstest]
#[tokio::test]
async fn the_list_is_filtered_and_sorted_and_the_work_counted(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "counting work").await else { return };
    for number in 1..=3 {
        world.applies(number, "", false).await;
    }
    world.advance("2026-01-08");
    world.applies(4, "", true).await;
    let proposed = DeviationProposed {
        case: case_ref(4),
        deviation_id: Uuid::from_u128(5).to_string(),
        by: "anna".into(),
    };
    world.told_by("reintegration", 4, &proposed).await;
    world.rests().await;
    let anna = By(&world, "anna", INTAKE);
    let all = world.tasks().await;
    assert_eq!(all[0].kind, "confirm-deviation", "due first");
    anna.claims(&all[2].task_id).await.unwrap();
    let count = |message| async { anna.lists(message).await.len() };
    let asked = pb::ListTasksRequest::default;
    assert_eq!(count(pb::ListTasksRequest { kind: "hold-intake".into(), ..asked() }).await, 3);
    assert_eq!(count(pb::ListTasksRequest { area: Some(3), ..asked() }).await, 4);
    assert_eq!(count(pb::ListTasksRequest { area: Some(4), ..asked() }).await, 0);
    assert_eq!(count(pb::ListTasksRequest { person: "anna".into(), ..asked() }).await, 1);
    assert_eq!(count(pb::ListTasksRequest { free_for_me: true, ..asked() }).await, 2);
    assert_eq!(count(pb::ListTasksRequest { late: true, ..asked() }).await, 0);
    let sorted = pb::ListTasksRequest { sort: "case-number".into(), descending: true, ..asked() };
    let numbers: Vec<_> = anna.lists(sorted).await.into_iter().map(|task| task.case_number).collect();
    assert_eq!(numbers, ["2026-000004", "2026-000003", "2026-000002", "2026-000001"]);

    world.advance("2026-01-20");
    world.rests().await;
    let manager = |by: &str| {
        let message = pb::GetWorkloadRequest { by: by.into() };
        let request = world.asks("mo", Role::Manager, HERE, message);
        let mut client = world.client();
        async move { inner(client.get_workload(request).await).unwrap().groups }
    };
    let roles = manager("role").await;
    let seen: Vec<_> =
        roles.iter().map(|one| (one.role.as_str(), one.waiting, one.claimed, one.late)).collect();
    // One of them is an answer that stays out.
    assert_eq!(seen, [("intake-consultant", 4, 1, 3), ("quality-officer", 1, 0, 1)]);
    assert_eq!((roles[0].oldest.as_str(), roles[0].first_due.as_str()), ("2026-01-05", "2026-01-19"));
    assert_eq!(manager("area").await.len(), 1);
    assert_eq!(manager("team").await.len(), 2);
    let people: Vec<_> = manager("person").await.into_iter().map(|one| (one.person, one.waiting)).collect();
    assert_eq!(people, [(String::new(), 4), ("anna".to_owned(), 1)]);
    let message = pb::GetWorkloadRequest { by: "person".into() };
    let refused = world.client().get_workload(world.asks("anna", INTAKE, HERE, message)).await;
    assert_eq!(
        inner(refused).map(drop).unwrap_err().rule,
        "role-missing",
        "who does how much is for who leads"
    );
}
