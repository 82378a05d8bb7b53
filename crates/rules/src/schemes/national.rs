//! Shares and terms of law, read so that they stand in the trace.

use chrono::NaiveDate;
use policy::{Confidence, NoAmount, Rate};

use crate::Look;
use crate::facts::Reads;

/// A share of law in hundredths of a percent, as a Dutch reader writes it: `23,5 %`.
pub(super) fn percent(basis_points: i64) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match (rest, rest % 10) {
        (0, _) => format!("{whole} %"),
        (_, 0) => format!("{whole},{} %", rest / 10),
        _ => format!("{whole},{rest:02} %"),
    }
}

/// The share in force on a day, in hundredths of a percent, and what to say about how sure it is.
///
/// # Errors
///
/// [`NoAmount`] when it is not known for the day.
pub(super) fn rate_on(
    look: &mut Look<'_>,
    key: &str,
    day: NaiveDate,
) -> Result<(i64, &'static str), NoAmount> {
    let rate = look.national().rate(key, day)?;
    Ok(given(look, key, rate))
}

/// A share that was looked up already.
pub(super) fn given(look: &mut Look<'_>, key: &str, rate: &Rate) -> (i64, &'static str) {
    let source = format!("{} (vanaf {})", rate.source, rate.from.reads());
    look.given(key, percent(rate.basis_points), &source);
    let doubt = match rate.confidence {
        Confidence::D => " Dit percentage is niet bevestigd; controleer het.",
        Confidence::A | Confidence::B | Confidence::C => "",
    };
    (rate.basis_points, doubt)
}

/// The age or term in force on a day, in the unit of its key.
///
/// # Errors
///
/// [`NoAmount`] when it is not known for the day.
pub(super) fn term_on(look: &mut Look<'_>, key: &str, day: NaiveDate) -> Result<i64, NoAmount> {
    let term = look.national().term(key, day)?;
    look.given(key, term.number, &format!("{} (vanaf {})", term.source, term.from.reads()));
    Ok(term.number)
}

/// As [`term_on`], on the day judged.
///
/// # Errors
///
/// As [`term_on`].
pub(super) fn term(look: &mut Look<'_>, key: &str) -> Result<i64, NoAmount> {
    term_on(look, key, look.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_read_as_in_the_netherlands() {
        assert_eq!(
            [2350, 7000, 1250, 3945, 105].map(percent),
            ["23,5 %", "70 %", "12,5 %", "39,45 %", "1,05 %"]
        );
    }
}
