//! The one-process edition and the operator's command line.

pub mod api;
mod caseload;
mod commands;
mod demo;
pub mod house;
mod tell;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::{case, cases, income, parked, policy, serve, story, token};

/// Meedoen: the Participation Act from application to review
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Live through the year 2026 of one municipality on a simulated clock, and report on it
    Demo(demo::Arguments),
    /// Run all services and the gateway in this one process
    Serve(serve::Arguments),
    /// Read the story of a case
    Case(case::Arguments),
    /// Find cases that do not go on, and set them going again
    Cases(cases::Arguments),
    /// Find what was changed, taken away or moved in stories
    Story(story::Arguments),
    /// Look at messages that could not be handled; replay or discard them
    Parked(parked::Arguments),
    /// Check the policies, read one in plain Dutch, or take a new version into use
    Policy(policy::Arguments),
    /// Answer questions of law on income about a household in a file; make payment runs and read what the bank answers
    Income(income::Arguments),
    /// Make a token of the local issuer, for trying out only
    Token(token::Arguments),
}

/// The whole `main` of the command line.
pub fn start() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("meedoen: the runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Demo(arguments) => demo::run(arguments).await,
            Command::Serve(arguments) => serve::run(arguments).await,
            Command::Case(arguments) => case::run(arguments).await,
            Command::Cases(arguments) => cases::run(arguments).await,
            Command::Story(arguments) => story::run(arguments).await,
            Command::Parked(arguments) => parked::run(arguments).await,
            Command::Policy(arguments) => policy::run(arguments).await,
            Command::Income(arguments) => income::run(&arguments).await,
            Command::Token(arguments) => token::run(&arguments),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("meedoen: {error:#}");
            ExitCode::FAILURE
        }
    }
}
