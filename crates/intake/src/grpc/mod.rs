//! What people and other systems ask of intake.

mod acts;
mod again;
mod claims;
mod convert;
mod documents;
mod education;
mod explained;
mod form;
mod found;
mod household;
mod portfolios;
mod provenance;
mod records;
mod risk;
mod route;
mod submit;
mod terms;
mod visits;
mod wrong;

use std::sync::Arc;

use domain::{Caller, Refusal, Role, Violation};
use messaging::{Engine, RequestContext};
use policy::Policies;
use proto::intake::v1 as pb;
use proto::intake::v1::intake_service_server::IntakeService;
use service::{IDEMPOTENCY_KEY, Sight, caller, context, refusal_status, require, status_of, status_of_store};
use tonic::{Request, Response, Status};
use uuid::Uuid;

pub use documents::DocumentApi;
pub use portfolios::PortfolioApi;

use crate::actor::{Input, IntakeActor, Reply};
use crate::model::{account, standing};
use crate::store;
use crate::vault::Vault;

pub use claims::ClaimApi;
pub use education::EducationApi;
pub use form::FormApi;
pub use household::HouseholdApi;
pub use records::RecordApi;
pub use risk::RiskApi;
pub use route::RouteApi;
pub use terms::TermDesk;
pub use visits::HomeVisitApi;

/// Who may look a person up by citizen service number.
const MAY_FIND: [Role; 2] = [Role::IntakeConsultant, Role::IncomeConsultant];
/// Who may see an application with its facts.
const MAY_SEE: [Role; 4] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant, Role::QualityOfficer];
/// Who may ask what the policy says of someone who does not exist.
const MAY_ASK: [Role; 5] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::PolicyOfficer,
];
/// Who may study the whole caseload, without knowing whose it is.
const MAY_STUDY: [Role; 1] = [Role::PolicyOfficer];
/// Who may state facts: consultants, and systems that pass on what a register or the applicant says.
const MAY_STATE: [Role; 4] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant, Role::ClientSystem];

/// Who may do an intake; who does that of a case is in the policy.
const MAY_HOLD_INTAKE: [Role; 3] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant];

/// What is seen of an application.
const APPLICATION: Sight = Sight {
    fields: &["citizen_service_number", "name", "facts", "household"],
    purpose: "de aanvraag behandelen",
};
/// What is seen when a person is looked for by number.
const PERSON: Sight =
    Sight { fields: &["citizen_service_number"], purpose: "een persoon zoeken op burgerservicenummer" };
/// What an account of the policy about a case shows.
const ACCOUNT: Sight = Sight { fields: &["facts"], purpose: "uitleggen wat het beleid van iemand vindt" };
/// What is seen of many to try a policy out.
const CASELOAD: Sight = Sight { fields: &["facts"], purpose: "beleid uitproberen" };

/// The gRPC IntakeService.
pub struct IntakeApi {
    pub engine: Engine<IntakeActor>,
    pub policies: Arc<Policies>,
    pub vault: Arc<Vault>,
}

