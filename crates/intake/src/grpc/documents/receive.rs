//! A document comes in: what it is, then its bytes, then the turn that makes it ours.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Caller, CaseId, FactKey, Refusal, Violation};
use messaging::RequestError;
use proto::intake::v1 as pb;
use proto::intake::v1::receive_document_request::Part;
use service::{context, refusal_status, status_of, status_of_store};
use tonic::{Request, Status, Streaming};
use uuid::Uuid;

use super::{DocumentApi, shelf_status, unknown_case};
use crate::actor::{DocumentInput, Input, Receive, Reply};
use crate::documents::{Contradicted, MediaType, NotWhole, Shelved, Shelving, Structure, TELLING};
use crate::grpc::provenance::{day_or_empty, optional_day};
use crate::model::DocumentId;
use crate::store;

const LONGEST_TITLE: usize = 200;
/// A request names no more documents, and none longer.
const MOST_ANSWERS: usize = 30;
const LONGEST_ANSWER: usize = 200;

/// What the sender says before the bytes.
struct Announced {
    case: CaseId,
    title: String,
    facts: BTreeSet<FactKey>,
    request: Option<u32>,
    answers: BTreeSet<String>,
    valid_until: Option<NaiveDate>,
    media_type: String,
}

fn announced(wire: pb::ReceivedDocument) -> Result<Announced, Status> {
    let mut wrong = Vec::new();
    let title = wire.title.trim();
    if title.is_empty() {
        wrong.push(Violation::new("title", "is niet ingevuld", "title-required"));
    } else if title.chars().count() > LONGEST_TITLE {
        let reason = format!("mag niet langer zijn dan {LONGEST_TITLE} tekens");
        wrong.push(Violation::new("title", reason, "text-length"));
    } else if title.chars().any(char::is_control) {
        wrong.push(Violation::new("title", "mag alleen gewone tekens hebben", "plain-text"));
    }
    let mut facts = BTreeSet::new();
    if wire.proves.len() > FactKey::ALL.len() {
        wrong.push(Violation::new("proves", "zijn er meer dan er gegevens bestaan", "fact-once"));
    } else {
        for code in &wire.proves {
            match FactKey::from_code(code).filter(|key| key.is_stated()) {
                Some(key) => drop(facts.insert(key)),
                None => wrong.push(Violation::new("proves", "is geen bekend gegeven", "fact-catalogue")),
            }
        }
    }
    if wire.media_type.trim().is_empty() {
        wrong.push(Violation::new("media_type", "is niet ingevuld", "media-type-required"));
    }
    let answers: BTreeSet<_> = wire.answers.iter().map(|name| name.trim().to_owned()).collect();
    if answers.len() > MOST_ANSWERS || answers.iter().any(|name| name.chars().count() > LONGEST_ANSWER) {
        wrong.push(Violation::new("answers", "is te veel of te lang", "text-length"));
    }
    let valid_until = optional_day("valid_until", &wire.valid_until).unwrap_or_else(|violation| {
        wrong.push(violation);
        None
    });
    if valid_until.is_some() && wire.proves.is_empty() {
        let reason = "hoort bij een gegeven: noem ook wat het document bewijst";
        wrong.push(Violation::new("valid_until", reason, "valid-until-of-a-fact"));
    }
    let case = wire.case_id.parse().map_err(|_| unknown_case())?;
    if wrong.is_empty() {
        let request = (wire.evidence_request > 0).then_some(wire.evidence_request);
        let title = title.to_owned();
        Ok(Announced { case, title, facts, request, answers, valid_until, media_type: wire.media_type })
    } else {
        Err(refusal_status(&Refusal::invalid(wrong)))
    }
}

impl DocumentApi {
    pub(super) async fn receive(
        &self,
        request: Request<Streaming<pb::ReceiveDocumentRequest>>,
        caller: &Caller,
    ) -> Result<DocumentId, Status> {
        let (metadata, _, mut parts) = request.into_parts();
        let announced = match parts.message().await?.and_then(|first| first.part) {
            Some(Part::Document(document)) => announced(document)?,
            Some(Part::Bytes(_) | Part::End(_)) | None => {
                return Err(invalid("document", "ontbreekt", "document-required"));
            }
        };
        store::application_of(self.engine.db(), &caller.municipality, announced.case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown_case)?;

        let id = DocumentId::new(Uuid::new_v4());
        let (media, shelved) = self.take_in(id, &announced.media_type, &mut parts).await?;
        // With an idempotency key this is how the same document is known again: by its hash, its title behind the key.
        let mut summary = Request::new(pb::Document {
            case_id: announced.case.to_string(),
            title: self.vault.keyed_text(&announced.title).hex(),
            media_type: media.mime().into(),
            size_bytes: shelved.size,
            sha256: shelved.sha256.clone(),
            proves: announced.facts.iter().map(|key| key.code().to_owned()).collect(),
            evidence_request: announced.request.unwrap_or_default(),
            answers: announced.answers.iter().cloned().collect(),
            valid_until: day_or_empty(announced.valid_until),
            ..pb::Document::default()
        });
        *summary.metadata_mut() = metadata;
        let receive = Receive {
            caller: caller.clone(),
            case: announced.case,
            id,
            media,
            size: shelved.size,
            sha256: shelved.sha256,
            title: announced.title,
            facts: announced.facts,
            request: announced.request,
            answers: announced.answers,
            valid_until: announced.valid_until,
            is_scanned: self.news.is_some(),
        };
        let input = Input::Document(Box::new(DocumentInput::Receive(receive)));
        let context = context(&summary, caller)?;
        let kept = match self.engine.request(input, context).await {
            Ok(Reply::Received(kept)) => kept,
            Ok(_) => return Err(crate::grpc::no_such_reply()),
            Err(error) => {
                // Where it is not known whether a row was written, the bytes stay until the sweep knows.
                if !matches!(error, RequestError::Unavailable) {
                    self.remove(id).await;
                }
                return Err(status_of(error));
            }
        };
        if kept != id {
            // Asked before under the same key: what was kept then stays.
            self.remove(id).await;
        }
        if let Some(news) = &self.news {
            news.notify_one();
        }
        Ok(kept)
    }

