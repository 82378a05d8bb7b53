use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What one payment to one payee is called from here to the payee's bank and back (`EndToEndId`), made only from what
/// it pays.
///
/// Who computes a payment again computes the same name, so what was sent can be found before it is sent a second time,
/// and the bank's answer leads back to what it is about. It says nothing about a person: the id in it is a random one.
///
/// Thirty-five characters, each part at its own place, so different parts can never give the same name:
///
/// ```text
/// A 2611 00 01 01JBRC8ZB…
/// │ │    │  │  └ what decides the amount: a decision or entitlement, its UUID in base 32 (Crockford)
/// │ │    │  └ attempt: 00, and one more after each rejection that a person confirmed
/// │ │    └ part: 00, and more where one amount goes to more than one payee
/// │ └ month it is for: year 2000 to 2099, month
/// └ kind of payment
/// ```
///
/// Only capitals and digits, which every bank leaves as they are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EndToEndId {
    kind: PaymentKind,
    year: u8,
    month: u8,
    part: u8,
    attempt: u8,
    decision: Uuid,
}

/// What a payment is, seen from the books: the same decision may give one of each in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// The assistance of a month (Participation Act art. 45).
    Assistance,
    /// The holiday allowance kept back over the months before (art. 45(1)).
    HolidayAllowance,
    /// An advance during an application (art. 52).
    Advance,
    /// What a recalculation of an earlier month gives on top.
    Correction,
    /// Special assistance (art. 35).
    SpecialAssistance,
    /// A scheme of the municipality for people on a low income.
    Minima,
    /// A supplement, such as that for a long time of low income (art. 36).
    Supplement,
    /// A wage-cost subsidy to an employer (art. 10d).
    WageCostSubsidy,
    /// Money that was held back or collected and turned out not to be owed.
    Refund,
    /// Income for older unemployed people (IOAW).
    Ioaw,
    /// Income for older former self-employed people (IOAZ).
    Ioaz,
    /// Assistance to self-employed people (Bbz 2004).
    SelfEmployed,
}

impl PaymentKind {
    pub const ALL: [Self; 12] = [
        Self::Assistance,
        Self::HolidayAllowance,
        Self::Advance,
        Self::Correction,
        Self::SpecialAssistance,
        Self::Minima,
        Self::Supplement,
        Self::WageCostSubsidy,
        Self::Refund,
        Self::Ioaw,
        Self::Ioaz,
        Self::SelfEmployed,
    ];

    /// The capital that stands for it in an [`EndToEndId`]. Never changed and never used again for another kind.
    pub const fn letter(self) -> char {
        match self {
            Self::Assistance => 'A',
            Self::HolidayAllowance => 'H',
            Self::Advance => 'V',
            Self::Correction => 'C',
            Self::SpecialAssistance => 'B',
            Self::Minima => 'M',
            Self::Supplement => 'T',
            Self::WageCostSubsidy => 'L',
            Self::Refund => 'R',
            Self::Ioaw => 'W',
            Self::Ioaz => 'Z',
            Self::SelfEmployed => 'S',
        }
    }

    /// What a payee or consultant reads.
    pub const fn in_dutch(self) -> &'static str {
        match self {
            Self::Assistance => "uitkering",
            Self::HolidayAllowance => "vakantietoeslag",
            Self::Advance => "voorschot",
            Self::Correction => "nabetaling",
            Self::SpecialAssistance => "bijzondere bijstand",
            Self::Minima => "minimaregeling",
            Self::Supplement => "toeslag",
            Self::WageCostSubsidy => "loonkostensubsidie",
            Self::Refund => "terugbetaling",
            Self::Ioaw => "IOAW",
            Self::Ioaz => "IOAZ",
            Self::SelfEmployed => "Bbz",
        }
    }

    fn from_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// Why there is no such id. Never repeats a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEndToEndId {
    #[error("names a month before 2000 or after 2099")]
    Month,
    #[error("has a part or attempt above 99")]
    Number,
    #[error("is no end-to-end id of this software")]
    Form,
}

/// Without the letters I, L, O and U, which are taken for digits or make words.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits of base 32 that 128 bits need.
const DIGITS: usize = 26;

