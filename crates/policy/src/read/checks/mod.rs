//! What a policy must satisfy beyond its form: references lead somewhere, limits are limits, sources are named.

mod duties;
mod finance;
mod income;
mod questions;
mod routes;
mod support;
mod tables;

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::{Municipality, Role};

use super::Files;
use super::document::{Entries, Lined};
use crate::categorise::PERSON;
use crate::model::{
    Area, Budget, Category, Collection, DeviationRules, Duty, Earmark, EscalationStep, Exemption, FineRules,
    GateRules, HomeVisits, IncomeAboveNorm, IncomeEstimate, IncomeSupplement, IncomeYear, Indicator,
    Instrument, IntakeRoute, IntakeTopic, LowerNorm, LoweringDetails, Measure, MinimaScheme,
    MunicipalityEntry, OtherMeasure, Partner, PaymentRules, PublishedShare, Question, ReturnActivity,
    ReviewRules, Routing, Scorecard, ShelteredRules, SmallBusiness, SpecialAssistance, StudySupplement,
    Target, TargetGroup, TaskTerms, WithoutBenefit, WorkProcess,
};
use crate::national::Bounds;
use crate::problem::Problem;
use crate::table::NONE;
pub(super) use tables::tables;

/// The files of a policy as far as they could be read.
#[derive(Default)]
pub(super) struct Parts {
    pub label: Option<Lined<String>>,
    pub document: Option<Lined<String>>,
    pub valid_from: Option<Lined<NaiveDate>>,
    pub valid_until: Option<Lined<NaiveDate>>,
    /// Names of shared parts.
    pub shared: Option<Lined<Vec<String>>>,
    pub municipalities: Entries<MunicipalityEntry>,
    pub areas: Entries<Area>,
    pub gate: Option<Lined<GateRules>>,
    pub intake_topics: Entries<IntakeTopic>,
    pub questions: Entries<Question>,
    pub intake_routes: Entries<IntakeRoute>,
    pub without_benefit: Option<Lined<WithoutBenefit>>,
    pub categories: Entries<Category>,
    pub target_groups: Entries<TargetGroup>,
    pub instruments: Entries<Instrument>,
    pub partners: Entries<Partner>,
    pub routing: Option<Lined<Routing>>,
    pub sheltered: Option<Lined<ShelteredRules>>,
    pub deviation: Option<Lined<DeviationRules>>,
    pub payments: Option<Lined<PaymentRules>>,
    pub reviews: Option<Lined<ReviewRules>>,
    pub work_processes: Entries<WorkProcess>,
    pub tasks: Option<Lined<TaskTerms>>,
    pub escalations: Entries<EscalationStep>,
    pub distribution: Entries<PublishedShare>,
    pub duties: Entries<Duty>,
    pub exemptions: Entries<Exemption>,
    pub return_activity: Option<Lined<ReturnActivity>>,
    pub measures: Entries<Measure>,
    pub scorecard: Option<Lined<Scorecard>>,
    pub home_visits: Option<Lined<HomeVisits>>,
    pub indicators: Entries<Indicator>,
    pub targets: Entries<Target>,
    pub results: Entries<Target>,
    pub earmarks: Entries<Earmark>,
    pub budgets: Entries<Budget>,
    pub commitments: Entries<Budget>,
    pub income_part: Entries<IncomeYear>,
    pub no_housing_costs: Option<Lined<LowerNorm>>,
    pub school_leavers: Option<Lined<LowerNorm>>,
    pub income_supplement: Option<Lined<IncomeSupplement>>,
    pub study_supplement: Option<Lined<StudySupplement>>,
    pub special_assistance: Option<Lined<SpecialAssistance>>,
    pub small_business: Option<Lined<SmallBusiness>>,
    pub income_estimate: Option<Lined<IncomeEstimate>>,
    pub income_above_norm: Option<Lined<IncomeAboveNorm>>,
    pub lowering: Option<Lined<LoweringDetails>>,
    pub fines: Option<Lined<FineRules>>,
    pub collection: Option<Lined<Collection>>,
    pub minima: Entries<MinimaScheme>,
    pub other_measures: Entries<OtherMeasure>,
}

