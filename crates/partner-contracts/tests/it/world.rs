use std::path::Path;
use std::sync::Arc;

use domain::{CaseId, PersonId, Role};
use messaging::Envelope;
use partner_contracts::PartnerContracts;
use proto::common::v1::CaseRef;
use proto::partner_contracts::v1 as pb;
use proto::partner_contracts::v1::partner_contracts_service_client::PartnerContractsServiceClient;
use sea_orm::DatabaseConnection;
use service::{Embedded, Refused, Settings, embed};
use testkit::{Asker, Kind, Neighbours, TestDatabase, copy_folder, municipality, outbox};
use tonic::Request;
use uuid::Uuid;

pub const HERE: &str = "a-tenant:0001";
pub const THERE: &str = "a-tenant:0002";
pub const TODAY: &str = "2026-03-02";

/// The service with a database of its own, and who talks to it.
pub struct World {
    _database: TestDatabase,
    _folder: tempfile::TempDir,
    pub db: DatabaseConnection,
    settings: Settings,
    around: Neighbours,
    service: Embedded,
}

pub fn case(number: u128) -> CaseId {
    CaseId::new(Uuid::from_u128(number + 1))
}

pub fn case_ref(number: u128) -> Option<CaseRef> {
    let person = PersonId::new(Uuid::from_u128(number + 1_000_001));
    Some(CaseRef::of(case(number), person, &municipality(HERE)))
}

pub fn offer(number: u128, direction: &str) -> pb::OfferReferral {
    pb::OfferReferral {
        case: case_ref(number),
        direction: direction.into(),
        category: "work".into(),
        earning_capacity: None,
        area: 0,
        target_groups: vec!["young".into()],
    }
}

pub fn withdraw(number: u128) -> pb::WithdrawReferral {
    pb::WithdrawReferral { case: case_ref(number), reason: "ended".into() }
}

impl World {
    /// `None` when the test is skipped.
    pub async fn on(kind: Kind, test: &str) -> Option<Self> {
        let database = TestDatabase::new(kind, test).await.unwrap()?;
        let folder = tempfile::tempdir().unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy_folder(&here.join("tests/policies"), folder.path());
        copy_folder(&here.join("../../deploy/policies/national"), &folder.path().join("national"));
        let around = Neighbours::around("partner-contracts", &[HERE, THERE], TODAY);
        let mut settings = Settings::embedded("partner-contracts", folder.path(), folder.path());
        settings.database.url = database.url.clone().into();
        let service = embed::<PartnerContracts>(settings.clone(), &around.house).await.unwrap();
        let db = database.connect().await.unwrap();
        Some(Self { _database: database, _folder: folder, db, settings, around, service })
    }

    /// A command of workflow on its way; commands keep their order.
    pub fn command<M: prost::Message + prost::Name>(&self, number: u128, message: &M) -> Envelope {
        self.around.tells("workflow", case(number), message)
    }

    /// Another instance of the service on the same database.
    pub async fn another(&self) -> Embedded {
        embed::<PartnerContracts>(self.settings.clone(), &self.around.house).await.unwrap()
    }

    /// Delivers, and waits until the service has committed.
    pub async fn deliver(&self, envelopes: &[Envelope]) {
        self.around.deliver(envelopes).await;
    }

    pub async fn send<M: prost::Message + prost::Name>(&self, number: u128, message: &M) {
        self.deliver(&[self.command(number, message)]).await;
    }

    /// The bare names of the events about a case, oldest first.
    pub async fn events(&self, number: u128) -> Vec<String> {
        let own = outbox(&self.db).await.into_iter().filter(|told| told.subject == case(number).to_string());
        own.map(|told| told.kind.split('.').nth(4).unwrap_or_default().to_owned()).collect()
    }

    /// All events of one kind.
    pub async fn all<M: prost::Message + prost::Name + Default>(&self) -> Vec<M> {
        let kind = proto::routes::type_of::<M>();
        let own = outbox(&self.db).await.into_iter().filter(|told| told.kind == kind);
        own.map(|told| M::decode(told.body.as_slice()).unwrap()).collect()
    }

    pub fn client(&self) -> PartnerContractsServiceClient<service::Line> {
        PartnerContractsServiceClient::new(self.client_line())
    }

    pub fn client_line(&self) -> service::Line {
        self.service.line.clone()
    }

    /// A request of someone with this role, acting here.
    pub fn by<T>(&self, role: Role, organisation: Option<&str>, message: T) -> Request<T> {
        self.by_at(role, organisation, HERE, message)
    }

    pub fn by_at<T>(&self, role: Role, organisation: Option<&str>, at: &str, message: T) -> Request<T> {
        self.around.asks(Asker { organisation, ..Asker::new("someone", role, at) }, message)
    }

    /// A partner answers; the rule when it is refused.
    pub async fn answer(&self, partner: &str, referral: &str, accepted: bool) -> Result<(), String> {
        let reason = if accepted { "" } else { "geen plek in de groep" };
        let message =
            pb::AnswerReferralRequest { referral_id: referral.into(), accepted, reason: reason.into() };
        let answered = self.client().answer_referral(self.by(Role::Partner, Some(partner), message)).await;
        answered.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
    }

    /// Places in use by partner, in the order of the policy.
    pub async fn in_use(&self) -> Vec<(String, u32)> {
        let request = self.by(Role::Manager, None, pb::ListPartnersRequest {});
        let partners = self.client().list_partners(request).await.unwrap().into_inner().partners;
        partners.into_iter().map(|partner| (partner.partner, partner.in_use)).collect()
    }
}

/// Runs a test on SQLite, and on PostgreSQL when there is one.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => { testkit::on_both!(crate::world::run; $($name),+); };
}
pub(crate) use on_both;

pub async fn run<F: Future<Output = ()>>(kind: Kind, name: &str, test: impl FnOnce(Arc<World>) -> F) {
    if let Some(world) = World::on(kind, name).await {
        test(Arc::new(world)).await;
    }
}
