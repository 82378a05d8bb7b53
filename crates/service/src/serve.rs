//! One way to run a service: as a process of its own, or within one that holds them all.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use messaging::{AmqpTransport, Connections, Operations, StoreError, Transport};
use proto::operation::v1::operation_service_server::OperationServiceServer;
use proto::story::v1::story_service_server::StoryServiceServer;
use sea_orm::DbErr;
use secrecy::ExposeSecret;
use tokio::io::DuplexStream;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Certificate, Endpoint, Server, ServerTlsConfig};
use tonic_tracing_opentelemetry::middleware::filters;
use tonic_tracing_opentelemetry::middleware::server::OtelGrpcLayer;

use crate::caller::CallerLayer;
use crate::client::{self, Line};
use crate::clock::BusinessClock;
use crate::config::{Settings, TlsSettings};
use crate::database;
use crate::identity::Identity;
use crate::operation::Operating;
use crate::reflection::{health, reflection};
use crate::rooms::{Ground, Idle, NextDue, Rooms, Service, StartError, checked, idle};
use crate::story::Stories;
use crate::telemetry::{MeasureLayer, Telemetry, serve_page};
use crate::watch::Watched;

/// A database that starts beside us may need a moment.
const DATABASE_PATIENCE: Duration = Duration::from_secs(15);
const RETRY_PAUSE: Duration = Duration::from_millis(500);
const PIPE_BYTES: usize = 64 * 1024;

/// What services of one process share.
#[derive(Clone)]
pub struct House {
    pub clock: BusinessClock,
    pub transport: Arc<dyn Transport>,
    pub identity: Arc<Identity>,
}

impl House {
    /// The house of a process with one service: its clock, its broker, its issuers.
    pub fn of(service: &str, settings: &Settings) -> Self {
        let url = settings.transport_url.as_ref().map_or("", |url| url.expose_secret());
        Self {
            clock: BusinessClock::new(settings.process.simulated_from),
            transport: Arc::new(AmqpTransport::new(url, service, &proto::routes::SERVICES)),
            identity: Identity::of(&settings.process.issuers),
        }
    }
}

/// A service that stands, but is not reachable yet.
struct Standing {
    name: &'static str,
    routes: Routes,
    identity: Arc<Identity>,
    operations: Operations,
    next_due: Option<NextDue>,
    stop_engine: BoxFuture<'static, ()>,
    /// What should run until `leaving`.
    tasks: JoinSet<&'static str>,
    ready: watch::Receiver<bool>,
    leaving: CancellationToken,
    grace: Duration,
}

async fn stand<S: Service>(settings: Settings, house: &House) -> Result<Standing, StartError> {
    let policies = checked::<S>(&settings)?;
    let db = patiently_connect(&settings).await?;
    if settings.database.migrate_at_start {
        database::migrate::<S>(&db).await?;
    } else if !database::is_migrated::<S>(&db.reading).await? {
        return Err(StartError::NotMigrated);
    }
    let grace = settings.process.grace;
    let leaving = CancellationToken::new();
    let ground = Ground {
        settings: Arc::new(settings),
        policies,
        db,
        clock: house.clock.clone(),
        transport: Arc::clone(&house.transport),
        stop: leaving.clone(),
        name: S::NAME,
    };
    let rooms = S::open(ground).await?;
    Ok(furnish(S::NAME, rooms, house, leaving, grace))
}

/// Adds what every service has.
fn furnish(
    name: &'static str,
    mut rooms: Rooms,
    house: &House,
    leaving: CancellationToken,
    grace: Duration,
) -> Standing {
    let (health_reporter, health_server) = health();
    let operating = Operating {
        operations: rooms.operations.clone(),
        views: rooms.views.clone(),
        clock: house.clock.clone(),
        next_due: rooms.next_due.clone(),
    };
    let stories = Stories { service: name, db: rooms.db.clone(), views: rooms.views.clone() };
    rooms = rooms
        .serving(OperationServiceServer::new(operating))
        .serving(StoryServiceServer::new(stories))
        .serving(health_server);
    let (reflection_v1, reflection_v1alpha) = reflection(&rooms.names);
    if let Some(server) = reflection_v1 {
        rooms = rooms.serving(server);
    }
    if let Some(server) = reflection_v1alpha {
        rooms = rooms.serving(server);
    }

    let (ready, readiness) = watch::channel(false);
    let watched = Watched {
        service: name,
        db: rooms.db.clone(),
        operations: rooms.operations.clone(),
        health: health_reporter,
        ready,
    };
    let mut tasks = JoinSet::new();
    run_beside(&mut tasks, "the watch over the service", watched.watch(leaving.clone()).boxed());
    for (task_name, task) in rooms.background {
        run_beside(&mut tasks, task_name, task);
    }
    Standing {
        name,
        routes: rooms.routes.routes(),
        identity: Arc::clone(&house.identity),
        operations: rooms.operations,
        next_due: rooms.next_due,
        stop_engine: rooms.stop_engine,
        tasks,
        ready: readiness,
        leaving,
        grace,
    }
}

