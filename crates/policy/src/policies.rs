use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use domain::Municipality;

use crate::model::Policy;
use crate::national::National;
use crate::problem::Problems;

/// Every tenant's policies and the national amounts, checked. Read once at start; never changes.
#[derive(Debug, Clone)]
pub struct Policies {
    /// For each tenant its versions, oldest first; never empty.
    pub(crate) tenants: BTreeMap<String, Vec<Policy>>,
    pub(crate) national: National,
}

/// No policy holds for that municipality on that day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPolicy {
    #[error("no policy knows municipality {0}")]
    UnknownMunicipality(Municipality),
    #[error("the first policy of {municipality} holds from {first} on, not on {day}")]
    BeforeFirst { municipality: Municipality, first: NaiveDate, day: NaiveDate },
}

impl Policies {
    /// Reads and checks everything in `folder`: `national/` and a folder per tenant.
    ///
    /// # Errors
    ///
    /// Every fault in every file, never only the first.
    pub fn load(folder: &Path) -> Result<Self, Problems> {
        crate::read::load(folder)
    }

    /// The policy that holds for a municipality on `day`.
    ///
    /// # Errors
    ///
    /// [`NoPolicy`]; an earlier or later version is never used instead.
    pub fn of(&self, municipality: &Municipality, day: NaiveDate) -> Result<&Policy, NoPolicy> {
        let unknown = || NoPolicy::UnknownMunicipality(municipality.clone());
        let versions = self.tenants.get(municipality.tenant()).ok_or_else(unknown)?;
        let mut of_municipality = versions.iter().filter(|policy| has(policy, municipality)).peekable();
        let first = of_municipality.peek().ok_or_else(unknown)?.valid_from;
        of_municipality.rfind(|policy| policy.valid_from <= day).ok_or_else(|| NoPolicy::BeforeFirst {
            municipality: municipality.clone(),
            first,
            day,
        })
    }

    /// Whether any version of a policy names the municipality.
    pub fn knows(&self, municipality: &Municipality) -> bool {
        let versions = self.tenants.get(municipality.tenant());
        versions.is_some_and(|versions| versions.iter().any(|policy| has(policy, municipality)))
    }

    /// The latest version of every tenant's policy, by tenant.
    pub fn tenants(&self) -> impl Iterator<Item = &Policy> {
        self.tenants.values().filter_map(|versions| versions.last())
    }

    /// Every version of every tenant's policy, by tenant, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = &Policy> {
        self.tenants.values().flatten()
    }

    /// The version of a policy with this content hash.
    pub fn by_version(&self, tenant: &str, version: &str) -> Option<&Policy> {
        self.tenants.get(tenant)?.iter().find(|policy| policy.version == version)
    }

    pub fn national(&self) -> &National {
        &self.national
    }
}

fn has(policy: &Policy, municipality: &Municipality) -> bool {
    policy.municipalities.iter().any(|each| each.code == municipality.code())
}
