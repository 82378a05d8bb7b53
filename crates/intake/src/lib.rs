#![doc = include_str!("../README.md")]

mod actor;
mod competences;
mod documents;
mod grpc;
mod messages;
mod model;
mod store;
mod vault;

use std::path::PathBuf;
use std::sync::Arc;

use proto::intake::v1::claim_service_server::ClaimServiceServer;
use proto::intake::v1::document_service_server::DocumentServiceServer;
use proto::intake::v1::education_service_server::EducationServiceServer;
use proto::intake::v1::home_visit_service_server::HomeVisitServiceServer;
use proto::intake::v1::household_service_server::HouseholdServiceServer;
use proto::intake::v1::intake_form_service_server::IntakeFormServiceServer;
use proto::intake::v1::intake_service_server::IntakeServiceServer;
use proto::intake::v1::portfolio_service_server::PortfolioServiceServer;
use proto::intake::v1::record_service_server::RecordServiceServer;
use proto::intake::v1::risk_service_server::RiskServiceServer;
use proto::intake::v1::route_service_server::RouteServiceServer;
use proto::intake::v1::term_service_server::TermServiceServer;
use proto::terms::v1::case_term_service_server::CaseTermServiceServer;
use sea_orm_migration::MigrationTrait;
use service::config::{Own, Problem, Reader};
use service::{CaseTerms, Ground, Rooms, Service, Settings, StartError, Wakings, fire_timers};
use tokio::sync::Notify;

use competences::{Competences, NoList};
use documents::{Scanner, Scanning, Shelf, sweep};

pub use actor::IntakeActor;
pub use documents::{Bucket, DocumentSettings, MediaType, Place, ScannerSettings};
pub use grpc::{
    ClaimApi, DocumentApi, EducationApi, FormApi, HomeVisitApi, HouseholdApi, IntakeApi, PortfolioApi,
    RecordApi, RiskApi, RouteApi,
};

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

/// The kinds of legal terms that this service keeps.
pub const TERMS: &[terms::Kind] = &[
    terms::Kind::Decision,
    terms::Kind::NewDecision,
    terms::Kind::Recovery,
    terms::Kind::NotProcessed,
    terms::Kind::Advance,
    terms::Kind::Search,
    terms::Kind::NoticeOfDefault,
    terms::Kind::Evidence,
];

/// The intake service, before it runs.
pub struct Intake;

