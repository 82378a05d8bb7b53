//! Intakes of their own.

use domain::{FactKey, FactKind, Role};

use super::{Check, Parts};

impl Check<'_> {
    /// A route looks at yes-or-no facts that the intake asks, and a person of the municipality does its intake.
    pub(super) fn routes(&mut self, parts: &Parts) {
        let topics = &parts.intake_topics;
        let is_asked = |key: &FactKey| topics.read.iter().any(|topic| topic.value.facts.contains(key));
        // A topic that could not be read may ask what is missed.
        let all_read = topics.keys.len() == topics.read.len();
        for entry in &parts.intake_routes.read {
            let (line, route) = (entry.line, &entry.value);
            if route.when.is_empty() {
                self.no(line, "missing-field", "names no fact that leads here");
            }
            for key in &route.when {
                if key.kind() != FactKind::YesNo {
                    self.no(line, "wrong-type", format!("`{key}` is no fact of yes or no"));
                }
                if all_read && !is_asked(key) {
                    self.no(line, "unasked-fact", format!("looks at `{key}`, which no intake topic asks"));
                }
            }
            if !matches!(
                route.intake_by,
                Role::IntakeConsultant | Role::IncomeConsultant | Role::ReintegrationConsultant
            ) {
                self.no(line, "out-of-bounds", "the intake is done by a consultant");
            }
        }
    }
}
