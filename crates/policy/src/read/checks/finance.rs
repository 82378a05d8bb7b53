//! Indicators, targets and money.

use std::collections::{BTreeMap, HashSet};

use super::{Check, Parts};
use crate::model::{Budget, IncomeYear, Target};
use crate::read::document::{Entries, Lined};

impl Check<'_> {
    pub(super) fn finance(&mut self, parts: &Parts) {
        self.unique("indicator", &parts.indicators, |each| &each.key);
        self.unique("earmark", &parts.earmarks, |each| &each.key);
        let groups: HashSet<_> = parts.categories.keys.union(&parts.target_groups.keys).cloned().collect();
        for indicator in &parts.indicators.read {
            self.positive(indicator.line, "every_months", indicator.value.every_months);
            self.refers(indicator.line, "category or target group", &indicator.value.by, &groups);
        }
        let codes: HashSet<_> =
            parts.municipalities.read.iter().map(|each| each.value.code.clone()).collect();
        self.yearly("target", &parts.targets, &parts.indicators.keys, &codes);
        self.yearly("result", &parts.results, &parts.indicators.keys, &codes);
        self.budgets(&parts.budgets, &parts.earmarks.keys, &codes);
        self.budgets(&parts.commitments, &parts.earmarks.keys, &codes);
        self.income_part(&parts.income_part, &codes);
        self.sourced(&parts.indicators.read, |each| &each.source);
        self.sourced(&parts.targets.read, |each| &each.source);
        self.sourced(&parts.results.read, |each| &each.source);
        self.sourced(&parts.earmarks.read, |each| &each.source);
        self.sourced(&parts.budgets.read, |each| &each.source);
        self.sourced(&parts.commitments.read, |each| &each.source);
        self.sourced(&parts.income_part.read, |each| &each.source);
    }

    /// One number for an indicator and a year, of a municipality or of all together.
    fn yearly(
        &mut self,
        what: &str,
        numbers: &Entries<Target>,
        indicators: &HashSet<String>,
        codes: &HashSet<String>,
    ) {
        let mut seen = HashSet::new();
        for Lined { line, value } in &numbers.read {
            self.refers(*line, "indicator", [&value.indicator], indicators);
            self.refers(*line, "municipality", &value.municipality, codes);
            if !seen.insert((&value.indicator, &value.municipality, value.year)) {
                self.no(*line, "duplicate-key", format!("a {what} for {} stands twice", value.year));
            }
        }
    }

    fn budgets(&mut self, budgets: &Entries<Budget>, earmarks: &HashSet<String>, codes: &HashSet<String>) {
        let mut seen = HashSet::new();
        for budget in &budgets.read {
            let (line, budget) = (budget.line, &budget.value);
            self.refers(line, "earmark", [&budget.earmark], earmarks);
            self.refers(line, "municipality", [&budget.municipality], codes);
            if !seen.insert((&budget.earmark, &budget.municipality, budget.year, &budget.label)) {
                let reason = format!("`{}` of {} stands twice", budget.label, budget.year);
                self.no(line, "duplicate-key", reason);
            }
            if budget.euros.0.get() < 0 {
                self.no(line, "out-of-bounds", "an amount is never negative");
            }
        }
    }

    /// For each municipality years that follow each other; only the first says with how many clients it starts.
    fn income_part(&mut self, years: &Entries<IncomeYear>, codes: &HashSet<String>) {
        let mut of: BTreeMap<&str, Vec<&Lined<IncomeYear>>> = BTreeMap::new();
        for year in &years.read {
            self.refers(year.line, "municipality", [&year.value.municipality], codes);
            self.income_year(year);
            of.entry(&year.value.municipality).or_default().push(year);
        }
        for mut years in of.into_values() {
            years.sort_by_key(|year| year.value.year);
            for (place, year) in years.iter().enumerate() {
                if year.value.start.is_some() != (place == 0) {
                    let reason = "the first year, and no other, says with how many clients it starts";
                    self.no(year.line, "missing-field", reason);
                }
            }
            for pair in years.windows(2) {
                if pair[1].value.year != pair[0].value.year.saturating_add(1) {
                    let reason = format!("{} does not follow {}", pair[1].value.year, pair[0].value.year);
                    self.no(pair[1].line, "order", reason);
                }
            }
        }
    }

    fn income_year(&mut self, entry: &Lined<IncomeYear>) {
        let year = &entry.value;
        let counts = [year.start.unwrap_or(0), year.inflow, year.outflow, year.influenced_outflow];
        let amounts = [year.state_grant, year.recovery, year.assistance, year.ioaw_ioaz];
        let amounts = amounts.map(|amount| amount.0.get());
        if counts.into_iter().chain(amounts).any(|number| number < 0) || year.own_risk_tenths > 1000 {
            let reason = "numbers and amounts are never negative, an own risk is at most 1000 tenths";
            self.no(entry.line, "out-of-bounds", reason);
        }
    }
}
