//! Documents and what they are evidence of: the request that they came for, the claims that they prove, and until when.

use std::sync::Arc;

use domain::Role;
use intake::DocumentSettings;
use proto::intake::v1 as pb;
use proto::intake::v1::term_service_client::TermServiceClient;
use service::Refused;
use testkit::eventually;

use crate::documents::{about, client, parts, pdf, scanner};
use crate::world::{ASKS_EVERYONE, COMPLETE, HERE, World, application, on_both};

on_both!(
    the_documents_that_were_asked_answer_the_request_by_themselves,
    a_document_that_waits_for_the_scanner_counts_from_the_day_it_came,
    what_waits_for_the_scanner_keeps_the_application_and_only_what_stayed_away_is_named,
    what_a_document_is_of_a_request_is_said_or_refused,
    a_claim_is_proven_by_a_document_of_its_case_only,
    whoever_looks_at_documents_stands_in_the_chain_of_views,
    evidence_that_expires_is_told_ahead_and_settled_by_newer,
);

const RENT: &str = "huurcontract";
const STATEMENTS: &str = "bankafschriften van januari";

async fn opened(world: &World, which: u32) -> String {
    world.submit(application(which)).await.unwrap().case_id
}

async fn ask(world: &World, case: &str, documents: &[&str]) -> u32 {
    let message = pb::RequestEvidenceRequest {
        case_id: case.into(),
        facts: Vec::new(),
        documents: documents.iter().map(|name| (*name).into()).collect(),
        until: "2026-03-16".into(),
    };
    let asked = world.by(Role::IntakeConsultant, message);
    TermServiceClient::new(world.line()).request_evidence(asked).await.unwrap().into_inner().number
}

async fn terms(world: &World, case: &str) -> pb::GetTermsResponse {
    let message = pb::GetTermsRequest { case_id: case.into(), on_day: String::new() };
    let asked = world.by(Role::QualityOfficer, message);
    TermServiceClient::new(world.line()).get_terms(asked).await.unwrap().into_inner()
}

/// State and last day of the decision term.
async fn decision(world: &World, case: &str) -> String {
    let found = terms(world, case).await;
    let term = found.terms.into_iter().find(|term| term.kind == "decision").unwrap();
    format!("{} {}", term.state, term.due_on).trim_end().to_owned()
}

fn answering(case: &str, answers: &[&str]) -> pb::ReceivedDocument {
    let answers = answers.iter().map(|name| (*name).into()).collect();
    pb::ReceivedDocument { evidence_request: 1, answers, proves: Vec::new(), ..about(case) }
}

async fn send(world: &World, about: pb::ReceivedDocument, text: &str) -> Result<pb::Document, Refused> {
    world.send_document(world.line(), "", parts(about, &pdf(text), true)).await
}

/// The rules of what was wrong.
fn rules(refused: Refused) -> Vec<String> {
    refused.violations.into_iter().map(|one| format!("{} {}", one.field, one.rule)).collect()
}

async fn listed(world: &World, message: pb::ListDocumentsRequest) -> (Vec<String>, u64) {
    let found = client(world.line()).list_documents(world.by(Role::IntakeConsultant, message)).await;
    let found = found.unwrap().into_inner();
    (found.documents.into_iter().map(|one| one.document_id).collect(), found.total)
}

fn of(case: &str) -> pb::ListDocumentsRequest {
    pb::ListDocumentsRequest { case_id: case.into(), ..pb::ListDocumentsRequest::default() }
}

