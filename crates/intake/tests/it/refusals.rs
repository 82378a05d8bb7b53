use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{ASKS_EVERYONE, HERE, World, application, application_elsewhere, facts, number, on_both};

on_both!(
    a_client_who_is_seen_again_is_so_for_a_reason_of_that_situation,
    everything_that_is_wrong_is_named_at_once_and_nothing_is_kept,
    a_second_open_application_is_refused_with_the_number_of_the_first,
    only_who_may_is_let_in,
    another_municipalitys_case_is_no_case,
);

async fn everything_that_is_wrong_is_named_at_once_and_nothing_is_kept(world: Arc<World>) {
    let mut wrong = application(0);
    wrong.citizen_service_number = "999990018".into();
    wrong.situation = 0;
    wrong.reported_on = "2026-03-03".into();
    wrong.applied_on = "2-3-2026".into();
    wrong.name = "x".repeat(201);
    wrong.facts = facts("household=single, youngest_child_age=3, birth_date=2027-01-01");
    wrong.facts.push(proto::common::v1::Fact { key: "shoe_size".into(), ..wrong.facts[0].clone() });
    wrong.facts[0].source = "consultant".into();

    let request = world.by_at(Role::ClientSystem, HERE, "", wrong);
    let status = world.client().submit_application(request).await.err().unwrap();

    assert_eq!(status.code(), Code::InvalidArgument);
    let refused = Refused::from_status(&status);
    let mut found: Vec<_> =
        refused.violations.iter().map(|each| (each.field.as_str(), each.rule.as_str())).collect();
    found.sort_unstable();
    let lacking = "intake-complete";
    assert_eq!(
        found,
        [
            ("applied_on", "date-format"),
            ("citizen_service_number", "bsn-eleven-test"),
            ("facts", "fact-catalogue"),
            ("facts.birth_date", "not-in-the-future"),
            ("facts.capital", lacking),
            ("facts.household", "source-of-a-consultant"),
            ("facts.lives_in_municipality", lacking),
            ("facts.monthly_earnings", lacking),
            ("facts.other_income", lacking),
            ("facts.residence", lacking),
            ("facts.youngest_child_age", "child-needs-household"),
            ("facts.youngest_child_age", "child-younger-than-parent"),
            ("idempotency-key", "idempotency-key-required"),
            ("name", "text-length"),
            ("reported_on", "not-in-the-future"),
            ("situation", "choice-required"),
        ]
    );
    assert!(
        refused.violations.iter().all(|each| !each.reason.is_empty() && !each.reason.contains("999990018"))
    );
    for table in ["persons", "applications", "statements", "case_numbers", "requests", "outbox", "story"] {
        assert_eq!(world.count(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
}

async fn a_second_open_application_is_refused_with_the_number_of_the_first(world: Arc<World>) {
    world.submit(application(1)).await.unwrap();
    let first = world.submit(application(0)).await.unwrap();

    let refused = world.submit(application(0)).await.err().unwrap();

    assert_eq!(refused.rule, "second-open-application");
    assert!(refused.reason.contains(&first.case_number), "{}", refused.reason);
    // In another municipality it is another person.
    let elsewhere = world.by_at(Role::ClientSystem, ASKS_EVERYONE, "one", application_elsewhere(0));
    world.client().submit_application(elsewhere).await.unwrap();
    assert_eq!(world.count("SELECT count(*) FROM persons").await, 3);
}

async fn only_who_may_is_let_in(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;
    let denied = |status: Option<tonic::Status>| assert_eq!(status.unwrap().code(), Code::PermissionDenied);
    let mut client = world.client();

    let consultants =
        pb::SubmitApplicationRequest { channel: pb::Channel::Consultant.into(), ..application(1) };
    denied(client.submit_application(world.by(Role::Manager, application(1))).await.err());
    // Who may apply for someone, by another's channel: named where it is wrong.
    for (role, message) in
        [(Role::ClientSystem, consultants.clone()), (Role::IntakeConsultant, application(1))]
    {
        let status = client.submit_application(world.by(role, message)).await.err().unwrap();
        let wrong = Refused::from_status(&status).violations;
        assert_eq!((wrong[0].field.as_str(), wrong[0].rule.as_str()), ("channel", "channel-of-role"));
    }
    client.submit_application(world.by(Role::IntakeConsultant, consultants)).await.unwrap();

    let find = || pb::FindCasesRequest { citizen_service_number: number(0) };
    for role in [Role::ReintegrationConsultant, Role::ClientSystem, Role::Operator, Role::Partner] {
        denied(client.find_cases(world.by(role, find())).await.err());
    }
    let get = || pb::GetApplicationRequest { case_id: case.clone() };
    for role in [Role::ClientSystem, Role::Operator, Role::Partner, Role::Manager] {
        denied(client.get_application(world.by(role, get())).await.err());
    }
    let record =
        pb::RecordFactsRequest { case_id: case.clone(), facts: facts("area=1"), ..Default::default() };
    denied(client.record_facts(world.by(Role::Partner, record)).await.err());
    let intake = pb::CompleteIntakeRequest { case_id: case.clone(), ..pb::CompleteIntakeRequest::default() };
    denied(client.complete_intake(world.by(Role::ClientSystem, intake)).await.err());
    let search = pb::RecordSearchResultRequest { case_id: case, ..pb::RecordSearchResultRequest::default() };
    denied(client.record_search_result(world.by(Role::ClientSystem, search)).await.err());
}

async fn another_municipalitys_case_is_no_case(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;
    let mut client = world.client();

    let get = pb::GetApplicationRequest { case_id: case.clone() };
    let request = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "", get);
    assert_eq!(client.get_application(request).await.err().unwrap().code(), Code::NotFound);
    let record =
        pb::RecordFactsRequest { case_id: case.clone(), facts: facts("area=1"), ..Default::default() };
    let request = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "", record);
    assert_eq!(client.record_facts(request).await.err().unwrap().code(), Code::NotFound);
    let find = pb::FindCasesRequest { citizen_service_number: number(0) };
    let request = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "", find);
    assert!(client.find_cases(request).await.unwrap().into_inner().cases.is_empty());
    assert_eq!(world.see(&case).await.version, 1);
}

