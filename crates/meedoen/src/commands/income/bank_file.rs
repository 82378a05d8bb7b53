use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use domain::Role;
use indicatif::ProgressBar;

use crate::api::Api;
use crate::commands::Gateway;

#[derive(Args)]
pub struct Arguments {
    /// The file as the bank gave it
    file: PathBuf,
    #[command(flatten)]
    gateway: Gateway,
}

/// Sends the file and tells what came of it. Sent twice it does nothing twice.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let bytes = tokio::fs::read(&arguments.file)
        .await
        .with_context(|| format!("{} cannot be read", arguments.file.display()))?;
    let api = super::run::api(&arguments.gateway)?;
    let token = arguments.gateway.token(Role::IncomeConsultant)?;
    let bar = ProgressBar::new_spinner().with_message(format!("{} bytes go to the service", bytes.len()));
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let answer = Api::upload(&api, &token, "/bankbestanden", bytes).await?;
    bar.finish_and_clear();
    let read = answer.map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let count = |name: &str| read[name].as_u64().unwrap_or_default();
    println!("{:>8} payments are paid", count("betaald"));
    println!("{:>8} were rejected: each is a task now", count("afgewezen"));
    println!("{:>8} were known already", count("herhaald"));
    println!("{:>8} contradict what the bank said before: look at the account", count("tegenstrijdig"));
    println!("{:>8} are no payments of this municipality", count("onbekend"));
    Ok(())
}
