//! Every decision table of every policy against dsntk, an engine of another maker that reads the same Markdown form.
//! People are drawn at the cut points of each table: every threshold and its neighbours, every choice; all
//! combinations where there are few, else a sample.

mod ours;
mod table;
mod theirs;

use std::fs;
use std::path::Path;

use domain::{Fact, FactKey, FactSource, FactValue, Facts};
use ours::{TABLES, as_ours, others, outcome};
use policy::{Policies, Policy};
use table::Table;
use theirs::Theirs;

/// Above this many combinations a sample of as many is drawn.
const MOST: usize = 5_000;

fn main() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    let policies = Policies::load(&folder)?;
    let (mut compared, mut differ) = (0, 0);
    for policy in policies.versions() {
        let files = folder.join(&policy.tenant).join(policy.valid_from.to_string());
        let texts =
            TABLES.iter().filter_map(|name| Some((*name, fs::read_to_string(files.join(name)).ok()?)));
        let tables =
            texts.map(|(name, text)| Ok((name, Table::read(&text)?))).collect::<anyhow::Result<Vec<_>>>()?;
        let (names, tables): (Vec<_>, Vec<_>) = tables.into_iter().unzip();
        let fixed = others(&tables);
        for (name, table) in names.iter().zip(&tables) {
            let (people, different) = compare(policy, name, table, &fixed)?;
            println!("{:<20} {name:<20} {people:>6} people, {different} differ", policy.tenant);
            compared += people;
            differ += different;
        }
    }
    println!("{compared} outcomes compared, {differ} differ");
    anyhow::ensure!(differ == 0 && compared > 0, "the house and dsntk differ");
    Ok(())
}

/// How many outcomes were compared, and how many differ; the first few are printed.
fn compare(
    policy: &Policy,
    name: &str,
    table: &Table,
    fixed: &[(FactKey, FactValue)],
) -> anyhow::Result<(usize, usize)> {
    let people = people(&table.cuts());
    let theirs = Theirs::read(table)?.outcomes(&table.inputs, &people)?;
    let (mut compared, mut differ) = (0, 0);
    for (person, numbers) in people.iter().zip(&theirs) {
        let asked = table.inputs.iter().copied().zip(person.iter().cloned());
        let facts: Facts = fixed.iter().cloned().chain(asked).map(stated).collect();
        let Some(our) = outcome(policy, name, &facts)? else { continue };
        let their = as_ours(table, numbers);
        compared += 1;
        if our != their {
            differ += 1;
            if differ <= 5 {
                println!("{} {name}: {person:?}: ours {our:?}, theirs {their:?}", policy.tenant);
            }
        }
    }
    Ok((compared, differ))
}

fn stated((key, value): (FactKey, FactValue)) -> (FactKey, Fact) {
    let stated_on = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default();
    (key, Fact { value, source: FactSource::Consultant, stated_on })
}

/// Every combination, or a sample that is the same each time.
fn people(cuts: &[Vec<FactValue>]) -> Vec<Vec<FactValue>> {
    let all: usize = cuts.iter().fold(1, |count, column| count.saturating_mul(column.len()));
    let mut random = Random(2015);
    let one = |number: usize| {
        let mut rest = number;
        let pick = |column: &Vec<FactValue>| {
            let value = column[rest % column.len()].clone();
            rest /= column.len();
            value
        };
        cuts.iter().map(pick).collect()
    };
    if all <= MOST {
        return (0..all).map(one).collect();
    }
    (0..MOST)
        .map(|_| cuts.iter().map(|column| column[random.below(column.len())].clone()).collect())
        .collect()
}

/// SplitMix64: a sample needs no better, and is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap_or(0)
    }
}
