//! A PostgreSQL and a RabbitMQ of a test's own, which it may kill.

use std::path::{Path, PathBuf};
use std::process::Output;

use anyhow::{Context, ensure};
use system_tests::Servers;
use tempfile::TempDir;
use tokio::process::Command;

/// Servers that run below a folder of their own. Dropping it ends them.
pub struct Own {
    folder: TempDir,
}

/// The two servers, by the names that `tests/services.sh` gives them.
pub const BOTH: [&str; 2] = ["pg", "mq"];

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("services.sh")
}

fn told(answer: &Output) -> String {
    String::from_utf8_lossy(&answer.stderr).trim().to_owned()
}

impl Own {
    /// Starts both on free ports.
    pub async fn start() -> anyhow::Result<Self> {
        let own = Self { folder: tempfile::tempdir()? };
        own.run("up", &[]).await?;
        Ok(own)
    }

    /// Where they are, with the binaries of others.
    pub async fn servers(&self, like: &Servers) -> anyhow::Result<Servers> {
        let exports = self.run("env", &[]).await?;
        let named = |name: &str| {
            let value = exports.lines().find_map(|line| line.strip_prefix("export ")?.strip_prefix(name));
            value
                .and_then(|value| value.strip_prefix('='))
                .map(str::to_owned)
                .with_context(|| format!("no {name}"))
        };
        Ok(Servers { database: named("DATABASE_URL")?, broker: named("AMQP_URL")?, ..like.clone() })
    }

    /// Kills one with SIGKILL.
    pub async fn kill9(&self, server: &str) -> anyhow::Result<()> {
        self.run("kill9", &[server]).await.map(drop)
    }

    /// Starts one again on what it left, and waits until it answers.
    pub async fn start_again(&self, server: &str) -> anyhow::Result<()> {
        self.run("start-one", &[server]).await.map(drop)
    }

    async fn run(&self, command: &str, more: &[&str]) -> anyhow::Result<String> {
        let answer = Command::new(script()).arg(command).arg(self.folder.path()).args(more).output().await?;
        ensure!(answer.status.success(), "{command} {more:?}: {}", told(&answer));
        Ok(String::from_utf8(answer.stdout)?)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = std::process::Command::new(script()).arg("destroy").arg(self.folder.path()).output();
    }
}
