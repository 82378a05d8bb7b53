//! Takes a version of a policy into use: asks a review of every running case on which it would decide otherwise.

use anyhow::{Context, bail, ensure};
use chrono::NaiveDate;
use clap::Args;
use domain::{Municipality, Role};
use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use policy::{Policies, Policy};
use reqwest::StatusCode;
use serde_json::{Value, json};
use trial::adoption::{Counts, Finding, OVERTAKEN, Otherwise, Says, Standing, Told, compare};

use crate::api::{Api, Problem};
use crate::caseload::{Page, RunningCase};
use crate::commands::{Gateway, choose};
use crate::house::{load_policies, municipalities};

mod report;

/// The stage of a case that is being ended, in the words of the interface.
const ENDING: &str = "beeindiging";

#[derive(Args)]
pub struct Arguments {
    /// Only tell what would change; ask nothing
    #[arg(long)]
    dry_run: bool,
    /// The version that holds on this day; the business day of the installation when absent
    #[arg(long, conflicts_with = "version")]
    on: Option<NaiveDate>,
    /// The version by its first day, or by the first digits of its content hash
    #[arg(long)]
    version: Option<String>,
    /// How many reviews are asked at the same time
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    at_once: u16,
    #[command(flatten)]
    gateway: Gateway,
}

/// Walks through the caseload, tells what changes, and asks reviews unless it is a dry run. Started again after it
/// was stopped it asks each case once: the installation remembers for which version it was asked.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let policies = load_policies(arguments.gateway.policies())?;
    let municipality = named_in_full(&municipalities(&policies)?, arguments.gateway.municipality())?;
    let api = Api::new(&arguments.gateway.gateway)?.acting_for(&municipality);
    // Asked for each page: a token may be renewed in its file, and one of the local issuer is short.
    let token = || arguments.gateway.token(Role::PolicyOfficer);

    let mut page = Page::past(&api, &token()?, None).await?;
    let version = chosen(&policies, &municipality, arguments, page.assessed_on)?;
    if !arguments.dry_run {
        holds(&policies, &municipality, version, page.assessed_on)?;
    }
    print!("{}", report::head(version, &page, arguments.dry_run));

    let bar = progress(page.total);
    let mut adoption =
        Adoption { api: &api, policies: &policies, version, arguments, counts: Counts::default() };
    loop {
        adoption.batch(&page, &token()?, &bar).await?;
        let Some(last) = page.cases.last().filter(|_| page.is_full()) else { break };
        page = Page::past(&api, &token()?, Some(&last.id)).await?;
        bar.set_length(page.total.max(bar.position()));
    }
    bar.finish_and_clear();
    print!("{}", report::totals(&adoption.counts, arguments.dry_run));
    ensure!(
        adoption.counts.failed == 0,
        "{} reviews could not be asked; run the same command again, it asks only what is left",
        adoption.counts.failed
    );
    Ok(())
}

/// The municipality that was asked. What is done in one is not done by mistake in another.
fn named_in_full(known: &[Municipality], asked: Option<&str>) -> anyhow::Result<Municipality> {
    let asked = asked.context("name the municipality: --municipality <tenant>:<code>")?;
    let municipality = choose(known, Some(asked))?;
    ensure!(municipality.to_string() == asked, "name the municipality in full, as {municipality}");
    Ok(municipality)
}

fn progress(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} cases, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// One run over the caseload.
struct Adoption<'a> {
    api: &'a Api,
    policies: &'a Policies,
    version: &'a Policy,
    arguments: &'a Arguments,
    counts: Counts,
}

