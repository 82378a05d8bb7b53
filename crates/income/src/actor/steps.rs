//! No person decides before the steps were shown that the policy asks (WF-4). Workflow tells what was shown; the policy of
//! the day says what it takes (ADR 0013). What the rules decide by themselves waits with workflow, which asks for it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Moment, Refusal};
use policy::{DecisionKind, ShownSteps};
use rules::facts::{DutyFacts, Facts};

use super::{Income, Input};
use crate::actor::money::{MoneyInput, RecourseAct};
use crate::model::money::DebtKind;

/// The cases of which must be known what was shown.
pub(super) fn waiting(inputs: &[&Input]) -> BTreeSet<CaseId> {
    inputs.iter().filter(|input| !decisions(input).is_empty()).filter_map(|input| input.case()).collect()
}

/// What a person decides by this.
fn decisions(input: &Input) -> BTreeSet<DecisionKind> {
    let one = match input {
        Input::Decide(_) => DecisionKind::Entitlement,
        Input::Money { input: MoneyInput::StateFacts { facts, .. }, .. } => return in_facts(facts),
        Input::Money {
            input:
                MoneyInput::Grant { .. }
                | MoneyInput::RefuseGrant { .. }
                | MoneyInput::EndGrant { .. }
                | MoneyInput::SettleGrant { .. },
            ..
        } => DecisionKind::Grant,
        // What came in is noted, not decided.
        Input::Money {
            input: MoneyInput::Recourse { act: RecourseAct::Decide(_) | RecourseAct::End { .. }, .. },
            ..
        } => DecisionKind::Recourse,
        Input::Money { input: MoneyInput::WriteOff { .. }, .. } => DecisionKind::WriteOff,
        Input::Money { input: MoneyInput::DecideDebt { kind: DebtKind::Fine, .. }, .. } => DecisionKind::Fine,
        Input::Money { input: MoneyInput::DecideDebt { .. } | MoneyInput::DecideRecovery { .. }, .. } => {
            DecisionKind::Recovery
        }
        _ => return BTreeSet::new(),
    };
    BTreeSet::from([one])
}

/// Decisions that people lay down as facts: a lowering, an exemption from duties.
fn in_facts(facts: &Facts) -> BTreeSet<DecisionKind> {
    let mut found = BTreeSet::new();
    let breaches = facts.conduct.breaches.iter().flatten();
    let language = [&facts.conduct.language, &facts.conduct.language_of_partner];
    let first_step = language.into_iter().any(|duty| duty.first_month.is_some());
    if first_step || breaches.into_iter().any(|breach| !breach.withdrawn && breach.blameless != Some(true)) {
        found.insert(DecisionKind::Measure);
    }
    if [&facts.conduct.applicant, &facts.conduct.partner].into_iter().any(exempts) {
        found.insert(DecisionKind::Exemption);
    }
    found
}

fn exempts(duties: &DutyFacts) -> bool {
    [&duties.exempt_from_labour, &duties.exempt_from_activity]
        .into_iter()
        .any(|exempt| exempt.as_ref().is_some_and(|exempt| exempt.value))
}

impl Income {
    /// Whether what a person decides may be decided now.
    pub(super) fn steps_are_shown(
        &self,
        input: &Input,
        shown: &BTreeMap<CaseId, ShownSteps>,
        moment: &Moment,
    ) -> Result<(), Refusal> {
        let decisions = decisions(input);
        let (Some(case), false) = (input.case(), decisions.is_empty()) else { return Ok(()) };
        let Ok(policy) = self.policies.of(input.municipality(), moment.day) else { return Ok(()) };
        let nothing = ShownSteps::default();
        let shown = shown.get(&case).unwrap_or(&nothing);
        decisions.into_iter().try_for_each(|decision| policy.steps_are_shown(decision, shown))
    }
}
