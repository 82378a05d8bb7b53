//! By what a debtor names a debt when they pay it: a creditor reference (ISO 11649) that is short enough to type.

use std::collections::BTreeSet;
use std::fmt;

use sepa::CreditorReference;
use uuid::Uuid;

/// Digits and capitals that are not taken for one another (Crockford's base 32).
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols after `RF` and the check digits.
const LENGTH: usize = 10;
/// Signs of the whole.
const WHOLE: usize = 4 + LENGTH;
/// Bits that a symbol stands for.
const BITS: usize = 5;
/// Bits of the name of a debt that it repeats: the first ones.
const KEPT: usize = 48;

/// The payment reference of a debt (betalingskenmerk). It follows from the name of the debt and is kept nowhere: debts of
/// before have one too. Two debts may bear the same one, once in some hundred million million pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DebtReference(u64);

impl DebtReference {
    /// Of a debt.
    pub fn of(debt: Uuid) -> Self {
        let [a, b, c, d, e, f, ..] = debt.into_bytes();
        Self(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }

    /// The first and the last name that a debt with this reference can have.
    pub fn ids(self) -> (Uuid, Uuid) {
        let first = u128::from(self.0) << (128 - KEPT);
        (Uuid::from_u128(first), Uuid::from_u128(first | (u128::MAX >> KEPT)))
    }

    /// In groups of four, as it is read and typed.
    pub fn in_groups(self) -> String {
        let mut grouped = String::new();
        for (place, sign) in self.to_string().chars().enumerate() {
            if place > 0 && place.is_multiple_of(4) {
                grouped.push(' ');
            }
            grouped.push(sign);
        }
        grouped
    }

    /// Those that a payment names in one of its texts, among whatever else stands there; with or without spaces, dots and
    /// dashes, and with `O` for nought and `I` or `L` for one. One with a slip in it is
    /// none, as far as check digits tell.
    pub fn named_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<Self> {
        let read = |text: &str| {
            let signs = text.bytes().filter(u8::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase());
            let signs: Vec<u8> = signs.collect();
            signs.windows(WHOLE).filter_map(Self::read).collect::<Vec<_>>()
        };
        texts.into_iter().flat_map(read).collect()
    }

    fn read(signs: &[u8]) -> Option<Self> {
        let rest = signs.strip_prefix(b"RF")?;
        let rest: Vec<u8> = rest.iter().map(|sign| plain(*sign)).collect();
        let (check, symbols) = rest.split_at_checked(2)?;
        let mut number = 0_u64;
        for symbol in symbols {
            let value = SYMBOLS.iter().position(|known| known == symbol)?;
            number = (number << BITS) | u64::try_from(value).ok()?;
        }
        let read = Self(number);
        let whole = format!("RF{}{}", String::from_utf8_lossy(check), read.symbols());
        (number >> KEPT == 0 && whole == read.to_string()).then_some(read)
    }

    fn symbols(self) -> String {
        let symbol = |place: usize| {
            let value = usize::try_from((self.0 >> (BITS * place)) & 31).unwrap_or_default();
            char::from(SYMBOLS.get(value).copied().unwrap_or(b'0'))
        };
        (0..LENGTH).rev().map(symbol).collect()
    }
}

/// What a sign was meant to be.
const fn plain(sign: u8) -> u8 {
    match sign {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    }
}

/// Without spaces, as it stands in a payment.
impl fmt::Display for DebtReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reference = CreditorReference::iso(&self.symbols()).map_err(|_| fmt::Error)?;
        f.write_str(reference.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn named(text: &str) -> Vec<DebtReference> {
        DebtReference::named_in([text]).into_iter().collect()
    }

    #[test]
    fn it_is_a_creditor_reference_in_groups() {
        let debt = Uuid::from_u128(0x0123_4567_89ab_5000_8000_0000_0000_0000);
        let reference = DebtReference::of(debt);
        assert!(reference.to_string().parse::<CreditorReference>().is_ok(), "{reference}");
        assert_eq!(reference.to_string().len(), WHOLE);
        assert_eq!(&reference.to_string()[4..], "014D2PF2DB", "the first of the name in base 32");
        let groups: Vec<_> = reference.in_groups().split(' ').map(str::len).collect();
        assert_eq!(groups, [4, 4, 4, 2]);
        let (first, last) = reference.ids();
        assert!(first <= debt && debt <= last);
        assert_eq!((DebtReference::of(first), DebtReference::of(last)), (reference, reference));
    }

    #[rstest]
    #[case::alone("{}")]
    #[case::among_words("Betaling schuld {} mei 2026")]
    #[case::at_once_before("kenmerk{}")]
    #[case::a_number_after("{}2026")]
    fn it_is_found_in_what_somebody_types(#[case] words: &str) {
        let reference = DebtReference::of(Uuid::from_u128(0x00f1_e2d3_c4b5 << 80));
        let (whole, groups) = (reference.to_string(), reference.in_groups());
        let mistaken = whole[2..].replace('0', "O").replace('1', "l");
        let typed = [whole.clone(), groups.clone(), groups.to_lowercase(), groups.replace(' ', "-")];
        for typed in typed.into_iter().chain([format!("RF{mistaken}")]) {
            assert_eq!(named(&words.replace("{}", &typed)), [reference], "{typed}");
        }
    }

    #[test]
    fn what_is_none_names_nothing_and_two_are_told_apart() {
        let (one, two) = (DebtReference(1), DebtReference(2));
        let of_rent = "RF18539007547034";
        for text in ["", "RF", "huur mei 2026", of_rent, "NL02ABNA0123456789", "RF00 0000 0000 01"] {
            assert!(named(text).is_empty(), "{text}");
        }
        assert_eq!(named(&format!("{one} en {two}")), [one, two]);
        let texts = [one.to_string(), one.in_groups()];
        assert_eq!(DebtReference::named_in(texts.iter().map(String::as_str)).len(), 1);
    }

    proptest! {
        /// A digit for another digit, or a letter for another letter: it names no debt, neither this one nor another.
        #[test]
        fn a_slip_of_one_sign_names_nothing(number in 0u64..1 << KEPT, place in 2..WHOLE, symbol in 0..32usize) {
            let reference = DebtReference(number);
            prop_assert_eq!(named(&reference.to_string()), [reference]);
            let mut slip = reference.to_string().into_bytes();
            prop_assume!(slip[place].is_ascii_digit() == SYMBOLS[symbol].is_ascii_digit());
            slip[place] = SYMBOLS[symbol];
            let slip = String::from_utf8(slip).unwrap();
            prop_assume!(slip != reference.to_string());
            prop_assert!(named(&slip).is_empty());
        }
    }
}
