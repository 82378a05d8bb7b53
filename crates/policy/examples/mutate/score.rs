//! How many mutants of each tenant and kind were seen, and by whom.

use std::collections::BTreeMap;

use crate::judge::Verdict;
use crate::mutant::Mutant;

#[derive(Default, Clone, Copy)]
struct Counts {
    check: usize,
    examples: usize,
    figures: usize,
    named: usize,
    survivors: usize,
}

/// The score so far.
#[derive(Default)]
pub struct Score(BTreeMap<(String, &'static str), Counts>);

impl Score {
    /// Adds a verdict; `named` when the survivor is a known one.
    pub fn add(&mut self, mutant: &Mutant, verdict: Verdict, named: bool) {
        let counts = self.0.entry((mutant.tenant().to_owned(), mutant.kind.name())).or_default();
        let count = match (verdict, named) {
            (Verdict::Check, _) => &mut counts.check,
            (Verdict::Examples, _) => &mut counts.examples,
            (Verdict::Figures, _) => &mut counts.figures,
            (Verdict::Survives, true) => &mut counts.named,
            (Verdict::Survives, false) => &mut counts.survivors,
        };
        *count += 1;
    }

    /// A Markdown table, with a total for each tenant and for all.
    pub fn table(&self) -> String {
        let mut text = String::from(
            "| Policy | Change | Mutants | Refused by the check | Seen by examples | Seen by figure tests | Survive with a reason | Survive |\n\
             |---|---|---:|---:|---:|---:|---:|---:|\n",
        );
        let tenants: std::collections::BTreeSet<_> =
            self.0.keys().map(|(tenant, _)| tenant.as_str()).collect();
        for tenant in tenants {
            let own = self.0.iter().filter(|((each, _), _)| each == tenant);
            for ((_, kind), counts) in own.clone() {
                text.push_str(&line(tenant, kind, counts));
            }
            text.push_str(&line(tenant, "**all**", &total(own.map(|(_, counts)| counts))));
        }
        text.push_str(&line("**all**", "**all**", &total(self.0.values())));
        text
    }
}

fn total<'a>(counts: impl Iterator<Item = &'a Counts>) -> Counts {
    counts.fold(Counts::default(), |all, one| Counts {
        check: all.check + one.check,
        examples: all.examples + one.examples,
        figures: all.figures + one.figures,
        named: all.named + one.named,
        survivors: all.survivors + one.survivors,
    })
}

fn line(tenant: &str, kind: &str, counts: &Counts) -> String {
    let Counts { check, examples, figures, named, survivors } = *counts;
    let mutants = check + examples + figures + named + survivors;
    format!("| {tenant} | {kind} | {mutants} | {check} | {examples} | {figures} | {named} | {survivors} |\n")
}
