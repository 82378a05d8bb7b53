//! `meedoen-load`: how fast cases flow. See the crate's README.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use domain::Municipality;
use load::applicants::{Applicants, profiles};
use load::drive::{Cast, Run, Way, drive};
use load::lockstep::{WARM_UP, lockstep};
use load::processes::{Installation, Options, Usage, listening_on, tree_usage, usage_of};
use load::report::{Report, Samples};
use load::{baseline, places};
use messaging::Clock;
use policy::Policies;
use proto::routes;
use service::SystemClock;

const SAMPLE_EVERY: Duration = Duration::from_millis(500);
const COMMIT_CLIENTS: [usize; 3] = [1, 8, 32];
const CONFIRMS_IN_FLIGHT: [usize; 3] = [1, 64, 256];
/// So high that the gateway's limit for one user is not what is measured.
const REQUESTS_PER_SECOND: u32 = 1_000_000;

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
    #[arg(long, default_value_t = 64)]
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
    /// Leave databases and queues for a look afterwards
    #[arg(long)]
    keep: bool,
    /// A role that may create databases
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// An empty virtual host
    #[arg(long, env = "AMQP_URL", hide_env_values = true)]
    amqp_url: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Edition {
    /// Every service a process, over PostgreSQL and RabbitMQ
    Production,
}