fn run_beside(tasks: &mut JoinSet<&'static str>, name: &'static str, task: BoxFuture<'static, ()>) {
    tasks.spawn(async move {
        if AssertUnwindSafe(task).catch_unwind().await.is_err() {
            tracing::error!(task = name, "a task in the background panicked");
        }
        name
    });
}

async fn patiently_connect(settings: &Settings) -> Result<Connections, DbErr> {
    let since = std::time::Instant::now();
    loop {
        match database::connect(&settings.database, settings.engine.lanes).await {
            Ok(db) => return Ok(db),
            Err(error) if since.elapsed() > DATABASE_PATIENCE => return Err(error),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the database does not let us in yet"
                );
                tokio::time::sleep(RETRY_PAUSE).await;
            }
        }
    }
}

/// Layers from the outside in: trace, measures, who calls.
macro_rules! server {
    ($standing:expr, $tls:expr) => {{
        let tls: Option<&TlsSettings> = $tls;
        let mut builder =
            Server::builder().tcp_nodelay(true).http2_keepalive_interval(Some(Duration::from_secs(30)));
        if let Some(tls) = tls {
            builder = builder.tls_config(server_tls(tls)?).map_err(|error| StartError::Tls(error.into()))?;
        }
        builder
            .layer(OtelGrpcLayer::default().filter(filters::reject_healthcheck))
            .layer(MeasureLayer::of($standing.name))
            .layer(CallerLayer::new(Arc::clone(&$standing.identity)))
            .add_routes($standing.routes.clone())
    }};
}

fn server_tls(tls: &TlsSettings) -> Result<ServerTlsConfig, StartError> {
    client::install_crypto();
    let config = ServerTlsConfig::new().identity(client::identity(tls)?);
    Ok(match &tls.client_ca {
        Some(ca) => config.client_ca_root(Certificate::from_pem(client::read(ca)?)),
        None => config,
    })
}

/// Runs a service as a process of its own until `leaving` is cancelled, and then until what is under way is done,
/// the grace period is over, or `hurry` is cancelled.
///
/// # Errors
///
/// [`StartError`] when it does not start, when a part of it ends early, or when it was cut short.
pub async fn run<S: Service>(
    settings: Settings,
    telemetry: &Telemetry,
    leaving: CancellationToken,
    hurry: CancellationToken,
) -> Result<(), StartError> {
    let process = settings.process.clone();
    let house = House::of(S::NAME, &settings);
    let mut standing = tokio::select! {
        standing = stand::<S>(settings, &house) => standing?,
        () = leaving.cancelled() => return Ok(()),
    };
    let listening = async {
        let listener = listen(process.listen).await?;
        let page = match process.metrics_listen {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        Ok::<_, StartError>((listener, page))
    };
    let (listener, page) = match listening.await {
        Ok(listeners) => listeners,
        Err(error) => {
            standing.leaving.cancel();
            standing.stop_engine.await;
            return Err(error);
        }
    };
    if let Some(page) = page {
        // It goes on answering while the service leaves, so that its redness is seen.
        let serving = serve_page(page, telemetry.registry(), standing.ready.clone(), hurry.clone());
        run_beside(&mut standing.tasks, "the page with measures", serving.map(|_| ()).boxed());
    }
    tracing::info!(service = S::NAME, address = %process.listen, "listening");
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let server = server!(standing, process.tls.as_ref())
        .serve_with_incoming_shutdown(incoming, standing.leaving.clone().cancelled_owned());
    let inner = standing.leaving.clone();
    let forward = async move {
        leaving.cancelled().await;
        inner.cancel();
    };
    tokio::spawn(forward);
    live(standing, server.map(|_| ()).boxed(), hurry).await
}

async fn listen(address: std::net::SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })
}