impl Adoption<'_> {
    /// One page of cases: compared, told, and asked some at a time.
    async fn batch(&mut self, page: &Page, token: &str, bar: &ProgressBar) -> anyhow::Result<()> {
        let mut otherwise = Vec::new();
        for case in &page.cases {
            match self.compare(case) {
                Finding::Otherwise(found) => otherwise.push((case, found)),
                finding => {
                    self.counts.note(&finding);
                    bar.inc(1);
                }
            }
        }
        let (api, version) = (self.api, self.version);
        let dry_run = self.arguments.dry_run;
        let mut asking = stream::iter(otherwise)
            .map(|(case, found)| async move {
                let told =
                    if dry_run { Ok(Told::NotAsked) } else { ask(api, token, version, case, &found).await };
                (case, found, told)
            })
            .buffered(usize::from(self.arguments.at_once));
        while let Some((case, found, told)) = asking.next().await {
            let told = told?;
            let before = case
                .decided_under
                .as_deref()
                .and_then(|hash| self.policies.by_version(&version.tenant, hash));
            bar.suspend(|| print!("{}", report::line(case, before, version, &found, &told)));
            self.counts.add(&told);
            bar.inc(1);
        }
        Ok(())
    }

    fn compare(&self, case: &RunningCase) -> Finding {
        let standing = Standing {
            ending: case.stage == ENDING,
            category: case.category.as_deref(),
            decided_under: case.decided_under.as_deref(),
            facts: &case.facts,
        };
        let decided = case.decided_under.as_deref();
        let decided = decided.and_then(|hash| self.policies.by_version(&self.version.tenant, hash));
        compare(standing, decided, self.version)
    }
}

/// Asks for one review.
///
/// # Errors
///
/// Only when going on is of no use: the token is not good for this.
async fn ask(
    api: &Api,
    token: &str,
    version: &Policy,
    case: &RunningCase,
    found: &Otherwise,
) -> anyhow::Result<Told> {
    let path = format!("/zaken/{}/heronderzoek-verzoeken", case.id);
    // Under a key of its own each time: the installation itself knows a case and version again, so that a later run
    // hears that it was asked before.
    let answer = match api.post(token, &path, &question(version, &found.says)).await {
        Ok(answer) => answer,
        Err(error) => return Ok(Told::Failed(format!("{error:#}"))),
    };
    Ok(match answer {
        Ok(body) if body["alGevraagd"] == Value::Bool(true) => Told::AskedBefore,
        Ok(_) => Told::Asked,
        Err(problem) if OVERTAKEN.contains(&problem.code.as_str()) => Told::Overtaken(problem.detail),
        Err(problem) if is_hopeless(&problem) => bail!("{problem}"),
        Err(problem) => Told::Failed(problem.to_string()),
    })
}

/// Whether every other case would be refused in the same way.
fn is_hopeless(problem: &Problem) -> bool {
    matches!(problem.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        || problem.code == "policy-not-in-force"
}

fn question(version: &Policy, says: &Says) -> Value {
    let mut body = json!({"reden": "nieuw-beleid", "beleidsversie": version.version});
    if let Some(category) = says.category() {
        body["categorie"] = category.into();
    }
    if !says.missing().is_empty() {
        body["ontbrekendeGegevens"] = says.missing().iter().map(|key| gateway::property_of(*key)).collect();
    }
    body
}

/// The version that was asked for.
fn chosen<'a>(
    policies: &'a Policies,
    municipality: &Municipality,
    arguments: &Arguments,
    today: NaiveDate,
) -> anyhow::Result<&'a Policy> {
    match &arguments.version {
        None => Ok(policies.of(municipality, arguments.on.unwrap_or(today))?),
        Some(text) => Ok(policies.named(municipality.tenant(), text)?),
    }
}

/// A review that is asked now is decided under the version that holds now: asking it for another would mislead.
fn holds(
    policies: &Policies,
    municipality: &Municipality,
    version: &Policy,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let now = policies.of(municipality, today).context("no policy holds today")?;
    ensure!(
        now.version == version.version,
        "version {} does not hold on {today}, {} does: it can only be looked at, with --dry-run",
        report::name(version),
        report::name(now)
    );
    Ok(())
}

#[cfg(test)]
mod tests;
