//! The shares that documents publish come out of caseloads whose facts were drawn to them.

use domain::FactKey;
use policy::Policy;
use trial::{Caseload, Side, compare};

use crate::common::{of, policies, today};
use crate::draw::{Band, exactly};

/// Every share that the document publishes beside the one here, both in tenths of a percent.
fn beside_published(policy: &Policy, side: &Side<'_>, people: u64) -> Vec<(u64, u64)> {
    let share = |published: &policy::PublishedShare| {
        let keys = published.also.iter().chain([&published.category]);
        let here: u64 = keys.map(|key| side.members(key)).sum();
        (u64::from(published.percent_tenths), (here * 1000 + people / 2) / people)
    };
    policy.distribution.iter().map(share).collect()
}

/// S0 table 4: earning capacity drawn to its bounds of § 2.4.2. Nine people have none yet: they still have to be
/// classified. One in twenty between 20 and 50 % can only work sheltered.
fn emmen() -> Caseload {
    let capacity: Vec<Band> = vec![
        (175, Some(81..=100)),
        (678, Some(50..=80)),
        (1_884, Some(20..=49)),
        (1_143, Some(0..=19)),
        (9, None),
    ];
    let ages: Vec<Band> = vec![(600, Some(18..=26)), (1_889, Some(27..=49)), (1_400, Some(50..=66))];
    exactly(2014, today(), &[(FactKey::EarningCapacity, capacity), (FactKey::Age, ages)], |random, drawn| {
        use rand::Rng;
        let sheltered =
            drawn[0].is_some_and(|capacity| (20..50).contains(&capacity)) && random.random_range(0..20) == 0;
        vec![
            (FactKey::NeedsSheltered, i64::from(sheltered)),
            (FactKey::JobRegister, i64::from(random.random_range(0..10) == 0)),
        ]
    })
}

#[test]
fn emmen_has_the_caseload_of_table_4() {
    let policies = policies();
    let (policy, caseload) = (of(&policies, "emmen"), emmen());

    let comparison = compare(&caseload, policy, policy, 2);

    let side = &comparison.now;
    let group_3 = side.members("group-3") + side.members("group-3-sheltered");
    let group_4 = side.members("group-4") + side.members("group-4-day-activities");
    // To the person: facts are drawn to exact numbers, so there is nothing to tolerate.
    assert_eq!(
        [side.members("group-1"), side.members("group-2"), group_3, group_4, side.counts.missing],
        [175, 678, 1_884, 1_143, 9]
    );
    assert_eq!((comparison.people, side.counts.person), (3_889, 0));
    assert!(side.members("group-3-sheltered") > 0 && side.members("group-4-day-activities") > 0);
    // The shares in the policy are rounded to a tenth of a percent.
    for (published, here) in beside_published(policy, side, comparison.people) {
        assert!(published.abs_diff(here) <= 1, "{published} published, {here} here");
    }
}

/// S4: about 10 % can start at once (high skills, few problems), 60 % have problems that come first, 30 % must learn.
/// Skills and problems are drawn independently of each other, so that 1 in 4 of those without problems is skilled.
fn landsmeer(people: u32) -> Caseload {
    let part = |percent: u32| people * percent / 100;
    let problems: Vec<Band> = vec![(part(60), Some(3..=9)), (part(40), Some(0..=2))];
    let skills: Vec<Band> = vec![(part(25), Some(2..=2)), (part(75), Some(0..=1))];
    let ages: Vec<Band> = vec![(part(100), Some(18..=66))];
    let facts = [(FactKey::LifeProblems, problems), (FactKey::Skills, skills), (FactKey::Age, ages)];
    exactly(2020, today(), &facts, |random, _| {
        use rand::Rng;
        vec![
            (FactKey::JobRegister, i64::from(random.random_range(0..20) == 0)),
            (FactKey::BasicQualification, i64::from(random.random_range(0..2) == 0)),
            (FactKey::StatusHolder, i64::from(random.random_range(0..8) == 0)),
        ]
    })
}

#[test]
fn landsmeer_has_the_shares_of_its_outline() {
    let policies = policies();
    let policy = of(&policies, "landsmeer");
    // The document speaks of about 300 people; ten thousand make chance small: a standard deviation of 30 people.
    let caseload = landsmeer(10_000);

    let comparison = compare(&caseload, policy, policy, 2);

    let side = &comparison.now;
    assert_eq!((side.counts.missing, side.counts.person), (0, 0));
    assert_eq!(side.members("life-first"), 6_000);
    let shares = beside_published(policy, side, comparison.people);
    assert_eq!(shares.len(), 3);
    for (published, here) in shares {
        // Within one percent, three standard deviations: how the two facts meet is chance.
        assert!(published.abs_diff(here) <= 10, "{published} published, {here} here");
    }
}
