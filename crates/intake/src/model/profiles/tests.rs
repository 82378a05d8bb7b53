use proptest::prelude::*;

use super::*;
use crate::model::portfolio::Education;

fn content(seed: &(u8, u8, u8, u8, u8, bool)) -> Content {
    let (competences, education, sector, language, licence, shared) = *seed;
    let names = ["team", "sew", "patrol", "welding", "stress"];
    let competences = names.iter().enumerate().filter(|(bit, _)| (competences >> bit) & 1 == 1);
    let pick = |all: usize, number: u8| usize::from(number) % all;
    Content {
        competences: competences.map(|(_, name)| (*name).to_owned()).collect(),
        education: vec![Education {
            level: EducationLevel::ALL[pick(EducationLevel::ALL.len(), education)],
            diploma: education % 3 > 0,
            ended_in: Some(1990 + i32::from(education)),
        }],
        experience: BTreeMap::from([(Sector::ALL[pick(4, sector)], u32::from(sector))]),
        languages: BTreeMap::from([
            ("nl".to_owned(), LanguageLevel::ALL[pick(LanguageLevel::ALL.len(), language)]),
            (["ar", "pl", "fy", "zu"][pick(4, language)].to_owned(), LanguageLevel::C2),
        ]),
        licences: BTreeSet::from([Licence::ALL[pick(Licence::ALL.len(), licence)]]),
        hours_per_week: Some(u32::from(licence) % 40),
        shared,
    }
}

fn alike(count: usize) -> Vec<Content> {
    vec![content(&(1, 4, 30, 3, 2, true)); count]
}

#[test]
fn fewer_than_a_crowd_are_not_told_of_at_all() {
    assert!(profiles(&alike(4), 5).is_empty());
    assert_eq!(profiles(&alike(5), 5).len(), 1);
}

#[test]
fn whoever_does_not_share_counts_for_nobody() {
    let mut people = alike(5);
    people[0].shared = false;
    assert!(profiles(&people, 5).is_empty());
}

#[test]
fn who_comes_or_goes_does_not_show() {
    for count in 5..10 {
        assert_eq!(profiles(&alike(count), 5)[0].at_least, 5);
    }
}

#[test]
fn what_only_one_has_is_never_told() {
    let mut people = alike(30);
    people[7].languages.insert("eo".into(), LanguageLevel::C2);
    people[7].licences.insert(Licence::Bus);
    people[7].competences.insert("sew".into());

    let told = profiles(&people, 5);

    let rare = [Item::Licence(Licence::Bus), Item::Competence("sew".into())];
    for profile in &told {
        assert!(!profile.items.iter().any(|item| rare.contains(item)), "{told:?}");
        assert!(!profile.items.iter().any(|item| matches!(item, Item::Language(code, _) if code == "eo")));
    }
    assert_eq!(told.iter().map(|profile| profile.at_least).sum::<usize>(), 30);
}

/// Two groups that each are a crowd are told apart; three oddities among them are not.
#[test]
fn what_many_have_is_told_of_them() {
    let mut people = alike(6);
    people.extend(alike(6).into_iter().map(|mut one| {
        one.competences.insert("patrol".into());
        one
    }));
    let told = profiles(&people, 5);
    assert_eq!(told.len(), 2);
    let with = told.iter().filter(|profile| profile.items.contains(&Item::Competence("patrol".into())));
    assert_eq!(with.count(), 1);
}

proptest! {
    /// The attack: someone knows all that a person put in the portfolio, and looks for the groups that it fits. There must
    /// be a crowd behind every group, everyone in it must have what is told of it, and the groups together must not hold
    /// more people than there are, so that nobody is found by leaving others out.
    #[test]
    fn whoever_knows_everything_of_one_person_finds_a_crowd(
        seeds in prop::collection::vec(any::<(u8, u8, u8, u8, u8, bool)>(), 0..60),
        crowd in 2usize..8,
    ) {
        let people: Vec<Content> = seeds.iter().map(content).collect();
        let sharing: Vec<_> = people.iter().filter(|one| one.shared).map(items).collect();
        let told = profiles(&people, crowd);

        prop_assert_eq!(told.is_empty(), sharing.len() < crowd);
        prop_assert!(told.iter().map(|profile| profile.at_least).sum::<usize>() <= sharing.len());
        for profile in &told {
            let fitting = sharing.iter().filter(|items| profile.items.is_subset(items)).count();
            prop_assert!(profile.at_least >= crowd && fitting >= profile.at_least, "{:?}", profile);
        }
        // Any single thing that is told is told of a crowd.
        for item in told.iter().flat_map(|profile| &profile.items) {
            prop_assert!(sharing.iter().filter(|items| items.contains(item)).count() >= crowd);
        }
    }

    /// The order in which people came says nothing.
    #[test]
    fn the_order_of_people_changes_nothing(seeds in prop::collection::vec(any::<(u8, u8, u8, u8, u8, bool)>(), 0..40)) {
        let people: Vec<Content> = seeds.iter().map(content).collect();
        let turned: Vec<Content> = people.iter().rev().cloned().collect();
        prop_assert_eq!(profiles(&people, 3), profiles(&turned, 3));
    }
}