    /// Puts the bytes on the shelf as they come; nothing stays there of what is refused.
    async fn take_in(
        &self,
        id: DocumentId,
        declared: &str,
        parts: &mut Streaming<pb::ReceiveDocumentRequest>,
    ) -> Result<(MediaType, Shelved), Status> {
        let (mut start, mut is_over) = (Vec::new(), false);
        while start.len() < TELLING && !is_over {
            match self.next(parts).await? {
                Some(bytes) => start.extend_from_slice(&bytes),
                None => is_over = true,
            }
        }
        if start.is_empty() {
            return Err(invalid("bytes", "is leeg", "document-empty"));
        }
        let media = MediaType::checked(&start, declared, &self.types).map_err(|why| self.not_taken(why))?;
        let mut shelving = self.shelf.shelve(id);
        let rest = (!is_over).then_some(parts);
        if let Err(status) = self.put(&mut shelving, Structure::of(media), start, rest).await {
            shelving.give_up().await;
            return Err(status);
        }
        let shelved = shelving.done().await.map_err(|error| shelf_status(&error))?;
        Ok((media, shelved))
    }

    /// Puts bytes on the shelf, and the rest as it comes in, as long as they make a whole file that is not too large.
    async fn put(
        &self,
        shelving: &mut Shelving<'_>,
        mut structure: Structure,
        mut bytes: Vec<u8>,
        mut rest: Option<&mut Streaming<pb::ReceiveDocumentRequest>>,
    ) -> Result<(), Status> {
        let mut size = 0u64;
        loop {
            size = size.saturating_add(bytes.len() as u64);
            if size > self.most_bytes {
                let most = self.most_bytes / 1024;
                let reason = format!("is te groot: hoogstens {most} kB");
                return Err(invalid("bytes", &reason, "document-size"));
            }
            structure.put(&bytes).map_err(|NotWhole| not_whole())?;
            shelving.put(&bytes).await.map_err(|error| shelf_status(&error))?;
            let next = match &mut rest {
                Some(parts) => self.next(parts).await?,
                None => None,
            };
            match next {
                Some(next) => bytes = next,
                None => return structure.end().map_err(|NotWhole| not_whole()),
            }
        }
    }

    /// The next bytes; `None` at the end. A sender who stops half-way says no end.
    async fn next(
        &self,
        parts: &mut Streaming<pb::ReceiveDocumentRequest>,
    ) -> Result<Option<Vec<u8>>, Status> {
        match parts.message().await?.map(|next| next.part) {
            Some(Some(Part::Bytes(bytes))) => Ok(Some(bytes)),
            Some(Some(Part::End(_))) => Ok(None),
            Some(Some(Part::Document(_))) => Err(invalid("document", "staat er twee keer", "document-once")),
            Some(None) | None => {
                Err(invalid("bytes", "brak af voordat het compleet was", "document-incomplete"))
            }
        }
    }

    fn not_taken(&self, why: Contradicted) -> Status {
        match why {
            Contradicted::NotTaken => {
                let taken: Vec<_> = self.types.iter().map(|kind| kind.dutch()).collect();
                let reason = format!("is geen soort bestand dat wij aannemen: {}", taken.join(", "));
                invalid("bytes", &reason, "document-type")
            }
            Contradicted::AnotherKind => invalid(
                "media_type",
                "klopt niet met wat er in het bestand staat",
                "document-type-contradicted",
            ),
        }
    }
}

fn not_whole() -> Status {
    let reason = "is niet heel: het bestand is afgebroken of beschadigd. Open het zelf eerst en maak het zo nodig opnieuw";
    invalid("bytes", reason, "document-damaged")
}

fn invalid(field: &str, reason: &str, rule: &str) -> Status {
    refusal_status(&Refusal::invalid(vec![Violation::new(field, reason, rule)]))
}
