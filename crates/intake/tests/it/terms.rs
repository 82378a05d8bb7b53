//! The legal clock of an application, over the wire and through time.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use proto::intake::v1::term_service_client::TermServiceClient;
use service::{Line, Refused};
use testkit::eventually;

use crate::world::{COMPLETE, World, application, before_intake, facts, on_both, young};

on_both!(
    a_decision_term_explains_itself_on_any_day,
    a_request_stops_the_clock_and_the_facts_let_it_go_on,
    what_stays_away_is_for_a_person_who_closes_the_application,
    what_comes_late_still_counts,
    a_decision_ends_the_term,
    an_age_that_comes_near_is_told_without_its_day,
    a_term_is_suspended_resumed_and_extended_once,
    all_that_is_wrong_with_a_request_is_named_at_once,
    an_advance_is_seen_to_until_it_is_given_or_none_is_due,
    an_application_that_goes_on_after_an_objection_has_a_term,
);

const HALF: &str = "birth_date=1985-06-01, household=single, residence=dutch, lives_in_municipality=yes";

pub fn client(world: &World) -> TermServiceClient<Line> {
    TermServiceClient::new(world.line())
}

/// An application that lacks what it has to live on.
async fn half_an_application(world: &World) -> String {
    let message = pb::SubmitApplicationRequest { facts: facts(HALF), ..before_intake(0) };
    world.submit(message).await.unwrap().case_id
}

async fn terms(world: &World, case: &str, on_day: &str) -> Result<pb::GetTermsResponse, Refused> {
    let message = pb::GetTermsRequest { case_id: case.into(), on_day: on_day.into() };
    let answer = client(world).get_terms(world.by(Role::QualityOfficer, message)).await;
    answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
}

/// Kind, state and last day of each term but those of advances.
pub async fn shown(world: &World, case: &str) -> Vec<String> {
    every_term(world, case).await.into_iter().filter(|term| !term.starts_with("advance")).collect()
}

async fn every_term(world: &World, case: &str) -> Vec<String> {
    let found = terms(world, case, "").await.unwrap();
    let text = |term: &proto::terms::v1::LegalTerm| format!("{} {} {}", term.kind, term.state, term.due_on);
    found.terms.iter().map(|term| text(term).trim_end().to_owned()).collect()
}

/// Every signal of a kind that was raised about a case.
pub async fn raised(world: &World, case: &str, kind: &str) -> Vec<pb::SignalRaised> {
    let told = world.told(case).await.into_iter();
    let told = told.filter(|told| told.kind == proto::routes::type_of::<pb::SignalRaised>());
    let read = told.map(|told| <pb::SignalRaised as prost::Message>::decode(told.body.as_slice()).unwrap());
    read.filter(|raised| raised.kind == kind).collect()
}

/// The kinds of the signals that were settled.
async fn settled(world: &World, case: &str) -> Vec<String> {
    let told = world.told(case).await.into_iter();
    let told = told.filter(|told| told.kind == proto::routes::type_of::<pb::SignalSettled>());
    told.map(|told| <pb::SignalSettled as prost::Message>::decode(told.body.as_slice()).unwrap().kind)
        .collect()
}

pub async fn signalled(world: &World, case: &str, kind: &str) -> pb::SignalRaised {
    eventually(kind, || async { !raised(world, case, kind).await.is_empty() }).await;
    raised(world, case, kind).await.remove(0)
}

async fn ask(world: &World, case: &str, documents: &[&str], until: &str) -> Result<u32, Refused> {
    let message = pb::RequestEvidenceRequest {
        case_id: case.into(),
        facts: Vec::new(),
        documents: documents.iter().map(|name| (*name).into()).collect(),
        until: until.into(),
    };
    let answer = client(world).request_evidence(world.by(Role::IntakeConsultant, message)).await;
    answer.map(|reply| reply.into_inner().number).map_err(|status| Refused::from_status(&status))
}

