#![doc = include_str!("../README.md")]

mod actor;
mod grpc;
mod messages;
mod model;
mod store;
mod turns;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use proto::income::v1::assessment_service_server::AssessmentServiceServer;
use proto::income::v1::grant_service_server::GrantServiceServer;
use proto::income::v1::income_service_server::IncomeServiceServer;
use proto::income::v1::payment_service_server::PaymentServiceServer;
use proto::income::v1::recourse_service_server::RecourseServiceServer;
use proto::income::v1::statement_service_server::StatementServiceServer;
use proto::terms::v1::case_term_service_server::CaseTermServiceServer;
use sea_orm_migration::MigrationTrait;
use secrecy::SecretString;
use service::config::Problem;
use service::sealing::{InvalidKey, SEALING_KEYS, Sealing};
use service::{CaseTerms, Ground, Rooms, Settings, StartError, Wakings, fire_timers};

/// The kinds of legal terms that this service keeps.
pub const TERMS: &[terms::Kind] =
    &[terms::Kind::Suspension, terms::Kind::Payment, terms::Kind::FineDecision, terms::Kind::Measure];

/// The service, before it runs.
pub struct Income;

impl service::Service for Income {
    const NAME: &'static str = proto::routes::INCOME;
    const SECRETS: &'static [&'static str] = &[SEALING_KEYS];

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    fn check(settings: &Settings) -> Vec<Problem> {
        let wrong = sealing(settings).err();
        wrong
            .map(|wrong| Problem::new(format!("secrets.{}", wrong.secret), wrong.reason))
            .into_iter()
            .collect()
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let sealing = Arc::new(sealing(&ground.settings).map_err(|wrong| StartError::Open(wrong.into()))?);
        let policies = Arc::clone(&ground.policies);
        let actor = actor::Income { policies: Arc::clone(&policies), sealing: Arc::clone(&sealing) };
        let engine = ground.engine(actor).await?;
        let woken = Arc::new(tokio::sync::Notify::new());
        // What a run works out may be of a year that is over.
        let worked_out = Arc::new(tokio::sync::Notify::new());
        let notices = (Arc::clone(&woken), Arc::clone(&worked_out));
        let turning = turns::run(engine.clone(), notices, ground.stop.clone());
        let wakings = Wakings(engine.clone());
        let watching = fire_timers(wakings, ground.clock.days(), worked_out, ground.stop.clone());
        let db = engine.db().clone();
        let today = ground.clock.clone();
        let assessments = grpc::Assessments { policies: Arc::clone(&policies) };
        let statements = grpc::Statements {
            engine: engine.clone(),
            policies: Arc::clone(&policies),
            sealing: Arc::clone(&sealing),
            clock: ground.clock.clone(),
        };
        let kept = CaseTerms { engine: engine.clone(), policies: Arc::clone(&policies) };
        let grants = grpc::Grants { engine: engine.clone(), policies: Arc::clone(&policies) };
        let payments = grpc::Payments { engine: engine.clone(), sealing, policies, woken };
        Ok(Rooms::of(&engine)
            .serving(CaseTermServiceServer::new(kept))
            .serving(GrantServiceServer::new(grants))
            .serving(RecourseServiceServer::new(grpc::Recourses { engine: engine.clone() }))
            .serving(IncomeServiceServer::new(grpc::Grpc { engine }))
            .serving(PaymentServiceServer::new(payments))
            .serving(StatementServiceServer::new(statements))
            .serving(AssessmentServiceServer::new(assessments))
            .in_background("runs", turning)
            .in_background("timers", watching)
            .next_due(move || {
                let (db, today) = (db.clone(), today.clone());
                async move {
                    let working = store::money::working_runs(&db).await?;
                    let running = (!working.is_empty()).then(|| today.shared().now().day);
                    let due = store::money::WAKES.next(&db).await?;
                    Ok(running.into_iter().chain(due).min())
                }
            }))
    }
}

fn sealing(settings: &Settings) -> Result<Sealing, InvalidKey> {
    Sealing::new(settings.secret(SEALING_KEYS).unwrap_or(&SecretString::default()))
}

/// The secrets of this service in the one-process edition, kept in a data folder.
///
/// # Errors
///
/// When their file cannot be made or read.
pub fn local_secrets(folder: &Path) -> std::io::Result<BTreeMap<String, SecretString>> {
    service::sealing::local_secrets(folder, proto::routes::INCOME, &[])
}
