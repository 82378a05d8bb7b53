//! What a policy must satisfy beyond its form: references lead somewhere, limits are limits, sources are named.

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::{Direction, Municipality};

use super::document::{Entries, Lined};
use crate::categorise::PERSON;
use crate::model::{
    Category, DeviationRules, GateRules, Instrument, MunicipalityEntry, Partner, PublishedShare, ReviewRules,
    Routing, ShelteredRules, TargetGroup, TaskTerms,
};
use crate::problem::Problem;
use crate::table::Row;

/// A `policy.toml` as far as it could be read.
pub(super) struct Parts {
    pub label: Option<Lined<String>>,
    pub document: Option<Lined<String>>,
    pub valid_from: Option<Lined<NaiveDate>>,
    pub municipalities: Entries<MunicipalityEntry>,
    pub gate: Option<Lined<GateRules>>,
    pub categories: Entries<Category>,
    pub target_groups: Entries<TargetGroup>,
    pub instruments: Entries<Instrument>,
    pub partners: Entries<Partner>,
    pub routing: Option<Lined<Routing>>,
    pub sheltered: Option<Lined<ShelteredRules>>,
    pub deviation: Option<Lined<DeviationRules>>,
    pub reviews: Option<Lined<ReviewRules>>,
    pub tasks: Option<Lined<TaskTerms>>,
    pub distribution: Entries<PublishedShare>,
}

/// The date in the file is the date of the folder.
pub(super) fn date(
    path: &str,
    version: &str,
    valid_from: Option<&Lined<NaiveDate>>,
    problems: &mut Vec<Problem>,
) {
    if let Some(valid_from) = valid_from
        && valid_from.value.to_string() != version
    {
        let reason = format!("holds from {}, but the folder is named {version}", valid_from.value);
        problems.push(Problem::new(path, valid_from.line, "date-mismatch", reason));
    }
}

/// Everything that can be checked within `policy.toml`.
pub(super) fn parts(path: &str, tenant: &str, parts: &Parts, problems: &mut Vec<Problem>) {
    let mut check = Check { path, problems };
    check.municipalities(tenant, &parts.municipalities);
    check.unique("category", &parts.categories, |each| &each.key);
    check.unique("target group", &parts.target_groups, |each| &each.key);
    check.unique("instrument", &parts.instruments, |each| &each.key);
    check.unique("partner", &parts.partners, |each| &each.key);
    parts.categories.read.iter().for_each(|each| check.category(each, &parts.instruments));
    parts.instruments.read.iter().for_each(|each| check.instrument(each));
    parts.partners.read.iter().for_each(|each| check.partner(each));
    check.directions(&parts.categories, &parts.partners);
    check.rules(parts);
    check.sources(parts);
}

