use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{
    ASKS_EVERYONE, COMPLETE, HERE, World, application, application_elsewhere, facts, on_both, young,
};

on_both!(
    a_complete_application_needs_no_intake,
    a_search_period_ends_in_intake_and_the_intake_is_completed,
    prevention_closes_the_application,
    an_exception_that_comes_to_light_lifts_the_search_period,
    the_policy_decides_who_searches,
    facts_are_kept_with_their_past,
    the_same_request_again_is_the_same_case,
    numbers_run_by_municipality_and_year,
    a_person_who_comes_back_keeps_the_pseudonym,
);

async fn a_complete_application_needs_no_intake(world: Arc<World>) {
    let submitted = world.submit(application(0)).await.unwrap();

    assert_eq!((submitted.case_number.as_str(), submitted.search_until.as_str()), ("2026-000001", ""));
    assert_eq!(submitted.gate.unwrap().rule, "no-search-period");
    let seen = world.see(&submitted.case_id).await;
    assert_eq!((seen.stage.as_str(), seen.version, seen.name.as_str()), ("complete", 1, "Fenna Voorbeeld"));
    assert_eq!((seen.applied_on.as_str(), seen.facts.len()), ("2026-03-02", facts(COMPLETE).len()));
    assert_eq!(
        world.names(&submitted.case_id).await,
        ["workflow: application-received", "income: note-application"]
    );
    let told: pb::ApplicationReceived = world.last(&submitted.case_id).await;
    assert!(told.intake_complete && told.assistance_requested && told.search_until.is_empty());
    assert_eq!(
        world.story(&submitted.case_id).await,
        ["Aanvraag 2026-000001 ontvangen; geen zoektermijn; vacature voorgelegd: regulier werk; \
          rechten en plichten verteld"]
    );
    assert_eq!((seen.vacancies_offered, seen.rights_told_on.as_str()), (1, "2026-03-02"));
}

async fn a_search_period_ends_in_intake_and_the_intake_is_completed(world: Arc<World>) {
    let case = &world.submit(young(0)).await.unwrap().case_id;
    let told: pb::ApplicationReceived = world.last(case).await;
    assert_eq!(told.search_until, "2026-03-29");
    assert_eq!(world.complete(case, COMPLETE, true).await.unwrap_err().rule, "search-not-ended");
    let early = world.end_search(case, pb::SearchResult::Searched).await;
    assert_eq!(early, Err("search-period-running".into()));

    world.advance("2026-03-30");
    world.end_search(case, pb::SearchResult::Searched).await.unwrap();
    assert_eq!(world.end_search(case, pb::SearchResult::Searched).await, Err("not-searching".into()));
    let seen = world.see(case).await;
    assert_eq!(
        (seen.stage.as_str(), seen.search_evidence.as_str()),
        ("intake", "Gesolliciteerd bij Voorbeeld BV")
    );

    let lacking = world.complete(case, "", false).await.unwrap_err();
    assert_eq!(lacking.violations.len(), 8, "{:?}", lacking.violations);
    world.complete(case, COMPLETE, true).await.unwrap();
    let seen = world.see(case).await;
    assert_eq!((seen.stage.as_str(), seen.vacancies_offered, seen.version), ("complete", 1, 3));
    let names = [
        "workflow: application-received",
        "income: note-application",
        "workflow: search-ended",
        "workflow: intake-completed",
    ];
    assert_eq!(world.names(case).await, names);
}

async fn prevention_closes_the_application(world: Arc<World>) {
    for (which, result, because) in [
        (0, pb::SearchResult::FoundWork, "prevention-work"),
        (1, pb::SearchResult::Withdrew, "prevention-withdrawn"),
        (2, pb::SearchResult::ToEducation, "prevention-education"),
    ] {
        let case = world.submit(young(which)).await.unwrap().case_id;
        world.end_search(&case, result).await.unwrap();
        let seen = world.see(&case).await;
        assert_eq!((seen.stage.as_str(), seen.closed_because.as_str()), ("closed", because));
        // The way is free for a new application.
        world.submit(young(which)).await.unwrap();
    }
}

async fn an_exception_that_comes_to_light_lifts_the_search_period(world: Arc<World>) {
    let case = &world.submit(young(0)).await.unwrap().case_id;
    world.record(case, "special_education=yes").await.unwrap();

    world.end_search(case, pb::SearchResult::Searched).await.unwrap();

    assert_eq!(world.see(case).await.stage, "intake");
}

