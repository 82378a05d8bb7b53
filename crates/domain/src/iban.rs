use std::fmt;
use std::str::FromStr;

use iban::IbanLike;
use serde::{Deserialize, Serialize};

/// The number of a bank account (ISO 13616) whose check digits, length and form are those of its country.
///
/// Written by people with spaces and in lower case; kept without spaces, in capitals. `Debug` shows no more than the
/// country and the last two digits, and there is no `Display`: [`Iban::masked`] is for pages, [`Iban::expose`] for
/// the bank. Serialised in full, so only into what is kept or sent encrypted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(iban::Iban);

/// Why a text is no IBAN. Never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIban {
    #[error("must begin with two letters and two digits, followed by letters and digits only")]
    Form,
    #[error("has check digits that do not fit: one of its characters is wrong")]
    CheckDigits,
    #[error("has another length or form than account numbers of its country")]
    Country,
    #[error("begins with a country that has no IBAN")]
    UnknownCountry,
}

/// No account number is longer (ISO 13616).
const LONGEST: usize = 34;

impl Iban {
    /// The account number without spaces. Call it where a payment is made or an account is changed.
    pub fn expose(&self) -> &str {
        self.0.electronic_str()
    }

    /// The country whose bank keeps the account: two capitals (ISO 3166-1).
    pub fn country(&self) -> &str {
        self.0.country_code()
    }

    /// For pages and letters: `NL.. .... .... .... 45`, in groups of four, with only the country and the last two
    /// characters readable. Enough for the holder to see which account it is, and for nobody else to use it.
    pub fn masked(&self) -> String {
        let number = self.expose();
        let mut masked = String::with_capacity(number.len() + number.len() / 4);
        for (place, character) in number.chars().enumerate() {
            if place > 0 && place.is_multiple_of(4) {
                masked.push(' ');
            }
            let readable = place < 2 || place + 2 >= number.len();
            masked.push(if readable { character } else { '.' });
        }
        masked
    }

    /// The account number of a country and its national part, with the check digits that belong to it. For
    /// synthetic people: take a bank code that no bank has, such as `TEST`.
    ///
    /// # Errors
    ///
    /// [`InvalidIban`] when the national part has not the form of the country.
    pub fn with_check_digits(country: &str, national: &str) -> Result<Self, InvalidIban> {
        if country.len() != 2 || !is_alphanumeric(country) || !is_alphanumeric(national) {
            return Err(InvalidIban::Form);
        }
        format!("{country}{:02}{national}", 98 - remainder(&format!("{national}{country}00"))).parse()
    }
}

fn is_alphanumeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The remainder by 97 of the number that the text is, a letter counting as 10 (A) to 35 (Z).
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|character| character.to_digit(36)).fold(0, |rest, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (rest * shift + value) % 97
    })
}

impl FromStr for Iban {
    type Err = InvalidIban;

    fn from_str(text: &str) -> Result<Self, InvalidIban> {
        let number: String = text
            .chars()
            .filter(|character| !character.is_whitespace())
            .take(LONGEST + 1)
            .map(|character| character.to_ascii_uppercase())
            .collect();
        if !is_alphanumeric(&number) || number.len() > LONGEST {
            return Err(InvalidIban::Form);
        }
        // 00, 01 and 99 leave the same remainder as 97, 98 and 02 and are never given out.
        if matches!(number.get(2..4), Some("00" | "01" | "99")) {
            return Err(InvalidIban::CheckDigits);
        }
        number.parse().map(Self).map_err(|wrong| match wrong {
            iban::ParseIbanError::InvalidBaseIban { source: iban::ParseBaseIbanError::InvalidChecksum } => {
                InvalidIban::CheckDigits
            }
            iban::ParseIbanError::InvalidBaseIban { .. } => InvalidIban::Form,
            iban::ParseIbanError::InvalidBban(_) => InvalidIban::Country,
            iban::ParseIbanError::UnknownCountry(_) => InvalidIban::UnknownCountry,
        })
    }
}

impl TryFrom<String> for Iban {
    type Error = InvalidIban;