async fn receive(world: &World, case: &str, on: &str, complete: bool) -> Result<(), String> {
    let message =
        pb::RecordEvidenceRequest { case_id: case.into(), number: 1, received_on: on.into(), complete };
    let answer = client(world).record_evidence(world.by(Role::IntakeConsultant, message)).await;
    answer.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
}

async fn leave(world: &World, case: &str) -> Result<(), String> {
    let message = pb::LeaveUnprocessedRequest { case_id: case.into() };
    let answer = client(world).leave_unprocessed(world.by(Role::IntakeConsultant, message)).await;
    answer.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
}

async fn told(world: &World, case: &str, name: &str) {
    eventually(name, || async { world.names(case).await.iter().any(|told| told == name) }).await;
}

async fn a_decision_term_explains_itself_on_any_day(world: Arc<World>) {
    let case = half_an_application(&world).await;
    assert_eq!(shown(&world, &case).await, ["decision running 2026-04-28"]);
    let found = terms(&world, &case, "").await.unwrap();
    let lines: Vec<_> = found.terms[0].lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        lines,
        [
            "De aanvraag is ontvangen op 2 maart 2026. De termijn telt vanaf de dag erna.",
            "De termijn is 8 weken: tot en met 27 april 2026.",
            "27 april 2026 is Koningsdag. De termijn loopt door tot en met de eerste werkdag: 28 april 2026.",
            "De laatste dag is 28 april 2026, over 57 dagen.",
        ]
    );
    assert_eq!(found.missing, ["monthly_earnings", "other_income", "capital"]);

    ask(&world, &case, &[], "2026-03-16").await.unwrap();
    world.advance("2026-03-09");
    assert_eq!(shown(&world, &case).await, ["decision stopped", "recovery running 2026-03-16"]);
    // before the request was made
    let before = terms(&world, &case, "2026-03-01").await.unwrap();
    assert_eq!((before.terms.len(), before.requests.len()), (0, 0));
    assert_eq!(
        terms(&world, &case, "2026-03-10").await.err().unwrap().violations[0].rule,
        "not-in-the-future"
    );

    // someone who looks for work first by law is decided on later
    let searching = world.submit(young(1)).await.unwrap().case_id;
    assert_eq!(shown(&world, &searching).await[1], "decision ahead 2026-05-26");
    let found = terms(&world, &searching, "").await.unwrap();
    let decision = found.terms.iter().find(|term| term.kind == "decision").unwrap();
    let last = decision.lines.last().unwrap();
    assert!(last.text.starts_with("De termijn loopt nog niet: hij begint op "), "{}", last.text);
    assert_eq!(last.day, "2026-05-26");
}

async fn a_request_stops_the_clock_and_the_facts_let_it_go_on(world: Arc<World>) {
    let case = half_an_application(&world).await;
    assert_eq!(ask(&world, &case, &[], "2026-03-16").await, Ok(1));
    assert_eq!(ask(&world, &case, &[], "2026-03-16").await.unwrap_err().rule, "evidence-already-asked");
    let found = terms(&world, &case, "").await.unwrap();
    assert_eq!(found.requests[0].facts, ["monthly_earnings", "other_income", "capital"]);

    // It is recorded two days after it was stated.
    world.advance("2026-03-14");
    world.record_of("2026-03-12", &case, "monthly_earnings=0, other_income=0, capital=0").await.unwrap();

    // nine days, from the 3rd up to the 11th
    assert_eq!(shown(&world, &case).await, ["decision running 2026-05-06", "recovery ended 2026-03-16"]);
    let found = terms(&world, &case, "").await.unwrap();
    assert_eq!(found.requests[0].state, "answered");
    let story = world.story(&case).await;
    assert!(story.iter().any(|title| title == "Alles wat op verzoek 1 is gevraagd, is gekomen"), "{story:?}");
    assert_eq!(leave(&world, &case).await.unwrap_err(), "evidence-complete");
}

