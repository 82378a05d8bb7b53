//! `meedoen demo`: a municipality's year, with every service being the real one.

mod figures;
mod people;
mod population;
mod report;
mod year;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use service::Telemetry;
use service::config::{LogFormat, TelemetrySettings};

use crate::api::{Api, text};
use crate::commands::{choose, token::CONSULTANTS};
use crate::house::{OneProcess, Plan, load_policies, municipalities};
use crate::tell;
use figures::Figures;
use people::People;
use population::Population;
use year::{Applicant, Year};

#[derive(Args)]
pub struct Arguments {
    /// The municipality, as <tenant>:<code> or a tenant's name; the first that is known when absent
    #[arg(long)]
    municipality: Option<String>,
    /// How many residents apply in the year
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    applicants: u32,
    /// The same seed gives the same year
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave the gateway running afterwards
    #[arg(long)]
    serve: bool,
    /// Where the report is written
    #[arg(long, default_value = "report/demo.html")]
    report: PathBuf,
    /// Where the databases are kept; a temporary folder when absent
    #[arg(long)]
    data: Option<PathBuf>,
    /// The folder with policies
    #[arg(long, default_value = "deploy/policies")]
    policies: PathBuf,
    /// What residents are drawn from
    #[arg(long, default_value = "deploy/demo/population.toml")]
    population: PathBuf,
}

const YEAR: i32 = 2026;

/// Simulates, prints and reports.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let began = Instant::now();
    let quiet =
        TelemetrySettings { format: LogFormat::Text, filter: filter(), ..TelemetrySettings::default() };
    let _telemetry = Telemetry::start("meedoen", &quiet)?;
    let (leaving, _hurry) = service::signals()?;
    let from = NaiveDate::from_ymd_opt(YEAR, 1, 1).context("a first day")?;
    let to = NaiveDate::from_ymd_opt(YEAR, 12, 31).context("a last day")?;
    let policies = load_policies(&arguments.policies)?;
    let municipality = choose(&municipalities(&policies)?, arguments.municipality.as_deref())?;
    let policy = policies.of(&municipality, from)?;
    let population = Population::read(&arguments.population)?;

    let temporary = tempfile::tempdir()?;
    let folder = arguments.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    ensure!(
        !folder.join("intake.db").exists(),
        "{} holds cases already; a demonstration begins with an empty folder",
        folder.display()
    );
    let house = OneProcess::start(Plan {
        folder: &folder,
        policies: &arguments.policies,
        listen: ([127, 0, 0, 1], 0).into(),
        simulated_from: Some(from),
        clamd: None,
        gateway: gateway::Settings {
            per_second: std::num::NonZeroU32::MAX,
            burst: std::num::NonZeroU32::MAX,
            ..gateway::Settings::default()
        },
    })
    .await?;
    eprintln!("{} ({}), {} applicants in {YEAR}", policy.label, policy.document, arguments.applicants);

    let api = Api::new(&format!("http://{}", house.address))?;
    let people = People::of(&house, &municipality, policy)?;
    let applicants = draw(&population, arguments.seed, arguments.applicants, from)?;
    let mut year = Year::new(&house, api.clone(), people, policy, &population, arguments.seed, applicants);
    let progress = bar();
    let lived = tokio::select! {
        lived = year.live(from, to, &progress) => lived,
        () = leaving.cancelled() => Err(anyhow::anyhow!("interrupted")),
    };
    progress.finish_and_clear();
    lived?;

    let figures = Figures::read(&api, &year.people.reintegration, policy, (&year.counts, &year.paid)).await?;
    print!("{figures}");
    let example = figures.example().context("no case to tell of")?;
    let case = api.get(&year.people.intake, &format!("/zaken/{example}")).await?;
    let story = api.get(&year.people.intake, &format!("/zaken/{}/verhaal", text(&case, "zaakId"))).await?;
    let told = tell::story(&case, &story);
    println!("\nThe story of one case\n\n{told}");
    report::write(&arguments.report, policy, &figures, &told)?;
    println!("Report: {}", arguments.report.display());
    println!("Took {:.1} s.", began.elapsed().as_secs_f32());

    if arguments.serve {
        let token = house.token("tester", &CONSULTANTS, None, &municipality)?;
        println!("\nThe gateway goes on at http://{}{}", house.address, gateway::BASE);
        println!("The interface, described and to try: http://{}/docs", house.address);
        println!("A token (LOCAL ISSUER, for trying out only):\n{token}");
        return house.run_until(leaving.cancelled()).await;
    }
    house.stop().await
}

/// Quiet unless asked: what goes wrong is worth a line, what goes right is not.
fn filter() -> String {
    std::env::var("RUST_LOG").unwrap_or_else(|_| "error".into())
}

/// The residents, each with a day in the first eleven months, so that every case sees some of its course.
fn draw(population: &Population, seed: u64, count: u32, from: NaiveDate) -> anyhow::Result<Vec<Applicant>> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut applicants = Vec::new();
    for number in 0..count {
        let applies_on = from + Days::new(random.random_range(0..330));
        let resident = population.draw(&mut random, number, applies_on)?;
        applicants.push(Applicant { number, applies_on, resident });
    }
    Ok(applicants)
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(365);
    if let Ok(style) = ProgressStyle::with_template("day {pos:>3}/365 {bar:40} {msg}") {
        bar.set_style(style);
    }
    bar
}
