//! `meedoen-load`: how fast cases flow. See the crate's README.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use domain::{Municipality, Role};
use load::applicants::{Applicants, profiles};
use load::drive::{Cast, Tokens, Way};
use load::lockstep::{WARM_UP, lockstep};
use load::measure::{Machine, Plan, measure};
use load::processes::{Installation, OneProcess, Options};
use load::{baseline, places};
use messaging::Clock;
use policy::Policies;
use proto::routes;
use service::SystemClock;

const COMMIT_CLIENTS: [usize; 3] = [1, 8, 32];
const CONFIRMS_IN_FLIGHT: [usize; 3] = [1, 64, 256];

/// How fast cases flow from application to referral, and what that costs
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Which edition to measure
    #[arg(long, value_enum, default_value = "production")]
    edition: Edition,
    /// Cases to bring from application to referral
    #[arg(long, default_value_t = 10_000)]
    cases: usize,
    /// Cases under way at once
    #[arg(long, default_value_t = 256)]
    concurrency: usize,
    /// In step with a comparison of engines: application to planned review
    #[arg(long, num_args = 2, value_names = ["CASES", "CONCURRENCY"])]
    lockstep: Option<Vec<usize>>,
    /// Only applicants of this municipality, `<tenant>:<code>`; repeatable. All that fit when not given
    #[arg(long)]
    municipality: Vec<Municipality>,
    /// Policies; partners get more places in a copy
    #[arg(long, default_value = "deploy/policies")]
    policies: PathBuf,
    /// Where the binaries of the services are; beside this one when not given
    #[arg(long)]
    binaries: Option<PathBuf>,
    /// Where settings and logs are written; a new folder below the temporary one when not given
    #[arg(long)]
    work: Option<PathBuf>,
    /// One more setting of every service, as `partitions=2`; repeatable. To see what a setting is worth
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
    /// Do not measure database and broker alone
    #[arg(long)]
    no_baselines: bool,
    /// Leave databases and queues for a look afterwards
    #[arg(long)]
    keep: bool,
    /// A role that may create databases; not for `--edition one`
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// An empty virtual host; not for `--edition one`
    #[arg(long, env = "AMQP_URL", hide_env_values = true)]
    amqp_url: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Edition {
    /// Every service a process, over PostgreSQL and RabbitMQ
    Production,
    /// All in one process, over SQLite
    One,
    /// The one after the other
    Both,
}

fn main() -> ExitCode {
    service::install_crypto();
    let arguments = Arguments::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(&arguments)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("meedoen-load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let work = match &arguments.work {
        Some(work) => work.clone(),
        None => std::env::temp_dir().join(format!("meedoen-load-{}", std::process::id())),
    };
    let policies = work.join("policies");
    places::copy_with_places(&arguments.policies, &policies)?;
    eprintln!("settings and logs in {}; every partner has {} places there", work.display(), places::PLACES);
    let people = people(arguments, &policies)?;
    if arguments.edition != Edition::One {
        production(arguments, &work, &policies, people.clone()).await?;
    }
    if arguments.edition != Edition::Production {
        one(arguments, &work, &policies, people).await?;
    }
    Ok(())
}

fn people(arguments: &Arguments, policies: &Path) -> anyhow::Result<Applicants> {
    let policies = Policies::load(policies).map_err(|problems| anyhow::anyhow!("{problems}"))?;
    let today = SystemClock.now().day;
    let found = profiles(&policies, &arguments.municipality, today);
    for profile in &found {
        eprintln!("applicants of {} go to category {}", profile.municipality, profile.category);
    }
    let people = Applicants::of(found, today);
    let cases = arguments.lockstep.as_ref().and_then(|given| given.first()).unwrap_or(&arguments.cases);
    let (needed, there) = (cases + WARM_UP, people.len());
    anyhow::ensure!(
        needed <= there,
        "there are {there} synthetic people in these municipalities, and {needed} are needed"
    );
    Ok(people)
}

/// `a.b=1` as tables: a number or a switch where the text is one, else a text.
fn settings(pairs: &[String]) -> anyhow::Result<toml::Table> {
    let mut settings = toml::Table::new();
    for pair in pairs {
        let (key, text) = pair.split_once('=').with_context(|| format!("{pair} is not KEY=VALUE"))?;
        let value = text.parse::<i64>().map(Into::into).or_else(|_| text.parse::<bool>().map(Into::into));
        let mut value: toml::Value = value.unwrap_or_else(|_| text.into());
        let mut parts: Vec<&str> = key.split('.').collect();
        let first = parts.remove(0);
        for part in parts.into_iter().rev() {
            value = toml::Table::from_iter([(part.to_owned(), value)]).into();
        }
        settings.insert(first.to_owned(), value);
    }
    Ok(settings)
}

