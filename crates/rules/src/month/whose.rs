use domain::{Cents, InvalidCents, Rounding};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Claimant;

/// Whose an amount of assistance is: of both spouses together over the days on which both have a right (Participation Act
/// art. 45(4)), of the one of them who has a right (art. 11(4), 24), or of who is alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Whose {
    pub both: Cents,
    pub applicant: Cents,
    pub partner: Cents,
}

impl Whose {
    /// All of an amount, of those with a right; of the applicant where nobody is named.
    pub fn all(entitled: &[Claimant], cents: Cents) -> Self {
        let nothing = Self::default();
        match entitled {
            [_, _, ..] => Self { both: cents, ..nothing },
            [Claimant::Partner] => Self { partner: cents, ..nothing },
            [] | [Claimant::Applicant] => Self { applicant: cents, ..nothing },
        }
    }

    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn total(self) -> Result<Cents, InvalidCents> {
        self.both.plus(self.applicant)?.plus(self.partner)
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn plus(self, other: Self) -> Result<Self, InvalidCents> {
        self.with(other, Cents::plus)
    }

    /// What this has more of each than another; nothing of what it has less.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn above(self, other: Self) -> Result<Self, InvalidCents> {
        self.with(other, |one, other| one.minus(other).map(|more| more.max(Cents::ZERO)))
    }

    /// An amount in the same shares: exactly that amount, what rounding leaves in the largest. Nothing where nothing is shared.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn share(self, amount: Cents) -> Result<Option<Self>, InvalidCents> {
        let total = self.total()?;
        if total <= Cents::ZERO {
            return Ok(None);
        }
        let of = |part: Cents| amount.times(part.get(), total.get(), Rounding::Down);
        let mut shared =
            Self { both: of(self.both)?, applicant: of(self.applicant)?, partner: of(self.partner)? };
        let rest = amount.minus(shared.total()?)?;
        let largest = if self.both >= self.applicant.max(self.partner) {
            &mut shared.both
        } else if self.applicant >= self.partner {
            &mut shared.applicant
        } else {
            &mut shared.partner
        };
        *largest = largest.plus(rest)?;
        Ok(Some(shared))
    }

    fn with(
        self,
        other: Self,
        each: impl Fn(Cents, Cents) -> Result<Cents, InvalidCents>,
    ) -> Result<Self, InvalidCents> {
        Ok(Self {
            both: each(self.both, other.both)?,
            applicant: each(self.applicant, other.applicant)?,
            partner: each(self.partner, other.partner)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn whose(both: i64, applicant: i64, partner: i64) -> Whose {
        Whose { both: Cents::new(both), applicant: Cents::new(applicant), partner: Cents::new(partner) }
    }

    #[test]
    fn what_has_no_shares_is_nobodys() {
        assert_eq!(whose(0, 0, 0).share(Cents::new(5)), Ok(None));
        assert_eq!(whose(0, 0, 7).share(Cents::new(5)), Ok(Some(whose(0, 0, 5))));
    }

    #[test]
    fn an_amount_is_of_those_with_a_right() {
        let all = |entitled: &[Claimant]| Whose::all(entitled, Cents::new(7));
        assert_eq!(all(&[Claimant::Applicant, Claimant::Partner]), whose(7, 0, 0));
        assert_eq!(all(&[Claimant::Partner]), whose(0, 0, 7));
        assert_eq!(all(&[Claimant::Applicant]), whose(0, 7, 0));
        assert_eq!(all(&[]), whose(0, 7, 0));
    }

    #[test]
    fn nothing_is_nothing_of_anybody() {
        assert!(whose(0, 0, 0).is_nothing());
        assert!(!whose(0, 0, 1).is_nothing());
    }

    #[test]
    fn each_is_added_and_set_beside_its_own() {
        assert_eq!(whose(1, 2, 3).plus(whose(10, 20, 30)), Ok(whose(11, 22, 33)));
        assert_eq!(whose(5, 2, 3).above(whose(1, 9, 3)), Ok(whose(4, 0, 0)), "what is less is nothing");
    }

    /// A cent that cannot be split is of whoever has most.
    #[rstest]
    #[case::both((2, 1, 0), (2, 0, 0))]
    #[case::the_applicant((1, 2, 0), (0, 2, 0))]
    #[case::the_partner((0, 1, 2), (0, 0, 2))]
    #[case::both_before_others((1, 1, 1), (2, 0, 0))]
    #[case::the_applicant_before_the_partner((0, 1, 1), (0, 1, 1))]
    fn what_rounding_leaves_is_of_the_largest(
        #[case] of: (i64, i64, i64),
        #[case] expected: (i64, i64, i64),
    ) {
        let shared = whose(of.0, of.1, of.2).share(Cents::new(2));
        assert_eq!(shared, Ok(Some(whose(expected.0, expected.1, expected.2))));
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_amount_and_who_has_none_gets_none(
            of in (0i64..300_000, 0i64..300_000, 0i64..300_000),
            amount in 0i64..300_000,
        ) {
            let before = whose(of.0, of.1, of.2);
            if let Some(shared) = before.share(Cents::new(amount)).unwrap() {
                prop_assert_eq!(shared.total(), Ok(Cents::new(amount)));
                for (had, gets) in [(before.both, shared.both), (before.applicant, shared.applicant), (before.partner, shared.partner)] {
                    prop_assert!(gets >= Cents::ZERO && (had > Cents::ZERO || gets == Cents::ZERO));
                }
            }
        }
    }
}
