//! Intakes of their own for people who live where others do not.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{COMPLETE, HERE, JOINT, World, before_intake, facts, on_both};

on_both!(
    the_facts_lead_to_an_intake_of_its_own_and_away_from_it,
    a_secret_address_is_seen_by_who_sends_letters,
    only_who_may_sees_and_agrees,
);

const ADDRESS: &str = "Postbus 123, 7800 AA Voorbeeldstad";

fn by<T>(world: &World, role: Role, message: T) -> tonic::Request<T> {
    world.by_at(role, JOINT, &uuid::Uuid::new_v4().to_string(), message)
}

async fn submitted(world: &World, over: &str) -> String {
    let stated = facts(&format!("{COMPLETE}, {over}"));
    let message = pb::SubmitApplicationRequest { facts: stated, ..before_intake(0) };
    let request = by(world, Role::ClientSystem, message);
    world.client().submit_application(request).await.unwrap().into_inner().case_id
}

async fn route(world: &World, role: Role, case: &str) -> pb::GetIntakeRouteResponse {
    let message = pb::GetIntakeRouteRequest { case_id: case.into() };
    world.routes().get_intake_route(by(world, role, message)).await.unwrap().into_inner()
}

async fn stated(world: &World, case: &str, text: &str) {
    let message = pb::RecordFactsRequest { case_id: case.into(), facts: facts(text), ..Default::default() };
    world.client().record_facts(by(world, Role::IntakeConsultant, message)).await.unwrap();
}

fn key(of: &pb::GetIntakeRouteResponse) -> &str {
    of.route.as_ref().map_or("", |route| &route.key)
}

async fn the_facts_lead_to_an_intake_of_its_own_and_away_from_it(world: Arc<World>) {
    let case = submitted(&world, "homeless=yes").await;
    let first = route(&world, Role::QualityOfficer, &case).await;
    assert_eq!((key(&first), first.letters.as_str()), ("homeless", "desk"));
    let explanation = first.results[0].explanation.as_ref().unwrap();
    assert_eq!(
        (explanation.rule.as_str(), explanation.inputs[0].name.as_str()),
        ("intake-route/homeless", "homeless")
    );
    assert_eq!(first.missing, ["in_shelter"]);
    let story = world.story(&case).await;
    assert!(story.contains(&"Eigen intake: Intake voor wie geen woning heeft".to_owned()), "{story:?}");

    stated(&world, &case, "homeless=no, in_shelter=no").await;

    let now = route(&world, Role::QualityOfficer, &case).await;
    assert_eq!((key(&now), now.letters.as_str(), now.results.len()), ("", "own-address", 2));
}

async fn a_secret_address_is_seen_by_who_sends_letters(world: Arc<World>) {
    let case = submitted(&world, "in_shelter=yes").await;
    let first = route(&world, Role::IntakeConsultant, &case).await;
    assert!(
        key(&first) == "shelter" && first.letters == "address-needed" && first.route.unwrap().hides_address
    );
    let message = pb::SetLetterAddressRequest { case_id: case.clone(), address: ADDRESS.into() };
    world.routes().set_letter_address(by(&world, Role::IntakeConsultant, message)).await.unwrap();

    let now = route(&world, Role::IncomeConsultant, &case).await;
    assert_eq!((now.letters.as_str(), now.letter_address.as_str()), ("agreed-address", ADDRESS));
    for role in [Role::QualityOfficer, Role::ReintegrationConsultant] {
        assert_eq!(route(&world, role, &case).await.letter_address, "", "{role}");
    }
    assert_eq!(world.count("SELECT count(*) FROM handlings WHERE state LIKE '%Postbus%'").await, 0);
    let story = world.story(&case).await;
    assert!(story.contains(&"Briefadres afgesproken".to_owned()), "{story:?}");
    assert!(story.iter().all(|line| !line.contains("Postbus")), "{story:?}");
}

async fn only_who_may_sees_and_agrees(world: Arc<World>) {
    let case = submitted(&world, "homeless=yes").await;
    let ask = pb::GetIntakeRouteRequest { case_id: case.clone() };
    for role in [Role::Partner, Role::ClientSystem, Role::Manager] {
        let refused = world.routes().get_intake_route(by(&world, role, ask.clone())).await.err().unwrap();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role}");
    }
    let elsewhere = world.by_at(Role::IntakeConsultant, HERE, "", ask);
    assert_eq!(world.routes().get_intake_route(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let agree = pb::SetLetterAddressRequest { case_id: case.clone(), address: ADDRESS.into() };
    let refused = by(&world, Role::QualityOfficer, agree.clone());
    let refused = world.routes().set_letter_address(refused).await.err().unwrap();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let refused = by(&world, Role::IntakeConsultant, agree.clone());
    let refused = world.routes().set_letter_address(refused).await.err().unwrap();
    assert_eq!(Refused::from_status(&refused).rule, "no-agreed-address");
    let elsewhere = world.by_at(Role::IntakeConsultant, HERE, "k", agree);
    assert_eq!(world.routes().set_letter_address(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let empty = pb::SetLetterAddressRequest { case_id: case, address: " ".into() };
    let refused =
        world.routes().set_letter_address(by(&world, Role::IntakeConsultant, empty)).await.err().unwrap();
    let wrong = Refused::from_status(&refused).violations;
    assert_eq!((wrong[0].field.as_str(), wrong[0].rule.as_str()), ("address", "text-required"));
}
