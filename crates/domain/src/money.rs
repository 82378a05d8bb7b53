use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// An amount of money in whole euro cents. No floats, no silent overflow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(i64);

/// The sum does not fit; an amount this large is a mistake, not money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is too large an amount")]
pub struct InvalidCents;

/// How a fraction of a cent is settled. Each rule of law names its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest cent, a half away from zero: what the published norm tables do.
    HalfUp,
    /// Towards zero.
    Down,
}

impl Cents {
    pub const ZERO: Self = Self(0);

    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount, unless it is negative.
    pub fn non_negative(cents: i64) -> Option<Self> {
        (cents >= 0).then_some(Self(cents))
    }

    pub const fn get(self) -> i64 {
        self.0
    }

    pub fn plus(self, other: Self) -> Result<Self, InvalidCents> {
        self.0.checked_add(other.0).map(Self).ok_or(InvalidCents)
    }

    pub fn minus(self, other: Self) -> Result<Self, InvalidCents> {
        self.0.checked_sub(other.0).map(Self).ok_or(InvalidCents)
    }

    /// `self · numerator / denominator`, rounded once, at the end.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when the result does not fit or the denominator is not positive.
    pub fn times(self, numerator: i64, denominator: i64, rounding: Rounding) -> Result<Self, InvalidCents> {
        if denominator <= 0 {
            return Err(InvalidCents);
        }
        let (product, denominator) = (i128::from(self.0) * i128::from(numerator), i128::from(denominator));
        let quotient = match rounding {
            Rounding::Down => product / denominator,
            Rounding::HalfUp => (product.abs() * 2 + denominator) / (denominator * 2) * product.signum(),
        };
        i64::try_from(quotient).map(Self).map_err(|_| InvalidCents)
    }
}

/// Euros as a Dutch reader writes them: `€ 1.401,50`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (euros, cents) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = euros.to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        write!(f, "€ {}{grouped},{cents:02}", if self.0 < 0 { "-" } else { "" })
    }
}

impl JsonSchema for Cents {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Cents".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "description": "whole euro cents" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_read_as_in_the_netherlands() {
        assert_eq!(Cents::new(140_150).to_string(), "€ 1.401,50");
        assert_eq!(Cents::new(-5).to_string(), "€ -0,05");
        assert_eq!(Cents::new(123_456_789).to_string(), "€ 1.234.567,89");
    }

    #[test]
    fn a_third_of_the_couple_norm_is_rounded_half_up() {
        // art. 22a: 43 1/3 % of 2002.13, and 50 % of 2002.13, on 2026-01-01
        assert_eq!(Cents::new(200_213).times(13, 30, Rounding::HalfUp), Ok(Cents::new(86_759)));
        assert_eq!(Cents::new(200_213).times(1, 2, Rounding::HalfUp), Ok(Cents::new(100_107)));
    }

    proptest! {
        #[test]
        fn rounding_is_never_off_by_more_than_half_a_cent(amount in -1_000_000_000i64..1_000_000_000, n in 0i64..1000, d in 1i64..1000) {
            let rounded = Cents::new(amount).times(n, d, Rounding::HalfUp).unwrap().get();
            let error = i128::from(rounded) * i128::from(d) - i128::from(amount) * i128::from(n);
            prop_assert!(error.abs() * 2 <= i128::from(d));
        }
    }
}
