//! Who moves, and why.

use std::collections::BTreeMap;

use domain::FactKey;
use policy::{Answers, Categorisation, Policy};
use trial::{Caseload, Comparison, Reason, Standing, compare};

use crate::common::{draft, examples, load, of, policies, today};
use crate::freely::freely;

#[test]
fn nobody_moves_when_nothing_changes() {
    let policies = policies();
    let caseload = freely(1, today(), 5_000, 12);
    for policy in policies.tenants() {
        let comparison = compare(&caseload, policy, policy, 2);

        assert_eq!((comparison.movers(), comparison.moved.len(), comparison.reasons.len()), (0, 0, 0));
        assert_eq!(comparison.people, 5_000);
        assert!(comparison.flows.keys().all(|(from, to)| from == to), "{}", policy.tenant);
        // Otherwise the test would prove little.
        let counts = &comparison.now.counts;
        assert!(counts.missing > 0 && counts.categories.iter().sum::<u64>() > 500, "{}", policy.tenant);
    }
}

#[test]
fn it_does_not_matter_on_how_many_threads() {
    let (policies, changed) = (examples(), life_first_from_two_problems());
    let (now, then) = (of(&policies, "b-tenant"), of(&changed, "b-tenant"));
    let caseload = freely(2, today(), 1_001, 30);

    let one = compare(&caseload, now, then, 1);
    assert!(one.movers() > 0);
    for threads in [0, 2, 3, 8, 2_000] {
        let many = compare(&caseload, now, then, threads);
        assert_eq!((&many.flows, &many.moved), (&one.flows, &one.moved));
        assert_eq!(BTreeMap::from_iter(many.reasons), BTreeMap::from_iter(one.reasons.clone()));
        assert_eq!(many.then.counts.loads, one.then.counts.loads);
        assert_eq!(many.then.counts.reviews, one.then.counts.reviews);
    }
}

/// Group 2 from 60 % on instead of 50 %.
fn group_2_from_sixty() -> policy::Policies {
    load(&draft(&[
        ("a-tenant/categories.md", "[50..80]", "[60..80]"),
        ("a-tenant/categories.md", "[20..50)", "[20..60)"),
        ("a-tenant/categories.md", "[10..50)", "[10..60)"),
    ]))
}

/// Life first from two problems on instead of three.
fn life_first_from_two_problems() -> policy::Policies {
    load(&draft(&[("b-tenant/categories.md", ">= 3", ">= 2")]))
}

fn standing(policy: &Policy, key: &str) -> Standing {
    Standing::Category(policy.categories.iter().position(|category| category.key == key).unwrap())
}

fn person(caseload: &mut Caseload, case: &str, facts: &[(FactKey, i64)]) {
    caseload.add(case, None);
    facts.iter().for_each(|(key, number)| caseload.state(*key, *number));
}

fn of_a(caseload: &mut Caseload, case: &str, capacity: i64, sheltered: i64) {
    let all = [
        (FactKey::EarningCapacity, capacity),
        (FactKey::NeedsSheltered, sheltered),
        (FactKey::Age, 40),
        (FactKey::JobRegister, 0),
        (FactKey::AssistanceRequested, 1),
    ];
    person(caseload, case, &all);
}

fn reason_of<'c>(comparison: &'c Comparison<'_>, from: Standing, to: Standing) -> Vec<&'c (Reason, u64)> {
    comparison.reasons.iter().filter(|(reason, _)| (reason.from, reason.to) == (from, to)).collect()
}

#[test]
fn a_shifted_threshold_moves_exactly_those_between_with_the_fact_that_decided() {
    let (policies, changed) = (examples(), group_2_from_sixty());
    let (now, then) = (of(&policies, "a-tenant"), of(&changed, "a-tenant"));
    let mut caseload = Caseload::new(today());
    for capacity in 0..=100 {
        of_a(&mut caseload, &format!("a-{capacity}"), capacity, 0);
    }
    of_a(&mut caseload, "b", 55, 1);

    let comparison = compare(&caseload, now, then, 2);

    let cases: Vec<_> = comparison.moved.iter().map(|moved| moved.person(&caseload).case()).collect();
    let expected: Vec<_> = (50..60).map(|capacity| format!("a-{capacity}")).chain(["b".to_owned()]).collect();
    assert_eq!(cases, expected);
    let group_2 = standing(now, "group-2");
    let to_3 = reason_of(&comparison, group_2, standing(then, "group-3"));
    assert_eq!(to_3.len(), 1);
    assert_eq!((to_3[0].0.fact, to_3[0].0.row, to_3[0].1), (Some(FactKey::EarningCapacity), Some(2), 10));
    assert_eq!(reason_of(&comparison, group_2, standing(then, "group-3-sheltered"))[0].1, 1);
    // Whoever moves most people stands first.
    assert_eq!(comparison.reasons[0].1, 10);
}

