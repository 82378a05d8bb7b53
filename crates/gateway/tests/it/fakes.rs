//! Services that answer what a test wants: only for what no real service would say on command.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use proto::income::v1 as income;
use proto::income::v1::assessment_service_server::{AssessmentService, AssessmentServiceServer};
use proto::intake::v1 as intake;
use proto::intake::v1::intake_service_server::{IntakeService, IntakeServiceServer};
use proto::story::v1 as story;
use proto::story::v1::story_service_server::{StoryService, StoryServiceServer};
use proto::workflow::v1 as workflow;
use proto::workflow::v1::workflow_service_server::{WorkflowService, WorkflowServiceServer};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status};

/// What was asked, and what is to be answered.
#[derive(Default)]
pub struct Script {
    pub submitted: Mutex<Vec<(MetadataMap, intake::SubmitApplicationRequest)>>,
    pub submit: Mutex<Option<Status>>,
    pub application: Mutex<Option<intake::GetApplicationResponse>>,
    pub account: Mutex<Option<intake::ExplainPolicyResponse>>,
    pub explained_on: Mutex<Vec<String>>,
    pub persons: Mutex<Vec<intake::ExplainPersonRequest>>,
    pub case: Mutex<Option<workflow::GetCaseResponse>>,
    pub story: Mutex<Option<Result<story::GetStoryResponse, Status>>>,
    pub listed: Mutex<Vec<workflow::ListCasesRequest>>,
    pub caseload: Mutex<Vec<intake::CaseloadEntry>>,
    /// Whether the caseload is given part by part, as intake does.
    pub in_parts: AtomicBool,
    pub asked_after: Mutex<Vec<intake::ListCaseloadRequest>>,
    pub summaries: Mutex<Vec<workflow::CaseSummary>>,
    pub review_asked: Mutex<Vec<workflow::AskReviewRequest>>,
    pub assessed: Mutex<Vec<income::AssessRequest>>,
    pub assessment: Mutex<Option<Status>>,
}

#[derive(Clone)]
struct Fake(Arc<Script>);

type Reply<T> = Result<Response<T>, Status>;

fn unknown(what: &str) -> Status {
    service::refusal_status(&domain::Refusal::not_found(what))
}

fn unasked<T>() -> Reply<T> {
    Err(Status::unimplemented("no test asks this"))
}

#[tonic::async_trait]
impl IntakeService for Fake {
    async fn submit_application(
        &self,
        request: Request<intake::SubmitApplicationRequest>,
    ) -> Reply<intake::SubmitApplicationResponse> {
        let (metadata, _, message) = request.into_parts();
        self.0.submitted.lock().unwrap().push((metadata, message));
        match self.0.submit.lock().unwrap().clone() {
            Some(status) => Err(status),
            None => Ok(Response::new(intake::SubmitApplicationResponse {
                case_id: "01970000-0000-7000-8000-000000000001".into(),
                case_number: "2026-000001".into(),
                search_until: "2026-02-02".into(),
                gate: None,
            })),
        }
    }

    async fn get_application(
        &self,
        _: Request<intake::GetApplicationRequest>,
    ) -> Reply<intake::GetApplicationResponse> {
        self.0.application.lock().unwrap().clone().map(Response::new).ok_or_else(|| unknown("aanvraag"))
    }

    async fn record_search_result(
        &self,
        _: Request<intake::RecordSearchResultRequest>,
    ) -> Reply<intake::RecordSearchResultResponse> {
        panic!("a fault that a test wants to see")
    }

    async fn complete_intake(
        &self,
        _: Request<intake::CompleteIntakeRequest>,
    ) -> Reply<intake::CompleteIntakeResponse> {
        unasked()
    }

    async fn record_facts(
        &self,
        _: Request<intake::RecordFactsRequest>,
    ) -> Reply<intake::RecordFactsResponse> {
        unasked()
    }

    async fn find_cases(&self, _: Request<intake::FindCasesRequest>) -> Reply<intake::FindCasesResponse> {
        // Longer than any gateway in a test waits.
        std::future::pending().await
    }

