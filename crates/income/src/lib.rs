#![doc = include_str!("../README.md")]

mod actor;
mod grpc;
mod messages;
mod model;
mod store;

use std::sync::Arc;

use policy::Policies;
use proto::income::v1::income_service_server::IncomeServiceServer;
use sea_orm_migration::MigrationTrait;
use service::config::Problem;
use service::{Ground, Rooms, Settings, StartError};

/// The service, before it runs.
pub struct Income;

impl service::Service for Income {
    const NAME: &'static str = proto::routes::INCOME;

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
        let engine = ground.engine(actor::Income { policies: Arc::new(policies) }).await?;
        Ok(Rooms::of(&engine).serving(IncomeServiceServer::new(grpc::Grpc { engine })))
    }
}
