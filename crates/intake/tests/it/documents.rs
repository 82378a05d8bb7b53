use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::Role;
use intake::{DocumentSettings, ScannerSettings};
use proto::intake::v1 as pb;
use proto::intake::v1::document_service_client::DocumentServiceClient;
use proto::intake::v1::receive_document_request::Part;
use service::{Line, Refused};
use testkit::eventually;

use crate::world::{ASKS_EVERYONE, HERE, World, application, on_both};

on_both!(
    a_document_is_kept_sealed_and_comes_back_as_it_was,
    what_is_not_a_document_is_refused_and_leaves_nothing,
    who_may_not_see_the_case_sees_no_document,
    the_same_document_is_taken_in_once,
    a_document_that_breaks_off_is_not_kept,
    nothing_is_read_before_the_scanner_has_seen_it,
    a_scanner_that_is_away_loses_nothing,
    two_people_destroy_what_is_due_and_its_hash_stays,
);

pub fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{text}\nstartxref\n9\n%%EOF\n").into_bytes()
}

pub fn client(line: Line) -> DocumentServiceClient<Line> {
    DocumentServiceClient::new(line)
}

pub fn about(case: &str) -> pb::ReceivedDocument {
    pb::ReceivedDocument {
        case_id: case.into(),
        media_type: "application/pdf".into(),
        title: "Bankafschrift van Fenna Voorbeeld".into(),
        proves: vec!["capital".into()],
        ..pb::ReceivedDocument::default()
    }
}

pub fn parts(about: pb::ReceivedDocument, bytes: &[u8], ends: bool) -> Vec<pb::ReceiveDocumentRequest> {
    let part = |part| pb::ReceiveDocumentRequest { part: Some(part) };
    let pieces = bytes.chunks(50_000).map(|piece| part(Part::Bytes(piece.to_vec())));
    let mut parts: Vec<_> = std::iter::once(part(Part::Document(about))).chain(pieces).collect();
    if ends {
        parts.push(part(Part::End(pb::EndOfDocument {})));
    }
    parts
}

impl World {
    pub async fn send_document(
        &self,
        line: Line,
        key: &str,
        parts: Vec<pb::ReceiveDocumentRequest>,
    ) -> Result<pb::Document, Refused> {
        let request = self.by_at(Role::ClientSystem, HERE, key, futures_util::stream::iter(parts));
        let answer = client(line).receive_document(request).await;
        let answer = answer.map_err(|status| Refused::from_status(&status))?;
        Ok(answer.into_inner().document.unwrap())
    }

    pub async fn bring(&self, case: &str, bytes: &[u8]) -> Result<pb::Document, Refused> {
        self.send_document(self.line(), "", parts(about(case), bytes, true)).await
    }

    pub async fn fetch(&self, role: Role, id: &str) -> Result<Vec<u8>, Refused> {
        let refused = |status: tonic::Status| Refused::from_status(&status);
        let message = pb::ReadDocumentRequest { document_id: id.into() };
        let answer = client(self.line()).read_document(self.by(role, message)).await.map_err(refused)?;
        let (mut parts, mut bytes) = (answer.into_inner(), Vec::new());
        while let Some(part) = parts.message().await.map_err(refused)? {
            if let Some(document) = part.document {
                assert_eq!(document.document_id, id);
            }
            bytes.extend(part.bytes);
        }
        Ok(bytes)
    }

    pub async fn look(&self, id: &str) -> Result<pb::GetDocumentResponse, Refused> {
        let message = pb::GetDocumentRequest { document_id: id.into() };
        let answer = client(self.line()).get_document(self.by(Role::QualityOfficer, message)).await;
        answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
    }

    pub fn files(&self) -> Vec<PathBuf> {
        match std::fs::read_dir(self.folder.path().join("files/documents")) {
            Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
            Err(_) => Vec::new(),
        }
    }
}

async fn opened(world: &World, which: u32) -> String {
    world.submit(application(which)).await.unwrap().case_id
}

async fn a_document_is_kept_sealed_and_comes_back_as_it_was(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let bytes = pdf(&"Saldo van Fenna Voorbeeld: 12 euro. ".repeat(20_000));

    let kept = world.bring(&case, &bytes).await.unwrap();

    assert_eq!((kept.media_type.as_str(), kept.size_bytes), ("application/pdf", bytes.len() as u64));
    assert_eq!((kept.standing.as_str(), kept.scan.as_str()), ("available", "not-scanned"));
    assert_eq!(kept.title, "Bankafschrift van Fenna Voorbeeld");
    assert_eq!(kept.proves, ["capital"]);
    let [file] = <[PathBuf; 1]>::try_from(world.files()).unwrap();
    let stored = std::fs::read(file).unwrap();
    assert!(!stored.windows(5).any(|window| window == b"Fenna"));
    assert_eq!(world.fetch(Role::IncomeConsultant, &kept.document_id).await.unwrap(), bytes);

    let looked = world.look(&kept.document_id).await.unwrap();
    let readers: Vec<_> = looked.readings.iter().map(|reading| reading.read_by.as_str()).collect();
    assert_eq!(readers, ["someone"]);
    let story = world.story(&case).await;
    assert!(
        story.iter().any(|line| line.contains(&kept.sha256) && line.contains("geen scanner")),
        "{story:?}"
    );
    assert!(!story.iter().any(|line| line.contains("Fenna")));

    let message = pb::ListDocumentsRequest { case_id: case, ..pb::ListDocumentsRequest::default() };
    let list = client(world.line()).list_documents(world.by(Role::IntakeConsultant, message)).await.unwrap();
    let list = list.into_inner();
    assert_eq!((list.total, list.documents[0].document_id.as_str()), (1, kept.document_id.as_str()));
}