async fn the_documents_that_were_asked_answer_the_request_by_themselves(world: Arc<World>) {
    let case = &opened(&world, 0).await;
    assert_eq!(decision(&world, case).await, "running 2026-04-28");
    assert_eq!(ask(&world, case, &[RENT, STATEMENTS]).await, 1);
    send(&world, about(case), "iets anders").await.unwrap();

    world.advance("2026-03-05");
    let rent = send(&world, answering(case, &[RENT]), "huur").await.unwrap();
    assert_eq!((rent.evidence_request, rent.answers.as_slice()), (1, [RENT.to_owned()].as_slice()));
    assert_eq!(decision(&world, case).await, "stopped");
    let half = terms(&world, case).await.requests.remove(0);
    assert_eq!(
        (half.state.as_str(), half.outstanding_documents.as_slice()),
        ("running", [STATEMENTS.to_owned()].as_slice())
    );

    world.advance("2026-03-12");
    let message = pb::ReceivedDocument { proves: vec!["capital".into()], ..answering(case, &[STATEMENTS]) };
    let statements = send(&world, message, "saldo").await.unwrap();

    // nine days, from the 3rd up to the 11th
    assert_eq!(decision(&world, case).await, "running 2026-05-06");
    let whole = terms(&world, case).await.requests.remove(0);
    assert_eq!((whole.state.as_str(), whole.receipts[0].received_on.as_str()), ("answered", "2026-03-12"));
    assert!(whole.receipts[0].complete && whole.outstanding_documents.is_empty());
    let supplied: Vec<_> = whole.supplied.iter().map(|one| one.document_id.clone()).collect();
    assert_eq!(supplied, [rent.document_id.clone(), statements.document_id.clone()]);
    let story = world.story(case).await;
    assert!(story.iter().any(|line| line == "Alles wat op verzoek 1 is gevraagd, is gekomen"), "{story:?}");

    // by request, in pages, and by fact
    let by_request = pb::ListDocumentsRequest { evidence_request: 1, ..of(case) };
    let page = |page| Some(proto::common::v1::PageRequest { page, page_size: 1 });
    let second = pb::ListDocumentsRequest { page: page(2), ..by_request.clone() };
    assert_eq!(listed(&world, second).await, (vec![rent.document_id], 2));
    let of_capital = pb::ListDocumentsRequest { proves: "capital".into(), ..by_request };
    assert_eq!(listed(&world, of_capital).await, (vec![statements.document_id], 1));
    assert_eq!(listed(&world, of(case)).await.1, 3);
    let unknown = pb::ListDocumentsRequest { proves: "age".into(), ..of(case) };
    let refused = client(world.line()).list_documents(world.by(Role::IntakeConsultant, unknown)).await;
    let refused = Refused::from_status(&refused.err().unwrap());
    assert_eq!(rules(refused), ["proves fact-catalogue"]);
}

async fn a_document_that_waits_for_the_scanner_counts_from_the_day_it_came(world: Arc<World>) {
    let case = &opened(&world, 0).await;
    ask(&world, case, &[RENT]).await;
    let go = world.folder.path().join("go");
    let script = format!("while [ ! -e {} ]; do sleep 0.02; done; ! grep -q BESMET", go.display());
    let settings = DocumentSettings { scanner: scanner(&script), ..world.documents() };
    let scanning = world.with_documents(settings).await;

    world.advance("2026-03-10");
    for text in ["BESMET", "schoon"] {
        let sent = parts(answering(case, &[]), &pdf(text), true);
        world.send_document(scanning.line.clone(), "", sent).await.unwrap();
    }
    assert_eq!(decision(&world, case).await, "stopped");
    world.advance("2026-03-13");
    std::fs::write(go, "").unwrap();

    eventually("the clean one answers", || async { decision(&world, case).await != "stopped" }).await;
    // seven days, from the 3rd up to the 9th
    assert_eq!(decision(&world, case).await, "running 2026-05-04");
    let request = terms(&world, case).await.requests.remove(0);
    let receipt = &request.receipts[0];
    assert_eq!((receipt.received_on.as_str(), receipt.recorded_on.as_str()), ("2026-03-10", "2026-03-13"));
    assert_eq!(request.supplied.len(), 1, "what is infected supplies nothing");
}

