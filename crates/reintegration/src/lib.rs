#![doc = include_str!("../README.md")]

pub mod actor;
pub mod model;

mod grpc;
mod messages;
mod store;

use std::sync::Arc;

use proto::reintegration::v1::reintegration_service_server::ReintegrationServiceServer;
use sea_orm_migration::MigrationTrait;
use service::{Ground, Rooms, StartError};

/// The service's name in envelopes, queues and configuration.
pub const NAME: &str = proto::routes::REINTEGRATION;

/// The service, to run as a process of its own or to embed.
pub struct Reintegration;

impl service::Service for Reintegration {
    const NAME: &'static str = NAME;

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let engine = ground.engine(actor::Decider::new(Arc::clone(&ground.policies))).await?;
        Ok(Rooms::of(&engine).serving(ReintegrationServiceServer::new(grpc::Clients::new(engine))))
    }
}