async fn what_is_not_a_document_is_refused_and_leaves_nothing(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let rule = |refused: Refused| refused.violations.first().map_or(refused.rule, |one| one.rule.clone());
    let small = DocumentSettings { most_bytes: 100_000, ..world.documents() };
    let small = world.with_documents(small).await;

    let refused = world.bring(&case, b"MZ\x90\x00 een programma").await.err().unwrap();
    assert_eq!(rule(refused), "document-type");
    let refused = world.bring(&case, b"").await.err().unwrap();
    assert_eq!(rule(refused), "document-empty");
    let whole = pdf(&"Saldo. ".repeat(20_000));
    let refused = world.bring(&case, &whole[..whole.len() / 2]).await.err().unwrap();
    assert_eq!(rule(refused), "document-damaged");
    let refused = world.bring(&case, b"%PDF-1.7\n<script>alert(1)</script>").await.err().unwrap();
    assert_eq!(rule(refused), "document-damaged");
    let as_photo = pb::ReceivedDocument { media_type: "image/jpeg".into(), ..about(&case) };
    let sent = parts(as_photo, &pdf("x"), true);
    let refused = world.send_document(world.line(), "", sent).await.err().unwrap();
    assert_eq!(rule(refused), "document-type-contradicted");
    let sent = parts(about(&case), &pdf(&"x".repeat(200_000)), true);
    let refused = world.send_document(small.line.clone(), "", sent).await.err().unwrap();
    assert_eq!(rule(refused), "document-size");
    let nameless = pb::ReceivedDocument { title: " ".into(), proves: vec!["age".into()], ..about(&case) };
    let sent = parts(nameless, &pdf("x"), true);
    let refused = world.send_document(world.line(), "", sent).await.err().unwrap();
    assert_eq!(refused.violations.len(), 2, "{refused:?}");
    let unknown = about("01970000-0000-7000-8000-000000000001");
    let refused = world.send_document(world.line(), "", parts(unknown, &pdf("x"), true)).await.err().unwrap();
    assert_eq!(refused.rule, "not-found");

    assert!(world.files().is_empty());
    assert_eq!(world.count("SELECT count(*) FROM documents").await, 0);
}

async fn who_may_not_see_the_case_sees_no_document(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let kept = world.bring(&case, &pdf("x")).await.unwrap().document_id;

    for role in [Role::Partner, Role::Operator, Role::Manager, Role::PolicyOfficer, Role::ClientSystem] {
        assert_eq!(world.fetch(role, &kept).await.unwrap_err().rule, "role-missing", "{role}");
    }
    let message = pb::ReadDocumentRequest { document_id: kept.clone() };
    let elsewhere = world.by_at(Role::IncomeConsultant, ASKS_EVERYONE, "", message);
    let refused = client(world.line()).read_document(elsewhere).await.err().unwrap();
    assert_eq!(Refused::from_status(&refused).rule, "not-found");
    let sent = futures_util::stream::iter(parts(about(&case), &pdf("y"), true));
    let by_partner = world.by(Role::Partner, sent);
    let refused = client(world.line()).receive_document(by_partner).await.err().unwrap();
    assert_eq!(Refused::from_status(&refused).rule, "role-missing");
    assert!(world.look(&kept).await.unwrap().readings.is_empty());
}

async fn the_same_document_is_taken_in_once(world: Arc<World>) {
    let (case, other) = (opened(&world, 0).await, opened(&world, 1).await);
    let send = |key: &'static str, case: String, text: &'static str| {
        let world = Arc::clone(&world);
        async move { world.send_document(world.line(), key, parts(about(&case), &pdf(text), true)).await }
    };

    let first = send("k-1", case.clone(), "een").await.unwrap();
    let again = send("k-1", case.clone(), "een").await.unwrap();
    assert_eq!(first.document_id, again.document_id);
    assert_eq!(send("k-1", case.clone(), "twee").await.err().unwrap().rule, "idempotency-key-reused");
    assert_eq!(send("k-2", case, "een").await.err().unwrap().rule, "document-already-received");
    // It is another's evidence.
    assert_ne!(send("k-3", other, "een").await.unwrap().document_id, first.document_id);
    assert_eq!(world.files().len(), 2);
}