async fn what_waits_for_the_scanner_keeps_the_application_and_only_what_stayed_away_is_named(
    world: Arc<World>,
) {
    let case = &opened(&world, 0).await;
    ask(&world, case, &[RENT, STATEMENTS]).await;
    send(&world, answering(case, &[RENT]), "huur").await.unwrap();
    let go = world.folder.path().join("go");
    let script = format!("while [ ! -e {} ]; do sleep 0.02; done; ! grep -q BESMET", go.display());
    let settings = DocumentSettings { scanner: scanner(&script), ..world.documents() };
    let scanning = world.with_documents(settings).await;
    let sent = parts(answering(case, &[STATEMENTS]), &pdf("BESMET"), true);
    world.send_document(scanning.line.clone(), "", sent).await.unwrap();
    world.advance("2026-03-17");
    let leave = async || {
        let message = pb::LeaveUnprocessedRequest { case_id: case.clone() };
        let asked = world.by(Role::IntakeConsultant, message);
        let answer = TermServiceClient::new(world.line()).leave_unprocessed(asked).await;
        answer.map(drop).map_err(|status| Refused::from_status(&status))
    };

    let refused = leave().await.unwrap_err();
    assert_eq!(refused.rule, "evidence-not-seen");
    assert!(refused.reason.contains("2 maart 2026"), "{}", refused.reason);
    assert_eq!(world.see(case).await.stage, "complete");

    std::fs::write(go, "").unwrap();
    let waiting = "SELECT count(*) FROM documents WHERE standing = 'quarantined'";
    eventually("it is infected", || async { world.count(waiting).await == 0 }).await;
    leave().await.unwrap();
    let asked = world.by(Role::QualityOfficer, pb::ListDecisionsRequest { case_id: case.clone() });
    let listed = TermServiceClient::new(world.line()).list_decisions(asked).await.unwrap().into_inner();
    let text = listed.decisions[0].explanation.clone().unwrap().text;
    assert!(text.ends_with(&format!("Niet alles is gekomen: {STATEMENTS}.")), "{text}");
    scanning.stop().await.unwrap();
}

async fn what_a_document_is_of_a_request_is_said_or_refused(world: Arc<World>) {
    let (case, other) = (&opened(&world, 0).await, &opened(&world, 1).await);
    ask(&world, case, &[RENT, STATEMENTS]).await;
    let refused = async |about| rules(send(&world, about, "x").await.err().unwrap());

    assert_eq!(refused(answering(case, &["paspoort"])).await, ["answers answers-what-was-asked"]);
    assert_eq!(refused(answering(case, &[])).await, ["answers answers-something"]);
    assert_eq!(refused(answering(other, &[RENT])).await, ["evidence_request request-known"]);
    let alone = pb::ReceivedDocument { evidence_request: 0, ..answering(case, &[RENT]) };
    assert_eq!(refused(alone).await, ["answers answers-a-request"]);
    let wrong = pb::ReceivedDocument { valid_until: "31-12-2026".into(), proves: Vec::new(), ..about(case) };
    assert_eq!(refused(wrong).await.len(), 1);
    let of_nothing =
        pb::ReceivedDocument { valid_until: "2026-12-31".into(), proves: Vec::new(), ..about(case) };
    assert_eq!(refused(of_nothing).await, ["valid_until valid-until-of-a-fact"]);
    assert_eq!(world.count("SELECT count(*) FROM documents").await, 0);
    assert!(world.files().is_empty());
}

async fn verify(world: &World, at: &str, case: &str, document: &str) -> Result<(), Refused> {
    let proof =
        Some(pb::Proof { kind: "document".into(), document_id: document.into(), ..Default::default() });
    let message = pb::VerifyClaimRequest { case_id: case.into(), number: 1, key: "residence".into(), proof };
    let answer = world.claims().verify_claim(world.by_at(Role::IncomeConsultant, at, "", message)).await;
    answer.map(drop).map_err(|status| Refused::from_status(&status))
}

async fn a_claim_is_proven_by_a_document_of_its_case_only(world: Arc<World>) {
    let (case, other) = (&opened(&world, 0).await, &opened(&world, 1).await);
    let of_residence = |case: &str| pb::ReceivedDocument {
        proves: vec!["capital".into(), "residence".into()],
        ..about(case)
    };
    let passport = send(&world, of_residence(case), "paspoort").await.unwrap().document_id;
    let elsewhere = send(&world, about(other), "paspoort").await.unwrap().document_id;
    let settings = DocumentSettings { scanner: scanner("sleep 600"), ..world.documents() };
    let scanning = world.with_documents(settings).await;
    let sent = parts(about(case), &pdf("wacht"), true);
    let waiting = world.send_document(scanning.line.clone(), "", sent).await.unwrap().document_id;
    let wrong = async |document: &str| rules(verify(&world, HERE, case, document).await.unwrap_err());

    assert_eq!(wrong(&elsewhere).await, ["proof.document_id document-of-the-case"]);
    assert_eq!(wrong(&uuid::Uuid::nil().to_string()).await, ["proof.document_id document-of-the-case"]);
    assert_eq!(wrong(&waiting).await, ["proof.document_id document-readable"]);
    assert_eq!(verify(&world, ASKS_EVERYONE, case, &passport).await.unwrap_err().rule, "not-found");
    verify(&world, HERE, case, &passport).await.unwrap();
    verify(&world, HERE, case, &passport).await.unwrap();

    let looked = world.look(&passport).await.unwrap();
    let [proof] = <[pb::ProvenClaim; 1]>::try_from(looked.proofs).ok().unwrap();
    assert_eq!((proof.number, proof.key.as_str(), proof.verified_by.as_str()), (1, "residence", "someone"));
    // found under all that it was sent in for
    for key in ["capital", "residence"] {
        let found = listed(&world, pb::ListDocumentsRequest { proves: key.into(), ..of(case) }).await.0;
        assert!(found.contains(&passport), "{key}");
    }
    let found = listed(&world, pb::ListDocumentsRequest { proves: "residence".into(), ..of(other) }).await;
    assert_eq!(found.1, 0);
    scanning.stop().await.unwrap();
}

