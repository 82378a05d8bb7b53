use anyhow::{Context, bail};
use clap::Args;
use domain::{Cents, Month, Role};
use indicatif::ProgressBar;
use serde_json::Value;

use super::run::api;
use crate::api::text;
use crate::commands::Gateway;

/// Cases that are asked at once.
const PART: u32 = 200;

#[derive(Args)]
pub struct Arguments {
    /// Derive the calculations of this month again, as 2026-03
    #[arg(long, required_unless_present = "year", conflicts_with = "year")]
    month: Option<Month>,
    /// Derive the calculations of this calendar year again, as 2026
    #[arg(long)]
    year: Option<i32>,
    #[command(flatten)]
    gateway: Gateway,
}

/// What was derived again.
#[derive(Default)]
struct Seen {
    cases: u64,
    calculations: u64,
    balances: u64,
    faults: u64,
}

/// Goes through all cases of the municipality and prints what differs; an error when anything does.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (first, last) = months(arguments)?;
    let api = api(&arguments.gateway)?;
    let bar = ProgressBar::new_spinner();
    let mut seen = Seen::default();
    let mut after = String::new();
    loop {
        let token = arguments.gateway.token(Role::Manager)?;
        let path = format!("/grootboek/narekening?vanaf={first}&totEnMet={last}&aantal={PART}{after}");
        let part = api.get(&token, &path).await?;
        seen.add(&part, &bar);
        match part["volgende"].as_str() {
            Some(next) => after = format!("&na={next}"),
            None => break,
        }
    }
    bar.finish_and_clear();
    println!("{:>10} cases", seen.cases);
    println!("{:>10} calculations of {first} to {last} derived again from what was known", seen.calculations);
    println!("{:>10} balances added up again", seen.balances);
    if seen.faults > 0 {
        bail!("{} figures differ", seen.faults);
    }
    println!("Nothing differs.");
    Ok(())
}

fn months(arguments: &Arguments) -> anyhow::Result<(Month, Month)> {
    if let Some(month) = arguments.month {
        return Ok((month, month));
    }
    let year = arguments.year.context("which months? Give --month or --year")?;
    let month = |number: u32| format!("{year:04}-{number:02}").parse().context("--year is no year");
    Ok((month(1)?, month(12)?))
}

impl Seen {
    fn add(&mut self, part: &Value, bar: &ProgressBar) {
        let count = |name: &str| part[name].as_u64().unwrap_or_default();
        self.cases += count("zaken");
        self.calculations += count("berekeningen");
        self.balances += count("saldi");
        for one in part["fouten"].as_array().into_iter().flatten() {
            self.faults += 1;
            let fault = &one["fout"];
            let cents = |name: &str| Cents::new(fault[name].as_i64().unwrap_or_default());
            let line = format!(
                "{} {} {}: {} instead of {}",
                text(one, "zaakId"),
                text(fault, "maand"),
                text(fault, "wat"),
                cents("gevonden"),
                cents("verwacht")
            );
            bar.suspend(|| println!("{line}"));
        }
        bar.set_message(format!("{} cases", self.cases));
        bar.tick();
    }
}
