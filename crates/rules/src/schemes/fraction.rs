use domain::{Cents, InvalidCents, Rounding};

/// A product of shares that is not rounded before it is applied to an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    over: i64,
    under: i64,
}

impl Fraction {
    pub const ONE: Self = Self { over: 1, under: 1 };

    /// Times `over / under`.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when it does not fit, or `under` is not positive.
    pub fn times(self, over: i64, under: i64) -> Result<Self, InvalidCents> {
        if under <= 0 {
            return Err(InvalidCents);
        }
        let over = self.over.checked_mul(over).ok_or(InvalidCents)?;
        let under = self.under.checked_mul(under).ok_or(InvalidCents)?;
        let shared = common(over, under);
        Ok(Self { over: over / shared, under: under / shared })
    }

    /// Times a share in hundredths of a percent.
    ///
    /// # Errors
    ///
    /// As [`Fraction::times`].
    pub fn share(self, basis_points: i64) -> Result<Self, InvalidCents> {
        self.times(basis_points, 10_000)
    }

    /// That part of an amount, rounded once, a half away from zero.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when it does not fit.
    pub fn of(self, amount: Cents) -> Result<Cents, InvalidCents> {
        amount.times(self.over, self.under, Rounding::HalfUp)
    }
}

/// The greatest common divisor; never 0, as `under` is positive.
const fn common(over: i64, under: i64) -> i64 {
    let (mut left, mut right) = (over.unsigned_abs(), under.unsigned_abs());
    while right != 0 {
        (left, right) = (right, left % right);
    }
    // It divides `under`, which fits.
    left as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_rounded_once_at_the_end() {
        let third = Fraction::ONE.times(1, 3).unwrap();
        assert_eq!(third.times(3, 1).unwrap(), Fraction::ONE);
        assert_eq!(third.of(Cents::new(200)).unwrap(), Cents::new(67));
        assert_eq!(third.times(3, 1).unwrap().of(Cents::new(200)).unwrap(), Cents::new(200));
        assert_eq!(Fraction::ONE.share(1250).unwrap(), Fraction::ONE.times(1, 8).unwrap());
        assert_eq!(Fraction::ONE.share(0).unwrap().of(Cents::new(200)).unwrap(), Cents::ZERO);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(Fraction::ONE.times(1, 0), Err(InvalidCents));
        assert_eq!(Fraction::ONE.times(1, -2), Err(InvalidCents));
        assert_eq!(Fraction::ONE.times(i64::MAX, 1).unwrap().times(3, 1), Err(InvalidCents));
    }
}