    async fn explain_policy(
        &self,
        request: Request<intake::ExplainPolicyRequest>,
    ) -> Reply<intake::ExplainPolicyResponse> {
        let days = &self.0.explained_on;
        days.lock().unwrap().push(request.into_inner().on_day);
        self.0.account.lock().unwrap().clone().map(Response::new).ok_or_else(|| unknown("zaak"))
    }

    async fn explain_person(
        &self,
        request: Request<intake::ExplainPersonRequest>,
    ) -> Reply<intake::ExplainPersonResponse> {
        self.0.persons.lock().unwrap().push(request.into_inner());
        let account = self.0.account.lock().unwrap().clone();
        Ok(Response::new(intake::ExplainPersonResponse { account }))
    }

    async fn list_caseload(
        &self,
        request: Request<intake::ListCaseloadRequest>,
    ) -> Reply<intake::ListCaseloadResponse> {
        let asked = request.into_inner();
        let mut cases = self.0.caseload.lock().unwrap().clone();
        if self.0.in_parts.load(Ordering::SeqCst) {
            cases.retain(|case| case.case_id > asked.after);
            cases.truncate(asked.page_size as usize);
        }
        self.0.asked_after.lock().unwrap().push(asked);
        let assessed_on = "2026-03-02".into();
        Ok(Response::new(intake::ListCaseloadResponse { cases, total: 7, assessed_on }))
    }
}

#[tonic::async_trait]
impl WorkflowService for Fake {
    async fn list_cases(
        &self,
        request: Request<workflow::ListCasesRequest>,
    ) -> Reply<workflow::ListCasesResponse> {
        self.0.listed.lock().unwrap().push(request.into_inner());
        let cases = self.0.summaries.lock().unwrap().clone();
        Ok(Response::new(workflow::ListCasesResponse { cases, total: 60 }))
    }

    async fn get_case(&self, _: Request<workflow::GetCaseRequest>) -> Reply<workflow::GetCaseResponse> {
        self.0.case.lock().unwrap().clone().map(Response::new).ok_or_else(|| unknown("zaak"))
    }

    async fn list_tasks(&self, _: Request<workflow::ListTasksRequest>) -> Reply<workflow::ListTasksResponse> {
        unasked()
    }

    async fn claim_task(&self, _: Request<workflow::ClaimTaskRequest>) -> Reply<workflow::ClaimTaskResponse> {
        unasked()
    }

    async fn complete_task(
        &self,
        _: Request<workflow::CompleteTaskRequest>,
    ) -> Reply<workflow::CompleteTaskResponse> {
        unasked()
    }

    async fn complete_review(
        &self,
        _: Request<workflow::CompleteReviewRequest>,
    ) -> Reply<workflow::CompleteReviewResponse> {
        unasked()
    }

    /// The second time it was asked before.
    async fn ask_review(
        &self,
        request: Request<workflow::AskReviewRequest>,
    ) -> Reply<workflow::AskReviewResponse> {
        let mut asked = self.0.review_asked.lock().unwrap();
        asked.push(request.into_inner());
        Ok(Response::new(workflow::AskReviewResponse { already_asked: asked.len() > 1 }))
    }

    async fn end_case(&self, _: Request<workflow::EndCaseRequest>) -> Reply<workflow::EndCaseResponse> {
        unasked()
    }

    async fn release_task(
        &self,
        _: Request<workflow::ReleaseTaskRequest>,
    ) -> Reply<workflow::ReleaseTaskResponse> {
        unasked()
    }

    async fn hand_over_task(
        &self,
        _: Request<workflow::HandOverTaskRequest>,
    ) -> Reply<workflow::HandOverTaskResponse> {
        unasked()
    }

    async fn record_step(
        &self,
        _: Request<workflow::RecordStepRequest>,
    ) -> Reply<workflow::RecordStepResponse> {
        unasked()
    }

    /// No step is asked of this case.
    async fn get_steps(&self, _: Request<workflow::GetStepsRequest>) -> Reply<workflow::GetStepsResponse> {
        Ok(Response::new(workflow::GetStepsResponse::default()))
    }

    async fn list_stuck_cases(
        &self,
        _: Request<workflow::ListStuckCasesRequest>,
    ) -> Reply<workflow::ListStuckCasesResponse> {
        unasked()
    }

    async fn redrive_case(
        &self,
        _: Request<workflow::RedriveCaseRequest>,
    ) -> Reply<workflow::RedriveCaseResponse> {
        unasked()
    }