async fn production(
    arguments: &Arguments,
    work: &Path,
    policies: &Path,
    people: Applicants,
) -> anyhow::Result<()> {
    let database_url = arguments.database_url.as_deref().context("DATABASE_URL is not set")?;
    let amqp_url = arguments.amqp_url.as_deref().context("AMQP_URL is not set")?;
    let mut options = Options::new(database_url, amqp_url, &work.join("production"), policies);
    options.binaries.clone_from(&arguments.binaries);
    let settings = settings(&arguments.settings)?;
    options.settings = routes::SERVICES.map(|name| (name.to_owned(), settings.clone())).into();
    let installation = Arc::new(Installation::start(options).await?);
    let issuer = Arc::clone(&installation);
    let tokens: Tokens = Box::new(
        move |user: &str, organisation: Option<&str>, roles: &[Role], municipality: &Municipality| {
            issuer.token(user, organisation, roles, std::slice::from_ref(municipality))
        },
    );
    let cast = Arc::new(Cast::new(&installation.gateway_url(), people, tokens)?);
    let done = drive_production(arguments, &installation, &cast, database_url, amqp_url).await;
    drop(cast);
    match Arc::try_unwrap(installation) {
        Ok(installation) if !arguments.keep => installation.remove().await?,
        Ok(mut installation) => installation.stop_all().await?,
        Err(_) => anyhow::bail!("something still uses the installation"),
    }
    done
}

async fn drive_production(
    arguments: &Arguments,
    installation: &Installation,
    cast: &Arc<Cast>,
    database_url: &str,
    amqp_url: &str,
) -> anyhow::Result<()> {
    let partners = installation.database_url(routes::PARTNER_CONTRACTS)?;
    if let Some(&[cases, at_once]) = arguments.lockstep.as_deref() {
        let way = Way::to_review(partners, installation.database_url(routes::WORKFLOW)?).await?;
        return lockstep(cast, &Arc::new(way), cases, at_once).await;
    }
    let mut processes = BTreeMap::new();
    for name in installation.names() {
        processes.insert(name.to_owned(), installation.process_id(name)?);
    }
    let machine =
        Machine::of(processes).with_server("(database)", database_url).with_server("(broker)", amqp_url);
    let (mut commits, mut confirms) = (Vec::new(), Vec::new());
    if !arguments.no_baselines {
        eprintln!("baselines: database and broker, with nothing else to do");
        commits = baseline::commits(database_url, &COMMIT_CLIENTS).await?;
        confirms = baseline::confirms(amqp_url, &CONFIRMS_IN_FLIGHT).await?;
    }
    let plan = Plan {
        edition: "production",
        cases: arguments.cases,
        at_once: arguments.concurrency,
        machine: &machine,
        commits,
        confirms,
    };
    measure(cast, &Arc::new(Way::to_offer(partners).await?), plan).await
}

async fn one(arguments: &Arguments, work: &Path, policies: &Path, people: Applicants) -> anyhow::Result<()> {
    let work = work.join("one");
    let house = Arc::new(OneProcess::start(&work, policies, arguments.binaries.as_deref()).await?);
    let issuer = Arc::clone(&house);
    let tokens: Tokens = Box::new(
        move |user: &str, organisation: Option<&str>, roles: &[Role], municipality: &Municipality| {
            issuer.token(user, organisation, roles, std::slice::from_ref(municipality))
        },
    );
    let cast = Arc::new(Cast::new(&house.gateway_url(), people, tokens)?);
    let machine = Machine::of(BTreeMap::from([("meedoen".to_owned(), house.process_id()?)]));
    eprintln!("baseline: a database file, with nothing else to do");
    let file = format!("sqlite://{}?mode=rwc", work.join("baseline.db").display());
    let plan = Plan {
        edition: "one-process",
        cases: arguments.cases,
        at_once: arguments.concurrency,
        machine: &machine,
        commits: baseline::commits(&file, &[1]).await?,
        confirms: Vec::new(),
    };
    let way = Way::to_offer(&house.database_url(routes::PARTNER_CONTRACTS)).await?;
    measure(&cast, &Arc::new(way), plan).await
}
