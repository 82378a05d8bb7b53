//! What people and other systems ask about money: one thin method per RPC.

use std::sync::Arc;

use domain::{Refusal, Role};
use proto::income::v1 as pb;
use proto::income::v1::payment_service_server::PaymentService;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

use super::{on_span, refused};
use crate::actor::money::{MoneyInput, MoneyReply, people};
use crate::model::money::RunStage;
use crate::store::money as store;

mod answers;
mod breaches;
mod face;
mod file;
mod incomes;
mod owing;
mod paying_off;
mod show;
mod state;

pub use face::Payments;
pub(super) use face::READERS;
use face::{DIFFERENCES, FILE, MONEY, PAYING, PREVIEW, STATING, given_up, left, owed};
pub use show::{kind_code, money_line};
pub use state::{Reading, amount, no};

#[tonic::async_trait]
impl PaymentService for Payments {
    type DownloadRunStream = ReceiverStream<Result<pb::DownloadRunResponse, Status>>;

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn state_facts(
        &self,
        request: Request<pb::StateFactsRequest>,
    ) -> Result<Response<pb::StateFactsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &STATING)?;
        let input = state::facts(request.get_ref(), &caller).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::StateFactsResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn state_income(
        &self,
        request: Request<pb::StateIncomeRequest>,
    ) -> Result<Response<pb::StateIncomeResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &STATING)?;
        let input = incomes::income(request.get_ref(), &caller).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::StateIncomeResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn set_payment_details(
        &self,
        request: Request<pb::SetPaymentDetailsRequest>,
    ) -> Result<Response<pb::SetPaymentDetailsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &STATING)?;
        if request.get_ref().payee.starts_with("third-") {
            // Paying for somebody is a decision.
            service::require(&caller, &[Role::IncomeConsultant])?;
        }
        let input = state::payee(request.get_ref(), &caller).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::SetPaymentDetailsResponse {}))
    }

    #[tracing::instrument(skip_all)]
    async fn set_paying_account(
        &self,
        request: Request<pb::SetPayingAccountRequest>,
    ) -> Result<Response<pb::SetPayingAccountResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::Manager])?;
        let input = state::paying_account(request.get_ref()).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::SetPayingAccountResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn get_case_money(
        &self,
        request: Request<pb::GetCaseMoneyRequest>,
    ) -> Result<Response<pb::GetCaseMoneyResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let case = super::convert::case(&request.get_ref().case_id).map_err(refused)?;
        on_span(case);
        let found = store::case_money(self.engine.db(), &caller.municipality, case).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        let found = found.ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        MONEY.of(self.engine.views(), &caller, [case]).await?;
        Ok(Response::new(show::case(found)))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn confirm_payment_again(
        &self,
        request: Request<pb::ConfirmPaymentAgainRequest>,
    ) -> Result<Response<pb::ConfirmPaymentAgainResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = state::pay_again(request.get_ref()).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::ConfirmPaymentAgainResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn grant_advance(
        &self,
        request: Request<pb::GrantAdvanceRequest>,
    ) -> Result<Response<pb::GrantAdvanceResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = state::advance(request.get_ref(), &caller).map_err(refused)?;
        let reply = self.ask(&request, &caller, input).await?;
        let (debt, cents) = owed(&reply)?;
        Ok(Response::new(pb::GrantAdvanceResponse { debt_id: debt.to_string(), cents: cents.get() }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn set_instalment(
        &self,
        request: Request<pb::SetInstalmentRequest>,
    ) -> Result<Response<pb::SetInstalmentResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = paying_off::instalment(request.get_ref()).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::SetInstalmentResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn receive_debt_payment(
        &self,
        request: Request<pb::ReceiveDebtPaymentRequest>,
    ) -> Result<Response<pb::ReceiveDebtPaymentResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &STATING)?;
        let input = paying_off::payment(request.get_ref()).map_err(refused)?;
        let reply = self.ask(&request, &caller, input).await?;
        left(&reply).map(Response::new)
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn decide_debt(
        &self,
        request: Request<pb::DecideDebtRequest>,
    ) -> Result<Response<pb::DecideDebtResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = owing::debt(request.get_ref(), &caller).map_err(refused)?;
        let reply = self.ask(&request, &caller, input).await?;
        let (debt, _) = owed(&reply)?;
        Ok(Response::new(pb::DecideDebtResponse { debt_id: debt.to_string() }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn decide_recovery(
        &self,
        request: Request<pb::DecideRecoveryRequest>,
    ) -> Result<Response<pb::DecideRecoveryResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = owing::recovery(request.get_ref(), &caller).map_err(refused)?;
        let reply = self.ask(&request, &caller, input).await?;
        let (_, cents) = owed(&reply)?;
        Ok(Response::new(pb::DecideRecoveryResponse { cents: cents.get() }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn report_breach(
        &self,
        request: Request<pb::ReportBreachRequest>,
    ) -> Result<Response<pb::ReportBreachResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = breaches::breach(request.get_ref(), &caller).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::ReportBreachResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn warn_of_breach(
        &self,
        request: Request<pb::WarnOfBreachRequest>,
    ) -> Result<Response<pb::WarnOfBreachResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = breaches::warning(request.get_ref(), &caller).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::WarnOfBreachResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn withdraw_warning(
        &self,
        request: Request<pb::WithdrawWarningRequest>,
    ) -> Result<Response<pb::WithdrawWarningResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = breaches::warning_withdrawn(request.get_ref(), &caller).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::WithdrawWarningResponse {}))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn write_off_debt(
        &self,
        request: Request<pb::WriteOffDebtRequest>,
    ) -> Result<Response<pb::WriteOffDebtResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = owing::write_off(request.get_ref(), &caller).map_err(refused)?;
        let reply = self.ask(&request, &caller, input).await?;
        given_up(&reply).map(Response::new)
    }

    #[tracing::instrument(skip_all)]
    async fn start_run(
        &self,
        request: Request<pb::StartRunRequest>,
    ) -> Result<Response<pb::StartRunResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let today = self.engine.now().day;
        let input = state::start(request.get_ref(), &caller, today).map_err(refused)?;
        let reply = self.ask(&request, &caller, input).await?;
        self.woken.notify_one();
        let run_id = match reply {
            MoneyReply::Started { run } => run.to_string(),
            _ => String::new(),
        };
        Ok(Response::new(pb::StartRunResponse { run_id }))
    }

    #[tracing::instrument(skip_all)]
    async fn get_run(
        &self,
        request: Request<pb::GetRunRequest>,
    ) -> Result<Response<pb::GetRunResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let run = self.run_of(&caller, &request.get_ref().run_id).await?;
        let expected = match run.stage {
            RunStage::Calculating => store::expected(self.engine.db(), &run.municipality).await,
            _ => Ok(run.state.totals.cases),
        };
        let expected = expected.map_err(|error| service::status_of_store(&error))?;
        Ok(Response::new(pb::GetRunResponse { run: Some(show::run(run, expected)) }))
    }

    #[tracing::instrument(skip_all)]
    async fn list_runs(
        &self,
        request: Request<pb::ListRunsRequest>,
    ) -> Result<Response<pb::ListRunsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let page = state::page(request.get_ref().page);
        let runs = store::runs(self.engine.db(), &caller.municipality, page).await;
        let runs = runs.map_err(|error| service::status_of_store(&error))?;
        let runs = runs.into_iter().map(|run| show::run(run, 0)).collect();
        Ok(Response::new(pb::ListRunsResponse { runs }))
    }

    #[tracing::instrument(skip_all)]
    async fn list_differences(
        &self,
        request: Request<pb::ListDifferencesRequest>,
    ) -> Result<Response<pb::ListDifferencesResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let run = self.run_of(&caller, &request.get_ref().run_id).await?;
        let page = state::page(request.get_ref().page);
        let found = store::differences(self.engine.db(), run.id, page).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        DIFFERENCES.of(self.engine.views(), &caller, found.iter().map(|one| one.name.case)).await?;
        let differences = found.into_iter().map(show::difference).collect();
        Ok(Response::new(pb::ListDifferencesResponse { differences }))
    }

    #[tracing::instrument(skip_all)]
    async fn approve_run(
        &self,
        request: Request<pb::ApproveRunRequest>,
    ) -> Result<Response<pb::ApproveRunResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let run = self.run_of(&caller, &request.get_ref().run_id).await?;
        // First what needs no file, so that nobody waits for a no.
        let looked_at = state::hash(&request.get_ref().hash).map_err(refused)?;
        run.approve(&caller.user, "").map_err(refused)?;
        let hash = self.hash_of(&run).await?;
        if hash != looked_at {
            let reason = "Het bestand is niet gelijk aan wat u hebt bekeken. Bekijk het voorbeeld opnieuw.";
            return Err(refused(Refusal::conflict("file-changed", reason)));
        }
        let by = caller.user.clone();
        self.ask(&request, &caller, MoneyInput::Approve { run: run.id, by, hash }).await?;
        let run = Some(self.answer(&caller, run.id).await?);
        Ok(Response::new(pb::ApproveRunResponse { run }))
    }

    #[tracing::instrument(skip_all)]
    async fn preview_run(
        &self,
        request: Request<pb::PreviewRunRequest>,
    ) -> Result<Response<pb::PreviewRunResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let run = self.run_of(&caller, &request.get_ref().run_id).await?;
        if run.dry || run.stage == RunStage::Calculating {
            let reason = "Er is nog geen bestand: de run rekent nog, of is een proefrun.";
            return Err(refused(Refusal::precondition("run-not-ready", reason)));
        }
        let db = self.engine.db();
        let looked = file::look(db, &self.sealing, &run).await.map_err(|error| file::status(&error))?;
        let page = state::page(request.get_ref().page);
        let payments = store::page_of_run(db, run.id, page).await;
        let payments = payments.map_err(|error| service::status_of_store(&error))?;
        PREVIEW.of(self.engine.views(), &caller, payments.iter().map(|(_, case)| case.case)).await?;
        let transfers =
            payments.iter().map(|(payment, case)| file::shown(&self.sealing, &run, (payment, case)));
        let transfers = transfers.collect::<Result<_, _>>().map_err(|error| file::status(&error))?;
        Ok(Response::new(show::preview(&run, looked, transfers)))
    }

    #[tracing::instrument(skip_all)]
    async fn release_run(
        &self,
        request: Request<pb::ReleaseRunRequest>,
    ) -> Result<Response<pb::ReleaseRunResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let run = self.run_of(&caller, &request.get_ref().run_id).await?;
        let people = people(&self.policies, &caller.municipality, self.engine.now().day);
        let approved = run.state.hash.as_deref().unwrap_or_default();
        run.release(&caller.user, approved, people).map_err(refused)?;
        let hash = self.hash_of(&run).await?;
        let by = caller.user.clone();
        self.ask(&request, &caller, MoneyInput::Release { run: run.id, by, hash }).await?;
        let run = Some(self.answer(&caller, run.id).await?);
        Ok(Response::new(pb::ReleaseRunResponse { run }))
    }

    #[tracing::instrument(skip_all)]
    async fn discard_run(
        &self,
        request: Request<pb::DiscardRunRequest>,
    ) -> Result<Response<pb::DiscardRunResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let run = state::run_id(&request.get_ref().run_id).map_err(refused)?;
        let by = caller.user.clone();
        self.ask(&request, &caller, MoneyInput::Discard { run, by }).await?;
        let run = Some(self.answer(&caller, run).await?);
        Ok(Response::new(pb::DiscardRunResponse { run }))
    }

    #[tracing::instrument(skip_all)]
    async fn download_run(
        &self,
        request: Request<pb::DownloadRunRequest>,
    ) -> Result<Response<Self::DownloadRunStream>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let run = self.run_of(&caller, &request.get_ref().run_id).await?;
        if run.stage != RunStage::Released {
            let reason = "Het bestand is er pas als de run is vrijgegeven.";
            return Err(refused(Refusal::precondition("run-not-released", reason)));
        }
        if run.pays_nothing() {
            return Err(file::nothing());
        }
        let seen = file::Seen { views: self.engine.views().clone(), caller, sight: FILE };
        Ok(Response::new(file::stream(self.engine.db().clone(), Arc::clone(&self.sealing), run, seen)))
    }

    #[tracing::instrument(skip_all)]
    async fn read_bank_file(
        &self,
        request: Request<Streaming<pb::ReadBankFileRequest>>,
    ) -> Result<Response<pb::ReadBankFileResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        answers::read(&self.engine, &caller, request.into_inner()).await.map(Response::new)
    }

    #[tracing::instrument(skip_all)]
    async fn list_bank_items(
        &self,
        request: Request<pb::ListBankItemsRequest>,
    ) -> Result<Response<pb::ListBankItemsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let wire = request.get_ref();
        let page = state::page(wire.page);
        let found = store::bank_items(self.engine.db(), &caller.municipality, wire.done, page).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        Ok(Response::new(pb::ListBankItemsResponse { items: found.iter().map(show::bank_item).collect() }))
    }

    #[tracing::instrument(skip_all)]
    async fn settle_bank_item(
        &self,
        request: Request<pb::SettleBankItemRequest>,
    ) -> Result<Response<pb::SettleBankItemResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let input = state::bank_item(request.get_ref(), &caller).map_err(refused)?;
        self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::SettleBankItemResponse {}))
    }

    #[tracing::instrument(skip_all)]
    async fn list_bank_statements(
        &self,
        request: Request<pb::ListBankStatementsRequest>,
    ) -> Result<Response<pb::ListBankStatementsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &PAYING)?;
        let wrong = |error| service::status_of_store(&error);
        let db = self.engine.db();
        let found = store::bank_statements(db, &caller.municipality).await.map_err(wrong)?;
        let paid = store::statements::paid_by_bank(db, &caller.municipality).await.map_err(wrong)?;
        let reply = show::bank_statements(&found, paid);
        reply.map(Response::new).map_err(|_| Status::internal("the amounts of statements do not add up"))
    }
}
