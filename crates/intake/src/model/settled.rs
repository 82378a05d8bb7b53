//! What the end of an intake waits for beside its form: facts that sources disagree about, facts that the scorecard wants
//! verified, and a couple of whom only one is known.

use chrono::NaiveDate;
use domain::{FactKey, Facts, Violation};

use super::completeness::asks_assistance;
use super::handling::{Check, Level};
use super::household::TOGETHER;
use super::{Application, Statement, standing};

impl Application {
    /// Everything that still has to be settled, by every statement there is. `level`: how deeply the scorecard, or who
    /// deviated from it, wants the facts verified.
    pub fn unsettled(
        &self,
        history: &[Statement],
        level: Option<&Level>,
        today: NaiveDate,
    ) -> Vec<Violation> {
        let standing = standing(history, today, today);
        let mut violations: Vec<_> = standing.contested.iter().map(|key| contested(*key)).collect();
        if asks_assistance(&standing.facts) {
            let checks = level.into_iter().flat_map(|level| level.checks.iter().map(move |one| (level, one)));
            let left = checks.filter(|(_, check)| !check.is_done(history, today));
            violations.extend(left.map(|(level, check)| unverified(level, *check)));
            violations.extend(self.lacks_partner(&standing.facts));
        }
        violations
    }

    /// A couple applies together, or one of them with the other's consent.
    fn lacks_partner(&self, facts: &Facts) -> Option<Violation> {
        let alone = facts.choice(FactKey::Household) == Some("couple") && self.present_partner().is_none();
        let reason = "ontbreekt: gehuwden vragen samen aan. Leg vast wie de partner is, en dat die meevraagt of \
                      schriftelijk toestemming geeft.";
        alone.then(|| Violation::new("partner", reason, TOGETHER))
    }
}

fn contested(key: FactKey) -> Violation {
    let reason =
        "is tegengesproken: een andere bron zegt iets anders. Stel eerst vast welke verklaring klopt.";
    Violation::new(format!("facts.{key}"), reason, "fact-contested")
}

fn unverified(level: &Level, check: Check) -> Violation {
    let reason = format!(
        "is nog niet nagegaan. Bij ‘{}’ hoort: {}. Stel het vast, of wijk met een motivering af van de risicokaart.",
        level.label,
        check.depth.dutch(),
    );
    Violation::new(format!("facts.{}", check.fact), reason, "depth-of-check")
}

#[cfg(test)]
mod tests;
