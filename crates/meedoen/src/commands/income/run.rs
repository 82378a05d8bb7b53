use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use chrono::NaiveDate;
use clap::Args;
use domain::{Cents, Month, Role};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::api::{Api, text};
use crate::commands::{Gateway, choose};
use crate::house::{load_policies, municipalities};

/// How often it is asked how far a run is.
const BETWEEN_LOOKS: Duration = Duration::from_millis(300);
/// Cases of the report that are printed; all of them are in the interface.
const SHOWN: usize = 40;

#[derive(Args)]
pub struct Arguments {
    /// The month to pay, as 2026-03
    #[arg(long)]
    month: Month,
    /// Write nothing but a report
    #[arg(long, conflicts_with_all = ["approve", "release"])]
    dry_run: bool,
    /// Show what the file of the run of this month holds that is ready; with its hash, approve it: another person than who
    /// started it
    #[arg(long, conflicts_with = "release")]
    approve: bool,
    /// SHA-256 of the file that was looked at, as `--approve` shows it
    #[arg(long, requires = "approve")]
    hash: Option<String>,
    /// Release the run of this month that was approved; another person than who approved it
    #[arg(long)]
    release: bool,
    /// Where to write the file for the bank, once the run is released
    #[arg(long)]
    file: Option<PathBuf>,
    /// The day on which the bank is to pay; today when absent
    #[arg(long)]
    execution: Option<NaiveDate>,
    #[command(flatten)]
    gateway: Gateway,
}

/// The gateway, for the municipality that was asked.
pub fn api(gateway: &Gateway) -> anyhow::Result<Api> {
    let api = Api::new(&gateway.gateway)?;
    Ok(match gateway.municipality() {
        Some(asked) => {
            let known = municipalities(&load_policies(gateway.policies())?)?;
            api.acting_for(&choose(&known, Some(asked))?)
        }
        None => api,
    })
}

/// Starts, approves or releases the run of a month, and waits until that is done.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let command = Command { api: api(&arguments.gateway)?, arguments };
    let found = if arguments.approve {
        match &arguments.hash {
            Some(hash) => {
                let body = json!({"vingerafdruk": hash});
                command.act("gereed", "goedkeuringen", "goedgekeurd", &body).await?
            }
            None => command.preview().await?,
        }
    } else if arguments.release {
        command.act("goedgekeurd", "vrijgaven", "vrijgegeven", &json!({})).await?
    } else if arguments.file.is_some() && !arguments.dry_run {
        command.newest(&["vrijgegeven"]).await?
    } else {
        command.start().await?
    };
    if let Some(file) = arguments.file.as_ref().filter(|_| text(&found, "status") == "vrijgegeven") {
        let path = format!("/betaalruns/{}/bestand", text(&found, "runId"));
        let bytes = command.api.download(&command.token()?, &path, file).await?;
        println!("{bytes} bytes in {}, SHA-256 {}", file.display(), text(&found, "vingerafdruk"));
    }
    Ok(())
}

struct Command<'a> {
    api: Api,
    arguments: &'a Arguments,
}

