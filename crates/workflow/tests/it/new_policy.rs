//! A new version of the policy asks for reviews of running cases (WF-7).

use std::sync::Arc;

use domain::Role;
use policy::Policies;
use proto::intake::v1::RequestAssessment;
use proto::workflow::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::{Kind, municipality};

use crate::world::{HERE, THERE, TODAY, World, case, inner};

/// The version that holds today.
fn in_force(world: &World) -> String {
    let policies = Policies::load(&world.policies()).unwrap();
    policies.of(&municipality(HERE), TODAY.parse().unwrap()).unwrap().version.clone()
}

fn question(number: u128, version: &str) -> pb::AskReviewRequest {
    pb::AskReviewRequest {
        case_id: case(number).to_string(),
        reason: pb::ReviewReason::NewPolicy.into(),
        policy_version: version.into(),
        category: "work".into(),
        missing: Vec::new(),
    }
}

async fn ask(world: &World, message: pb::AskReviewRequest) -> Result<bool, Refused> {
    let request = world.asks("bea", Role::PolicyOfficer, HERE, message);
    inner(world.client().ask_review(request).await).map(|reply| reply.already_asked)
}

async fn rule(world: &World, message: pb::AskReviewRequest) -> String {
    ask(world, message).await.unwrap_err().rule
}

/// On their own strength, categorised under an older version.
async fn is_categorised(world: &World, number: u128) {
    world.applies(number, "", true).await;
    world.is_granted(number).await;
    world.is_assigned(number, "alone", "own-strength").await;
}

#[rstest]
#[tokio::test]
async fn a_review_is_asked_once_for_a_version_whoever_asks_and_however_often(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "asked once").await else { return };
    let version = in_force(&world);
    let world = Arc::new(world);
    is_categorised(&world, 1).await;
    let assessed = world.sent::<RequestAssessment>().await.len();

    let asking = (0..8).map(|_| {
        let (world, message) = (Arc::clone(&world), question(1, &version));
        tokio::spawn(async move { ask(&world, message).await })
    });
    let mut already = Vec::new();
    for asked in asking.collect::<Vec<_>>() {
        already.push(asked.await.unwrap().unwrap());
    }

    assert_eq!(already.iter().filter(|already| !**already).count(), 1, "{already:?}");
    let tasks = world.tasks().await;
    let [task] = tasks.as_slice() else { panic!("{} tasks", tasks.len()) };
    assert_eq!((task.kind.as_str(), task.role.as_str()), ("review-case", "reintegration-consultant"));
    assert_eq!(task.subject, "Nieuw beleid: van ‘alone’ naar ‘Naar werk’");
    let found = world.case("2026-000001").await.unwrap().summary.unwrap();
    assert_eq!((found.stage.as_str(), found.category.as_str()), ("review", "alone"), "nobody is moved");
    assert_eq!(world.sent::<RequestAssessment>().await.len(), assessed);

    // A person decides that it stays so; the same version does not ask again.
    let outcome = pb::ReviewOutcome::Unchanged.into();
    let message = pb::CompleteReviewRequest { case_id: case(1).to_string(), outcome, notes: String::new() };
    let request = world.asks("anna", Role::ReintegrationConsultant, HERE, message);
    inner(world.client().complete_review(request).await).unwrap();
    assert_eq!(ask(&world, question(1, &version)).await, Ok(true));
    assert!(world.tasks().await.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_task_that_is_open_already_is_told_why_as_well(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "told").await else { return };
    is_categorised(&world, 1).await;
    world.advance("2026-07-05");
    world.rests().await;
    let before = world.tasks().await.remove(0);
    assert_eq!((before.kind.as_str(), before.subject.as_str()), ("review-case", ""));

    let missing = pb::AskReviewRequest {
        category: String::new(),
        missing: vec!["skills".into()],
        ..question(1, &in_force(&world))
    };
    assert_eq!(ask(&world, missing).await, Ok(false));

    let tasks = world.tasks().await;
    let subject = "Nieuw beleid: nu ‘alone’, maar dit is nog niet bekend: vaardigheden".to_owned();
    assert!(tasks == [pb::Task { subject, ..before }], "not the same task with another subject");
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_reviewed_is_refused_by_name(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "refused").await else { return };
    let version = in_force(&world);
    world.applies(1, "2026-02-02", false).await;
    world.applies(2, "", false).await;
    world.applies(3, "", true).await;
    world.is_granted(3).await;
    for number in 1..=3 {
        assert_eq!(rule(&world, question(number, &version)).await, "not-categorised-yet", "{number}");
    }
    is_categorised(&world, 4).await;
    assert_eq!(rule(&world, question(4, "of next year")).await, "policy-not-in-force");
    let unknown = pb::AskReviewRequest { category: "group-9".into(), ..question(4, &version) };
    assert_eq!(ask(&world, unknown).await.unwrap_err().violations[0].rule, "category-known");
    let end = pb::EndCaseRequest {
        case_id: case(4).to_string(),
        reason: "withdrawn".into(),
        from_day: String::new(),
        reasons: "Zo is het.".into(),
        ..Default::default()
    };
    inner(world.client().end_case(world.asks("anna", Role::IncomeConsultant, HERE, end)).await).unwrap();
    assert_eq!(rule(&world, question(4, &version)).await, "case-already-ended");
    assert_eq!(rule(&world, question(9, &version)).await, "not-found");
    let elsewhere = world.asks("bea", Role::PolicyOfficer, THERE, question(1, &version));
    assert_eq!(inner(world.client().ask_review(elsewhere).await).err().unwrap().rule, "not-found");
    assert!(world.tasks().await.iter().all(|task| task.kind != "review-case"));

    for role in Role::ALL.iter().copied().filter(|role| *role != Role::PolicyOfficer) {
        let request = world.asks("x", role, HERE, question(1, &version));
        let refused = inner(world.client().ask_review(request).await).err().unwrap();
        assert_eq!(refused.rule, "role-missing", "{role}");
    }
}

