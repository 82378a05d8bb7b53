//! School first, when the intake shows it.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use proto::intake::v1::term_service_client::TermServiceClient;
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

async fn decided(world: &World, role: Role, case: &str) -> Result<pb::ListDecisionsResponse, Refused> {
    let message = pb::ListDecisionsRequest { case_id: case.into() };
    let answer = TermServiceClient::new(world.line()).list_decisions(world.by(role, message)).await;
    answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
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

    let stands = decided(&world, Role::IncomeConsultant, &case).await.ok().unwrap();
    let [decision] = &stands.decisions[..] else { panic!("{} decisions", stands.decisions.len()) };
    assert_eq!((decision.ground.as_str(), decision.number), ("to-education", 1));
    assert!(!decision.decided_on.is_empty() && decision.objection_until > decision.decided_on);
    assert!(decision.explanation.as_ref().unwrap().source.contains("art. 13"), "another article");
    assert!(stands.part.contains(&decision.title) && stands.part.contains("bezwaar"), "{}", stands.part);
    assert_eq!(decided(&world, Role::Manager, &case).await.err().unwrap().rule, "role-missing");

    let (id, wire) = world.case_ref(&case).await;
    world.send(id, &pb::ReopenApplication { case: Some(wire), ..Default::default() }).await;
    testkit::eventually("the application is open again", || async {
        world.see(&case).await.stage == "intake"
    })
    .await;
    let fallen = decided(&world, Role::ClientSystem, &case).await.ok().unwrap();
    assert!(!fallen.decisions[0].fell_on.is_empty() && fallen.decisions[0].objection_until.is_empty());
    assert!(fallen.part.contains("geldt niet meer"), "{}", fallen.part);
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