async fn a_document_that_breaks_off_is_not_kept(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let half = parts(about(&case), &pdf(&"x".repeat(100_000)), false);
    let refused = world.send_document(world.line(), "", half).await.err().unwrap();
    assert_eq!(refused.violations[0].rule, "document-incomplete");
    assert_eq!(world.count("SELECT count(*) FROM documents").await, 0);
    assert!(world.files().is_empty());
}

pub fn scanner(script: &str) -> Option<ScannerSettings> {
    let line = ["sh", "-c", script].map(String::from).to_vec();
    Some(ScannerSettings::Command { line, timeout: Duration::from_secs(60) })
}

async fn nothing_is_read_before_the_scanner_has_seen_it(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let gate = world.folder.path().join("go");
    // Waits until the test says go; then looks.
    let script =
        format!("while [ ! -e {} ]; do sleep 0.02; done; if grep -q BESMET; then exit 1; fi", gate.display());
    let settings = DocumentSettings { scanner: scanner(&script), ..world.documents() };
    let scanning = world.with_documents(settings).await;
    let send = async |text: &str| {
        let sent = parts(about(&case), &pdf(text), true);
        world.send_document(scanning.line.clone(), "", sent).await.unwrap()
    };

    let (clean, infected) = (send("schoon").await, send("BESMET").await);
    assert_eq!((clean.standing.as_str(), clean.scan.as_str()), ("quarantined", ""));
    let refused = world.fetch(Role::IncomeConsultant, &clean.document_id).await.unwrap_err();
    assert_eq!(refused.rule, "document-quarantined");
    std::fs::write(gate, "").unwrap();

    eventually("the scanner has seen both", || async {
        world.count("SELECT count(*) FROM documents WHERE standing = 'quarantined'").await == 0
    })
    .await;
    assert_eq!(world.fetch(Role::IncomeConsultant, &clean.document_id).await.unwrap(), pdf("schoon"));
    let refused = world.fetch(Role::IncomeConsultant, &infected.document_id).await.unwrap_err();
    assert_eq!(refused.rule, "document-infected");
    eventually("its bytes are gone", || async { world.files().len() == 1 }).await;
    let story = world.story(&case).await;
    assert!(story.iter().any(|line| line.contains("besmet en weggegooid")), "{story:?}");
}

async fn a_scanner_that_is_away_loses_nothing(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let settings = DocumentSettings { scanner: scanner("exit 7"), ..world.documents() };
    let broken = world.with_documents(settings).await;
    let sent = parts(about(&case), &pdf("x"), true);
    let kept = world.send_document(broken.line.clone(), "", sent).await.unwrap();
    broken.stop().await.unwrap();
    assert_eq!(world.look(&kept.document_id).await.unwrap().document.unwrap().standing, "quarantined");

    // The next one finds what waits, though nobody tells it.
    let settings = DocumentSettings { scanner: scanner("cat > /dev/null"), ..world.documents() };
    let _mended = world.with_documents(settings).await;
    eventually("what waited is scanned", || async {
        world.look(&kept.document_id).await.unwrap().document.unwrap().standing == "available"
    })
    .await;
}

async fn two_people_destroy_what_is_due_and_its_hash_stays(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let kept = world.bring(&case, &pdf("x")).await.unwrap();
    let id = kept.document_id.clone();
    let due = async || {
        let message = pb::ListDueDocumentsRequest { page: None };
        let answer = client(world.line()).list_due_documents(world.by(Role::QualityOfficer, message)).await;
        answer.unwrap().into_inner().documents
    };
    let propose = async || {
        let message = pb::ProposeDestructionRequest { document_id: id.clone() };
        let answer =
            client(world.line()).propose_destruction(world.by(Role::IncomeConsultant, message)).await;
        answer.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
    };
    let destroy = async |user: &str| {
        let message = pb::DestroyDocumentRequest { document_id: id.clone() };
        let request = world.by_user(user, Role::QualityOfficer, message);
        let answer = client(world.line()).destroy_document(request).await;
        answer.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
    };
    assert_eq!(propose().await.unwrap_err(), "case-open");

    let (case_id, reference) = world.case_ref(&case).await;
    let close = pb::CloseApplication { case: Some(reference), reason: "denied".into() };
    world.send(case_id, &close).await;
    eventually("it is closed", || async { world.see(&case).await.stage == "closed" }).await;
    assert_eq!(propose().await.unwrap_err(), "document-kept");
    assert!(due().await.is_empty());

    // Five years after it was denied, by the national selection list.
    world.advance("2031-03-02");
    assert_eq!(due().await[0].due_on, "2031-03-02");
    assert_eq!(world.views(&case).await[0], ("someone".into(), vec!["documents".into()]), "a list is a view");
    propose().await.unwrap();
    assert_eq!(destroy("someone").await.unwrap_err(), "four-eyes");
    destroy("another").await.unwrap();

    assert!(world.files().is_empty() && due().await.is_empty());
    let gone = world.look(&id).await.unwrap().document.unwrap();
    assert_eq!((gone.standing.as_str(), gone.sha256), ("destroyed", kept.sha256));
    let refused = world.fetch(Role::QualityOfficer, &id).await.unwrap_err();
    assert_eq!(refused.rule, "document-destroyed");
}
