//! What the law leaves to the municipality about income.

use std::collections::HashSet;

use domain::Cents;

use super::{Check, Parts};
use crate::model::{
    Collection, IncomeSupplement, MinimaScheme, SpecialAssistance, StudySupplement, WholeEuros,
};
use crate::read::document::Lined;

/// No test of income leaves more than ten times the norm free.
const MOST_PERCENT: u32 = 1_000;

/// A month later the next one is to be stated.
const MOST_DAYS: u32 = 31;

impl Check<'_> {
    pub(super) fn income(&mut self, parts: &Parts) {
        for norm in parts.no_housing_costs.iter().chain(&parts.school_leavers) {
            self.between(norm.line, "percent", norm.value.percent, 0..=100);
        }
        parts.income_supplement.iter().for_each(|each| self.income_supplement(each));
        parts.study_supplement.iter().for_each(|each| self.study_supplement(each));
        parts.special_assistance.iter().for_each(|each| self.special_assistance(each));
        if let Some(business) = &parts.small_business {
            let (hours, profit) = (business.value.most_hours, business.value.most_yearly_profit_euros);
            if hours == Some(0) {
                self.no(business.line, "no-limit", "`most_hours` is 0");
            }
            if let Some(profit) = profit {
                self.amount(business.line, "most_yearly_profit_euros", profit);
            }
        }
        self.unique("scheme", &parts.minima, |each| &each.key);
        parts.minima.read.iter().for_each(|each| self.minima(each));
        if let Some(estimate) = &parts.income_estimate {
            let days = estimate.value.stated_within_days;
            self.between(estimate.line, "stated_within_days", days, 0..=MOST_DAYS);
        }
        if let Some(above) = &parts.income_above_norm {
            self.positive(above.line, "months", above.value.months);
        }
        self.lowering(parts);
        if let Some(fines) = &parts.fines
            && let Some(step) = fines.value.round_up_to_euros
        {
            self.amount(fines.line, "round_up_to_euros", step);
        }
        parts.collection.iter().for_each(|each| self.collection(each));
        self.income_sources(parts);
    }

    fn between(&mut self, line: usize, field: &str, number: u32, range: std::ops::RangeInclusive<u32>) {
        if !range.contains(&number) {
            let (least, most) = (range.start(), range.end());
            self.no(line, "out-of-bounds", format!("{field} goes from {least} to {most}"));
        }
    }

    fn amount(&mut self, line: usize, field: &str, euros: WholeEuros) {
        if euros.0 <= Cents::ZERO {
            self.no(line, "out-of-bounds", format!("`{field}` is not more than nothing"));
        }
    }

    fn minima(&mut self, entry: &Lined<MinimaScheme>) {
        let (line, scheme) = (entry.line, &entry.value);
        self.between(line, "income_percent", scheme.income_percent, 1..=MOST_PERCENT);
        for (field, cents) in [("amount_cents", scheme.amount_cents), ("most_cents", scheme.most_cents)] {
            if cents.is_some_and(|cents| cents <= Cents::ZERO) {
                self.no(line, "out-of-bounds", format!("`{field}` is not more than nothing"));
            }
        }
        if scheme.amount_cents.is_some() && scheme.most_cents.is_some() {
            self.no(line, "two-amounts", "a scheme has `amount_cents` or `most_cents`, not both");
        }
        if let Some(months) = scheme.once_in_months {
            self.positive(line, "once_in_months", months);
        }
        if scheme.once_in_months.is_some() && scheme.once.is_some() {
            self.no(line, "two-periods", "a scheme has `once_in_months` or `once`, not both");
        }
    }

    fn study_supplement(&mut self, entry: &Lined<StudySupplement>) {
        let (line, amounts) = (entry.line, &entry.value.amounts);
        if amounts.is_empty() {
            self.no(line, "no-limit", "`amounts` is empty");
        }
        if !amounts.is_sorted_by(|one, next| one.from_age < next.from_age) {
            self.no(line, "order", "`from_age` does not go upwards");
        }
        for amount in amounts {
            if amount.month_cents <= Cents::ZERO {
                let reason = format!("`month_cents` from {} is not more than nothing", amount.from_age);
                self.no(line, "out-of-bounds", reason);
            }
        }
    }

    fn income_supplement(&mut self, entry: &Lined<IncomeSupplement>) {
        let (line, supplement) = (entry.line, &entry.value);
        self.positive(line, "reference_months", supplement.reference_months);
        self.between(line, "income_percent", supplement.income_percent, 1..=MOST_PERCENT);
        for (field, euros) in [
            ("single_euros", supplement.single_euros),
            ("single_parent_euros", supplement.single_parent_euros),
            ("couple_euros", supplement.couple_euros),
        ] {
            self.amount(line, field, euros);
        }
    }

    fn special_assistance(&mut self, entry: &Lined<SpecialAssistance>) {
        let (line, special) = (entry.line, &entry.value);
        self.between(line, "norm_percent", special.norm_percent, 1..=MOST_PERCENT);
        self.between(line, "surplus_percent", special.surplus_percent, 0..=100);
        self.positive(line, "months", special.months);
    }

    fn lowering(&mut self, parts: &Parts) {
        if let Some(lowering) = &parts.lowering {
            self.positive(lowering.line, "repeat_within_months", lowering.value.repeat_within_months);
            if lowering.value.spread_over_months == Some(0) {
                self.no(lowering.line, "no-limit", "`spread_over_months` is 0");
            }
        }
        let mut seen = HashSet::new();
        for entry in &parts.other_measures.read {
            let (line, measure) = (entry.line, &entry.value);
            self.between(line, "percent", measure.percent, 1..=100);
            self.positive(line, "months", measure.months);
            if measure.repeat_months < measure.months {
                self.no(
                    line,
                    "out-of-bounds",
                    "a repeat is never lighter: repeat_months is less than months",
                );
            }
            if !seen.insert(measure.duty) {
                self.no(line, "duplicate-key", "a measure for this duty stands twice");
            }
        }
    }

    fn collection(&mut self, entry: &Lined<Collection>) {
        let (line, collection) = (entry.line, &entry.value);
        for points in &collection.points {
            if points.below.is_some_and(|below| below <= points.from) {
                self.no(line, "out-of-bounds", format!("`{}` ends before it begins", points.label));
            }
        }
        let bands = &collection.bands;
        let keys: HashSet<_> = bands.iter().map(|band| &band.key).collect();
        if keys.len() < bands.len() {
            self.no(line, "duplicate-key", "a band stands twice");
        }
        let least: i64 = collection.points.iter().map(|points| points.points.min(0)).sum();
        let ascending = bands.windows(2).all(|pair| pair[0].from_points < pair[1].from_points);
        if bands.first().is_none_or(|band| band.from_points > least) || !ascending {
            let reason = format!("bands go upwards from {least} points, the fewest that there can be");
            self.no(line, "order", reason);
        }
    }

    fn income_sources(&mut self, parts: &Parts) {
        self.sourced(&parts.no_housing_costs, |each| &each.source);
        self.sourced(&parts.school_leavers, |each| &each.source);
        self.sourced(&parts.income_supplement, |each| &each.source);
        self.sourced(&parts.study_supplement, |each| &each.source);
        self.sourced(&parts.special_assistance, |each| &each.source);
        self.sourced(&parts.small_business, |each| &each.source);
        self.sourced(&parts.income_estimate, |each| &each.source);
        self.sourced(&parts.income_above_norm, |each| &each.source);
        self.sourced(&parts.minima.read, |each| &each.source);
        self.sourced(&parts.lowering, |each| &each.source);
        self.sourced(&parts.other_measures.read, |each| &each.source);
        self.sourced(&parts.fines, |each| &each.source);
        self.sourced(&parts.collection, |each| &each.source);
    }
}
