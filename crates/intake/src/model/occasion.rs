//! What brings a client back: what a reassessment or a recall is for.

use domain::{FactKey, Violation};
use serde::{Deserialize, Serialize};

use super::Situation;
use super::choices::choice;

choice! {
    /// What happened (S0 annex 2 §2).
    Occasion {
        /// Law or policy.
        RulesChanged => "rules-changed",
        FactsChanged => "facts-changed",
        NoContact => "no-contact",
        NoTrajectory => "no-trajectory",
    }
}

impl Occasion {
    /// The situation that it brings about.
    const fn situation(self) -> Situation {
        match self {
            Self::RulesChanged | Self::FactsChanged => Situation::Reassessment,
            Self::NoContact | Self::NoTrajectory => Situation::Recall,
        }
    }

    /// The line in the story.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::RulesChanged => "herbeoordeling, want de regels zijn veranderd",
            Self::FactsChanged => "herbeoordeling, want gegevens zijn veranderd",
            Self::NoContact => "opnieuw opgeroepen na lang geen contact",
            Self::NoTrajectory => "opnieuw opgeroepen na lang geen traject",
        }
    }
}

/// Why a client is seen again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub occasion: Occasion,
    /// The facts that changed, when it is about those.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<FactKey>,
}

impl Reason {
    /// What is wrong with it for an application in this situation.
    pub fn violations(&self, situation: Situation) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.occasion.situation() != situation {
            let reason = "past niet bij de situatie waarin iemand zich meldt";
            violations.push(Violation::new("occasion", reason, "occasion-fits-situation"));
        }
        let reason = match (self.occasion, self.changed.is_empty()) {
            (Occasion::FactsChanged, true) => "ontbreekt: noem de gegevens die zijn veranderd",
            (Occasion::FactsChanged, false) | (_, true) => return violations,
            (_, false) => "hoort alleen bij gegevens die zijn veranderd",
        };
        violations.push(Violation::new("changed", reason, "changed-facts"));
        violations
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Situation::Reassessment, Occasion::FactsChanged, 1, "")]
    #[case(Situation::Reassessment, Occasion::RulesChanged, 0, "")]
    #[case(Situation::Recall, Occasion::NoContact, 0, "")]
    #[case(Situation::Reassessment, Occasion::FactsChanged, 0, "changed")]
    #[case(Situation::New, Occasion::NoTrajectory, 0, "occasion")]
    #[case(Situation::Reassessment, Occasion::NoContact, 1, "occasion changed")]
    fn each_situation_has_reasons_of_its_own(
        #[case] situation: Situation,
        #[case] occasion: Occasion,
        #[case] changed: usize,
        #[case] expected: &str,
    ) {
        let reason = Reason { occasion, changed: vec![FactKey::Capital; changed] };
        let found: Vec<_> = reason.violations(situation).into_iter().map(|wrong| wrong.field).collect();
        assert_eq!(found.join(" "), expected);
    }
}