async fn whoever_looks_at_documents_stands_in_the_chain_of_views(world: Arc<World>) {
    let case = &opened(&world, 0).await;
    listed(&world, of(case)).await;
    let kept = world.bring(case, &pdf("x")).await.unwrap().document_id;
    assert!(world.views(case).await.is_empty(), "of nothing, and of one's own, nothing is seen");

    world.fetch(Role::Partner, &kept).await.unwrap_err();
    assert!(world.views(case).await.is_empty(), "who is refused has seen nothing");
    listed(&world, of(case)).await;
    world.look(&kept).await.unwrap();
    world.fetch(Role::IncomeConsultant, &kept).await.unwrap();

    let seen = world.views(case).await;
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert!(seen.iter().all(|(who, fields)| who == "someone" && *fields == ["documents"]), "{seen:?}");
    // Elsewhere nobody looked.
    let message = pb::GetDocumentRequest { document_id: kept };
    let elsewhere = world.by_at(Role::QualityOfficer, ASKS_EVERYONE, "", message);
    let refused = client(world.line()).get_document(elsewhere).await.err().unwrap();
    assert_eq!(Refused::from_status(&refused).rule, "not-found");
    assert_eq!(world.views(case).await.len(), 3);
}

/// Emmen holds a review fourteen days ahead of a day; so long before someone is told.
async fn evidence_that_expires_is_told_ahead_and_settled_by_newer(world: Arc<World>) {
    let case = &opened(&world, 0).await;
    let valid_until = |day: &str| pb::ReceivedDocument {
        proves: vec!["residence".into()],
        valid_until: day.into(),
        ..about(case)
    };
    let first = send(&world, valid_until("2026-06-30"), "paspoort").await.unwrap();
    assert_eq!(first.valid_until, "2026-06-30");
    let told = async |name: &str| world.names(case).await.iter().filter(|told| *told == name).count();

    world.advance("2026-06-15");
    world.advance("2026-06-30");
    eventually("it is told ahead", || async {
        let raised: Vec<_> = raised(&world, case).await;
        raised.iter().any(|one| one.kind == "evidence-expires")
    })
    .await;
    let all = raised(&world, case).await;
    let expires: Vec<_> = all.iter().filter(|one| one.kind == "evidence-expires").collect();
    assert_eq!(expires.len(), 1);
    assert_eq!(expires[0].subject, format!("document-{}", first.document_id));
    assert_eq!(expires[0].due_on, "2026-06-30");

    let settled = told("workflow: signal-settled").await;
    send(&world, valid_until("2036-06-30"), "nieuw paspoort").await.unwrap();
    assert_eq!(told("workflow: signal-settled").await, settled + 1);
    let last: pb::SignalSettled = world.last(case).await;
    assert_eq!(
        (last.kind.as_str(), last.subject.as_str()),
        ("evidence-expires", expires[0].subject.as_str())
    );
    assert!(COMPLETE.contains("residence"), "the fact that it proves is one of the case");
}

async fn raised(world: &World, case: &str) -> Vec<pb::SignalRaised> {
    use prost::Message;
    let kind = proto::routes::type_of::<pb::SignalRaised>();
    let told = world.told(case).await.into_iter().filter(|told| told.kind == kind);
    told.map(|told| pb::SignalRaised::decode(told.body.as_slice()).unwrap()).collect()
}
