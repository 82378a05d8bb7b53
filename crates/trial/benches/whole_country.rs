//! Everybody in the country on assistance, under one version and under another, beside a plain loop over the same data.
//!
//! `cargo bench -p trial` prints the figures of this machine and fails when they are beyond what was promised: five
//! seconds and a gigabyte on two cores.

#[path = "../tests/it/freely.rs"]
mod freely;

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use domain::FactKey;
use policy::{Policies, Policy};
use trial::{Caseload, compare};

const PEOPLE: usize = 400_000;
const THREADS: usize = 2;
/// Of so many rounds the median counts.
const ROUNDS: usize = 7;
const MOST_TIME: Duration = Duration::from_secs(5);
const MOST_KIB: u64 = 1024 * 1024;

fn main() -> std::process::ExitCode {
    // `cargo test` starts every target; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return std::process::ExitCode::SUCCESS;
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    let policies = match Policies::load(&folder) {
        Ok(policies) => policies,
        Err(problems) => {
            eprintln!("{problems}");
            return std::process::ExitCode::FAILURE;
        }
    };
    let start = Instant::now();
    let today = policies.versions().map(|policy| policy.valid_from).max().unwrap_or_default();
    let caseload = freely::freely(1, today, PEOPLE, 20);
    println!("{PEOPLE} people, one fact in twenty unknown, made in {:?}", start.elapsed());
    println!("{THREADS} threads on {} cores; median of {ROUNDS} rounds\n", cores());
    println!("{:<18} {:>14} {:>14} {:>7}", "tenant", "under A and B", "plain loop", "ratio");

    let mut good = true;
    for policy in policies.tenants() {
        let trial = median(|| {
            black_box(compare(&caseload, policy, policy, THREADS));
        });
        let plain = median(|| {
            black_box(read_plainly(&caseload, policy));
        });
        let ratio = trial.as_nanos() / plain.as_nanos().max(1);
        println!("{:<18} {trial:>14.2?} {plain:>14.2?} {ratio:>6}x", policy.tenant);
        good &= trial <= MOST_TIME;
    }
    // Versions that share no category: everybody moves, and is listed.
    let (first, last) = (policies.tenants().next(), policies.tenants().last());
    if let (Some(first), Some(last)) = (first, last) {
        let moving = median(|| {
            black_box(compare(&caseload, first, last, THREADS));
        });
        println!("{:<18} {moving:>14.2?}", "everybody moves");
        good &= moving <= MOST_TIME;
    }
    match peak_kib() {
        Some(peak) => {
            println!("\npeak memory {} MiB", peak / 1024);
            good &= peak <= MOST_KIB;
        }
        None => println!("\nskipped: peak memory, this system does not tell it in /proc/self/status"),
    }
    if good { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

/// The facts that the tables look at, read twice (for A and for B) and added up: the least that must be read.
fn read_plainly(caseload: &Caseload, policy: &Policy) -> i64 {
    let keys: Vec<FactKey> = policy.facts_asked();
    let sum = |key: &FactKey| caseload.column(*key).flatten().fold(0, i64::wrapping_add);
    (0..2).map(|_| keys.iter().map(sum).fold(0, i64::wrapping_add)).fold(0, i64::wrapping_add)
}

fn median(mut round: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            round();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(ROUNDS / 2).copied().unwrap_or_default()
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
