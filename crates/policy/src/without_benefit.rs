//! Whom the policy supports although they get no benefit (IN-13, RE-13).

use domain::{Explanation, FactKey, Facts};

use crate::categorise::PERSON;
use crate::model::Policy;
use crate::table::Found;

/// The table, as rules are named after it.
const TABLE: &str = "without-benefit";
/// The output for whoever is supported.
pub(crate) const SUPPORTED: &str = "supported";
/// The output for whoever is not.
pub(crate) const NOT_SUPPORTED: &str = "not-supported";

/// Whether someone without benefit is supported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Support {
    /// For at most so many months; `None`: as long as the instruments last.
    Given {
        max_months: Option<u32>,
        explanation: Explanation,
    },
    NotGiven {
        explanation: Explanation,
    },
    PersonDecides {
        explanation: Explanation,
    },
    /// These facts can change the outcome and are unknown; as people state them.
    FactMissing {
        keys: Vec<FactKey>,
        explanation: Explanation,
    },
}

impl Policy {
    /// Whether someone who asks no assistance is supported to work; `None` for whoever does ask it, or while that is
    /// not known. Give the facts derived for the day assessed ([`Facts::on`]).
    pub fn support_without_benefit(&self, facts: &Facts) -> Option<Support> {
        if facts.yes_no(FactKey::AssistanceRequested) != Some(false) {
            return None;
        }
        let (row, tested) = match self.tables.without_benefit.find(facts) {
            Found::Missing(keys) => {
                let looked_at: Vec<_> = self.tables.without_benefit.keys().collect();
                let (keys, explanation) = self.fact_missing(keys, &looked_at, facts);
                return Some(Support::FactMissing { keys, explanation });
            }
            Found::Row { row, tested } => (&self.tables.without_benefit.rows()[row], tested),
        };
        let what = match row.output.as_str() {
            SUPPORTED => "Hulp naar werk zonder uitkering.",
            PERSON => "Een medewerker beslist over hulp zonder uitkering.",
            _ => "Geen hulp zonder uitkering.",
        };
        let explanation = self.explain_row(TABLE, row, &tested, facts, what);
        Some(match row.output.as_str() {
            SUPPORTED => Support::Given { max_months: self.without_benefit.max_months, explanation },
            PERSON => Support::PersonDecides { explanation },
            _ => Support::NotGiven { explanation },
        })
    }
}
