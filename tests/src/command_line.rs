//! `meedoen` as people run it.

use std::path::PathBuf;

use tokio::process::Command;

use crate::installation::binaries;
use crate::person::Who;
use crate::world::World;

/// The command line, without what this environment would tell it.
pub struct CommandLine {
    binary: PathBuf,
}

/// What a command said before it ended.
#[derive(Debug)]
pub struct Said {
    pub succeeded: bool,
    pub out: String,
    pub error: String,
}

impl Said {
    /// What a command says until it ends.
    pub async fn by(mut command: Command) -> anyhow::Result<Self> {
        let done = command.output().await?;
        Ok(Self {
            succeeded: done.status.success(),
            out: String::from_utf8(done.stdout)?,
            error: String::from_utf8(done.stderr)?,
        })
    }

    /// What it printed; fails when the command did.
    pub fn done(self) -> anyhow::Result<String> {
        crate::check!(self.succeeded, "{}\n{}", self.error, self.out);
        Ok(self.out)
    }
}

impl CommandLine {
    /// Where it was not built, it prints that `test` is skipped.
    pub fn built(test: &str) -> Option<Self> {
        Some(Self { binary: binaries(test, &["meedoen".to_owned()])?.join("meedoen") })
    }

    pub async fn says(&self, arguments: &[&str]) -> anyhow::Result<Said> {
        Said::by(self.command(arguments)).await
    }

    /// What it says to someone beside the running gateway of a world.
    pub async fn says_to(&self, world: &World, who: &Who, arguments: &[&str]) -> anyhow::Result<Said> {
        let mut command = self.command(arguments);
        command.args(["--gateway", &world.gateway()]).env("MEEDOEN_TOKEN", world.token(who)?);
        Said::by(command).await
    }

    /// To be started otherwise than to its end.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).env_remove("MEEDOEN_TOKEN");
        command
    }
}
