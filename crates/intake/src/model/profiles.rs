//! What employers see of portfolios: groups, of people who cannot be told apart in them.
//!
//! The people are parted again and again by something that some of them have, as long as both parts stay a crowd. What a
//! group is said to have is what all of it has. So a group is never smaller than the crowd, nobody stands in two, and
//! whoever knows everything about one person finds a crowd and not that person. Age, area, sex and anything else that a
//! job does not ask for never enter.

use std::collections::{BTreeMap, BTreeSet};

use super::portfolio::{Content, EducationLevel, LanguageLevel, Licence, Sector};

/// Something that a job may ask for. What has degrees is said as "at least".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    Competence(String),
    Education(EducationLevel),
    /// Months in a sector.
    Experience(Sector, u32),
    Language(String, LanguageLevel),
    Licence(Licence),
    HoursPerWeek(u32),
}

/// The steps in which experience is told, in months.
const EXPERIENCE: [u32; 4] = [6, 12, 36, 60];
/// The steps in which hours a week are told.
const HOURS: [u32; 4] = [8, 16, 24, 32];
/// The steps in which a language is told.
const LANGUAGE: [LanguageLevel; 3] = [LanguageLevel::A2, LanguageLevel::B1, LanguageLevel::C1];

/// A group of people who all have these, and of whom nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Rounded down to a multiple of the crowd: who comes or goes does not show.
    pub at_least: usize,
    pub items: BTreeSet<Item>,
}

/// All that a portfolio says, in steps.
fn items(content: &Content) -> BTreeSet<Item> {
    let mut items: BTreeSet<Item> = content.competences.iter().cloned().map(Item::Competence).collect();
    let highest = content.education.iter().filter(|one| one.diploma).map(|one| one.level).max();
    let reached =
        EducationLevel::ALL.iter().filter(|level| highest.is_some_and(|highest| **level <= highest));
    items.extend(reached.filter(|level| **level > EducationLevel::None).copied().map(Item::Education));
    for (sector, months) in &content.experience {
        let steps = EXPERIENCE.into_iter().filter(|step| step <= months);
        items.extend(steps.map(|step| Item::Experience(*sector, step)));
    }
    for (language, level) in &content.languages {
        let steps = LANGUAGE.into_iter().filter(|step| step <= level);
        items.extend(steps.map(|step| Item::Language(language.clone(), step)));
    }
    items.extend(content.licences.iter().copied().map(Item::Licence));
    let hours = content.hours_per_week.unwrap_or(0);
    items.extend(HOURS.into_iter().filter(|step| *step <= hours).map(Item::HoursPerWeek));
    items
}

/// The groups of these portfolios; of those who do not share theirs nothing is told. `crowd` is the smallest group.
pub fn profiles<'c>(contents: impl IntoIterator<Item = &'c Content>, crowd: usize) -> Vec<Profile> {
    let people: Vec<BTreeSet<Item>> =
        contents.into_iter().filter(|content| content.shared).map(items).collect();
    let crowd = crowd.max(2);
    if people.len() < crowd {
        return Vec::new();
    }
    let mut profiles = Vec::new();
    let mut groups = vec![people.iter().collect::<Vec<_>>()];
    while let Some(group) = groups.pop() {
        match parting(&group, crowd) {
            Some(item) => {
                let (with, without) = group.into_iter().partition(|items| items.contains(&item));
                groups.extend([with, without]);
            }
            None => {
                let at_least = group.len() / crowd * crowd;
                profiles.push(Profile { at_least, items: shown(shared_by_all(&group)) });
            }
        }
    }
    profiles.sort_by(|one, other| one.items.cmp(&other.items));
    profiles
}

/// What parts a group best: the smaller part as large as can be, and a crowd.
fn parting(group: &[&BTreeSet<Item>], crowd: usize) -> Option<Item> {
    let mut counts: BTreeMap<&Item, usize> = BTreeMap::new();
    for items in group {
        for item in *items {
            *counts.entry(item).or_default() += 1;
        }
    }
    let smaller = |count: usize| count.min(group.len() - count);
    // Of equals the first by its own order: the same portfolios always give the same groups.
    let best = counts.into_iter().rev().max_by_key(|(_, count)| smaller(*count));
    best.filter(|(_, count)| smaller(*count) >= crowd).map(|(item, _)| item.clone())
}

fn shared_by_all(group: &[&BTreeSet<Item>]) -> BTreeSet<Item> {
    let Some((first, rest)) = group.split_first() else { return BTreeSet::new() };
    first.iter().filter(|item| rest.iter().all(|items| items.contains(item))).cloned().collect()
}

/// Of what has degrees only the highest is shown.
fn shown(items: BTreeSet<Item>) -> BTreeSet<Item> {
    let is_below = |item: &Item, other: &Item| match (item, other) {
        (Item::Education(one), Item::Education(other)) => one < other,
        (Item::Experience(one, months), Item::Experience(other, more)) => one == other && months < more,
        (Item::Language(one, level), Item::Language(other, higher)) => one == other && level < higher,
        (Item::HoursPerWeek(one), Item::HoursPerWeek(other)) => one < other,
        _ => false,
    };
    items.iter().filter(|item| !items.iter().any(|other| is_below(item, other))).cloned().collect()
}

#[cfg(test)]
mod tests;
