//! What client, consultant and controller want to see: one thin method per RPC.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Caller, CaseId, Month, Refusal, Role};
use messaging::Engine;
use policy::Policies;
use proto::income::v1 as pb;
use proto::income::v1::statement_service_server::StatementService;
use rules::month::Timeline;
use rules::{Days, Local};
use service::sealing::Sealing;
use service::{BusinessClock, Sight};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{convert, on_span, refused};
use crate::actor::Income;
use crate::model::money::Law;
use crate::model::statement::{self, Books, DebtStatement, Scoring, Sources};
use crate::store::money::statements as store;

mod asked;
mod owed;
mod show;
mod totals;

/// Who may see what a case is paid and owes: who works on it, who checks it, and the client's own portal.
const OF_CASES: [Role; 3] = [Role::IncomeConsultant, Role::QualityOfficer, Role::ClientSystem];
/// Who answers for the books of the municipality.
const OF_BOOKS: [Role; 2] = [Role::Manager, Role::QualityOfficer];

/// What is seen of the statements of a case.
const STATEMENT: Sight =
    Sight { fields: &["payments", "iban", "debts"], purpose: "overzicht van uitkering en schulden" };
/// What is seen of what is still to be paid.
const OPEN_ITEMS: Sight = Sight { fields: &["payments"], purpose: "openstaande posten nalopen" };
/// What is seen of the decisions on a right.
const DECISIONS: Sight = Sight { fields: &["decisions"], purpose: "beschikkingen nalezen" };

/// The gRPC face of statements.
pub struct Statements {
    pub engine: Engine<Income>,
    pub policies: Arc<Policies>,
    pub sealing: Arc<Sealing>,
    pub clock: BusinessClock,
}

impl Statements {
    /// A case that the caller may see.
    fn case<M>(request: &Request<M>, case: &str) -> Result<(Caller, CaseId), Status> {
        let caller = service::caller(request)?;
        service::require(&caller, &OF_CASES)?;
        let case = convert::case(case).map_err(refused)?;
        on_span(case);
        Ok((caller, case))
    }

    async fn books(&self, caller: &Caller, case: CaseId) -> Result<Books, Status> {
        let mut found = self.many(caller, &[case]).await?;
        found.pop().ok_or_else(|| refused(Refusal::not_found("zaak")))
    }

    async fn many(&self, caller: &Caller, cases: &[CaseId]) -> Result<Vec<Books>, Status> {
        let found = store::books(self.engine.db(), &caller.municipality, cases).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        if !found.is_empty() {
            STATEMENT.of(self.engine.views(), caller, cases.iter().copied()).await?;
        }
        Ok(found)
    }
}

impl Statements {
    /// What each of these cases owes, with what the scorecard of the municipality says of it where there is one.
    async fn owed(&self, caller: &Caller, books: Vec<Books>) -> Result<Vec<DebtStatement>, Status> {
        let (today, national) = (self.clock.today(), self.policies.national());
        let local = self.policies.of(&caller.municipality, today).map(Local::of).unwrap_or_default();
        let cases: Vec<CaseId> = books.iter().map(|books| books.account.case).collect();
        let sourced = match &local.collection {
            Some(_) if is_collecting(caller) => store::sources(self.engine.db(), &cases).await,
            _ => Ok(BTreeMap::new()),
        };
        let mut sourced = sourced.map_err(|error| service::status_of_store(&error))?;
        let mut all = Vec::with_capacity(books.len());
        for books in &books {
            let worked_out = books.account.state.months.last_key_value().map(|(month, _)| month.next());
            let next = worked_out.map_or(Month::of(today), |month| month.max(Month::of(today)));
            let mut found = statement::debts(books, next, today).map_err(too_large)?;
            if let (Some(card), Some(known)) = (&local.collection, sourced.remove(&books.account.case)) {
                let facts = known.changes.into_iter().collect::<Timeline>().on(today, today);
                let scoring = Scoring { card, facts: &facts, national, days: Days::all(today) };
                found = found.scored(books, scoring).map_err(too_large)?;
            }
            all.push(found);
        }
        Ok(all)
    }
}

/// Whether somebody collects debts, or checks who does: a proposal how to do it is not for the debtor.
fn is_collecting(caller: &Caller) -> bool {
    [Role::IncomeConsultant, Role::QualityOfficer].into_iter().any(|role| caller.has(role))
}

/// Amounts that do not fit are a fault of ours, not of who asks.
fn too_large(error: domain::InvalidCents) -> Status {
    tracing::error!(%error, "a statement cannot be made");
    service::fault(Uuid::new_v4())
}