async fn a_client_who_is_seen_again_is_so_for_a_reason_of_that_situation(world: Arc<World>) {
    let seen_again =
        |situation: pb::Situation, occasion: &str, changed: &[&str]| pb::SubmitApplicationRequest {
            situation: situation.into(),
            occasion: occasion.into(),
            changed: changed.iter().map(|code| (*code).to_owned()).collect(),
            ..application(0)
        };
    let rules = |refused: Refused| -> Vec<_> {
        refused.violations.into_iter().map(|each| format!("{} {}", each.field, each.rule)).collect()
    };
    use pb::Situation::{New, Reassessment, Recall};
    let stranger = rules(world.submit(seen_again(Reassessment, "storm", &[])).await.err().unwrap());
    assert_eq!(stranger, ["occasion choice-required", "situation known-here"]);
    world.seen_before(0).await;
    for (wrong, expected) in [
        (seen_again(New, "no-contact", &[]), &["occasion occasion-fits-situation"][..]),
        (seen_again(Reassessment, "facts-changed", &[]), &["changed changed-facts"]),
        (seen_again(Reassessment, "storm", &[]), &["occasion choice-required"]),
        (seen_again(Recall, "", &["capital"]), &["changed changed-facts"]),
        (
            seen_again(Recall, "rules-changed", &["charm"]),
            &["changed fact-catalogue", "occasion occasion-fits-situation"],
        ),
    ] {
        assert_eq!(rules(world.submit(wrong).await.err().unwrap()), expected);
    }
    let right = seen_again(Reassessment, "facts-changed", &["household", "capital", "household"]);
    let case = world.submit(right).await.unwrap().case_id;
    let seen = world.see(&case).await;
    assert_eq!(
        (seen.occasion.as_str(), seen.changed),
        ("facts-changed", vec!["household".into(), "capital".into()])
    );
    let story = world.story(&case).await;
    assert!(story[0].contains("; herbeoordeling, want gegevens zijn veranderd"), "{story:?}");
}
