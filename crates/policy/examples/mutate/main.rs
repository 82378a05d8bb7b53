//! Changes the policies one place at a time and asks whether anything sees it: the check at load, the people in
//! `examples.toml`, or the figure tests. What nothing sees and nobody has named with a reason is a hole.
//!
//! ```sh
//! cargo run -p policy --example mutate [-- TENANT…]
//! ```
//!
//! `--list` only counts the mutants. Prints the score as a Markdown table, and fails when there is a hole.

mod judge;
mod mutant;
mod score;
mod sections;
mod survivors;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Context;
use judge::{Judge, Verdict};
use mutant::Mutant;
use score::Score;
use survivors::Known;

/// How many mutants are judged at once.
const THREADS: usize = 2;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (flags, tenants): (Vec<_>, Vec<_>) = arguments.iter().partition(|each| each.starts_with("--"));
    let house = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let policies = house.join("deploy/policies");
    let known = survivors::read(&fs::read_to_string(house.join("docs/policies/survivors.toml"))?)?;
    let mut mutants = Vec::new();
    gather(&policies, &policies, &mut mutants)?;
    mutants.retain(|mutant| tenants.is_empty() || tenants.iter().any(|tenant| *tenant == mutant.tenant()));
    println!("{} mutants", mutants.len());
    if flags.iter().any(|flag| *flag == "--list") {
        mutants.iter().for_each(|mutant| println!("{mutant}"));
        return Ok(ExitCode::SUCCESS);
    }
    let figures = figures()?;
    Judge::new(&policies, &figures)?.calibrate()?;
    let verdicts = judge_all(&policies, &figures, &mutants)?;
    Ok(report(&mutants, &verdicts, &known, tenants.is_empty()))
}

/// Every mutant of every file of a tenant and of the shared parts. National law and the examples are no policy.
fn gather(root: &Path, folder: &Path, mutants: &mut Vec<Mutant>) -> anyhow::Result<()> {
    let mut entries: Vec<_> =
        fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if folder != root || !["national", "schema"].contains(&name.as_str()) {
                gather(root, &path, mutants)?;
            }
            continue;
        }
        if name == "examples.toml" {
            continue;
        }
        let file = path.strip_prefix(root)?.to_string_lossy().into_owned();
        let text = fs::read_to_string(&path)?;
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => mutants.extend(sections::mutants(&file, &text)),
            Some("md") => mutants.extend(tables::mutants(&file, &text)),
            _ => {}
        }
    }
    Ok(())
}

/// Builds the figure tests and says where they are.
fn figures() -> anyhow::Result<PathBuf> {
    if let Some(given) = std::env::var_os("MEEDOEN_FIGURES") {
        return Ok(given.into());
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--package", "policy", "--test", "policies", "--no-run"]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().context("cargo does not start")?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let path = told.lines().rev().find_map(|line| {
        let (_, path) = line.trim().strip_prefix("Executable")?.split_once('(')?;
        path.strip_suffix(')')
    });
    let path = PathBuf::from(path.with_context(|| format!("the figure tests do not build:\n{told}"))?);
    Ok(if path.is_absolute() { path } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path) })
}

fn judge_all(policies: &Path, figures: &Path, mutants: &[Mutant]) -> anyhow::Result<Vec<Verdict>> {
    let (next, began) = (AtomicUsize::new(0), Instant::now());
    let work = || -> anyhow::Result<Vec<(usize, Verdict)>> {
        let mut judge = Judge::new(policies, figures)?;
        let mut verdicts = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(place) else { return Ok(verdicts) };
            let verdict = judge.judge(mutant)?;
            if verdict == Verdict::Survives {
                eprintln!("survives: {mutant}");
            }
            verdicts.push((place, verdict));
            if place % 100 == 99 {
                eprintln!("{} of {} after {} s", place + 1, mutants.len(), began.elapsed().as_secs());
            }
        }
    };
    let parts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow::anyhow!("a thread panicked"))?);
        joined.collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut verdicts: Vec<_> = parts.into_iter().flatten().collect();
    verdicts.sort_unstable_by_key(|(place, _)| *place);
    Ok(verdicts.into_iter().map(|(_, verdict)| verdict).collect())
}

fn report(mutants: &[Mutant], verdicts: &[Verdict], known: &[Known], all: bool) -> ExitCode {
    let mut score = Score::default();
    let mut used = vec![false; known.len()];
    let mut holes = 0;
    for (mutant, verdict) in mutants.iter().zip(verdicts) {
        let reason = known.iter().position(|each| *verdict == Verdict::Survives && each.names(mutant));
        score.add(mutant, *verdict, reason.is_some());
        match reason.and_then(|place| used.get_mut(place)) {
            Some(used) => *used = true,
            None if *verdict == Verdict::Survives => {
                holes += 1;
                println!("survives: {mutant}");
            }
            None => {}
        }
    }
    for (known, _) in known.iter().zip(&used).filter(|(_, used)| all && !**used) {
        println!("no longer survives, take it off the list: {} {}", known.file, known.what);
    }
    println!("\n{}", score.table());
    println!("{holes} survive without a reason");
    if holes == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
