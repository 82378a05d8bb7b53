//! The gRPC TermService: the legal clock of applications.

mod decisions;
mod read;
mod shown;

use std::sync::Arc;

use domain::{Caller, CaseId, Refusal, Role, Violation};
use messaging::{Engine, StoreError};
use policy::Policies;
use proto::intake::v1 as pb;
use proto::intake::v1::term_service_server::TermService;
use sea_orm::DatabaseConnection;
use service::{
    KeepsTerms, Sight, TermsOf, caller, context, day_up_to, refusal_status, require, status_of,
    status_of_store,
};
use terms::{Calendar, Entry, Kind};
use tonic::{Request, Response, Status};

use super::{MAY_SEE, invalid, no_such_reply};
use crate::actor::{AskTerms, Input, IntakeActor, Reply, TermsAsked};
use crate::model::{FormRules, form, standing};
use crate::store;

/// Who may act on the clock of an application: those who handle it.
const MAY_ACT: [Role; 2] = [Role::IntakeConsultant, Role::IncomeConsultant];
/// Who may say that something came in: they, and systems that receive post.
const MAY_RECEIVE: [Role; 3] = [Role::IntakeConsultant, Role::IncomeConsultant, Role::ClientSystem];

/// What is seen of the clock: what was asked of whom, what did not come, and which ages are near.
const TERMS: Sight = Sight { fields: &["deadlines", "documents"], purpose: "de termijnen bewaken" };

/// Who reads decisions: those who handle them, and the applicant's own portal.
const MAY_READ: [Role; 4] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::QualityOfficer, Role::ClientSystem];
/// What is seen of them.
const DECISIONS: Sight = Sight { fields: &["decisions"], purpose: "beschikkingen nalezen" };

/// The gRPC TermService.
pub struct TermDesk {
    pub engine: Engine<IntakeActor>,
    pub policies: Arc<Policies>,
}

#[tonic::async_trait]
impl TermService for TermDesk {
    async fn get_terms(
        &self,
        request: Request<pb::GetTermsRequest>,
    ) -> Result<Response<pb::GetTermsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let today = self.engine.now().day;
        let case: CaseId = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let day = day_up_to(&request.get_ref().on_day, today).map_err(one)?;
        let db = self.engine.db();
        let found = store::application_of(db, &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown)?;
        let deadlines = store::deadlines_of(db, &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?;
        TERMS.of(self.engine.views(), &caller, [case]).await?;
        let calendar = Calendar::of(self.policies.national());
        let shown = shown::Shown { calendar: &calendar, national: self.policies.national(), day };
        let rules = FormRules::on(&self.policies, &caller.municipality, today);
        let facts = standing(&found.history, today, today).facts;
        let missing = rules.map(|rules| form(&rules, &facts).missing()).unwrap_or_default();
        Ok(Response::new(shown.response(&found.application, deadlines.as_ref(), &missing)))
    }

    async fn request_evidence(
        &self,
        request: Request<pb::RequestEvidenceRequest>,
    ) -> Result<Response<pb::RequestEvidenceResponse>, Status> {
        match self.ask(request, &MAY_ACT, read::request_evidence).await? {
            Reply::EvidenceAsked { number } => Ok(Response::new(pb::RequestEvidenceResponse { number })),
            _ => Err(no_such_reply()),
        }
    }

    async fn record_evidence(
        &self,
        request: Request<pb::RecordEvidenceRequest>,
    ) -> Result<Response<pb::RecordEvidenceResponse>, Status> {
        self.ask(request, &MAY_RECEIVE, read::record_evidence).await?;
        Ok(Response::new(pb::RecordEvidenceResponse {}))
    }

    async fn leave_unprocessed(
        &self,
        request: Request<pb::LeaveUnprocessedRequest>,
    ) -> Result<Response<pb::LeaveUnprocessedResponse>, Status> {
        let read =
            |wire: &pb::LeaveUnprocessedRequest| Ok((wire.case_id.clone(), TermsAsked::LeaveUnprocessed));
        self.ask(request, &MAY_ACT, read).await?;
        Ok(Response::new(pb::LeaveUnprocessedResponse {}))
    }

