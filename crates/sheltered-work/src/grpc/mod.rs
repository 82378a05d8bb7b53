//! What people ask of this service.

mod convert;

use domain::{Caller, Refusal, Role, Violation};
use messaging::{Engine, StoreError};
use proto::sheltered_work::v1 as pb;
use proto::sheltered_work::v1::sheltered_work_service_server::ShelteredWorkService;
use sea_orm::DatabaseConnection;
use service::{KeepsTerms, Sight, TermsOf, caller, refusal_status, require, status_of, status_of_store};
use terms::{Entry, Kind};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::actor::{Reply, Sheltered};
use crate::store;

/// The adapter to UWV, or a consultant who got the advice on paper.
const ADVISERS: &[Role] = &[Role::ClientSystem, Role::ReintegrationConsultant];
const OPENERS: &[Role] = &[Role::ReintegrationConsultant, Role::Manager];
/// Who sees cases.
const READERS: &[Role] = &[
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
];
const PLACE_READERS: &[Role] = &[
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
    Role::PolicyOfficer,
];
const REQUEST_READERS: &[Role] = &[
    Role::ClientSystem,
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
];

/// What is seen of who holds a place.
const PLACES: Sight = Sight { fields: &["held_places"], purpose: "plaatsen beschut werk beheren" };
/// What is seen of who waits for a place, and of whom an advice is asked.
const INDICATIONS: Sight = Sight { fields: &["indication"], purpose: "beschut werk regelen" };

impl KeepsTerms for Sheltered {
    const KINDS: &'static [Kind] = crate::TERMS;
    const READERS: &'static [Role] = READERS;
    const SIGHT: Sight = INDICATIONS;

    async fn terms_of(db: &DatabaseConnection, of: TermsOf<'_>) -> Result<Option<Vec<Entry>>, StoreError> {
        let found = store::find(db, of.municipality, of.case).await?;
        Ok(found.map(|(indication, _)| indication.legal_terms()))
    }
}

/// The gRPC service.
pub struct Grpc {
    pub engine: Engine<Sheltered>,
}

#[tonic::async_trait]
impl ShelteredWorkService for Grpc {
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn record_advice(
        &self,
        request: Request<pb::RecordAdviceRequest>,
    ) -> Result<Response<pb::RecordAdviceResponse>, Status> {
        let caller = allowed(&request, ADVISERS)?;
        let context = service::context(&request, &caller)?;
        let today = self.engine.now().day;
        let input = convert::advice(request.get_ref(), &caller, today).map_err(invalid)?;
        tracing::Span::current().record("case.id", input.case().map(tracing::field::display));
        self.engine.request(input, context).await.map_err(status_of)?;
        Ok(Response::new(pb::RecordAdviceResponse {}))
    }

    async fn open_places(
        &self,
        request: Request<pb::OpenPlacesRequest>,
    ) -> Result<Response<pb::OpenPlacesResponse>, Status> {
        let caller = allowed(&request, OPENERS)?;
        let context = service::context(&request, &caller)?;
        let input = convert::open(request.get_ref(), &caller).map_err(invalid)?;
        let place_ids = match self.engine.request(input, context).await.map_err(status_of)? {
            Reply::Opened(places) => places.iter().map(ToString::to_string).collect(),
            Reply::Recorded => return Err(other_reply()),
        };
        Ok(Response::new(pb::OpenPlacesResponse { place_ids }))
    }

    async fn list_places(
        &self,
        request: Request<pb::ListPlacesRequest>,
    ) -> Result<Response<pb::ListPlacesResponse>, Status> {
        let caller = allowed(&request, PLACE_READERS)?;
        let page = convert::page(request.get_ref().page, request.get_ref().page_size);
        let found = store::places(self.engine.db(), &caller.municipality, page)
            .await
            .map_err(|error| status_of_store(&error))?;
        let held: Vec<_> =
            found.places.iter().filter(|(_, own)| *own).filter_map(|(place, _)| place.held_by).collect();
        PLACES.of(self.engine.views(), &caller, held).await?;
        Ok(Response::new(pb::ListPlacesResponse {
            places: found.places.into_iter().map(|(place, own)| convert::place(&place, own)).collect(),
            total: found.total,
            free: found.free,
        }))
    }

    async fn list_waiting(
        &self,
        request: Request<pb::ListWaitingRequest>,
    ) -> Result<Response<pb::ListWaitingResponse>, Status> {
        let caller = allowed(&request, READERS)?;
        let page = convert::page(request.get_ref().page, request.get_ref().page_size);
        let (found, total) = store::waiting(self.engine.db(), &caller.municipality, page)
            .await
            .map_err(|error| status_of_store(&error))?;
        let cases: Vec<_> = found.iter().map(|(indication, _)| indication.of.case).collect();
        INDICATIONS.of(self.engine.views(), &caller, cases).await?;
        let waiting =
            found.iter().filter_map(|(indication, position)| convert::waiting(indication, *position));
        Ok(Response::new(pb::ListWaitingResponse { waiting: waiting.collect(), total }))
    }

    async fn list_advice_requests(
        &self,
        request: Request<pb::ListAdviceRequestsRequest>,
    ) -> Result<Response<pb::ListAdviceRequestsResponse>, Status> {
        let caller = allowed(&request, REQUEST_READERS)?;
        let page = convert::page(request.get_ref().page, request.get_ref().page_size);
        let (found, total) = store::asked(self.engine.db(), &caller.municipality, page)
            .await
            .map_err(|error| status_of_store(&error))?;
        let cases: Vec<_> = found.iter().map(|indication| indication.of.case).collect();
        INDICATIONS.of(self.engine.views(), &caller, cases).await?;
        let requests = found.iter().map(convert::asked).collect();
        Ok(Response::new(pb::ListAdviceRequestsResponse { requests, total }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn get_indication(
        &self,
        request: Request<pb::GetIndicationRequest>,
    ) -> Result<Response<pb::GetIndicationResponse>, Status> {
        let caller = allowed(&request, READERS)?;
        let case = convert::case(&request.get_ref().case_id).map_err(|wrong| invalid(vec![wrong]))?;
        tracing::Span::current().record("case.id", tracing::field::display(case));
        let (indication, position) = store::find(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(|| refusal_status(&Refusal::not_found("zaak")))?;
        INDICATIONS.of(self.engine.views(), &caller, [case]).await?;
        Ok(Response::new(convert::indication(&indication, position)))
    }
}

fn allowed<T>(request: &Request<T>, roles: &[Role]) -> Result<Caller, Status> {
    let caller = caller(request)?;
    require(&caller, roles)?;
    Ok(caller)
}

/// A key that was used for a request of another kind is refused before it comes to this.
fn other_reply() -> Status {
    let id = Uuid::new_v4();
    tracing::error!(fault.id = %id, "a turn gave the reply of another request");
    service::fault(id)
}

fn invalid(violations: Vec<Violation>) -> Status {
    refusal_status(&Refusal::invalid(violations))
}
