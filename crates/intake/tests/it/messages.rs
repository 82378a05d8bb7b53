use std::sync::Arc;

use proto::intake::v1 as pb;
use proto::intake::v1::Assessment;

use crate::world::{COMPLETE, World, application, facts, on_both};

on_both!(
    a_need_for_care_is_signalled_once_and_settled_when_it_is_gone,
    each_assessment_goes_to_the_service_that_decides,
    a_closed_application_is_closed_once_and_tells_nothing_more,
    what_is_told_about_an_unknown_case_is_parked,
);

fn request(case: &proto::common::v1::CaseRef, assessment: Assessment) -> pb::RequestAssessment {
    pb::RequestAssessment { case: Some(case.clone()), assessment: assessment.into(), ..Default::default() }
}

fn close(case: &proto::common::v1::CaseRef, reason: &str) -> pb::CloseApplication {
    pb::CloseApplication { case: Some(case.clone()), reason: reason.into() }
}

async fn each_assessment_goes_to_the_service_that_decides(world: Arc<World>) {
    let stated = facts(&format!("{COMPLETE}, debts=yes, hours_available=24"));
    let message = pb::SubmitApplicationRequest { facts: stated, ..application(0) };
    let text = &world.submit(message).await.unwrap().case_id;
    let (case, wire) = world.case_ref(text).await;
    for assessment in [Assessment::Entitlement, Assessment::Category, Assessment::Sheltered] {
        world.send(case, &request(&wire, assessment)).await;
    }

    let names = [
        "workflow: application-received",
        "income: note-application",
        "income: assess-entitlement",
        "reintegration: categorise",
        "sheltered-work: request-place",
    ];
    let mut told = world.names(text).await;
    told.sort_unstable();
    assert_eq!(told, {
        let mut names = names;
        names.sort_unstable();
        names
    });

    let entitlement: proto::income::v1::AssessEntitlement = world.last(text).await;
    assert_eq!(entitlement.reported_on, "2026-03-02");
    assert!(entitlement.case.as_ref() == Some(&wire));
    let keys: Vec<_> = entitlement.facts.iter().map(|fact| fact.key.as_str()).collect();
    assert!(keys.contains(&"capital") && !keys.contains(&"debts") && !keys.contains(&"earning_capacity"));
    let category: proto::reintegration::v1::Categorise = world.last(text).await;
    assert!(category.facts.iter().all(|fact| fact.key != "capital"));
    let story = world.story(text).await;
    assert_eq!(story[1], "Gegevens verstrekt voor het besluit over het recht op bijstand");
    assert_eq!(world.see(text).await.version, 1);
}

async fn a_closed_application_is_closed_once_and_tells_nothing_more(world: Arc<World>) {
    let text = &world.submit(application(0)).await.unwrap().case_id;
    let (case, wire) = world.case_ref(text).await;
    world.send(case, &close(&wire, "withdrawn")).await;
    world.send(case, &close(&wire, "denied")).await;
    world.send(case, &request(&wire, Assessment::Category)).await;

    let seen = world.see(text).await;
    assert_eq!((seen.stage.as_str(), seen.closed_because.as_str(), seen.version), ("closed", "withdrawn", 2));
    let names = ["workflow: application-received", "income: note-application", "income: note-application"];
    assert_eq!(world.names(text).await, names, "that it is there, and that it is over");
    let story = world.story(text).await;
    assert_eq!(story[1], "Aanvraag gesloten: ingetrokken");
    assert!(story[2].contains("kwam na het sluiten"), "{story:?}");
    assert_eq!(world.count("SELECT count(*) FROM waiting_messages").await, 0);
    // The way is free.
    assert_eq!(world.submit(application(0)).await.unwrap().case_number, "2026-000002");
    assert_eq!(world.record(text, "area=2").await.unwrap_err().rule, "application-closed");
}

async fn what_is_told_about_an_unknown_case_is_parked(world: Arc<World>) {
    let text = &world.submit(application(0)).await.unwrap().case_id;
    let (_, wire) = world.case_ref(text).await;
    let unknown = domain::CaseId::new(uuid::Uuid::new_v4());
    let wire = proto::common::v1::CaseRef { case_id: unknown.to_string(), ..wire };

    world.send(unknown, &close(&wire, "withdrawn")).await;

    assert_eq!(world.count("SELECT count(*) FROM waiting_messages WHERE parked").await, 1);
    assert_eq!(world.see(text).await.stage, "complete");
}

async fn a_need_for_care_is_signalled_once_and_settled_when_it_is_gone(world: Arc<World>) {
    let stated = facts(&format!("{COMPLETE}, care_needed=yes"));
    let message = pb::SubmitApplicationRequest { facts: stated, ..application(0) };
    let case = &world.submit(message).await.unwrap().case_id;
    let names = ["workflow: application-received", "income: note-application", "workflow: signal-raised"];
    assert_eq!(world.names(case).await, names);
    let raised: pb::SignalRaised = world.last(case).await;
    assert_eq!(
        (raised.kind.as_str(), raised.subject.as_str(), raised.due_on.as_str()),
        ("care-need", "statement-1", "")
    );

    world.record(case, "care_needed=yes").await.unwrap();
    assert_eq!(world.names(case).await.len(), 3, "it is known");
    world.record(case, "care_needed=no").await.unwrap();
    let settled: pb::SignalSettled = world.last(case).await;
    assert_eq!(settled.subject, "statement-1");
    // What happens anew is another signal.
    world.record(case, "care_needed=yes").await.unwrap();
    let raised: pb::SignalRaised = world.last(case).await;
    assert_eq!(raised.subject, "statement-4");
}
