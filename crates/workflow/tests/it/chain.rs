use domain::Role;
use proto::income::v1::{BenefitEnded, EndBenefit};
use proto::intake::v1::{CloseApplication, RequestAssessment};
use proto::partner_contracts::v1::{OfferReferral, ReferralWithdrawn, WithdrawReferral};
use proto::reintegration::v1::{EndTrajectory, StartTrajectory, TrajectoriesClosed};
use proto::workflow::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::{HERE, THERE, TODAY, World, case, case_ref, inner};

#[rstest]
#[tokio::test]
async fn a_case_goes_from_application_to_review_scheduled(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "the whole chain").await else { return };

    world.goes_to_review(1).await;

    assert_eq!(world.state(1, "review").await, "scheduled");
    let found = world.case("2026-000001").await.unwrap();
    let summary = found.summary.unwrap();
    assert_eq!((summary.stage.as_str(), summary.category.as_str()), ("trajectory", "work"));
    assert_eq!((summary.applied_on.as_str(), summary.next_due.as_str()), (TODAY, "2026-07-05"));
    assert_eq!((found.partner.as_str(), summary.area), ("large", 3));
    let assessments: Vec<_> = world
        .sent::<RequestAssessment>()
        .await
        .into_iter()
        .map(|asked| asked.assessment().as_str_name())
        .collect();
    assert_eq!(assessments, ["ASSESSMENT_ENTITLEMENT", "ASSESSMENT_CATEGORY"]);
    assert_eq!(world.sent::<OfferReferral>().await[0].direction, "work");
    assert_eq!(world.sent::<StartTrajectory>().await[0].partner, "large");
}

#[rstest]
#[tokio::test]
async fn ending_takes_everything_back_once_and_closes_when_the_answers_are_in(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::on(kind, "ending").await else { return };
    world.goes_to_review(1).await;

    let end = pb::EndCaseRequest {
        case_id: case(1).to_string(),
        reason: "moved-away".into(),
        from_day: String::new(),
        reasons: "Zo is het.".into(),
        ..Default::default()
    };
    let request = world.asks("anna", Role::IncomeConsultant, HERE, end.clone());
    inner(world.client().end_case(request).await).unwrap();
    let again = world.asks("anna", Role::IncomeConsultant, HERE, end);
    assert_eq!(inner(world.client().end_case(again).await).err().unwrap().rule, "case-already-ended");

    assert_eq!(world.sent::<CloseApplication>().await.len(), 1);
    assert_eq!(world.sent::<WithdrawReferral>().await.len(), 1);
    assert_eq!(world.sent::<EndTrajectory>().await.len(), 1);
    let benefits = world.sent::<EndBenefit>().await;
    assert_eq!((benefits.len(), benefits[0].from_day.as_str()), (1, TODAY));
    world.told_by("reintegration", 1, &TrajectoriesClosed { case: case_ref(1) }).await;
    world.restart().await;
    world.told_by("partner-contracts", 1, &ReferralWithdrawn { case: case_ref(1) }).await;
    assert_eq!(world.state(1, "closure").await, "ending");
    world
        .told_by(
            "income",
            1,
            &BenefitEnded { case: case_ref(1), from_day: TODAY.into(), ..BenefitEnded::default() },
        )
        .await;
    let summary = world.case("2026-000001").await.unwrap().summary.unwrap();
    assert_eq!((summary.closed_on.as_str(), summary.closed_because.as_str()), (TODAY, "moved-away"));
    assert_eq!((summary.stage.as_str(), summary.next_due.as_str()), ("closed", ""));
}

#[rstest]
#[case::future("2026-01-06", "not-in-future")]
#[case::before_report("2026-01-04", "not-before-report")]
#[tokio::test]
async fn a_case_does_not_end_on_any_day(#[case] from_day: &str, #[case] rule: &str) {
    let Some(world) = World::on(Kind::Sqlite, "days of ending").await else { return };
    world.applies(1, "", true).await;
    let end = pb::EndCaseRequest {
        case_id: case(1).to_string(),
        reason: "other".into(),
        from_day: from_day.into(),
        reasons: "Zo is het.".into(),
        ..Default::default()
    };
    let request = world.asks("anna", Role::IncomeConsultant, HERE, end);
    let refused = inner(world.client().end_case(request).await).err().unwrap();
    assert_eq!(
        (refused.violations[0].field.as_str(), refused.violations[0].rule.as_str()),
        ("from_day", rule)
    );
    assert_eq!(world.state(1, "closure").await, "open");
}

/// Awb art. 3:46: why a case ends is written down, and stands in the story and with the decision on the right.
#[rstest]
#[tokio::test]
async fn a_case_ends_for_reasons_that_are_written_down(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "written reasons").await else { return };
    world.goes_to_review(1).await;
    let end = |reasons: &str| pb::EndCaseRequest {
        case_id: case(1).to_string(),
        reason: "outflow-work".into(),
        reasons: reasons.into(),
        ..Default::default()
    };
    for blank in ["", "  ", "."] {
        let request = world.asks("anna", Role::IncomeConsultant, HERE, end(blank));
        let refused = inner(world.client().end_case(request).await).err().unwrap();
        assert_eq!(refused.violations[0].field, "reasons", "{blank:?}");
    }
    assert_eq!(world.state(1, "closure").await, "open");
    let request = world.asks("anna", Role::IncomeConsultant, HERE, end("Het loon is hoger dan de norm."));
    inner(world.client().end_case(request).await).unwrap();

    let benefits = world.sent::<EndBenefit>().await;
    assert_eq!(benefits[0].written_reasons, "Het loon is hoger dan de norm.");
    let story = messaging::story_of(&world.db, case(1)).await.unwrap();
    let told = story.entries.iter().find(|entry| entry.title.starts_with("Een medewerker beëindigt de zaak"));
    let why = told.unwrap().explanation.clone().unwrap();
    assert_eq!((why.source.as_str(), why.text.as_str()), ("Awb art. 3:46", "Het loon is hoger dan de norm."));
}