/// Lives until it is told to leave, or a part of it ends; then finishes what is under way.
async fn live(
    mut standing: Standing,
    server: BoxFuture<'static, ()>,
    hurry: CancellationToken,
) -> Result<(), StartError> {
    let mut server = tokio::spawn(server);
    let ended = tokio::select! {
        // What ends because it was told to has not ended early.
        biased;
        () = standing.leaving.cancelled() => None,
        _ = &mut server => Some("the gRPC server"),
        ended = standing.tasks.join_next() => Some(ended.and_then(Result::ok).unwrap_or("a task in the background")),
    };
    if let Some(part) = ended {
        tracing::error!(service = standing.name, part, "a part of the service ended early: all of it stops");
    }
    tracing::info!(service = standing.name, "leaving: finishing what is under way");
    standing.leaving.cancel();
    let finishing = async {
        if ended != Some("the gRPC server") {
            let _ = (&mut server).await;
        }
        standing.stop_engine.await;
    };
    let finished = tokio::select! {
        () = finishing => true,
        () = tokio::time::sleep(standing.grace) => false,
        () = hurry.cancelled() => false,
    };
    server.abort();
    standing.tasks.shutdown().await;
    match ended {
        Some(part) => Err(StartError::Ended(part)),
        None if finished => Ok(()),
        None => Err(StartError::CutShort),
    }
}

/// A service that runs within this process, reached over a pipe with the same clients as over the network.
pub struct Embedded {
    pub name: &'static str,
    /// Give it to a generated client.
    pub line: Line,
    pub operations: Operations,
    next_due: Option<NextDue>,
    clock: BusinessClock,
    leaving: CancellationToken,
    done: JoinHandle<Result<(), StartError>>,
}

/// Starts a service within this process.
///
/// # Errors
///
/// [`StartError`] when it does not start.
pub async fn embed<S: Service>(settings: Settings, house: &House) -> Result<Embedded, StartError> {
    let standing = stand::<S>(settings, house).await?;
    let (pipes, incoming) = mpsc::channel::<std::io::Result<DuplexStream>>(16);
    let server = server!(standing, None).serve_with_incoming_shutdown(
        ReceiverStream::new(incoming),
        standing.leaving.clone().cancelled_owned(),
    );
    let connector = tower::service_fn(move |_: http::Uri| {
        let pipes = pipes.clone();
        async move {
            let (ours, theirs) = tokio::io::duplex(PIPE_BYTES);
            pipes.send(Ok(theirs)).await.map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>(hyper_util::rt::TokioIo::new(ours))
        }
    });
    let channel = Endpoint::from_static("http://in-process").connect_with_connector_lazy(connector);
    Ok(Embedded {
        name: S::NAME,
        line: client::line(channel),
        operations: standing.operations.clone(),
        next_due: standing.next_due.clone(),
        clock: house.clock.clone(),
        leaving: standing.leaving.clone(),
        done: tokio::spawn(live(standing, server.map(|_| ()).boxed(), CancellationToken::new())),
    })
}

impl Embedded {
    /// Whether nothing is asked, unsent, held, unhandled or due on the day the clock stands at.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn idle(&self) -> Result<Idle, StoreError> {
        let today = messaging::Clock::now(&self.clock).day;
        idle(&self.operations, self.next_due.as_ref(), today).await
    }

    /// Finishes what is under way, and ends.
    ///
    /// # Errors
    ///
    /// [`StartError`] when a part of it had ended before, or the grace period was over.
    pub async fn stop(mut self) -> Result<(), StartError> {
        self.leaving.cancel();
        self.ended().await
    }

    /// Returns when the service ends, which it does not do by itself: whoever holds it should go down with it.
    ///
    /// # Errors
    ///
    /// [`StartError`] with the part that ended.
    pub async fn ended(&mut self) -> Result<(), StartError> {
        (&mut self.done).await.unwrap_or(Err(StartError::Ended("the service")))
    }
}
