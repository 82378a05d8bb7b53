//! Documents that are named by their id: each is one of the case, and its bytes are there.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;
use testkit::eventually;
use tonic::Status;
use uuid::Uuid;

use crate::documents::{client, pdf};
use crate::world::{
    ASKS_EVERYONE, COMPLETE, HERE, TODAY, World, application, application_elsewhere, before_intake, facts,
    number, on_both,
};

on_both!(
    wherever_a_document_is_named_it_is_one_of_the_case,
    an_application_cannot_name_documents_that_come_after_it,
    what_was_destroyed_shows_nothing_any_more,
);

const COUPLE: &str = "household=couple, partner_birth_date=1984-01-01";

fn partner(document: &str) -> pb::Partner {
    let consent = Some(pb::Consent { given_on: TODAY.into(), document_id: document.into() });
    let name = "Jorn Voorbeeld".into();
    pb::Partner { citizen_service_number: number(9), name, applies: false, consent }
}

fn administrator(document: &str) -> pb::Representative {
    pb::Representative {
        kind: "administrator".into(),
        name: "Bewind Voorbeeld BV".into(),
        ground: "court-order".into(),
        valid_from: "2025-06-01".into(),
        valid_until: String::new(),
        document_id: document.into(),
    }
}

fn rules<T>(answer: Result<T, Status>) -> Vec<String> {
    let Err(status) = answer else { return Vec::new() };
    let refused = Refused::from_status(&status);
    let violations = refused.violations.into_iter().map(|each| format!("{} {}", each.field, each.rule));
    let violations: Vec<_> = violations.collect();
    if violations.is_empty() { vec![refused.rule] } else { violations }
}

/// Every place of a case where a document is named, at a municipality: what is wrong there.
async fn named(world: &World, at: &str, case: &str, document: &str) -> Vec<String> {
    let case_id = || case.to_owned();
    let key = || Uuid::new_v4().to_string();
    let effort = pb::Effort {
        day: TODAY.into(),
        kind: "applied".into(),
        result: "waiting".into(),
        what: "Brief aan Bakkerij Voorbeeld".into(),
        document_id: document.into(),
    };
    let message = pb::RecordEffortRequest { case_id: case_id(), effort: Some(effort) };
    let mut found =
        rules(world.records().record_effort(world.by_at(Role::ClientSystem, at, &key(), message)).await);

    let message =
        pb::AddRepresentativeRequest { case_id: case_id(), representative: Some(administrator(document)) };
    let request = world.by_at(Role::IntakeConsultant, at, &key(), message);
    found.extend(rules(world.household().add_representative(request).await));

    let message = pb::AddPartnerRequest { case_id: case_id(), partner: Some(partner(document)) };
    let request = world.by_at(Role::IntakeConsultant, at, &key(), message);
    found.extend(rules(world.household().add_partner(request).await));

    let message = pb::RecordVisitConsentRequest {
        case_id: case_id(),
        number: 1,
        asked_on: TODAY.into(),
        told_ground: true,
        told_consequence: true,
        given: true,
        document_id: document.into(),
    };
    let request = world.by_at(Role::IntakeConsultant, at, &key(), message);
    found.extend(rules(world.visits().record_visit_consent(request).await));
    found
}

const EVERYWHERE: [&str; 4] = [
    "document_id document-of-the-case",
    "representative.document_id document-of-the-case",
    "partner.consent.document_id document-of-the-case",
    "document_id document-of-the-case",
];

async fn wherever_a_document_is_named_it_is_one_of_the_case(world: Arc<World>) {
    let stated = COMPLETE.replace("household=single", COUPLE);
    let couple = pb::SubmitApplicationRequest { facts: facts(&stated), ..before_intake(0) };
    let case = &world.submit(couple).await.unwrap().case_id;
    let plan = pb::PlanHomeVisitRequest {
        case_id: case.clone(),
        reason: "Op het adres staat ook een ander huishouden ingeschreven.".into(),
        policy_ground: String::new(),
        facts: vec!["household".into()],
        announced: true,
        day: TODAY.into(),
        visitors: vec!["someone".into(), "another".into()],
    };
    world.visits().plan_home_visit(world.by(Role::IntakeConsultant, plan)).await.unwrap();
    let other = &world.submit(application(1)).await.unwrap().case_id;
    let of_other = world.bring(other, &pdf("of another case")).await.unwrap().document_id;
    assert_eq!(named(&world, HERE, case, &of_other).await, EVERYWHERE);
    assert_eq!(named(&world, HERE, case, &Uuid::from_u128(9).to_string()).await, EVERYWHERE);

    let message = application_elsewhere(2);
    let request = world.by_at(Role::ClientSystem, ASKS_EVERYONE, "elsewhere", message);
    let elsewhere = world.client().submit_application(request).await.unwrap().into_inner().case_id;
    let own = world.bring(case, &pdf("of the case")).await.unwrap().document_id;
    assert_eq!(named(&world, ASKS_EVERYONE, &elsewhere, &own).await, EVERYWHERE);
    // A case that may not be seen is not there, whatever is named.
    assert_eq!(named(&world, ASKS_EVERYONE, case, &own).await, ["not-found"; 4]);

    assert_eq!(named(&world, HERE, case, &own).await, [""; 0]);
}

async fn an_application_cannot_name_documents_that_come_after_it(world: Arc<World>) {
    let case = &world.submit(application(1)).await.unwrap().case_id;
    let known = world.bring(case, &pdf("of another case")).await.unwrap().document_id;
    let stated = COMPLETE.replace("household=single", COUPLE);
    let mut message = pb::SubmitApplicationRequest {
        facts: facts(&stated),
        partner: Some(partner(&known)),
        representatives: vec![administrator(""), administrator(&known)],
        ..application(0)
    };
    let refused = world.submit(message.clone()).await.err().unwrap();
    let wrong: Vec<_> =
        refused.violations.iter().map(|one| (one.field.as_str(), one.rule.as_str())).collect();
    assert_eq!(
        wrong,
        [
            ("partner.consent.document_id", "document-of-the-case"),
            ("representatives[1].document_id", "document-of-the-case"),
        ]
    );
    message.partner = Some(partner(""));
    message.representatives.pop();
    world.submit(message).await.unwrap();
}

async fn what_was_destroyed_shows_nothing_any_more(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    let document_id = world.bring(case, &pdf("x")).await.unwrap().document_id;
    let (id, reference) = world.case_ref(case).await;
    let close = pb::CloseApplication { case: Some(reference), reason: "denied".into() };
    world.send(id, &close).await;
    eventually("it is closed", || async { world.see(case).await.stage == "closed" }).await;
    // Five years after it was denied, by the national selection list.
    world.advance("2031-03-02");
    let message = pb::ProposeDestructionRequest { document_id: document_id.clone() };
    client(world.line()).propose_destruction(world.by(Role::IncomeConsultant, message)).await.unwrap();
    let message = pb::DestroyDocumentRequest { document_id: document_id.clone() };
    let request = world.by_user("another", Role::QualityOfficer, message);
    client(world.line()).destroy_document(request).await.unwrap();

    let everywhere = EVERYWHERE.map(|wrong| wrong.replace("document-of-the-case", "document-readable"));
    assert_eq!(named(&world, HERE, case, &document_id).await, everywhere);
}
