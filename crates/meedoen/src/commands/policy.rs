use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use policy::Policies;

use crate::house::load_policies;

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
    /// Read the policy of a tenant in plain Dutch
    Describe {
        /// The tenant: the name of its folder
        tenant: String,
        /// The folder with policies
        #[arg(long, default_value = "deploy/policies")]
        policies: PathBuf,
    },
}

/// Checks or describes policies.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Check { policies } => {
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
            let people =
                checked.check_examples(policies).map_err(|problems| anyhow::anyhow!("{problems}"))?;
            println!("{people} people in examples.toml come out as they should");
            println!("Nothing is wrong.");
        }
        Command::Describe { tenant, policies } => {
            let checked = load_policies(policies)?;
            let Some(policy) = checked.tenants().find(|policy| policy.tenant == *tenant) else {
                let known: Vec<_> = checked.tenants().map(|policy| policy.tenant.as_str()).collect();
                bail!("there is no tenant {tenant}; known are {}", known.join(", "));
            };
            print!("{}", policy.describe());
        }
    }
    Ok(())
}