    fn try_from(text: String) -> Result<Self, InvalidIban> {
        text.parse()
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.expose().into()
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.expose();
        write!(f, "Iban({}…{})", self.country(), number.get(number.len() - 2..).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dutch(account: u64) -> Iban {
        Iban::with_check_digits("NL", &format!("TEST{account:010}")).unwrap()
    }

    /// ISO 7064 by long division, digit by digit: written apart from the code under test.
    fn passes_mod_97(number: &str) -> bool {
        let turned = format!("{}{}", &number[4..], &number[..4]);
        let digits: String = turned.chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
        digits.bytes().fold(0u64, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % 97) == 1
    }

    #[test]
    fn people_write_it_with_spaces_and_in_lower_case() {
        let iban = dutch(123_456_789);
        let spaced: String = iban
            .expose()
            .to_lowercase()
            .chars()
            .enumerate()
            .flat_map(|(place, c)| if place % 4 == 0 { vec![' ', c] } else { vec![c] })
            .collect();
        assert_eq!(spaced.parse::<Iban>(), Ok(iban));
        assert_eq!(format!("\t{}\u{a0}\n", iban.expose()).parse::<Iban>(), Ok(iban));
        assert_eq!((iban.country(), iban.expose().len()), ("NL", 18));
    }

    #[test]
    fn what_is_wrong_is_refused_by_reason() {
        let good = dutch(1).expose().to_owned();
        let other_check = |check: &str| format!("NL{check}{}", &good[4..]);
        let cases = [
            (String::new(), InvalidIban::Form),
            ("NL".into(), InvalidIban::Form),
            ("€".repeat(9), InvalidIban::Form),
            (good.replace("TEST", "TE-T"), InvalidIban::Form),
            (format!("{good}{good}"), InvalidIban::Form),
            (good.replace("TEST", "TEXT"), InvalidIban::CheckDigits),
            (other_check("00"), InvalidIban::CheckDigits),
            (other_check("99"), InvalidIban::CheckDigits),
        ];
        for (text, reason) in cases {
            assert_eq!(text.parse::<Iban>(), Err(reason), "{text}");
        }
        assert_eq!(Iban::with_check_digits("NL", "TEST12345678"), Err(InvalidIban::Country), "too short");
        assert_eq!(
            Iban::with_check_digits("NL", "12340123456789"),
            Err(InvalidIban::Country),
            "no bank code"
        );
        assert_eq!(Iban::with_check_digits("XX", "TEST0123456789"), Err(InvalidIban::UnknownCountry));
        assert_eq!(Iban::with_check_digits("N", "LTEST0123456789"), Err(InvalidIban::Form));
    }

    #[test]
    fn only_country_and_two_digits_are_ever_shown() {
        let iban = dutch(9_876_543_245);
        assert_eq!(format!("{iban:?}"), "Iban(NL…45)");
        assert_eq!(iban.masked(), "NL.. .... .... .... 45");
        let belgian = Iban::with_check_digits("BE", "000000000067").unwrap();
        assert_eq!(belgian.masked(), "BE.. .... .... ..67");
        let maltese = Iban::with_check_digits("MT", "TEST11000012345TESTCAST001S").unwrap();
        assert_eq!(maltese.masked(), "MT.. .... .... .... .... .... .... .1S");
    }

    #[test]
    fn json_keeps_all_of_it_and_a_wrong_one_is_not_repeated() {
        let iban = dutch(42);
        let json = serde_json::to_string(&iban).unwrap();
        assert_eq!(serde_json::from_str::<Iban>(&json).unwrap(), iban);
        let wrong = serde_json::from_str::<Iban>("\"NL11TEST0000000042\"").unwrap_err().to_string();
        assert!(!wrong.contains("0000") && wrong.contains("check digits"), "{wrong}");
    }

    proptest! {
        #[test]
        fn made_with_check_digits_it_passes_and_with_one_character_changed_it_does_not(
            account in 0u64..10_000_000_000, place in 0usize..18, by in 1u32..9
        ) {
            let iban = dutch(account);
            prop_assert!(passes_mod_97(iban.expose()));
            let mut changed: Vec<char> = iban.expose().chars().collect();
            let base = if changed[place].is_ascii_digit() { (b'0', 10) } else { (b'A', 26) };
            let value = (u32::from(changed[place]) - u32::from(base.0) + by) % base.1;
            changed[place] = char::from(base.0 + u8::try_from(value).unwrap());
            prop_assert!(changed.iter().collect::<String>().parse::<Iban>().is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            let _ = text.parse::<Iban>();
        }
    }
}
