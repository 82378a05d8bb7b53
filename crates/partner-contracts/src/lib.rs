#![doc = include_str!("../README.md")]

mod actor;
mod grpc;
mod messages;
mod model;
mod store;

use std::sync::Arc;

use proto::partner_contracts::v1::partner_contracts_service_server::PartnerContractsServiceServer;
use sea_orm_migration::MigrationTrait;
use service::{Ground, Rooms, StartError};

/// The service, before it runs.
pub struct PartnerContracts;

impl service::Service for PartnerContracts {
    const NAME: &'static str = proto::routes::PARTNER_CONTRACTS;

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let policies = Arc::clone(&ground.policies);
        let engine = ground.engine(actor::Contracts { policies: Arc::clone(&policies) }).await?;
        let rooms = Rooms::of(&engine);
        Ok(rooms.serving(PartnerContractsServiceServer::new(grpc::Grpc { engine, policies })))
    }
}
