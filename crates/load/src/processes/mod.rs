//! An installation of the production edition as plain processes: what a system test stands on.

mod child;
mod one;
mod ports;
mod servers;
mod settings;
mod usage;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use chrono::NaiveDate;
use domain::{Municipality, Role};
use policy::Policies;
use service::Line;
use service::identity::{LocalIssuer, TokenFor};

pub use child::Child;
pub use one::OneProcess;
pub use usage::{Usage, listening_on, tree_usage, usage_of};

/// The gateway's name beside those of `proto::routes::SERVICES`.
pub const GATEWAY: &str = "gateway";

const TOKEN_HOURS: u64 = 12;

/// What an installation stands on.
#[derive(Debug, Clone)]
pub struct Options {
    /// A role that may create databases, and a database it may connect to.
    pub database_url: String,
    /// A virtual host that no other installation uses.
    pub amqp_url: String,
    /// Where settings, keys and logs are written.
    pub work: PathBuf,
    /// Where the binaries are; `None` is beside the running one.
    pub binaries: Option<PathBuf>,
    pub policies: PathBuf,
    /// The first business day of a simulation; `None` is the real clock.
    pub simulated_from: Option<NaiveDate>,
    /// Requests a second that the gateway lets one user make; `None` is its usual limit.
    pub requests_per_second: Option<u32>,
    /// More settings for single processes, laid over what is written by itself.
    pub settings: BTreeMap<String, toml::Table>,
}

impl Options {
    /// Options with everything else as usual.
    pub fn new(database_url: &str, amqp_url: &str, work: &Path, policies: &Path) -> Self {
        Self {
            database_url: database_url.into(),
            amqp_url: amqp_url.into(),
            work: work.into(),
            binaries: None,
            policies: policies.into(),
            simulated_from: None,
            requests_per_second: None,
            settings: BTreeMap::new(),
        }
    }
}

/// Six services and a gateway that run. Dropping it kills them; [`Installation::remove`] leaves nothing behind.
pub struct Installation {
    options: Options,
    issuer: LocalIssuer,
    municipalities: Vec<Municipality>,
    /// The database of each service.
    databases: BTreeMap<String, String>,
    children: BTreeMap<String, Child>,
    http: reqwest::Client,
}

impl Installation {
    /// Creates databases, writes settings, starts everything, and waits until all of it is ready.
    ///
    /// # Errors
    ///
    /// When a server cannot be used, a binary is missing, or a process ends or is not ready in time: with the end
    /// of its log.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let mut options = options;
        std::fs::create_dir_all(&options.work).context("the work folder cannot be made")?;
        options.work = options.work.canonicalize()?;
        options.policies = options.policies.canonicalize().context("there is no folder with policies")?;
        let municipalities = municipalities(&options.policies)?;
        let issuer = LocalIssuer::fresh(&municipalities)?;
        let http = reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?;