struct Check<'a> {
    path: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn no(&mut self, line: usize, rule: &'static str, reason: impl Into<String>) {
        self.problems.push(Problem::new(self.path, line, rule, reason));
    }

    fn unique<T>(&mut self, what: &str, entries: &Entries<T>, key: impl Fn(&T) -> &str) {
        let mut seen = HashSet::new();
        for entry in &entries.read {
            let key = key(&entry.value);
            let well_formed = !key.is_empty()
                && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if !well_formed || key == PERSON {
                self.no(
                    entry.line,
                    "key",
                    format!("`{key}` is no key: lower-case letters, digits and dashes"),
                );
            }
            if !seen.insert(key.to_owned()) {
                self.no(entry.line, "duplicate-key", format!("{what} `{key}` stands twice"));
            }
        }
    }

    fn municipalities(&mut self, tenant: &str, entries: &Entries<MunicipalityEntry>) {
        if entries.read.is_empty() {
            self.no(1, "missing-field", "needs at least one [[municipalities]]");
        }
        let mut seen = HashSet::new();
        for entry in &entries.read {
            let code = &entry.value.code;
            if Municipality::new(tenant, code).is_err() {
                self.no(
                    entry.line,
                    "municipality-code",
                    format!("`{tenant}:{code}` is no tenant and CBS code"),
                );
            }
            if !seen.insert(code) {
                self.no(entry.line, "duplicate-key", format!("municipality {code} stands twice"));
            }
        }
    }

    fn category(&mut self, entry: &Lined<Category>, instruments: &Entries<Instrument>) {
        let (line, category) = (entry.line, &entry.value);
        match &category.instrument {
            Some(key) if !instruments.keys.contains(key) => {
                let reason = format!(
                    "category `{}` starts with instrument `{key}`, which does not exist",
                    category.key
                );
                self.no(line, "unknown-reference", reason);
            }
            None if category.direction != Direction::OwnStrength => {
                let reason =
                    format!("category `{}` leads somewhere but starts with no instrument", category.key);
                self.no(line, "no-instrument", reason);
            }
            _ => {}
        }
        self.positive(line, "term_months", category.term_months);
        self.positive(line, "review_months", category.review_months);
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
    }

    fn partner(&mut self, entry: &Lined<Partner>) {
        let (line, partner) = (entry.line, &entry.value);
        let number = &partner.registration_number;
        if number.len() != 8 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            self.no(line, "registration-number", format!("partner `{}` needs eight digits", partner.key));
        }
        if partner.directions.is_empty() || partner.directions.contains(&Direction::OwnStrength) {
            let reason = format!("partner `{}` serves work, sheltered or care, at least one", partner.key);
            self.no(line, "direction", reason);
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

    fn rules(&mut self, parts: &Parts) {
        if let Some(gate) = &parts.gate
            && gate.value.every_new_applicant
        {
            self.positive(gate.line, "weeks", gate.value.weeks);
        }
        if let Some(routing) = &parts.routing {
            self.positive(routing.line, "answer_days", routing.value.answer_days);
            for limit in &routing.value.share_limits {
                if !parts.partners.keys.contains(&limit.partner) {
                    let reason = format!("share of partner `{}`, which does not exist", limit.partner);
                    self.no(routing.line, "unknown-reference", reason);
                }
                if limit.max_percent == 0 || limit.max_percent > 100 {
                    self.no(routing.line, "out-of-bounds", "max_percent goes from 1 to 100");
                }
            }
        }
        if let Some(sheltered) = &parts.sheltered {
            self.positive(sheltered.line, "advice_valid_months", sheltered.value.advice_valid_months);
            if let Some(key) = &sheltered.value.preparatory_instrument
                && !parts.instruments.keys.contains(key)
            {
                self.no(sheltered.line, "unknown-reference", format!("instrument `{key}` does not exist"));
            }
        }
        if let Some(reviews) = &parts.reviews {
            self.positive(reviews.line, "exempted_months", reviews.value.exempted_months);
        }
        for share in &parts.distribution.read {
            for key in share.value.also.iter().chain([&share.value.category]) {
                if !parts.categories.keys.contains(key) {
                    let reason = format!("share of category `{key}`, which does not exist");
                    self.no(share.line, "unknown-reference", reason);
                }
            }
        }
        let tenths: u32 = parts.distribution.read.iter().map(|share| share.value.percent_tenths).sum();
        if tenths > 1000 {
            self.no(1, "out-of-bounds", format!("the published shares come to {tenths} tenths of a percent"));
        }
    }

    fn sources(&mut self, parts: &Parts) {
        fn of<T>(entries: &Entries<T>, source: fn(&T) -> &String) -> Vec<(usize, &String)> {
            entries.read.iter().map(|entry| (entry.line, source(&entry.value))).collect()
        }
        fn one<T>(entry: Option<&Lined<T>>, source: fn(&T) -> &String) -> Vec<(usize, &String)> {
            entry.map(|entry| (entry.line, source(&entry.value))).into_iter().collect()
        }
        let sources = [
            one(parts.gate.as_ref(), |each| &each.source),
            of(&parts.categories, |each| &each.source),
            of(&parts.target_groups, |each| &each.source),
            of(&parts.instruments, |each| &each.source),
            of(&parts.partners, |each| &each.source),
            one(parts.routing.as_ref(), |each| &each.source),
            one(parts.sheltered.as_ref(), |each| &each.source),
            one(parts.deviation.as_ref(), |each| &each.source),
            one(parts.reviews.as_ref(), |each| &each.source),
            one(parts.tasks.as_ref(), |each| &each.source),
            of(&parts.distribution, |each| &each.source),
        ];
        for (line, source) in sources.into_iter().flatten() {
            if source.trim().is_empty() {
                self.no(
                    line,
                    "no-source",
                    "every rule names document and section, or `keuze bij inrichting`",
                );
            }
        }
    }

    fn positive(&mut self, line: usize, field: &str, number: u32) {
        if number == 0 {
            self.no(line, "no-limit", format!("`{field}` is 0"));
        }
    }
}

/// Every output is a category or a person, and every category can be reached.
pub(super) fn category_table(
    file: &str,
    rows: &[Row],
    categories: &Entries<Category>,
    policy: &str,
    problems: &mut Vec<Problem>,
) {
    for row in rows.iter().filter(|row| row.output != PERSON && !categories.keys.contains(&row.output)) {
        let reason = format!("row {} gives category `{}`, which does not exist", row.number, row.output);
        problems.push(Problem::new(file, row.line, "unknown-reference", reason));
    }
    for category in &categories.read {
        if rows.iter().all(|row| row.output != category.value.key) {
            let reason = format!("no row of categories.md gives category `{}`", category.value.key);
            problems.push(Problem::new(policy, category.line, "unused-category", reason));
        }
    }
}

/// Every output is a target group.
pub(super) fn target_group_table(
    file: &str,
    rows: &[Row],
    groups: &Entries<TargetGroup>,
    problems: &mut Vec<Problem>,
) {
    for row in rows.iter().filter(|row| !groups.keys.contains(&row.output)) {
        let reason = format!("row {} gives target group `{}`, which does not exist", row.number, row.output);
        problems.push(Problem::new(file, row.line, "unknown-reference", reason));
    }
}
