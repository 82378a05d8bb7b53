use std::sync::Arc;

use domain::Role;
use proto::common::v1::Fact;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{
    ASKS_EVERYONE, COMPLETE, HERE, World, application, application_elsewhere, before_intake, facts, number,
    on_both, young,
};

on_both!(
    a_complete_application_needs_no_intake,
    a_search_period_ends_in_intake_and_the_intake_is_completed,
    prevention_closes_the_application,
    an_exception_that_comes_to_light_lifts_the_search_period,
    facts_that_come_later_ask_the_search_period_after_all,
    who_is_alone_since_the_report_starts_no_search_period,
    what_is_contested_waits_for_a_person,
    nobody_states_what_is_another_s_to_judge,
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
        (2, pb::SearchResult::ToEducation, "to-education"),
    ] {
        let case = world.submit(young(which)).await.unwrap().case_id;
        if result == pb::SearchResult::ToEducation {
            // At this door too school comes first only where there is school to follow.
            assert_eq!(world.end_search(&case, result).await.unwrap_err(), "school-first-education");
            world.record(&case, "can_follow_education=yes").await.unwrap();
        }
        world.end_search(&case, result).await.unwrap();
        let seen = world.see(&case).await;
        assert_eq!((seen.stage.as_str(), seen.closed_because.as_str()), ("closed", because));
        // The way is free for a new application.
        world.submit(young(which)).await.unwrap();
    }
}

async fn an_exception_that_comes_to_light_lifts_the_search_period(world: Arc<World>) {
    let case = &world.submit(young(0)).await.unwrap().case_id;
    world.advance("2026-03-09");

    world.record(case, "special_education=yes").await.unwrap();

    let seen = world.see(case).await;
    assert_eq!((seen.stage.as_str(), seen.search_until.as_str()), ("intake", ""));
    let ended: pb::SearchEnded = world.last(case).await;
    assert_eq!((ended.result.as_str(), ended.handled_from.as_str()), ("lifted", "2026-03-02"));
    assert!(world.story(case).await.contains(&"De zoektermijn vervalt door nieuwe gegevens".to_owned()));
    let late = world.end_search(case, pb::SearchResult::Searched).await;
    assert_eq!(late.unwrap_err(), "not-searching");
}

/// Whoever was part of a couple that was not young on the day of report, had nothing to search for; that they are single since is
/// no report anew.
async fn who_is_alone_since_the_report_starts_no_search_period(world: Arc<World>) {
    let couple = "birth_date=2002-01-05, household=couple, partner_birth_date=1996-01-05";
    let mut cases = Vec::new();
    for which in 0..3 {
        let message = pb::SubmitApplicationRequest { facts: facts(couple), ..before_intake(which) };
        cases.push(world.submit(message).await.unwrap().case_id);
    }
    let recorded = [("2026-03-10", "2026-03-10"), ("2026-04-10", "2026-04-10"), ("", "2026-04-13")];
    for (case, (left_on, recorded_on)) in cases.iter().zip(recorded) {
        world.advance(recorded_on);
        let message = pb::RecordFactsRequest {
            case_id: case.clone(),
            facts: facts("household=single"),
            provenance: Some(pb::Provenance { valid_from: left_on.into(), ..Default::default() }),
        };
        world.client().record_facts(world.by(Role::IntakeConsultant, message)).await.unwrap();

        let seen = world.see(case).await;
        assert_eq!((seen.stage.as_str(), seen.search_until.as_str()), ("intake", ""), "{recorded_on}");
        assert!(!world.names(case).await.contains(&"workflow: search-started".to_owned()));
        let asked = if left_on.is_empty() { "2026-03-29" } else { "" };
        let account = world.account(case, "").await.unwrap();
        assert_eq!(account.search_until, asked, "by what is known of the day of report");
        let done = COMPLETE.replace("birth_date=1985-06-01, household=single", "basic_qualification=yes");
        world.complete(case, &done, true).await.unwrap();
    }
}

/// Neither a form that is filled in otherwise later nor a birth date that turns out to be another goes around it.
async fn facts_that_come_later_ask_the_search_period_after_all(world: Arc<World>) {
    let support = "birth_date=2004-06-01, household=single, assistance_requested=no";
    let older = "birth_date=1985-06-01, household=single";
    for (which, first, later) in
        [(0, support, "assistance_requested=yes"), (1, older, "birth_date=2004-06-01")]
    {
        let message = pb::SubmitApplicationRequest { facts: facts(first), ..before_intake(which) };
        let case = &world.submit(message).await.unwrap().case_id;
        let asked = COMPLETE.replace("1985-06-01", "2004-06-01");
        let early = world.complete(case, &format!("{asked}, assistance_requested=yes"), true).await;
        assert_eq!(early.unwrap_err().rule, "search-period-asked");
        world.record(case, later).await.unwrap();

        let seen = world.see(case).await;
        assert_eq!((seen.stage.as_str(), seen.search_until.as_str()), ("searching", "2026-03-29"), "{later}");
        let started: pb::SearchStarted = world.last(case).await;
        assert_eq!(started.search_until, "2026-03-29");
        let refused = world.complete(case, COMPLETE, true).await.unwrap_err();
        assert_eq!(refused.rule, "search-not-ended");
    }
}