async fn what_stays_away_is_for_a_person_who_closes_the_application(world: Arc<World>) {
    let case = half_an_application(&world).await;
    assert_eq!(leave(&world, &case).await.unwrap_err(), "evidence-not-asked");
    ask(&world, &case, &["huurcontract"], "2026-03-16").await.unwrap();
    assert_eq!(leave(&world, &case).await.unwrap_err(), "recovery-term-running");

    world.advance("2026-03-17");
    assert_eq!(signalled(&world, &case, "evidence-overdue").await.due_on, "2026-04-13");
    let expected =
        ["decision running 2026-05-11", "recovery over 2026-03-16", "not-processed running 2026-04-13"];
    assert_eq!(shown(&world, &case).await, expected);

    leave(&world, &case).await.unwrap();
    let closed: pb::ApplicationNotProcessed = world.last(&case).await;
    assert_eq!(closed.reason, "evidence-missing");
    let seen = world.see(&case).await;
    assert_eq!((seen.stage.as_str(), seen.closed_because.as_str()), ("closed", "not-processed"));
    assert_eq!(leave(&world, &case).await.unwrap_err(), "application-closed");
    // the way is free
    assert!(world.submit(application(0)).await.is_ok());
}

async fn what_comes_late_still_counts(world: Arc<World>) {
    let case = half_an_application(&world).await;
    ask(&world, &case, &["huurcontract"], "2026-03-16").await.unwrap();
    world.advance("2026-03-17");
    signalled(&world, &case, "evidence-overdue").await;
    world.advance("2026-03-20");
    assert_eq!(receive(&world, &case, "2026-03-21", true).await.unwrap_err(), "invalid-input");
    receive(&world, &case, "2026-03-20", true).await.unwrap();
    receive(&world, &case, "2026-03-20", true).await.unwrap();

    told(&world, &case, "workflow: signal-settled").await;
    assert_eq!(leave(&world, &case).await.unwrap_err(), "evidence-complete");
    assert_eq!(shown(&world, &case).await[0], "decision running 2026-05-11");
}

async fn a_decision_ends_the_term(world: Arc<World>) {
    use proto::income::v1::{EntitlementDecided, EntitlementOutcome};
    let text = &world.submit(application(0)).await.unwrap().case_id;
    let (case, wire) = world.case_ref(text).await;
    let decided = |outcome: EntitlementOutcome| EntitlementDecided {
        case: Some(wire.clone()),
        outcome: outcome.into(),
        rule: "norm-21a".into(),
        source: "PW art. 21".into(),
    };
    world.send(case, &decided(EntitlementOutcome::PersonDecides)).await;
    assert_eq!(shown(&world, text).await, ["decision running 2026-04-28"]);
    world.advance("2026-04-02");
    signalled(&world, text, "decision-term-near").await;
    world.send(case, &decided(EntitlementOutcome::Granted)).await;

    eventually("the term has ended", || async { shown(&world, text).await == ["decision ended 2026-04-28"] })
        .await;
    let mut settled = settled(&world, text).await;
    settled.sort();
    assert_eq!(settled, ["advance-due", "decision-term-near"]);
    let story = world.story(text).await;
    assert!(story.iter().any(|title| title == "Op de aanvraag is beslist"), "{story:?}");
    assert_eq!(
        ask(&world, text, &["loonstrook"], "2026-04-10").await.unwrap_err().rule,
        "application-decided"
    );
}

async fn an_age_that_comes_near_is_told_without_its_day(world: Arc<World>) {
    world.seen_before(0).await;
    let stated = facts(&format!("{}, basic_qualification=yes", COMPLETE.replace("1985-06-01", "1999-04-08")));
    let message = pb::SubmitApplicationRequest {
        facts: stated,
        situation: pb::Situation::Reassessment.into(),
        ..application(0)
    };
    let case = world.submit(message).await.unwrap().case_id;
    world.advance("2026-03-25");

    let turns = signalled(&world, &case, "turns-27").await;
    assert_eq!((turns.subject.as_str(), turns.due_on.as_str()), ("claimant", ""));
    world.advance("2026-03-27");
    assert_eq!(raised(&world, &case, "turns-27").await.len(), 1);
}

