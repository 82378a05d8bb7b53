//! How deeply an application is verified, and what people decide instead.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{HERE, JOINT, World, application, before_intake, facts, on_both};

on_both!(
    the_facts_of_an_application_decide_how_deeply_it_is_verified,
    a_person_decides_otherwise_with_reasons,
    risk_groups_are_verified_again_and_again,
    a_policy_without_a_scorecard_has_none,
    only_who_may_sees_and_decides,
);

/// One point: some earnings.
const PLAIN: &str = "birth_date=1985-06-01, household=single, residence=dutch, lives_in_municipality=yes, cost_sharers=0, \
    monthly_earnings=40000, other_income=0, capital=0, former_entrepreneur=no";

async fn submitted(world: &World, which: u32) -> String {
    let message = pb::SubmitApplicationRequest { facts: facts(PLAIN), ..before_intake(which) };
    let request = world.by_at(Role::ClientSystem, JOINT, &uuid::Uuid::new_v4().to_string(), message);
    world.client().submit_application(request).await.unwrap().into_inner().case_id
}

async fn card(world: &World, at: &str, case: &str) -> pb::GetRiskCardResponse {
    let message = pb::GetRiskCardRequest { case_id: case.into() };
    let request = world.by_at(Role::QualityOfficer, at, "", message);
    world.risk().get_risk_card(request).await.unwrap().into_inner()
}

async fn stated(world: &World, case: &str, text: &str) {
    let message = pb::RecordFactsRequest { case_id: case.into(), facts: facts(text), ..Default::default() };
    let key = uuid::Uuid::new_v4().to_string();
    let request = world.by_at(Role::IntakeConsultant, JOINT, &key, message);
    world.client().record_facts(request).await.unwrap();
}

async fn deviated(
    world: &World,
    role: Role,
    case: &str,
    level: &str,
    reasons: &str,
) -> Result<pb::DeviateFromRiskCardResponse, Refused> {
    let message =
        pb::DeviateFromRiskCardRequest { case_id: case.into(), level: level.into(), reasons: reasons.into() };
    let request = world.by_at(role, JOINT, &uuid::Uuid::new_v4().to_string(), message);
    let answer = world.risk().deviate_from_risk_card(request).await;
    answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
}

fn level(card: &pb::GetRiskCardResponse) -> &str {
    card.level.as_ref().map_or("", |level| &level.key)
}

async fn the_facts_of_an_application_decide_how_deeply_it_is_verified(world: Arc<World>) {
    let case = submitted(&world, 0).await;
    let first = card(&world, JOINT, &case).await;
    assert_eq!(
        (first.outcome.as_str(), level(&first), first.decided_by.as_str()),
        ("assessed", "light", "scorecard")
    );
    let factor = &first.results[0].factors[0];
    assert_eq!((factor.points, factor.rule.as_str()), (1, "scorecard/3"));
    let fact = &factor.facts[0];
    assert_eq!((fact.name.as_str(), fact.source.as_str()), ("monthly_earnings", "applicant"));

    stated(&world, &case, "lives_in_municipality=no, cost_sharers=2").await;
    stated(&world, &case, "weeks_abroad=0").await;

    let now = card(&world, JOINT, &case).await;
    assert_eq!((now.results.len(), level(&now), now.recheck_on.as_str()), (2, "deep", "2027-03-02"));
    assert!(now.results[0] == first.results[0], "what was found before stays");
    let asked: Vec<_> =
        now.checks.iter().map(|one| (one.fact.as_str(), one.depth.as_str(), one.done)).collect();
    assert!(asked.contains(&("monthly_earnings", "twofold", false)), "{asked:?}");
    let story = world.story(&case).await;
    assert!(story.contains(&"Diepte van de controle bepaald: ‘Volledige controle’".to_owned()), "{story:?}");
    // It decides nothing else: nobody is told.
    let told = world.names(&case).await;
    assert!(
        told.iter().all(|name| !name.to_lowercase().contains("risk") && !name.contains("signal")),
        "{told:?}"
    );
}

