use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use service::Telemetry;
use service::config::TelemetrySettings;

use crate::house::{OneProcess, Plan};

#[derive(Args)]
pub struct Arguments {
    /// Address of the gateway
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where the database files and keys are kept
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// The folder with policies
    #[arg(long, default_value = "deploy/policies")]
    policies: PathBuf,
    /// Address of clamd, which looks for viruses in documents; without it nobody does
    #[arg(long)]
    clamd: Option<String>,
}

/// Runs until a signal, or until a part of it ends.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let telemetry = Telemetry::start("meedoen", &TelemetrySettings::default())?;
    let (leaving, _hurry) = service::signals()?;
    let house = OneProcess::start(Plan {
        folder: &arguments.data,
        policies: &arguments.policies,
        listen: arguments.listen,
        simulated_from: None,
        clamd: arguments.clamd.as_deref(),
        gateway: gateway::Settings::default(),
    })
    .await?;
    eprintln!("Meedoen serves at http://{}{}", house.address, gateway::BASE);
    eprintln!("The interface, described and to try: http://{}/docs", house.address);
    eprintln!(
        "A token: meedoen token --data {} (a LOCAL ISSUER signs it: for trying out only)",
        arguments.data.display()
    );
    if arguments.clamd.is_none() {
        eprintln!("No virus scanner is set (--clamd): documents are taken in unscanned, and each says so");
    }
    let done = house.run_until(leaving.cancelled()).await;
    telemetry.flush();
    done
}
