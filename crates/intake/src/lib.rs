#![doc = include_str!("../README.md")]

mod actor;
mod grpc;
mod messages;
mod model;
mod store;
mod timers;
mod vault;

use std::sync::Arc;

use policy::Policies;
use proto::intake::v1::intake_service_server::IntakeServiceServer;
use proto::intake::v1::term_service_server::TermServiceServer;
use sea_orm_migration::MigrationTrait;
use service::config::Problem;
use service::{Ground, Rooms, Service, Settings, StartError};

pub use actor::IntakeActor;
pub use grpc::IntakeApi;

/// The secrets of this service in the one-process edition, kept in a data folder.
///
/// # Errors
///
/// When their file cannot be made or read.
pub fn local_secrets(
    folder: &std::path::Path,
) -> std::io::Result<std::collections::BTreeMap<String, secrecy::SecretString>> {
    service::sealing::local_secrets(folder, NAME, &[INDEX_KEY])
}
pub use service::sealing::{InvalidKey, SEALING_KEYS};
pub use store::migrations;
pub use vault::{InvalidKeys, Vault};

/// The service's name in envelopes, queues and measures.
pub const NAME: &str = proto::routes::INTAKE;
/// Secret: 32 bytes in base64, under which citizen service numbers are found.
pub const INDEX_KEY: &str = "index_key";

/// The intake service, before it runs.
pub struct Intake;

impl Service for Intake {
    const NAME: &'static str = NAME;
    const SECRETS: &'static [&'static str] = &[INDEX_KEY, SEALING_KEYS];

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    fn check(settings: &Settings) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Err(error) = Policies::load(&settings.process.policies) {
            problems.push(Problem::new("policies", error.to_string()));
        }
        if let Err(InvalidKeys(wrong)) = Vault::of(settings) {
            let problem = |key: InvalidKey| Problem::new(format!("secrets.{}", key.secret), key.reason);
            problems.extend(wrong.into_iter().map(problem));
        }
        problems
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let policies = Policies::load(&ground.settings.process.policies)
            .map_err(|error| StartError::Open(Box::new(error)))?;
        let vault = Vault::of(&ground.settings).map_err(|error| StartError::Open(Box::new(error)))?;
        let (policies, vault) = (Arc::new(policies), Arc::new(vault));
        let actor = IntakeActor { policies: Arc::clone(&policies), vault: Arc::clone(&vault) };
        let engine = ground.engine(actor).await?;
        let watching = timers::run(engine.clone(), ground.clock.days(), ground.stop.clone());
        let db = engine.db().clone();
        let desk = grpc::TermDesk { engine: engine.clone(), policies: Arc::clone(&policies) };
        Ok(Rooms::of(&engine)
            .serving(TermServiceServer::new(desk))
            .serving(IntakeServiceServer::new(IntakeApi { engine, policies, vault }))
            .in_background("timers", watching)
            .next_due(move || {
                let db = db.clone();
                async move { store::next_due(&db).await }
            }))
    }
}
