//! The policies of this repository, and drafts of them.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use policy::{Policies, Policy};

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies")
}

pub fn policies() -> Policies {
    Policies::load(&folder()).unwrap_or_else(|problems| panic!("{problems}"))
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day on which everything here is tried out.
pub fn today() -> NaiveDate {
    day("2026-03-02")
}

/// The last version of a tenant.
pub fn of<'p>(policies: &'p Policies, tenant: &str) -> &'p Policy {
    policies.tenants().find(|policy| policy.tenant == tenant).unwrap()
}

/// The policies to try things on: `a-tenant` with a table of which one row holds, `b-tenant` with one of first hits.
pub fn examples() -> Policies {
    load(&draft(&[]))
}

/// A draft of them, in which texts are replaced: tenant and file, old, new.
pub fn draft(replace: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let draft = tempfile::tempdir().unwrap();
    copy(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/policies"), draft.path());
    copy(&folder().join("national"), &draft.path().join("national"));
    for (file, old, new) in replace {
        let (tenant, name) = file.split_once('/').unwrap();
        let path = draft.path().join(tenant).join("2020-01-01").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no `{old}`");
        std::fs::write(path, text.replace(old, new)).unwrap();
    }
    draft
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

pub fn load(draft: &tempfile::TempDir) -> Policies {
    Policies::load(draft.path()).unwrap_or_else(|problems| panic!("{problems}"))
}
