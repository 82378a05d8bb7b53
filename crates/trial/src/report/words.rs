//! Numbers as a Dutch reader writes them.

use domain::{Cents, FactKey};

/// `1.884`.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with its sign: `+12`, `-3`, `0`.
pub fn change(from: u64, to: u64) -> String {
    let sign = match from.cmp(&to) {
        std::cmp::Ordering::Less => "+",
        std::cmp::Ordering::Equal => "",
        std::cmp::Ordering::Greater => "-",
    };
    format!("{sign}{}", number(from.abs_diff(to)))
}

/// Whole euros, the cents left off: `-€ 4.697.115`.
pub fn euros(amount: Cents) -> String {
    let whole = amount.get() / 100;
    format!("{}€ {}", if whole < 0 { "-" } else { "" }, number(whole.unsigned_abs()))
}

/// A part in tenths of a percent, to the nearest one: `48,4 %`.
pub fn share(part: u64, whole: u64) -> String {
    tenths((part * 1000 + whole / 2).checked_div(whole).unwrap_or(0))
}

/// Tenths of a percent: `48,4 %`.
pub fn tenths(tenths: u64) -> String {
    format!("{},{} %", tenths / 10, tenths % 10)
}

/// Names one after the other: `leeftijd, vaardigheden`.
pub fn facts(keys: impl Iterator<Item = FactKey>) -> String {
    keys.map(FactKey::dutch).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_the_netherlands() {
        assert_eq!((number(0).as_str(), number(1_884).as_str()), ("0", "1.884"));
        assert_eq!(
            (change(5, 1_005), change(3, 0), change(2, 2)),
            ("+1.000".into(), "-3".into(), "0".into())
        );
        assert_eq!(euros(Cents::new(-469_711_500)), "-€ 4.697.115");
        assert_eq!(euros(Cents::new(-243_782_655)), "-€ 2.437.826");
        assert_eq!((euros(Cents::new(-99)), euros(Cents::new(150_099))), ("€ 0".into(), "€ 1.500".into()));
        assert_eq!(
            (share(1_884, 3_889), share(0, 0), tenths(5)),
            ("48,4 %".into(), "0,0 %".into(), "0,5 %".into())
        );
    }
}
