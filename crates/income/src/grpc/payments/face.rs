//! Who may do and see what of payments, and how each request is asked.

use std::sync::Arc;

use domain::{Caller, Refusal, Role};
use messaging::Engine;
use policy::Policies;
use proto::income::v1 as pb;
use service::Sight;
use service::sealing::Sealing;
use tokio::sync::Notify;
use tonic::{Request, Status};
use uuid::Uuid;

use super::{file, show, state};
use crate::actor::money::{MoneyInput, MoneyReply};
use crate::actor::{Income, Input, Reply};
use crate::grpc::{on_span, refused};
use crate::model::money::Run;
use crate::store::money as store;

/// Who may see the money of a case.
pub(in crate::grpc) const READERS: [Role; 3] = [Role::IncomeConsultant, Role::QualityOfficer, Role::Manager];
/// Who may state what a household receives.
pub(super) const STATING: [Role; 2] = [Role::IncomeConsultant, Role::ClientSystem];
/// Who makes, approves and releases runs; never one person alone.
pub(super) const PAYING: [Role; 3] = [Role::IncomeConsultant, Role::QualityOfficer, Role::Manager];

/// The debt that an answer tells of.
pub(super) fn owed(reply: &MoneyReply) -> Result<(Uuid, domain::Cents), Status> {
    match reply {
        MoneyReply::Owed { debt, cents } => Ok((*debt, *cents)),
        _ => Err(Status::internal("the answer is not about a debt")),
    }
}

/// What is left of a debt after something came in.
pub(super) fn left(reply: &MoneyReply) -> Result<pb::ReceiveDebtPaymentResponse, Status> {
    match reply {
        MoneyReply::Received { remaining } => {
            Ok(pb::ReceiveDebtPaymentResponse { remaining_cents: remaining.get() })
        }
        _ => Err(Status::internal("the answer is not about a debt")),
    }
}

/// The decision by which a debt was given up.
pub(super) fn given_up(reply: &MoneyReply) -> Result<pb::WriteOffDebtResponse, Status> {
    match *reply {
        MoneyReply::WrittenOff { decision, cents } => {
            Ok(pb::WriteOffDebtResponse { decision, cents: cents.get() })
        }
        _ => Err(Status::internal("the answer is not about a debt")),
    }
}

/// What is seen of the money of a case.
pub(super) const MONEY: Sight = Sight {
    fields: &["income", "payments", "payees", "debts"],
    purpose: "uitkering en betalingen behandelen",
};
/// What is seen of what a run changes for each case.
pub(super) const DIFFERENCES: Sight = Sight { fields: &["payments"], purpose: "een betaalrun controleren" };
/// What is seen of a page of the file before it is approved.
pub(super) const PREVIEW: Sight =
    Sight { fields: &["name", "iban", "payments"], purpose: "een betaalrun goedkeuren" };
/// What is seen in the file for the bank.
pub(super) const FILE: Sight =
    Sight { fields: &["name", "iban", "payments"], purpose: "het betaalbestand ophalen" };

/// The gRPC face of payments.
pub struct Payments {
    pub engine: Engine<Income>,
    pub sealing: Arc<Sealing>,
    /// How many people it takes to pay.
    pub policies: Arc<Policies>,
    /// Wakes who makes the turns of runs.
    pub woken: Arc<Notify>,
}

impl Payments {
    pub(super) async fn ask<M: prost::Message + prost::Name>(
        &self,
        request: &Request<M>,
        caller: &Caller,
        input: MoneyInput,
    ) -> Result<MoneyReply, Status> {
        let context = service::context(request, caller)?;
        input.case().into_iter().for_each(on_span);
        let input = Input::Money { municipality: caller.municipality.clone(), input };
        match self.engine.request(input, context).await.map_err(service::status_of)? {
            Reply::Money(reply) => Ok(reply),
            Reply::Decided => Ok(MoneyReply::Done),
        }
    }

    pub(super) async fn run_of(&self, caller: &Caller, text: &str) -> Result<Run, Status> {
        let id = state::run_id(text).map_err(refused)?;
        let run = store::run(self.engine.db(), &caller.municipality, id).await;
        run.map_err(|error| service::status_of_store(&error))?
            .ok_or_else(|| refused(Refusal::not_found("betaalrun")))
    }

    /// Passes over all payments of a run for the hash of its file.
    pub(super) async fn hash_of(&self, run: &Run) -> Result<String, Status> {
        let looked = file::look(self.engine.db(), &self.sealing, run).await;
        looked.map(|(written, _)| written.hash.to_string()).map_err(|error| file::status(&error))
    }

    pub(super) async fn answer(&self, caller: &Caller, run: Uuid) -> Result<pb::Run, Status> {
        self.woken.notify_one();
        let run = self.run_of(caller, &run.to_string()).await?;
        Ok(show::run(run, 0))
    }
}
