//! One assessment with its trace, and twelve months of a municipality's caseload worked out anew, beside plain loops.
//!
//! `cargo bench -p rules` prints the figures of this machine and fails when they are beyond what was promised: 200 µs for
//! one assessment, ten seconds for twelve months of 4,000 households.

use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::{Days as DayCount, NaiveDate};
use domain::{Cents, Month};
use policy::{National, Policies};
use rules::assess::{Outcome, assess};
use rules::facts::Facts;
use rules::month::{Change, MonthQuestion, Timeline, assistance, calculate};
use rules::{Days, Local, Question};
use serde_json::{Value, json};

const ASSESSMENTS: usize = 20_000;
const CLIENTS: usize = 4_000;
/// Of so many rounds the median counts.
const ROUNDS: usize = 5;
const MOST_FOR_ONE: Duration = Duration::from_micros(200);
const MOST_FOR_ALL: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    // `cargo test` starts every target; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    let policies = match Policies::load(&folder) {
        Ok(policies) => policies,
        Err(problems) => {
            eprintln!("{problems}");
            return ExitCode::FAILURE;
        }
    };
    match measure(policies.national()) {
        Ok(good) if good => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(national: &National) -> Result<bool, Box<dyn std::error::Error>> {
    let day: NaiveDate = "2026-03-01".parse()?;
    let households: Vec<(&str, Facts)> = kinds()
        .into_iter()
        .map(|(name, facts)| Ok::<_, serde_json::Error>((name, serde_json::from_value(facts)?)))
        .collect::<Result<_, _>>()?;
    let local: Local =
        serde_json::from_value(json!({ "no_housing_costs_percent": 0, "school_leaver_percent": 0 }))?;
    println!("{} cores; median of {ROUNDS} rounds; one thread\n", cores());
    let mut good = true;
    for (name, facts) in &households {
        let question = Question { facts, national, days: Days::all(day) };
        let assessment = assess(question, &local);
        let outcome = match &assessment.outcome {
            Outcome::Granted(amount) => format!("{}", amount.assistance),
            other => format!("{other:?}"),
        };
        let all = median(|| {
            for _ in 0..ASSESSMENTS {
                black_box(assess(question, &local));
            }
        });
        let one = all / u32::try_from(ASSESSMENTS)?;
        println!("{name:<44} {one:>10.2?}  {:>3} lines  {outcome}", assessment.explanations.len());
        good &= one <= MOST_FOR_ONE;
    }
    good &= whole_caseload(national, &households, &local)?;
    if let Some(peak) = peak_kib() {
        println!("\npeak memory {} MiB", peak / 1024);
    }
    Ok(good)
}

/// Twelve months of every client, each with a statement of income a month, all made new after a late fact.
fn whole_caseload(
    national: &National,
    households: &[(&str, Facts)],
    local: &Local,
) -> Result<bool, Box<dyn std::error::Error>> {
    let first: Month = "2026-01".parse()?;
    let start = first.first_day();
    let timelines: Vec<Timeline> = (0..CLIENTS)
        .filter_map(|client| {
            let (_, facts) = households.get(client % households.len())?;
            let base = Change { from: start, known_on: start, number: 1, facts: facts.clone() };
            let statements = (0..12u32).map(|month| statement(first.plus(month), month + 2, client));
            Some(std::iter::once(base).chain(statements).collect())
        })
        .collect();
    let known = start + DayCount::new(400);
    let all = median(|| {
        for timeline in &timelines {
            for month in 0..12 {
                let question = MonthQuestion {
                    timeline,
                    national,
                    month: first.plus(month),
                    decided: known,
                    known,
                    right_from: start,
                    right_until: None,
                    settled: &[],
                    ordinance: None,
                    used: &[],
                    estimates: None,
                };
                let _ = black_box(calculate(&question, |question| assistance(question, local)));
            }
        }
    });
    let plain = median(|| {
        black_box(plainly(&timelines, national, first));
    });
    let ratio = all.as_nanos() / plain.as_nanos().max(1);
    println!(
        "\n{CLIENTS} clients, 12 months: {all:.2?}; plain loop (norm less income) {plain:.2?}, {ratio} times that"
    );
    Ok(all <= MOST_FOR_ALL)
}

fn statement(month: Month, number: u32, client: usize) -> Change {
    let amount = i64::try_from(client % 500).unwrap_or(0) * 100 + i64::from(number) * 10;
    let facts = json!({ "applicant": { "incomes": [
        { "kind": "earnings", "amount": amount, "with_holiday_allowance": true }
    ] } });
    let from = month.first_day();
    Change {
        from,
        known_on: month.last_day(),
        number,
        facts: serde_json::from_value(facts).unwrap_or_default(),
    }
}

/// The least that must be done: look up a norm, take off what was earned.
fn plainly(timelines: &[Timeline], national: &National, first: Month) -> i64 {
    let month = |timeline: &Timeline, month: u32| {
        let day = first.plus(month).first_day();
        let norm = national.amount("21.a", day).map_or(Cents::ZERO, |amount| amount.cents);
        let last = timeline.changes().iter().rfind(|change| change.from <= day);
        let earned = last.and_then(|change| change.facts.applicant.incomes.as_ref()).into_iter().flatten();
        norm.get() - earned.map(|income| income.amount.get()).sum::<i64>()
    };
    timelines.iter().map(|timeline| (0..12).map(|number| month(timeline, number)).sum::<i64>()).sum()
}

fn kinds() -> Vec<(&'static str, Value)> {
    vec![
        (
            "single, no income",
            json!({
                "applicant": person("1990-06-15"),
                "household": { "kind": "single", "children": [], "housemates": [] },
                "capital": nothing(), "assistance": { "receives": true }
            }),
        ),
        (
            "single, two share the costs",
            json!({
                "applicant": person("1985-06-15"),
                "household": { "kind": "single", "children": [], "housemates": [housemate(), housemate()] },
                "capital": nothing(), "assistance": { "receives": true }
            }),
        ),
        (
            "single parent",
            json!({
                "applicant": person("1992-06-15"),
                "household": {
                    "kind": "single-parent", "housemates": [],
                    "children": [{ "birth_date": "2018-02-01", "dependent": true }]
                },
                "capital": nothing(), "assistance": { "receives": true }
            }),
        ),
        (
            "couple",
            json!({
                "applicant": person("1980-06-15"), "partner": person("1981-01-20"),
                "household": { "kind": "couple", "children": [], "housemates": [] },
                "capital": nothing(), "assistance": { "receives": true }
            }),
        ),
        (
            "couple, one shares the costs",
            json!({
                "applicant": person("1980-06-15"), "partner": person("1981-01-20"),
                "household": { "kind": "couple", "children": [], "housemates": [housemate()] },
                "capital": nothing(), "assistance": { "receives": true }
            }),
        ),
    ]
}

fn person(birth_date: &str) -> Value {
    json!({
        "birth_date": birth_date, "residence": "dutch", "lives_in_municipality": true, "detained": false,
        "in_institution": false, "weeks_abroad": 0, "hour_limited": false,
        "incomes": [{ "kind": "earnings", "amount": 30_000, "with_holiday_allowance": true }],
        "exemptions": { "months_of_n": 2, "helps_reintegration": true, "with_wage_cost_subsidy": false }
    })
}

fn housemate() -> Value {
    json!({ "birth_date": "1980-01-01", "relation": "other", "contract": "none", "student": false })
}

fn nothing() -> Value {
    json!({ "assets": [], "debts": [], "owns_home": false })
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
