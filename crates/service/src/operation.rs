//! The gRPC OperationService, the same for every service.

use domain::{Caller, CaseId, Refusal, Role, Violation, wording};
use messaging::{Operations, Parked, Views};
use proto::operation::v1 as pb;
use proto::operation::v1::operation_service_server::OperationService;
use proto::{day_text, parse_day};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::caller::{caller, require};
use crate::clock::BusinessClock;
use crate::rooms::NextDue;
use crate::status::{refusal_status, status_of_store};
use crate::views::Sight;

/// What is seen of a message that could not be handled: all that one service told another.
const MESSAGE: Sight = Sight { fields: &["message"], purpose: "een geparkeerd bericht onderzoeken" };

const PAGE: u64 = 25;
const LARGEST_PAGE: u64 = 100;
/// Most characters of why a message is given up.
const LONGEST_REASON: usize = 2_000;

/// An operator's hands on one service.
pub(crate) struct Operating {
    pub operations: Operations,
    pub views: Views,
    pub clock: BusinessClock,
    pub next_due: Option<NextDue>,
}

#[tonic::async_trait]
impl OperationService for Operating {
    async fn list_parked(
        &self,
        request: Request<pb::ListParkedRequest>,
    ) -> Result<Response<pb::ListParkedResponse>, Status> {
        operator(&request)?;
        let page = u64::from(request.get_ref().page).max(1);
        let size = match u64::from(request.get_ref().page_size) {
            0 => PAGE,
            size => size.min(LARGEST_PAGE),
        };
        let (parked, total) =
            self.operations.parked(page, size).await.map_err(|error| status_of_store(&error))?;
        Ok(Response::new(pb::ListParkedResponse { messages: parked.into_iter().map(wire).collect(), total }))
    }

    async fn get_parked(
        &self,
        request: Request<pb::GetParkedRequest>,
    ) -> Result<Response<pb::GetParkedResponse>, Status> {
        let operator = operator(&request)?;
        let id = id("id", &request.get_ref().id)?;
        let mut parked =
            self.operations.get(id).await.map_err(|error| status_of_store(&error))?.ok_or_else(unknown)?;
        tracing::info!(enduser.id = operator.user, message.id = %id, "an operator read a parked message");
        self.shown(&parked, &operator).await?;
        let body = std::mem::take(&mut parked.body);
        Ok(Response::new(pb::GetParkedResponse { message: Some(wire(parked)), body }))
    }

    async fn replay_parked(
        &self,
        request: Request<pb::ReplayParkedRequest>,
    ) -> Result<Response<pb::ReplayParkedResponse>, Status> {
        let operator = operator(&request)?;
        let wanted = request.get_ref();
        if wanted.all != wanted.ids.is_empty() {
            return Err(invalid("ids", "noem berichten of kies alle, en niet allebei", "ids-or-all"));
        }
        let ids = wanted.ids.iter().map(|text| id("ids", text)).collect::<Result<Vec<_>, _>>()?;
        let which = (!wanted.all).then_some(ids.as_slice());
        let (replayed, parked_again) =
            self.operations.replay(which, &operator.user).await.map_err(|error| status_of_store(&error))?;
        tracing::info!(
            enduser.id = operator.user,
            replayed,
            parked_again,
            "an operator replayed parked messages"
        );
        Ok(Response::new(pb::ReplayParkedResponse { replayed, parked_again }))
    }

    async fn discard_parked(
        &self,
        request: Request<pb::DiscardParkedRequest>,
    ) -> Result<Response<pb::DiscardParkedResponse>, Status> {
        let operator = operator(&request)?;
        let wanted = request.get_ref();
        let id = id("id", &wanted.id)?;
        let reason = wording("reason", &wanted.reason, LONGEST_REASON)
            .map_err(|wrong| refusal_status(&Refusal::invalid(vec![wrong])))?;
        let discarded = self
            .operations
            .discard(id, &operator.user, &reason)
            .await
            .map_err(|error| status_of_store(&error))?;
        if !discarded {
            return Err(unknown());
        }
        tracing::warn!(enduser.id = operator.user, message.id = %id, "an operator discarded a parked message");
        Ok(Response::new(pb::DiscardParkedResponse {}))
    }

