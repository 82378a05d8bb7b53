//! Visits to a home, from the ground to the report.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{HERE, JOINT, TODAY, World, before_intake, facts, on_both};

on_both!(
    a_visit_goes_from_ground_to_report_and_what_was_found_is_a_claim,
    refusing_ends_a_visit_with_what_the_law_connects_to_it,
    what_is_wrong_with_a_visit_is_named_at_once,
    only_who_may_visits,
);

const REASON: &str = "Twee mensen gaven hetzelfde adres op.";

async fn submitted(world: &World) -> String {
    let request = world.by_at(Role::ClientSystem, JOINT, &uuid::Uuid::new_v4().to_string(), before_intake(0));
    world.client().submit_application(request).await.unwrap().into_inner().case_id
}

fn plan(case: &str) -> pb::PlanHomeVisitRequest {
    pb::PlanHomeVisitRequest {
        case_id: case.into(),
        reason: REASON.into(),
        policy_ground: String::new(),
        facts: vec!["household".into(), "cost_sharers".into()],
        announced: true,
        day: TODAY.into(),
        visitors: vec!["someone".into(), "another".into()],
    }
}

fn consent(case: &str, given: bool) -> pb::RecordVisitConsentRequest {
    pb::RecordVisitConsentRequest {
        case_id: case.into(),
        number: 1,
        asked_on: TODAY.into(),
        told_ground: true,
        told_consequence: true,
        given,
        document_id: String::new(),
    }
}

fn report(case: &str, stated: &str) -> pb::HoldHomeVisitRequest {
    let mut facts = facts(stated);
    facts.iter_mut().for_each(|fact| fact.source = "consultant".into());
    pb::HoldHomeVisitRequest {
        case_id: case.into(),
        number: 1,
        day: TODAY.into(),
        visitors: vec!["someone".into(), "another".into()],
        report: "De aanvrager woont met één ander in het huis.".into(),
        facts,
    }
}

fn by<T>(world: &World, message: T) -> tonic::Request<T> {
    world.by_at(Role::IncomeConsultant, JOINT, &uuid::Uuid::new_v4().to_string(), message)
}

async fn visits(world: &World, case: &str) -> Vec<pb::HomeVisit> {
    let message = pb::ListHomeVisitsRequest { case_id: case.into() };
    let request = world.by_at(Role::QualityOfficer, JOINT, "", message);
    world.visits().list_home_visits(request).await.unwrap().into_inner().visits
}

async fn seen(world: &World, case: &str) -> pb::GetApplicationResponse {
    let message = pb::GetApplicationRequest { case_id: case.into() };
    world.client().get_application(by(world, message)).await.unwrap().into_inner()
}

fn rules(status: &tonic::Status) -> Vec<String> {
    let refused = Refused::from_status(status);
    refused.violations.into_iter().map(|each| format!("{} {}", each.field, each.rule)).collect()
}

async fn a_visit_goes_from_ground_to_report_and_what_was_found_is_a_claim(world: Arc<World>) {
    let case = submitted(&world).await;
    let number = world.visits().plan_home_visit(by(&world, plan(&case))).await.unwrap().into_inner().number;
    assert_eq!(number, 1);
    let early = world.visits().hold_home_visit(by(&world, report(&case, ""))).await.err().unwrap();
    assert_eq!(Refused::from_status(&early).rule, "consent-required");
    let answer = world.visits().record_visit_consent(by(&world, consent(&case, true))).await.unwrap();
    assert_eq!(answer.into_inner().state, "consented");
    let found = report(&case, "household=single, cost_sharers=1");
    world.visits().hold_home_visit(by(&world, found)).await.unwrap();

    let visit = visits(&world, &case).await.remove(0);
    assert_eq!(
        (visit.state.as_str(), visit.reason.as_str(), visit.ended_on.as_str()),
        ("held", REASON, TODAY)
    );
    assert!(visit.report.contains("één ander") && visit.went == ["someone", "another"]);
    let message =
        pb::ListClaimsRequest { case_id: case.clone(), key: "cost_sharers".into(), ..Default::default() };
    let claims = world.claims().list_claims(by(&world, message)).await.unwrap().into_inner().claims;
    let claim = claims.last().unwrap();
    assert_eq!((claim.number, claim.occasion.as_str()), (visit.statement, "home-visit"));
    assert_eq!((claim.informant.as_str(), claim.stands), ("consultant", true));
    let story = world.story(&case).await;
    assert!(story.iter().any(|line| line.starts_with("Huisbezoek 1 gehouden")), "{story:?}");
    assert!(story.iter().all(|line| !line.contains("hetzelfde adres") && !line.contains("één ander")));
    let open = "SELECT count(*) FROM handlings WHERE state LIKE '%hetzelfde%' OR state LIKE '%ander in%'";
    assert_eq!(world.count(open).await, 0, "free texts are sealed");
}

