//! One version of one tenant's policy: `policy.toml` and its two tables.

use chrono::NaiveDate;

use super::Files;
use super::checks::{self, Parts};
use super::document::{Document, Entries, Lined};
use crate::model::{Places, Policy};
use crate::national::SearchLaw;
use crate::problem::Problem;
use crate::table::{CollectTable, DecisionTable};

const POLICY: &str = "policy.toml";
const CATEGORIES: &str = "categories.md";
const TARGET_GROUPS: &str = "target-groups.md";

/// What a folder of files came to.
pub(super) struct Version {
    /// The day it says to hold from, and where it says so.
    date: Option<(Lined<NaiveDate>, String)>,
    /// `None` when there was a fault.
    policy: Option<Policy>,
}

/// Reads one folder of files.
pub(super) fn read(
    tenant: &str,
    version: &str,
    files: &Files,
    search_law: &[SearchLaw],
    problems: &mut Vec<Problem>,
) -> Version {
    let before = problems.len();
    for name in
        files.texts.keys().filter(|name| ![POLICY, CATEGORIES, TARGET_GROUPS].contains(&name.as_str()))
    {
        problems.push(Problem::new(
            &files.path(name),
            1,
            "unknown-file",
            "this file means nothing to a policy",
        ));
    }
    let text = |name: &str, problems: &mut Vec<Problem>| {
        let text = files.texts.get(name);
        if text.is_none() {
            problems.push(Problem::new(&files.path(name), 1, "missing-file", "the file is not there"));
        }
        text
    };
    let path = files.path(POLICY);
    let parts = text(POLICY, problems).map(|text| parts(&path, text, problems));
    let categories = text(CATEGORIES, problems)
        .and_then(|text| DecisionTable::read(&files.path(CATEGORIES), text, problems));
    let target_groups = text(TARGET_GROUPS, problems)
        .and_then(|text| CollectTable::read(&files.path(TARGET_GROUPS), text, problems));
    let Some(parts) = parts else { return Version { date: None, policy: None } };
    checks::date(&path, version, parts.valid_from.as_ref(), problems);
    checks::parts(&path, tenant, &parts, problems);
    if let Some(table) = &categories {
        checks::category_table(&files.path(CATEGORIES), table.rows(), &parts.categories, &path, problems);
    }
    if let Some(table) = &target_groups {
        checks::target_group_table(&files.path(TARGET_GROUPS), table.rows(), &parts.target_groups, problems);
    }
    let date = parts.valid_from.clone().map(|date| (date, path));
    let policy = match (categories, target_groups) {
        (Some(categories), Some(target_groups)) if problems.len() == before => {
            assemble(tenant, files.hash(), parts, categories, target_groups, search_law)
        }
        _ => None,
    };
    Version { date, policy }
}

/// Versions from old to new, each date once.
pub(super) fn in_order(versions: Vec<Version>, problems: &mut Vec<Problem>) -> Vec<Policy> {
    for (place, version) in versions.iter().enumerate() {
        let Some((date, path)) = &version.date else { continue };
        let earlier = versions.iter().take(place).filter_map(|each| each.date.as_ref());
        if let Some((_, other)) = earlier.into_iter().find(|(each, _)| each.value == date.value) {
            let reason = format!("holds from {}, as {other} does", date.value);
            problems.push(Problem::new(path, date.line, "same-date", reason));
        }
    }
    let mut policies: Vec<_> = versions.into_iter().filter_map(|version| version.policy).collect();
    policies.sort_by_key(|policy| policy.valid_from);
    policies
}

fn parts(path: &str, text: &str, problems: &mut Vec<Problem>) -> Parts {
    let mut document = Document::parse(path, text, problems);
    let parts = Parts {
        label: document.one("label"),
        document: document.one("document"),
        valid_from: document.one::<NaiveDate>("valid_from"),
        municipalities: document.many("municipalities"),
        gate: document.one("gate"),
        categories: document.many("categories"),
        target_groups: document.many("target_groups"),
        instruments: document.many("instruments"),
        partners: document.many("partners"),
        routing: document.one("routing"),
        sheltered: document.one("sheltered"),
        deviation: document.one("deviation"),
        reviews: document.one("reviews"),
        tasks: document.one("tasks"),
        distribution: document.many("distribution"),
    };
    document.finish();
    parts
}

fn assemble(
    tenant: &str,
    version: String,
    parts: Parts,
    category_table: DecisionTable,
    target_group_table: CollectTable,
    search_law: &[SearchLaw],
) -> Option<Policy> {
    let places = Places {
        categories: places(&parts.categories, |each| &each.key),
        instruments: places(&parts.instruments, |each| &each.key),
        partners: places(&parts.partners, |each| &each.key),
    };
    Some(Policy {
        tenant: tenant.into(),
        label: parts.label?.value,
        valid_from: parts.valid_from?.value,
        version,
        document: parts.document?.value,
        municipalities: parts.municipalities.values(),
        gate: parts.gate?.value,
        categories: parts.categories.values(),
        target_groups: parts.target_groups.values(),
        instruments: parts.instruments.values(),
        partners: parts.partners.values(),
        routing: parts.routing?.value,
        sheltered: parts.sheltered?.value,
        deviation: parts.deviation?.value,
        reviews: parts.reviews?.value,
        tasks: parts.tasks?.value,
        distribution: parts.distribution.values(),
        search_law: search_law.to_vec(),
        category_table,
        target_group_table,
        places,
    })
}

fn places<T>(entries: &Entries<T>, key: impl Fn(&T) -> &String) -> std::collections::HashMap<String, usize> {
    entries.read.iter().enumerate().map(|(place, entry)| (key(&entry.value).clone(), place)).collect()
}