        servers::clear_broker(&options.amqp_url).await?;
        let databases =
            servers::in_time("making databases", servers::create_databases(&options.database_url)).await?;
        let children = settings::write(&options, &issuer, &municipalities, &databases)?;
        let mut installation = Self { options, issuer, municipalities, databases, children, http };
        let names: Vec<_> = installation.children.keys().cloned().collect();
        for name in &names {
            installation.child_mut(name)?.spawn()?;
        }
        for name in &names {
            installation.ready(name).await?;
        }
        Ok(installation)
    }

    /// Where the REST interface is, without its base path: `http://127.0.0.1:20123`.
    pub fn gateway_url(&self) -> String {
        self.children.get(GATEWAY).map(Child::url).unwrap_or_default()
    }

    /// All municipalities of the policies.
    pub fn municipalities(&self) -> &[Municipality] {
        &self.municipalities
    }

    /// A token for someone of these municipalities with these roles; a partner's people name their organisation.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub fn token(
        &self,
        user: &str,
        organisation: Option<&str>,
        roles: &[Role],
        municipalities: &[Municipality],
    ) -> anyhow::Result<String> {
        sign(&self.issuer, user, organisation, roles, municipalities)
    }

    /// A line to a service, for a generated client.
    ///
    /// # Errors
    ///
    /// When there is no such service.
    pub fn grpc(&self, service: &str) -> anyhow::Result<Line> {
        Ok(service::connect(&self.child(service)?.url(), None)?)
    }

    /// The database of a service, for looking only.
    ///
    /// # Errors
    ///
    /// When there is no such service.
    pub fn database_url(&self, service: &str) -> anyhow::Result<&str> {
        self.databases.get(service).map(String::as_str).with_context(|| format!("no service {service}"))
    }

    /// The names of all processes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.children.keys().map(String::as_str)
    }

    /// The process id of a running service or the gateway.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn process_id(&self, name: &str) -> anyhow::Result<u32> {
        self.child(name)?.process_id().with_context(|| format!("{name} does not run"))
    }

    /// CPU time and memory of a running process.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn usage(&self, name: &str) -> anyhow::Result<Usage> {
        usage_of(self.process_id(name)?)
    }

    /// The file that holds what a process wrote.
    ///
    /// # Errors
    ///
    /// When there is no such process.
    pub fn log(&self, name: &str) -> anyhow::Result<&Path> {
        Ok(self.child(name)?.log())
    }

    /// Kills a process with SIGKILL, as a crash would.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn kill9(&mut self, name: &str) -> anyhow::Result<()> {
        self.child_mut(name)?.kill()
    }

    /// Sends a signal by its name, such as `STOP` and `CONT`.
    ///
    /// # Errors
    ///
    /// When the process does not run.
    pub async fn signal(&self, name: &str, signal: &str) -> anyhow::Result<()> {
        self.child(name)?.signal(signal).await
    }

    /// Starts a process that ended, or ends it first, and waits until it is ready.
    ///
    /// # Errors
    ///
    /// When it does not become ready.
    pub async fn restart(&mut self, name: &str) -> anyhow::Result<()> {
        self.child_mut(name)?.stop().await?;
        self.child_mut(name)?.spawn()?;
        self.ready(name).await
    }

    /// Starts another process of a service beside the first, which shares its work, and waits until it is ready. It
    /// goes by the name that is given back.
    ///
    /// # Errors
    ///
    /// When there is no such service, or it does not become ready.
    pub async fn start_another(&mut self, service: &str) -> anyhow::Result<String> {
        let name = format!("{service}-{}", self.children.len());
        let mut child = settings::another(&self.options, service, &name)?;
        child.spawn()?;
        self.children.insert(name.clone(), child);
        self.ready(&name).await?;
        Ok(name)
    }

    /// Ends a process with SIGTERM and waits for it.
    ///
    /// # Errors
    ///
    /// When it does not end in time; it is killed then.
    pub async fn stop(&mut self, name: &str) -> anyhow::Result<()> {
        self.child_mut(name)?.stop().await
    }

    /// Ends everything with SIGTERM: the gateway first, so that nobody asks any more.
    ///
    /// # Errors
    ///
    /// When something does not end in time.
    pub async fn stop_all(&mut self) -> anyhow::Result<()> {
        self.stop(GATEWAY).await?;
        let running: Vec<_> = self.children.keys().cloned().collect();
        for name in &running {
            if self.child(name)?.process_id().is_some() {
                self.child(name)?.signal("TERM").await?;
            }
        }
        for name in &running {
            self.child_mut(name)?.wait(child::GONE_WITHIN).await?;
        }
        Ok(())
    }

    /// Ends everything, and removes its databases and queues. Settings and logs stay.
    ///
    /// # Errors
    ///
    /// When something does not end or cannot be removed.
    pub async fn remove(mut self) -> anyhow::Result<()> {
        self.stop_all().await?;
        let dropped = servers::drop_databases(&self.options.database_url, self.databases.values());
        servers::in_time("removing databases", dropped).await?;
        servers::clear_broker(&self.options.amqp_url).await
    }

    /// Waits until a process says that it is ready.
    ///
    /// # Errors
    ///
    /// When it ends before, or is not ready within a minute.
    pub async fn ready(&mut self, name: &str) -> anyhow::Result<()> {
        let http = self.http.clone();
        self.child_mut(name)?.ready(&http).await
    }

    fn child(&self, name: &str) -> anyhow::Result<&Child> {
        self.children.get(name).with_context(|| format!("there is no process {name}"))
    }

    fn child_mut(&mut self, name: &str) -> anyhow::Result<&mut Child> {
        self.children.get_mut(name).with_context(|| format!("there is no process {name}"))
    }
}

/// Every municipality that some policy names, once.
fn municipalities(policies: &Path) -> anyhow::Result<Vec<Municipality>> {
    let policies = Policies::load(policies).map_err(|problems| anyhow::anyhow!("{problems}"))?;
    let mut all = Vec::new();
    for policy in policies.versions() {
        for entry in &policy.municipalities {
            all.push(Municipality::new(&policy.tenant, &entry.code)?);
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}

fn sign(
    issuer: &LocalIssuer,
    user: &str,
    organisation: Option<&str>,
    roles: &[Role],
    municipalities: &[Municipality],
) -> anyhow::Result<String> {
    Ok(issuer.token(&TokenFor {
        user: user.into(),
        organisation: organisation.map(Into::into),
        roles: roles.to_vec(),
        municipalities: municipalities.to_vec(),
        valid_for: Duration::from_secs(TOKEN_HOURS * 3600),
    })?)
}

/// The folder of the binaries, with a word when they are not there.
fn binaries(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let folder = match named {
        Some(folder) => folder.to_owned(),
        None => {
            let own = std::env::current_exe()?;
            let beside = own.parent().context("the running binary has no folder")?;
            // A test runs in `target/debug/deps`.
            if beside.ends_with("deps") { beside.parent().unwrap_or(beside).into() } else { beside.into() }
        }
    };
    folder.canonicalize().with_context(|| format!("{} is no folder with binaries", folder.display()))
}
