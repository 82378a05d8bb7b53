use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use policy::Policies;

mod adopt;
mod explain;
mod page;
mod schema;
mod try_out;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check every policy and the national amounts, and name every problem
    Check {
        /// The folder with policies
        #[arg(long, default_value = "deploy/policies")]
        policies: PathBuf,
    },
    /// Read the policy of a tenant as a page of tables in plain Dutch
    Page(page::Arguments),
    /// Say in plain Dutch what a policy makes of a person or of a running case, and why
    Explain(explain::Arguments),
    /// Try a version on a whole caseload: who would move and why, and what it takes. Changes nothing
    Try(try_out::Arguments),
    /// Take a version into use: list the running cases on which it would decide otherwise, and ask a review of each
    Adopt(adopt::Arguments),
    /// The JSON Schemas of the files of a policy, for editors
    Schema(schema::Arguments),
}

/// Checks, shows, explains, tries or adopts policies.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Check { policies } => check(policies),
        Command::Page(arguments) => page::run(arguments),
        Command::Explain(arguments) => explain::run(arguments).await,
        Command::Try(arguments) => try_out::run(arguments).await,
        Command::Adopt(arguments) => adopt::run(arguments).await,
        Command::Schema(arguments) => schema::run(arguments),
    }
}

fn check(policies: &std::path::Path) -> anyhow::Result<()> {
    let checked = match Policies::load(policies) {
        Ok(checked) => checked,
        Err(problems) => bail!("{problems}"),
    };
    for policy in checked.tenants() {
        println!(
            "{:<20} from {}  {} categories, {} instruments, {} partners  version {}",
            policy.tenant,
            policy.valid_from,
            policy.categories.len(),
            policy.instruments.len(),
            policy.partners.len(),
            policy.version.get(..12).unwrap_or(&policy.version),
        );
    }
    println!("national amounts     version {}", checked.national().version());
    let people = checked.check_examples(policies).map_err(|problems| anyhow::anyhow!("{problems}"))?;
    println!("{people} people in examples.toml come out as they should");
    println!("Nothing is wrong.");
    Ok(())
}
