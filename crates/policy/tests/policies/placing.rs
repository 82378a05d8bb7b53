//! Whoever counts people and whoever explains a decision come to the same.

use std::collections::BTreeSet;

use domain::{Cents, Fact, FactKey, FactKind, FactSource, FactValue, Facts};
use policy::{Answers, Categorisation, Placed, Policy, Walk, number_of};
use proptest::prelude::*;

use crate::common::{day, policies, today};

/// Numbers in columns, as a caseload keeps them.
struct Columns(Vec<Option<i64>>);

impl Answers for Columns {
    fn answer(&self, key: FactKey) -> Option<i64> {
        self.0[key as usize]
    }
}

/// A value of the fact, whatever the seed.
fn value(key: FactKey, seed: u32) -> FactValue {
    let seed = i64::from(seed);
    match key.kind() {
        FactKind::YesNo => FactValue::YesNo(seed % 2 == 1),
        FactKind::Number { min, max } => FactValue::Number(min + seed % (max - min + 1)),
        FactKind::Money => FactValue::Money(Cents::new(seed)),
        FactKind::Day => FactValue::Day(day("1950-01-01") + chrono::Days::new(seed.unsigned_abs() % 25_000)),
        FactKind::Choice(list) => {
            let place = usize::try_from(seed).unwrap() % list.len();
            FactValue::Choice(list[place].code.to_owned())
        }
    }
}

fn facts(seeds: &[Option<u32>]) -> Facts {
    let stated = FactKey::ALL.iter().zip(seeds).filter_map(|(key, seed)| {
        let value = value(*key, (*seed)?);
        Some((*key, Fact { value, source: FactSource::Consultant, stated_on: today() }))
    });
    stated.collect()
}

fn columns(facts: &Facts) -> Columns {
    let number = |key: &FactKey| facts.get(*key).and_then(|fact| number_of(*key, &fact.value));
    Columns(FactKey::ALL.iter().map(number).collect())
}

/// What the counting path says, in the words of the explaining one.
fn placed(policy: &Policy, answers: &impl Answers, walk: &mut Walk) -> (String, Vec<String>) {
    match policy.place(answers, walk) {
        Placed::Category { row, groups } => {
            let category = policy.rules()[row].category.unwrap().key.clone();
            (category, policy.groups(groups).map(|group| group.key.clone()).collect())
        }
        Placed::Person { row } => {
            assert!(policy.rules()[row].category.is_none());
            ("person".into(), Vec::new())
        }
        Placed::Missing(keys) => ("missing".into(), stated(keys.iter())),
    }
}

/// The facts that people state for these, by their code.
fn stated(keys: impl Iterator<Item = FactKey>) -> Vec<String> {
    let stated = keys.map(|key| match key {
        FactKey::Age => FactKey::BirthDate,
        FactKey::PartnerAge => FactKey::PartnerBirthDate,
        key => key,
    });
    stated.collect::<BTreeSet<_>>().into_iter().map(|key| key.code().to_owned()).collect()
}

fn explained(policy: &Policy, facts: &Facts) -> (String, Vec<String>) {
    match policy.categorise(facts) {
        Categorisation::Assigned { category, target_groups, explanation } => {
            assert!(explanation.rule.starts_with("categories/"));
            (category, target_groups)
        }
        Categorisation::PersonDecides { .. } => ("person".into(), Vec::new()),
        Categorisation::FactMissing { keys, .. } => ("missing".into(), stated(keys.into_iter())),
    }
}

/// Most facts known, so that people get a category, and some not.
fn seeds() -> impl Strategy<Value = Vec<Option<u32>>> {
    let seed = prop_oneof![9 => any::<u32>().prop_map(Some), 1 => Just(None)];
    proptest::collection::vec(seed, FactKey::ALL.len())
}

proptest! {
    #[test]
    fn counting_and_explaining_agree_for_every_tenant(people in proptest::collection::vec(seeds(), 20)) {
        let policies = policies();
        for policy in policies.versions() {
            // One walk for everybody: nothing of the person before may be left in it.
            let mut walk = Walk::default();
            for seeds in &people {
                let facts = facts(seeds).on(today());
                prop_assert_eq!(placed(policy, &columns(&facts), &mut walk), explained(policy, &facts));
            }
        }
    }
}