/// The register says otherwise than the applicant: nothing is decided before a person looked into it.
async fn what_is_contested_waits_for_a_person(world: Arc<World>) {
    let case = &world.submit(before_intake(0)).await.unwrap().case_id;
    let stated = facts("capital=9000000");
    let stated = stated.into_iter().map(|fact| Fact { source: "system".into(), ..fact }).collect();
    let provenance =
        pb::Provenance { informant: "register".into(), name: "a bank".into(), ..Default::default() };
    let message =
        pb::RecordFactsRequest { case_id: case.clone(), facts: stated, provenance: Some(provenance) };
    world.client().record_facts(world.by(Role::ClientSystem, message)).await.unwrap();
    let raised: pb::SignalRaised = world.last(case).await;
    assert_eq!((raised.kind.as_str(), raised.subject.as_str()), ("fact-contested", "capital-2"));

    let refused = world.complete(case, "", true).await.unwrap_err();
    let found: Vec<_> =
        refused.violations.iter().map(|one| (one.field.as_str(), one.rule.as_str())).collect();
    assert_eq!(found, [("facts.capital", "fact-contested")]);

    let proof = pb::Proof { kind: "confirmed".into(), ..Default::default() };
    let message = pb::VerifyClaimRequest {
        case_id: case.clone(),
        number: 2,
        key: "capital".into(),
        proof: Some(proof),
    };
    world.claims().verify_claim(world.by(Role::IncomeConsultant, message)).await.unwrap();
    let settled: pb::SignalSettled = world.last(case).await;
    assert_eq!((settled.kind.as_str(), settled.subject.as_str()), ("fact-contested", "capital-2"));
    world.complete(case, "", true).await.unwrap();
}

/// The applicant does not say what a professional judges, at whatever door.
async fn nobody_states_what_is_another_s_to_judge(world: Arc<World>) {
    let judged = |source: &str| -> Vec<_> {
        let all = facts("earning_capacity=60, exempted=yes, hour_limited=yes");
        all.into_iter().map(|fact| Fact { source: source.into(), ..fact }).collect()
    };
    let named = |refused: Refused| -> Vec<_> {
        refused.violations.into_iter().map(|one| format!("{} {}", one.field, one.rule)).collect()
    };
    let all = ["facts.earning_capacity", "facts.hour_limited", "facts.exempted"]
        .map(|field| format!("{field} answerer-allowed"));
    let by_form = pb::SubmitApplicationRequest {
        facts: [facts(COMPLETE), judged("applicant")].concat(),
        ..before_intake(0)
    };
    let found = named(world.submit(by_form).await.err().unwrap());
    assert!(all.iter().all(|one| found.contains(one)), "{found:?}");

    let case = &world.submit(before_intake(1)).await.unwrap().case_id;
    let message =
        pb::RecordFactsRequest { case_id: case.clone(), facts: judged("applicant"), ..Default::default() };
    let refused = world.client().record_facts(world.by(Role::IntakeConsultant, message)).await.err().unwrap();
    assert_eq!(named(Refused::from_status(&refused)), all);
    let message =
        pb::CompleteIntakeRequest { case_id: case.clone(), facts: judged("applicant"), ..Default::default() };
    let refused =
        world.client().complete_intake(world.by(Role::IntakeConsultant, message)).await.err().unwrap();
    assert_eq!(named(Refused::from_status(&refused)), all);
    let message =
        pb::RecordFactsRequest { case_id: case.clone(), facts: judged("consultant"), ..Default::default() };
    world.client().record_facts(world.by(Role::IntakeConsultant, message)).await.unwrap();
}

async fn the_policy_decides_who_searches(world: Arc<World>) {
    let request = world.by_at(Role::ClientSystem, ASKS_EVERYONE, "one", application_elsewhere(0));
    let submitted = world.client().submit_application(request).await.unwrap().into_inner();
    assert_eq!(submitted.search_until, "2026-03-29");

    let again = pb::SubmitApplicationRequest {
        situation: pb::Situation::Reassessment.into(),
        ..application_elsewhere(0)
    };
    let stranger = pb::SubmitApplicationRequest { citizen_service_number: number(1), ..again.clone() };
    let request = world.by_at(Role::ClientSystem, ASKS_EVERYONE, "stranger", stranger);
    let refused = Refused::from_status(&world.client().submit_application(request).await.err().unwrap());
    assert_eq!(
        (refused.violations[0].field.as_str(), refused.violations[0].rule.as_str()),
        ("situation", "known-here")
    );
    let (case_id, result) = (submitted.case_id.clone(), pb::SearchResult::Withdrew.into());
    let message = pb::RecordSearchResultRequest { case_id, result, ..Default::default() };
    let request = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "withdrawn", message);
    world.client().record_search_result(request).await.unwrap();
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
    assert_eq!((&told.keys, &told.for_right), (&vec!["monthly_earnings".to_owned()], &told.keys));
    world.record(case, "debts=yes, homeless=yes").await.unwrap();
    let told: pb::FactsChanged = world.last(case).await;
    assert_eq!(told.keys.len(), 2);
    assert_eq!(told.for_right, ["homeless"], "debts tell nothing on the right");
    assert_eq!(world.count("SELECT count(*) FROM statements").await, 3);
    let before =
        "SELECT count(*) FROM statements WHERE claims LIKE '%\"monthly_earnings\":{\"value\":{\"money\":0}%'";
    assert_eq!(world.count(before).await, 1);
    // The same value again is stated, and changes nothing.
    let names = world.names(case).await;
    world.record(case, "monthly_earnings=50000").await.unwrap();
    assert_eq!(world.names(case).await, names);
    assert_eq!(world.count("SELECT count(*) FROM statements").await, 4);
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
