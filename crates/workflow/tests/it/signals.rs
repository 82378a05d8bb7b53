use domain::SignalKind;
use proto::income::v1::EntitlementOutcome;
use proto::intake::v1::{ApplicationNotProcessed, CloseApplication, SignalRaised, SignalSettled};
use rstest::rstest;
use testkit::Kind;

use crate::world::{World, case_ref};

#[rstest]
#[tokio::test]
async fn a_signal_of_either_service_is_a_task_until_it_is_settled(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "signals").await else { return };
    world.applies(1, "", true).await;
    let raised = SignalRaised {
        case: case_ref(1),
        kind: SignalKind::EvidenceExpires.code().into(),
        subject: "identity:2".into(),
        due_on: "2026-02-01".into(),
        not_by: String::new(),
    };
    for _ in 0..2 {
        world.told_by("intake", 1, &raised).await;
    }
    let fell = proto::reintegration::v1::SignalRaised {
        case: case_ref(1),
        kind: SignalKind::LadderFell.code().into(),
        subject: "2026-01".into(),
        due_on: String::new(),
    };
    world.told_by("reintegration", 1, &fell).await;
    world.rests().await;
    let tasks = world.tasks().await;
    let open: Vec<_> = tasks
        .iter()
        .map(|task| (task.kind.as_str(), task.role.as_str(), task.due.as_str(), task.subject.as_str()))
        .collect();
    assert_eq!(
        open,
        [
            ("review-ladder", "reintegration-consultant", "2026-01-19", "2026-01"),
            ("renew-evidence", "intake-consultant", "2026-02-01", "identity:2"),
        ]
    );

    let settled = SignalSettled { case: case_ref(1), kind: raised.kind, subject: raised.subject };
    world.told_by("intake", 1, &settled).await;
    world.rests().await;
    assert_eq!(world.tasks().await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_asks_a_second_person_is_not_for_the_first(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "second person").await else { return };
    world.applies(1, "", true).await;
    let raised = SignalRaised {
        case: case_ref(1),
        kind: SignalKind::RiskDeviation.code().into(),
        subject: "deviation-1".into(),
        due_on: String::new(),
        not_by: "anna".into(),
    };
    world.told_by("intake", 1, &raised).await;
    world.rests().await;
    let tasks = world.tasks().await;
    let open: Vec<_> =
        tasks.iter().map(|task| (task.kind.as_str(), task.role.as_str(), task.not_by.as_str())).collect();
    assert_eq!(open, [("confirm-risk-deviation", "quality-officer", "anna")]);

    let settled = SignalSettled { case: case_ref(1), kind: raised.kind, subject: raised.subject };
    world.told_by("intake", 1, &settled).await;
    world.rests().await;
    assert!(world.tasks().await.is_empty());
}

#[rstest]
#[tokio::test]
async fn an_application_that_is_not_processed_closes_the_case(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "not processed").await else { return };
    world.applies(1, "", false).await;
    world.applies(2, "", true).await;
    world.is_decided(2, EntitlementOutcome::Granted).await;
    for number in [1, 2] {
        let left = ApplicationNotProcessed { case: case_ref(number), reason: "evidence-missing".into() };
        world.told_by("intake", number, &left).await;
    }
    world.rests().await;
    let summary = world.case("2026-000001").await.unwrap().summary.unwrap();
    assert_eq!((summary.stage.as_str(), summary.closed_because.as_str()), ("closed", "not-processed"));
    let closed = world.sent::<CloseApplication>().await;
    assert_eq!(closed.len(), 1, "a right that was decided stands");
    assert_eq!(world.state(2, "closure").await, "open");
}