    async fn resend_published(
        &self,
        request: Request<pb::ResendPublishedRequest>,
    ) -> Result<Response<pb::ResendPublishedResponse>, Status> {
        let operator = operator(&request)?;
        let receiver = Some(request.get_ref().receiver.as_str()).filter(|receiver| !receiver.is_empty());
        if receiver.is_some_and(|receiver| !proto::routes::SERVICES.contains(&receiver)) {
            return Err(invalid("receiver", "is geen bekende dienst", "receiver-known"));
        }
        let messages = self.operations.resend(receiver).await.map_err(|error| status_of_store(&error))?;
        tracing::info!(enduser.id = operator.user, messages, "an operator sent published messages again");
        Ok(Response::new(pb::ResendPublishedResponse { messages }))
    }

    async fn get_lag(
        &self,
        request: Request<pb::GetLagRequest>,
    ) -> Result<Response<pb::GetLagResponse>, Status> {
        operator(&request)?;
        let lag = self.operations.lag().await.map_err(|error| status_of_store(&error))?;
        Ok(Response::new(pb::GetLagResponse {
            outbox_unpublished: lag.outbox_unpublished,
            outbox_oldest_seconds: lag.outbox_oldest_seconds,
            early: lag.early,
            early_oldest_seconds: lag.early_oldest_seconds,
            parked: lag.parked,
            waiting_behind: lag.waiting_behind,
        }))
    }

    async fn advance_clock(
        &self,
        request: Request<pb::AdvanceClockRequest>,
    ) -> Result<Response<pb::AdvanceClockResponse>, Status> {
        operator(&request)?;
        let clock = self.clock.simulated().ok_or_else(not_simulated)?;
        let day = parse_day("day", &request.get_ref().day)
            .map_err(|violation| refusal_status(&Refusal::invalid(vec![violation])))?;
        clock.advance(day).map_err(|error| {
            let reason = format!("De klok staat op {} en gaat niet terug.", day_text(error.stands_at));
            refusal_status(&Refusal::precondition("clock-forward", reason))
        })?;
        Ok(Response::new(pb::AdvanceClockResponse {}))
    }

    async fn get_idle(
        &self,
        request: Request<pb::GetIdleRequest>,
    ) -> Result<Response<pb::GetIdleResponse>, Status> {
        operator(&request)?;
        let clock = self.clock.simulated().ok_or_else(not_simulated)?;
        let idle = crate::rooms::idle(&self.operations, self.next_due.as_ref(), clock.day())
            .await
            .map_err(|error| status_of_store(&error))?;
        Ok(Response::new(pb::GetIdleResponse {
            idle: idle.idle,
            next_due: idle.next_due.map(day_text).unwrap_or_default(),
        }))
    }
}

impl Operating {
    /// Records, where whoever answers for the case will look, that an operator sees what a message says.
    async fn shown(&self, parked: &Parked, operator: &Caller) -> Result<(), Status> {
        let Some(envelope) = &parked.envelope else {
            return MESSAGE.of(&self.views, operator, None).await;
        };
        let of_its_municipality = Caller { municipality: envelope.municipality.clone(), ..operator.clone() };
        let case: Option<CaseId> = envelope.subject.parse().ok();
        MESSAGE.of(&self.views, &of_its_municipality, case).await
    }
}

fn operator<T>(request: &Request<T>) -> Result<Caller, Status> {
    let caller = caller(request)?;
    require(&caller, &[Role::Operator])?;
    Ok(caller)
}

fn id(field: &str, text: &str) -> Result<Uuid, Status> {
    text.parse().map_err(|_| invalid(field, "is geen geldig kenmerk", "uuid"))
}

fn invalid(field: &str, reason: &str, rule: &str) -> Status {
    refusal_status(&Refusal::invalid(vec![Violation::new(field, reason, rule)]))
}

fn unknown() -> Status {
    refusal_status(&Refusal::not_found("bericht"))
}

fn not_simulated() -> Status {
    let reason = "Deze klok is echt: zij is niet te verzetten.";
    refusal_status(&Refusal::precondition("clock-simulated", reason))
}

fn wire(parked: Parked) -> pb::ParkedMessage {
    let envelope = parked.envelope;
    let of = |read: fn(&messaging::Envelope) -> String| envelope.as_ref().map(read).unwrap_or_default();
    pb::ParkedMessage {
        id: parked.id.to_string(),
        r#type: of(|envelope| envelope.kind.clone()),
        municipality: of(|envelope| envelope.municipality.to_string()),
        subject: of(|envelope| envelope.subject.clone()),
        traceparent: of(|envelope| envelope.traceparent.clone().unwrap_or_default()),
        sender: parked.sender,
        key: parked.key,
        number: parked.number,
        error: parked.error,
        attempts: parked.attempts,
        parked_at: parked.parked_at.to_rfc3339(),
        waiting_behind: parked.waiting_behind,
    }
}
