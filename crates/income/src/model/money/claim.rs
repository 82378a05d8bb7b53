//! What is known of how a debt arose: of which months it is, why, and who owes it (Participation Act art. 58, 59).

use std::collections::BTreeMap;

use domain::{Cents, InvalidCents, Month};
use rules::facts::ClaimCause;
use serde::{Deserialize, Serialize};

use super::account::{AccountState, Debt, DebtKind};

/// How a debt arose, as whatever found it knows; once a person decided on it, as they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub cause: ClaimCause,
    /// What was paid too much over each month; together what the debt was when this was last written.
    pub months: BTreeMap<Month, Cents>,
    /// What of it a partner in the same assistance owes too (art. 59(1)); nil until it was decided.
    #[serde(default, skip_serializing_if = "is_nil")]
    pub partner: Cents,
    /// What of it a partner who was not reported owes too (art. 59(2)); nil until it was decided.
    #[serde(default, skip_serializing_if = "is_nil")]
    pub unreported_partner: Cents,
}

fn is_nil(cents: &Cents) -> bool {
    *cents == Cents::ZERO
}

impl Claim {
    /// Of these months, on which nobody decided.
    pub const fn new(cause: ClaimCause, months: BTreeMap<Month, Cents>) -> Self {
        Self { cause, months, partner: Cents::ZERO, unreported_partner: Cents::ZERO }
    }

    /// Of a debt that a run found: of the oldest of the months that fell first, for what is set off is of the last ones
    /// (art. 58(4)); what is more than they fell is of the month of the run.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn found(
        cause: ClaimCause,
        cents: Cents,
        fell: impl IntoIterator<Item = (Month, Cents)>,
        run: Month,
    ) -> Result<Self, InvalidCents> {
        let mut months: BTreeMap<Month, Cents> = BTreeMap::new();
        for (month, cents) in fell {
            let known = months.entry(month).or_default();
            *known = known.plus(cents)?;
        }
        months.retain(|_, cents| *cents > Cents::ZERO);
        Self::new(cause, months).of(cents, run)
    }

    /// So much of it: what its months do not come to is of another.
    fn of(mut self, cents: Cents, else_of: Month) -> Result<Self, InvalidCents> {
        let rest = self.keep_oldest(cents)?;
        if rest > Cents::ZERO {
            let known = self.months.entry(else_of).or_default();
            *known = known.plus(rest)?;
        }
        Ok(self)
    }

    /// Leaves so much of it, the oldest months first; gives what the months do not come to.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn keep_oldest(&mut self, cents: Cents) -> Result<Cents, InvalidCents> {
        let mut left = cents;
        for of_month in self.months.values_mut() {
            *of_month = (*of_month).min(left);
            left = left.minus(*of_month)?;
        }
        self.months.retain(|_, cents| *cents > Cents::ZERO);
        Ok(left)
    }

    /// So much of it turned out not to be too much: first of the months that came out higher, then of the latest.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn make_good(&mut self, cents: Cents, rose: &BTreeMap<Month, Cents>) -> Result<(), InvalidCents> {
        let mut left = cents;
        let own: Vec<_> = rose.iter().map(|(month, cents)| (*month, *cents)).collect();
        let latest: Vec<_> = self.months.iter().rev().map(|(month, cents)| (*month, *cents)).collect();
        for (month, most) in own.into_iter().chain(latest) {
            let Some(of_month) = self.months.get_mut(&month) else { continue };
            let taken = most.min(*of_month).min(left);
            *of_month = of_month.minus(taken)?;
            left = left.minus(taken)?;
        }
        self.months.retain(|_, cents| *cents > Cents::ZERO);
        Ok(())
    }
}

impl AccountState {
    /// How what is left of a debt arose. What an earlier version found does not tell its months: it is of the month in which it
    /// arose.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn claim_of(&self, debt: &Debt) -> Result<Claim, InvalidCents> {
        let cause = match debt.kind {
            DebtKind::Advance => ClaimCause::Advance,
            _ => ClaimCause::TooMuch,
        };
        let known = self.claims.get(&debt.id).cloned();
        known.unwrap_or_else(|| Claim::new(cause, BTreeMap::new())).of(debt.remaining, debt.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(months: &[(&str, i64)]) -> BTreeMap<Month, Cents> {
        months.iter().map(|(month, cents)| (month.parse().unwrap(), Cents::new(*cents))).collect()
    }

    fn found(cents: i64, fell: &[(&str, i64)]) -> BTreeMap<Month, Cents> {
        let run = "2026-06".parse().unwrap();
        Claim::found(ClaimCause::TooMuch, Cents::new(cents), of(fell), run).unwrap().months
    }

    #[test]
    fn a_debt_is_of_the_oldest_months_that_fell_and_else_of_the_run() {
        let fell = [("2026-02", 100), ("2026-04", 50)];
        assert_eq!(found(150, &fell), of(&fell));
        assert_eq!(found(120, &fell), of(&[("2026-02", 100), ("2026-04", 20)]), "the rest was set off");
        assert_eq!(found(100, &fell), of(&[("2026-02", 100)]));
        assert_eq!(found(160, &fell), of(&[("2026-02", 100), ("2026-04", 50), ("2026-06", 10)]));
        assert_eq!(found(10, &[]), of(&[("2026-06", 10)]));
    }

    #[test]
    fn what_is_made_good_goes_off_its_own_month_first() {
        let good = |cents: i64, rose: &[(&str, i64)]| {
            let mut claim = Claim::new(ClaimCause::TooMuch, of(&[("2024-01", 100), ("2026-05", 80)]));
            claim.make_good(Cents::new(cents), &of(rose)).unwrap();
            claim.months
        };
        assert_eq!(good(60, &[("2024-01", 60)]), of(&[("2024-01", 40), ("2026-05", 80)]));
        assert_eq!(good(130, &[("2024-01", 130)]), of(&[("2026-05", 50)]), "the rest of the latest");
        assert_eq!(good(60, &[("2026-06", 60)]), of(&[("2024-01", 100), ("2026-05", 20)]));
        assert_eq!(good(180, &[("2024-01", 500)]), of(&[]));
    }
}
