//! Another decision in the same case: after an objection was upheld, with what was dropped when the case ended; and on
//! assistance that is asked while the case runs for support only.

use std::sync::Arc;

use domain::Role;
use proto::common::v1::{CaseRef, Fact};
use proto::intake::v1 as pb;
use service::Refused;

use crate::terms::{client, raised, shown, signalled};
use crate::world::{COMPLETE, World, application, before_intake, facts, on_both};

on_both!(
    a_right_that_is_decided_anew_after_an_objection_has_a_term,
    what_sources_disagree_about_is_told_again_when_the_case_goes_on,
    assistance_that_is_asked_beside_support_has_a_report_and_a_term_of_its_own,
    the_young_look_for_work_first_for_assistance_beside_support,
    who_leaves_the_search_for_assistance_keeps_the_support,
    assistance_that_is_left_unprocessed_leaves_the_support_until_that_falls,
    who_is_seen_again_and_asks_assistance_hears_of_the_search_period,
);

/// Granted on 2 March, and the objection against it upheld on 20 April.
async fn a_right_that_is_decided_anew_after_an_objection_has_a_term(world: Arc<World>) {
    use proto::income::v1::{EntitlementDecided, EntitlementOutcome};
    let text = &world.submit(application(0)).await.unwrap().case_id;
    let (case, wire) = world.case_ref(text).await;
    let granted = EntitlementDecided {
        case: Some(wire.clone()),
        outcome: EntitlementOutcome::Granted.into(),
        rule: "norm-21a".into(),
        source: "PW art. 21".into(),
    };
    world.send(case, &granted).await;
    world.advance("2026-04-20");
    let anew = |assessment: pb::Assessment, objection: &str| pb::RequestAssessment {
        case: Some(wire.clone()),
        assessment: assessment.into(),
        objection_id: objection.into(),
    };
    // The category is not what was asked, and nothing was upheld.
    world.send(case, &anew(pb::Assessment::Category, "7c1f2a55-6f0a-4a5c-9a53-0c8d9b1f9a11")).await;
    world.send(case, &anew(pb::Assessment::Entitlement, "")).await;
    assert_eq!(shown(&world, text).await, ["decision ended 2026-04-28"]);
    for _ in 0..2 {
        world.send(case, &anew(pb::Assessment::Entitlement, "5f0f9a55-6f0a-4a5c-9a53-0c8d9b1f9a11")).await;
    }

    let now = shown(&world, text).await;
    assert_eq!(now, ["decision ended 2026-04-28", "new-decision running 2026-06-15"]);
    let story = world.story(text).await;
    let said = "Er komt een nieuw besluit na bezwaar; de termijn daarvoor loopt";
    assert_eq!(story.iter().filter(|title| *title == said).count(), 1);
    world.advance("2026-05-18");
    assert_eq!(signalled(&world, text, "decision-term-near").await.due_on, "2026-06-15");
    world.advance("2026-06-16");
    let message = pb::RecordNoticeOfDefaultRequest { case_id: text.clone(), received_on: String::new() };
    let noticed = client(&world).record_notice_of_default(world.by(Role::IncomeConsultant, message)).await;
    noticed.map_err(|status| Refused::from_status(&status).rule).unwrap();
    world.send(case, &granted).await;
    let ended =
        ["decision ended 2026-04-28", "new-decision ended 2026-06-15", "notice-of-default ended 2026-06-30"];
    assert_eq!(shown(&world, text).await, ended);
}

async fn what_sources_disagree_about_is_told_again_when_the_case_goes_on(world: Arc<World>) {
    let message = pb::SubmitApplicationRequest {
        facts: facts(&format!("{}, care_needed=yes", COMPLETE)),
        ..before_intake(0)
    };
    let text = &world.submit(message).await.unwrap().case_id;
    let stated = facts("capital=9000000");
    let message = pb::RecordFactsRequest {
        case_id: text.clone(),
        facts: stated.into_iter().map(|fact| Fact { source: "system".into(), ..fact }).collect(),
        provenance: Some(pb::Provenance {
            informant: "register".into(),
            name: "a bank".into(),
            ..Default::default()
        }),
    };
    world.client().record_facts(world.by(Role::ClientSystem, message)).await.unwrap();
    let (case, wire) = world.case_ref(text).await;
    let reopen = pb::ReopenApplication {
        case: Some(wire.clone()),
        reason: "objection-upheld".into(),
        intake_complete: false,
    };
    world.send(case, &reopen).await;
    let subjects = async |kind: &str| -> Vec<_> {
        raised(&world, text, kind).await.into_iter().map(|one| one.subject).collect()
    };
    assert_eq!(subjects("fact-contested").await, ["capital-2"], "it is open");

    world.send(case, &pb::CloseApplication { case: Some(wire), reason: "denied".into() }).await;
    world.advance("2026-06-01");
    world.send(case, &reopen).await;
    assert_eq!(subjects("fact-contested").await, ["capital-2", "capital-2"]);
    assert_eq!(subjects("care-need").await, ["statement-1", "statement-1"]);
}