async fn a_person_decides_otherwise_with_reasons(world: Arc<World>) {
    let case = submitted(&world, 0).await;
    let wrong = deviated(&world, Role::IntakeConsultant, &case, "", " ").await.err().unwrap();
    let named: Vec<_> = wrong.violations.iter().map(|one| (one.field.as_str(), one.rule.as_str())).collect();
    assert_eq!(named, [("level", "required"), ("reasons", "text-required")]);
    let reasons = "De bankafschriften zijn al gezien.";
    let done = deviated(&world, Role::IncomeConsultant, &case, "normal", reasons).await.unwrap();
    assert!(done.number == 1 && !done.needs_confirmation);

    let now = card(&world, JOINT, &case).await;
    assert_eq!((level(&now), now.decided_by.as_str()), ("normal", "person"));
    assert_eq!((now.deviations[0].reasons.as_str(), now.deviations[0].by.as_str()), (reasons, "someone"));
    let again = deviated(&world, Role::IntakeConsultant, &case, "normal", reasons).await.err().unwrap();
    assert_eq!(again.rule, "level-holds-already");
    let story = world.story(&case).await;
    assert!(story.iter().any(|line| line.contains("Andere diepte")), "{story:?}");
    assert!(story.iter().all(|line| !line.contains("bankafschriften")), "{story:?}");
    let kept = world.count("SELECT count(*) FROM handlings WHERE state LIKE '%bankafschriften%'").await;
    assert_eq!(kept, 0, "a free text is sealed");

    stated(&world, &case, "lives_in_municipality=no, cost_sharers=2").await;
    let later = card(&world, JOINT, &case).await;
    assert_eq!((level(&later), later.decided_by.as_str()), ("deep", "scorecard"));
    assert!(!later.deviations[0].up_to_date);
}

async fn risk_groups_are_verified_again_and_again(world: Arc<World>) {
    let deep = submitted(&world, 0).await;
    let light = submitted(&world, 1).await;
    stated(&world, &deep, "lives_in_municipality=no, cost_sharers=2").await;
    world.advance("2027-03-02");
    let kinds = async |case: &str| {
        let kind = proto::routes::type_of::<pb::SignalRaised>();
        let told = world.told(case).await.into_iter().filter(|told| told.kind == kind);
        let read =
            told.map(|told| <pb::SignalRaised as prost::Message>::decode(told.body.as_slice()).unwrap().kind);
        read.filter(|kind| kind == "risk-recheck").count()
    };
    testkit::eventually("the facts are to be verified again", || async { kinds(&deep).await == 1 }).await;
    assert_eq!(card(&world, JOINT, &deep).await.recheck_on, "2028-03-02");
    assert_eq!(kinds(&light).await, 0);
    world.advance("2028-03-02");
    testkit::eventually("and again", || async { kinds(&deep).await == 2 }).await;
}

async fn a_policy_without_a_scorecard_has_none(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;
    let card = card(&world, HERE, &case).await;
    assert!(card.outcome == "no-scorecard" && card.level.is_none() && card.results.is_empty());
    assert_eq!(world.count("SELECT count(*) FROM handlings").await, 0);
}

async fn only_who_may_sees_and_decides(world: Arc<World>) {
    let case = submitted(&world, 0).await;
    let ask = pb::GetRiskCardRequest { case_id: case.clone() };
    for role in [Role::Partner, Role::ClientSystem, Role::PolicyOfficer, Role::Manager, Role::Operator] {
        let request = world.by_at(role, JOINT, "", ask.clone());
        let refused = world.risk().get_risk_card(request).await.err().unwrap();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role}");
    }
    let elsewhere = world.by_at(Role::IntakeConsultant, HERE, "", ask);
    assert_eq!(world.risk().get_risk_card(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let message = pb::DeviateFromRiskCardRequest {
        case_id: case.clone(),
        level: "deep".into(),
        reasons: "Reden.".into(),
    };
    for role in [Role::ReintegrationConsultant, Role::QualityOfficer, Role::ClientSystem] {
        let request = world.by_at(role, JOINT, "k", message.clone());
        let refused = world.risk().deviate_from_risk_card(request).await.err().unwrap();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role}");
    }
    let elsewhere = world.by_at(Role::IntakeConsultant, HERE, "k", message);
    assert_eq!(world.risk().deviate_from_risk_card(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let settle =
        pb::SettleRiskDeviationRequest { case_id: case, number: 1, confirmed: true, reasons: String::new() };
    let request = world.by_at(Role::IntakeConsultant, JOINT, "k", settle.clone());
    assert_eq!(
        world.risk().settle_risk_deviation(request).await.err().unwrap().code(),
        Code::PermissionDenied
    );
    let request = world.by_at(Role::QualityOfficer, JOINT, "k", settle);
    assert_eq!(world.risk().settle_risk_deviation(request).await.err().unwrap().code(), Code::NotFound);
}
