//! One version of one tenant's policy: its TOML files and its decision tables.

use chrono::NaiveDate;

use super::Files;
use super::checks::{self, Parts};
use super::document::{Entries, Lined};
use super::sections::{DutiesFile, FinanceFile, IncomeFile, PolicyFile};
use super::shared::Shared;
use crate::model::{IncomeRules, PaymentRules, Places, Policy, Tables};
use crate::national::Bounds;
use crate::problem::Problem;
use crate::table::{CollectTable, DecisionTable};

pub(super) const POLICY: &str = "policy.toml";
pub(super) const DUTIES: &str = "duties.toml";
pub(super) const FINANCE: &str = "finance.toml";
/// There may be none.
pub(super) const INCOME: &str = "income.toml";
pub(super) const CATEGORIES: &str = "categories.md";
pub(super) const TARGET_GROUPS: &str = "target-groups.md";
pub(super) const INTAKE_TOPICS: &str = "intake-topics.md";
pub(super) const DUTY_TABLE: &str = "duties.md";
pub(super) const WITHOUT_BENEFIT: &str = "without-benefit.md";
pub(super) const SCORECARD: &str = "scorecard.md";
/// People with the outcome that the document gives them. They decide nothing, so they are no part of the version.
pub(crate) const EXAMPLES: &str = "examples.toml";

const KNOWN: [&str; 11] = [
    POLICY,
    DUTIES,
    FINANCE,
    INCOME,
    CATEGORIES,
    TARGET_GROUPS,
    INTAKE_TOPICS,
    DUTY_TABLE,
    WITHOUT_BENEFIT,
    SCORECARD,
    EXAMPLES,
];

/// What a folder of files came to.
pub(super) struct Version {
    /// The day it says to hold from, its last day, and where it says so.
    dates: Option<(Lined<NaiveDate>, Option<Lined<NaiveDate>>, String)>,
    /// `None` when there was a fault.
    policy: Option<Policy>,
}

/// Reads one folder of files.
pub(super) fn read(
    tenant: &str,
    version: &str,
    files: &Files,
    bounds: &Bounds,
    shared: &Shared,
    problems: &mut Vec<Problem>,
) -> Version {
    let before = problems.len();
    for name in files.texts.keys().filter(|name| !KNOWN.contains(&name.as_str())) {
        let reason = "this file means nothing to a policy";
        problems.push(Problem::new(&files.path(name), 1, "unknown-file", reason));
    }
    let parts = [POLICY, DUTIES, FINANCE].map(|name| required(files, name, problems));
    let tables = tables(files, problems);
    let [Some(policy), Some(duties), Some(finance)] = parts else {
        return Version { dates: None, policy: None };
    };
    let mut parts = Parts::default();
    PolicyFile::read(&files.path(POLICY), policy, problems).into_parts(&mut parts);
    DutiesFile::read(&files.path(DUTIES), duties, problems).into_parts(&mut parts);
    FinanceFile::read(&files.path(FINANCE), finance, problems).into_parts(&mut parts);
    if let Some(income) = files.texts.get(INCOME) {
        IncomeFile::read(&files.path(INCOME), income, problems).into_parts(&mut parts);
    }
    let path = files.path(POLICY);
    let taken = shared.take(&path, &mut parts, problems);
    parts.only_support();
    checks::dates(&path, version, &parts, problems);
    checks::parts(files, tenant, &parts, bounds, problems);
    checks::tables(files, &parts, &tables, bounds, problems);
    let dates = parts.valid_from.clone().map(|from| (from, parts.valid_until.clone(), path));
    let policy = match tables.complete() {
        Some(tables) if problems.len() == before => {
            assemble(tenant, files.hash_with(&taken), parts, tables, bounds)
        }
        _ => None,
    };
    Version { dates, policy }
}

/// The text of a file that must be there.
fn required<'a>(files: &'a Files, name: &str, problems: &mut Vec<Problem>) -> Option<&'a str> {
    let text = files.texts.get(name);
    if text.is_none() {
        problems.push(Problem::new(&files.path(name), 1, "missing-file", "the file is not there"));
    }
    text.map(String::as_str)
}

/// The tables as far as they could be read.
pub(super) struct ReadTables {
    pub categories: Option<DecisionTable>,
    pub target_groups: Option<CollectTable>,
    pub intake_topics: Option<CollectTable>,
    pub duties: Option<CollectTable>,
    pub without_benefit: Option<DecisionTable>,
    /// There may be none.
    pub scorecard: Option<CollectTable>,
}

impl ReadTables {
    fn complete(self) -> Option<Tables> {
        Some(Tables {
            categories: self.categories?,
            target_groups: self.target_groups?,
            intake_topics: self.intake_topics?,
            duties: self.duties?,
            without_benefit: self.without_benefit?,
            scorecard: self.scorecard,
        })
    }
}

fn tables(files: &Files, problems: &mut Vec<Problem>) -> ReadTables {
    let mut decision = |name: &str| {
        let text = required(files, name, problems)?;
        DecisionTable::read(&files.path(name), text, problems)
    };
    let (categories, without_benefit) = (decision(CATEGORIES), decision(WITHOUT_BENEFIT));
    let mut collect = |name: &str| {
        let text = required(files, name, problems)?;
        CollectTable::read(&files.path(name), text, problems)
    };
    let (target_groups, intake_topics, duties) =
        (collect(TARGET_GROUPS), collect(INTAKE_TOPICS), collect(DUTY_TABLE));
    let scorecard = files
        .texts
        .get(SCORECARD)
        .and_then(|text| CollectTable::read_points(&files.path(SCORECARD), text, problems));
    ReadTables { categories, target_groups, intake_topics, duties, without_benefit, scorecard }
}

