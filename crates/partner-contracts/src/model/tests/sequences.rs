use std::collections::{BTreeMap, BTreeSet};

use domain::Direction;
use policy::Partner;
use proptest::prelude::*;

use super::{Running, of, partner, request, routing, rules};
use crate::model::{Answer, Pool, Referral, Request, answer, expire, offer, withdraw};

#[derive(Debug, Clone)]
enum Act {
    Offer { case: u128, care: bool, capacity: Option<u32> },
    Accept(u128),
    Decline(u128),
    Expire(u128),
    Withdraw(u128),
}

fn act() -> impl Strategy<Value = Act> {
    let case = 0u128..12;
    prop_oneof![
        4 => (case.clone(), any::<bool>(), proptest::option::of(0u32..=100))
            .prop_map(|(case, care, capacity)| Act::Offer { case, care, capacity }),
        2 => case.clone().prop_map(Act::Accept),
        2 => case.clone().prop_map(Act::Decline),
        1 => case.clone().prop_map(Act::Expire),
        1 => case.prop_map(Act::Withdraw),
    ]
}

impl Running<'_> {
    fn act(&mut self, act: &Act) {
        let step = match act {
            Act::Offer { case, care, capacity } => {
                let direction = if *care { Direction::Care } else { Direction::Work };
                let request = Request { earning_capacity: *capacity, ..request(direction) };
                let of = of(*case);
                Some(self.step(&of, |known| offer(known, &of, &request)))
            }
            Act::Accept(case) | Act::Decline(case) => {
                let of = of(*case);
                let said = match act {
                    Act::Accept(_) => Answer::Accept,
                    _ => Answer::Decline("past niet".into()),
                };
                let last = self.of_case(&of).pop();
                last.and_then(|last| self.step(&of, |known| answer(known, &last, &said)).ok())
            }
            Act::Expire(case) => {
                let of = of(*case);
                let last = self.of_case(&of).pop();
                last.map(|last| self.step(&of, |known| expire(known, last.id)))
            }
            Act::Withdraw(case) => {
                let of = of(*case);
                Some(self.step(&of, |known| withdraw(known, &of, "beëindigd")))
            }
        };
        if let Some(step) = step {
            self.lay(step);
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let mut open: BTreeMap<&str, u32> = BTreeMap::new();
        let mut cases = BTreeSet::new();
        for referral in self.referrals.iter().filter(|referral| referral.stage.is_open()) {
            *open.entry(&referral.partner).or_default() += 1;
            prop_assert!(cases.insert(referral.of.case), "a case has two open referrals");
        }
        for partner in self.rules.partners {
            let in_use = self.pool.in_use(&partner.key);
            prop_assert_eq!(in_use, open.get(partner.key.as_str()).copied().unwrap_or_default());
            prop_assert!(in_use <= partner.places);
        }
        let all = self.pool.all_to_work(self.rules.period);
        let to_work: Vec<_> =
            self.referrals.iter().filter(|referral| referral.request.direction == Direction::Work).collect();
        prop_assert_eq!(all, to_work.len() as u64);
        for limit in &self.rules.routing.share_limits {
            let own = to_work.iter().filter(|referral| referral.partner == limit.partner).count() as u64;
            prop_assert_eq!(own, self.pool.offered_to_work(self.rules.period, &limit.partner));
            prop_assert!(own * 100 < u64::from(limit.max_percent) * all + 100, "{} of {}", own, all);
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn places_shares_and_one_open_referral_per_case_hold_after_any_sequence(
        places in proptest::collection::vec(1u32..4, 4),
        percent in 1u32..100,
        acts in proptest::collection::vec(act(), 0..80),
    ) {
        let both = vec![Direction::Work, Direction::Care];
        let partners = [
            partner("a", places[0]),
            Partner { directions: both, ..partner("b", places[1]) },
            Partner { capacity_to: 50, ..partner("c", places[2]) },
            Partner { directions: vec![Direction::Care], ..partner("d", places[3]) },
        ];
        let routing = routing(&[("a", percent), ("b", 100 - percent)]);
        let mut running = Running::new(rules(&partners, &routing));

        for act in &acts {
            running.act(act);
            running.check()?;
        }

        for case in 0..12 {
            running.act(&Act::Withdraw(case));
        }
        running.check()?;
        for partner in &partners {
            prop_assert_eq!(running.pool.in_use(&partner.key), 0);
        }
        prop_assert!(running.referrals.iter().all(|referral| referral.over));
    }

    #[test]
    fn a_pool_comes_back_from_the_store_as_it_went(acts in proptest::collection::vec(act(), 0..30)) {
        let (partners, routing) = ([partner("a", 5), partner("b", 5)], routing(&[]));
        let mut running = Running::new(rules(&partners, &routing));
        acts.iter().for_each(|act| running.act(act));

        let text = serde_json::to_string(&running.pool).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Pool>(&text).unwrap(), &running.pool);
        for referral in &running.referrals {
            let text = serde_json::to_string(referral).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Referral>(&text).unwrap(), referral);
        }
    }
}