/// Support since 2 March; the partner's income is gone, and assistance is asked on 10 April, recorded on the 13th.
async fn assistance_that_is_asked_beside_support_has_a_report_and_a_term_of_its_own(world: Arc<World>) {
    use proto::income::v1::{AssessEntitlement, NoteApplication};
    let message = pb::SubmitApplicationRequest {
        facts: facts(&format!("{COMPLETE}, assistance_requested=no")),
        ..application(0)
    };
    let text = &world.submit(message).await.unwrap().case_id;
    let (case, wire) = world.case_ref(text).await;
    let assigned =
        proto::reintegration::v1::CategoryAssigned { case: Some(wire.clone()), ..Default::default() };
    world.send(case, &assigned).await;
    assert_eq!(shown(&world, text).await, ["decision ended 2026-04-28"]);
    world.advance("2026-04-13");
    world.record_of("2026-04-10", text, "assistance_requested=yes").await.unwrap();

    let told: pb::FactsChanged = world.last(text).await;
    assert_eq!(told.assistance_requested, Some(true));
    let noted: NoteApplication = world.last(text).await;
    assert_eq!((noted.reported_on.as_str(), noted.over), ("2026-04-10", false));
    assert_eq!(shown(&world, text).await, ["decision ended 2026-04-28", "decision running 2026-06-05"]);
    let asked = pb::RequestAssessment {
        case: Some(wire),
        assessment: pb::Assessment::Entitlement.into(),
        ..Default::default()
    };
    world.send(case, &asked).await;
    let asked: AssessEntitlement = world.last(text).await;
    assert_eq!((asked.reported_on.as_str(), asked.applied_on.as_str()), ("2026-04-10", "2026-04-10"));

    world.record_of("2026-04-13", text, "assistance_requested=no").await.unwrap();
    let told: pb::FactsChanged = world.last(text).await;
    assert_eq!(told.assistance_requested, Some(false));
    let noted: NoteApplication = world.last(text).await;
    assert!(noted.over);
    assert_eq!(shown(&world, text).await[1], "decision ended 2026-06-05");
}

/// Support since 2 March for someone of 21; the case, as workflow knows it.
async fn supported(world: &World, which: u32, born: &str) -> (String, domain::CaseId, CaseRef) {
    let known = COMPLETE.replace("1985-06-01", born);
    let stated = format!("{known}, basic_qualification=yes, assistance_requested=no");
    let message = pb::SubmitApplicationRequest { facts: facts(&stated), ..application(which) };
    let text = world.submit(message).await.unwrap().case_id;
    let (case, wire) = world.case_ref(&text).await;
    let assigned =
        proto::reintegration::v1::CategoryAssigned { case: Some(wire.clone()), ..Default::default() };
    world.send(case, &assigned).await;
    (text, case, wire)
}

/// Asked on 13 April: four weeks from there (art. 41(4)), and the term for the decision counts after them.
async fn the_young_look_for_work_first_for_assistance_beside_support(world: Arc<World>) {
    let (text, ..) = supported(&world, 0, "2004-06-01").await;
    world.advance("2026-04-13");
    world.record_of("2026-04-13", &text, "assistance_requested=yes").await.unwrap();

    let seen = world.see(&text).await;
    assert_eq!((seen.stage.as_str(), seen.search_until.as_str()), ("searching", "2026-05-10"));
    let names = world.names(&text).await;
    let place = |name: &str| names.iter().position(|one| one == name).unwrap();
    assert!(place("workflow: search-started") < place("workflow: facts-changed"), "{names:?}");
    let decides_by =
        || async { shown(&world, &text).await.into_iter().rfind(|term| term.starts_with("decision")) };
    // Beside the term of the support, which is over.
    assert_eq!(shown(&world, &text).await.iter().filter(|term| term.starts_with("decision")).count(), 2);
    assert_eq!(decides_by().await.as_deref(), Some("decision ahead 2026-07-06"));
    let early = world.end_search(&text, pb::SearchResult::Searched).await;
    assert_eq!(early, Err("search-period-running".into()));
    world.advance("2026-05-11");
    world.end_search(&text, pb::SearchResult::Searched).await.unwrap();
    let seen = world.see(&text).await;
    assert_eq!((seen.stage.as_str(), seen.search_until.as_str()), ("complete", "2026-05-10"));
    assert_eq!(decides_by().await.as_deref(), Some("decision running 2026-07-06"));
    // Who comes to live with them later takes nothing off the time that income has.
    world.advance("2026-05-20");
    let joined = "household=couple, partner_birth_date=1985-06-01";
    world.record_of("2026-05-20", &text, joined).await.unwrap();
    assert_eq!(decides_by().await.as_deref(), Some("decision running 2026-07-06"));
}

