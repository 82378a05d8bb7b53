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
use service::{CaseTerms, Ground, Rooms, StartError, Wakings, fire_timers};

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
        let wakings = Wakings(engine.clone());
        let watching = fire_timers(wakings, ground.clock.days(), Arc::default(), ground.stop.clone());
        let db = engine.db().clone();
        Ok(Rooms::of(&engine)
            .serving(CaseTermServiceServer::new(kept))
            .serving(ShelteredWorkServiceServer::new(grpc::Grpc { engine }))
            .in_background("timers", watching)
            .next_due(move || {
                let db = db.clone();
                async move { store::WAKES.next(&db).await }
            }))
    }
}
