use domain::Role;
use proto::terms::v1::GetCaseTermsRequest;
use proto::terms::v1::case_term_service_client::CaseTermServiceClient;
use proto::workflow::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::{HERE, THERE, World, case, inner};

#[rstest]
#[tokio::test]
async fn a_contact_that_is_recorded_closes_the_signal_of_no_contact(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "contacts").await else { return };
    world.goes_to_review(1).await;
    world.rests().await;
    assert_eq!(world.case("2026-000001").await.unwrap().last_contact, "2026-01-05");
    world.advance("2028-01-06");
    world.rests().await;
    let kinds: Vec<_> = world.tasks().await.into_iter().map(|task| task.kind).collect();
    assert!(kinds.contains(&"seek-contact".into()), "{kinds:?}");

    let contact = |on: &str| pb::RecordContactRequest {
        case_id: case(1).to_string(),
        kind: "telephone".into(),
        on: on.into(),
        notes: "Gebeld.".into(),
    };
    let future = world.asks("anna", Role::ReintegrationConsultant, HERE, contact("2028-01-07"));
    let refused = inner(world.client().record_contact(future).await).err().unwrap();
    assert_eq!(
        (refused.violations[0].field.as_str(), refused.violations[0].rule.as_str()),
        ("on", "not-in-future")
    );
    let request = world.asks("anna", Role::ReintegrationConsultant, HERE, contact(""));
    inner(world.client().record_contact(request).await).unwrap();

    let kinds: Vec<_> = world.tasks().await.into_iter().map(|task| task.kind).collect();
    assert!(!kinds.contains(&"seek-contact".into()), "{kinds:?}");
    assert_eq!(world.case("2026-000001").await.unwrap().last_contact, "2028-01-06");

    let (now, before) = (talks(&world, "").await, talks(&world, "2028-01-05").await);
    assert_eq!(now[0], "ended 2028-01-06", "it was done late");
    assert!(now[1].starts_with("running 2028-01-06"), "{now:?}");
    assert_eq!(before.len(), 1, "as it was known before");
    assert!(before[0].starts_with("over "), "{before:?}");
}

/// The terms for a next talk as they were known on a day.
async fn talks(world: &World, on_day: &str) -> Vec<String> {
    let message = GetCaseTermsRequest { case_id: case(1).to_string(), on_day: on_day.into() };
    let request = world.asks("anna", Role::QualityOfficer, HERE, message);
    let mut client = CaseTermServiceClient::new(world.line());
    let found = inner(client.get_case_terms(request).await).unwrap();
    let talks = found.terms.iter().filter(|term| term.kind == "progress");
    talks
        .map(|term| {
            format!("{} {}", term.state, if term.state == "running" { &term.started_on } else { &term.since })
        })
        .collect()
}

#[rstest]
#[tokio::test]
async fn the_joint_application_takes_the_place_of_a_case_that_a_marriage_ended(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "successors").await else { return };
    world.applies(1, "", true).await;
    let end = pb::EndCaseRequest {
        case_id: case(1).to_string(),
        reason: "new-household".into(),
        reasons: "Zo is het.".into(),
        ..Default::default()
    };
    let request = world.asks("anna", Role::IncomeConsultant, HERE, end);
    inner(world.client().end_case(request).await).unwrap();
    world.applies(2, "", true).await;
    world.rests().await;

    let names = |successor: u128| pb::NameSuccessorRequest {
        case_id: case(1).to_string(),
        successor_case_id: case(successor).to_string(),
    };
    for (successor, here, rule) in [(1, HERE, "another-case"), (3, HERE, "case-known")] {
        let request = world.asks("anna", Role::IncomeConsultant, here, names(successor));
        let refused = inner(world.client().name_successor(request).await).err().unwrap();
        assert_eq!(refused.violations[0].rule, rule);
    }
    let elsewhere = world.asks("anna", Role::IncomeConsultant, THERE, names(2));
    assert_eq!(inner(world.client().name_successor(elsewhere).await).err().unwrap().rule, "not-found");
    for _ in 0..2 {
        let request = world.asks("anna", Role::IncomeConsultant, HERE, names(2));
        inner(world.client().name_successor(request).await).unwrap();
    }
    assert_eq!(world.case("2026-000001").await.unwrap().successors, [case(2).to_string()]);
}