    async fn extend_decision_term(
        &self,
        request: Request<pb::ExtendDecisionTermRequest>,
    ) -> Result<Response<pb::ExtendDecisionTermResponse>, Status> {
        self.ask(request, &MAY_ACT, read::extend).await?;
        Ok(Response::new(pb::ExtendDecisionTermResponse {}))
    }

    async fn suspend_decision_term(
        &self,
        request: Request<pb::SuspendDecisionTermRequest>,
    ) -> Result<Response<pb::SuspendDecisionTermResponse>, Status> {
        self.ask(request, &MAY_ACT, read::suspend).await?;
        Ok(Response::new(pb::SuspendDecisionTermResponse {}))
    }

    async fn resume_decision_term(
        &self,
        request: Request<pb::ResumeDecisionTermRequest>,
    ) -> Result<Response<pb::ResumeDecisionTermResponse>, Status> {
        self.ask(request, &MAY_ACT, read::resume).await?;
        Ok(Response::new(pb::ResumeDecisionTermResponse {}))
    }

    async fn record_notice_of_default(
        &self,
        request: Request<pb::RecordNoticeOfDefaultRequest>,
    ) -> Result<Response<pb::RecordNoticeOfDefaultResponse>, Status> {
        let today = self.engine.now().day;
        self.ask(request, &MAY_RECEIVE, |wire| read::default_noticed(wire, today)).await?;
        Ok(Response::new(pb::RecordNoticeOfDefaultResponse {}))
    }

    async fn record_no_advance(
        &self,
        request: Request<pb::RecordNoAdvanceRequest>,
    ) -> Result<Response<pb::RecordNoAdvanceResponse>, Status> {
        self.ask(request, &MAY_ACT, read::no_advance).await?;
        Ok(Response::new(pb::RecordNoAdvanceResponse {}))
    }

    async fn list_decisions(
        &self,
        request: Request<pb::ListDecisionsRequest>,
    ) -> Result<Response<pb::ListDecisionsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_READ)?;
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case: CaseId = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let found = store::application_of(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown)?;
        DECISIONS.of(self.engine.views(), &caller, [case]).await?;
        Ok(Response::new(decisions::listed(&found.application, self.policies.national())))
    }
}

impl KeepsTerms for IntakeActor {
    const KINDS: &'static [Kind] = crate::TERMS;
    const READERS: &'static [Role] = &MAY_SEE;
    const SIGHT: Sight = TERMS;

    async fn terms_of(db: &DatabaseConnection, of: TermsOf<'_>) -> Result<Option<Vec<Entry>>, StoreError> {
        if store::application_of(db, of.municipality, of.case).await?.is_none() {
            return Ok(None);
        }
        let deadlines = store::deadlines_of(db, of.municipality, of.case).await?;
        let national = of.policies.national();
        let calendar = Calendar::of(national);
        let shown = shown::Shown { calendar: &calendar, national, day: of.day };
        Ok(Some(shown.entries(deadlines.as_ref())))
    }
}

/// The case as written, and what is asked of its clock.
type Read = Result<(String, TermsAsked), Vec<Violation>>;

impl TermDesk {
    /// One turn, with the case on its span.
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn ask<M: prost::Message + prost::Name>(
        &self,
        request: Request<M>,
        roles: &[Role],
        read: impl FnOnce(&M) -> Read,
    ) -> Result<Reply, Status> {
        let caller: Caller = caller(&request)?;
        require(&caller, roles)?;
        let context = context(&request, &caller)?;
        let (case, ask) = read(request.get_ref()).map_err(invalid)?;
        let case = case.parse().map_err(|_| refusal_status(&Refusal::not_found("zaak")))?;
        tracing::Span::current().record("case.id", tracing::field::display(case));
        let asked = AskTerms { case, caller, ask };
        self.engine.request(Input::Terms(Box::new(asked)), context).await.map_err(status_of)
    }
}

fn one(violation: Violation) -> Status {
    invalid(vec![violation])
}
