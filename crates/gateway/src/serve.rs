//! The gateway as a process of its own.

use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use clap::{Parser, Subcommand};
use policy::Policies;
use service::config::{Process, Reader, Sources};
use service::{BusinessClock, Identity, Line, StartError, Telemetry};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{Clients, Settings, health, router};

const NAME: &str = "gateway";
/// Wrong settings (`EX_USAGE`).
const WRONG_SETTINGS: u8 = 64;

/// REST/JSON in Dutch for everything the services offer
#[derive(Parser)]
#[command(name = "meedoen-gateway", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    sources: Sources,
}

#[derive(Subcommand, Clone, Copy)]
enum Command {
    /// Run the gateway (when no command is given)
    Run,
    /// Read and check all settings, name every problem, and end
    CheckConfig,
    /// Print the OpenAPI document, and end
    Openapi,
}

/// The whole `main` of the gateway.
pub fn start() -> ExitCode {
    let arguments = Arguments::parse();
    let command = arguments.command.unwrap_or(Command::Run);
    if let Command::Openapi = command {
        print!("{}", crate::document());
        return ExitCode::SUCCESS;
    }
    let (process, settings, policies) = match arguments.sources.read(read) {
        Ok(settings) => settings,
        Err(problems) => {
            eprintln!("{NAME}: {problems}");
            return ExitCode::from(WRONG_SETTINGS);
        }
    };
    if let Command::CheckConfig = command {
        println!("{NAME}: the settings are right");
        return ExitCode::SUCCESS;
    }
    match run(&process, settings, policies) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{NAME}: {}", service::chain(&error));
            ExitCode::FAILURE
        }
    }
}

/// Settings and policies: both are checked before a port opens.
fn read(reader: &mut Reader<'_>) -> Option<(Process, Settings, Policies)> {
    let settings = Settings::read(reader);
    let process = Process::read(reader)?;
    let missing: Vec<_> =
        proto::routes::SERVICES.into_iter().filter(|name| !process.services.contains_key(*name)).collect();
    for name in &missing {
        reader.wrong(&format!("services.{name}"), "is missing; must be the address of the service");
    }
    let policies = Policies::load(&process.policies);
    if let Err(problems) = &policies {
        problems.iter().for_each(|problem| reader.wrong("policies", problem.to_string()));
    }
    missing.is_empty().then_some((process, settings, policies.ok()?))
}

fn clients(process: &Process) -> Result<Clients, StartError> {
    let line = |name: &str| -> Result<Line, StartError> {
        let address = process.services.get(name).map_or("", String::as_str);
        service::connect(address, process.tls.as_ref())
    };
    Ok(Clients {
        intake: line(proto::routes::INTAKE)?,
        income: line(proto::routes::INCOME)?,
        reintegration: line(proto::routes::REINTEGRATION)?,
        sheltered_work: line(proto::routes::SHELTERED_WORK)?,
        partner_contracts: line(proto::routes::PARTNER_CONTRACTS)?,
        workflow: line(proto::routes::WORKFLOW)?,
    })
}

fn run(process: &Process, settings: Settings, policies: Policies) -> Result<(), StartError> {
    service::install_crypto();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::Runtime)?;
    runtime.block_on(async {
        let telemetry = Telemetry::start(NAME, &process.telemetry)?;
        let done = listen(process, settings, policies, &telemetry).await;
        if let Err(error) = &done {
            tracing::error!(error = error as &dyn Error, "the gateway went down");
        }
        telemetry.flush();
        done
    })
}

async fn listen(
    process: &Process,
    settings: Settings,
    policies: Policies,
    telemetry: &Telemetry,
) -> Result<(), StartError> {
    let (leaving, hurry) = service::signals().map_err(StartError::Runtime)?;
    let clients = clients(process)?;
    if let Some(address) = process.metrics_listen {
        let listener =
            TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })?;
        let (ready, readiness) = watch::channel(false);
        tokio::spawn(health::watch(clients.clone(), ready, leaving.clone()));
        tokio::spawn(service::serve_page(listener, telemetry.registry(), readiness, hurry));
    }
    let clock = BusinessClock::new(process.simulated_from);
    let router = router(clients, Identity::of(&process.issuers), settings, Arc::new(policies), clock);
    let address = process.listen;
    let listener =
        TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })?;
    tracing::info!(%address, "listening");
    serve(router, listener, leaving, process.grace)
        .await
        .map_err(|source| StartError::Listen { address, source })
}

/// Serves until `leaving` is cancelled, and then at most `grace` longer for what is under way.
///
/// # Errors
///
/// When the listener fails; being cut short after the grace period is none.
pub async fn serve(
    router: Router,
    listener: TcpListener,
    leaving: CancellationToken,
    grace: Duration,
) -> io::Result<()> {
    let listener = listener.tap_io(|connection| {
        // A small answer should not wait for a larger one; a connection that will not have it works as well.
        let _ = connection.set_nodelay(true);
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(leaving.clone().cancelled_owned());
    let over = async {
        leaving.cancelled().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        done = server => done,
        () = over => {
            tracing::warn!("some requests did not finish within the grace period");
            Ok(())
        }
    }
}
