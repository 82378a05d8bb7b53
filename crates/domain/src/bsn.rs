use std::fmt;
use std::str::FromStr;

/// A citizen service number (burgerservicenummer) that passed the eleven-test.
///
/// Never shown by `Debug`; there is no `Display` and no serialisation.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Bsn([u8; 9]);

/// Why a text is no citizen service number. Never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBsn {
    #[error("must have nine digits")]
    NotNineDigits,
    #[error("does not pass the eleven-test")]
    ElevenTest,
}

impl Bsn {
    /// The nine digits. The only way out; call it where the law asks for the number.
    pub fn expose(&self) -> String {
        self.0.iter().map(|digit| char::from(b'0' + digit)).collect()
    }

    /// The number whose first eight digits are given, if a ninth exists that passes the eleven-test.
    /// For synthetic people: take the first digits from the range that is never issued (`9999…`).
    pub fn from_first_eight(first: [u8; 8]) -> Option<Self> {
        let sum = weighted(&first);
        let last = u8::try_from(sum % 11).ok()?;
        let mut digits = [0; 9];
        digits[..8].copy_from_slice(&first);
        digits[8] = last;
        (last < 10 && first.iter().all(|digit| *digit < 10) && sum > 0).then_some(Self(digits))
    }
}

/// 9·d1 + 8·d2 + … + 2·d8.
fn weighted(first: &[u8]) -> u32 {
    (2..=9).rev().zip(first).map(|(weight, digit)| weight * u32::from(*digit)).sum()
}

impl FromStr for Bsn {
    type Err = InvalidBsn;

    fn from_str(text: &str) -> Result<Self, InvalidBsn> {
        let bytes: &[u8; 9] = text.as_bytes().try_into().map_err(|_| InvalidBsn::NotNineDigits)?;
        if !bytes.iter().all(u8::is_ascii_digit) {
            return Err(InvalidBsn::NotNineDigits);
        }
        let digits = bytes.map(|byte| byte - b'0');
        let sum = weighted(&digits[..8]);
        // 9·d1 + … + 2·d8 − d9 must be a multiple of eleven, and all zeroes is no number.
        if sum == 0 || sum % 11 != u32::from(digits[8]) {
            return Err(InvalidBsn::ElevenTest);
        }
        Ok(Self(digits))
    }
}

impl fmt::Debug for Bsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bsn(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_test_number_passes_and_comes_out_as_it_went_in() {
        assert_eq!("999993653".parse::<Bsn>().unwrap().expose(), "999993653");
    }

    #[test]
    fn wrong_numbers_are_refused_by_reason_and_never_shown() {
        assert_eq!("999993654".parse::<Bsn>().unwrap_err(), InvalidBsn::ElevenTest);
        assert_eq!("000000000".parse::<Bsn>().unwrap_err(), InvalidBsn::ElevenTest);
        assert_eq!("99999365".parse::<Bsn>().unwrap_err(), InvalidBsn::NotNineDigits);
        assert_eq!("99999365a".parse::<Bsn>().unwrap_err(), InvalidBsn::NotNineDigits);
        assert_eq!(format!("{:?}", "999993653".parse::<Bsn>().unwrap()), "Bsn(…)");
    }

    proptest! {
        #[test]
        fn one_changed_digit_never_passes(seed in 0u32..9_999, position in 0usize..9, by in 1u8..10) {
            let tail: Vec<u8> = format!("{seed:04}").bytes().map(|byte| byte - b'0').collect();
            let first = [9, 9, 9, 9, tail[0], tail[1], tail[2], tail[3]];
            if let Some(bsn) = Bsn::from_first_eight(first) {
                let mut digits: Vec<u8> = bsn.expose().bytes().map(|byte| byte - b'0').collect();
                digits[position] = (digits[position] + by) % 10;
                let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
                prop_assert!(text.parse::<Bsn>().is_err());
            }
        }
    }
}
