use domain::Role;
use proto::intake::v1::{ClientSeenAgain, RequestAssessment};
use proto::workflow::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::{HERE, World, case, case_ref, inner};

fn seen(situation: &str, occasion: &str, intake_complete: bool) -> ClientSeenAgain {
    let (situation, occasion) = (situation.into(), occasion.into());
    ClientSeenAgain { case: case_ref(1), situation, occasion, intake_complete }
}

#[rstest]
#[tokio::test]
async fn a_client_who_is_seen_again_is_reviewed_in_the_case_that_runs(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::on(kind, "seen again").await else { return };
    world.goes_to_review(1).await;
    let asked = world.sent::<RequestAssessment>().await.len();

    world.told_by("intake", 1, &seen("recall", "no-contact", false)).await;
    world.restart().await;

    let tasks = world.tasks().await;
    let [task] = &tasks[..] else { panic!("{} tasks", tasks.len()) };
    assert_eq!(task.kind, "review-case");
    assert_eq!(task.subject, "Opnieuw opgeroepen: er is lang geen contact geweest");
    assert_eq!(world.state(1, "trajectory").await, "running");
    assert_eq!(world.state(1, "entitlement").await, "granted");
    assert_eq!(world.sent::<RequestAssessment>().await.len(), asked, "a person holds the review");
    let message = pb::CompleteReviewRequest {
        case_id: case(1).to_string(),
        outcome: pb::ReviewOutcome::Unchanged.into(),
        notes: "Gesproken; alles blijft zoals het is.".into(),
    };
    inner(
        world
            .client()
            .complete_review(world.asks("anna", Role::ReintegrationConsultant, HERE, message))
            .await,
    )
    .unwrap();
    assert!(world.tasks().await.is_empty());

    world.told_by("intake", 1, &seen("reassessment", "rules-changed", true)).await;
    assert_eq!(world.sent::<RequestAssessment>().await.len(), asked + 1, "the category is decided anew");
    let (story, holds) = world.story(1).await;
    let said = "De cliënt wordt opnieuw beoordeeld in deze zaak. Herbeoordeling: de regels zijn veranderd. De categorie \
                wordt bepaald.";
    assert!(holds && story.last().is_some_and(|title| title == said), "{story:?}");
}
