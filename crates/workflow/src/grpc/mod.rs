//! The gRPC WorkflowService: thin methods, each a turn or a query.

mod convert;
mod kept;
mod objections;
mod steps;
mod stuck;
mod tasks;
mod workload;

use std::sync::Arc;

use domain::{Refusal, Role};
use messaging::{Engine, StoreError};
use proto::day_text;
use proto::workflow::v1 as pb;
use proto::workflow::v1::workflow_service_server::WorkflowService;
use service::Sight;
use tokio::sync::Notify;
use tonic::{Request, Response, Status};

use crate::actor::{Flow, Input, Reply};
use crate::model::Parking;
use crate::store;

/// Who may see where a case stands.
const READERS: [Role; 5] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
];

/// Who may page through the case index; it says nothing of who a case is about.
const INDEX_READERS: [Role; 6] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
    Role::PolicyOfficer,
];

/// Who may take a new version of the policy into use.
const ADOPTERS: [Role; 1] = [Role::PolicyOfficer];

/// Who may hold a review or end a case.
const CONSULTANTS: [Role; 3] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant];

/// Who may see how much work each colleague has.
const LEADERS: [Role; 2] = [Role::Manager, Role::QualityOfficer];

/// Who may see which cases do not go on; it says nothing of who they are about.
const WATCHERS: [Role; 3] = [Role::Operator, Role::Manager, Role::QualityOfficer];

/// Who takes in objections; who judges them is the quality officer alone.
const OBJECTION_DESK: [Role; 4] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant, Role::QualityOfficer];

/// Who has tasks.
const WORKERS: [Role; 6] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
    Role::ClientSystem,
];

/// What is seen of where a case stands.
const CASE: Sight =
    Sight { fields: &["state", "category", "partner", "tasks"], purpose: "zien hoe een zaak ervoor staat" };
/// What is seen of the steps before decisions, with what people wrote of them.
const STEPS: Sight = Sight { fields: &["steps"], purpose: "nagaan of een besluit is voorbereid" };
/// What is seen of objections.
const OBJECTIONS: Sight = Sight { fields: &["objections"], purpose: "bezwaren behandelen" };

/// Answers calls.
pub(crate) struct Desk {
    pub engine: Engine<Flow>,
    /// What the policies say.
    pub terms: Flow,
    /// Makes the loop over timers look at once.
    pub wake: Arc<Notify>,
}

impl Desk {
    /// One turn on behalf of a person.
    async fn turn<M: prost::Message + prost::Name + Clone>(
        &self,
        request: Request<M>,
        roles: &[Role],
        convert: impl FnOnce(M, domain::Caller) -> Result<Input, Refusal>,
    ) -> Result<Reply, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, roles)?;
        let context = service::context(&request, &caller)?;
        let input = convert(request.into_inner(), caller).map_err(refused)?;
        if let Some(case) = input.case() {
            tracing::Span::current().record("case.id", tracing::field::display(case));
        }
        self.engine.request(input, context).await.map_err(service::status_of)
    }
}

impl Desk {
    /// Whether an operator's case is parked, and what was kept of it.
    async fn parking(&self, caller: &domain::Caller, id: &str) -> Result<Option<Parking>, Status> {
        service::require(caller, &[Role::Operator])?;
        let found = store::find_case(self.engine.db(), &caller.municipality, id).await.map_err(unanswered)?;
        let (_, process) = found.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        Ok(process.parked)
    }
}

fn refused(refusal: Refusal) -> Status {
    service::refusal_status(&refusal)
}

fn unanswered(error: StoreError) -> Status {
    service::status_of_store(&error)
}