/// The date in the file is the date of the folder, and a policy ends after it began.
pub(super) fn dates(path: &str, version: &str, parts: &Parts, problems: &mut Vec<Problem>) {
    let Some(from) = &parts.valid_from else { return };
    if from.value.to_string() != version {
        let reason = format!("holds from {}, but the folder is named {version}", from.value);
        problems.push(Problem::new(path, from.line, "date-mismatch", reason));
    }
    if let Some(until) = parts.valid_until.as_ref().filter(|until| until.value < from.value) {
        let reason = format!("ends on {}, before it holds", until.value);
        problems.push(Problem::new(path, until.line, "out-of-bounds", reason));
    }
}

/// Everything that can be checked within the TOML files.
pub(super) fn parts(
    files: &Files,
    tenant: &str,
    parts: &Parts,
    bounds: &Bounds,
    problems: &mut Vec<Problem>,
) {
    let path = files.path(super::tenant::POLICY);
    let mut check = Check { path: &path, problems };
    check.municipalities(tenant, &parts.municipalities);
    check.unique("intake topic", &parts.intake_topics, |each| &each.key);
    check.unique("intake route", &parts.intake_routes, |each| &each.key);
    check.routes(parts);
    check.unique("category", &parts.categories, |each| &each.key);
    check.unique("target group", &parts.target_groups, |each| &each.key);
    check.unique("instrument", &parts.instruments, |each| &each.key);
    check.unique("partner", &parts.partners, |each| &each.key);
    check.questions(parts);
    check.support(parts);
    check.rules(parts);
    check.sources(parts);
    let path = files.path(super::tenant::DUTIES);
    Check { path: &path, problems: check.problems }.duties(parts, bounds);
    let path = files.path(super::tenant::FINANCE);
    Check { path: &path, problems }.finance(parts);
    let path = files.path(super::tenant::INCOME);
    Check { path: &path, problems }.income(parts);
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
            if !well_formed || key == PERSON || key == NONE {
                self.no(
                    entry.line,
                    "key",
                    format!(
                        "`{key}` is no key: lower-case letters, digits and dashes, but not `person` or `none`"
                    ),
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

    fn rules(&mut self, parts: &Parts) {
        if let Some(gate) = &parts.gate
            && gate.value.every_new_applicant
        {
            self.positive(gate.line, "weeks", gate.value.weeks);
        }
        if let Some(without) = &parts.without_benefit
            && without.value.max_months == Some(0)
        {
            self.no(without.line, "no-limit", "`max_months` is 0");
        }
        self.routing(parts);
        self.sheltered(parts);
        if let Some(deviation) = &parts.deviation
            && deviation.value.case_discussion_months == Some(0)
        {
            self.no(deviation.line, "no-limit", "`case_discussion_months` is 0");
        }
        if let Some(payments) = parts.payments.as_ref().filter(|payments| !payments.value.is_sound()) {
            let reason = format!("`people` is {}; a payment run takes two or three", payments.value.people);
            self.no(payments.line, "out-of-bounds", reason);
        }
        if let Some(reviews) = &parts.reviews {
            self.positive(reviews.line, "exempted_months", reviews.value.exempted_months);
        }
        self.work_processes(&parts.work_processes);
        self.escalations(&parts.escalations);
        self.distribution(parts);
    }

    fn routing(&mut self, parts: &Parts) {
        let Some(routing) = &parts.routing else { return };
        self.positive(routing.line, "answer_days", routing.value.answer_days);
        self.refers(routing.line, "partner", &routing.value.support_only, &parts.partners.keys);
        for limit in &routing.value.share_limits {
            self.refers(routing.line, "partner", [&limit.partner], &parts.partners.keys);
            if limit.max_percent == 0 || limit.max_percent > 100 {
                self.no(routing.line, "out-of-bounds", "max_percent goes from 1 to 100");
            }
            if limit.source.trim().is_empty() {
                self.no(routing.line, "no-source", "every share names document and section");
            }
        }
    }

    fn sheltered(&mut self, parts: &Parts) {
        let Some(sheltered) = &parts.sheltered else { return };
        self.positive(sheltered.line, "advice_valid_months", sheltered.value.advice_valid_months);
        let preparatory = sheltered.value.preparatory_instrument.as_ref();
        self.refers(sheltered.line, "instrument", preparatory, &parts.instruments.keys);
        let mut seen = HashSet::new();
        for quota in &sheltered.value.quotas {
            if !seen.insert(quota.year) {
                self.no(
                    sheltered.line,
                    "duplicate-key",
                    format!("the number for {} stands twice", quota.year),
                );
            }
            if quota.source.trim().is_empty() {
                self.no(sheltered.line, "no-source", "every yearly number names document and section");
            }
        }
    }

    fn work_processes(&mut self, processes: &Entries<WorkProcess>) {
        let (mut seen, mut keys) = (HashSet::new(), HashSet::new());
        for process in &processes.read {
            if !seen.insert(process.value.decision) {
                self.no(process.line, "duplicate-key", "this decision stands twice");
            }
            if process.value.steps.is_empty() {
                self.no(process.line, "missing-field", "names no step");
            }
            for step in &process.value.steps {
                if !keys.insert(step.key.as_str()) {
                    self.no(process.line, "duplicate-key", format!("the step {} stands twice", step.key));
                }
                if step.key.trim().is_empty() || step.label.trim().is_empty() {
                    self.no(process.line, "missing-field", "a step has a key and a label");
                }
            }
        }
    }

    /// Each step comes later than the one before it, and goes to someone who works on tasks.
    fn escalations(&mut self, steps: &Entries<EscalationStep>) {
        let mut before = 0;
        for step in &steps.read {
            if step.value.after_days <= before {
                self.no(step.line, "out-of-bounds", "`after_days` is more with each step, from 1");
            }
            before = step.value.after_days;
            if matches!(
                step.value.to,
                Role::Partner | Role::ClientSystem | Role::PolicyOfficer | Role::Operator
            ) {
                self.no(step.line, "out-of-bounds", "goes to a role that has no tasks of people");
            }
        }
    }

    fn distribution(&mut self, parts: &Parts) {
        for share in &parts.distribution.read {
            let keys = share.value.also.iter().chain([&share.value.category]);
            self.refers(share.line, "category", keys, &parts.categories.keys);
        }
        let tenths: u32 = parts.distribution.read.iter().map(|share| share.value.percent_tenths).sum();
        if tenths > 1000 {
            self.no(1, "out-of-bounds", format!("the published shares come to {tenths} tenths of a percent"));
        }
    }

    fn sources(&mut self, parts: &Parts) {
        self.sourced(&parts.intake_topics.read, |each| &each.source);
        self.sourced(&parts.questions.read, |each| &each.source);
        self.sourced(&parts.intake_routes.read, |each| &each.source);
        self.sourced(&parts.without_benefit, |each| &each.source);
        self.sourced(&parts.gate, |each| &each.source);
        self.sourced(&parts.categories.read, |each| &each.source);
        self.sourced(&parts.target_groups.read, |each| &each.source);
        self.sourced(&parts.instruments.read, |each| &each.source);
        self.sourced(&parts.partners.read, |each| &each.source);
        self.sourced(&parts.routing, |each| &each.source);
        self.sourced(&parts.sheltered, |each| &each.source);
        self.sourced(&parts.deviation, |each| &each.source);
        self.sourced(&parts.payments, |each| &each.source);
        self.sourced(&parts.reviews, |each| &each.source);
        self.sourced(&parts.work_processes.read, |each| &each.source);
        self.sourced(&parts.tasks, |each| &each.source);
        self.sourced(&parts.escalations.read, |each| &each.source);
        self.sourced(&parts.distribution.read, |each| &each.source);
    }

    /// Every rule says where it comes from.
    fn sourced<'e, T: 'e>(
        &mut self,
        entries: impl IntoIterator<Item = &'e Lined<T>>,
        source: impl Fn(&T) -> &str,
    ) {
        for entry in entries {
            if source(&entry.value).trim().is_empty() {
                let reason = "every rule names document and section, or `keuze bij inrichting`";
                self.no(entry.line, "no-source", reason);
            }
        }
    }

    /// Every key leads to an entry.
    fn refers<'k>(
        &mut self,
        line: usize,
        what: &str,
        keys: impl IntoIterator<Item = &'k String>,
        known: &HashSet<String>,
    ) {
        for key in keys {
            if !known.contains(key) {
                self.no(line, "unknown-reference", format!("{what} `{key}` does not exist"));
            }
        }
    }

    /// No text of a list is blank.
    fn written(&mut self, line: usize, field: &str, texts: &[String]) {
        if texts.iter().any(|text| text.trim().is_empty()) {
            self.no(line, "missing-field", format!("`{field}` has an entry without text"));
        }
    }

    fn positive(&mut self, line: usize, field: &str, number: u32) {
        if number == 0 {
            self.no(line, "no-limit", format!("`{field}` is 0"));
        }
    }
}
