//! One file a command.

pub mod case;
pub mod cases;
pub mod income;
pub mod parked;
pub mod policy;
pub mod serve;
pub mod story;
pub mod token;

use std::io::{ErrorKind, Write};
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

/// Prints a text. Whoever reads only the first lines of it has what they want.
///
/// # Errors
///
/// When it cannot be written for another reason than that nobody reads on.
pub fn print(text: &str) -> std::io::Result<()> {
    print_to(&mut std::io::stdout().lock(), text)
}

fn print_to(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes nothing.
    struct Closed(ErrorKind);

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn who_reads_no_further_is_no_error_and_a_full_disk_is() {
        assert!(print_to(&mut Closed(ErrorKind::BrokenPipe), "a\nb\n").is_ok());
        assert_eq!(
            print_to(&mut Closed(ErrorKind::StorageFull), "a").unwrap_err().kind(),
            ErrorKind::StorageFull
        );
        let mut out = Vec::new();
        print_to(&mut out, "a\nb\n").unwrap();
        assert_eq!(out, b"a\nb\n");
    }
}