#[tonic::async_trait]
impl WorkflowService for Desk {
    async fn list_cases(
        &self,
        request: Request<pb::ListCasesRequest>,
    ) -> Result<Response<pb::ListCasesResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &INDEX_READERS)?;
        let (filter, page) = convert::case_filter(request.into_inner()).map_err(refused)?;
        let (rows, total) = store::list_cases(self.engine.db(), &caller.municipality, filter, page)
            .await
            .map_err(unanswered)?;
        let cases = rows.into_iter().map(convert::summary).collect();
        Ok(Response::new(pb::ListCasesResponse { cases, total }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn get_case(
        &self,
        request: Request<pb::GetCaseRequest>,
    ) -> Result<Response<pb::GetCaseResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let found = store::find_case(self.engine.db(), &caller.municipality, &request.get_ref().case)
            .await
            .map_err(unanswered)?;
        let (row, process) = found.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        tracing::Span::current().record("case.id", tracing::field::display(process.case));
        CASE.of(self.engine.views(), &caller, [process.case]).await?;
        Ok(Response::new(convert::whole_case(row, &process)))
    }

    async fn list_tasks(
        &self,
        request: Request<pb::ListTasksRequest>,
    ) -> Result<Response<pb::ListTasksResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &WORKERS)?;
        // Another system sees what it is asked to do; people see each other's work.
        let may_see = if caller.has_any(&READERS) { Vec::new() } else { vec![Role::ClientSystem] };
        let today = self.engine.now().day;
        let (filter, page) =
            tasks::task_filter(request.into_inner(), &caller, may_see, today).map_err(refused)?;
        let seen = store::list_tasks(self.engine.db(), &caller.municipality, filter, page)
            .await
            .map_err(unanswered)?;
        let tasks = seen.tasks.into_iter().map(|row| tasks::listed_task(row, today)).collect();
        Ok(Response::new(pb::ListTasksResponse { tasks, total: seen.total }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn claim_task(
        &self,
        request: Request<pb::ClaimTaskRequest>,
    ) -> Result<Response<pb::ClaimTaskResponse>, Status> {
        self.turn(request, &WORKERS, |wire, caller| tasks::claim(&wire, caller)).await?;
        Ok(Response::new(pb::ClaimTaskResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn complete_task(
        &self,
        request: Request<pb::CompleteTaskRequest>,
    ) -> Result<Response<pb::CompleteTaskResponse>, Status> {
        self.turn(request, &WORKERS, tasks::complete).await?;
        Ok(Response::new(pb::CompleteTaskResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn complete_review(
        &self,
        request: Request<pb::CompleteReviewRequest>,
    ) -> Result<Response<pb::CompleteReviewResponse>, Status> {
        let reply = self.turn(request, &CONSULTANTS, convert::review).await?;
        let next_review = match reply {
            Reply::Review(Some(day)) => day_text(day),
            _ => String::new(),
        };
        Ok(Response::new(pb::CompleteReviewResponse { next_review }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn ask_review(
        &self,
        request: Request<pb::AskReviewRequest>,
    ) -> Result<Response<pb::AskReviewResponse>, Status> {
        let reply = self.turn(request, &ADOPTERS, convert::ask_review).await?;
        let already_asked = matches!(reply, Reply::ReviewAsked { before: true });
        Ok(Response::new(pb::AskReviewResponse { already_asked }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn end_case(
        &self,
        request: Request<pb::EndCaseRequest>,
    ) -> Result<Response<pb::EndCaseResponse>, Status> {
        self.turn(request, &CONSULTANTS, |wire, caller| convert::end(&wire, caller)).await?;
        Ok(Response::new(pb::EndCaseResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn release_task(
        &self,
        request: Request<pb::ReleaseTaskRequest>,
    ) -> Result<Response<pb::ReleaseTaskResponse>, Status> {
        self.turn(request, &WORKERS, tasks::release).await?;
        Ok(Response::new(pb::ReleaseTaskResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn hand_over_task(
        &self,
        request: Request<pb::HandOverTaskRequest>,
    ) -> Result<Response<pb::HandOverTaskResponse>, Status> {
        self.turn(request, &WORKERS, tasks::hand_over).await?;
        Ok(Response::new(pb::HandOverTaskResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn get_steps(
        &self,
        request: Request<pb::GetStepsRequest>,
    ) -> Result<Response<pb::GetStepsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let found = store::find_case(self.engine.db(), &caller.municipality, &request.get_ref().case)
            .await
            .map_err(unanswered)?;
        let (_, process) = found.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        tracing::Span::current().record("case.id", tracing::field::display(process.case));
        STEPS.of(self.engine.views(), &caller, [process.case]).await?;
        let terms = self.terms.terms(&process.municipality, self.engine.now().day).map_err(refused)?;
        Ok(Response::new(steps::wire(&process, &terms)))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn record_step(
        &self,
        request: Request<pb::RecordStepRequest>,
    ) -> Result<Response<pb::RecordStepResponse>, Status> {
        self.turn(request, &CONSULTANTS, steps::record).await?;
        Ok(Response::new(pb::RecordStepResponse {}))
    }

    async fn list_stuck_cases(
        &self,
        request: Request<pb::ListStuckCasesRequest>,
    ) -> Result<Response<pb::ListStuckCasesResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &WATCHERS)?;
        let (before, page) = stuck::asked(request.get_ref(), self.engine.now().day).map_err(refused)?;
        let found = store::stuck_cases(self.engine.db(), &caller.municipality, before, page).await;
        let (processes, total) = found.map_err(unanswered)?;
        let cases = processes.iter().map(|process| stuck::wire(process, before)).collect();
        Ok(Response::new(pb::ListStuckCasesResponse { cases, total }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn redrive_case(
        &self,
        request: Request<pb::RedriveCaseRequest>,
    ) -> Result<Response<pb::RedriveCaseResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::Operator])?;
        let id = &request.get_ref().case_id;
        let found = store::find_case(self.engine.db(), &caller.municipality, id).await.map_err(unanswered)?;
        let (_, process) = found.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        let asked = process.owed().into_iter().map(|order| order.dutch().to_owned()).collect();
        if !request.get_ref().dry_run {
            self.turn(request, &[Role::Operator], stuck::redrive).await?;
        }
        Ok(Response::new(pb::RedriveCaseResponse { asked }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn park_case(
        &self,
        request: Request<pb::ParkCaseRequest>,
    ) -> Result<Response<pb::ParkCaseResponse>, Status> {
        let caller = service::caller(&request)?;
        let parking = self.parking(&caller, &request.get_ref().case_id).await?;
        if !request.get_ref().dry_run {
            self.turn(request, &[Role::Operator], stuck::park).await?;
        }
        Ok(Response::new(pb::ParkCaseResponse { was_parked: parking.is_some() }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn replay_case(
        &self,
        request: Request<pb::ReplayCaseRequest>,
    ) -> Result<Response<pb::ReplayCaseResponse>, Status> {
        let caller = service::caller(&request)?;
        let parking = self.parking(&caller, &request.get_ref().case_id).await?;
        if !request.get_ref().dry_run {
            self.turn(request, &[Role::Operator], stuck::replay).await?;
            self.wake.notify_one();
        }
        let kept = parking.as_ref().map_or(0, |parking| parking.kept.len());
        let kept = u32::try_from(kept).unwrap_or(u32::MAX);
        Ok(Response::new(pb::ReplayCaseResponse { was_parked: parking.is_some(), kept }))
    }

    async fn get_workload(
        &self,
        request: Request<pb::GetWorkloadRequest>,
    ) -> Result<Response<pb::GetWorkloadResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let by = workload::By::of(&request.get_ref().by).map_err(refused)?;
        if by == workload::By::Person {
            service::require(&caller, &LEADERS)?;
        }
        let (db, here) = (self.engine.db(), &caller.municipality);
        let all = store::workload(db, Some(here), None).await.map_err(unanswered)?;
        let today = self.engine.now().day;
        let late = store::workload(db, Some(here), Some(today)).await.map_err(unanswered)?;
        Ok(Response::new(pb::GetWorkloadResponse { groups: workload::grouped(by, &all, &late) }))
    }

    async fn record_absence(
        &self,
        request: Request<pb::RecordAbsenceRequest>,
    ) -> Result<Response<pb::RecordAbsenceResponse>, Status> {
        let reply = self.turn(request, &WORKERS, tasks::away).await?;
        self.wake.notify_one();
        let absence_id = match reply {
            Reply::Absence(id) => id.to_string(),
            _ => String::new(),
        };
        Ok(Response::new(pb::RecordAbsenceResponse { absence_id }))
    }

    async fn end_absence(
        &self,
        request: Request<pb::EndAbsenceRequest>,
    ) -> Result<Response<pb::EndAbsenceResponse>, Status> {
        self.turn(request, &WORKERS, |wire, caller| tasks::back(&wire, caller)).await?;
        Ok(Response::new(pb::EndAbsenceResponse {}))
    }

    async fn list_absences(
        &self,
        request: Request<pb::ListAbsencesRequest>,
    ) -> Result<Response<pb::ListAbsencesResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let found = store::list_absences(self.engine.db(), &caller.municipality, self.engine.now().day).await;
        let absences = found.map_err(unanswered)?.into_iter().map(tasks::absence).collect();
        Ok(Response::new(pb::ListAbsencesResponse { absences }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn name_successor(
        &self,
        request: Request<pb::NameSuccessorRequest>,
    ) -> Result<Response<pb::NameSuccessorResponse>, Status> {
        self.turn(request, &CONSULTANTS, |wire, caller| convert::name_successor(&wire, caller)).await?;
        Ok(Response::new(pb::NameSuccessorResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn record_contact(
        &self,
        request: Request<pb::RecordContactRequest>,
    ) -> Result<Response<pb::RecordContactResponse>, Status> {
        self.turn(request, &CONSULTANTS, convert::record_contact).await?;
        Ok(Response::new(pb::RecordContactResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn receive_objection(
        &self,
        request: Request<pb::ReceiveObjectionRequest>,
    ) -> Result<Response<pb::ReceiveObjectionResponse>, Status> {
        let reply = self.turn(request, &OBJECTION_DESK, objections::receive).await?;
        Ok(Response::new(objections::received(&reply)))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn step_objection(
        &self,
        request: Request<pb::StepObjectionRequest>,
    ) -> Result<Response<pb::StepObjectionResponse>, Status> {
        self.turn(request, &OBJECTION_DESK, objections::step).await?;
        Ok(Response::new(pb::StepObjectionResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn list_objections(
        &self,
        request: Request<pb::ListObjectionsRequest>,
    ) -> Result<Response<pb::ListObjectionsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let found = store::find_case(self.engine.db(), &caller.municipality, &request.get_ref().case_id)
            .await
            .map_err(unanswered)?;
        let (_, process) = found.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        tracing::Span::current().record("case.id", tracing::field::display(process.case));
        let today = self.engine.now().day;
        let on = objections::day_shown(&request.get_ref().on_day, today).map_err(refused)?;
        OBJECTIONS.of(self.engine.views(), &caller, [process.case]).await?;
        Ok(Response::new(objections::listed(&process, on, &self.terms.calendar())))
    }
}
