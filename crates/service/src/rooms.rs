//! What a service is, to the process it runs in.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use messaging::{
    Actor, Connections, Engine, EngineConfig, EngineError, Operations, StoreError, Transport, Views,
};
use policy::Policies;
use sea_orm::{DatabaseConnection, DbErr};
use sea_orm_migration::MigrationTrait;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::RoutesBuilder;

use crate::clock::BusinessClock;
use crate::config::{Own, Problem, Problems, Reader, Settings};
use crate::telemetry::TelemetryError;

/// A service, before it runs.
pub trait Service: Send + 'static {
    /// Its name in envelopes, queues and measures; one of `proto::routes::SERVICES`.
    const NAME: &'static str;
    /// Secrets it cannot do without: `secrets.<name>` in the settings.
    const SECRETS: &'static [&'static str] = &[];

    /// Its own migrations; messaging's come before them by themselves.
    fn migrations() -> Vec<Box<dyn MigrationTrait>>;

    /// Reads the settings that this service alone has; every problem is recorded with the reader.
    fn own(_reader: &mut Reader<'_>) -> Own {
        Own::default()
    }

    /// What else must be right before a port opens besides the policies: a key of the right length.
    fn check(_settings: &Settings) -> Vec<Problem> {
        Vec::new()
    }

    /// Starts its engine on this ground and joins its rooms.
    fn open(ground: Ground) -> impl Future<Output = Result<Rooms, StartError>> + Send;
}

/// The policies, where they and all else that a service needs to start are right.
///
/// # Errors
///
/// Every problem of the settings and of what they name.
pub(crate) fn checked<S: Service>(settings: &Settings) -> Result<Arc<Policies>, Problems> {
    let mut wrong = S::check(settings);
    match Policies::load(&settings.process.policies) {
        Ok(policies) if wrong.is_empty() => return Ok(Arc::new(policies)),
        Ok(_) => {}
        Err(problems) => wrong.insert(0, Problem::new("policies", problems.to_string())),
    }
    Err(Problems(wrong))
}

/// Why a service does not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Problems(#[from] Problems),
    #[error("the database cannot be used")]
    Database(#[from] DbErr),
    #[error("the database is not up to date: run `migrate` first")]
    NotMigrated,
    #[error("the engine cannot start")]
    Engine(#[from] EngineError),
    #[error("telemetry cannot start")]
    Telemetry(#[from] TelemetryError),
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("the certificates cannot be used")]
    Tls(#[source] Box<dyn Error + Send + Sync>),
    #[error("the address of a service cannot be used")]
    Address(#[source] tonic::transport::Error),
    #[error("the runtime cannot start")]
    Runtime(#[source] std::io::Error),
    /// A service's own reason.
    #[error("the service cannot open")]
    Open(#[source] Box<dyn Error + Send + Sync>),
    /// Something that should run for ever did not.
    #[error("{0} ended early")]
    Ended(&'static str),
    #[error("what was under way did not finish within the grace period")]
    CutShort,
}

/// What a service stands on.
#[derive(Clone)]
pub struct Ground {
    pub settings: Arc<Settings>,
    pub policies: Arc<Policies>,
    /// Migrated.
    pub db: Connections,
    pub clock: BusinessClock,
    pub transport: Arc<dyn Transport>,
    /// Cancelled when the process leaves: loops in the background end on it.
    pub stop: CancellationToken,
    pub(crate) name: &'static str,
}

impl Ground {
    /// Starts the service's engine.
    ///
    /// # Errors
    ///
    /// [`StartError::Engine`].
    pub async fn engine<A: Actor>(&self, actor: A) -> Result<Engine<A>, StartError> {
        let settings = self.settings.engine;
        let config = EngineConfig {
            partitions: settings.partitions,
            lanes: settings.lanes,
            max_batch: settings.max_batch,
            queue: settings.queue,
            gather: settings.gather,
            ..EngineConfig::new(self.name)
        };
        let (clock, transport) = (self.clock.shared(), Arc::clone(&self.transport));
        Ok(Engine::start(Arc::new(actor), self.db.clone(), clock, transport, config).await?)
    }
}

/// The next day something is due; `None` when nothing is.
pub(crate) type NextDue =
    Arc<dyn Fn() -> BoxFuture<'static, Result<Option<NaiveDate>, StoreError>> + Send + Sync>;

/// A service that is ready to be served: its gRPC services, its engine, and what runs beside them.
pub struct Rooms {
    pub(crate) routes: RoutesBuilder,
    pub(crate) names: Vec<&'static str>,
    pub(crate) operations: Operations,
    pub(crate) db: DatabaseConnection,
    pub(crate) views: Views,
    pub(crate) stop_engine: BoxFuture<'static, ()>,
    pub(crate) next_due: Option<NextDue>,
    pub(crate) background: Vec<(&'static str, BoxFuture<'static, ()>)>,
}

impl Rooms {
    /// Rooms around a running engine; OperationService and StoryService come with it.
    pub fn of<A: Actor>(engine: &Engine<A>) -> Self {
        let stopping = engine.clone();
        Self {
            routes: RoutesBuilder::default(),
            names: Vec::new(),
            operations: engine.operations(),
            db: engine.db().clone(),
            views: engine.views().clone(),
            stop_engine: async move { stopping.stop().await }.boxed(),
            next_due: None,
            background: Vec::new(),
        }
    }

    /// Adds a gRPC service.
    #[must_use]
    pub fn serving<S>(mut self, service: S) -> Self
    where
        S: tower::Service<http::Request<Body>, Error = std::convert::Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Response: axum::response::IntoResponse,
        S::Future: Send + 'static,
    {
        self.routes.add_service(service);
        self.names.push(S::NAME);
        self
    }

    /// Runs something beside the calls until [`Ground::stop`]; when it ends before, the process goes down.
    #[must_use]
    pub fn in_background(
        mut self,
        name: &'static str,
        task: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        self.background.push((name, task.boxed()));
        self
    }

    /// How to find the next day on which this service has something due; for simulation only.
    #[must_use]
    pub fn next_due<F, Found>(mut self, find: F) -> Self
    where
        F: Fn() -> Found + Send + Sync + 'static,
        Found: Future<Output = Result<Option<NaiveDate>, StoreError>> + Send + 'static,
    {
        self.next_due = Some(Arc::new(move || find().boxed()));
        self
    }
}

/// Whether a service has nothing to do on this day, and when it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    /// Nothing is asked, unsent, held, unhandled or due.
    pub idle: bool,
    /// The next day something is due, today or later.
    pub next_due: Option<NaiveDate>,
}

/// Looks for work, then for what is due, then for work again: what is due may have become so in between.
pub(crate) async fn idle(
    operations: &Operations,
    next_due: Option<&NextDue>,
    today: NaiveDate,
) -> Result<Idle, StoreError> {
    let before = operations.idle().await?;
    let next_due = match next_due {
        Some(find) => find().await?,
        None => None,
    };
    let due = next_due.is_some_and(|day| day <= today);
    Ok(Idle { idle: before && !due && operations.idle().await?, next_due })
}
