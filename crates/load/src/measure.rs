//! A measured run against an edition that runs: its cases, and what all processes use meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::baseline::Rate;
use crate::drive::{Cast, Run, Way, drive};
use crate::lockstep::WARM_UP;
use crate::processes::{Usage, listening_on, tree_usage, usage_of};
use crate::report::{Report, Samples};

const SAMPLE_EVERY: Duration = Duration::from_millis(500);
/// How often a word is said about how far it is.
const SAY_EVERY: usize = 1000;

/// Every process that takes part, by name.
#[derive(Debug, Default)]
pub struct Machine {
    processes: BTreeMap<String, u32>,
    /// With all processes below them.
    servers: BTreeMap<String, u32>,
}

impl Machine {
    /// This process and these.
    pub fn of(processes: BTreeMap<String, u32>) -> Self {
        let mut machine = Self { processes, servers: BTreeMap::new() };
        machine.processes.insert("driver".to_owned(), std::process::id());
        machine
    }

    /// Adds the server that this URL names, with a word when it runs elsewhere.
    #[must_use]
    pub fn with_server(mut self, name: &str, url: &str) -> Self {
        match port(url).and_then(listening_on) {
            Some(pid) => {
                self.servers.insert(name.to_owned(), pid);
            }
            None => eprintln!("{name} runs elsewhere, or as someone else: what it uses is not counted"),
        }
        self
    }

    fn usage(&self) -> BTreeMap<String, Usage> {
        let own = self.processes.iter().map(|(name, pid)| (name, usage_of(*pid)));
        let servers = self.servers.iter().map(|(name, pid)| (name, tree_usage(*pid)));
        own.chain(servers).filter_map(|(name, usage)| Some((name.clone(), usage.ok()?))).collect()
    }
}

/// `scheme://user:password@host:port/…`
fn port(url: &str) -> Option<u16> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    host.rsplit_once(':')?.1.parse().ok()
}

/// What is measured.
pub struct Plan<'a> {
    pub edition: &'static str,
    pub cases: usize,
    pub at_once: usize,
    pub machine: &'a Machine,
    pub commits: Vec<Rate>,
    pub confirms: Vec<Rate>,
}

/// Warms up, drives, prints, and checks by the gateway what was seen.
///
/// # Errors
///
/// When a case fails, or the gateway tells of another number of referrals.
pub async fn measure(cast: &Arc<Cast>, way: &Arc<Way>, plan: Plan<'_>) -> anyhow::Result<()> {
    let warm = drive(cast, way, WARM_UP.min(plan.cases), plan.at_once, &Arc::default()).await?;
    anyhow::ensure!(warm.failed == 0, "{} of the cases to warm up failed: {:?}", warm.failed, warm.failures);

    let (run, samples) = sampled(cast, way, &plan).await?;
    let Plan { edition, cases, at_once, commits, confirms, .. } = plan;
    let report = Report { edition, at_once, processes: samples.summed(cases), run, commits, confirms };
    println!("{}", report.text());
    let (offered, expected) = (cast.offered().await?, warm.cases() + report.run.cases());
    println!("the gateway tells of {offered} referrals on offer; {expected} were seen");
    println!("{}", report.line());
    anyhow::ensure!(report.run.failed == 0, "{} cases failed", report.run.failed);
    anyhow::ensure!(offered == expected, "not every referral that was seen is there");
    Ok(())
}

/// Drives, and looks at all processes twice a second meanwhile.
async fn sampled(cast: &Arc<Cast>, way: &Arc<Way>, plan: &Plan<'_>) -> anyhow::Result<(Run, Samples)> {
    let progress = Arc::new(AtomicUsize::new(0));
    let mut samples = Samples::default();
    samples.add(0, plan.machine.usage());
    let driving = drive(cast, way, plan.cases, plan.at_once, &progress);
    tokio::pin!(driving);
    let mut tick = tokio::time::interval(SAMPLE_EVERY);
    let mut said = 0;
    let run = loop {
        tokio::select! {
            run = &mut driving => break run?,
            _ = tick.tick() => {
                let done = progress.load(Ordering::Relaxed);
                samples.add(done, plan.machine.usage());
                if done >= said + SAY_EVERY {
                    said = done - done % SAY_EVERY;
                    eprintln!("{said} cases");
                }
            }
        }
    };
    samples.add(plan.cases, plan.machine.usage());
    Ok((run, samples))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("postgres://app:secret@127.0.0.1:5433/app", Some(5433))]
    #[case("amqp://app:secret@127.0.0.1:5672/app", Some(5672))]
    #[case("amqp://localhost/app", None)]
    fn the_port_of_a_server_is_read(#[case] url: &str, #[case] expected: Option<u16>) {
        assert_eq!(port(url), expected);
    }
}
