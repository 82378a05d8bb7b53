#![doc = include_str!("../README.md")]

mod actor;
mod grpc;
mod messages;
mod model;
mod store;

use std::sync::Arc;

use proto::sheltered_work::v1::sheltered_work_service_server::ShelteredWorkServiceServer;
use proto::terms::v1::case_term_service_server::CaseTermServiceServer;
use sea_orm_migration::MigrationTrait;
use service::{CaseTerms, Ground, Rooms, StartError};

/// The kinds of legal terms that this service keeps.
pub const TERMS: &[terms::Kind] = &[terms::Kind::Indication];

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
        let kept = CaseTerms { engine: engine.clone(), policies };
        let rooms = Rooms::of(&engine).serving(CaseTermServiceServer::new(kept));
        Ok(rooms.serving(ShelteredWorkServiceServer::new(grpc::Grpc { engine })))
    }
}