#[tonic::async_trait]
impl IntakeService for IntakeApi {
    async fn submit_application(
        &self,
        request: Request<pb::SubmitApplicationRequest>,
    ) -> Result<Response<pb::SubmitApplicationResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &[Role::IntakeConsultant, Role::ClientSystem])?;
        submit::channel_allowed(request.get_ref(), &caller)?;
        let keyed = request.metadata().contains_key(IDEMPOTENCY_KEY);
        let submit = match self.edge(None).submit(request.get_ref(), &caller, keyed) {
            Ok(submit) => submit,
            Err(wrong) => return Err(self.all_wrong(wrong, request.get_ref(), &caller, keyed).await?),
        };

        let request = request.map(|message| self.blinded(message, &submit));
        let context = context(&request, &caller)?;
        match self.ask(Input::Submit(Box::new(submit)), context).await? {
            reply @ Reply::Submitted { .. } => Ok(Response::new(convert::submitted(reply))),
            _ => Err(no_such_reply()),
        }
    }

    async fn record_search_result(
        &self,
        request: Request<pb::RecordSearchResultRequest>,
    ) -> Result<Response<pb::RecordSearchResultResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &[Role::IntakeConsultant])?;
        let context = context(&request, &caller)?;
        let input = convert::end_search(request.into_inner(), caller).map_err(invalid)?;
        self.ask(input, context).await?;
        Ok(Response::new(pb::RecordSearchResultResponse {}))
    }

    async fn complete_intake(
        &self,
        request: Request<pb::CompleteIntakeRequest>,
    ) -> Result<Response<pb::CompleteIntakeResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_HOLD_INTAKE)?;
        self.may_hold_intake(&caller, &request.get_ref().case_id).await?;
        let context = context(&request, &caller)?;
        let input =
            convert::complete_intake(request.get_ref(), caller, self.engine.now().day).map_err(invalid)?;
        self.ask(input, context).await?;
        Ok(Response::new(pb::CompleteIntakeResponse {}))
    }

    async fn record_facts(
        &self,
        request: Request<pb::RecordFactsRequest>,
    ) -> Result<Response<pb::RecordFactsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_STATE)?;
        let context = context(&request, &caller)?;
        let input =
            convert::record_facts(request.into_inner(), caller, self.engine.now().day).map_err(invalid)?;
        self.ask(input, context).await?;
        Ok(Response::new(pb::RecordFactsResponse {}))
    }

    async fn get_application(
        &self,
        request: Request<pb::GetApplicationRequest>,
    ) -> Result<Response<pb::GetApplicationResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let found = store::application_of(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown)?;
        APPLICATION.of(self.engine.views(), &caller, [case]).await?;
        convert::application(&found, &self.vault, self.engine.now().day)
            .map(Response::new)
            .map_err(|_| cannot_open())
    }

    async fn find_cases(
        &self,
        request: Request<pb::FindCasesRequest>,
    ) -> Result<Response<pb::FindCasesResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_FIND)?;
        let number = convert::citizen_service_number(&request.get_ref().citizen_service_number)
            .map_err(|violation| invalid(vec![violation]))?;
        let index = self.vault.index_of(&caller.municipality, &number);
        let cases = store::cases_of(self.engine.db(), &caller.municipality, index)
            .await
            .map_err(|error| status_of_store(&error))?;
        PERSON.of(self.engine.views(), &caller, cases.iter().map(|found| found.case)).await?;
        let cases = cases.iter().map(convert::found_case).collect();
        Ok(Response::new(pb::FindCasesResponse { cases }))
    }

    async fn explain_policy(
        &self,
        request: Request<pb::ExplainPolicyRequest>,
    ) -> Result<Response<pb::ExplainPolicyResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let day = explained::day(request.get_ref(), self.engine.now().day)
            .map_err(|violation| invalid(vec![violation]))?;
        let found = store::application_of(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown)?;
        ACCOUNT.of(self.engine.views(), &caller, [case]).await?;
        let on = |day| standing(&found.history, day, self.engine.now().day).facts;
        let facts = (&on(day), &on(found.application.at_the_report().1));
        let account = account(&self.policies, &found.application, facts, day)
            .map_err(|error| invalid(vec![explained::no_policy(&error)]))?;
        Ok(Response::new(explained::response(&found.application, &account)))
    }

    async fn explain_person(
        &self,
        request: Request<pb::ExplainPersonRequest>,
    ) -> Result<Response<pb::ExplainPersonResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_ASK)?;
        let (asked, today) = (request.get_ref(), self.engine.now().day);
        let (policy, day) =
            explained::version(&self.policies, &caller.municipality, asked, today).map_err(invalid)?;
        let facts = convert::made_up(&asked.facts, day).map_err(invalid)?;
        let account = Some(explained::account(&policy.explained(&facts, day)));
        Ok(Response::new(pb::ExplainPersonResponse { account }))
    }

    async fn list_caseload(
        &self,
        request: Request<pb::ListCaseloadRequest>,
    ) -> Result<Response<pb::ListCaseloadResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_STUDY)?;
        let (after, most) = convert::caseload_page(request.get_ref()).map_err(invalid)?;
        let found = store::caseload_of(self.engine.db(), &caller.municipality, after, most)
            .await
            .map_err(|error| status_of_store(&error))?;
        let today = self.engine.now().day;
        CASELOAD.of(self.engine.views(), &caller, found.cases.iter().map(|one| one.application.case)).await?;
        let cases = found.cases.iter().map(|one| convert::caseload_entry(one, today)).collect();
        let assessed_on = proto::day_text(today);
        Ok(Response::new(pb::ListCaseloadResponse { cases, total: found.total, assessed_on }))
    }
}

