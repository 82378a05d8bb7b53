use anyhow::{bail, ensure};
use clap::{Args, Subcommand};
use domain::Role;
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::Gateway;
use crate::api::{Api, text};

/// Cases in one request.
const PART: usize = 100;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    gateway: Gateway,
}

#[derive(Subcommand)]
enum Command {
    /// Cases that do not go on, and what each waits for
    Stuck {
        /// Only what waits for more than so many days
        #[arg(long, default_value_t = 7)]
        days: u32,
    },
    /// Set cases going again: hand their parked messages to the services again, and ask what services owe them
    Redrive(Chosen),
    /// Park cases: what services tell of them is kept, and nothing is done on them, by nobody and by no clock
    Park(Chosen),
    /// Let parked cases go on: what was kept is handled in its order, and their parked messages are handed over again
    Replay(Chosen),
}

/// What a command does with cases that are named.
#[derive(Args)]
struct Chosen {
    /// Ids of cases, as `cases stuck` shows them
    cases: Vec<String>,
    /// All that `cases stuck` shows
    #[arg(long, conflicts_with = "cases")]
    all: bool,
    /// With --all: only what waits for more than so many days
    #[arg(long, default_value_t = 7)]
    days: u32,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Why; stands in the story of each case
    #[arg(long)]
    reason: String,
}

impl Chosen {
    async fn ids(&self, api: &Api, gateway: &Gateway) -> anyhow::Result<Vec<String>> {
        let cases = match self.all {
            true => found(api, gateway, self.days)
                .await?
                .iter()
                .map(|one| text(one, "zaakId").to_owned())
                .collect(),
            false => self.cases.clone(),
        };
        ensure!(!cases.is_empty(), "no case is named, and with --all none is stuck");
        Ok(cases)
    }
}

/// Finds cases that do not go on, or sets them going again.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let api = Api::new(&arguments.gateway.gateway)?;
    let gateway = &arguments.gateway;
    match arguments.command {
        Command::Stuck { days } => stuck(&api, gateway, days).await,
        Command::Redrive(chosen) => {
            let cases = chosen.ids(&api, gateway).await?;
            redrive(&api, gateway, &cases, chosen.dry_run, &chosen.reason).await
        }
        Command::Park(chosen) => parking(&api, gateway, &chosen, Parking::Park).await,
        Command::Replay(chosen) => parking(&api, gateway, &chosen, Parking::Replay).await,
    }
}

async fn found(api: &Api, gateway: &Gateway, days: u32) -> anyhow::Result<Vec<Value>> {
    let token = gateway.token(Role::Operator)?;
    api.all(&token, &format!("/beheer/vastgelopen-zaken?dagen={days}"), "zaken").await
}

async fn stuck(api: &Api, gateway: &Gateway, days: u32) -> anyhow::Result<()> {
    let cases = found(api, gateway, days).await?;
    for case in &cases {
        println!("{} {} ({})", text(case, "zaaknummer"), text(case, "zaakId"), text(case, "fase"));
        for snag in case["wachtOp"].as_array().into_iter().flatten() {
            let place = match text(snag, "dienst") {
                "" => String::new(),
                service => format!(" at {service}, message {}", text(snag, "berichtId")),
            };
            println!(
                "    {}: {} since {}{place}",
                text(snag, "soort"),
                text(snag, "wat"),
                text(snag, "sinds")
            );
        }
    }
    println!("{} cases wait for more than {days} days", cases.len());
    Ok(())
}

async fn redrive(
    api: &Api,
    gateway: &Gateway,
    cases: &[String],
    dry_run: bool,
    reason: &str,
) -> anyhow::Result<()> {
    let bar = ProgressBar::new(u64::try_from(cases.len())?);
    let (mut asked, mut replayed, mut again, mut unknown) = (0, 0, 0, 0);
    for part in cases.chunks(PART) {
        let token = gateway.token(Role::Operator)?;
        let body = json!({ "zaken": part, "proef": dry_run, "reden": reason });
        let done = api.post(&token, "/beheer/vastgelopen-zaken/herstellingen", &body).await?;
        let done = done.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        for case in done["zaken"].as_array().into_iter().flatten() {
            let questions: Vec<_> =
                case["opnieuwGevraagd"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            asked += questions.len();
            replayed += case["opnieuwAangeboden"].as_u64().unwrap_or_default();
            again += case["opnieuwGeparkeerd"].as_u64().unwrap_or_default();
            unknown += u64::from(case["onbekend"] == true);
            let told = match (case["onbekend"] == true, questions.is_empty()) {
                (true, _) => "is not known to workflow".to_owned(),
                (false, true) => "no service owes it an answer".to_owned(),
                (false, false) => questions.join(", "),
            };
            bar.suspend(|| println!("{}: {told}", text(case, "zaakId")));
        }
        bar.inc(u64::try_from(part.len())?);
    }
    bar.finish_and_clear();
    let would = if dry_run { "would be" } else { "were" };
    println!(
        "{asked} questions {would} asked again, {replayed} messages {would} replayed, {again} parked again"
    );
    nothing_done_for(unknown, "are not known to workflow")
}

/// Whoever named a case with which nothing could be done hears so from the exit code as well.
fn nothing_done_for(cases: u64, why: &str) -> anyhow::Result<()> {
    if cases > 0 {
        bail!("{cases} cases {why}");
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Parking {
    Park,
    Replay,
}

async fn parking(api: &Api, gateway: &Gateway, chosen: &Chosen, how: Parking) -> anyhow::Result<()> {
    let path = match how {
        Parking::Park => "/beheer/vastgelopen-zaken/parkeringen",
        Parking::Replay => "/beheer/vastgelopen-zaken/hervattingen",
    };
    let (mut done, mut kept, mut again, mut unknown, mut idle) = (0, 0, 0, 0, 0);
    for part in chosen.ids(api, gateway).await?.chunks(PART) {
        let token = gateway.token(Role::Operator)?;
        let body = json!({ "zaken": part, "proef": chosen.dry_run, "reden": chosen.reason });
        let answer = api.post(&token, path, &body).await?;
        let answer = answer.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        for case in answer["zaken"].as_array().into_iter().flatten() {
            let was_parked = case["wasGeparkeerd"] == true;
            let told = match (case["onbekend"] == true, how, was_parked) {
                (true, ..) => "is not known to workflow".to_owned(),
                (false, Parking::Park, true) => "was parked before".to_owned(),
                (false, Parking::Park, false) => "parked".to_owned(),
                (false, Parking::Replay, false) => "was not parked".to_owned(),
                (false, Parking::Replay, true) => format!("goes on, with {} messages kept", case["bewaard"]),
            };
            unknown += u64::from(case["onbekend"] == true);
            idle += u64::from(case["onbekend"] != true && how == Parking::Replay && !was_parked);
            done += u64::from(case["onbekend"] != true && was_parked == (how == Parking::Replay));
            kept += case["bewaard"].as_u64().unwrap_or_default();
            again += case["opnieuwGeparkeerd"].as_u64().unwrap_or_default();
            println!("{}: {told}", text(case, "zaakId"));
        }
    }
    let would = if chosen.dry_run { "would be" } else { "were" };
    match how {
        Parking::Park => println!("{done} cases {would} parked"),
        Parking::Replay => println!(
            "{done} cases {would} replayed with {kept} messages that were kept, {again} messages parked again"
        ),
    }
    nothing_done_for(unknown, "are not known to workflow")?;
    // Of all that is stuck, most was never parked.
    nothing_done_for(if chosen.all { 0 } else { idle }, "were not parked")
}
