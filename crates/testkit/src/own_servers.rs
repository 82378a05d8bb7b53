//! A PostgreSQL and a RabbitMQ of a test's own, which it may kill or starve.

use std::path::{Path, PathBuf};
use std::process::Output;

use anyhow::{Context, ensure};
use tempfile::TempDir;
use tokio::process::Command;

/// Servers that run below a folder of their own. Dropping it ends them.
pub struct OwnServers {
    folder: TempDir,
}

/// The two servers, by the names that `tests/services.sh` gives them.
pub const OWN_SERVERS: [&str; 2] = ["pg", "mq"];

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/services.sh")
}

fn told(answer: &Output) -> String {
    String::from_utf8_lossy(&answer.stderr).trim().to_owned()
}

impl OwnServers {
    /// Starts both on free ports.
    ///
    /// # Errors
    ///
    /// When they are not installed or do not start.
    pub async fn start() -> anyhow::Result<Self> {
        let own = Self { folder: tempfile::tempdir()? };
        own.run("up", &[]).await?;
        Ok(own)
    }

    /// URL of PostgreSQL and URL of RabbitMQ.
    ///
    /// # Errors
    ///
    /// When they do not run.
    pub async fn urls(&self) -> anyhow::Result<(String, String)> {
        let exports = self.run("env", &[]).await?;
        let named = |name: &str| {
            let value = exports.lines().find_map(|line| line.strip_prefix("export ")?.strip_prefix(name));
            value
                .and_then(|value| value.strip_prefix('='))
                .map(str::to_owned)
                .with_context(|| format!("no {name}"))
        };
        Ok((named("DATABASE_URL")?, named("AMQP_URL")?))
    }

    /// Gives the broker an order of `rabbitmqctl`.
    ///
    /// # Errors
    ///
    /// When it does not do it.
    pub async fn broker(&self, order: &[&str]) -> anyhow::Result<()> {
        self.run("ctl", order).await.map(drop)
    }

    /// Kills one with SIGKILL.
    ///
    /// # Errors
    ///
    /// When there is no such server.
    pub async fn kill9(&self, server: &str) -> anyhow::Result<()> {
        self.run("kill9", &[server]).await.map(drop)
    }

    /// Starts one again on what it left, and waits until it answers.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn start_again(&self, server: &str) -> anyhow::Result<()> {
        self.run("start-one", &[server]).await.map(drop)
    }

    async fn run(&self, command: &str, more: &[&str]) -> anyhow::Result<String> {
        let answer = Command::new(script()).arg(command).arg(self.folder.path()).args(more).output().await?;
        ensure!(answer.status.success(), "{command} {more:?}: {}", told(&answer));
        Ok(String::from_utf8(answer.stdout)?)
    }
}

impl Drop for OwnServers {
    fn drop(&mut self) {
        let _ = std::process::Command::new(script()).arg("destroy").arg(self.folder.path()).output();
    }
}