impl IntakeApi {
    fn edge<'a>(&'a self, known: Option<&'a again::Known>) -> submit::Edge<'a> {
        submit::Edge { policies: &self.policies, vault: &self.vault, today: self.engine.now().day, known }
    }

    /// What is wrong with an application; of a client who is seen again also by what is known of them.
    async fn all_wrong(
        &self,
        wrong: Vec<Violation>,
        wire: &pb::SubmitApplicationRequest,
        caller: &Caller,
        keyed: bool,
    ) -> Result<Status, Status> {
        let known = again::Known::of(self, wire, caller).await?;
        let all = known.as_ref().and_then(|known| self.edge(Some(known)).submit(wire, caller, keyed).err());
        Ok(invalid(all.unwrap_or(wrong)))
    }

    /// Others than intake consultants hold only the intakes that the policy gives them.
    async fn may_hold_intake(&self, caller: &Caller, case: &str) -> Result<(), Status> {
        if caller.has(Role::IntakeConsultant) {
            return Ok(());
        }
        let Ok(case) = case.parse() else { return require(caller, &[Role::IntakeConsultant]) };
        let handling = store::handling_of(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?;
        let route = handling.as_ref().and_then(crate::model::Handling::route);
        require(caller, &[route.map_or(Role::IntakeConsultant, |route| route.intake_by)])
    }

    /// One turn, with the case on its span.
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn ask(&self, input: Input, context: RequestContext) -> Result<Reply, Status> {
        let span = tracing::Span::current();
        if let Some(case) = input.case() {
            span.record("case.id", tracing::field::display(case));
        }
        let reply = self.engine.request(input, context).await.map_err(status_of)?;
        if let Reply::Submitted { case, .. } = &reply {
            span.record("case.id", tracing::field::display(case));
        }
        Ok(reply)
    }

    /// The message with number and name behind the key: its hash, kept with the idempotency key, tells two requests
    /// apart and cannot be tried out against all numbers there are.
    fn blinded(
        &self,
        message: pb::SubmitApplicationRequest,
        submit: &crate::actor::Submit,
    ) -> pb::SubmitApplicationRequest {
        let blinded = |wire| household::blinded_representative(&self.vault, wire);
        pb::SubmitApplicationRequest {
            citizen_service_number: submit.applicant.index.hex(),
            name: self.vault.keyed_text(&message.name).hex(),
            partner: message
                .partner
                .zip(submit.partner.as_ref())
                .map(|(wire, given)| household::blinded_partner(&self.vault, wire, given)),
            representatives: message.representatives.into_iter().map(blinded).collect(),
            ..message
        }
    }
}

fn invalid(violations: Vec<Violation>) -> Status {
    refusal_status(&Refusal::invalid(violations))
}

/// A wiring mistake of ours, logged.
fn no_such_reply() -> Status {
    let id = Uuid::new_v4();
    tracing::error!(fault.id = %id, "a request got another request's reply");
    service::fault(id)
}

/// A key is missing from the settings, or the row was changed behind our back.
fn cannot_open() -> Status {
    let id = Uuid::new_v4();
    tracing::error!(fault.id = %id, "what is sealed of a person cannot be opened");
    service::fault(id)
}

/// Whether this caller speaks as a system.
fn stating(caller: &Caller) -> crate::model::Stating {
    let consultant = [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant];
    if caller.has_any(&consultant) {
        crate::model::Stating::Consultant
    } else {
        crate::model::Stating::System
    }
}
