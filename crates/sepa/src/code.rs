use std::fmt;
use std::str::FromStr;

use crate::latin::is_basic;

/// Why a text is no code or reference of this kind. Never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCode {
    #[error("must be a BIC of eight or eleven letters and digits, such as TESTNL2A")]
    Bic,
    #[error("must be a purpose code of four capitals")]
    Purpose,
    #[error(
        "must have 1 to 35 characters of the basic Latin set, not begin or end with a slash or space, nor have two slashes together"
    )]
    Reference,
    #[error("must have one to four capitals and digits")]
    Code,
    #[error(
        "must be a payment reference of sixteen digits, or begin with RF (ISO 11649), with check digits that fit"
    )]
    CreditorReference,
}

/// The code of a bank (ISO 9362). Optional in SEPA: a bank finds the other bank by the IBAN.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bic {
    characters: [u8; 11],
    length: usize,
}

impl Bic {
    /// Eight or eleven capitals and digits.
    pub fn as_str(&self) -> &str {
        self.characters.get(..self.length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl FromStr for Bic {
    type Err = InvalidCode;

    /// The form of `BICFIDec2014Identifier`.
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let capital = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        let bytes = text.as_bytes();
        let country = bytes.get(4..6).ok_or(InvalidCode::Bic)?;
        if !matches!(bytes.len(), 8 | 11)
            || !bytes.iter().all(capital)
            || !country.iter().all(u8::is_ascii_uppercase)
        {
            return Err(InvalidCode::Bic);
        }
        let mut characters = [0; 11];
        characters[..bytes.len()].copy_from_slice(bytes);
        Ok(Self { characters, length: bytes.len() })
    }
}

impl fmt::Debug for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bic({})", self.as_str())
    }
}

/// What a payment is for: a code of ISO 20022's external code sets, as category of a batch or purpose of a payment.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Purpose([u8; 4]);

impl Purpose {
    /// `SSBE`: a payment of social security. It stands in both lists.
    pub const SOCIAL_SECURITY_BENEFIT: Self = Self(*b"SSBE");

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Purpose {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let code: [u8; 4] = text.as_bytes().try_into().map_err(|_| InvalidCode::Purpose)?;
        if code.iter().all(u8::is_ascii_uppercase) { Ok(Self(code)) } else { Err(InvalidCode::Purpose) }
    }
}

impl fmt::Debug for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Purpose({})", self.as_str())
    }
}

/// The name of a message or a batch (`MsgId`, `PmtInfId`): what the bank's answer refers to.
///
/// At most 35 characters of basic Latin; no slash at the ends nor two together (EPC132-08, 1.4). It is sent back in
/// full by every bank, so it may name nobody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

impl Reference {
    pub const MOST: usize = 35;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let good = !text.is_empty()
            && text.len() <= Self::MOST
            && text.chars().all(is_basic)
            && !text.starts_with(['/', ' '])
            && !text.ends_with(['/', ' '])
            && !text.contains("//");
        if good { Ok(Self(text.into())) } else { Err(InvalidCode::Reference) }
    }
}

/// A payment reference that the payee gave and can book by itself: for rent, energy or an insurance paid on behalf of
/// somebody.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CreditorReference {
    text: String,
    issuer: &'static str,
}

impl CreditorReference {
    /// The reference without spaces.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A reference of ISO 11649 with this number: `RF`, two check digits, and the number in capitals.
    ///
    /// # Errors
    ///
    /// [`InvalidCode::CreditorReference`] unless the number is 1 to 21 letters and digits.
    pub fn iso(number: &str) -> Result<Self, InvalidCode> {
        let good =
            (1..=21).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !good {
            return Err(InvalidCode::CreditorReference);
        }
        let number = number.to_ascii_uppercase();
        let check = 98 - remainder_of_iso(&number, "00");
        Ok(Self { text: format!("RF{check:02}{number}"), issuer: "ISO" })
    }

    /// Who laid down the form: `ISO` (ISO 11649) or `CUR` (Currence, the Dutch betalingskenmerk).
    pub const fn issuer(&self) -> &'static str {
        self.issuer
    }
}

impl FromStr for CreditorReference {
    type Err = InvalidCode;

    /// Reads a reference of ISO 11649 (`RF`, two check digits, at most 21 letters and digits) or a Dutch
    /// betalingskenmerk of sixteen digits, the first of which is the check digit. Spaces do not count.
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let text: String = text.chars().filter(|character| *character != ' ').take(26).collect();
        if text.len() > 25 || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(InvalidCode::CreditorReference);
        }
        let text = text.to_ascii_uppercase();
        if passes_iso_11649(&text) {
            Ok(Self { text, issuer: "ISO" })
        } else if passes_eleven(&text) {
            Ok(Self { text, issuer: "CUR" })
        } else {
            Err(InvalidCode::CreditorReference)
        }
    }
}