#[rstest]
#[tokio::test]
async fn who_was_categorised_under_the_version_is_left_alone(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "decided under it").await else { return };
    let version = in_force(&world);
    world.applies(1, "", true).await;
    world.is_granted(1).await;
    world.is_assigned_under(1, "alone", "own-strength", &version).await;
    assert_eq!(rule(&world, question(1, &version)).await, "decided-under-policy");
}

#[rstest]
#[tokio::test]
async fn a_policy_officer_sees_under_which_version_some_cases_stand(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "versions").await else { return };
    world.applies(1, "", false).await;
    for number in 2..=3 {
        is_categorised(&world, number).await;
    }
    let list = async |role: Role, case_ids: Vec<String>| {
        let message = pb::ListCasesRequest { case_ids, ..Default::default() };
        inner(world.client().list_cases(world.asks("bea", role, HERE, message)).await)
    };

    let some = vec![case(2).to_string(), case(1).to_string(), case(9).to_string()];
    let found = list(Role::PolicyOfficer, some).await.unwrap();

    let seen: Vec<_> = found.cases.iter().map(|one| (&*one.case_number, &*one.policy_version)).collect();
    assert_eq!(seen, [("2026-000002", "hash"), ("2026-000001", "")]);
    assert_eq!(list(Role::PolicyOfficer, Vec::new()).await.unwrap().total, 3);
    for role in [Role::Partner, Role::Operator, Role::ClientSystem] {
        assert_eq!(list(role, Vec::new()).await.err().unwrap().rule, "role-missing");
    }
    let refused = list(Role::PolicyOfficer, vec!["1".into()]).await.err().unwrap();
    assert_eq!(refused.violations[0].field, "case_ids");
    let many = vec![case(1).to_string(); 101];
    assert_eq!(list(Role::PolicyOfficer, many).await.err().unwrap().violations[0].rule, "page-size");
}
