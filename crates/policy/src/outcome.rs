use chrono::NaiveDate;
use domain::{Explanation, FactKey};

/// Whether the applicant looks for work first, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The last day of the search period; the application is handled after it. `None`: handled at once.
    pub search_until: Option<NaiveDate>,
    /// Unknown facts that could change this outcome. When age or household is among them nothing could be
    /// decided and `search_until` is `None`; otherwise they are possible exceptions nobody has claimed yet.
    pub missing: Vec<FactKey>,
    pub explanation: Explanation,
}

/// What the policy makes of the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Categorisation {
    /// One category, and every target group that applies.
    Assigned { category: String, target_groups: Vec<String>, explanation: Explanation },
    /// These facts can change the outcome and are unknown. Only facts that people can state: a birth date, not an
    /// age.
    FactMissing { keys: Vec<FactKey>, explanation: Explanation },
    /// The policy leaves this case to a professional.
    PersonDecides { explanation: Explanation },
}