fn main() -> ExitCode {
    service::install_crypto();
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("meedoen-load: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("meedoen-load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let work = match &arguments.work {
        Some(work) => work.clone(),
        None => std::env::temp_dir().join(format!("meedoen-load-{}", std::process::id())),
    };
    let raised = work.join("policies");
    places::copy_with_places(&arguments.policies, &raised)?;
    let mut options = Options::new(&arguments.database_url, &arguments.amqp_url, &work, &raised);
    options.binaries.clone_from(&arguments.binaries);
    options.requests_per_second = Some(REQUESTS_PER_SECOND);
    let installation = Arc::new(Installation::start(options).await?);
    eprintln!("started from {} with {} places at each partner", work.display(), places::PLACES);

    let cast = Arc::new(cast(&installation, &arguments, &raised)?);
    let done = match arguments.lockstep.as_deref() {
        Some(&[cases, at_once]) => {
            enough(&cast, cases)?;
            let partners = installation.database_url(routes::PARTNER_CONTRACTS)?;
            let way = Arc::new(Way::to_review(partners, installation.database_url(routes::WORKFLOW)?).await?);
            lockstep(&cast, &way, cases, at_once).await
        }
        _ => measure(&installation, &cast, &arguments).await,
    };
    drop(cast);
    match Arc::try_unwrap(installation) {
        Ok(installation) if !arguments.keep => installation.remove().await?,
        Ok(mut installation) => installation.stop_all().await?,
        Err(_) => anyhow::bail!("something still uses the installation"),
    }
    done
}

fn cast(installation: &Arc<Installation>, arguments: &Arguments, policies: &Path) -> anyhow::Result<Cast> {
    let policies = Policies::load(policies).map_err(|problems| anyhow::anyhow!("{problems}"))?;
    let today = SystemClock.now().day;
    let found = profiles(&policies, &arguments.municipality, today);
    for profile in &found {
        eprintln!("applicants of {} go to category {}", profile.municipality, profile.category);
    }
    let gateway = installation.gateway_url();
    let issuer = Arc::clone(installation);
    let tokens = Box::new(
        move |user: &str, organisation: Option<&str>, roles: &[domain::Role], municipality: &Municipality| {
            issuer.token(user, organisation, roles, std::slice::from_ref(municipality))
        },
    );
    Cast::new(&gateway, Applicants::of(found, today), tokens)
}

fn enough(cast: &Cast, cases: usize) -> anyhow::Result<()> {
    let (needed, left) = (cases + WARM_UP, cast.left());
    anyhow::ensure!(
        needed <= left,
        "there are {left} synthetic people in these municipalities, and {needed} are needed"
    );
    Ok(())
}

async fn measure(
    installation: &Arc<Installation>,
    cast: &Arc<Cast>,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    let (cases, at_once) = (arguments.cases, arguments.concurrency);
    enough(cast, cases)?;
    eprintln!("baselines: database and broker, with nothing else to do");
    let commits = baseline::commits(&arguments.database_url, &COMMIT_CLIENTS).await?;
    let confirms = baseline::confirms(&arguments.amqp_url, &CONFIRMS_IN_FLIGHT).await?;

    let way = Way::to_offer(installation.database_url(routes::PARTNER_CONTRACTS)?).await?;
    let way = Arc::new(way);
    let warm = drive(cast, &way, WARM_UP.min(cases), at_once, &Arc::default()).await?;
    anyhow::ensure!(warm.failed == 0, "{} of the cases to warm up failed: {:?}", warm.failed, warm.failures);

    let machine = Machine::of(installation, arguments)?;
    let progress = Arc::new(AtomicUsize::new(0));
    let (run, samples) = sampled(cast, &way, arguments, &machine, &progress).await?;
    let report =
        Report { edition: "production", at_once, processes: samples.summed(cases), run, commits, confirms };
    println!("{}", report.text());
    let offered = cast.offered().await?;
    let expected = warm.cases() + report.run.cases();
    println!("the gateway tells of {offered} referrals on offer; expected {expected}");
    println!("{}", report.line());
    anyhow::ensure!(report.run.failed == 0, "{} cases failed", report.run.failed);
    anyhow::ensure!(offered == expected, "not every referral that was seen is there");
    Ok(())
}

/// Drives, and looks at all processes twice a second meanwhile.
async fn sampled(
    cast: &Arc<Cast>,
    way: &Arc<Way>,
    arguments: &Arguments,
    machine: &Machine,
    progress: &Arc<AtomicUsize>,
) -> anyhow::Result<(Run, Samples)> {
    let mut samples = Samples::default();
    samples.add(0, machine.usage());
    let driving = drive(cast, way, arguments.cases, arguments.concurrency, progress);
    tokio::pin!(driving);
    let mut tick = tokio::time::interval(SAMPLE_EVERY);
    let mut said = 0;
    let run = loop {
        tokio::select! {
            run = &mut driving => break run?,
            _ = tick.tick() => {
                let done = progress.load(Ordering::Relaxed);
                samples.add(done, machine.usage());
                if done >= said + 1000 {
                    said = done - done % 1000;
                    eprintln!("{said} cases");
                }
            }
        }
    };
    samples.add(arguments.cases, machine.usage());
    Ok((run, samples))
}

/// Every process that takes part, by name.
struct Machine {
    processes: BTreeMap<String, u32>,
    /// With all processes below them.
    servers: BTreeMap<String, u32>,
}

impl Machine {
    fn of(installation: &Installation, arguments: &Arguments) -> anyhow::Result<Self> {
        let mut processes = BTreeMap::from([("driver".to_owned(), std::process::id())]);
        for name in installation.names() {
            processes.insert(name.to_owned(), installation.process_id(name)?);
        }
        let mut servers = BTreeMap::new();
        for (name, url) in [("(database)", &arguments.database_url), ("(broker)", &arguments.amqp_url)] {
            match port(url).ok().and_then(listening_on) {
                Some(pid) => {
                    servers.insert(name.to_owned(), pid);
                }
                None => eprintln!("{name} runs elsewhere: what it uses is not counted"),
            }
        }
        Ok(Self { processes, servers })
    }

    fn usage(&self) -> BTreeMap<String, Usage> {
        let own = self.processes.iter().map(|(name, pid)| (name, usage_of(*pid)));
        let servers = self.servers.iter().map(|(name, pid)| (name, tree_usage(*pid)));
        own.chain(servers).filter_map(|(name, usage)| Some((name.clone(), usage.ok()?))).collect()
    }
}

fn port(url: &str) -> anyhow::Result<u16> {
    let (_, rest) = url.rsplit_once('@').context("the URL names no user")?;
    let host = rest.split('/').next().unwrap_or(rest);
    Ok(host.rsplit_once(':').context("the URL names no port")?.1.parse()?)
}
