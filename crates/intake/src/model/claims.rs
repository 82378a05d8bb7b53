use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseId, FactKey, Facts};

/// What someone stated at one time. Written once, never changed: the past of the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub case: CaseId,
    /// From 1 within the case, without gaps.
    pub number: i64,
    pub kind: StatementKind,
    /// Business day on which it was recorded.
    pub day: NaiveDate,
    pub at: DateTime<Utc>,
    /// The user who recorded it.
    pub by: String,
    pub claims: Facts,
    /// What the person did to find work, sealed: a free text can hold anything.
    pub sealed_note: Option<Vec<u8>>,
}

/// On what occasion something was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementKind {
    Submission,
    SearchResult,
    Intake,
    Facts,
}

impl StatementKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::SearchResult => "search-result",
            Self::Intake => "intake",
            Self::Facts => "facts",
        }
    }
}

/// The facts after a statement, and which of them have another value than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub facts: Facts,
    pub changed: Vec<FactKey>,
}

/// Lays claims over the facts as they stand. Which one stands: the one stated latest; on one day, the newest. An
/// older one is kept in its statement and changes nothing here.
pub fn lay(standing: &Facts, claims: &Facts) -> Recorded {
    let mut recorded = Recorded { facts: standing.clone(), changed: Vec::new() };
    for (key, claim) in claims.iter() {
        let before = standing.get(key);
        if before.is_some_and(|before| before.stated_on > claim.stated_on) {
            continue;
        }
        if before.map(|before| &before.value) != Some(&claim.value) {
            recorded.changed.push(key);
        }
        recorded.facts.put(key, claim.clone());
    }
    recorded
}

#[cfg(test)]
mod tests {
    use domain::{Fact, FactSource, FactValue};
    use proptest::prelude::*;

    use super::*;
    use crate::model::fixtures::{day, facts};

    #[test]
    fn only_another_value_is_a_change() {
        let standing = facts("household=single, cost_sharers=1");

        let recorded = lay(&standing, &facts("household=single, cost_sharers=2, area=3"));

        assert_eq!(recorded.changed, [FactKey::CostSharers, FactKey::Area]);
        assert_eq!(recorded.facts, facts("household=single, cost_sharers=2, area=3"));
    }

    #[test]
    fn what_was_stated_later_stands() {
        let stated = |number, on| {
            let value = FactValue::Number(number);
            let fact = Fact { value, source: FactSource::Applicant, stated_on: day(on) };
            Facts::from_iter([(FactKey::CostSharers, fact)])
        };
        let recorded = lay(&stated(1, "2026-02-01"), &stated(2, "2026-01-31"));
        assert_eq!((recorded.facts.number(FactKey::CostSharers), recorded.changed.len()), (Some(1), 0));

        let recorded = lay(&stated(1, "2026-02-01"), &stated(2, "2026-02-01"));
        assert_eq!(recorded.facts.number(FactKey::CostSharers), Some(2));
    }

    proptest! {
        /// However claims come in, the latest day stands, and nothing known becomes unknown.
        #[test]
        fn the_latest_day_stands_in_any_order(days in prop::collection::vec(0u64..20, 1..12)) {
            let first = day("2026-01-01");
            let mut standing = Facts::default();
            for (number, offset) in days.iter().enumerate() {
                let stated_on = first + chrono::Days::new(*offset);
                let value = FactValue::Number(i64::try_from(number).unwrap());
                let fact = Fact { value, source: FactSource::Applicant, stated_on };
                standing = lay(&standing, &Facts::from_iter([(FactKey::CostSharers, fact)])).facts;
            }
            let latest = days.iter().max().unwrap();
            let newest = days.iter().rposition(|offset| offset == latest).unwrap();
            prop_assert_eq!(standing.number(FactKey::CostSharers), Some(i64::try_from(newest).unwrap()));
        }
    }
}
