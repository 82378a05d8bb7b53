//! Recourse: decided on, ended, received and read.

use domain::{Caller, Cents, Refusal, Role, Violation, wording};
use messaging::Engine;
use proto::income::v1 as pb;
use proto::income::v1::recourse_service_server::RecourseService;
use service::Sight;
use tonic::{Request, Response, Status};

use super::grants::show_month;
use super::payments::{Reading, amount};
use super::{on_span, refused};
use crate::actor::money::{MoneyInput, MoneyReply, RecourseAct};
use crate::actor::{Income, Input, Reply};
use crate::model::money::RecourseWanted;
use crate::model::statement::{Books, Readable, RecourseStatement};
use crate::store::money::statements as store;

/// Who may read what is claimed of others.
const READERS: [Role; 2] = [Role::IncomeConsultant, Role::QualityOfficer];
/// Who may tell that something came in.
const RECEIVING: [Role; 2] = [Role::IncomeConsultant, Role::ClientSystem];

/// What is seen of recourse.
const RECOURSE: Sight = Sight { fields: &["recourse"], purpose: "verhaal behandelen" };

/// The gRPC face of recourse.
pub struct Recourses {
    pub engine: Engine<Income>,
}

impl Recourses {
    /// The numbers of the recourse and of the decision, and the amount.
    async fn ask<M: prost::Message + prost::Name>(
        &self,
        request: &Request<M>,
        (caller, roles): (&Caller, &[Role]),
        input: Result<MoneyInput, Refusal>,
    ) -> Result<(u32, u32, i64), Status> {
        service::require(caller, roles)?;
        let input = input.map_err(refused)?;
        let context = service::context(request, caller)?;
        input.case().into_iter().for_each(on_span);
        let input = Input::Money { municipality: caller.municipality.clone(), input };
        match self.engine.request(input, context).await.map_err(service::status_of)? {
            Reply::Money(MoneyReply::Granted { grant, decision, cents }) => {
                Ok((grant, decision, cents.get()))
            }
            _ => Err(Status::internal("the answer is not about recourse")),
        }
    }
}

#[tonic::async_trait]
impl RecourseService for Recourses {
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn decide_recourse(
        &self,
        request: Request<pb::DecideRecourseRequest>,
    ) -> Result<Response<pb::DecideRecourseResponse>, Status> {
        let caller = service::caller(&request)?;
        let wire = request.get_ref();
        let mut reading = Reading::default();
        let from = reading.take(proto::parse_day("from_day", &wire.from_day));
        let corrects = (wire.corrects > 0).then_some(wire.corrects);
        let act = from.map(|from| RecourseAct::Decide(RecourseWanted { from, corrects }));
        let input = read(reading, &caller, (&wire.case_id, &wire.reasons), act);
        let asked = self.ask(&request, (&caller, &[Role::IncomeConsultant]), input).await?;
        let (recourse, decision, cents) = asked;
        Ok(Response::new(pb::DecideRecourseResponse { recourse, decision, cents }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn end_recourse(
        &self,
        request: Request<pb::EndRecourseRequest>,
    ) -> Result<Response<pb::EndRecourseResponse>, Status> {
        let caller = service::caller(&request)?;
        let wire = request.get_ref();
        let mut reading = Reading::default();
        let from = reading.take(proto::parse_day("from_day", &wire.from_day));
        let act = from.map(|from| RecourseAct::End { recourse: wire.recourse, from });
        let input = read(reading, &caller, (&wire.case_id, &wire.reasons), act);
        let (_, decision, _) = self.ask(&request, (&caller, &[Role::IncomeConsultant]), input).await?;
        Ok(Response::new(pb::EndRecourseResponse { decision }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn receive_recourse(
        &self,
        request: Request<pb::ReceiveRecourseRequest>,
    ) -> Result<Response<pb::ReceiveRecourseResponse>, Status> {
        let caller = service::caller(&request)?;
        let wire = request.get_ref();
        let mut reading = Reading::default();
        let cents = reading.take(moved(wire.cents));
        let act = cents.map(|cents| RecourseAct::Receive { recourse: wire.recourse, cents });
        let input = read(reading, &caller, (&wire.case_id, &wire.reasons), act);
        self.ask(&request, (&caller, &RECEIVING), input).await?;
        Ok(Response::new(pb::ReceiveRecourseResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn list_recourse(
        &self,
        request: Request<pb::ListRecourseRequest>,
    ) -> Result<Response<pb::ListRecourseResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let case = super::convert::case(&request.get_ref().case_id).map_err(refused)?;
        on_span(case);
        let found = store::books(self.engine.db(), &caller.municipality, &[case]).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        let books = found.into_iter().next().ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        RECOURSE.of(self.engine.views(), &caller, [case]).await?;
        Ok(Response::new(list(&books)))
    }
}

/// An amount that came in, or less than nil for one that is taken back.
fn moved(cents: i64) -> Result<Cents, Violation> {
    amount("cents", cents.saturating_abs(), 1).map(|_| Cents::new(cents))
}

/// Wire → input, with every violation at once.
fn read(
    mut reading: Reading,
    caller: &Caller,
    (case, reasons): (&str, &str),
    act: Option<RecourseAct>,
) -> Result<MoneyInput, Refusal> {
    let case = reading.take(super::convert::read_case(case));
    let reasons = reading.take(wording("reasons", reasons, 2_000));
    match (case, reasons, act) {
        (Some(case), Some(reasons), Some(act)) => {
            Ok(MoneyInput::Recourse { case, act, by: caller.user.clone(), reasons })
        }
        _ => Err(reading.refusal()),
    }
}

fn list(books: &Books) -> pb::ListRecourseResponse {
    let claims = books.account.state.recourse.iter().map(|(number, claim)| pb::Recourse {
        recourse: *number,
        decision: claim.decision,
        debtor: claim.debtor.code().into(),
        from_day: proto::day_text(claim.from),
        until_day: claim.until.map(proto::day_text).unwrap_or_default(),
        once: claim.once.is_some(),
        claimed_cents: claim.claimed().unwrap_or_default().get(),
        received_cents: claim.received.get(),
        months: books.grants.iter().filter(|version| version.grant == *number).map(show_month).collect(),
    });
    pb::ListRecourseResponse {
        case_id: books.account.case.to_string(),
        case_number: books.account.name().number().into(),
        recourse: claims.collect(),
        page: RecourseStatement::of(books).page(),
    }
}
