//! A notice of default, and every term of a case as it was known on a day.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use proto::intake::v1::term_service_client::TermServiceClient;
use proto::terms::v1::case_term_service_client::CaseTermServiceClient;
use proto::terms::v1::{GetCaseTermsRequest, GetCaseTermsResponse};
use service::Refused;
use testkit::eventually;

use crate::world::{World, application, on_both};

on_both!(a_late_decision_is_noticed_and_every_term_is_told_as_it_was_known);

async fn noticed(world: &World, role: Role, case: &str, received_on: &str) -> Result<(), String> {
    let message = pb::RecordNoticeOfDefaultRequest { case_id: case.into(), received_on: received_on.into() };
    let answer = TermServiceClient::new(world.line()).record_notice_of_default(world.by(role, message)).await;
    answer.map(drop).map_err(|status| {
        let refused = Refused::from_status(&status);
        refused.violations.first().map_or(refused.rule, |violation| violation.rule.clone())
    })
}

async fn terms(world: &World, role: Role, case: &str, on_day: &str) -> Result<GetCaseTermsResponse, String> {
    let message = GetCaseTermsRequest { case_id: case.into(), on_day: on_day.into() };
    let answer = CaseTermServiceClient::new(world.line()).get_case_terms(world.by(role, message)).await;
    answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status).rule)
}

async fn shown(world: &World, case: &str, on_day: &str) -> Vec<String> {
    let found = terms(world, Role::QualityOfficer, case, on_day).await.unwrap();
    let but_advances = found.terms.iter().filter(|term| term.kind != "advance");
    but_advances.map(|term| format!("{} {} {}", term.kind, term.state, term.due_on)).collect()
}

async fn raised(world: &World, case: &str, kind: &str) -> bool {
    let told = world.told(case).await.into_iter();
    let told = told.filter(|told| told.kind == proto::routes::type_of::<pb::SignalRaised>());
    let read = told.map(|told| <pb::SignalRaised as prost::Message>::decode(told.body.as_slice()).unwrap());
    read.into_iter().any(|raised| raised.kind == kind)
}

/// Applied for on 2 March: the decision term runs up to 28 April, the day after King's Day.
async fn a_late_decision_is_noticed_and_every_term_is_told_as_it_was_known(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    let applied = shown(&world, case, "").await;
    assert_eq!(applied, ["decision running 2026-04-28"]);
    assert_eq!(noticed(&world, Role::IntakeConsultant, case, "").await.unwrap_err(), "decision-term-running");
    world.advance("2026-04-30");
    let ahead = noticed(&world, Role::IntakeConsultant, case, "2026-05-01").await.unwrap_err();
    assert_eq!(ahead, "not-in-the-future");
    assert!(noticed(&world, Role::ReintegrationConsultant, case, "").await.is_err());
    noticed(&world, Role::ClientSystem, case, "2026-04-29").await.unwrap();
    noticed(&world, Role::IncomeConsultant, case, "2026-04-29").await.unwrap();
    eventually("who decides is told", || async { raised(&world, case, "notice-of-default").await }).await;

    let now = ["decision over 2026-04-28", "notice-of-default running 2026-05-13"];
    assert_eq!(shown(&world, case, "").await, now);
    assert_eq!(shown(&world, case, "2026-04-29").await, ["decision over 2026-04-28"], "not recorded yet");
    assert_eq!(shown(&world, case, "2026-03-02").await, applied);
    let found = terms(&world, Role::QualityOfficer, case, "").await.unwrap();
    let lines: Vec<_> = found.terms.last().unwrap().lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        lines,
        [
            "De ingebrekestelling is ontvangen op 29 april 2026. De termijn telt vanaf de dag erna.",
            "De termijn is 2 weken: tot en met 13 mei 2026.",
            "De laatste dag is 13 mei 2026, over 13 dagen.",
        ]
    );
    world.advance("2026-05-14");
    eventually("a penalty runs", || async { raised(&world, case, "penalty-runs").await }).await;

    assert_eq!(terms(&world, Role::Partner, case, "").await.err().unwrap(), "role-missing");
    let unknown = uuid::Uuid::nil().to_string();
    assert_eq!(terms(&world, Role::IntakeConsultant, &unknown, "").await.err().unwrap(), "not-found");
    assert!(world.views(case).await.iter().any(|(_, fields)| fields.contains(&"deadlines".to_owned())));
}
