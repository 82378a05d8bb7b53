#![doc = include_str!("../README.md")]

use std::sync::Arc;

use proto::terms::v1::case_term_service_server::CaseTermServiceServer;
use proto::workflow::v1::workflow_service_server::WorkflowServiceServer;
use sea_orm_migration::MigrationTrait;
use service::{CaseTerms, Ground, Rooms, Service, StartError, fire_timers};
use tokio::sync::Notify;

pub mod actor;
mod grpc;
mod measures;
pub mod messages;
pub mod model;
pub mod store;
mod timers;

pub use model::process_page;

/// The kinds of legal terms that this service keeps.
pub const TERMS: &[terms::Kind] = &model::KEPT;

/// The service's name in envelopes, queues and measures.
pub const NAME: &str = proto::routes::WORKFLOW;

/// The service, before it runs.
pub struct Workflow;

impl Service for Workflow {
    const NAME: &'static str = NAME;

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let policies = Arc::clone(&ground.policies);
        let engine = ground.engine(actor::Flow::new(Arc::clone(&policies))).await?;
        let wake = Arc::new(Notify::new());
        let cases = timers::Cases::new(engine.clone());
        let watching = fire_timers(cases, ground.clock.days(), Arc::clone(&wake), ground.stop.clone());
        let measuring = measures::run(engine.clone(), ground.stop.clone());
        let kept = CaseTerms { engine: engine.clone(), policies: Arc::clone(&policies) };
        let (looking, terms) = (engine.clone(), actor::Flow::new(policies));
        Ok(Rooms::of(&engine)
            .serving(CaseTermServiceServer::new(kept))
            .serving(WorkflowServiceServer::new(grpc::Desk { engine, terms, wake }))
            .in_background("timers", watching)
            .in_background("measures", measuring)
            .next_due(move || {
                let engine = looking.clone();
                async move {
                    let next = store::WAKES.next(engine.db()).await?;
                    let away = store::next_absence(engine.db(), engine.now().day).await?;
                    Ok(next.into_iter().chain(away).min())
                }
            }))
    }
}