async fn who_leaves_the_search_for_assistance_keeps_the_support(world: Arc<World>) {
    for (which, result) in [(0, pb::SearchResult::Withdrew), (1, pb::SearchResult::FoundWork)] {
        let (text, ..) = supported(&world, which, "2004-06-01").await;
        // As a consultant noted it.
        let asked = facts("assistance_requested=yes").into_iter();
        let asked = asked.map(|fact| Fact { source: "consultant".into(), ..fact }).collect();
        let message = pb::RecordFactsRequest { case_id: text.clone(), facts: asked, ..Default::default() };
        world.client().record_facts(world.by(Role::IntakeConsultant, message)).await.unwrap();
        assert_eq!(world.see(&text).await.stage, "searching");
        world.end_search(&text, result).await.unwrap();
        let seen = world.see(&text).await;
        assert_eq!((seen.stage.as_str(), seen.search_until.as_str()), ("complete", ""));
        assert!(seen.contested.is_empty(), "nobody disagrees: {:?}", seen.contested);
        let told: pb::FactsChanged = world.last(&text).await;
        assert_eq!(told.assistance_requested, Some(false));
        let noted: proto::income::v1::NoteApplication = world.last(&text).await;
        assert!(noted.over);
        let terms = shown(&world, &text).await;
        assert!(terms.iter().all(|term| !term.starts_with("decision ahead")), "{terms:?}");
        let story = world.story(&text).await;
        assert!(story.iter().any(|title| title.ends_with("De ondersteuning gaat door")), "{story:?}");
        // Who asks it again changes their mind, and contradicts nobody.
        world.record(&text, "assistance_requested=yes").await.unwrap();
        let seen = world.see(&text).await;
        assert!(seen.contested.is_empty(), "nobody disagrees: {:?}", seen.contested);
    }
    // An exception lifts it, and what was asked goes on.
    let (text, ..) = supported(&world, 2, "2004-06-01").await;
    world.record(&text, "assistance_requested=yes").await.unwrap();
    world.record(&text, "special_education=yes").await.unwrap();
    let seen = world.see(&text).await;
    assert_eq!((seen.stage.as_str(), seen.search_until.as_str()), ("complete", ""));
    let ended: pb::SearchEnded = world.last(&text).await;
    assert_eq!(ended.result, "lifted");
}

/// Asked on 13 April and to be completed by the 24th, which nothing came of; the objection is upheld in August.
async fn assistance_that_is_left_unprocessed_leaves_the_support_until_that_falls(world: Arc<World>) {
    use proto::income::v1::NoteApplication;
    let (text, case, wire) = supported(&world, 0, "1985-06-01").await;
    world.advance("2026-04-13");
    world.record_of("2026-04-13", &text, "assistance_requested=yes").await.unwrap();
    assert_eq!(world.see(&text).await.stage, "complete", "nobody of that age looks for work first");
    let message = pb::RequestEvidenceRequest {
        case_id: text.clone(),
        facts: Vec::new(),
        documents: vec!["bankafschriften".into()],
        until: "2026-04-24".into(),
    };
    client(&world).request_evidence(world.by(Role::IntakeConsultant, message)).await.unwrap();
    world.advance("2026-04-28");
    let message = pb::LeaveUnprocessedRequest { case_id: text.clone() };
    client(&world).leave_unprocessed(world.by(Role::IntakeConsultant, message)).await.unwrap();

    let seen = world.see(&text).await;
    assert_eq!((seen.stage.as_str(), seen.closed_because.as_str()), ("complete", ""));
    let left: pb::ApplicationNotProcessed = world.last(&text).await;
    assert_eq!(left.reason, "evidence-missing");
    let told: pb::FactsChanged = world.last(&text).await;
    assert_eq!(told.assistance_requested, Some(false));
    let noted: NoteApplication = world.last(&text).await;
    assert!(noted.over);

    world.advance("2026-08-03");
    let reopen =
        pb::ReopenApplication { case: Some(wire), reason: "objection-upheld".into(), intake_complete: true };
    for _ in 0..2 {
        world.send(case, &reopen).await;
    }
    let told: pb::FactsChanged = world.last(&text).await;
    assert_eq!(told.assistance_requested, Some(true));
    let noted: NoteApplication = world.last(&text).await;
    assert_eq!((noted.reported_on.as_str(), noted.over), ("2026-04-13", false), "the report of then");
    let terms = shown(&world, &text).await;
    assert!(terms.contains(&"new-decision running 2026-09-28".to_owned()), "{terms:?}");
    let story = world.story(&text).await;
    let said = "De aanvraag om bijstand gaat verder";
    assert_eq!(story.iter().filter(|title| *title == said).count(), 1, "{story:?}");
}

async fn who_is_seen_again_and_asks_assistance_hears_of_the_search_period(world: Arc<World>) {
    const APRIL: &str = "2026-04-13";
    let (text, ..) = supported(&world, 0, "2004-06-01").await;
    world.advance(APRIL);
    let asked = facts("assistance_requested=yes").into_iter();
    let message = pb::SubmitApplicationRequest {
        situation: pb::Situation::Recall.into(),
        occasion: "no-contact".into(),
        reported_on: APRIL.into(),
        facts: asked.map(|fact| Fact { stated_on: APRIL.into(), ..fact }).collect(),
        ..before_intake(0)
    };
    let seen = world.submit(message).await.unwrap();
    assert_eq!((&seen.case_id, seen.search_until.as_str()), (&text, "2026-05-10"));
    assert_ne!(seen.gate.unwrap().rule, "seen-again-in-running-case");
    assert_eq!(world.see(&text).await.stage, "searching");
}