impl Service for Intake {
    const NAME: &'static str = NAME;
    const SECRETS: &'static [&'static str] = &[INDEX_KEY, SEALING_KEYS];

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        store::migrations()
    }

    fn own(reader: &mut Reader<'_>) -> Own {
        let competences = reader.optional("competences", "a file with competences");
        let documents = DocumentSettings::read(reader);
        documents.map(|documents| Own::new(IntakeSettings { documents, competences })).unwrap_or_default()
    }

    fn check(settings: &Settings) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Err(error) = competences(settings) {
            problems.push(Problem::new("competences", error.to_string()));
        }
        if let Err(InvalidKeys(wrong)) = Vault::of(settings) {
            let problem = |key: InvalidKey| Problem::new(format!("secrets.{}", key.secret), key.reason);
            problems.extend(wrong.into_iter().map(problem));
        }
        problems
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let vault = Vault::of(&ground.settings).map_err(cannot_open)?;
        let documents = ground.settings.own.get::<IntakeSettings>().map(|own| own.documents.clone());
        let documents = documents.ok_or_else(|| cannot_open(NoPlace))?;
        let (policies, vault) = (Arc::clone(&ground.policies), Arc::new(vault));
        let competences = competences(&ground.settings).map_err(cannot_open)?;
        let shelf = Shelf::open(&documents.place, Arc::clone(&vault)).map_err(cannot_open)?;
        let actor = IntakeActor { policies: Arc::clone(&policies), vault: Arc::clone(&vault) };
        let engine = ground.engine(actor).await?;
        let sweeping = sweep(shelf.clone(), engine.db().clone(), ground.stop.clone());
        let mut rooms = Rooms::of(&engine).in_background("the sweep of documents", sweeping);
        let news = match documents.scanner {
            Some(settings) => {
                let news = Arc::new(Notify::new());
                let scanning = Scanning {
                    engine: engine.clone(),
                    shelf: shelf.clone(),
                    scanner: Scanner::new(settings),
                    news: Arc::clone(&news),
                };
                rooms = rooms.in_background("the scanner of documents", scanning.run(ground.stop.clone()));
                Some(news)
            }
            None => {
                tracing::warn!("no virus scanner is set: documents are taken in unscanned, and each says so");
                None
            }
        };
        let api = DocumentApi {
            engine: engine.clone(),
            policies: Arc::clone(&policies),
            vault: Arc::clone(&vault),
            shelf,
            most_bytes: documents.most_bytes,
            types: documents.types,
            news,
        };
        let rooms = rooms.serving(DocumentServiceServer::new(api));
        let deadlines = Wakings(engine.clone());
        let watching = fire_timers(deadlines, ground.clock.days(), Arc::default(), ground.stop.clone());
        let db = engine.db().clone();
        let kept = CaseTerms { engine: engine.clone(), policies: Arc::clone(&policies) };
        let desk = grpc::TermDesk { engine: engine.clone(), policies: Arc::clone(&policies) };
        let claims = ClaimApi { engine: engine.clone(), policies: Arc::clone(&policies) };
        let form = FormApi { engine: engine.clone(), policies: Arc::clone(&policies) };
        let household = HouseholdApi { engine: engine.clone(), vault: Arc::clone(&vault) };
        let records = RecordApi { engine: engine.clone(), vault: Arc::clone(&vault) };
        let risk =
            RiskApi { engine: engine.clone(), policies: Arc::clone(&policies), vault: Arc::clone(&vault) };
        let portfolios = PortfolioApi {
            engine: engine.clone(),
            policies: Arc::clone(&policies),
            vault: Arc::clone(&vault),
            competences: Arc::new(competences),
        };
        let routes = RouteApi { engine: engine.clone(), vault: Arc::clone(&vault) };
        let visits = HomeVisitApi {
            engine: engine.clone(),
            policies: Arc::clone(&policies),
            vault: Arc::clone(&vault),
        };
        Ok(rooms
            .serving(EducationServiceServer::new(EducationApi { engine: engine.clone() }))
            .serving(HomeVisitServiceServer::new(visits))
            .serving(RouteServiceServer::new(routes))
            .serving(RiskServiceServer::new(risk))
            .serving(PortfolioServiceServer::new(portfolios))
            .serving(TermServiceServer::new(desk))
            .serving(CaseTermServiceServer::new(kept))
            .serving(ClaimServiceServer::new(claims))
            .serving(HouseholdServiceServer::new(household))
            .serving(RecordServiceServer::new(records))
            .serving(IntakeFormServiceServer::new(form))
            .serving(IntakeServiceServer::new(IntakeApi { engine, policies, vault }))
            .in_background("timers", watching)
            .next_due(move || {
                let db = db.clone();
                async move { store::WAKES.next(&db).await }
            }))
    }
}

/// What intake alone can be told.
#[derive(Clone)]
pub struct IntakeSettings {
    pub documents: DocumentSettings,
    /// The list of competences; `None` is the one of this repository.
    pub competences: Option<PathBuf>,
}

impl IntakeSettings {
    /// Documents as these settings say, and the usual list of competences.
    pub fn of(documents: DocumentSettings) -> Self {
        Self { documents, competences: None }
    }
}

fn competences(settings: &Settings) -> Result<Competences, NoList> {
    let named = settings.own.get::<IntakeSettings>().and_then(|own| own.competences.as_deref());
    named.map_or_else(|| Ok(Competences::usual()), Competences::from_file)
}

/// The settings do not say where documents are kept.
#[derive(Debug, thiserror::Error)]
#[error("no place is set for documents")]
struct NoPlace;

fn cannot_open(error: impl std::error::Error + Send + Sync + 'static) -> StartError {
    StartError::Open(Box::new(error))
}
