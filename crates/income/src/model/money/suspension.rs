//! Payment that is held back because data were not given, and a right that is withdrawn for it (Participation Act art. 54):
//! each turn of it is a decision that points at the one before. What the months then come to is for the rules.

use chrono::NaiveDate;
use domain::{Explanation, Refusal, Violation};
use policy::National;
use rules::conduct::{Suspension, SuspensionState, suspension};
use rules::facts::Facts;
use rules::{Days, Finding, Question, Step};
use serde::{Deserialize, Serialize};

use super::account::CaseAccount;
use super::grant::{Matter, MoneyDecision};

/// Where it stands, as it was decided last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Number of that decision.
    pub decision: u32,
    pub state: HeldState,
    /// First day without payment.
    pub from: NaiveDate,
}

/// What was decided about payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldState {
    /// It stands still.
    Suspended,
    /// It goes on, over the days that it stood still too.
    Lifted,
    /// There is no right from the first day that it stood still.
    Withdrawn,
}

impl HeldState {
    const fn of(state: SuspensionState) -> Self {
        match state {
            SuspensionState::Suspended | SuspensionState::MayWithdraw => Self::Suspended,
            SuspensionState::Lifted => Self::Lifted,
            SuspensionState::Withdrawn => Self::Withdrawn,
        }
    }
}

/// What someone states about data that were not given.
#[derive(Clone, Copy)]
pub struct SuspensionAsked<'a> {
    pub account: &'a CaseAccount,
    pub by: &'a str,
    /// All that is known today, with what is stated now.
    pub facts: &'a Facts,
    pub national: &'a National,
    pub today: NaiveDate,
}

impl SuspensionAsked<'_> {
    /// The decision that follows, when it is another than the one that stands.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] by rule when facts are missing, or the law does not allow it: it would last too long, or the term to put
    /// it right has not passed.
    pub fn decide(self) -> Result<Option<(CaseAccount, MoneyDecision)>, Refusal> {
        let days = Days { assessed: self.today, decided: self.today, known: self.today };
        let question = Question { facts: self.facts, national: self.national, days };
        let Step { finding, explanation } = suspension(question);
        let before = self.account.state.suspension;
        let now = match finding {
            Finding::Value(Suspension { state, from, .. }) => (HeldState::of(state), from),
            // Nothing is missing by their own doing: what stood still goes on.
            Finding::NotApplicable => {
                let stood = before.filter(|held| held.state == HeldState::Suspended);
                let Some(held) = stood else { return Ok(None) };
                (HeldState::Lifted, held.from)
            }
            Finding::FactMissing(paths) => {
                let missing = paths.iter().map(|path| {
                    let reason = format!("ontbreekt: {}", Facts::in_dutch(path));
                    Violation::new(format!("facts_json.{path}"), reason, "suspension-54")
                });
                return Err(Refusal::invalid(missing.collect()));
            }
            Finding::PersonDecides => {
                return Err(Refusal::precondition("suspension-54", explanation.text));
            }
        };
        let same = before.is_some_and(|held| (held.state, held.from) == now);
        // What was put right before anything was held back was never held back.
        let nothing = now.0 == HeldState::Lifted && before.is_none();
        if same || nothing { Ok(None) } else { Ok(Some(self.lay_down(now, before, explanation))) }
    }

    fn lay_down(
        self,
        (state, from): (HeldState, NaiveDate),
        before: Option<Held>,
        explanation: Explanation,
    ) -> (CaseAccount, MoneyDecision) {
        let mut account = self.account.clone();
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        let number = account.state.money_decisions;
        account.state.suspension = Some(Held { decision: number, state, from });
        account.touch(domain::Month::of(from));
        let decision = MoneyDecision {
            case: account.case,
            number,
            replaces: before.map(|held| held.decision),
            decided_on: self.today,
            decided_by: self.by.to_owned(),
            matter: Matter::Suspension { state, from },
            explanations: vec![explanation],
        };
        (account, decision)
    }
}

#[cfg(test)]
mod tests {
    use domain::{CaseId, PersonId};
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::model::testing::{NATIONAL, day};

    fn account() -> CaseAccount {
        let (case, person) = (CaseId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
        CaseAccount::new(case, person, "a-tenant:0001".parse().unwrap())
    }

    fn facts(other: serde_json::Value) -> Facts {
        let mut all = serde_json::json!({
            "culpable": true, "suspended_from": "2026-03-01", "repair_until": "2026-03-15"
        });
        all.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        serde_json::from_value(serde_json::json!({ "conduct": { "suspension": all } })).unwrap()
    }

    fn decided(
        account: &CaseAccount,
        other: serde_json::Value,
        today: &str,
    ) -> Result<Option<(CaseAccount, MoneyDecision)>, Refusal> {
        let (facts, national) = (facts(other), &*NATIONAL);
        SuspensionAsked { account, by: "anna", facts: &facts, national, today: day(today) }.decide()
    }

    #[test]
    fn each_turn_is_a_decision_that_points_at_the_one_before() {
        let nothing = || serde_json::json!({});
        let (held, first) = decided(&account(), nothing(), "2026-03-05").unwrap().unwrap();
        let state = HeldState::Suspended;
        assert_eq!(first.matter, Matter::Suspension { state, from: day("2026-03-01") });
        assert_eq!((first.number, first.replaces), (1, None));
        assert_eq!(held.state.stale_from, Some("2026-03".parse().unwrap()), "its months are worked out anew");
        assert!(decided(&held, nothing(), "2026-03-06").unwrap().is_none(), "said again");

        let repaired = serde_json::json!({ "repaired_on": "2026-03-10" });
        let (lifted, second) = decided(&held, repaired, "2026-03-10").unwrap().unwrap();
        assert_eq!((second.number, second.replaces), (2, Some(1)));
        assert_eq!(lifted.state.suspension.unwrap().state, HeldState::Lifted);

        let withdrawn = serde_json::json!({ "withdrawn": true });
        let (_, last) = decided(&held, withdrawn, "2026-03-20").unwrap().unwrap();
        let state = HeldState::Withdrawn;
        assert_eq!(last.matter, Matter::Suspension { state, from: day("2026-03-01") });
        let excused = serde_json::json!({ "culpable": false });
        let (_, lifted) = decided(&held, excused, "2026-03-20").unwrap().unwrap();
        assert!(matches!(lifted.matter, Matter::Suspension { state: HeldState::Lifted, .. }));
    }

    #[rstest]
    #[case::too_soon(serde_json::json!({ "withdrawn": true }), "2026-03-10")]
    #[case::a_fact_is_missing(serde_json::json!({ "repair_until": null }), "2026-03-10")]
    fn what_the_law_does_not_allow_is_refused_by_its_rule(
        #[case] other: serde_json::Value,
        #[case] today: &str,
    ) {
        let refused = decided(&account(), other, today).unwrap_err();
        let rule = refused.violations.first().map_or(&refused.rule, |violation| &violation.rule);
        assert_eq!(rule, "suspension-54");
    }

    #[test]
    fn what_was_put_right_before_anything_stood_still_is_no_decision() {
        let repaired = serde_json::json!({ "repaired_on": "2026-03-10" });
        assert!(decided(&account(), repaired, "2026-03-10").unwrap().is_none());
    }
}
