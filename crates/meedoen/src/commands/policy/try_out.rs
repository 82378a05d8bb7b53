//! Tries a version of a policy on a whole caseload: who would move, and what it would take. It changes nothing.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::Args;
use domain::{Municipality, Role};
use indicatif::{ProgressBar, ProgressStyle};
use messaging::Clock as _;
use policy::Policies;
use service::SystemClock;
use trial::{Caseload, Report, compare, write_list};

use crate::api::Api;
use crate::caseload::Page;
use crate::commands::{Gateway, print};
use crate::house::load_policies;

#[derive(Args)]
pub struct Arguments {
    /// The municipality, as <tenant>:<code>
    policy_of: Municipality,
    /// The version of now: its first day, or the first digits of its content hash
    #[arg(long)]
    now: String,
    /// The version to try: its first day, or the first digits of its content hash
    #[arg(long)]
    then: String,
    /// People to try it on: a CSV file with a column for each fact
    #[arg(long, required_unless_present = "running")]
    caseload: Option<PathBuf>,
    /// The running cases of the installation behind --gateway instead; ages are those of its business day
    #[arg(long, conflicts_with_all = ["caseload", "on"])]
    running: bool,
    /// Another folder, for the version to try: a draft
    #[arg(long)]
    then_policies: Option<PathBuf>,
    /// The day on which ages hold, and whose year's money counts; today when absent
    #[arg(long)]
    on: Option<NaiveDate>,
    /// Write a page with tables and charts
    #[arg(long)]
    report: Option<PathBuf>,
    /// Write a list of the cases that move, for those who may see it
    #[arg(long)]
    list: Option<PathBuf>,
    #[command(flatten)]
    gateway: Gateway,
}

/// Compares the two versions, prints the tables, and writes what was asked.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let policies = load_policies(arguments.gateway.policies())?;
    let drafts = arguments.then_policies.as_deref().map(load_policies).transpose()?;
    let (municipality, later) = (&arguments.policy_of, drafts.as_ref().unwrap_or(&policies));
    let now = policies.named(municipality.tenant(), &arguments.now)?;
    let then = later.named(municipality.tenant(), &arguments.then).context("the version to try")?;
    known(&policies, municipality)?;

    let caseload = match &arguments.caseload {
        Some(path) => read(path, arguments.on.unwrap_or_else(|| SystemClock.now().day))?,
        None => running(&arguments.gateway, municipality).await?,
    };
    let comparing = ProgressBar::new_spinner().with_message(format!("comparing {} people", caseload.len()));
    comparing.enable_steady_tick(std::time::Duration::from_millis(100));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let comparison = compare(&caseload, now, then, cores);
    comparing.finish_and_clear();

    let report = Report::new(&comparison, municipality.code(), caseload.day())?;
    let mut text = report.to_string();
    if let Some(path) = &arguments.report {
        write(path, |file| Ok(file.write_all(report.html().as_bytes())?))?;
        text.push_str(&format!("\nThe page is in {}.\n", path.display()));
    }
    if let Some(path) = &arguments.list {
        write(path, |file| Ok(write_list(file, &comparison, &caseload)?))?;
        let (cases, path) = (comparison.moved.len(), path.display());
        text.push_str(&format!(
            "\n{cases} cases that move are in {path}. Give it only to those who may see it.\n"
        ));
    }
    Ok(print(&text)?)
}

fn known(policies: &Policies, municipality: &Municipality) -> anyhow::Result<()> {
    if policies.knows(municipality) {
        return Ok(());
    }
    let of_tenant = policies.versions().filter(|policy| policy.tenant == municipality.tenant());
    let mut codes: Vec<_> =
        of_tenant.flat_map(|policy| &policy.municipalities).map(|each| &each.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let codes: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
    bail!(
        "{} has no municipality {}; it has {}",
        municipality.tenant(),
        municipality.code(),
        codes.join(", ")
    )
}

/// Reads the file, showing how far it is.
fn read(path: &Path, day: NaiveDate) -> anyhow::Result<Caseload> {
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let bar = ProgressBar::new(file.metadata().map_or(0, |about| about.len()));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} read, {eta} left") {
        bar.set_style(style);
    }
    let caseload = Caseload::read_csv(bar.wrap_read(file), day);
    bar.finish_and_clear();
    caseload.with_context(|| format!("{} is no caseload", path.display()))
}

/// Reads the running cases page by page, showing how far it is.
async fn running(gateway: &Gateway, municipality: &Municipality) -> anyhow::Result<Caseload> {
    let gateway = gateway.clone().of(municipality);
    let api = Api::new(&gateway.gateway)?.acting_for(municipality);
    // Asked for each page: a token may be renewed in its file, and one of the local issuer is short.
    let token = || gateway.token(Role::PolicyOfficer);
    let mut page = Page::past(&api, &token()?, None).await?;
    let mut caseload = Caseload::new(page.assessed_on);
    let bar = ProgressBar::new(page.total);
    loop {
        for case in &page.cases {
            caseload.add_facts(&case.number, &case.facts);
        }
        bar.set_length(page.total);
        bar.inc(page.cases.len().try_into().unwrap_or(0));
        let Some(last) = page.cases.last().filter(|_| page.is_full()) else { break };
        page = Page::past(&api, &token()?, Some(&last.id)).await?;
    }
    bar.finish_and_clear();
    Ok(caseload)
}

/// Writes a file that only its owner may read, making its folder when there is none.
fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let wrote = || -> anyhow::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = BufWriter::new(create(path)?);
        content(&mut file)?;
        Ok(file.flush()?)
    };
    wrote().with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(unix)]
fn create(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> std::io::Result<File> {
    File::create(path)
}
