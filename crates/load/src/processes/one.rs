use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use domain::{Municipality, Role};
use service::identity::LocalIssuer;

use super::{Child, Usage, binaries, municipalities, ports, sign, usage_of};

/// `meedoen serve` in a process of its own: the one-process edition. Dropping it kills it.
pub struct OneProcess {
    data: PathBuf,
    issuer: LocalIssuer,
    child: Child,
    http: reqwest::Client,
}

impl OneProcess {
    /// Starts it on the data below the work folder, and waits until it is ready.
    ///
    /// # Errors
    ///
    /// When the binary is missing, or the process ends or is not ready in time: with the end of its log.
    pub async fn start(work: &Path, policies: &Path, named: Option<&Path>) -> anyhow::Result<Self> {
        let data = work.join("data");
        std::fs::create_dir_all(&data).context("the work folder cannot be made")?;
        let policies = policies.canonicalize().context("there is no folder with policies")?;
        let issuer = LocalIssuer::kept_in(&data, &municipalities(&policies)?)?;
        let port = ports::free(1)?.first().copied().context("there is no free port")?;
        let (address, url) = (format!("127.0.0.1:{port}"), format!("http://127.0.0.1:{port}"));
        let arguments: [OsString; 7] = [
            "serve".into(),
            "--listen".into(),
            address.into(),
            "--data".into(),
            data.clone().into(),
            "--policies".into(),
            policies.into(),
        ];
        let binary = binaries(named)?.join("meedoen");
        let ready = format!("{url}/gezondheid/gereed");
        let child = Child::new("meedoen", binary, arguments, work, url, ready);
        let http = reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?;
        let mut one = Self { data, issuer, child, http };
        one.restart().await?;
        Ok(one)
    }

    /// Where the REST interface is, without its base path.
    pub fn gateway_url(&self) -> String {
        self.child.url()
    }

    /// A token, as [`super::Installation::token`] gives.
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

    /// The database of a service, for looking only.
    pub fn database_url(&self, service: &str) -> String {
        format!("sqlite://{}?mode=ro", self.data.join(format!("{service}.db")).display())
    }

    /// The process id.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn process_id(&self) -> anyhow::Result<u32> {
        self.child.process_id().context("the process does not run")
    }

    /// CPU time and memory.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn usage(&self) -> anyhow::Result<Usage> {
        usage_of(self.process_id()?)
    }

    /// Kills it with SIGKILL, as a crash would.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn kill9(&mut self) -> anyhow::Result<()> {
        self.child.kill()
    }

    /// Starts it again, ending it first if it runs.
    ///
    /// # Errors
    ///
    /// When it does not become ready.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.child.stop().await?;
        self.child.spawn()?;
        self.child.ready(&self.http).await
    }

    /// Ends it with SIGTERM.
    ///
    /// # Errors
    ///
    /// When it does not end in time.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.child.stop().await
    }
}