async fn refusing_ends_a_visit_with_what_the_law_connects_to_it(world: Arc<World>) {
    let case = submitted(&world).await;
    let of_policy =
        pb::PlanHomeVisitRequest { reason: String::new(), policy_ground: "risk-group".into(), ..plan(&case) };
    let untrue = world.visits().plan_home_visit(by(&world, of_policy.clone())).await.err().unwrap();
    assert_eq!(rules(&untrue), ["policy_ground ground-holds"]);
    let stated = facts("lives_in_municipality=no, cost_sharers=2, monthly_earnings=50000");
    let message = pb::RecordFactsRequest { case_id: case.clone(), facts: stated, ..Default::default() };
    world.client().record_facts(by(&world, message)).await.unwrap();
    world.visits().plan_home_visit(by(&world, of_policy)).await.unwrap();
    let before = seen(&world, &case).await;
    let answer = world.visits().record_visit_consent(by(&world, consent(&case, false))).await.unwrap();
    let answer = answer.into_inner();
    let consequence = answer.consequence.unwrap();
    assert_eq!(
        (answer.state.as_str(), consequence.rule.as_str()),
        ("refused", "visit-refused-without-reason")
    );
    assert!(consequence.text.contains("geen gevolg"));

    let held = world.visits().hold_home_visit(by(&world, report(&case, ""))).await.err().unwrap();
    assert_eq!(Refused::from_status(&held).rule, "visit-ended");
    let after = seen(&world, &case).await;
    assert!(after.stage == before.stage && after.facts == before.facts, "refusing changes nothing");
    assert!(world.names(&case).await.iter().all(|name| !name.contains("signal")));
}

async fn what_is_wrong_with_a_visit_is_named_at_once(world: Arc<World>) {
    let case = submitted(&world).await;
    let wrong = pb::PlanHomeVisitRequest {
        reason: " ".into(),
        facts: vec!["age".into()],
        day: "morgen".into(),
        ..plan(&case)
    };
    let refused = world.visits().plan_home_visit(by(&world, wrong)).await.err().unwrap();
    assert_eq!(rules(&refused), ["reason one-ground", "keys fact-catalogue", "day date-format"]);
    let both = pb::PlanHomeVisitRequest { policy_ground: "risk-group".into(), ..plan(&case) };
    let refused = world.visits().plan_home_visit(by(&world, both)).await.err().unwrap();
    assert_eq!(rules(&refused), ["reason one-ground"]);
    let alone = pb::PlanHomeVisitRequest { visitors: vec!["someone".into()], ..plan(&case) };
    let refused = world.visits().plan_home_visit(by(&world, alone)).await.err().unwrap();
    assert_eq!(rules(&refused), ["visitors visitors-enough"]);
    world.visits().plan_home_visit(by(&world, plan(&case))).await.unwrap();
    let uninformed = pb::RecordVisitConsentRequest { told_ground: false, ..consent(&case, true) };
    let refused = world.visits().record_visit_consent(by(&world, uninformed)).await.err().unwrap();
    assert_eq!(rules(&refused), ["told_ground informed-consent"]);
    world.visits().record_visit_consent(by(&world, consent(&case, true))).await.unwrap();
    let hearsay = pb::HoldHomeVisitRequest { facts: facts("cost_sharers=1"), ..report(&case, "") };
    let refused = world.visits().hold_home_visit(by(&world, hearsay)).await.err().unwrap();
    assert_eq!(rules(&refused), ["facts informant-fits-source"]);
    let message = pb::CancelHomeVisitRequest { case_id: case.clone(), number: 1, reason: "Ziek.".into() };
    world.visits().cancel_home_visit(by(&world, message)).await.unwrap();
    assert_eq!(visits(&world, &case).await[0].cancelled_because, "Ziek.");
}

async fn only_who_may_visits(world: Arc<World>) {
    let case = submitted(&world).await;
    for role in [Role::ReintegrationConsultant, Role::QualityOfficer, Role::ClientSystem, Role::Partner] {
        let request = world.by_at(role, JOINT, "k", plan(&case));
        let refused = world.visits().plan_home_visit(request).await.err().unwrap();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role}");
    }
    let elsewhere = world.by_at(Role::IntakeConsultant, HERE, "k", plan(&case));
    assert_eq!(world.visits().plan_home_visit(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let list = pb::ListHomeVisitsRequest { case_id: case };
    let request = world.by_at(Role::Manager, JOINT, "", list.clone());
    assert_eq!(world.visits().list_home_visits(request).await.err().unwrap().code(), Code::PermissionDenied);
    let request = world.by_at(Role::IntakeConsultant, HERE, "", list);
    assert_eq!(world.visits().list_home_visits(request).await.err().unwrap().code(), Code::NotFound);
}
