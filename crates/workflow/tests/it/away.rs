//! People who are away: their tasks go on without them.

use domain::Role;
use proto::workflow::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::{Kind, eventually};

use crate::world::{HERE, THERE, World, inner};

const INTAKE: Role = Role::IntakeConsultant;

async fn claim(world: &World, user: &str, task: &str) -> Result<(), Refused> {
    let message = pb::ClaimTaskRequest { task_id: task.into() };
    inner(world.client().claim_task(world.asks(user, INTAKE, HERE, message)).await).map(drop)
}

/// The absence's id.
async fn away(
    world: &World,
    (user, role): (&str, Role),
    person: &str,
    days: (&str, &str),
    deputy: &str,
) -> Result<String, Refused> {
    let message = pb::RecordAbsenceRequest {
        person: person.into(),
        from_day: days.0.into(),
        last_day: days.1.into(),
        deputy: deputy.into(),
    };
    let request = world.asks(user, role, HERE, message);
    inner(world.client().record_absence(request).await).map(|recorded| recorded.absence_id)
}

async fn holders(world: &World) -> Vec<String> {
    let mut holders: Vec<_> = world.tasks().await.into_iter().map(|task| task.claimed_by).collect();
    holders.sort();
    holders
}

#[rstest]
#[tokio::test]
async fn tasks_of_who_is_away_go_to_the_deputy_or_back(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "away").await else { return };
    for number in 1..=2 {
        world.applies(number, "", false).await;
    }
    let tasks = world.tasks().await;
    claim(&world, "anna", &tasks[0].task_id).await.unwrap();
    claim(&world, "bert", &tasks[1].task_id).await.unwrap();

    let days = ("2026-01-05", "2026-01-09");
    let absence = away(&world, ("anna", INTAKE), "", days, "carla").await.unwrap();
    assert_eq!(away(&world, ("anna", INTAKE), "anna", days, "carla").await.unwrap(), absence, "a repeat");
    eventually("the deputy has it", || async { holders(&world).await == ["bert", "carla"] }).await;
    away(&world, ("mo", Role::Manager), "bert", days, "").await.unwrap();
    eventually("it is free again", || async { holders(&world).await == ["", "carla"] }).await;

    let refused = claim(&world, "anna", &tasks[1].task_id).await.unwrap_err();
    assert_eq!(refused.rule, "colleague-absent");
    let given = pb::HandOverTaskRequest {
        task_id: tasks[1].task_id.clone(),
        person: "bert".into(),
        reason: "Hij kent deze klant.".into(),
        ..Default::default()
    };
    let given = world.client().hand_over_task(world.asks("mo", Role::Manager, HERE, given)).await;
    assert_eq!(inner(given).map(drop).unwrap_err().rule, "colleague-absent");

    let back = pb::EndAbsenceRequest { absence_id: absence };
    let elsewhere = world.asks("anna", INTAKE, THERE, back.clone());
    assert_eq!(inner(world.client().end_absence(elsewhere).await).map(drop).unwrap_err().rule, "not-found");
    inner(world.client().end_absence(world.asks("anna", INTAKE, HERE, back)).await).unwrap();
    claim(&world, "anna", &tasks[1].task_id).await.unwrap();
    // Two tasks that are due on one day stand in no order of their cases.
    let (mut titles, intact) = world.story(1).await;
    titles.extend(world.story(2).await.0);
    assert!(intact && titles.iter().any(|title| title.contains("naar de vervanger")), "{titles:?}");
}

#[rstest]
#[tokio::test]
async fn an_absence_begins_on_its_day_also_after_a_restart(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::on(kind, "away later").await else { return };
    world.applies(1, "", false).await;
    let task = world.tasks().await.remove(0);
    away(&world, ("anna", INTAKE), "", ("2026-01-07", "2026-01-30"), "carla").await.unwrap();
    away(&world, ("carla", INTAKE), "", ("2026-02-01", "2026-02-02"), "").await.unwrap();
    claim(&world, "anna", &task.task_id).await.unwrap();
    world.rests().await;
    assert_eq!(holders(&world).await, ["anna"]);
    assert_eq!(world.next_due().await.as_deref(), Some("2026-01-07"));

    world.advance("2026-01-07");
    world.restart().await;
    world.rests().await;

    assert_eq!(holders(&world).await, ["carla"]);
    assert_eq!(world.next_due().await.as_deref(), Some("2026-01-20"), "what is next is the task itself");
}

#[tokio::test]
async fn an_absence_that_cannot_be_is_refused_by_name() {
    let Some(world) = World::on(Kind::Sqlite, "wrong absences").await else { return };
    let anna = ("anna", INTAKE);
    let rules = |refused: Refused| {
        let rules: Vec<_> = refused.violations.into_iter().map(|wrong| wrong.rule).collect();
        if rules.is_empty() { vec![refused.rule] } else { rules }
    };
    let wrong = away(&world, anna, "", ("2026-01-04", "2026-01-03"), "anna").await.unwrap_err();
    assert_eq!(rules(wrong), ["until-after-from", "not-in-past", "deputy-is-another"]);
    let other = away(&world, anna, "bert", ("2026-01-05", "2026-01-06"), "").await.unwrap_err();
    assert_eq!(rules(other), ["absence-of-other"]);
    away(&world, anna, "", ("2026-01-05", "2026-01-06"), "").await.unwrap();
    let again = away(&world, anna, "", ("2026-01-06", "2026-01-08"), "").await.unwrap_err();
    assert_eq!(rules(again), ["absence-overlaps"]);
    let deputy = away(&world, ("bert", INTAKE), "", ("2026-01-06", "2026-01-08"), "anna").await.unwrap_err();
    assert_eq!(rules(deputy), ["deputy-absent"]);
    let list = world.asks("bert", INTAKE, HERE, pb::ListAbsencesRequest {});
    assert_eq!(inner(world.client().list_absences(list).await).unwrap().absences.len(), 1);
}
