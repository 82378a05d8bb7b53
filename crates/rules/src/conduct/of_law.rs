//! Shares and terms of law, read through a [`Look`] so that they stand in the trace.

use chrono::{Days, NaiveDate};
use domain::Rounding;

use crate::facts::Reads;
use crate::{Look, Share, Stop};

/// The share of law in force on a day.
pub(crate) fn share_on(look: &mut Look<'_>, key: &str, day: NaiveDate) -> Result<Share, Stop> {
    let rate = look.national().rate(key, day)?;
    let share = Share::basis_points(rate.basis_points);
    look.given(key, share, &format!("{} (vanaf {})", rate.source, rate.from.reads()));
    Ok(share)
}

/// The term of law in force on a day: months, weeks, days or a number, as the key says.
pub(crate) fn term_on(look: &mut Look<'_>, key: &str, day: NaiveDate) -> Result<u32, Stop> {
    let term = look.national().term(key, day)?;
    let number = u32::try_from(term.number)
        .map_err(|_| Stop::person_decides(format!("De termijn van de wet is niet te gebruiken ({key}).")))?;
    look.given(key, number, &format!("{} (vanaf {})", term.source, term.from.reads()));
    Ok(number)
}

/// Whether `later` comes after `earlier` and at most `months` later; the day that is exactly so much later is within.
pub(crate) fn within_months(earlier: NaiveDate, later: NaiveDate, months: u32) -> bool {
    earlier < later && later <= domain::months_after(earlier, months)
}

/// So many days later, never past the end of the calendar.
pub(crate) fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// The day before, never before the beginning of the calendar.
pub(crate) fn day_before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

/// `share` of an amount, a half cent up.
pub(crate) fn part(share: Share, amount: domain::Cents) -> Result<domain::Cents, Stop> {
    Ok(share.of(amount, Rounding::HalfUp)?)
}

/// `1 maand`, `3 maanden`.
pub(crate) fn in_months(months: u32) -> String {
    if months == 1 { "1 maand".to_owned() } else { format!("{months} maanden") }
}