#[rstest]
#[tokio::test]
async fn a_review_is_held_when_it_is_planned_and_not_before(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "reviews").await else { return };
    world.applies(1, "", true).await;
    let review = |outcome: pb::ReviewOutcome| pb::CompleteReviewRequest {
        case_id: case(1).to_string(),
        outcome: outcome.into(),
        notes: "Het gaat goed.".into(),
    };
    let early = world.asks("anna", Role::IncomeConsultant, HERE, review(pb::ReviewOutcome::Unchanged));
    assert_eq!(inner(world.client().complete_review(early).await).err().unwrap().rule, "review-not-planned");

    world.is_granted(1).await;
    world.is_assigned(1, "alone", "own-strength").await;
    let held = world.asks("anna", Role::IncomeConsultant, HERE, review(pb::ReviewOutcome::Unchanged));
    assert_eq!(inner(world.client().complete_review(held).await).unwrap().next_review, "2026-07-05");
    let anew = world.asks("anna", Role::IncomeConsultant, HERE, review(pb::ReviewOutcome::Recategorise));
    assert_eq!(inner(world.client().complete_review(anew).await).unwrap().next_review, "");
    assert_eq!(world.state(1, "category").await, "asked");
    assert_eq!(world.sent::<RequestAssessment>().await.len(), 3);
}

#[rstest]
#[tokio::test]
async fn what_is_heard_before_the_application_waits_for_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "early").await else { return };
    world.is_granted(1).await;
    assert_eq!(world.case(&case(1).to_string()).await.err().unwrap().rule, "not-found");
    world.applies(1, "", true).await;
    assert_eq!(world.state(1, "entitlement").await, "granted");
}

#[rstest]
#[tokio::test]
async fn another_municipality_finds_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "isolation").await else { return };
    world.applies(1, "", false).await;
    let task_id = world.tasks().await[0].task_id.clone();
    let case_id = case(1).to_string();
    let (mut client, role) = (world.client(), Role::IntakeConsultant);

    let get = pb::GetCaseRequest { case: case_id.clone() };
    let found = client.get_case(world.asks("bert", role, THERE, get)).await;
    assert_eq!(inner(found).err().unwrap().rule, "not-found");
    let end = pb::EndCaseRequest {
        case_id: case_id.clone(),
        reason: "other".into(),
        from_day: String::new(),
        reasons: "Zo is het.".into(),
        ..Default::default()
    };
    assert_eq!(
        inner(client.end_case(world.asks("bert", role, THERE, end)).await).err().unwrap().rule,
        "not-found"
    );
    let outcome = pb::ReviewOutcome::Unchanged.into();
    let review = pb::CompleteReviewRequest { case_id, outcome, notes: String::new() };
    let held = client.complete_review(world.asks("bert", role, THERE, review)).await;
    assert_eq!(inner(held).err().unwrap().rule, "not-found");
    let claim = pb::ClaimTaskRequest { task_id: task_id.clone() };
    assert_eq!(
        inner(client.claim_task(world.asks("bert", role, THERE, claim)).await).err().unwrap().rule,
        "not-found"
    );
    let complete = pb::CompleteTaskRequest {
        task_id,
        result: "Klaar.".into(),
        on_behalf_of: String::new(),
        ..Default::default()
    };
    let completed = client.complete_task(world.asks("bert", role, THERE, complete)).await;
    assert_eq!(inner(completed).err().unwrap().rule, "not-found");
    let tasks = client.list_tasks(world.asks("bert", role, THERE, pb::ListTasksRequest::default())).await;
    assert_eq!(inner(tasks).unwrap().total, 0);
    let cases = client.list_cases(world.asks("bert", role, THERE, pb::ListCasesRequest::default())).await;
    assert_eq!(inner(cases).unwrap().total, 0);
}

#[tokio::test]
async fn each_call_asks_a_role() {
    let Some(world) = World::on(Kind::Sqlite, "roles").await else { return };
    let mut client = world.client();
    for role in [Role::Partner, Role::Operator, Role::PolicyOfficer] {
        let get = pb::GetCaseRequest::default();
        let refused = [
            inner(client.get_case(world.asks("x", role, HERE, get)).await).err().unwrap(),
            inner(client.list_tasks(world.asks("x", role, HERE, pb::ListTasksRequest::default())).await)
                .err()
                .unwrap(),
            inner(client.claim_task(world.asks("x", role, HERE, pb::ClaimTaskRequest::default())).await)
                .err()
                .unwrap(),
            inner(
                client.complete_task(world.asks("x", role, HERE, pb::CompleteTaskRequest::default())).await,
            )
            .err()
            .unwrap(),
            inner(
                client
                    .complete_review(world.asks("x", role, HERE, pb::CompleteReviewRequest::default()))
                    .await,
            )
            .err()
            .unwrap(),
            inner(client.end_case(world.asks("x", role, HERE, pb::EndCaseRequest::default())).await)
                .err()
                .unwrap(),
        ];
        assert!(refused.iter().all(|one| one.rule == "role-missing"), "{role}: {refused:?}");
    }
}