async fn a_term_is_suspended_resumed_and_extended_once(world: Arc<World>) {
    let case = half_an_application(&world).await;
    let ground = pb::SuspensionGround::Consent;
    let suspend = |from: &str, until: &str| pb::SuspendDecisionTermRequest {
        case_id: case.clone(),
        ground: ground.into(),
        from_day: from.into(),
        until: until.into(),
    };
    let by = Role::IncomeConsultant;
    let mut desk = client(&world);
    let message = world.by(by, suspend("2026-03-10", "2026-03-16"));
    desk.suspend_decision_term(message).await.unwrap();
    assert_eq!(shown(&world, &case).await, ["decision running 2026-05-04"]);
    // the same again, under a key of its own
    desk.suspend_decision_term(world.by(by, suspend("2026-03-10", "2026-03-16"))).await.unwrap();
    let other = desk.suspend_decision_term(world.by(by, suspend("2026-03-12", "2026-03-20"))).await;
    assert_eq!(Refused::from_status(&other.err().unwrap()).rule, "term-stop-contradicts");
    let without_end = desk.suspend_decision_term(world.by(by, suspend("2026-03-18", ""))).await;
    assert_eq!(Refused::from_status(&without_end.err().unwrap()).violations[0].field, "until");

    let force = pb::SuspendDecisionTermRequest {
        ground: pb::SuspensionGround::ForceMajeure.into(),
        ..suspend("2026-03-20", "")
    };
    desk.suspend_decision_term(world.by(by, force)).await.unwrap();
    world.advance("2026-03-24");
    assert_eq!(shown(&world, &case).await, ["decision stopped"]);
    let resume = pb::ResumeDecisionTermRequest {
        case_id: case.clone(),
        ground: pb::SuspensionGround::ForceMajeure.into(),
        from_day: String::new(),
    };
    desk.resume_decision_term(world.by(by, resume.clone())).await.unwrap();
    desk.resume_decision_term(world.by(by, resume)).await.unwrap();
    assert_eq!(shown(&world, &case).await, ["decision running 2026-05-08"]);

    let extend = |until: &str| pb::ExtendDecisionTermRequest {
        case_id: case.clone(),
        until: until.into(),
        reason: "het advies laat op zich wachten".into(),
    };
    desk.extend_decision_term(world.by(by, extend("2026-06-05"))).await.unwrap();
    let again = desk.extend_decision_term(world.by(by, extend("2026-06-12"))).await;
    assert_eq!(Refused::from_status(&again.err().unwrap()).rule, "term-already-extended");
    assert_eq!(shown(&world, &case).await, ["decision running 2026-06-05"]);
}

async fn all_that_is_wrong_with_a_request_is_named_at_once(world: Arc<World>) {
    let case = half_an_application(&world).await;
    let message = pb::RequestEvidenceRequest {
        case_id: case.clone(),
        facts: vec!["shoe_size".into(), "capital".into(), "capital".into()],
        documents: vec![" ".into(), "huurcontract".into(), "huurcontract".into()],
        until: "overmorgen".into(),
    };
    let refused = client(&world).request_evidence(world.by(Role::IntakeConsultant, message)).await;
    let refused = Refused::from_status(&refused.err().unwrap());
    let found: Vec<_> = refused.violations.iter().map(|one| format!("{}:{}", one.field, one.rule)).collect();
    assert_eq!(
        found,
        [
            "until:date-format",
            "facts:known-fact",
            "facts:fact-once",
            "documents:text-required",
            "documents:document-once"
        ]
    );
    let known = pb::RequestEvidenceRequest {
        case_id: case.clone(),
        facts: vec!["household".into()],
        documents: Vec::new(),
        until: "2026-03-15".into(),
    };
    let refused = client(&world).request_evidence(world.by(Role::IntakeConsultant, known)).await;
    let refused = Refused::from_status(&refused.err().unwrap());
    let found: Vec<_> = refused.violations.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(found, ["asked-once", "recovery-term-working-day"]);

    let message = pb::GetTermsRequest { case_id: case.clone(), on_day: String::new() };
    let partner = client(&world).get_terms(world.by(Role::Partner, message)).await.err().unwrap();
    assert_eq!(partner.code(), tonic::Code::PermissionDenied);
    let message = pb::GetTermsRequest { case_id: case.clone(), on_day: String::new() };
    let elsewhere = world.by_at(Role::QualityOfficer, crate::world::ASKS_EVERYONE, "", message);
    assert_eq!(client(&world).get_terms(elsewhere).await.err().unwrap().code(), tonic::Code::NotFound);
}

