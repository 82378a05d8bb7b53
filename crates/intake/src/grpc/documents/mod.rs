//! What people and other systems do with documents.

mod receive;
mod wire;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Caller, CaseId, Refusal, Role};
use futures_util::stream::{BoxStream, StreamExt, once};
use messaging::Engine;
use policy::Policies;
use proto::intake::v1 as pb;
use proto::intake::v1::document_service_server::DocumentService;
use service::{Sight, caller, context, refusal_status, require, status_of, status_of_store};
use tokio::sync::Notify;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

use super::MAY_SEE;
use crate::actor::{DocumentInput, Input, IntakeActor};
use crate::documents::{MediaType, Shelf, ShelfError};
use crate::model::{DocumentId, keeping};
use crate::store;
use crate::store::{DueFound, FoundDocument};
use crate::vault::Vault;

/// Who may bring evidence in.
const MAY_BRING: [Role; 4] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant, Role::ClientSystem];
/// Who agrees that a document is destroyed.
const MAY_DESTROY: [Role; 1] = [Role::QualityOfficer];

/// What is seen of the documents of a case, and of one of them.
const DOCUMENTS: Sight = Sight { fields: &["documents"], purpose: "bewijsstukken beoordelen" };
/// What is seen of documents whose term is over.
const DUE: Sight = Sight { fields: &["documents"], purpose: "bewijsstukken vernietigen" };

/// So many are read at once when those whose term is over are looked for.
const DUE_AT_ONCE: u64 = 200;

/// The gRPC DocumentService.
pub struct DocumentApi {
    pub engine: Engine<IntakeActor>,
    pub policies: Arc<Policies>,
    pub vault: Arc<Vault>,
    pub shelf: Shelf,
    /// Most bytes of one document.
    pub most_bytes: u64,
    /// What a document may be.
    pub types: Vec<MediaType>,
    /// Where a scanner hears of something new; `None` where there is none.
    pub news: Option<Arc<Notify>>,
}

#[tonic::async_trait]
impl DocumentService for DocumentApi {
    async fn receive_document(
        &self,
        request: Request<Streaming<pb::ReceiveDocumentRequest>>,
    ) -> Result<Response<pb::ReceiveDocumentResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_BRING)?;
        let id = self.receive(request, &caller).await?;
        let found = self.find(&caller, id).await?;
        Ok(Response::new(pb::ReceiveDocumentResponse { document: Some(self.wire(&found)?) }))
    }

    async fn list_documents(
        &self,
        request: Request<pb::ListDocumentsRequest>,
    ) -> Result<Response<pb::ListDocumentsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let case = request.get_ref().case_id.parse().map_err(|_| unknown_case())?;
        let asked = request.get_ref();
        let page = wire::page(asked.page.as_ref())?;
        let which = wire::which(asked).map_err(|wrong| refusal_status(&Refusal::invalid(vec![wrong])))?;
        let (documents, total) =
            store::documents_of(self.engine.db(), &caller.municipality, case, which, page)
                .await
                .map_err(|error| status_of_store(&error))?;
        // Of a case without documents nothing is seen.
        DOCUMENTS.of(self.engine.views(), &caller, documents.first().map(|_| case)).await?;
        let documents = documents.iter().map(|found| self.wire(found)).collect::<Result<_, _>>()?;
        Ok(Response::new(pb::ListDocumentsResponse { documents, total }))
    }

    async fn get_document(
        &self,
        request: Request<pb::GetDocumentRequest>,
    ) -> Result<Response<pb::GetDocumentResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let found = self.find(&caller, wire::id(&request.get_ref().document_id)?).await?;
        let (document, case) = (found.document.id, found.document.case);
        let readings =
            store::readings_of(self.engine.db(), document).await.map_err(|error| status_of_store(&error))?;
        let past = store::past_of(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown_case)?;
        DOCUMENTS.of(self.engine.views(), &caller, [case]).await?;
        let proofs = wire::proofs(document, &past.history);
        let reading = |(by, at): (String, _)| pb::DocumentReading { read_by: by, read_at: wire::instant(at) };
        let readings = readings.into_iter().map(reading).collect();
        let document = Some(self.wire(&found)?);
        Ok(Response::new(pb::GetDocumentResponse { document, readings, proofs }))
    }

    type ReadDocumentStream = BoxStream<'static, Result<pb::ReadDocumentResponse, Status>>;

    async fn read_document(
        &self,
        request: Request<pb::ReadDocumentRequest>,
    ) -> Result<Response<Self::ReadDocumentStream>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let context = context(&request, &caller)?;
        let found = self.find(&caller, wire::id(&request.get_ref().document_id)?).await?;
        found.document.may_be_read().map_err(|refusal| refusal_status(&refusal))?;
        // What is not there is not said to be read.
        let pieces = self.shelf.read(found.document.id).await.map_err(|error| shelf_status(&error))?;
        let (document, case) = (found.document.id, found.document.case);
        DOCUMENTS.of(self.engine.views(), &caller, [case]).await?;
        self.ask(DocumentInput::Read { document, case, caller }, context).await?;

        let first = Ok(pb::ReadDocumentResponse { document: Some(self.wire(&found)?), bytes: Vec::new() });
        let rest = pieces.map(|piece| match piece {
            Ok(bytes) => Ok(pb::ReadDocumentResponse { document: None, bytes: bytes.to_vec() }),
            Err(error) => Err(shelf_status(&error)),
        });
        Ok(Response::new(once(async { first }).chain(rest).boxed()))
    }

    async fn list_due_documents(
        &self,
        request: Request<pb::ListDueDocumentsRequest>,
    ) -> Result<Response<pb::ListDueDocumentsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let (skip, most) = wire::page(request.get_ref().page.as_ref())?;
        let documents = self.due(&caller, skip, most).await?;
        let shown = documents.iter().filter_map(|due| due.document.as_ref()?.case_id.parse().ok());
        DUE.of(self.engine.views(), &caller, shown.collect::<BTreeSet<CaseId>>()).await?;
        Ok(Response::new(pb::ListDueDocumentsResponse { documents }))
    }

    async fn propose_destruction(
        &self,
        request: Request<pb::ProposeDestructionRequest>,
    ) -> Result<Response<pb::ProposeDestructionResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let context = context(&request, &caller)?;
        let found = self.find(&caller, wire::id(&request.get_ref().document_id)?).await?;
        let (document, case) = (found.document.id, found.document.case);
        self.ask(DocumentInput::Propose { document, case, caller }, context).await?;
        Ok(Response::new(pb::ProposeDestructionResponse {}))
    }

    async fn destroy_document(
        &self,
        request: Request<pb::DestroyDocumentRequest>,
    ) -> Result<Response<pb::DestroyDocumentResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_DESTROY)?;
        let context = context(&request, &caller)?;
        let found = self.find(&caller, wire::id(&request.get_ref().document_id)?).await?;
        let (document, case) = (found.document.id, found.document.case);
        self.ask(DocumentInput::Destroy { document, case, caller }, context).await?;
        self.remove(document).await;
        Ok(Response::new(pb::DestroyDocumentResponse {}))
    }
}

