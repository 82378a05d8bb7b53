use domain::{Cents, InvalidCents};
use serde::{Deserialize, Serialize};

/// How many payments there are, and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub count: u64,
    pub sum: Cents,
}

impl Totals {
    pub const fn new(count: u64, sum: Cents) -> Self {
        Self { count, sum }
    }

    /// The totals of some amounts: what a first pass over the payments gives, before they are written.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when the sum does not fit.
    pub fn of(amounts: impl IntoIterator<Item = Cents>) -> Result<Self, InvalidCents> {
        amounts.into_iter().try_fold(Self::default(), Self::with)
    }

    /// These totals with one payment more.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when the sum does not fit.
    pub fn with(self, amount: Cents) -> Result<Self, InvalidCents> {
        self.plus(Self::new(1, amount))
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when the sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, InvalidCents> {
        let count = self.count.checked_add(other.count).ok_or(InvalidCents)?;
        Ok(Self { count, sum: self.sum.plus(other.sum)? })
    }
}
