use std::fmt;

use domain::{Cents, InvalidCents, Rounding};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Reads;

/// A part of an amount, in hundredths of a percent: 12.5 % is 1250.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Share(i64);

impl Share {
    pub const NOTHING: Self = Self(0);
    pub const WHOLE: Self = Self(10_000);

    pub const fn basis_points(hundredths: i64) -> Self {
        Self(hundredths)
    }

    pub const fn percent(percent: u32) -> Self {
        // A u32 times a hundred fits an i64.
        Self(percent as i64 * 100)
    }

    pub const fn get(self) -> i64 {
        self.0
    }

    /// This part of an amount.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when it does not fit.
    pub fn of(self, amount: Cents, rounding: Rounding) -> Result<Cents, InvalidCents> {
        amount.times(self.0, Self::WHOLE.0, rounding)
    }
}

/// As a Dutch reader writes it: `95 %`, `12,5 %`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, hundredths) = (self.0 / 100, self.0.unsigned_abs() % 100);
        match (hundredths, hundredths % 10) {
            (0, _) => write!(f, "{whole} %"),
            (_, 0) => write!(f, "{whole},{} %", hundredths / 10),
            _ => write!(f, "{whole},{hundredths:02} %"),
        }
    }
}

impl Reads for Share {
    fn reads(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_reads_as_in_the_netherlands() {
        let read = [9_500, 1_250, 3_334, 5, 0].map(|hundredths| Share::basis_points(hundredths).to_string());
        assert_eq!(read, ["95 %", "12,5 %", "33,34 %", "0,05 %", "0 %"]);
        assert_eq!(Share::percent(95).reads(), "95 %");
    }

    #[test]
    fn a_share_of_an_amount_is_rounded_as_the_rule_says() {
        let share = Share::basis_points(3_333);
        assert_eq!(share.of(Cents::new(2), Rounding::HalfUp), Ok(Cents::new(1)));
        assert_eq!(share.of(Cents::new(2), Rounding::Down), Ok(Cents::ZERO));
        assert_eq!(Share::percent(95).of(Cents::new(141_946), Rounding::HalfUp), Ok(Cents::new(134_849)));
    }
}
