use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use domain::{Municipality, Role};
use service::identity::{LocalIssuer, TokenFor};

use super::choose;
use crate::house::{load_policies, municipalities};

#[derive(Args)]
pub struct Arguments {
    /// Roles, as intake-consultant; may be given several times; all of a municipality's consultants when absent
    #[arg(long)]
    role: Vec<String>,
    /// Act for this municipality, as <tenant>:<code> or a tenant's name; may be given several times, the first that is
    /// known when absent
    #[arg(long)]
    municipality: Vec<String>,
    /// The partner organisation, for the role partner
    #[arg(long)]
    organisation: Option<String>,
    /// Who the token is for
    #[arg(long, default_value = "tester")]
    user: String,
    /// How long it is valid
    #[arg(long, default_value_t = 8)]
    hours: u64,
    /// The folder where `serve` keeps its data
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// The folder with policies
    #[arg(long, default_value = "deploy/policies")]
    policies: PathBuf,
}

/// What someone who tries the software out needs most.
pub const CONSULTANTS: [Role; 5] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
];

/// Prints a token of the local issuer.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let known = municipalities(&load_policies(&arguments.policies)?)?;
    let mut roles = Vec::new();
    for role in &arguments.role {
        let all: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
        let parsed =
            role.parse().map_err(|_| anyhow::anyhow!("{role} is no role; known are {}", all.join(", ")))?;
        roles.push(parsed);
    }
    if roles.is_empty() {
        roles.extend(CONSULTANTS);
    }
    std::fs::create_dir_all(&arguments.data)?;
    let issuer = LocalIssuer::kept_in(&arguments.data, &known)?;
    eprintln!("A token of the LOCAL ISSUER, for trying out only; a deployment has an issuer of its own.");
    let token = issuer.token(&TokenFor {
        user: arguments.user.clone(),
        organisation: arguments.organisation.clone(),
        roles,
        municipalities: for_all(&known, &arguments.municipality)?,
        valid_for: Duration::from_secs(arguments.hours * 60 * 60),
    })?;
    println!("{token}");
    Ok(())
}

/// The municipalities by their names; the first that is known when none is named.
fn for_all(known: &[Municipality], named: &[String]) -> anyhow::Result<Vec<Municipality>> {
    if named.is_empty() {
        return Ok(vec![choose(known, None)?]);
    }
    named.iter().map(|name| choose(known, Some(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lists_every_municipality_that_is_named() {
        let known: Vec<Municipality> =
            ["a-tenant:0001", "another:0002"].map(|name| name.parse().unwrap()).to_vec();
        let named = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            for_all(&known, &names)
        };
        assert_eq!(named(&[]).unwrap(), known[..1]);
        assert_eq!(named(&["another:0002", "a-tenant"]).unwrap(), [known[1].clone(), known[0].clone()]);
        assert!(named(&["a-tenant", "elsewhere"]).is_err());
    }
}
