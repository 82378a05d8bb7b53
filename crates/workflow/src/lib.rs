#![doc = include_str!("../README.md")]

use std::sync::Arc;

use policy::Policies;
use proto::workflow::v1::workflow_service_server::WorkflowServiceServer;
use sea_orm_migration::MigrationTrait;
use service::config::{Problem, Settings};
use service::{Ground, Rooms, Service, StartError};

pub mod actor;
mod grpc;
pub mod messages;
pub mod model;
pub mod store;
mod timers;

pub use model::process_page;

/// The service's name in envelopes, queues and measures.
pub const NAME: &str = proto::routes::WORKFLOW;

/// The service, before it runs.
pub struct Workflow;

impl Service for Workflow {
    const NAME: &'static str = NAME;

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    fn check(settings: &Settings) -> Vec<Problem> {
        let wrong = Policies::load(&settings.process.policies).err();
        wrong.map(|wrong| Problem::new("policies", wrong.to_string())).into_iter().collect()
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let policies = Policies::load(&ground.settings.process.policies)
            .map_err(|error| StartError::Open(error.into()))?;
        let engine = ground.engine(actor::Flow::new(Arc::new(policies))).await?;
        let watching = timers::run(engine.clone(), ground.clock.days(), ground.stop.clone());
        let db = engine.db().clone();
        Ok(Rooms::of(&engine)
            .serving(WorkflowServiceServer::new(grpc::Desk { engine }))
            .in_background("timers", watching)
            .next_due(move || {
                let db = db.clone();
                async move { store::next_due(&db).await }
            }))
    }
}
