//! School first, when the intake shows it.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{ASKS_EVERYONE, World, before_intake, facts, on_both};

on_both!(
    school_first_closes_an_application_until_it_is_taken_back,
    only_an_intake_consultant_sends_to_school,
);

/// 26, and past the search period that the law asks.
const YOUNG: &str = "birth_date=1999-06-01, household=single, vulnerable=yes";

async fn sent(world: &World, role: Role, case: &str) -> Result<pb::SendToEducationResponse, Refused> {
    let message = pb::SendToEducationRequest { case_id: case.into() };
    let answer = world.education().send_to_education(world.by(role, message)).await;
    answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
}

async fn submitted(world: &World) -> String {
    let message = pb::SubmitApplicationRequest { facts: facts(YOUNG), ..before_intake(0) };
    world.submit(message).await.unwrap().case_id
}

async fn school_first_closes_an_application_until_it_is_taken_back(world: Arc<World>) {
    let case = submitted(&world).await;
    let early = sent(&world, Role::IntakeConsultant, &case).await.err().unwrap();
    assert_eq!(early.rule, "school-first-education");
    world.record(&case, "can_follow_education=yes").await.unwrap();
    let explanation = sent(&world, Role::IntakeConsultant, &case).await.ok().unwrap().explanation.unwrap();
    assert_eq!(explanation.rule, "school-first");
    assert_eq!(explanation.inputs.len(), 2);

    assert_eq!(world.see(&case).await.stage, "closed");
    let told: pb::ApplicationNotProcessed = world.last(&case).await;
    assert_eq!(told.reason, "to-education");
    let story = world.story(&case).await;
    assert!(story.contains(&"Aanvraag gesloten: eerst naar school".to_owned()), "{story:?}");
    let again = sent(&world, Role::IntakeConsultant, &case).await.err().unwrap();
    assert_eq!(again.rule, "application-closed");

    let (id, wire) = world.case_ref(&case).await;
    world.send(id, &pb::ReopenApplication { case: Some(wire), ..Default::default() }).await;
    testkit::eventually("the application is open again", || async {
        world.see(&case).await.stage == "intake"
    })
    .await;
}

async fn only_an_intake_consultant_sends_to_school(world: Arc<World>) {
    let case = submitted(&world).await;
    for role in [Role::IncomeConsultant, Role::QualityOfficer, Role::ClientSystem, Role::Partner] {
        let refused = sent(&world, role, &case).await.err().unwrap();
        assert_eq!(refused.rule, "role-missing", "{role}");
    }
    let message = pb::SendToEducationRequest { case_id: case };
    let elsewhere = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "k", message);
    let refused = world.education().send_to_education(elsewhere).await.err().unwrap();
    assert_eq!(refused.code(), Code::NotFound);
}
