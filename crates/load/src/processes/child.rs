use std::ffi::OsString;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// How long a process may take until it is ready.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// How long a process may take to end after SIGTERM: its own grace period and a little.
pub(super) const GONE_WITHIN: Duration = Duration::from_secs(30);
/// How much of a log is shown when something went wrong.
const LINES_SHOWN: usize = 15;

/// One process of an installation: how to start it, and the running one if there is. Dropping it kills it.
pub struct Child {
    name: String,
    binary: PathBuf,
    arguments: Vec<OsString>,
    pid_file: PathBuf,
    log: PathBuf,
    url: String,
    ready_page: String,
    running: Option<std::process::Child>,
}

impl Child {
    /// A process that is not started yet: its log goes to `folder`, and `ready_page` answers 200 when it is ready.
    pub(super) fn new<A: Into<OsString>>(
        name: &str,
        binary: PathBuf,
        arguments: impl IntoIterator<Item = A>,
        folder: &Path,
        url: String,
        ready_page: String,
    ) -> Self {
        Self {
            name: name.into(),
            binary,
            arguments: arguments.into_iter().map(Into::into).collect(),
            pid_file: folder.join(format!("{name}.pid")),
            log: folder.join(format!("{name}.log")),
            url,
            ready_page,
            running: None,
        }
    }

    pub(super) fn url(&self) -> String {
        self.url.clone()
    }

    pub(super) fn log(&self) -> &Path {
        &self.log
    }

    /// The process id while it runs.
    pub fn process_id(&self) -> Option<u32> {
        self.running.as_ref().map(std::process::Child::id)
    }

    pub(super) fn spawn(&mut self) -> anyhow::Result<()> {
        self.kill_forgotten();
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let child = Command::new(&self.binary)
            .args(&self.arguments)
            .env_remove("MEEDOEN_CONFIG")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} cannot be started: was it built?", self.binary.display()))?;
        std::fs::write(&self.pid_file, child.id().to_string())?;
        self.running = Some(child);
        Ok(())
    }

    /// A process that a killed harness left behind in the same work folder would hold its port and its queues.
    fn kill_forgotten(&self) {
        let Ok(pid) = std::fs::read_to_string(&self.pid_file) else { return };
        let own = std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == self.binary);
        if own {
            let _ = Command::new("kill").args(["-KILL", &pid]).status();
        }
    }

    /// Waits until it says that it is ready.
    pub(super) async fn ready(&mut self, http: &reqwest::Client) -> anyhow::Result<()> {
        let end = Instant::now() + READY_WITHIN;
        loop {
            let answer = http.get(&self.ready_page).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if self.has_ended() {
                bail!("{} ended before it was ready:\n{}", self.name, self.log_end());
            }
            if Instant::now() > end {
                bail!("{} was not ready within {READY_WITHIN:?}:\n{}", self.name, self.log_end());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends it with SIGTERM, if it runs, and waits for it; it is killed when it does not end in time.
    pub(super) async fn stop(&mut self) -> anyhow::Result<()> {
        if self.running.is_some() {
            self.signal("TERM").await?;
            self.wait(GONE_WITHIN).await?;
        }
        Ok(())
    }

    /// Whether it ended by itself.
    fn has_ended(&mut self) -> bool {
        self.running.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)))
    }

    pub(super) fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.running.take().with_context(|| format!("{} does not run", self.name))?;
        child.kill()?;
        child.wait()?;
        let _ = std::fs::remove_file(&self.pid_file);
        Ok(())
    }

    pub(super) async fn signal(&self, signal: &str) -> anyhow::Result<()> {
        let pid = self.process_id().with_context(|| format!("{} does not run", self.name))?;
        let status = tokio::process::Command::new("kill")
            .arg(format!("-{signal}"))
            .arg(pid.to_string())
            .status()
            .await?;
        if !status.success() {
            bail!("{} takes no signal {signal}", self.name);
        }
        Ok(())
    }

    pub(super) async fn wait(&mut self, patience: Duration) -> anyhow::Result<()> {
        let end = Instant::now() + patience;
        while let Some(child) = self.running.as_mut() {
            if child.try_wait()?.is_some() {
                self.running = None;
                let _ = std::fs::remove_file(&self.pid_file);
            } else if Instant::now() > end {
                self.kill()?;
                bail!("{} did not end within {patience:?} and was killed:\n{}", self.name, self.log_end());
            } else {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(())
    }

    /// The last lines of its log.
    fn log_end(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(LINES_SHOWN)..].join("\n")
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.running.is_some() {
            let _ = self.kill();
        }
    }
}
