#![doc = include_str!("../README.md")]

mod actor;
mod grpc;
mod messages;
mod model;
mod store;

use std::sync::Arc;

use policy::Policies;
use proto::sheltered_work::v1::sheltered_work_service_server::ShelteredWorkServiceServer;
use sea_orm_migration::MigrationTrait;
use service::config::Problem;
use service::{Ground, Rooms, Settings, StartError};

/// The service, before it runs.
pub struct ShelteredWork;

impl service::Service for ShelteredWork {
    const NAME: &'static str = proto::routes::SHELTERED_WORK;

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    fn check(settings: &Settings) -> Vec<Problem> {
        let wrong = Policies::load(&settings.process.policies).err();
        wrong.map(|wrong| Problem::new("policies", wrong.to_string())).into_iter().collect()
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let policies = Policies::load(&ground.settings.process.policies)
            .map_err(|wrong| StartError::Open(wrong.into()))?;
        let policies = Arc::new(policies);
        let engine = ground.engine(actor::Sheltered { policies: Arc::clone(&policies) }).await?;
        let rooms = Rooms::of(&engine);
        Ok(rooms.serving(ShelteredWorkServiceServer::new(grpc::Grpc { engine })))
    }
}