impl EndToEndId {
    pub const LENGTH: usize = 35;

    /// The name of the first attempt at the first part of a payment.
    ///
    /// `decision` is the id of the decision or entitlement that the amount follows from; of `month` any day will do.
    ///
    /// # Errors
    ///
    /// [`InvalidEndToEndId::Month`] outside 2000 to 2099.
    pub fn new(decision: Uuid, month: NaiveDate, kind: PaymentKind) -> Result<Self, InvalidEndToEndId> {
        let year = month
            .year()
            .checked_sub(2000)
            .and_then(|year| u8::try_from(year).ok())
            .filter(|year| *year < 100);
        let year = year.ok_or(InvalidEndToEndId::Month)?;
        let month = u8::try_from(month.month()).map_err(|_| InvalidEndToEndId::Month)?;
        Ok(Self { kind, year, month, part: 0, attempt: 0, decision })
    }

    /// Another part of the same amount: the partner's half, or what goes to a landlord.
    ///
    /// # Errors
    ///
    /// [`InvalidEndToEndId::Number`] above 99.
    pub fn with_part(self, part: u8) -> Result<Self, InvalidEndToEndId> {
        if part > 99 { Err(InvalidEndToEndId::Number) } else { Ok(Self { part, ..self }) }
    }

    /// The name under which it is paid again. Only after the bank rejected or returned the attempt before, and a
    /// person confirmed: this is the one way to pay the same thing under another name.
    ///
    /// # Errors
    ///
    /// [`InvalidEndToEndId::Number`] after attempt 99.
    pub fn again(self) -> Result<Self, InvalidEndToEndId> {
        if self.attempt >= 99 {
            return Err(InvalidEndToEndId::Number);
        }
        Ok(Self { attempt: self.attempt + 1, ..self })
    }

    pub const fn kind(&self) -> PaymentKind {
        self.kind
    }

    /// The first day of the month it is for.
    pub fn month(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2000 + i32::from(self.year), u32::from(self.month), 1).unwrap_or_default()
    }

    pub const fn part(&self) -> u8 {
        self.part
    }

    /// 0 for the first time.
    pub const fn attempt(&self) -> u8 {
        self.attempt
    }

    pub const fn decision(&self) -> Uuid {
        self.decision
    }

    /// The thirty-five characters, without allocating.
    pub(crate) fn characters(&self) -> [u8; Self::LENGTH] {
        let mut text = [b'0'; Self::LENGTH];
        let (front, back) = text.split_at_mut(Self::LENGTH - DIGITS);
        if let Some(letter) = front.first_mut() {
            *letter = u8::try_from(self.kind.letter()).unwrap_or(b'0');
        }
        let numbers = [self.year, self.month, self.part, self.attempt];
        for (place, number) in front.iter_mut().skip(1).zip(numbers.iter().flat_map(|n| [n / 10, n % 10])) {
            *place = b'0' + number;
        }
        let mut rest = self.decision.as_u128();
        for place in back.iter_mut().rev() {
            *place = ALPHABET.get((rest & 31) as usize).copied().unwrap_or(b'0');
            rest >>= 5;
        }
        text
    }
}

impl fmt::Display for EndToEndId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.characters()).unwrap_or_default())
    }
}

impl fmt::Debug for EndToEndId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for EndToEndId {
    type Err = InvalidEndToEndId;

    /// Reads exactly what [`EndToEndId`] writes: any other text is none of ours.
    fn from_str(text: &str) -> Result<Self, InvalidEndToEndId> {
        let bytes: &[u8; Self::LENGTH] = text.as_bytes().try_into().map_err(|_| InvalidEndToEndId::Form)?;
        let number = |from: usize| -> Option<u8> {
            match bytes.get(from..from + 2)? {
                [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
                _ => None,
            }
        };
        let read = || -> Option<Self> {
            let kind = PaymentKind::from_letter(char::from(*bytes.first()?))?;
            let month = number(3).filter(|month| (1..=12).contains(month))?;
            let mut decision: u128 = 0;
            for byte in bytes.get(Self::LENGTH - DIGITS..)? {
                let digit = ALPHABET.iter().position(|known| known == byte)?;
                // 26 digits hold 130 bits: the first may not be above 7.
                decision = decision.checked_mul(32)? | u128::try_from(digit).ok()?;
            }
            let decision = Uuid::from_u128(decision);
            Some(Self { kind, year: number(1)?, month, part: number(5)?, attempt: number(7)?, decision })
        };
        read().ok_or(InvalidEndToEndId::Form)
    }
}

impl TryFrom<String> for EndToEndId {
    type Error = InvalidEndToEndId;

