//! Who of a municipality seems to have a right to schemes and does not use them (NC-8): what a consultant works from to tell
//! people what they can ask. No decision.

use chrono::NaiveDate;
use policy::National;
use rules::Local;
use rules::month::Change;
use rules::schemes::signal::{INCOME_SUPPLEMENT, STUDY_SUPPLEMENT, Signal};

use crate::model::money::{CaseAccount, CaseName, unused_schemes};
use crate::model::{Right, Stage};

/// A household of which there are books, with all that was stated of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    pub account: CaseAccount,
    /// Where its right to general assistance stands; nothing while nothing was decided on it.
    pub stage: Option<Stage>,
    pub changes: Vec<Change>,
}

/// Which of the unused schemes somebody wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this one, by its key.
    pub scheme: Option<String>,
    /// Only where nothing is missing to say so.
    pub only_known: bool,
}

/// What a household seems not to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    pub case: CaseName,
    /// When something of it was stated last.
    pub known_on: Option<NaiveDate>,
    pub signals: Vec<Signal>,
}

impl Wanted {
    /// Whether a municipality has the scheme that is wanted; where none is named, it has.
    pub fn is_of(&self, local: &Local) -> bool {
        let schemes = &local.schemes;
        let of_policy = |key: &str| schemes.minima.iter().any(|scheme| scheme.key == key);
        self.scheme.as_deref().is_none_or(|key| match key {
            INCOME_SUPPLEMENT => schemes.income_supplement.is_some(),
            STUDY_SUPPLEMENT => true,
            key => of_policy(key),
        })
    }

    fn takes(&self, signal: &Signal) -> bool {
        self.scheme.as_ref().is_none_or(|key| *key == signal.scheme)
            && (!self.only_known || signal.missing.is_empty())
    }
}

impl Household {
    /// Whether it is a client of the municipality on a day: it has a right to general assistance or waits for a decision on one, or
    /// something else was granted to it that stands. Of whom nothing runs what is known grows old, and nobody keeps it up.
    pub fn is_client(&self, day: NaiveDate) -> bool {
        let runs = match &self.stage {
            Some(Stage::Decided { right, .. }) => !matches!(right, Right::Denied { .. }),
            Some(Stage::Ended { from_day, .. }) => day < *from_day,
            None => self.account.state.applied.is_some(),
        };
        let mut granted = self.account.state.grants.values().map(|grant| &grant.terms);
        runs || granted.any(|terms| terms.until.is_none_or(|until| day <= until))
    }

    /// What it seems not to use on a day of what is wanted; `None` where there is nothing of it, or it is no client.
    pub fn unused(self, law: (&National, &Local), wanted: &Wanted, day: NaiveDate) -> Option<Unused> {
        if !self.is_client(day) {
            return None;
        }
        let known_on = self.changes.iter().map(|change| change.known_on).max();
        let mut signals = unused_schemes(&self.account.state, &self.changes.into_iter().collect(), law, day);
        signals.retain(|signal| wanted.takes(signal));
        let case = self.account.name();
        (!signals.is_empty()).then_some(Unused { case, known_on, signals })
    }
}

#[cfg(test)]
mod tests {
    use domain::{CaseId, Cents, PersonId};
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::model::Before;
    use crate::model::money::{Grant, GrantTerms, Scheme};
    use crate::model::testing::day;

    fn household(stage: Option<Stage>) -> Household {
        let (case, person) = (CaseId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
        let account = CaseAccount::new(case, person, "a-tenant:0001".parse().unwrap());
        Household { account, stage, changes: Vec::new() }
    }

    fn granted() -> Right {
        let (from_day, amount) = (day("2026-01-01"), Cents::new(140_150));
        Right::Granted { from_day, norm: None, amount, earlier: None }
    }

    fn decided(right: Right) -> Option<Stage> {
        Some(Stage::Decided { right, assessed: 1 })
    }

    fn ended(from_day: &str) -> Option<Stage> {
        Some(Stage::Ended { from_day: day(from_day), right: Some(granted()), assessed: 1 })
    }

    fn with_person() -> Right {
        let from_day = day("2026-01-01");
        Right::PersonDecides { from_day, norm: None, missing: vec![], before: Before::Nothing, latest: None }
    }

    #[rstest]
    #[case(decided(granted()), true)]
    #[case(decided(with_person()), true)]
    #[case(decided(Right::Denied { lost_on: None }), false)]
    #[case(ended("2026-03-03"), true)]
    #[case(ended("2026-03-02"), false)]
    #[case(None, false)]
    fn a_client_is_who_has_a_right_or_waits_for_it(#[case] stage: Option<Stage>, #[case] client: bool) {
        assert_eq!(household(stage).is_client(day("2026-03-02")), client);
    }

    #[rstest]
    #[case(true, None, true)]
    #[case(true, Some("2026-01-31"), false)]
    #[case(false, None, true)]
    #[case(false, Some("2026-03-02"), true)]
    #[case(false, Some("2026-03-01"), false)]
    fn whoever_was_granted_something_else_is_a_client_while_it_stands(
        #[case] once: bool,
        #[case] until: Option<&str>,
        #[case] client: bool,
    ) {
        let mut one = household(decided(Right::Denied { lost_on: None }));
        let terms = GrantTerms::asked(Scheme::SpecialAssistance, day("2026-02-01"), once);
        let terms = GrantTerms { until: until.map(day), ..terms };
        one.account.state.grants.insert(1, Grant::new(1, terms));
        assert_eq!(one.is_client(day("2026-03-02")), client);
    }

    #[test]
    fn of_what_is_known_only_that_is_shown() {
        let signal = |scheme: &str, missing: &[&str]| Signal {
            scheme: scheme.into(),
            label: scheme.into(),
            missing: missing.iter().map(|path| (*path).to_owned()).collect(),
            explanations: Vec::new(),
        };
        let signals = [signal("bril", &[]), signal("sport", &["household.children"]), signal("sport", &[])];
        let taken = |scheme: Option<&str>, only_known| {
            let wanted = Wanted { scheme: scheme.map(str::to_owned), only_known };
            signals.iter().map(|signal| wanted.takes(signal)).collect::<Vec<_>>()
        };
        assert_eq!(taken(None, false), [true, true, true]);
        assert_eq!(taken(None, true), [true, false, true]);
        assert_eq!(taken(Some("sport"), false), [false, true, true]);
        assert_eq!(taken(Some("sport"), true), [false, false, true]);
    }
}