impl Command<'_> {
    /// Asked for each call: one of the local issuer is short.
    fn token(&self) -> anyhow::Result<String> {
        self.arguments.gateway.token(Role::Manager)
    }

    async fn start(&self) -> anyhow::Result<Value> {
        let mut body = json!({"maand": self.arguments.month.to_string(), "proefrun": self.arguments.dry_run});
        if let Some(day) = self.arguments.execution {
            body["betaaldag"] = day.to_string().into();
        }
        let started = self.api.post(&self.token()?, "/betaalruns", &body).await?;
        let started = started.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let found = self.wait(text(&started, "runId"), "zaken", "verwacht", "gereed").await?;
        self.report(&found).await?;
        Ok(found)
    }

    /// Shows what somebody approves, and how.
    async fn preview(&self) -> anyhow::Result<Value> {
        let found = self.newest(&["gereed"]).await?;
        let path = format!("/betaalruns/{}/voorbeeld?pageSize=100", text(&found, "runId"));
        let seen = self.api.get(&self.token()?, &path).await?;
        let euros = |value: &Value| Cents::new(value.as_i64().unwrap_or_default()).to_string();
        println!("from {} {}", text(&seen, "betaler"), text(&seen, "betaalrekening"));
        for kind in seen["soorten"].as_array().into_iter().flatten() {
            println!("{:>8} {}, together {}", kind["aantal"], text(kind, "soort"), euros(&kind["bedrag"]));
        }
        for one in seen["betalingen"].as_array().into_iter().flatten().take(SHOWN) {
            let (name, iban) = (text(one, "naam"), text(one, "iban"));
            println!("{}  {iban}  {name}  {}", euros(&one["bedrag"]), text(one, "omschrijving"));
        }
        println!("to approve it: --approve --hash {}", text(&seen, "vingerafdruk"));
        Ok(found)
    }

    async fn act(&self, from: &str, act: &str, to: &str, body: &Value) -> anyhow::Result<Value> {
        let found = self.newest(&[from]).await?;
        let id = text(&found, "runId");
        let answer = self.api.post(&self.token()?, &format!("/betaalruns/{id}/{act}"), body).await?;
        answer.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let found = self.wait(id, "verwerkt", "betalingen", to).await?;
        println!("{} is {to}, SHA-256 {}", self.arguments.month, text(&found, "vingerafdruk"));
        Ok(found)
    }

    async fn newest(&self, stages: &[&str]) -> anyhow::Result<Value> {
        let runs = self.api.all(&self.token()?, "/betaalruns", "betaalruns").await?;
        let month = self.arguments.month.to_string();
        let fits = |run: &&Value| {
            text(run, "maand") == month && run["proefrun"] != true && stages.contains(&text(run, "status"))
        };
        let found = runs.iter().find(fits).cloned();
        found.with_context(|| format!("{month} has no run that is {}", stages.join(" or ")))
    }

    /// Shows how far a run is until it is at a stage.
    async fn wait(&self, id: &str, done: &str, of: &str, stage: &str) -> anyhow::Result<Value> {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}, {eta} left") {
            bar.set_style(style);
        }
        loop {
            let found = self.api.get(&self.token()?, &format!("/betaalruns/{id}")).await?;
            bar.set_length(found[of].as_u64().unwrap_or_default());
            bar.set_position(found[done].as_u64().unwrap_or_default());
            match text(&found, "status") {
                status if status == stage => {
                    bar.finish_and_clear();
                    return Ok(found);
                }
                "doorrekenen" | "vrijgeven" | "goedgekeurd" => tokio::time::sleep(BETWEEN_LOOKS).await,
                status => bail!("the run is {status}, not {stage}"),
            }
        }
    }

    async fn report(&self, run: &Value) -> anyhow::Result<()> {
        let count = |name: &str| run[name].as_u64().unwrap_or_default();
        let euros = |value: &Value| Cents::new(value.as_i64().unwrap_or_default()).to_string();
        println!("run {} of {}", text(run, "runId"), self.arguments.month);
        println!(
            "{:>8} cases, {} payments, together {}",
            count("zaken"),
            count("betalingen"),
            euros(&run["bedrag"])
        );
        println!("{:>8} new, {} ended, {} changed", count("nieuw"), count("beeindigd"), count("gewijzigd"));
        println!("{:>8} open, {} without an account", count("open"), count("zonderRekening"));
        let path = format!("/betaalruns/{}/verschillen", text(run, "runId"));
        let found = self.api.get(&self.token()?, &format!("{path}?pageSize=100")).await?;
        for each in found["verschillen"].as_array().into_iter().flatten().take(SHOWN) {
            let reasons: Vec<_> =
                each["redenen"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let (before, after) = (euros(&each["vorigeMaand"]), euros(&each["dezeMaand"]));
            let case = each["zaaknummer"].as_str().unwrap_or_else(|| text(each, "zaakId"));
            println!("{case}  {}  {before} → {after}  {}", text(each, "soort"), reasons.join(" "));
        }
        ensure!(
            count("mislukt") == 0,
            "{} cases could not be worked out: look at their facts",
            count("mislukt")
        );
        Ok(())
    }
}
