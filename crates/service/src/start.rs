//! The commands that every service binary has.

use std::error::Error;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::client::install_crypto;
use crate::config::{Problems, Settings, Sources};
use crate::database;
use crate::rooms::{Service, StartError, checked};
use crate::serve;
use crate::telemetry::Telemetry;

/// Wrong settings (`EX_USAGE`).
const WRONG_SETTINGS: u8 = 64;

#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    sources: Sources,
}

#[derive(Subcommand, Clone, Copy)]
enum Command {
    /// Run the service (when no command is given)
    Run,
    /// Bring the database up to date, and end
    Migrate,
    /// Read and check all settings, name every problem, and end
    CheckConfig,
}

/// The whole `main` of a service binary.
pub fn start<S: Service>() -> ExitCode {
    let matches = Arguments::command().name(S::NAME).get_matches();
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let settings = match read::<S>(&arguments.sources) {
        Ok(settings) => settings,
        Err(problems) => {
            eprintln!("{}: {problems}", S::NAME);
            return ExitCode::from(WRONG_SETTINGS);
        }
    };
    let done = match arguments.command.unwrap_or(Command::Run) {
        Command::CheckConfig => {
            println!("{}: the settings are right", S::NAME);
            Ok(())
        }
        Command::Migrate => in_runtime(migrate::<S>(settings)),
        Command::Run => in_runtime(run::<S>(settings)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {}", S::NAME, chain(&error));
            ExitCode::FAILURE
        }
    }
}

/// All settings of a service, checked by it too.
fn read<S: Service>(sources: &Sources) -> Result<Settings, Problems> {
    let settings = sources.read(|reader| {
        let own = S::own(reader);
        Some(Settings { own, ..Settings::read(reader, S::SECRETS)? })
    })?;
    checked::<S>(&settings)?;
    Ok(settings)
}

fn in_runtime(work: impl Future<Output = Result<(), StartError>>) -> Result<(), StartError> {
    install_crypto();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::Runtime)?;
    runtime.block_on(work)
}

async fn migrate<S: Service>(settings: Settings) -> Result<(), StartError> {
    let db = database::connect(&settings.database, settings.engine.lanes).await?;
    database::migrate::<S>(&db).await?;
    Ok(db.close().await?)
}

async fn run<S: Service>(settings: Settings) -> Result<(), StartError> {
    let telemetry = Telemetry::start(S::NAME, &settings.process.telemetry)?;
    let (leaving, hurry) = signals().map_err(StartError::Runtime)?;
    let done = serve::run::<S>(settings, &telemetry, leaving, hurry).await;
    if let Err(error) = &done {
        tracing::error!(service = S::NAME, error = error as &dyn Error, "the service went down");
    }
    telemetry.flush();
    done
}

/// Two tokens: the first signal to stop cancels the one, the second signal the other.
///
/// # Errors
///
/// When the machine lets us hear no signals.
pub fn signals() -> std::io::Result<(CancellationToken, CancellationToken)> {
    let (leaving, hurry) = (CancellationToken::new(), CancellationToken::new());
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let tokens = [leaving.clone(), hurry.clone()];
    tokio::spawn(async move {
        for token in tokens {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            token.cancel();
        }
    });
    Ok((leaving, hurry))
}

/// An error with all that caused it, on one line.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_takes_settings_and_run_is_the_default() {
        Arguments::command().debug_assert();
        let read = |line: &[&str]| Arguments::try_parse_from(line);
        assert!(read(&["income"]).unwrap().command.is_none());
        let arguments = read(&["income", "check-config", "--config", "a.toml", "--set", "lanes=2"]).unwrap();
        assert!(matches!(arguments.command, Some(Command::CheckConfig)));
        assert_eq!(arguments.sources.set, ["lanes=2"]);
        assert!(
            read(&["income", "--database-url", "postgres://x"]).is_err(),
            "no secrets on the command line"
        );
    }

    #[test]
    fn a_chain_names_every_cause_once() {
        let error = StartError::Database(sea_orm::DbErr::Custom("no such role".into()));
        assert_eq!(chain(&error), "the database cannot be used: Custom Error: no such role");
    }
}
