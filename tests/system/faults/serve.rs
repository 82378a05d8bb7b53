//! `meedoen serve` as a process of its own.

use std::fs::OpenOptions;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// The one-process edition as people start it. Dropping it kills it.
pub struct Serve {
    binary: PathBuf,
    data: PathBuf,
    policies: PathBuf,
    address: SocketAddr,
    running: Option<Child>,
}

impl Serve {
    pub async fn start(binary: &Path, data: &Path, policies: &Path) -> anyhow::Result<Self> {
        // Free a moment ago; the same after each restart.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let (binary, data, policies) = (binary.to_owned(), data.to_owned(), policies.to_owned());
        std::fs::create_dir_all(&data)?;
        let mut serve = Self { binary, data, policies, address, running: None };
        serve.spawn().await?;
        Ok(serve)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Starts it on what it left, and waits until it is ready.
    pub async fn spawn(&mut self) -> anyhow::Result<()> {
        let log = self.data.with_extension("log");
        let file = OpenOptions::new().create(true).append(true).open(&log)?;
        let child = Command::new(&self.binary)
            .args(["serve", "--listen", &self.address.to_string()])
            .args([
                "--data".as_ref(),
                self.data.as_os_str(),
                "--policies".as_ref(),
                self.policies.as_os_str(),
            ])
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()?;
        let child = self.running.insert(child);
        let end = Instant::now() + Duration::from_secs(60);
        let page = format!("http://{}/gezondheid/gereed", self.address);
        loop {
            if reqwest::get(&page).await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if child.try_wait()?.is_some() || Instant::now() > end {
                bail!("meedoen serve is not ready: {}", std::fs::read_to_string(&log).unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub fn kill9(&mut self) -> anyhow::Result<()> {
        let mut child = self.running.take().context("it does not run")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        if self.running.is_some() {
            let _ = self.kill9();
        }
    }
}
