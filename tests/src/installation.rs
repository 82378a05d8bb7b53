//! The production edition as plain processes, where the machine has what it needs.

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context;
use chrono::NaiveDate;
use domain::{Municipality, Role};
use load::processes::{GATEWAY, Installation, Options};
use proto::operation::v1::operation_service_client::OperationServiceClient;
use proto::operation::v1::{AdvanceClockRequest, GetIdleRequest};
use proto::routes;
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How often all services must say in a row that they have nothing to do: a message may be on its way between them.
const SURELY_IDLE: u32 = 3;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// The virtual hosts that no installation has now: two cannot share one. `TEST_AMQP_VHOSTS` names them, apart by
/// spaces; without it there is the one of the broker's URL.
static FREE: LazyLock<Mutex<Vec<String>>> = LazyLock::new(|| {
    let named = std::env::var("TEST_AMQP_VHOSTS").unwrap_or_default();
    Mutex::new(named.split_whitespace().map(str::to_owned).collect())
});
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(free().len().max(1)));

fn free() -> MutexGuard<'static, Vec<String>> {
    FREE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A virtual host that is this installation's own until it is dropped.
struct Turn {
    virtual_host: Option<String>,
    _permit: SemaphorePermit<'static>,
}

impl Turn {
    async fn wait() -> anyhow::Result<Self> {
        let permit = TURNS.acquire().await?;
        Ok(Self { virtual_host: free().pop(), _permit: permit })
    }

    /// The broker of this URL, at the virtual host.
    fn at(&self, broker: &str) -> String {
        match (&self.virtual_host, broker.rsplit_once('/')) {
            (Some(host), Some((server, _))) => format!("{server}/{host}"),
            _ => broker.to_owned(),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        free().extend(self.virtual_host.take());
    }
}

/// Servers that tests may use.
#[derive(Debug, Clone)]
pub struct Servers {
    pub database: String,
    pub broker: String,
    pub binaries: PathBuf,
}

/// The servers and binaries, or a printed word why the test is skipped.
pub fn servers(test: &str) -> Option<Servers> {
    let named = |name: &str| {
        let found = std::env::var(name).ok();
        if found.is_none() {
            println!(
                "skipped: {test} on the production edition, because {name} is not set (tests/run sets it)"
            );
        }
        found
    };
    let (database, broker) = (named("TEST_DATABASE_URL")?, named("TEST_AMQP_URL")?);
    let names = routes::SERVICES.into_iter().chain([GATEWAY]).map(|name| format!("meedoen-{name}"));
    let binaries = binaries(test, &names.collect::<Vec<_>>())?;
    Some(Servers { database, broker, binaries })
}

/// The folder that has all these binaries, or a printed word why the test is skipped.
pub fn binaries(test: &str, names: &[String]) -> Option<PathBuf> {
    let folder = match std::env::var_os("MEEDOEN_BINARIES") {
        Some(folder) => PathBuf::from(folder),
        // The test itself runs in `target/<profile>/deps`.
        None => std::env::current_exe().ok()?.parent()?.parent()?.to_owned(),
    };
    let missing: Vec<_> = names.iter().filter(|name| !folder.join(name).is_file()).collect();
    if missing.is_empty() {
        return Some(folder);
    }
    println!("skipped: {test}, because {missing:?} are not in {} (tests/run builds them)", folder.display());
    None
}

/// A running production edition, and the turn to have one.
pub struct Production {
    pub processes: Installation,
    /// By service. A line finds its process again after a restart.
    lines: Vec<(&'static str, service::Line)>,
    token: String,
    municipality: Municipality,
    work: TempDir,
    _turn: Turn,
}

impl Production {
    /// Starts everything; waits for its turn.
    pub async fn start(
        servers: &Servers,
        policies: &Path,
        simulated_from: Option<NaiveDate>,
        change: impl FnOnce(&mut Options),
    ) -> anyhow::Result<Self> {
        let turn = Turn::wait().await?;
        let work = TempDir::new()?;
        let mut options = Options::new(&servers.database, &turn.at(&servers.broker), work.path(), policies);
        options.binaries = Some(servers.binaries.clone());
        options.simulated_from = simulated_from;
        options.requests_per_second = Some(100_000);
        change(&mut options);
        let processes = Installation::start(options).await?;
        let municipality = processes.municipalities().first().context("no municipality")?.clone();
        let token =
            processes.token("beheerder", None, &[Role::Operator], std::slice::from_ref(&municipality))?;
        let lines = routes::SERVICES.into_iter().map(|name| anyhow::Ok((name, processes.grpc(name)?)));
        let lines = lines.collect::<Result<_, _>>()?;
        Ok(Self { processes, lines, token, municipality, work, _turn: turn })
    }

    /// Where settings and logs are.
    pub fn folder(&self) -> &Path {
        self.work.path()
    }

    /// Moves the simulated day of every service forward.
    pub async fn advance(&self, day: NaiveDate) -> anyhow::Result<()> {
        for (name, line) in &self.lines {
            let message = AdvanceClockRequest { day: day.to_string() };
            let request = service::on_behalf(message, &self.token, &self.municipality, None)?;
            let mut client = OperationServiceClient::new(line.clone());
            client.advance_clock(request).await.with_context(|| format!("the clock of {name}"))?;
        }
        Ok(())
    }

    /// Waits until no service has anything left to do on this day; gives the next day on which one has.
    pub async fn settled(&self) -> anyhow::Result<Option<NaiveDate>> {
        let mut idle_looks = 0;
        loop {
            let mut next: Option<NaiveDate> = None;
            let mut idle = true;
            for (_, line) in &self.lines {
                let request = service::on_behalf(GetIdleRequest {}, &self.token, &self.municipality, None)?;
                let mut client = OperationServiceClient::new(line.clone());
                let state = client.get_idle(request).await?.into_inner();
                idle &= state.idle;
                next = [next, state.next_due.parse().ok()].into_iter().flatten().min();
            }
            idle_looks = if idle { idle_looks + 1 } else { 0 };
            if idle_looks == SURELY_IDLE {
                return Ok(next);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Ends everything and removes its databases and queues.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.processes.remove().await
    }
}