impl DocumentApi {
    /// One turn, with the case on its span.
    #[tracing::instrument(skip_all, fields(case.id = %input.case()))]
    async fn ask(
        &self,
        input: DocumentInput,
        context: messaging::RequestContext,
    ) -> Result<crate::actor::Reply, Status> {
        self.engine.request(Input::Document(Box::new(input)), context).await.map_err(status_of)
    }

    async fn find(&self, caller: &Caller, id: DocumentId) -> Result<FoundDocument, Status> {
        store::document_of(self.engine.db(), &caller.municipality, id)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(wire::unknown)
    }

    /// Takes the bytes away; what cannot be taken away now goes with the sweep, as its row says.
    async fn remove(&self, id: DocumentId) {
        if let Err(error) = self.shelf.remove(id).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(document.id = %id, error, "the bytes of a document are left for the sweep");
        }
    }

    async fn due(&self, caller: &Caller, skip: u64, most: u64) -> Result<Vec<pb::DueDocument>, Status> {
        let today = self.engine.now().day;
        let (mut due, mut passed, mut after) = (Vec::new(), 0, None);
        loop {
            let batch = store::due_documents_of(self.engine.db(), &caller.municipality, after, DUE_AT_ONCE)
                .await
                .map_err(|error| status_of_store(&error))?;
            let is_last = (batch.len() as u64) < DUE_AT_ONCE;
            after = batch.last().map(|one| one.found.document.id);
            for one in batch {
                let Some(entry) = self.due_entry(&one, today)? else { continue };
                if passed < skip {
                    passed += 1;
                    continue;
                }
                due.push(entry);
                if due.len() as u64 == most {
                    return Ok(due);
                }
            }
            if is_last {
                return Ok(due);
            }
        }
    }

    fn due_entry(&self, one: &DueFound, today: chrono::NaiveDate) -> Result<Option<pb::DueDocument>, Status> {
        let keeping = keeping(&one.application, self.policies.national())
            .map_err(|error| refusal_status(&Refusal::precondition("keeping-known", error.to_string())))?;
        let Some(keeping) = keeping.filter(|keeping| keeping.is_over(today)) else { return Ok(None) };
        Ok(Some(pb::DueDocument {
            document: Some(self.wire(&one.found)?),
            case_number: one.application.number.to_string(),
            due_on: proto::day_text(keeping.until),
            source: keeping.source,
        }))
    }

    fn wire(&self, found: &FoundDocument) -> Result<pb::Document, Status> {
        wire::document(found, &self.vault).map_err(|_| super::cannot_open())
    }
}

fn unknown_case() -> Status {
    refusal_status(&Refusal::not_found("zaak"))
}

/// What a caller gets when the shelf does not do as asked. Logs the cause.
fn shelf_status(error: &ShelfError) -> Status {
    let id = Uuid::new_v4();
    tracing::error!(fault.id = %id, error = error as &dyn std::error::Error, "the store of documents failed");
    match error {
        ShelfError::Store(object_store::Error::NotFound { .. }) | ShelfError::Damaged(_) => {
            service::fault(id)
        }
        ShelfError::Store(_) | ShelfError::Write(_) => service::away("documents-away"),
    }
}
