#![doc = include_str!("../README.md")]

mod actor;
mod grpc;
mod messages;
mod model;
mod store;

use std::sync::Arc;

use proto::sheltered_work::v1::sheltered_work_service_server::ShelteredWorkServiceServer;
use sea_orm_migration::MigrationTrait;
use service::{Ground, Rooms, StartError};

/// The service, before it runs.
pub struct ShelteredWork;

impl service::Service for ShelteredWork {
    const NAME: &'static str = proto::routes::SHELTERED_WORK;

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let policies = Arc::clone(&ground.policies);
        let engine = ground.engine(actor::Sheltered { policies: Arc::clone(&policies) }).await?;
        let rooms = Rooms::of(&engine);
        Ok(rooms.serving(ShelteredWorkServiceServer::new(grpc::Grpc { engine })))
    }
}
