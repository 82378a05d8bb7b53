//! What a municipality's policy says that the process needs.

use policy::{EscalationStep, Policy, TaskTerms, WorkProcess};

/// What a municipality's policy says that the process needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub tasks: TaskTerms,
    /// Who gets a late task, in order of days.
    pub escalations: Vec<EscalationStep>,
    /// The steps before each decision.
    pub work_processes: Vec<WorkProcess>,
    /// Everyone on the waiting list for sheltered work is offered a preparatory trajectory.
    pub preparation: bool,
    /// Months to a review where no category says it.
    pub review_months: u32,
    /// What people read for each category, by key.
    pub categories: Vec<(String, String)>,
    /// Title of the policy document.
    pub document: String,
    /// Content hash of the policy.
    pub version: String,
}

impl Terms {
    pub fn of(policy: &Policy) -> Self {
        Self {
            tasks: policy.tasks.clone(),
            escalations: policy.escalations.clone(),
            work_processes: policy.work_processes.clone(),
            preparation: policy.sheltered.preparatory_instrument.is_some(),
            review_months: policy.reviews.exempted_months,
            categories: policy
                .categories
                .iter()
                .map(|category| (category.key.clone(), category.label.clone()))
                .collect(),
            document: policy.document.clone(),
            version: policy.version.clone(),
        }
    }

    /// What people read for a category; one that the policy of today no longer has is shown by its key.
    pub fn label<'a>(&'a self, category: &'a str) -> &'a str {
        self.categories.iter().find(|(key, _)| key == category).map_or(category, |(_, label)| label)
    }
}