#[tonic::async_trait]
impl StatementService for Statements {
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn get_month_specification(
        &self,
        request: Request<pb::GetMonthSpecificationRequest>,
    ) -> Result<Response<pb::GetMonthSpecificationResponse>, Status> {
        let (caller, case) = Self::case(&request, &request.get_ref().case_id)?;
        let month = asked::month("month", &request.get_ref().month).map_err(refused)?;
        let mut books = self.books(&caller, case).await?;
        show::read_accounts(&mut books, &self.sealing);
        let found = statement::month(&books, month).map_err(too_large)?;
        let found = found.ok_or_else(|| refused(Refusal::not_found("specificatie")))?;
        Ok(Response::new(show::month(&found)))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn get_annual_statement(
        &self,
        request: Request<pb::GetAnnualStatementRequest>,
    ) -> Result<Response<pb::GetAnnualStatementResponse>, Status> {
        let (caller, case) = Self::case(&request, &request.get_ref().case_id)?;
        let year = asked::year(request.get_ref().year).map_err(refused)?;
        let known = store::cases_of_person(self.engine.db(), &caller.municipality, case).await;
        let known = known.map_err(|error| service::status_of_store(&error))?;
        let (person, cases) = known.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        let books = self.many(&caller, &cases).await?;
        let found = statement::annual(person, (year, self.engine.now().day), &books).map_err(too_large)?;
        Ok(Response::new(show::annual(&found)))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn list_debts(
        &self,
        request: Request<pb::ListDebtsRequest>,
    ) -> Result<Response<pb::ListDebtsResponse>, Status> {
        let (caller, case) = Self::case(&request, &request.get_ref().case_id)?;
        let books = self.books(&caller, case).await?;
        let found = self.owed(&caller, vec![books]).await?.pop();
        let found = found.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        Ok(Response::new(owed::debts(&found, is_collecting(&caller))))
    }

    #[tracing::instrument(skip_all)]
    async fn list_person_debts(
        &self,
        request: Request<pb::ListPersonDebtsRequest>,
    ) -> Result<Response<pb::ListPersonDebtsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &OF_CASES)?;
        let person = asked::person(&request.get_ref().person_id).map_err(refused)?;
        let cases = store::cases_of(self.engine.db(), &caller.municipality, person).await;
        let cases = cases.map_err(|error| service::status_of_store(&error))?;
        let books = self.many(&caller, &cases).await?;
        if books.is_empty() {
            return Err(refused(Refusal::not_found("persoon")));
        }
        let found = self.owed(&caller, books).await?;
        let found = statement::PersonDebts::of(person, found).map_err(too_large)?;
        Ok(Response::new(owed::of_person(&found, is_collecting(&caller))))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn list_decisions(
        &self,
        request: Request<pb::ListDecisionsRequest>,
    ) -> Result<Response<pb::ListDecisionsResponse>, Status> {
        let (caller, case) = Self::case(&request, &request.get_ref().case_id)?;
        let page = asked::page(request.get_ref().page).map_err(refused)?;
        let found = store::decisions(self.engine.db(), &caller.municipality, case, page).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        let (decisions, total) = found.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        DECISIONS.of(self.engine.views(), &caller, [case]).await?;
        let money = crate::store::money::money_decisions(self.engine.db(), &caller.municipality, case).await;
        let money = money.map_err(|error| service::status_of_store(&error))?.unwrap_or_default();
        let name = crate::store::money::name_of(self.engine.db(), case).await;
        let name = name.map_err(|error| service::status_of_store(&error))?;
        let stated = statement::decisions(name, decisions, money, self.policies.national());
        Ok(Response::new(show::decisions(&stated, total)))
    }

    #[tracing::instrument(skip_all)]
    async fn get_trial_balance(
        &self,
        request: Request<pb::GetTrialBalanceRequest>,
    ) -> Result<Response<pb::GetTrialBalanceResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &OF_BOOKS)?;
        let month = asked::month("month", &request.get_ref().month).map_err(refused)?;
        let found = store::trial_balance(self.engine.db(), &caller.municipality, month).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        Ok(Response::new(totals::balance(&found).map_err(too_large)?))
    }

    #[tracing::instrument(skip_all)]
    async fn list_open_items(
        &self,
        request: Request<pb::ListOpenItemsRequest>,
    ) -> Result<Response<pb::ListOpenItemsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &OF_BOOKS)?;
        let (db, here) = (self.engine.db(), &caller.municipality);
        let found = match asked::open_items(request.get_ref()).map_err(refused)? {
            asked::Open::Payables { after, take } => store::payables(db, here, (after, take)).await,
            asked::Open::Payments { status, after, take } => {
                store::open_payments(db, here, status, (&after, take)).await
            }
        };
        let found = found.map_err(|error| service::status_of_store(&error))?;
        OPEN_ITEMS.of(self.engine.views(), &caller, found.items.iter().map(|item| item.case.case)).await?;
        Ok(Response::new(totals::open(found)))
    }

    #[tracing::instrument(skip_all)]
    async fn verify_books(
        &self,
        request: Request<pb::VerifyBooksRequest>,
    ) -> Result<Response<pb::VerifyBooksResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &OF_BOOKS)?;
        let asked = asked::verify(request.get_ref()).map_err(refused)?;
        let of_store = |error| service::status_of_store(&error);
        let db = self.engine.db();
        let found = store::cases_behind(db, &caller.municipality, asked.after, asked.take).await;
        let cases = found.map_err(of_store)?;
        let sourced = store::sources(db, &cases).await.map_err(of_store)?;
        let books = self.many(&caller, &cases).await?;
        let law = Law {
            national: self.policies.national(),
            ordinances: Some((&self.policies, &caller.municipality)),
        };
        let mut answer = pb::VerifyBooksResponse::default();
        for books in &books {
            let Some(sourced) = sourced.get(&books.account.case) else { continue };
            let sources = Sources { changes: &sourced.changes, decisions: &sourced.decisions, law };
            let checked = statement::verify(books, sources, asked.months).map_err(too_large)?;
            totals::add(&mut answer, &books.account.name(), checked);
            // Others have their turn between two cases.
            tokio::task::yield_now().await;
        }
        let full = cases.len() as u64 == asked.take;
        answer.next = cases.last().filter(|_| full).map(ToString::to_string).unwrap_or_default();
        Ok(Response::new(answer))
    }
}