    fn try_from(text: String) -> Result<Self, InvalidEndToEndId> {
        text.parse()
    }
}

impl From<EndToEndId> for String {
    fn from(id: EndToEndId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_form_is_the_one_in_the_documentation() {
        let id = EndToEndId::new(Uuid::from_u128(33), day("2026-11-17"), PaymentKind::Assistance).unwrap();
        assert_eq!(id.to_string(), "A2611000000000000000000000000000011");
        let again = id.with_part(2).unwrap().again().unwrap();
        assert_eq!(again.to_string(), "A2611020100000000000000000000000011");
        let most = EndToEndId::new(Uuid::max(), day("2099-12-31"), PaymentKind::Refund).unwrap();
        assert_eq!(most.to_string(), format!("R99120000{}{}", '7', "Z".repeat(25)));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(
            EndToEndId::new(Uuid::nil(), day("1999-12-31"), PaymentKind::Advance),
            Err(InvalidEndToEndId::Month)
        );
        assert_eq!(
            EndToEndId::new(Uuid::nil(), day("2100-01-01"), PaymentKind::Advance),
            Err(InvalidEndToEndId::Month)
        );
        let id = EndToEndId::new(Uuid::nil(), day("2026-01-01"), PaymentKind::Advance).unwrap();
        assert_eq!(id.with_part(100), Err(InvalidEndToEndId::Number));
        let last = (0..99).fold(id, |id, _| id.again().unwrap());
        assert_eq!((last.attempt(), last.again()), (99, Err(InvalidEndToEndId::Number)));
    }

    #[test]
    fn only_our_own_form_is_read() {
        let good = "A2611000000000000000000000000000011";
        assert!(good.parse::<EndToEndId>().is_ok());
        let wrong = [
            "NOTPROVIDED".to_owned(),
            String::new(),
            good.to_lowercase(),
            good[..34].to_owned(),
            good.replacen('A', "X", 1),
            good.replacen("2611", "2613", 1),
            good.replacen("2611", "2600", 1),
            format!("{}U", &good[..34]),
            format!("A26110000{}{}", '8', "0".repeat(25)),
        ];
        for text in wrong {
            assert_eq!(text.parse::<EndToEndId>(), Err(InvalidEndToEndId::Form), "{text}");
        }
    }

    #[test]
    fn no_two_kinds_share_a_letter() {
        let letters: HashSet<char> = PaymentKind::ALL.into_iter().map(PaymentKind::letter).collect();
        assert_eq!(letters.len(), PaymentKind::ALL.len());
        assert!(letters.iter().all(char::is_ascii_uppercase));
    }

    fn any_id() -> impl Strategy<Value = EndToEndId> {
        (0usize..8, 0u8..100, 1u8..13, 0u8..100, 0u8..100, any::<u128>()).prop_map(
            |(kind, year, month, part, attempt, decision)| EndToEndId {
                kind: PaymentKind::ALL[kind],
                year,
                month,
                part,
                attempt,
                decision: Uuid::from_u128(decision),
            },
        )
    }

    proptest! {
        #[test]
        fn it_can_be_taken_apart_again(id in any_id()) {
            let text = id.to_string();
            prop_assert_eq!(text.len(), EndToEndId::LENGTH);
            prop_assert_eq!(text.parse::<EndToEndId>(), Ok(id));
        }

        #[test]
        fn other_parts_give_another_text(one in any_id(), other in any_id()) {
            prop_assert_eq!(one == other, one.to_string() == other.to_string());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}|[A-Z0-9]{35}") {
            if let Ok(id) = text.parse::<EndToEndId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