/// Versions from old to new: each date once, and no day between two that nobody decided about.
pub(super) fn in_order(versions: Vec<Version>, problems: &mut Vec<Problem>) -> Vec<Policy> {
    for (place, version) in versions.iter().enumerate() {
        let Some((date, _, path)) = &version.dates else { continue };
        let earlier = versions.iter().take(place).filter_map(|each| each.dates.as_ref());
        if let Some((_, _, other)) = earlier.into_iter().find(|(each, ..)| each.value == date.value) {
            let reason = format!("holds from {}, as {other} does", date.value);
            problems.push(Problem::new(path, date.line, "same-date", reason));
        }
    }
    let mut dates: Vec<_> = versions.iter().filter_map(|version| version.dates.as_ref()).collect();
    dates.sort_by_key(|(from, ..)| from.value);
    for pair in dates.windows(2) {
        let [(_, Some(until), path), (next, _, other)] = pair else { continue };
        let follows = until.value.succ_opt();
        if follows != Some(next.value) {
            let (rule, what) = if follows < Some(next.value) {
                ("version-gap", "leaves days without a policy")
            } else {
                ("version-overlap", "still holds then")
            };
            let reason = format!("ends on {} and {what}: {other} holds from {}", until.value, next.value);
            problems.push(Problem::new(path, until.line, rule, reason));
        }
    }
    let mut policies: Vec<_> = versions.into_iter().filter_map(|version| version.policy).collect();
    policies.sort_by_key(|policy| policy.valid_from);
    policies
}

impl Parts {
    /// Takes the lead from partners that only support under this policy.
    fn only_support(&mut self) {
        let Some(routing) = &self.routing else { return };
        for partner in &mut self.partners.read {
            if routing.value.support_only.contains(&partner.value.key) {
                partner.value.directions.clear();
            }
        }
    }
}

fn assemble(tenant: &str, version: String, parts: Parts, tables: Tables, bounds: &Bounds) -> Option<Policy> {
    let places = Places {
        categories: places(&parts.categories, |each| &each.key),
        instruments: places(&parts.instruments, |each| &each.key),
        partners: places(&parts.partners, |each| &each.key),
    };
    Some(Policy {
        tenant: tenant.into(),
        label: parts.label?.value,
        valid_from: parts.valid_from?.value,
        valid_until: parts.valid_until.map(|until| until.value),
        version,
        document: parts.document?.value,
        municipalities: parts.municipalities.values(),
        areas: parts.areas.values(),
        gate: parts.gate?.value,
        intake_topics: parts.intake_topics.values(),
        questions: parts.questions.values(),
        intake_routes: parts.intake_routes.values(),
        without_benefit: parts.without_benefit?.value,
        categories: parts.categories.values(),
        target_groups: parts.target_groups.values(),
        duties: parts.duties.values(),
        exemptions: parts.exemptions.values(),
        return_activity: parts.return_activity?.value,
        measures: parts.measures.values(),
        instruments: parts.instruments.values(),
        partners: parts.partners.values(),
        routing: parts.routing?.value,
        sheltered: parts.sheltered?.value,
        deviation: parts.deviation?.value,
        payments: parts.payments.map_or_else(PaymentRules::strictest, |payments| payments.value),
        reviews: parts.reviews?.value,
        work_processes: parts.work_processes.values(),
        tasks: parts.tasks?.value,
        escalations: parts.escalations.values(),
        scorecard: parts.scorecard.map(|scorecard| scorecard.value),
        home_visits: parts.home_visits.map(|visits| visits.value),
        distribution: parts.distribution.values(),
        indicators: parts.indicators.values(),
        targets: parts.targets.values(),
        results: parts.results.values(),
        earmarks: parts.earmarks.values(),
        budgets: parts.budgets.values(),
        commitments: parts.commitments.values(),
        income_part: parts.income_part.values(),
        income: IncomeRules {
            no_housing_costs: parts.no_housing_costs.map(|each| each.value),
            school_leavers: parts.school_leavers.map(|each| each.value),
            income_supplement: parts.income_supplement.map(|each| each.value),
            study_supplement: parts.study_supplement.map(|each| each.value),
            special_assistance: parts.special_assistance.map(|each| each.value),
            small_business: parts.small_business.map(|each| each.value),
            income_estimate: parts.income_estimate.map(|each| each.value),
            income_above_norm: parts.income_above_norm.map(|each| each.value),
            minima: parts.minima.values(),
            lowering: parts.lowering.map(|each| each.value),
            other_measures: parts.other_measures.values(),
            fines: parts.fines.map(|each| each.value),
            collection: parts.collection.map(|each| each.value),
        },
        search_law: bounds.search_law.clone(),
        tables,
        places,
    })
}

fn places<T>(entries: &Entries<T>, key: impl Fn(&T) -> &String) -> std::collections::HashMap<String, usize> {
    entries.read.iter().enumerate().map(|(place, entry)| (key(&entry.value).clone(), place)).collect()
}
