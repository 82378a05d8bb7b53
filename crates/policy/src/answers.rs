//! What a table asks of a person: the number behind each fact, wherever it is kept.

use domain::{FactKey, Facts};

use crate::table;

/// Facts as the tables read them. [`Facts`] answers, and so does whoever keeps many people in columns.
pub trait Answers {
    /// The number of a fact: no is 0 and yes 1, a choice its place in the list, money in cents, a day counted from
    /// the start of the calendar. `None` when it is unknown; never a number outside the bounds of the fact.
    fn answer(&self, key: FactKey) -> Option<i64>;
}

impl Answers for Facts {
    fn answer(&self, key: FactKey) -> Option<i64> {
        table::number_of(key, &self.get(key)?.value)
    }
}

/// A set of facts, in the order of the catalogue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactSet(u64);

const _: () = assert!(FactKey::ALL.len() <= 64, "a set of facts is kept in the bits of one word");

impl FactSet {
    pub const EMPTY: Self = Self(0);

    pub const fn insert(&mut self, key: FactKey) {
        self.0 |= 1 << key as u32;
    }

    pub const fn contains(self, key: FactKey) -> bool {
        self.0 & (1 << key as u32) != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn iter(self) -> impl Iterator<Item = FactKey> {
        table::bits(self.0).filter_map(|place| FactKey::ALL.get(place).copied())
    }
}

impl FromIterator<FactKey> for FactSet {
    fn from_iter<I: IntoIterator<Item = FactKey>>(keys: I) -> Self {
        let mut set = Self::EMPTY;
        keys.into_iter().for_each(|key| set.insert(key));
        set
    }
}
