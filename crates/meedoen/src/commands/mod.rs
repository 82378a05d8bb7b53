//! One file a command.

pub mod case;
pub mod parked;
pub mod policy;
pub mod serve;
pub mod token;

use std::path::{Path, PathBuf};

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
    /// A file that holds the token, and nothing else; it may be renewed while a long command runs
    #[arg(global = true, long)]
    token_file: Option<PathBuf>,
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
    /// The folder with policies.
    pub fn policies(&self) -> &Path {
        &self.policies
    }

    /// The same, for this municipality.
    #[must_use]
    pub fn of(mut self, municipality: &Municipality) -> Self {
        self.municipality = Some(municipality.to_string());
        self
    }

    /// The municipality that was asked for.
    pub fn municipality(&self) -> Option<&str> {
        self.municipality.as_deref()
    }

    /// The token that was given, as it stands in its file now; or one that the local issuer makes for this role.
    pub fn token(&self, role: Role) -> anyhow::Result<String> {
        if let Some(file) = &self.token_file {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("the token in {} cannot be read", file.display()))?;
            return Ok(text.trim().to_owned());
        }
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
