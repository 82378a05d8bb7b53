use domain::Role;
use proto::intake::v1::{FactsChanged, RequestAssessment};
use proto::workflow::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::{HERE, World, case_ref, inner};

#[rstest]
#[tokio::test]
async fn facts_that_change_while_a_right_runs_are_a_task_until_someone_says_what_they_mean(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::on(kind, "facts that change").await else { return };
    world.goes_to_review(1).await;
    let asked = world.sent::<RequestAssessment>().await.len();
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let changed = |keys: &[&str], for_right: &[&str]| FactsChanged {
        case: case_ref(1),
        keys: codes(keys),
        for_right: codes(for_right),
        ..FactsChanged::default()
    };

    world.told_by("intake", 1, &changed(&["language"], &[])).await;
    assert!(world.tasks().await.is_empty());
    world.told_by("intake", 1, &changed(&["language", "capital"], &["capital"])).await;
    world.restart().await;
    world.told_by("intake", 1, &changed(&["household"], &["household"])).await;

    let tasks = world.tasks().await;
    let seen: Vec<_> =
        tasks.iter().map(|task| [&task.kind, &task.role, &task.subject].map(String::as_str)).collect();
    assert_eq!(seen, [["reassess-right", "income-consultant", "capital,household"]]);
    assert_eq!(world.sent::<RequestAssessment>().await.len(), asked, "a person looks, and no rule decides");

    let complete = async |role, result: &str| {
        let message = pb::CompleteTaskRequest {
            task_id: tasks[0].task_id.clone(),
            result: result.into(),
            ..Default::default()
        };
        inner(world.client().complete_task(world.asks("anna", role, HERE, message)).await).map(drop)
    };
    let result = "Geen gevolg: het vermogen blijft onder de grens.";
    assert!(complete(Role::IntakeConsultant, result).await.is_err(), "not theirs to judge");
    let silent = complete(Role::IncomeConsultant, "...").await.unwrap_err();
    assert_eq!(silent.violations[0].field, "result");
    complete(Role::IncomeConsultant, result).await.unwrap();
    assert!(world.tasks().await.is_empty());
}
