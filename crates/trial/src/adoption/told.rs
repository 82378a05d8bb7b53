//! What came of looking at each case, counted.

use policy::Policy;

use super::Finding;

/// What came of telling the installation about one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A dry run asks nothing.
    NotAsked,
    Asked,
    AskedBefore,
    /// The case went on meanwhile; why there is nothing to ask, in Dutch.
    Overtaken(String),
    /// Why it was not taken, to try again.
    Failed(String),
}

/// How many cases went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub same: u64,
    pub decided_under_it: u64,
    pub not_by_policy: u64,
    pub not_categorised: u64,
    pub ending: u64,
    pub not_asked: u64,
    pub asked: u64,
    pub asked_before: u64,
    pub overtaken: u64,
    pub failed: u64,
}

impl Counts {
    /// A case that nobody has to look at.
    pub fn note(&mut self, finding: &Finding) {
        let count = match finding {
            Finding::Same => &mut self.same,
            Finding::DecidedUnderIt => &mut self.decided_under_it,
            Finding::NotByPolicy => &mut self.not_by_policy,
            Finding::NotCategorised => &mut self.not_categorised,
            Finding::Ending => &mut self.ending,
            Finding::Otherwise(_) => &mut self.not_asked,
        };
        *count += 1;
    }

    /// A case on which the version decides otherwise.
    pub fn add(&mut self, told: &Told) {
        let count = match told {
            Told::NotAsked => &mut self.not_asked,
            Told::Asked => &mut self.asked,
            Told::AskedBefore => &mut self.asked_before,
            Told::Overtaken(_) => &mut self.overtaken,
            Told::Failed(_) => &mut self.failed,
        };
        *count += 1;
    }
}

/// What the category that holds is called: by the version that decided, else by the new one, else by its key.
pub fn category_now(key: &str, decided: Option<&Policy>, version: &Policy) -> String {
    let label = |policy: &Policy| policy.category(key).map(|category| category.label.clone());
    decided.and_then(label).or_else(|| label(version)).unwrap_or_else(|| key.to_owned())
}