fn passes_iso_11649(text: &str) -> bool {
    let (Some(("RF", checked)), true) = (text.split_at_checked(2), text.len() > 4) else { return false };
    let Some((check, number)) = checked.split_at_checked(2) else { return false };
    check.bytes().all(|byte| byte.is_ascii_digit()) && remainder_of_iso(number, check) == 1
}

/// What a number with its check digits leaves by 97, where a letter counts as ten and more (ISO 7064).
fn remainder_of_iso(number: &str, check: &str) -> u32 {
    let value = |rest: u32, character: char| {
        let value = character.to_digit(36).unwrap_or_default();
        (rest * if value > 9 { 100 } else { 10 } + value) % 97
    };
    number.chars().chain("RF".chars()).chain(check.chars()).fold(0, value)
}

/// From right to left the digits weigh 2, 4, 8, 5, 10, 9, 7, 3, 6, 1 and so on; eleven less the remainder by eleven is
/// the first digit, where 10 counts as 1 and 11 as 0.
fn passes_eleven(text: &str) -> bool {
    const WEIGHTS: [u32; 10] = [2, 4, 8, 5, 10, 9, 7, 3, 6, 1];
    if text.len() != 16 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut digits = text.bytes().map(|byte| u32::from(byte - b'0'));
    let check = digits.next();
    let sum: u32 = digits.rev().zip(WEIGHTS.iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    check
        == Some(match 11 - sum % 11 {
            10 => 1,
            11 => 0,
            digit => digit,
        })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("TESTNL2A", true)]
    #[case("TESTNL2AXXX", true)]
    #[case("TESTNL2", false)]
    #[case("TESTNL2AXX", false)]
    #[case("TEST1L2A", false)]
    #[case("testnl2a", false)]
    #[case("TESTNL2é", false)]
    #[case("", false)]
    fn a_bic_has_its_form(#[case] text: &str, #[case] good: bool) {
        assert_eq!(
            text.parse::<Bic>().map(|bic| bic.as_str().to_owned()),
            if good { Ok(text.to_owned()) } else { Err(InvalidCode::Bic) }
        );
    }

    #[rstest]
    #[case("A", true)]
    #[case("MEEDOEN-2026-11 (1)", true)]
    #[case("12345678901234567890123456789012345", true)]
    #[case("123456789012345678901234567890123456", false)]
    #[case("", false)]
    #[case("/A", false)]
    #[case("A/", false)]
    #[case("A//B", false)]
    #[case(" A", false)]
    #[case("A&B", false)]
    #[case("Ä", false)]
    fn a_reference_keeps_to_the_rules_of_banks(#[case] text: &str, #[case] good: bool) {
        assert_eq!(text.parse::<Reference>().is_ok(), good);
    }

    #[rstest]
    #[case("SSBE", true)]
    #[case("SSB", false)]
    #[case("ssbe", false)]
    #[case("SSBEN", false)]
    fn a_purpose_has_four_capitals(#[case] text: &str, #[case] good: bool) {
        assert_eq!(text.parse::<Purpose>().is_ok(), good);
    }

    #[rstest]
    // The example of ISO 11649, and worked by hand: 2·1 + 4·2 = 10, and 11 − 10 = 1.
    #[case("RF18 5390 0754 7034", Some("ISO"))]
    #[case("rf18539007547034", Some("ISO"))]
    #[case("RF19539007547034", None)]
    #[case("RF18", None)]
    #[case("1000 0000 0000 0021", Some("CUR"))]
    #[case("2000 0000 0000 0021", None)]
    #[case("100000000000021", None)]
    #[case("RF18-53900754703", None)]
    #[case("", None)]
    fn a_creditor_reference_is_checked(#[case] text: &str, #[case] issuer: Option<&str>) {
        assert_eq!(text.parse::<CreditorReference>().ok().map(|reference| reference.issuer()), issuer);
    }

    #[rstest]
    // The example of ISO 11649.
    #[case("539007547034", Some("RF18539007547034"))]
    #[case("1", Some("RF741"))]
    #[case("abc2026", Some("RF88ABC2026"))]
    #[case("", None)]
    #[case("12-34", None)]
    #[case("1234567890123456789012", None)]
    fn a_creditor_reference_is_made_of_a_number(#[case] number: &str, #[case] expected: Option<&str>) {
        let made = CreditorReference::iso(number).ok();
        assert_eq!(made.as_ref().map(CreditorReference::as_str), expected);
        if let Some(made) = made {
            assert_eq!(made.as_str().parse::<CreditorReference>().as_ref(), Ok(&made));
        }
    }

    #[test]
    fn a_wrong_check_digit_never_passes() {
        for digit in ['0', '2', '3', '4', '5', '6', '7', '8', '9'] {
            let other = format!("{digit}000000000000021");
            assert_eq!(other.parse::<CreditorReference>(), Err(InvalidCode::CreditorReference), "{other}");
        }
    }
}