async fn the_policy_decides_who_searches(world: Arc<World>) {
    let request = world.by_at(Role::ClientSystem, ASKS_EVERYONE, "one", application_elsewhere(0));
    let submitted = world.client().submit_application(request).await.unwrap().into_inner();
    assert_eq!(submitted.search_until, "2026-03-29");

    let again = pb::SubmitApplicationRequest {
        situation: pb::Situation::Reassessment.into(),
        ..application_elsewhere(1)
    };
    let request = world.by_at(Role::ClientSystem, ASKS_EVERYONE, "two", again);
    let submitted = world.client().submit_application(request).await.unwrap().into_inner();
    assert_eq!(
        (submitted.search_until.as_str(), submitted.gate.unwrap().rule.as_str()),
        ("", "search-period-only-new")
    );
}

async fn facts_are_kept_with_their_past(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;

    world.record(case, "monthly_earnings=50000, capital=100000").await.unwrap();

    let told: pb::FactsChanged = world.last(case).await;
    assert_eq!(told.keys, ["monthly_earnings"]);
    assert_eq!(world.count("SELECT count(*) FROM statements").await, 2);
    let before =
        "SELECT count(*) FROM statements WHERE claims LIKE '%\"monthly_earnings\":{\"value\":{\"money\":0}%'";
    assert_eq!(world.count(before).await, 1);
    // The same value again is stated, and changes nothing.
    let names = world.names(case).await;
    world.record(case, "monthly_earnings=50000").await.unwrap();
    assert_eq!(world.names(case).await, names);
    assert_eq!(world.count("SELECT count(*) FROM statements").await, 3);
}

async fn the_same_request_again_is_the_same_case(world: Arc<World>) {
    let ask = |message| world.by_at(Role::ClientSystem, HERE, "form-17", message);
    let first = world.client().submit_application(ask(application(0))).await.unwrap().into_inner();
    let again = world.client().submit_application(ask(application(0))).await.unwrap().into_inner();

    assert_eq!((&first.case_id, &first.case_number), (&again.case_id, &again.case_number));
    assert_eq!(world.count("SELECT count(*) FROM applications").await, 1);
    assert_eq!(world.names(&first.case_id).await.len(), 2);
    for other in [application(1), pb::SubmitApplicationRequest { name: "Een ander".into(), ..application(0) }]
    {
        let status = world.client().submit_application(ask(other)).await.err().unwrap();
        assert_eq!(status.code(), Code::AlreadyExists);
        assert_eq!(Refused::from_status(&status).rule, "idempotency-key-reused");
    }
}

async fn numbers_run_by_municipality_and_year(world: Arc<World>) {
    let mut numbers = Vec::new();
    for which in 0..3 {
        numbers.push(world.submit(application(which)).await.unwrap().case_number);
    }
    let elsewhere = world.by_at(Role::ClientSystem, ASKS_EVERYONE, "one", application_elsewhere(0));
    numbers.push(world.client().submit_application(elsewhere).await.unwrap().into_inner().case_number);
    world.advance("2027-01-01");
    numbers.push(world.submit(application(5)).await.unwrap().case_number);

    assert_eq!(numbers, ["2026-000001", "2026-000002", "2026-000003", "2026-000001", "2027-000001"]);
}

async fn a_person_who_comes_back_keeps_the_pseudonym(world: Arc<World>) {
    let first = world.submit(young(0)).await.unwrap().case_id;
    world.end_search(&first, pb::SearchResult::Withdrew).await.unwrap();
    let renamed = pb::SubmitApplicationRequest { name: "Fenna Anders".into(), ..young(0) };
    let second = world.submit(renamed).await.unwrap().case_id;

    let (before, after) = (world.see(&first).await, world.see(&second).await);
    assert_eq!(before.person_id, after.person_id);
    assert_eq!(after.name, "Fenna Anders");
    // Without a name the known one stays.
    world.end_search(&second, pb::SearchResult::Withdrew).await.unwrap();
    let third = world.submit(pb::SubmitApplicationRequest { name: String::new(), ..young(0) }).await.unwrap();
    assert_eq!(world.see(&third.case_id).await.name, "Fenna Anders");
    assert_eq!(world.count("SELECT count(*) FROM persons").await, 1);

    let message = pb::FindCasesRequest { citizen_service_number: crate::world::number(0) };
    let found = world.client().find_cases(world.by(Role::IncomeConsultant, message)).await.unwrap();
    let stages: Vec<_> = found.into_inner().cases.into_iter().map(|case| case.stage).collect();
    assert_eq!(stages, ["searching", "closed", "closed"]);
}
