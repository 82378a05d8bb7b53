//! What holds of every household.

use domain::Cents;
use proptest::prelude::*;
use serde_json::json;

use super::super::*;
use super::{TODAY, assessed, with};
use crate::facts::Facts;
use crate::testing::{couple, housemates, single, single_parent};

fn household() -> impl Strategy<Value = Facts> {
    let ages = (1960i32..=2008, 1960i32..=2008);
    (ages, 0usize..3, 0usize..4, proptest::option::of(2009i32..2026), any::<[bool; 6]>()).prop_map(
        |((own, partner), kind, sharers, child, [inside, both, support, study, excluded, parents])| {
            let person = |born: i32, inside: bool, support: bool| {
                json!({
                    "birth_date": format!("{born}-01-05"), "in_institution": inside,
                    "parents_cannot_support": support,
                    "education": { "can_follow": study && born > 2000, "student_finance": true }
                })
            };
            let child = child.map(|born| json!({ "birth_date": format!("{born}-01-01"), "dependent": true }));
            let own = json!({ "applicant": person(own, inside, support) });
            let facts = match kind {
                0 => single(own),
                1 => single_parent(own),
                _ => {
                    let facts = couple(own);
                    let facts = with(facts, json!({ "partner": person(partner, both, parents) }));
                    let residence = if excluded { "none" } else { "dutch" };
                    let children: Vec<_> = child.into_iter().collect();
                    with(facts, json!({ "partner": { "residence": residence }, "household": { "children": children } }))
                }
            };
            with(facts, housemates(sharers))
        },
    )
}

proptest! {
    #[test]
    fn more_income_never_means_more_assistance(facts in household(), income in 0i64..250_000, more in 1i64..50_000, partners in any::<bool>()) {
        let amount = |cents: i64| {
            let incomes = json!([{ "kind": "other", "amount": cents, "with_holiday_allowance": true }]);
            let couple = facts.household.kind.as_ref().unwrap().value == crate::facts::HouseholdKind::Couple;
            let who = if partners && couple { "partner" } else { "applicant" };
            let facts = with(facts.clone(), json!({ who: { "incomes": incomes } }));
            match assessed(&facts, TODAY).outcome {
                Outcome::Granted(amount) => Ok(Some(amount.assistance)),
                Outcome::Denied => Ok(None),
                Outcome::PersonDecides { .. } => Err(()),
            }
        };
        match (amount(income), amount(income + more)) {
            (Ok(Some(less)), Ok(Some(richer))) => prop_assert!(richer <= less),
            (Ok(None), Ok(Some(_))) => prop_assert!(false, "who earns more has a right and who earns less has none"),
            (Ok(Some(_)) | Err(()), _) | (_, Ok(None) | Err(())) => {}
        }
    }

    #[test]
    fn every_household_gets_an_answer_with_reasons(facts in household()) {
        let assessment = assessed(&facts, TODAY);
        let last = assessment.explanations.last().unwrap();
        prop_assert!(!last.rule.is_empty() && !last.source.is_empty() && last.text.ends_with('.'));
        match assessment.outcome {
            Outcome::Granted(amount) => {
                prop_assert!(amount.assistance > Cents::ZERO && Some(amount.assistance) <= assessment.norm);
                prop_assert_eq!(amount.holiday.plus(amount.payable).unwrap(), amount.assistance);
                prop_assert!(assessment.grounds.is_empty() && !assessment.entitled.is_empty());
            }
            Outcome::Denied => prop_assert!(!assessment.grounds.is_empty()),
            Outcome::PersonDecides { .. } => prop_assert!(assessment.grounds.is_empty()),
        }
    }

    #[test]
    fn the_same_facts_give_the_same_answer(facts in household()) {
        let again: Facts = serde_json::from_value(serde_json::to_value(&facts).unwrap()).unwrap();
        prop_assert_eq!(assessed(&facts, TODAY), assessed(&again, TODAY));
    }
}