/// Applied on 2 March: an advance by 30 March, and by 27 April.
async fn an_advance_is_seen_to_until_it_is_given_or_none_is_due(world: Arc<World>) {
    use proto::income::v1::AdvanceGranted;
    let text = &world.submit(application(0)).await.unwrap().case_id;
    let (case, wire) = world.case_ref(text).await;
    assert_eq!(every_term(&world, text).await[1], "advance running 2026-03-30");
    world.advance("2026-03-23");
    assert_eq!(signalled(&world, text, "advance-due").await.due_on, "2026-03-30");

    let given = AdvanceGranted { case: Some(wire), granted_on: "2026-03-23".into() };
    world.send(case, &given).await;
    eventually("the advance is seen to", || async { !settled(&world, text).await.is_empty() }).await;
    assert_eq!(every_term(&world, text).await[1], "advance ended 2026-03-30");

    world.advance("2026-04-20");
    let no_advance = |case: &str| pb::RecordNoAdvanceRequest {
        case_id: case.into(),
        ground: pb::NoAdvanceGround::DataWithheld.into(),
    };
    let mut desk = client(&world);
    let refused = desk.record_no_advance(world.by(Role::QualityOfficer, no_advance(text))).await;
    assert_eq!(Refused::from_status(&refused.err().unwrap()).rule, "role-missing");
    let wrong = pb::RecordNoAdvanceRequest { ground: 0, ..no_advance(text) };
    let refused = desk.record_no_advance(world.by(Role::IncomeConsultant, wrong)).await;
    assert_eq!(Refused::from_status(&refused.err().unwrap()).violations[0].rule, "choice-required");
    desk.record_no_advance(world.by(Role::IncomeConsultant, no_advance(text))).await.unwrap();
    let again = desk.record_no_advance(world.by(Role::IncomeConsultant, no_advance(text))).await;
    assert_eq!(Refused::from_status(&again.err().unwrap()).rule, "advance-settled");
    assert_eq!(every_term(&world, text).await[2], "advance ended 2026-04-27");
    let unknown = no_advance("5f0f9a55-6f0a-4a5c-9a53-0c8d9b1f9a11");
    let refused = desk.record_no_advance(world.by(Role::IncomeConsultant, unknown)).await;
    assert_eq!(Refused::from_status(&refused.err().unwrap()).rule, "not-found");
}

async fn an_application_that_goes_on_after_an_objection_has_a_term(world: Arc<World>) {
    let text = &half_an_application(&world).await;
    ask(&world, text, &["huurcontract"], "2026-03-16").await.unwrap();
    world.advance("2026-03-17");
    leave(&world, text).await.unwrap();
    world.advance("2026-04-20");
    let (case, wire) = world.case_ref(text).await;
    let reopen =
        pb::ReopenApplication { case: Some(wire), reason: "objection-upheld".into(), intake_complete: false };
    world.send(case, &reopen).await;
    eventually("a new term runs", || async {
        shown(&world, text).await.contains(&"new-decision running 2026-06-15".to_owned())
    })
    .await;
    let before = terms(&world, text, "2026-04-19").await.unwrap();
    assert!(before.terms.iter().all(|term| term.kind != "new-decision"));
    assert_eq!(leave(&world, text).await.unwrap_err(), "evidence-not-asked");
    assert_eq!(ask(&world, text, &["huurcontract"], "2026-05-04").await, Ok(2));
}
