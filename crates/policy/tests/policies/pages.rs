//! The pages in `docs/policies` are what the files make of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::common::policies;

fn pages() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/policies")
}

#[test]
fn committed_pages_are_current() {
    let policies = policies();
    let generated = policies.tenants().map(|policy| (format!("{}.md", policy.tenant), policy.page()));

    for (name, text) in generated.chain([("README.md".to_owned(), policies.index_page())]) {
        let committed = fs::read_to_string(pages().join(&name)).unwrap_or_default();
        assert!(
            committed == text,
            "docs/policies/{name} differs from the policy: run `meedoen policy page --into docs/policies`"
        );
    }
}

#[test]
fn every_page_is_of_a_tenant() {
    let policies = policies();
    let tenants: BTreeSet<_> = policies.tenants().map(|policy| format!("{}.md", policy.tenant)).collect();

    let folder = fs::read_dir(pages()).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let others: Vec<_> = names
        .filter(|name| !["README.md", "survivors.toml"].contains(&name.as_str()) && !tenants.contains(name))
        .collect();

    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn a_page_shows_every_part_of_the_policy() {
    for policy in policies().tenants() {
        let page = policy.page();
        let labels = (policy.categories.iter().map(|each| &each.label))
            .chain(policy.target_groups.iter().map(|each| &each.label))
            .chain(policy.intake_topics.iter().map(|each| &each.label))
            .chain(policy.duties.iter().map(|each| &each.label))
            .chain(policy.exemptions.iter().map(|each| &each.label))
            .chain(policy.measures.iter().map(|each| &each.label))
            .chain(policy.instruments.iter().map(|each| &each.label))
            .chain(policy.partners.iter().map(|each| &each.label))
            .chain(policy.indicators.iter().map(|each| &each.label))
            .chain(policy.earmarks.iter().map(|each| &each.label))
            .chain(policy.budgets.iter().map(|each| &each.label))
            .chain(policy.commitments.iter().map(|each| &each.label))
            .chain(policy.work_processes.iter().flat_map(|each| each.steps.iter().map(|step| &step.label)));
        for label in labels {
            assert!(page.contains(label.replace('|', "\\|").as_str()), "{}: {label}", policy.tenant);
        }
        let keys = policy
            .categories
            .iter()
            .map(|each| &each.key)
            .chain(policy.target_groups.iter().map(|each| &each.key));
        for key in keys.filter(|key| key.contains('-')) {
            assert!(
                !page.contains(&format!("| {key} |")),
                "{}: a key instead of words: {key}",
                policy.tenant
            );
        }
        assert!(page.contains(&policy.version) && !page.contains("| - |"), "{}", policy.tenant);
        every_row_fits_its_table(&page);
    }
}

fn every_row_fits_its_table(page: &str) {
    let bars = |line: &str| line.matches('|').count() - line.matches("\\|").count();
    let lines: Vec<_> = page.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| line.starts_with('|'))) {
        assert_eq!(bars(pair[0]), bars(pair[1]), "{}\n{}", pair[0], pair[1]);
    }
}
