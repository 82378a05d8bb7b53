//! A version of a policy that stands in no folder: someone is still writing it.

use std::collections::BTreeMap;

use crate::model::Policy;
use crate::policies::Policies;
use crate::problem::{Problem, Problems};

/// A version that was checked as if it stood among the others of its tenant. Nothing of it is written anywhere.
#[derive(Debug, Clone)]
pub struct Draft {
    policy: Policy,
    /// Of its tenant only, with the draft among them.
    policies: Policies,
}

impl Policies {
    /// Reads and checks a version of `tenant` from its files, by name. It takes the place of the version that holds from
    /// the same day, or comes beside the others; amounts and shared parts are those that are here.
    ///
    /// # Errors
    ///
    /// Every fault, as [`Policies::load`] names it, in a file of this version or because of it.
    pub fn draft(&self, tenant: &str, files: BTreeMap<String, String>) -> Result<Draft, Problems> {
        let (sources, valid_from) = self.sources.with(tenant, files);
        let policies = sources.checked(Vec::new())?;
        let drafted = policies.versions().find(|policy| Some(policy.valid_from) == valid_from).cloned();
        match drafted {
            Some(policy) => Ok(Draft { policy, policies }),
            // Without a fault there is a version with a first day.
            None => {
                Err(Problems(vec![Problem::new(tenant, 1, "missing-field", "missing field `valid_from`")]))
            }
        }
    }
}

impl Draft {
    /// What was drafted.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Holds every person of the draft's `examples.toml` against what it says of them, and counts them.
    ///
    /// # Errors
    ///
    /// Every fault in the file, and each outcome that differs (rule `example`).
    pub fn check_examples(&self) -> Result<usize, Problems> {
        self.policies.check_people([&self.policy])
    }
}
