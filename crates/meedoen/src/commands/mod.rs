//! One file a command.

pub mod case;
pub mod parked;
pub mod policy;
pub mod serve;
pub mod token;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use domain::{Municipality, Role};
use service::identity::{LocalIssuer, TokenFor};

use crate::house::{load_policies, municipalities};

/// Which gateway to ask, and as whom.
#[derive(Args, Clone)]
pub struct Gateway {
    /// Address of the gateway
    #[arg(global = true, long, env = "MEEDOEN_GATEWAY", default_value = "http://127.0.0.1:8080")]
    pub gateway: String,
    /// A token of the municipality's issuer; without it one of the local issuer is made
    #[arg(global = true, long, env = "MEEDOEN_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Act for this municipality, as <tenant>:<code> or a tenant's name; the first that is known when absent
    #[arg(global = true, long)]
    municipality: Option<String>,
    /// The folder where `serve` keeps its data and the key of its local issuer
    #[arg(global = true, long, default_value = "data")]
    data: PathBuf,
    /// The folder with policies
    #[arg(global = true, long, default_value = "deploy/policies")]
    policies: PathBuf,
}

impl Gateway {
    /// The token that was given, or one that the local issuer makes for this role.
    pub fn token(&self, role: Role) -> anyhow::Result<String> {
        if let Some(token) = &self.token {
            return Ok(token.clone());
        }
        let known = municipalities(&load_policies(&self.policies)?)?;
        let municipality = choose(&known, self.municipality.as_deref())?;
        anyhow::ensure!(
            self.data.join("local-issuer.key").exists(),
            "no local issuer is kept in {}: give --token, or --data with the folder of a running `serve`",
            self.data.display()
        );
        let issuer = LocalIssuer::kept_in(&self.data, &known)?;
        Ok(issuer.token(&TokenFor {
            user: "command line".into(),
            organisation: None,
            roles: vec![role],
            municipalities: vec![municipality],
            valid_for: std::time::Duration::from_secs(10 * 60),
        })?)
    }
}

/// The municipality that was asked: in full, or the first of a tenant; the first of all when nothing was asked.
pub fn choose(known: &[Municipality], asked: Option<&str>) -> anyhow::Result<Municipality> {
    let found = match asked {
        None => known.first(),
        Some(text) => known.iter().find(|one| one.to_string() == text || one.tenant() == text),
    };
    let names: Vec<String> = known.iter().map(ToString::to_string).collect();
    found
        .cloned()
        .with_context(|| format!("there is no policy for that municipality; known are {}", names.join(", ")))
}
