//! What one version makes of everybody: the counts that all effects are computed from.

use std::collections::{BTreeMap, HashMap};

use domain::FactKey;
use policy::{Answers, Category, Duty, HeldRows, Placed, Policy, Rule, TargetGroup};

use crate::caseload::Person;

/// A table has no more rows.
const MOST_ROWS: usize = 64;

/// Where someone stands under a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// In a category, by its place in the policy.
    Category(usize),
    /// The policy leaves it to a professional.
    Person,
    /// Facts are missing.
    Missing,
}

impl Standing {
    /// For each row of a table where it puts people.
    pub(crate) fn of_rules(policy: &Policy, rules: &[Rule<'_>]) -> Vec<Self> {
        let place = |category: &Category| policy.categories.iter().position(|each| each.key == category.key);
        rules.iter().map(|rule| rule.category.and_then(place).map_or(Self::Person, Self::Category)).collect()
    }

    pub(crate) fn of(placed: Placed, of_rules: &[Self]) -> Self {
        match placed {
            Placed::Category { row, .. } | Placed::Person { row } => {
                of_rules.get(row).copied().unwrap_or(Self::Person)
            }
            Placed::Missing(_) => Self::Missing,
        }
    }
}

/// What is known of people that matters for partners and reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Load {
    /// Place of the category in the policy.
    pub category: usize,
    /// Earning capacity in percent; `None`: unknown.
    pub capacity: Option<i64>,
    pub area: Option<i64>,
}

/// Everybody under one version, counted.
#[derive(Debug)]
pub struct Counts {
    /// By place in the policy's list of categories.
    pub categories: Vec<u64>,
    pub person: u64,
    pub missing: u64,
    /// How many people each unknown fact keeps from a category, as people state it.
    pub missing_facts: BTreeMap<FactKey, u64>,
    /// By row of the policy's table of target groups.
    pub group_rows: Vec<u64>,
    /// By row of the policy's table of duties; of everybody, with a category or not.
    pub duty_rows: Vec<u64>,
    pub loads: HashMap<Load, u64>,
    /// By category and months until the planned review; `None`: not known.
    pub reviews: HashMap<(usize, Option<u16>), u64>,
}

impl Counts {
    pub(crate) fn new(policy: &Policy) -> Self {
        Self {
            categories: vec![0; policy.categories.len()],
            person: 0,
            missing: 0,
            missing_facts: BTreeMap::new(),
            group_rows: vec![0; MOST_ROWS],
            duty_rows: vec![0; MOST_ROWS],
            loads: HashMap::new(),
            reviews: HashMap::new(),
        }
    }

    pub(crate) fn count(
        &mut self,
        standing: Standing,
        placed: Placed,
        duties: HeldRows,
        person: &Person<'_>,
    ) {
        duties.rows().for_each(|row| self.duty_rows[row] += 1);
        match standing {
            Standing::Person => self.person += 1,
            Standing::Missing => self.missing += 1,
            Standing::Category(category) => {
                self.categories[category] += 1;
                let (capacity, area) =
                    (person.answer(FactKey::EarningCapacity), person.answer(FactKey::Area));
                *self.loads.entry(Load { category, capacity, area }).or_default() += 1;
                *self.reviews.entry((category, person.months_to_review())).or_default() += 1;
            }
        }
        match placed {
            Placed::Category { groups, .. } => groups.rows().for_each(|row| self.group_rows[row] += 1),
            Placed::Missing(keys) => {
                let stated: policy::FactSet = keys.iter().map(policy::stated).collect();
                stated.iter().for_each(|key| *self.missing_facts.entry(key).or_default() += 1);
            }
            Placed::Person { .. } => {}
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        let sum = |ours: &mut Vec<u64>, theirs: &[u64]| {
            ours.iter_mut().zip(theirs).for_each(|(ours, theirs)| *ours += theirs);
        };
        sum(&mut self.categories, &other.categories);
        sum(&mut self.group_rows, &other.group_rows);
        sum(&mut self.duty_rows, &other.duty_rows);
        self.person += other.person;
        self.missing += other.missing;
        other
            .missing_facts
            .iter()
            .for_each(|(key, count)| *self.missing_facts.entry(*key).or_default() += count);
        other.loads.iter().for_each(|(load, count)| *self.loads.entry(*load).or_default() += count);
        other.reviews.iter().for_each(|(of, count)| *self.reviews.entry(*of).or_default() += count);
    }
}

/// A version and what it makes of everybody.
#[derive(Debug)]
pub struct Side<'p> {
    pub policy: &'p Policy,
    pub counts: Counts,
}

impl<'p> Side<'p> {
    /// How many people have this standing.
    pub fn standing(&self, standing: Standing) -> u64 {
        match standing {
            Standing::Category(place) => self.counts.categories.get(place).copied().unwrap_or(0),
            Standing::Person => self.counts.person,
            Standing::Missing => self.counts.missing,
        }
    }

    /// How many people are in the category with this key.
    pub fn members(&self, key: &str) -> u64 {
        self.categories().filter(|(category, _)| category.key == key).map(|(_, count)| count).sum()
    }

    /// Each category with how many people are in it, in the policy's order.
    pub fn categories(&self) -> impl Iterator<Item = (&'p Category, u64)> {
        self.policy.categories.iter().zip(self.counts.categories.iter().copied())
    }

    /// Each target group with how many people are in it, in the policy's order.
    pub fn groups(&self) -> impl Iterator<Item = (&'p TargetGroup, u64)> {
        let (policy, rows) = (self.policy, &self.counts.group_rows);
        policy.target_groups.iter().map(move |group| {
            let gives = |row| policy.group_of_row(row).is_some_and(|given| given.key == group.key);
            (group, counted(rows, gives))
        })
    }

    /// Each duty with how many people it is asked of, in the policy's order.
    pub fn duties(&self) -> impl Iterator<Item = (&'p Duty, u64)> {
        let (policy, rows) = (self.policy, &self.counts.duty_rows);
        policy.duties.iter().map(move |duty| {
            let asks = |row| policy.duty_of_row(row).is_some_and(|asked| asked.key == duty.key);
            (duty, counted(rows, asks))
        })
    }

    /// What a standing is called, in Dutch.
    pub fn label(&self, standing: Standing) -> &'p str {
        match standing {
            Standing::Category(place) => {
                self.policy.categories.get(place).map_or("", |category| category.label.as_str())
            }
            Standing::Person => "een medewerker beslist",
            Standing::Missing => "gegevens ontbreken",
        }
    }

    /// Every standing, categories first.
    pub fn standings(&self) -> Vec<Standing> {
        let categories = (0..self.policy.categories.len()).map(Standing::Category);
        categories.chain([Standing::Person, Standing::Missing]).collect()
    }
}

/// The people of all rows that give the same.
fn counted(rows: &[u64], gives: impl Fn(usize) -> bool) -> u64 {
    rows.iter().enumerate().filter(|(row, count)| **count > 0 && gives(*row)).map(|(_, count)| count).sum()
}
