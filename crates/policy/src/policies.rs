use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::Municipality;

use crate::model::Policy;
use crate::national::National;
use crate::problem::Problems;
use crate::read::Sources;

/// Every tenant's policies and the national amounts, checked. Read once at start; never changes.
#[derive(Debug, Clone)]
pub struct Policies {
    /// For each tenant its versions, oldest first; never empty.
    pub(crate) tenants: BTreeMap<String, Vec<Policy>>,
    pub(crate) national: National,
    /// What they were read from.
    pub(crate) sources: Arc<Sources>,
}

/// No policy holds for that municipality on that day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPolicy {
    #[error("no policy knows municipality {0}")]
    UnknownMunicipality(Municipality),
    #[error("the first policy of {municipality} holds from {first} on, not on {day}")]
    BeforeFirst { municipality: Municipality, first: NaiveDate, day: NaiveDate },
}

/// The fewest digits of a content hash that name a version.
const SHORTEST_HASH: usize = 6;

/// No version of a policy goes by that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoVersion {
    #[error("there is no tenant {tenant}; known are {known}")]
    UnknownTenant { tenant: String, known: String },
    #[error(
        "`{0}` is no day such as 2015-01-01 and too short for a content hash: give {SHORTEST_HASH} digits or more"
    )]
    TooShort(String),
    #[error("{tenant} has no version {name}; it has {known}")]
    Unknown { tenant: String, name: String, known: String },
    #[error("more than one version of {tenant} begins with {name}")]
    Several { tenant: String, name: String },
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

    /// The versions of the policy of a municipality, oldest first; none when no policy names it.
    pub fn of_municipality(&self, municipality: &Municipality) -> impl Iterator<Item = &Policy> {
        let versions = self.tenants.get(municipality.tenant()).into_iter().flatten();
        versions.filter(move |policy| has(policy, municipality))
    }

    /// The version of a municipality's policy whose first day this is.
    pub fn from_day(&self, municipality: &Municipality, valid_from: NaiveDate) -> Option<&Policy> {
        self.of_municipality(municipality).find(|policy| policy.valid_from == valid_from)
    }

    /// Whether any version of a policy names the municipality.
    pub fn knows(&self, municipality: &Municipality) -> bool {
        self.of_municipality(municipality).next().is_some()
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

    /// The version of a tenant's policy that a person names: by its first day (`2015-01-01`) or by the first digits of
    /// its content hash.
    ///
    /// # Errors
    ///
    /// [`NoVersion`]; another version is never used instead.
    pub fn named(&self, tenant: &str, name: &str) -> Result<&Policy, NoVersion> {
        let unknown_tenant = || NoVersion::UnknownTenant {
            tenant: tenant.into(),
            known: self.tenants.keys().cloned().collect::<Vec<_>>().join(", "),
        };
        let versions = self.tenants.get(tenant).ok_or_else(unknown_tenant)?;
        let day = name.parse::<NaiveDate>().ok();
        if day.is_none() && name.len() < SHORTEST_HASH {
            return Err(NoVersion::TooShort(name.into()));
        }
        let is_meant = |policy: &&Policy| match day {
            Some(day) => policy.valid_from == day,
            None => policy.version.starts_with(name),
        };
        let mut meant = versions.iter().filter(is_meant);
        match (meant.next(), meant.next()) {
            (Some(policy), None) => Ok(policy),
            (Some(_), Some(_)) => Err(NoVersion::Several { tenant: tenant.into(), name: name.into() }),
            (None, _) => Err(NoVersion::Unknown {
                tenant: tenant.into(),
                name: name.into(),
                known: versions.iter().map(name_of).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    pub fn national(&self) -> &National {
        &self.national
    }
}

/// Its first day and the start of its content hash.
fn name_of(policy: &Policy) -> String {
    format!("{} ({})", policy.valid_from, policy.version.get(..12).unwrap_or(&policy.version))
}

fn has(policy: &Policy, municipality: &Municipality) -> bool {
    policy.municipalities.iter().any(|each| each.code == municipality.code())
}
