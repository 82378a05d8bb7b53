//! All files as texts: read from a folder once, and kept, so that a version that stands in no folder is checked
//! against the very same amounts, shared parts and other versions.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::document::Document;
use super::shared::{SHARED, Shared};
use super::{Files, files_in, folders_in, national, tenant};
use crate::national::National;
use crate::policies::Policies;
use crate::problem::{Problem, Problems};

/// The folder of the national amounts, among those of the tenants.
const NATIONAL: &str = "national";

/// The folder of JSON Schemas for editors; nothing in it is read.
const SCHEMA: &str = "schema";

/// How a version is named in problems while it does not say from which day on it holds.
const NAMELESS: &str = "draft";

/// Every file that policies are made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    /// `None`: there is no such folder.
    national: Option<Files>,
    /// For each shared part its files.
    shared: Vec<Files>,
    /// For each tenant the files of its versions, by the name of their folder.
    tenants: BTreeMap<String, BTreeMap<String, Files>>,
}

impl Sources {
    /// Reads every file below `root`; what cannot be read goes to `problems`.
    pub fn read(root: &Path, problems: &mut Vec<Problem>) -> Self {
        let mut sources = Self::default();
        for name in folders_in(root, "", problems) {
            match name.as_str() {
                SCHEMA => {}
                NATIONAL => sources.national = Some(files_in(root, NATIONAL, problems)),
                SHARED => {
                    for part in folders_in(root, SHARED, problems) {
                        sources.shared.push(files_in(root, &format!("{SHARED}/{part}"), problems));
                    }
                }
                tenant => {
                    let versions = folders_in(root, tenant, problems).into_iter().map(|version| {
                        let files = files_in(root, &format!("{tenant}/{version}"), problems);
                        (version, files)
                    });
                    let versions = versions.collect();
                    sources.tenants.insert(name, versions);
                }
            }
        }
        sources
    }

    /// Checks all there is, beside what could not be read.
    pub fn checked(self, mut problems: Vec<Problem>) -> Result<Policies, Problems> {
        let national = match &self.national {
            Some(files) => national::read(files.clone(), &mut problems),
            None => {
                let reason = "there is no folder with national amounts";
                problems.push(Problem::new(NATIONAL, 1, "missing-file", reason));
                None
            }
        };
        let bounds = national.as_ref().map(|each: &National| each.bounds.clone()).unwrap_or_default();
        let shared = Shared::of(&self.shared, &mut problems);
        let mut tenants = BTreeMap::new();
        for (tenant, versions) in &self.tenants {
            let versions: Vec<_> = versions
                .iter()
                .map(|(version, files)| tenant::read(tenant, version, files, &bounds, &shared, &mut problems))
                .collect();
            let versions = tenant::in_order(versions, &mut problems);
            if !versions.is_empty() {
                tenants.insert(tenant.clone(), versions);
            }
        }
        problems.sort();
        problems.dedup();
        match national {
            Some(national) if problems.is_empty() => {
                Ok(Policies { tenants, national, sources: Arc::new(self) })
            }
            _ => Err(Problems(problems)),
        }
    }

    /// The same with a version of `tenant` that has these texts: in the place of the one of its day, or beside the
    /// others. Other tenants are left out. Gives the day too, if it says one.
    pub fn with(&self, tenant: &str, texts: BTreeMap<String, String>) -> (Self, Option<NaiveDate>) {
        let day = holds_from(&texts);
        let version = day.map_or_else(|| NAMELESS.to_owned(), |day| day.to_string());
        let mut versions = self.tenants.get(tenant).cloned().unwrap_or_default();
        versions.insert(version.clone(), Files { folder: format!("{tenant}/{version}"), texts });
        let (national, shared) = (self.national.clone(), self.shared.clone());
        (Self { national, shared, tenants: BTreeMap::from([(tenant.to_owned(), versions)]) }, day)
    }

    /// A file of a version; `None` when there is none.
    pub fn text(&self, tenant: &str, version: NaiveDate, file: &str) -> Option<&str> {
        let files = self.tenants.get(tenant)?.get(&version.to_string())?;
        files.texts.get(file).map(String::as_str)
    }
}

/// From which day on the texts say to hold; what else is wrong with them is for the check to say.
fn holds_from(texts: &BTreeMap<String, String>) -> Option<NaiveDate> {
    let text = texts.get(tenant::POLICY)?;
    let mut elsewhere = Vec::new();
    let mut document = Document::parse(tenant::POLICY, text, &mut elsewhere);
    document.maybe::<NaiveDate>("valid_from").map(|day| day.value)
}
