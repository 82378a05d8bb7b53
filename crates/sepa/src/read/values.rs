use chrono::NaiveDate;
use domain::Cents;

use super::Wrong;

/// The longest identifier in a message of a bank (`Max35Text`).
pub const MOST_IDENTIFIER: usize = 35;

/// A text of at most so many characters.
pub fn text(text: &str, most: usize) -> Result<String, Wrong> {
    if text.chars().count() > most { Err(Wrong::TooLong) } else { Ok(text.into()) }
}

/// `Max35Text`.
pub fn identifier(found: &str) -> Result<String, Wrong> {
    text(found, MOST_IDENTIFIER)
}

/// Euros, or another currency, with a point and decimals: at most two that are not nought.
pub fn amount(found: &str) -> Result<Cents, Wrong> {
    const WRONG: Wrong = Wrong::Value("amount with two decimals");
    let found = found.strip_prefix('+').unwrap_or(found);
    let (whole, fraction) = found.split_once('.').unwrap_or((found, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !digits(whole) || !digits(fraction) || found.len() > 24 {
        return Err(WRONG);
    }
    let (cents, rest) = fraction.split_at_checked(2).unwrap_or((fraction, ""));
    if rest.bytes().any(|byte| byte != b'0') {
        return Err(WRONG);
    }
    format!("{whole}{cents:0<2}").parse().map(Cents::new).map_err(|_| WRONG)
}

/// `ISODate` or `ISODateTime`: the day of it, as written. A time zone does not move it.
pub fn day(found: &str) -> Result<NaiveDate, Wrong> {
    let day = found.get(..10).unwrap_or(found);
    let rest = found.get(10..).unwrap_or_default();
    let good = rest.is_empty() || rest.starts_with(['T', 'Z', '+', '-']);
    day.parse().ok().filter(|_| good && day.len() == 10).ok_or(Wrong::Value("date"))
}

/// `xs:boolean`.
pub fn yes_or_no(found: &str) -> Result<bool, Wrong> {
    match found {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Wrong::Value("true or false")),
    }
}

/// `Max15NumericText`.
pub fn count(found: &str) -> Result<u64, Wrong> {
    let good = found.len() <= 15 && found.bytes().all(|byte| byte.is_ascii_digit());
    found.parse().ok().filter(|_| good).ok_or(Wrong::Value("number"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1", Some(100))]
    #[case("1.5", Some(150))]
    #[case("1.50", Some(150))]
    #[case("+1.50000", Some(150))]
    #[case(".5", Some(50))]
    #[case("0.01", Some(1))]
    #[case("999999999999999.99", Some(99_999_999_999_999_999))]
    #[case("1.505", None)]
    #[case("-1.00", None)]
    #[case("1,50", None)]
    #[case("1.5.0", None)]
    #[case("1e3", None)]
    #[case("", None)]
    #[case(".", None)]
    #[case("99999999999999999999999", None)]
    #[case("٣", None)]
    fn an_amount_is_exact_or_none(#[case] found: &str, #[case] cents: Option<i64>) {
        assert_eq!(amount(found).ok(), cents.map(Cents::new), "{found}");
    }

    #[rstest]
    #[case("2026-11-22", true)]
    #[case("2026-11-22+01:00", true)]
    #[case("2026-11-22T23:59:59.999Z", true)]
    #[case("2026-02-30", false)]
    #[case("22-11-2026", false)]
    #[case("2026-11-2", false)]
    #[case("2026-11-22é", false)]
    #[case("", false)]
    fn a_day_is_the_day_as_written(#[case] found: &str, #[case] good: bool) {
        assert_eq!(day(found).is_ok(), good, "{found}");
    }

    #[rstest]
    #[case("000000000000012", Some(12))]
    #[case("1000000000000000", None)]
    #[case("+1", None)]
    #[case("", None)]
    fn a_count_has_fifteen_digits_at_most(#[case] found: &str, #[case] number: Option<u64>) {
        assert_eq!(count(found).ok(), number);
    }

    proptest! {
        #[test]
        fn every_amount_is_read_back(cents in 0i64..100_000_000_000_000_000) {
            prop_assert_eq!(amount(&format!("{}.{:02}", cents / 100, cents % 100)), Ok(Cents::new(cents)));
        }

        #[test]
        fn no_text_makes_it_panic(found in "\\PC{0,40}") {
            let _ = (amount(&found), day(&found), count(&found), yes_or_no(&found), identifier(&found));
        }
    }
}
