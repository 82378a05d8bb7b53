//! Categories, instruments and partners.

use std::collections::HashSet;

use domain::Direction;

use super::{Check, Parts};
use crate::model::{Category, Instrument, Partner, TargetGroup};
use crate::read::document::{Entries, Lined};

impl Check<'_> {
    pub(super) fn support(&mut self, parts: &Parts) {
        parts.categories.read.iter().for_each(|each| self.category(each, parts));
        parts.target_groups.read.iter().for_each(|each| self.target_group(each, &parts.instruments.keys));
        parts.instruments.read.iter().for_each(|each| self.instrument(each));
        self.usable(parts);
        self.areas(parts);
        parts.partners.read.iter().for_each(|each| self.partner(each, parts));
        self.directions(&parts.categories, &parts.partners);
    }

    fn category(&mut self, entry: &Lined<Category>, parts: &Parts) {
        let (line, category) = (entry.line, &entry.value);
        let key = &category.key;
        match &category.instrument {
            Some(first) if !category.instruments.contains(first) => {
                let reason =
                    format!("category `{key}` starts with `{first}`, which is not among its instruments");
                self.no(line, "unknown-reference", reason);
            }
            None if category.direction != Direction::OwnStrength => {
                let reason = format!("category `{key}` leads somewhere but starts with no instrument");
                self.no(line, "no-instrument", reason);
            }
            _ => {}
        }
        self.refers(line, "instrument", &category.instruments, &parts.instruments.keys);
        self.refers(line, "earmark", &category.paid_from, &parts.earmarks.keys);
        self.positive(line, "term_months", category.term_months);
        self.positive(line, "review_months", category.review_months);
    }

    fn target_group(&mut self, entry: &Lined<TargetGroup>, instruments: &HashSet<String>) {
        self.refers(entry.line, "instrument", &entry.value.instruments, instruments);
        self.written(entry.line, "approach", &entry.value.approach);
    }

    /// What nobody may use is a mistake.
    fn usable(&mut self, parts: &Parts) {
        let preparatory =
            parts.sheltered.iter().filter_map(|each| each.value.preparatory_instrument.as_ref());
        let used: HashSet<_> = parts
            .categories
            .read
            .iter()
            .flat_map(|each| &each.value.instruments)
            .chain(parts.target_groups.read.iter().flat_map(|each| &each.value.instruments))
            .chain(preparatory)
            .collect();
        // Categories that could not be read may have used it.
        if parts.categories.keys.len() > parts.categories.read.len() {
            return;
        }
        for instrument in parts.instruments.read.iter().filter(|each| !used.contains(&each.value.key)) {
            let reason = format!("instrument `{}` can be used for nobody", instrument.value.key);
            self.no(instrument.line, "unused-instrument", reason);
        }
    }

    fn instrument(&mut self, entry: &Lined<Instrument>) {
        let (line, instrument) = (entry.line, &entry.value);
        if instrument.months == 0 {
            self.no(line, "no-limit", format!("instrument `{}` has no length: months = 0", instrument.key));
        }
        if instrument.extensions > 0 && instrument.extension_months == 0 {
            let reason =
                format!("instrument `{}` is extended without limit: extension_months = 0", instrument.key);
            self.no(line, "no-limit", reason);
        }
        if instrument.min_contract_months == Some(0) {
            self.no(line, "no-limit", format!("instrument `{}` asks a contract of 0 months", instrument.key));
        }
        self.written(line, "conditions", &instrument.conditions);
    }

    fn areas(&mut self, parts: &Parts) {
        let mut seen = HashSet::new();
        for area in &parts.areas.read {
            if !seen.insert(area.value.number) {
                self.no(area.line, "duplicate-key", format!("area {} stands twice", area.value.number));
            }
        }
    }

    fn partner(&mut self, entry: &Lined<Partner>, parts: &Parts) {
        let (line, partner) = (entry.line, &entry.value);
        let number = &partner.registration_number;
        if number.len() != 8 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            self.no(line, "registration-number", format!("partner `{}` needs eight digits", partner.key));
        }
        let idle = partner.directions.is_empty() && partner.supports.is_none();
        if idle || partner.directions.contains(&Direction::OwnStrength) {
            let reason = format!("partner `{}` leads work, sheltered or care, or supports", partner.key);
            self.no(line, "direction", reason);
        }
        for area in partner.areas.iter().filter(|area| {
            !parts.areas.read.is_empty() && parts.areas.read.iter().all(|each| each.value.number != **area)
        }) {
            let reason = format!("partner `{}` serves area {area}, which does not exist", partner.key);
            self.no(line, "unknown-reference", reason);
        }
        if let Some(range) = partner.supports.filter(|range| range.from > range.to || range.to > 100) {
            let reason = format!(
                "partner `{}` supports {} to {} %: from low to high, at most 100",
                partner.key, range.from, range.to
            );
            self.no(line, "capacity-range", reason);
        }
        if partner.capacity_from > partner.capacity_to || partner.capacity_to > 100 {
            let reason = format!(
                "partner `{}` serves {} to {} %: from low to high, at most 100",
                partner.key, partner.capacity_from, partner.capacity_to
            );
            self.no(line, "capacity-range", reason);
        }
        self.positive(line, "places", partner.places);
    }

    /// Every direction of a category has a partner, save own strength.
    fn directions(&mut self, categories: &Entries<Category>, partners: &Entries<Partner>) {
        if partners.keys.len() > partners.read.len() {
            return;
        }
        for category in &categories.read {
            let direction = category.value.direction;
            let served = partners.read.iter().any(|partner| partner.value.directions.contains(&direction));
            if direction != Direction::OwnStrength && direction != Direction::Sheltered && !served {
                let reason = format!(
                    "category `{}` leads to {}, which no partner serves",
                    category.value.key,
                    direction.code()
                );
                self.no(category.line, "no-partner", reason);
            }
        }
    }
}
