use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Direction;
use serde::{Deserialize, Serialize};

/// What the municipalities of one tenant share: how many places at each partner are in use, and how many
/// referrals each was ever offered. The partners themselves stand in the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// Referrals offered or accepted now, by partner; no entry means none.
    in_use: BTreeMap<String, u32>,
    /// Referrals ever offered, by the first day of the policy they were offered under, then by partner.
    offered: BTreeMap<NaiveDate, BTreeMap<String, Offered>>,
    /// Counts changes, from 1.
    #[serde(skip)]
    pub version: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Offered {
    /// Only these count for a share limit.
    work: u64,
    other: u64,
}

impl Pool {
    /// Places in use at a partner.
    pub fn in_use(&self, partner: &str) -> u32 {
        self.in_use.get(partner).copied().unwrap_or_default()
    }

    /// Referrals ever offered to a partner under the policy that holds from `period`.
    pub fn offered(&self, period: NaiveDate, partner: &str) -> u64 {
        self.of(period, partner).map_or(0, |offered| offered.work.saturating_add(offered.other))
    }

    /// The same, to work only.
    pub fn offered_to_work(&self, period: NaiveDate, partner: &str) -> u64 {
        self.of(period, partner).map_or(0, |offered| offered.work)
    }

    /// Referrals to work ever offered to anyone under the policy that holds from `period`.
    pub fn all_to_work(&self, period: NaiveDate) -> u64 {
        self.offered.get(&period).into_iter().flat_map(BTreeMap::values).map(|offered| offered.work).sum()
    }

    fn of(&self, period: NaiveDate, partner: &str) -> Option<Offered> {
        self.offered.get(&period)?.get(partner).copied()
    }

    /// A place is taken by an offer made under the policy that holds from `period`.
    pub(crate) fn take(&mut self, period: NaiveDate, partner: &str, direction: Direction) {
        let in_use = self.in_use.entry(partner.to_owned()).or_default();
        *in_use = in_use.saturating_add(1);
        let offered = self.offered.entry(period).or_default().entry(partner.to_owned()).or_default();
        let count = match direction {
            Direction::Work => &mut offered.work,
            Direction::Sheltered | Direction::Care | Direction::OwnStrength => &mut offered.other,
        };
        *count = count.saturating_add(1);
    }

    /// A place is given back.
    pub(crate) fn free(&mut self, partner: &str) {
        if let Some(in_use) = self.in_use.get_mut(partner) {
            *in_use = in_use.saturating_sub(1);
            if *in_use == 0 {
                self.in_use.remove(partner);
            }
        }
    }
}