#[test]
fn in_a_table_of_first_hits_the_fact_that_decided_is_the_one_that_was_asked_otherwise() {
    let (policies, changed) = (examples(), life_first_from_two_problems());
    let (now, then) = (of(&policies, "b-tenant"), of(&changed, "b-tenant"));
    let all = |problems| {
        [
            (FactKey::AssistanceRequested, 1),
            (FactKey::Age, 40),
            (FactKey::NeedsSheltered, 0),
            (FactKey::LabourCapacity, 1),
            (FactKey::LifeProblems, problems),
            (FactKey::Skills, 2),
            (FactKey::JobRegister, 0),
            (FactKey::HoursAvailable, 30),
            (FactKey::FamilyIncomePercent, 0),
            (FactKey::BasicQualification, 1),
            (FactKey::StatusHolder, 0),
        ]
    };
    let mut caseload = Caseload::new(today());
    for problems in 0..=9 {
        person(&mut caseload, &problems.to_string(), &all(problems));
    }

    let comparison = compare(&caseload, now, then, 1);

    let cases: Vec<_> = comparison.moved.iter().map(|moved| moved.person(&caseload).case()).collect();
    assert_eq!(cases, ["2"]);
    let reason = comparison.reasons[0].0;
    assert_eq!((reason.fact, reason.row), (Some(FactKey::LifeProblems), Some(4)));
}

#[test]
fn who_loses_a_category_for_want_of_facts_is_told_with_what_is_missing() {
    let (policies, changed) = (examples(), group_2_from_sixty());
    let (now, then) = (of(&policies, "a-tenant"), of(&changed, "a-tenant"));
    let mut caseload = Caseload::new(today());
    of_a(&mut caseload, "known", 55, 0);
    // Nobody asked whether this person needs a sheltered place: at 55 % it did not matter.
    let all = [
        (FactKey::EarningCapacity, 55),
        (FactKey::Age, 40),
        (FactKey::JobRegister, 0),
        (FactKey::AssistanceRequested, 1),
    ];
    person(&mut caseload, "unknown", &all);

    let comparison = compare(&caseload, now, then, 2);

    let lost = reason_of(&comparison, standing(now, "group-2"), Standing::Missing);
    assert_eq!(lost.len(), 1);
    let (reason, count) = lost[0];
    assert_eq!((*count, reason.row, reason.fact), (1, None, None));
    assert_eq!(reason.missing.iter().collect::<Vec<_>>(), [FactKey::NeedsSheltered]);
    assert_eq!(comparison.then.counts.missing_facts, BTreeMap::from([(FactKey::NeedsSheltered, 1)]));
    assert_eq!(comparison.now.counts.missing, 0);
}

#[test]
fn everybody_is_counted_once_on_each_side() {
    let policies = policies();
    let caseload = freely(3, today(), 3_000, 20);
    // Versions of two tenants share no category: everyone with a category moves.
    let (now, then) = (of(&policies, "haarlem"), of(&policies, "landsmeer"));

    let comparison = compare(&caseload, now, then, 2);

    for side in [&comparison.now, &comparison.then] {
        let everyone: u64 = side.standings().into_iter().map(|standing| side.standing(standing)).sum();
        assert_eq!(everyone, 3_000);
    }
    assert_eq!(comparison.flows.values().sum::<u64>(), 3_000);
    assert_eq!(comparison.reasons.iter().map(|(_, count)| count).sum::<u64>(), comparison.movers());
    assert_eq!(u64::try_from(comparison.moved.len()).unwrap(), comparison.movers());
}

/// The same as the explaining path says, person by person.
#[test]
fn a_caseload_is_divided_as_each_case_would_be_decided() {
    let policies = policies();
    let caseload = freely(4, today(), 300, 15);
    for policy in policies.tenants() {
        let comparison = compare(&caseload, policy, policy, 1);
        let mut categories = vec![0; policy.categories.len()];
        let mut groups = vec![0; policy.target_groups.len()];
        let (mut person, mut missing) = (0, 0);
        for place in 0..caseload.len() {
            match policy.categorise(&facts(&caseload, place)) {
                Categorisation::Assigned { category, target_groups, .. } => {
                    categories[policy.categories.iter().position(|each| each.key == category).unwrap()] += 1;
                    for key in target_groups {
                        groups[policy.target_groups.iter().position(|each| each.key == key).unwrap()] += 1;
                    }
                }
                Categorisation::PersonDecides { .. } => person += 1,
                Categorisation::FactMissing { .. } => missing += 1,
            }
        }
        let counts = &comparison.now.counts;
        assert_eq!((&counts.categories, counts.person, counts.missing), (&categories, person, missing));
        let asked = |key: &str| {
            let facts = (0..caseload.len()).map(|place| facts(&caseload, place));
            let of_each = facts.map(|facts| policy.duties_of(&facts));
            of_each.filter(|duties| duties.items.iter().any(|each| each.item.key == key)).count() as u64
        };
        for (duty, count) in comparison.now.duties() {
            assert_eq!(count, asked(&duty.key), "{} of {}", duty.key, policy.tenant);
        }
        assert_eq!(comparison.now.groups().map(|(_, count)| count).collect::<Vec<u64>>(), groups);
    }
}

/// The facts behind a row of numbers.
fn facts(caseload: &Caseload, place: usize) -> domain::Facts {
    use domain::{Cents, Fact, FactKind, FactSource, FactValue};
    let known = FactKey::ALL.iter().filter_map(|key| {
        let number = caseload.person(place).answer(*key)?;
        let value = match key.kind() {
            FactKind::YesNo => FactValue::YesNo(number == 1),
            FactKind::Number { .. } => FactValue::Number(number),
            FactKind::Money => FactValue::Money(Cents::new(number)),
            FactKind::Day => {
                let days = i32::try_from(number).unwrap();
                FactValue::Day(chrono::NaiveDate::from_num_days_from_ce_opt(days).unwrap())
            }
            FactKind::Choice(list) => FactValue::Choice(list[usize::try_from(number).unwrap()].code.into()),
        };
        Some((*key, Fact { value, source: FactSource::Consultant, stated_on: today() }))
    });
    known.collect()
}
