use domain::Role;
use proto::income::v1::EntitlementDecided;
use rstest::rstest;
use service::{Refused, RefusedKind};
use testkit::Kind;

use crate::world::{GRANTED, HERE, PERSON_DECIDES, THERE, World};

const BY: Role = Role::IncomeConsultant;

fn refused(result: Result<(), tonic::Status>) -> (RefusedKind, String) {
    let refused = Refused::from_status(&result.unwrap_err());
    (refused.kind, refused.rule)
}

#[rstest]
#[tokio::test]
async fn a_consultant_decides_once_what_was_left_open(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "a consultant decides").await else { return };
    world.send(&world.assess("")).await;

    let not_found = (RefusedKind::NotFound, "not-found".to_owned());
    assert_eq!(refused(world.decide(BY, THERE, Some(100_000), None).await), not_found);
    let without_role = refused(world.decide(Role::IntakeConsultant, HERE, Some(100_000), None).await);
    assert_eq!(without_role.0, RefusedKind::NotAllowed);
    assert_eq!(refused(world.decide(BY, HERE, Some(0), None).await).0, RefusedKind::InvalidInput);
    assert_eq!(world.entitlement().await.version, 1, "a refusal changes nothing");

    world.decide(BY, HERE, Some(100_000), Some("first")).await.unwrap();
    world.decide(BY, HERE, Some(100_000), Some("first")).await.unwrap();
    let again = refused(world.decide(BY, HERE, Some(100_000), Some("second")).await);
    assert_eq!(again, (RefusedKind::Precondition, "no-person-needed".to_owned()));

    let told = world.told::<EntitlementDecided>().await;
    let outcomes: Vec<_> = told.iter().map(|event| event.outcome().as_str_name()).collect();
    assert_eq!(outcomes, [PERSON_DECIDES, GRANTED]);
    let found = world.entitlement().await;
    assert_eq!((found.version, found.amount_cents), (2, Some(100_000)));
    assert!(
        found.explanations.iter().any(|line| line.rule.starts_with("capital-34")),
        "the assessment still explains it"
    );
    assert_eq!(found.explanations.last().unwrap().rule, "decided-by-person");
}

#[rstest]
#[tokio::test]
async fn a_right_is_shown_to_those_who_work_on_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "who may read").await else { return };
    world.send(&world.assess("capital=0")).await;

    for role in Role::ALL {
        let allowed = [Role::IncomeConsultant, Role::IntakeConsultant, Role::QualityOfficer].contains(role);
        assert_eq!(world.entitlement_as(*role, HERE).await.is_ok(), allowed, "{role}");
    }
    let elsewhere = world.entitlement_as(BY, THERE).await.map(drop);
    assert_eq!(refused(elsewhere).0, RefusedKind::NotFound);
}