    async fn park_case(&self, _: Request<workflow::ParkCaseRequest>) -> Reply<workflow::ParkCaseResponse> {
        unasked()
    }

    async fn replay_case(
        &self,
        _: Request<workflow::ReplayCaseRequest>,
    ) -> Reply<workflow::ReplayCaseResponse> {
        unasked()
    }

    async fn get_workload(
        &self,
        _: Request<workflow::GetWorkloadRequest>,
    ) -> Reply<workflow::GetWorkloadResponse> {
        unasked()
    }

    async fn record_absence(
        &self,
        _: Request<workflow::RecordAbsenceRequest>,
    ) -> Reply<workflow::RecordAbsenceResponse> {
        unasked()
    }

    async fn end_absence(
        &self,
        _: Request<workflow::EndAbsenceRequest>,
    ) -> Reply<workflow::EndAbsenceResponse> {
        unasked()
    }

    async fn list_absences(
        &self,
        _: Request<workflow::ListAbsencesRequest>,
    ) -> Reply<workflow::ListAbsencesResponse> {
        unasked()
    }

    async fn name_successor(
        &self,
        _: Request<workflow::NameSuccessorRequest>,
    ) -> Reply<workflow::NameSuccessorResponse> {
        unasked()
    }

    async fn record_contact(
        &self,
        _: Request<workflow::RecordContactRequest>,
    ) -> Reply<workflow::RecordContactResponse> {
        unasked()
    }

    async fn receive_objection(
        &self,
        _: Request<workflow::ReceiveObjectionRequest>,
    ) -> Reply<workflow::ReceiveObjectionResponse> {
        unasked()
    }

    async fn step_objection(
        &self,
        _: Request<workflow::StepObjectionRequest>,
    ) -> Reply<workflow::StepObjectionResponse> {
        unasked()
    }

    async fn list_objections(
        &self,
        _: Request<workflow::ListObjectionsRequest>,
    ) -> Reply<workflow::ListObjectionsResponse> {
        unasked()
    }
}

#[tonic::async_trait]
impl StoryService for Fake {
    async fn get_story(&self, _: Request<story::GetStoryRequest>) -> Reply<story::GetStoryResponse> {
        match self.0.story.lock().unwrap().clone() {
            Some(answer) => answer.map(Response::new),
            None => Err(unknown("zaak")),
        }
    }

    async fn verify_story(&self, _: Request<story::VerifyStoryRequest>) -> Reply<story::VerifyStoryResponse> {
        Err(unknown("zaak"))
    }

    async fn list_views(&self, _: Request<story::ListViewsRequest>) -> Reply<story::ListViewsResponse> {
        Ok(Response::new(story::ListViewsResponse::default()))
    }
}

#[tonic::async_trait]
impl AssessmentService for Fake {
    /// An answer with spaces that no printer of JSON would make.
    async fn assess(&self, request: Request<income::AssessRequest>) -> Reply<income::AssessResponse> {
        self.0.assessed.lock().unwrap().push(request.into_inner());
        match self.0.assessment.lock().unwrap().clone() {
            Some(status) => Err(status),
            None => Ok(Response::new(income::AssessResponse {
                reply_json: "{ \"outcome\":  \"granted\" }".into(),
            })),
        }
    }

    async fn get_assessment_schemas(
        &self,
        _: Request<income::GetAssessmentSchemasRequest>,
    ) -> Reply<income::GetAssessmentSchemasResponse> {
        Ok(Response::new(income::GetAssessmentSchemasResponse {
            facts_json: "{\"title\": \"Facts\"}".into(),
            local_json: "{}".into(),
            reply_json: "{\"title\": \"Reply\"}".into(),
        }))
    }
}

/// Starts them all at one address.
pub async fn start(script: &Arc<Script>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let fake = Fake(Arc::clone(script));
    let server = tonic::transport::Server::builder()
        .add_service(IntakeServiceServer::new(fake.clone()))
        .add_service(WorkflowServiceServer::new(fake.clone()))
        .add_service(AssessmentServiceServer::new(fake.clone()))
        .add_service(StoryServiceServer::new(fake))
        .serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(server);
    address
}
